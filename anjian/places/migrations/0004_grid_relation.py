"""The published relation of grid cells: joined with the ledger's positions for known time."""

from django.db import migrations

from anjian.scope.relations import view


class Migration(migrations.Migration):
    dependencies = [("places", "0003_cells_successors"), ("ledger", "__first__")]
    operations = [migrations.RunSQL(*view("rel_grid_cell", "places_cell", ["cell", "place", "name", "post"]))]
