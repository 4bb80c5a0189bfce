"""What the planner knows of names: how often each pair of signs stands in them, which share of them holds a word.

A partial index has no such figures for it, and of an expression without an index it has none at all: it took every word
for rare, and read a hundred thousand firms called 有限公司 to list the first twenty of a city.
"""

from django.db import migrations

EXPRESSIONS = {
    "registry_name_grams": "registry_grams(name, sort_key)",
    "registry_name_lower": "lower(name)",
    "registry_name_initials": "split_part(sort_key, ' ', 3)",
}
MADE = [f"CREATE STATISTICS {name} ON ({what}) FROM registry_enterprise" for name, what in EXPRESSIONS.items()]
DROPPED = [f"DROP STATISTICS {name}" for name in EXPRESSIONS]


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_traits_kept")]
    operations = [migrations.RunSQL([*MADE, "ANALYZE registry_enterprise"], DROPPED)]
