"""Subscriptions that end by themselves say why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]

    operations = [
        migrations.AddField("subscription", "stopped", models.CharField(blank=True, default="", max_length=200))
    ]
