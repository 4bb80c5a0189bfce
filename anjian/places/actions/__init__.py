"""Changes of places. Divisions are reference data of the packs, loaded from files; grid cells are facts."""

from anjian.places.actions.cells import change_cell, draw_cell, end_cell, take_back
from anjian.places.actions.divisions import COLUMNS, Loaded, Row, load, read
from anjian.places.actions.home import choose_home
from anjian.places.actions.importing import import_cells
from anjian.places.actions.successors import Change, load_successors, read_successors

__all__ = [
    "COLUMNS",
    "Change",
    "Loaded",
    "Row",
    "change_cell",
    "choose_home",
    "draw_cell",
    "end_cell",
    "import_cells",
    "load",
    "load_successors",
    "read",
    "read_successors",
    "take_back",
]
