"""The tables that compiled text reads: published relations of all modules, and the tables of dates."""

from __future__ import annotations

from collections.abc import Mapping

from anjian.ledger.relations import RELATIONS as LEDGER
from anjian.lib.relations import Relation
from anjian.people.relations import RELATIONS as PEOPLE
from anjian.places.relations import RELATIONS as PLACES
from anjian.registry.relations import RELATIONS as REGISTRY

RELATIONS: Mapping[str, Relation] = {**LEDGER, **PEOPLE, **PLACES, **REGISTRY}
"""All published relations that rules may read, by name."""

DATES: Mapping[str, Mapping[str, str]] = {
    "duties_due": {"unit": "text", "n": "int", "day": "date", "due": "date", "provisional": "boolean"},
    "duties_period": {"kind": "text", "begins": "date", "ends": "date", "label": "text"},
}
"""Terms and periods, made by `lib.ends`."""

TABLES: Mapping[str, Mapping[str, str]] = {
    **{name: {column: spec.type for column, spec in one.columns.items()} for name, one in RELATIONS.items()},
    **DATES,
}
"""SQL type of each column, in order, by table."""


def declared(table: str) -> str:
    """The columns of a table as CREATE TABLE wants them."""
    return ", ".join(f"{column} {type}" for column, type in TABLES[table].items())
