"""Enterprises are found by any part of their name or of its initials, and listed by pinyin, without reading them all.

The signs and the pairs of neighbouring signs of a name and of its initials are an array (字对) under an inverted index:
what is looked for has pairs too, and only rows that have them all are read. Needs no extension of PostgreSQL.
"""

from django.db import migrations, models

GRAMS = """
CREATE FUNCTION registry_grams(name text, sort_key text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT substr(t, i, n))
  FROM (VALUES (lower(name)), (split_part(sort_key, ' ', 3))) AS said(t),
       generate_series(1, 2) AS n, generate_series(1, length(t) - n + 1) AS i
$$
"""
INDEX = (
    "CREATE INDEX registry_enterprise_grams ON registry_enterprise USING gin (registry_grams(name, sort_key)) "
    "WHERE replaced_by IS NULL"
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_attributes")]
    operations = [
        migrations.RunSQL(GRAMS, "DROP FUNCTION registry_grams(text, text)"),
        migrations.RunSQL(INDEX, "DROP INDEX registry_enterprise_grams"),
        migrations.AddIndex(
            "enterprise",
            models.Index(
                fields=["sort_key", "enterprise"],
                name="registry_by_pinyin",
                condition=models.Q(replaced_by__isnull=True),
            ),
        ),
    ]
