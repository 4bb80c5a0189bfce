"""Enterprises are found by what they were called before: the rows that are over have an index of their own."""

from django.db import migrations

INDEX = (
    "CREATE INDEX registry_former_grams ON registry_enterprise USING gin (registry_grams(name, sort_key)) "
    "WHERE replaced_by IS NULL AND until IS NOT NULL"
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_traits_once")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX registry_former_grams")]
