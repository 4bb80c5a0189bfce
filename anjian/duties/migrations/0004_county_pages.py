from django.db import migrations, models
from django.db.models.functions import Collate, Left


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_assignments")]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                Left("place", 6),
                models.F("due"),
                Collate("rule", "C"),
                Collate("bearer", "C"),
                name="duties_standing_county",
            ),
        ),
    ]
