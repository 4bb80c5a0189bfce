"""Files of enterprises that are parts of others, and the relation that rules read of them."""

from django.db import migrations, models
from django.db.models import F, Q

from anjian.scope.relations import view

TABLE = "registry_merger"


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_search"), ("ledger", "__first__")]
    operations = [
        migrations.CreateModel(
            name="Merger",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("said_by", models.UUIDField(db_index=True)),
                ("replaced_by", models.UUIDField(db_index=True, null=True)),
                ("enterprise", models.CharField(max_length=64)),
                ("survivor", models.CharField(db_index=True, max_length=64)),
                ("place", models.CharField(max_length=12)),
            ],
            options={
                "db_table": TABLE,
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("until__isnull", True), ("until__gte", F("since")), _connector="OR"),
                        name="registry_merger_span",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("replaced_by__isnull", True)),
                        fields=("enterprise", "since"),
                        name="registry_merger_live",
                    ),
                ],
            },
        ),
        migrations.RunSQL(*view("rel_merged", TABLE, ["enterprise", "survivor"])),
    ]
