"""Whether the planner should learn of many new rows can be asked alone: learning is done beside the import.

Looking at 30,000 rows with all their grams takes a second; a chunk waited for it.
"""

from importlib import import_module

from django.db import migrations

HAS = """
CREATE FUNCTION registry_has_new_rows() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT s.n_mod_since_analyze > greatest(1000, c.reltuples * 4)
  FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid WHERE s.relid = 'registry_enterprise'::regclass
$$;
CREATE OR REPLACE FUNCTION registry_know_new_rows() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_new boolean := registry_has_new_rows();
BEGIN
  IF found_new THEN
    ANALYZE (SKIP_LOCKED) registry_enterprise;
  END IF;
  RETURN found_new;
END $$;
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION registry_has_new_rows() SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION registry_know_new_rows() SET search_path = %I, pg_temp', current_schema());
END $$;
"""
FIVEFOLD = import_module("anjian.registry.migrations.0020_know_at_fivefold")
BEFORE = f"{FIVEFOLD.KNOWN.format(growth=4)} DROP FUNCTION registry_has_new_rows();"


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_traits_plainly")]
    operations = [migrations.RunSQL(HAS, BEFORE)]
