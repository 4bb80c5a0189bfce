from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0004_county_pages")]

    operations = [
        migrations.AddField(model_name="watermark", name="counted", field=models.BigIntegerField(default=0)),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.CharField(max_length=12)),
                ("rule", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=16)),
                ("bearer", models.CharField(max_length=1)),
                ("begins", models.DateField(null=True)),
                ("ends", models.DateField(null=True)),
                ("due", models.DateField(null=True)),
                ("mark", models.CharField(max_length=16)),
                ("final", models.BooleanField()),
                ("need", models.SmallIntegerField(null=True)),
                ("have", models.SmallIntegerField()),
                ("entered", models.SmallIntegerField()),
                ("ever", models.SmallIntegerField()),
                ("maybe", models.SmallIntegerField()),
                ("met_on", models.DateField(null=True)),
                ("n", models.IntegerField()),
            ],
            options={
                "db_table": "duties_tally",
                "indexes": [models.Index(fields=["place", "rule"], name="duties_tally_place")],
            },
        ),
        migrations.AddField(
            model_name="stale",
            name="enterprise",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        # The projection is disposable: without counts it is none, and is made anew.
        migrations.RunSQL("DELETE FROM duties_watermark", migrations.RunSQL.noop),
    ]
