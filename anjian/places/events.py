"""What happens to grid cells: the names of the facts that this module records. Divisions are data, not facts."""

CELL_DRAWN = "places.cell_drawn"
CELL_CHANGED = "places.cell_changed"
CELL_ENDED = "places.cell_ended"
HOME_CHOSEN = "places.home_chosen"

CHANGES = {"renamed": "更名", "merged": "并入", "split": "析置", "recoded": "换代码"}
"""How one division became another."""
