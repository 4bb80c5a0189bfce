"""An office's own copy of a document's text, as immutable as what a pack said."""

from django.db import migrations, models

GUARD = (
    "CREATE TRIGGER said_once BEFORE UPDATE OR DELETE ON policy_text FOR EACH ROW EXECUTE FUNCTION policy_said_once();"
)


class Migration(migrations.Migration):
    dependencies = [("policy", "0002_immutable")]
    operations = [
        migrations.CreateModel(
            name="AttachedText",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("document", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("said_by", models.UUIDField(db_index=True)),
                ("replaced_by", models.UUIDField(db_index=True, null=True)),
                ("text", models.TextField()),
                ("file", models.CharField(max_length=200)),
                ("attached_by", models.CharField(max_length=128)),
                ("attached_at", models.DateTimeField()),
            ],
            options={
                "db_table": "policy_text",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_by__isnull", True)), fields=("document",), name="policy_text_live"
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARD, "DROP TRIGGER said_once ON policy_text;"),
    ]
