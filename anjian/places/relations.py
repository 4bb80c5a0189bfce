"""What rules may read about places."""

from __future__ import annotations

from anjian.lib.relations import KNOWN, SPAN, Column, Relation

RELATIONS: dict[str, Relation] = {
    "rel_place": Relation(
        "rel_place",
        "A division under one name; a rename or a merger starts a new row.",
        {
            "place": Column("text", "division code, 12 digits"),
            "level": Column("text", "country, province, city, county, town or village"),
            "parent": Column("text", "code of the place directly above; empty above the country", null=True),
            "name": Column("text", "official name in these days"),
            **SPAN,
        },
    ),
    "rel_grid_cell": Relation(
        "rel_grid_cell",
        "A grid cell (网格) and the post of who walks it, one row per span.",
        {
            "cell": Column("text", "number of the cell"),
            "place": Column("text", "division it lies in, 12 digits"),
            "name": Column("text", "name in these days"),
            "post": Column("text", "id of the post that walks it; empty when nobody is named"),
            **SPAN,
            **KNOWN,
        },
    ),
}
