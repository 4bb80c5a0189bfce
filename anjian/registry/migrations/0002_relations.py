"""The published relation of enterprises: joined with the ledger's positions for known time."""

from django.db import migrations

from anjian.scope.relations import view


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("ledger", "__first__")]
    operations = [
        migrations.RunSQL(
            *view(
                "rel_enterprise",
                "registry_enterprise",
                [
                    "enterprise",
                    "name",
                    "credit_code",
                    "place",
                    "status",
                    "industry",
                    "staff",
                    "safety_staff",
                    "regulator",
                ],
            )
        )
    ]
