"""The planner learns of many new rows while they come in, not a minute later.

Until then it takes the register for almost empty and reads all of it again and again: a sheet that came right after
another one was tried out in minutes instead of seconds. Only the owner may look at a table, so a function does it for
the serving role; who finds another just looking goes on.
"""

from django.db import migrations

KNOWN = """
CREATE FUNCTION registry_know_new_rows() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_new boolean;
BEGIN
  SELECT s.n_mod_since_analyze > greatest(1000, c.reltuples / 2) INTO found_new
  FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid WHERE s.relid = 'registry_enterprise'::regclass;
  IF found_new THEN
    ANALYZE (SKIP_LOCKED) registry_enterprise;
  END IF;
  RETURN found_new;
END $$;
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION registry_know_new_rows() SET search_path = %I, pg_temp', current_schema());
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0017_three_attributes")]
    operations = [migrations.RunSQL(KNOWN, "DROP FUNCTION registry_know_new_rows()")]
