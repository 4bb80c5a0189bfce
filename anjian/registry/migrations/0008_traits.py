"""The same firm entered twice is found by what both files share (特征), without comparing all with all.

The traits of a file are an array under an inverted index: its organisation code; its name without brackets and 有限公司
and the like, the same without a place in front, and without two or four signs in front (a place that is not called
市 or 县 there); its address without the place. Two files that share one are compared, see `identity.likeness`.
The functions name each other, so their bodies are read when they are made: an index is built without a search path.
"""

from django.db import migrations

BARE = """
CREATE FUNCTION registry_bare_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT regexp_replace(
    regexp_replace(upper(normalize(name, NFKC)), '[(\\[〔【][^)\\]〕】]*[)\\]〕】]', '', 'g'),
    '有限责任公司|股份有限公司|有限公司|责任公司|公司|[^一-龥A-Z0-9]', '', 'g');
END
"""
LOCAL = """
CREATE FUNCTION registry_without_place(bare text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN length(rest) < 2 THEN bare ELSE rest END
  FROM (SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(bare,
    '^[一-龥]{2,3}省', ''), '^[一-龥]{2,4}市', ''), '^[一-龥]{2,4}[县区旗]', ''), '^[一-龥]{2,4}(镇|乡|街道)', '')
    AS rest) r;
END
"""
ADDRESS = """
CREATE FUNCTION registry_bare_address(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN length(rest) >= 5 AND rest ~ '[0-9]' THEN rest ELSE '' END
  FROM (SELECT registry_without_place(regexp_replace(upper(normalize(coalesce(address, ''), NFKC)),
    '[^一-龥A-Z0-9]', '', 'g')) AS rest) r;
END
"""
TRAITS = """
CREATE FUNCTION registry_traits(name text, credit_code text, address text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_agg(DISTINCT trait) FROM (
    SELECT registry_bare_name(name) AS bare, registry_without_place(registry_bare_name(name)) AS local,
           registry_bare_address(address) AS there) b,
    LATERAL (VALUES
      ('n' || bare), ('n' || local),
      (CASE WHEN length(local) >= 6 THEN 'n' || substr(local, 3) END),
      (CASE WHEN length(local) >= 8 THEN 'n' || substr(local, 5) END),
      (CASE WHEN there <> '' THEN 'a' || there END),
      (CASE WHEN length(credit_code) = 18 THEN 'c' || substr(credit_code, 9, 9) END)) t(trait)
  WHERE trait IS NOT NULL;
END
"""
INDEX = (
    "CREATE INDEX registry_enterprise_traits ON registry_enterprise "
    "USING gin (registry_traits(name, credit_code, address)) WHERE replaced_by IS NULL"
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_apart")]
    operations = [
        migrations.RunSQL(BARE, "DROP FUNCTION registry_bare_name(text)"),
        migrations.RunSQL(LOCAL, "DROP FUNCTION registry_without_place(text)"),
        migrations.RunSQL(ADDRESS, "DROP FUNCTION registry_bare_address(text)"),
        migrations.RunSQL(TRAITS, "DROP FUNCTION registry_traits(text, text, text)"),
        migrations.RunSQL(INDEX, "DROP INDEX registry_enterprise_traits"),
    ]
