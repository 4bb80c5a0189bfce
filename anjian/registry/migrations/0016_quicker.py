"""What each row works out by functions costs half: pairs of signs from an array, provinces only where one stands.

The results are the same, so indexes and kept columns stay as they are. The index itself tells equal entries apart.
"""

from django.db import migrations

GRAMS = """
CREATE OR REPLACE FUNCTION registry_grams(name text, sort_key text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  signs text[] := string_to_array(lower(name), NULL);
  firsts text[] := string_to_array(split_part(sort_key, ' ', 3), NULL);
BEGIN
  FOR i IN 1 .. cardinality(signs) - 1 LOOP
    signs := signs || (signs[i] || signs[i + 1]);
  END LOOP;
  FOR i IN 1 .. cardinality(firsts) - 1 LOOP
    firsts := firsts || (firsts[i] || firsts[i + 1]);
  END LOOP;
  RETURN signs || firsts;
END $$;
"""
GRAMS_BEFORE = """
CREATE OR REPLACE FUNCTION registry_grams(name text, sort_key text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT substr(t, i, n))
  FROM (VALUES (lower(name)), (split_part(sort_key, ' ', 3))) AS said(t),
       generate_series(1, 2) AS n, generate_series(1, length(t) - n + 1) AS i
$$;
"""
PROVINCES = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|"
    "云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)
BEGINNINGS = ", ".join(f"'{name[:2]}'" for name in PROVINCES.split("|"))
LOCAL = f"""
CREATE OR REPLACE FUNCTION registry_without_place(bare text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  rest text := bare;
BEGIN
  IF left(bare, 2) IN ({BEGINNINGS}) THEN
    rest := regexp_replace(rest, '^({PROVINCES})(省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?', '');
  END IF;
  rest := regexp_replace(rest, '^[一-龥]{{2,4}}市', '');
  rest := regexp_replace(rest, '^[一-龥]{{2,4}}[县区旗]', '');
  rest := regexp_replace(rest, '^[一-龥]{{2,4}}(镇|乡|街道)', '');
  RETURN CASE WHEN length(rest) < 2 THEN bare ELSE rest END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_traits_soon")]
    operations = [
        migrations.RunSQL(GRAMS, GRAMS_BEFORE),
        migrations.RunSQL(LOCAL, migrations.RunSQL.noop),
    ]
