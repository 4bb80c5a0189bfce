"""Three more attributes, and the table of what an enterprise has several of (分项), with the relation over it."""

from django.db import migrations, models
from django.db.models import F, Q

from anjian.scope.relations import view

ENTERPRISE = [
    "enterprise", "name", "credit_code", "place", "status", "industry", "staff", "safety_staff", "regulator",
    "hazard_class", "crowded", "place_kind", "safety_body", "part_time_safety_staff", "size", "above_scale",
    "dust_workers", "standard_grade", "major_source", "longitude", "latitude",
]  # fmt: skip
ADDED = {
    "address": models.CharField(max_length=200, null=True),
    "business": models.CharField(max_length=200, null=True),
    "risk_grade": models.CharField(max_length=8, null=True),
}
BEFORE, BEFORE_GONE = view("rel_enterprise", "registry_enterprise", [*ENTERPRISE, "successor"])
AFTER, AFTER_GONE = view("rel_enterprise", "registry_enterprise", [*ENTERPRISE, *ADDED, "successor"])
TABLE = "registry_item"
PUBLISHED = ["item", "enterprise", "kind", "cls", "number", "issuer", "begins", "expires", "count", "amount", "seen"]


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_mergers"), ("ledger", "__first__")]
    operations = [
        *(migrations.AddField("enterprise", name, field) for name, field in ADDED.items()),
        migrations.RunSQL([BEFORE_GONE, AFTER], [AFTER_GONE, BEFORE]),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("said_by", models.UUIDField(db_index=True)),
                ("replaced_by", models.UUIDField(db_index=True, null=True)),
                ("item", models.CharField(max_length=64)),
                ("enterprise", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=16)),
                ("cls", models.CharField(max_length=32)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("number", models.CharField(blank=True, max_length=200)),
                ("issuer", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("begins", models.DateField(null=True)),
                ("expires", models.DateField(null=True)),
                ("count", models.IntegerField(null=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("longitude", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("latitude", models.DecimalField(decimal_places=6, max_digits=8, null=True)),
                ("source", models.CharField(max_length=16)),
                ("seen", models.DateField()),
                ("private_in", models.UUIDField(null=True)),
            ],
            options={
                "db_table": TABLE,
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=Q(("replaced_by__isnull", True)),
                        fields=["enterprise", "kind"],
                        name="registry_item_of",
                    ),
                    models.Index(
                        condition=Q(("replaced_by__isnull", True)), fields=["expires"], name="registry_item_expires"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("until__isnull", True), ("until__gte", F("since")), _connector="OR"),
                        name="registry_item_span",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("replaced_by__isnull", True)), fields=("item", "since"), name="registry_item_live"
                    ),
                ],
            },
        ),
        migrations.RunSQL(*view("rel_enterprise_item", TABLE, PUBLISHED)),
    ]
