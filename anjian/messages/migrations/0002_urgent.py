"""Urgent messages pass the quiet hours also when they are tried again; keys are as long as the step they belong to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messages_out", "0001_initial")]

    operations = [
        migrations.AddField("message", "urgent", models.BooleanField(default=False)),
        migrations.AlterField("message", "key", models.TextField(unique=True)),
    ]
