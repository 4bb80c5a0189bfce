"""What new rows share with others is entered into the index of traits soon, not when four megabytes of it wait.

Each look for doubles reads all that waits; after a large import a chunk of rows took ten seconds until the next vacuum.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_doubles")]
    operations = [
        migrations.RunSQL(
            "ALTER INDEX registry_enterprise_traits SET (gin_pending_list_limit = 128)",
            "ALTER INDEX registry_enterprise_traits RESET (gin_pending_list_limit)",
        ),
    ]
