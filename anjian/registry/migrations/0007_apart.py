"""Pairs of files that nobody asks about again (不是同一家)."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_items")]
    operations = [
        migrations.CreateModel(
            name="Apart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("said_by", models.UUIDField(db_index=True)),
                ("replaced_by", models.UUIDField(db_index=True, null=True)),
                ("first", models.CharField(max_length=64)),
                ("second", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=12)),
            ],
            options={
                "db_table": "registry_apart",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("until__isnull", True), ("until__gte", F("since")), _connector="OR"),
                        name="registry_apart_span",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("replaced_by__isnull", True)),
                        fields=("first", "second", "since"),
                        name="registry_apart_live",
                    ),
                ],
            },
        ),
    ]
