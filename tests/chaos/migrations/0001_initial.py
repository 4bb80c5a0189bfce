"""Tables of the kill test."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """What was heard and claimed."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Heard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fact", models.UUIDField()),
                ("position", models.BigIntegerField()),
                ("subject", models.TextField()),
                ("number", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Claimed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField()),
            ],
        ),
    ]
