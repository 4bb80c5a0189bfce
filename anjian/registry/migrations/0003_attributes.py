"""Attributes of enterprises as columns of the slice, and the relation with them."""

from django.db import migrations, models
from django.db.models import Q

from anjian.scope.relations import view

TABLE = "registry_enterprise"
IDENTITY = ["enterprise", "name", "credit_code", "place", "status", "industry", "staff", "safety_staff", "regulator"]
ADDED = {
    "hazard_class": models.CharField(max_length=16, null=True),
    "crowded": models.BooleanField(null=True),
    "place_kind": models.CharField(max_length=16, null=True),
    "safety_body": models.BooleanField(null=True),
    "part_time_safety_staff": models.IntegerField(null=True),
    "size": models.CharField(max_length=8, null=True),
    "above_scale": models.BooleanField(null=True),
    "dust_workers": models.IntegerField(null=True),
    "standard_grade": models.CharField(max_length=8, null=True),
    "major_source": models.BooleanField(null=True),
    "longitude": models.DecimalField(max_digits=9, decimal_places=6, null=True),
    "latitude": models.DecimalField(max_digits=8, decimal_places=6, null=True),
    "successor": models.CharField(max_length=64, null=True),
}
BEFORE, BEFORE_GONE = view("rel_enterprise", TABLE, IDENTITY)
AFTER, AFTER_GONE = view("rel_enterprise", TABLE, [*IDENTITY, *ADDED])


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_relations")]
    operations = [
        *(migrations.AddField("enterprise", name, field) for name, field in ADDED.items()),
        migrations.AddConstraint(
            "enterprise",
            models.CheckConstraint(
                name="registry_numbers_not_negative",
                condition=(Q(part_time_safety_staff__isnull=True) | Q(part_time_safety_staff__gte=0))
                & (Q(dust_workers__isnull=True) | Q(dust_workers__gte=0)),
            ),
        ),
        migrations.RunSQL([BEFORE_GONE, AFTER], [AFTER_GONE, BEFORE]),
    ]
