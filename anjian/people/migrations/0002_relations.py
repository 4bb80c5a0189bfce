"""The published relations of people: joined with the ledger's positions for known time."""

from django.db import migrations

from anjian.scope.relations import view


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("ledger", "__first__")]
    operations = [
        migrations.RunSQL(*view("rel_body", "people_body", ["body", "class", "place", "level", "name"])),
        migrations.RunSQL(*view("rel_body_function", "people_body_function", ["body", "function", "place", "level"])),
        migrations.RunSQL(*view("rel_post", "people_post", ["post", "class", "body", "place", "level", "name"])),
        migrations.RunSQL(*view("rel_tenure", "people_tenure", ["post", "person"])),
    ]
