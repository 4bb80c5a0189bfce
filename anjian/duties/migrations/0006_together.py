from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_counts")]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=GinIndex(
                models.Func("bearer", models.Value("+"), function="string_to_array"),
                condition=models.Q(bearer__contains="+"),
                name="duties_standing_together",
            ),
        ),
    ]
