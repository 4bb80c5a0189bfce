"""The mark says which size of the sample was loaded."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sample", "0001_initial")]
    operations = [
        migrations.AddField(model_name="mark", name="size", field=models.CharField(default="small", max_length=8)),
    ]
