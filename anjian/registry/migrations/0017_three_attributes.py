"""Three more attributes: registered safety engineers, high-rise residences, a fire control room."""

from django.db import migrations, models
from django.db.models import Q

from anjian.scope.relations import view

ENTERPRISE = [
    "enterprise", "name", "credit_code", "place", "status", "industry", "staff", "safety_staff", "regulator",
    "hazard_class", "crowded", "place_kind", "safety_body", "part_time_safety_staff", "size", "above_scale",
    "dust_workers", "standard_grade", "major_source", "longitude", "latitude", "address", "business", "risk_grade",
]  # fmt: skip
ADDED = {
    "registered_engineers": models.IntegerField(null=True),
    "high_rise_residence": models.BooleanField(null=True),
    "fire_control_room": models.BooleanField(null=True),
}
BEFORE, BEFORE_GONE = view("rel_enterprise", "registry_enterprise", [*ENTERPRISE, "successor"])
AFTER, AFTER_GONE = view("rel_enterprise", "registry_enterprise", [*ENTERPRISE, *ADDED, "successor"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0016_quicker"), ("ledger", "__first__")]
    operations = [
        *(migrations.AddField("enterprise", name, field) for name, field in ADDED.items()),
        migrations.AddConstraint(
            "enterprise",
            models.CheckConstraint(
                name="registry_engineers_not_negative",
                condition=Q(registered_engineers__isnull=True) | Q(registered_engineers__gte=0),
            ),
        ),
        migrations.RunSQL([BEFORE_GONE, AFTER], [AFTER_GONE, BEFORE]),
        migrations.AddIndex(
            "item",
            models.Index(
                fields=["number"],
                name="registry_item_owner",
                condition=Q(replaced_by__isnull=True, kind="owner"),
            ),
        ),
    ]
