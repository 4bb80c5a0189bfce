"""The traits of a file stand in its row: whoever looks for doubles reads them instead of working them out again.

The name of a province goes with the other places in front of a name (山西宏达 is 宏达). Without four signs in front
nothing but a trade was left of many names, and thousands shared it: only two are left out now (临汾宏达). What a
function needs twice it works out once.
"""

from django.db import migrations

PROVINCES = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|"
    "云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)
LOCAL = f"""
CREATE OR REPLACE FUNCTION registry_without_place(bare text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  rest text := regexp_replace(bare, '^({PROVINCES})(省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?', '');
BEGIN
  rest := regexp_replace(rest, '^[一-龥]{{2,4}}市', '');
  rest := regexp_replace(rest, '^[一-龥]{{2,4}}[县区旗]', '');
  rest := regexp_replace(rest, '^[一-龥]{{2,4}}(镇|乡|街道)', '');
  RETURN CASE WHEN length(rest) < 2 THEN bare ELSE rest END;
END $$;
"""
ADDRESS = """
CREATE OR REPLACE FUNCTION registry_bare_address(address text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  rest text := '';
BEGIN
  IF address IS NOT NULL THEN
    rest := registry_without_place(regexp_replace(upper(normalize(address, NFKC)), '[^一-龥A-Z0-9]', '', 'g'));
  END IF;
  RETURN CASE WHEN length(rest) >= 5 AND rest ~ '[0-9]' THEN rest ELSE '' END;
END $$;
"""
TRAITS = """
CREATE OR REPLACE FUNCTION registry_traits(name text, credit_code text, address text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  bare text := registry_bare_name(name);
  local text := registry_without_place(bare);
  there text := registry_bare_address(address);
BEGIN
  RETURN ARRAY(SELECT DISTINCT trait FROM unnest(ARRAY[
    'n' || bare,
    'n' || local,
    CASE WHEN length(local) >= 6 THEN 'n' || substr(local, 3) END,
    CASE WHEN there <> '' THEN 'a' || there END,
    CASE WHEN length(credit_code) = 18 THEN 'c' || substr(credit_code, 9, 9) END]) trait
    WHERE trait IS NOT NULL ORDER BY trait);
END $$;
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION registry_bare_address(text) SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION registry_traits(text, text, text) SET search_path = %I, pg_temp', current_schema());
END $$;
"""
KEPT = """
DROP INDEX registry_enterprise_traits;
ALTER TABLE registry_enterprise
  ADD COLUMN traits text[] GENERATED ALWAYS AS (registry_traits(name, credit_code, address)) STORED;
CREATE INDEX registry_enterprise_traits ON registry_enterprise USING gin (traits) WHERE replaced_by IS NULL;
"""
WORKED_OUT = """
ALTER TABLE registry_enterprise DROP COLUMN traits;
CREATE INDEX registry_enterprise_traits ON registry_enterprise
  USING gin (registry_traits(name, credit_code, address)) WHERE replaced_by IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_former")]
    operations = [
        migrations.RunSQL(LOCAL, migrations.RunSQL.noop),
        migrations.RunSQL(ADDRESS, migrations.RunSQL.noop),
        migrations.RunSQL(TRAITS, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, WORKED_OUT),
    ]
