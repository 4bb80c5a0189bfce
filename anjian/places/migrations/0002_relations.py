"""The published relation of places."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE VIEW rel_place AS SELECT place, level, parent, name, since, until FROM places_division",
            "DROP VIEW rel_place",
        )
    ]
