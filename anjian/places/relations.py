"""What rules may read about places."""

from __future__ import annotations

from anjian.lib.relations import SPAN, Column, Relation

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
    )
}
