"""The same telephone leads from one file to another: each contact has a mark of its number (see `identity.phones`).
A new firm of a sheet keeps beside it which file it may be.

Of contacts that are there the marks are made from the private bodies in which the numbers lie.
"""

from django.db import migrations, models
from django.db.models import Q

from anjian.registry.identity.phones import mark

NUMBERS = """
SELECT i.id, b.body #>> ARRAY['private', i.kind || '.' || i.cls || '.phone']
FROM registry_item i JOIN ledger_body b ON b.fact = i.private_in
"""


def make(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute(NUMBERS)
        made = [(mark(number), id) for id, number in cursor.fetchall() if mark(number)]
        cursor.executemany("UPDATE registry_item SET phone_mark = %s WHERE id = %s", made)


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_name_statistics")]
    operations = [
        migrations.AddField("item", "phone_mark", models.CharField(max_length=32, null=True)),
        migrations.RunPython(make, migrations.RunPython.noop),
        migrations.AddIndex(
            "item",
            models.Index(
                condition=Q(("phone_mark__isnull", False), ("replaced_by__isnull", True)),
                fields=["phone_mark"],
                name="registry_item_phone",
            ),
        ),
        migrations.AddField("intakerow", "likely", models.JSONField(null=True)),
    ]
