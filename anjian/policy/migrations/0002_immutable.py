"""What a pack said stays as it was said: a row of a loaded pack may be replaced once, nothing else, by nobody."""

from django.db import migrations

TABLES = ("policy_document", "policy_article", "policy_clause", "policy_rule_version")

MAKE = """
CREATE FUNCTION policy_said_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.replaced_by IS NOT NULL OR NEW.replaced_by IS NULL
     OR to_jsonb(NEW) - 'replaced_by' <> to_jsonb(OLD) - 'replaced_by' THEN
    RAISE EXCEPTION 'a row of % is never changed: load the corrected pack', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
""" + "\n".join(
    f"CREATE TRIGGER said_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION policy_said_once();"
    for table in TABLES
)
DROP = "\n".join(f"DROP TRIGGER said_once ON {table};" for table in TABLES) + "\nDROP FUNCTION policy_said_once();"


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
