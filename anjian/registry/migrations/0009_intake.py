"""Sheets of enterprises that come in: where each import stands, what its rows become, what is wrong by cell."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_traits")]
    operations = [
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("account", models.CharField(max_length=80)),
                ("office", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("since", models.DateField()),
                ("source", models.CharField(max_length=16)),
                ("chosen", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=8)),
                ("at_row", models.BigIntegerField(default=0)),
                ("rows", models.IntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("stopped", models.CharField(blank=True, max_length=400)),
                ("touched", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "registry_intake",
                "indexes": [
                    models.Index(
                        condition=Q(("state__in", ("trial", "take", "undo"))),
                        fields=["at"],
                        name="registry_intake_running",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("intake", models.UUIDField()),
                ("row", models.IntegerField()),
                ("key", models.CharField(max_length=400)),
                ("digest", models.CharField(max_length=16)),
                ("outcome", models.CharField(max_length=8)),
                ("enterprise", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=128)),
                ("said", models.JSONField(default=dict)),
                ("fact", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "registry_intake_row",
                "indexes": [
                    models.Index(fields=["intake", "outcome", "id"], name="registry_intake_row_of"),
                    models.Index(fields=["intake", "enterprise"], name="registry_intake_row_firm"),
                ],
                "constraints": [models.UniqueConstraint(fields=["intake", "key"], name="registry_intake_row_once")],
            },
        ),
        migrations.CreateModel(
            name="IntakeFault",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("intake", models.UUIDField(db_index=True)),
                ("row", models.IntegerField()),
                ("ref", models.CharField(max_length=16)),
                ("field", models.CharField(max_length=80)),
                ("label", models.CharField(max_length=80)),
                ("text", models.CharField(max_length=200)),
                ("why", models.CharField(max_length=200)),
                ("next", models.CharField(max_length=200)),
            ],
            options={"db_table": "registry_intake_fault"},
        ),
    ]
