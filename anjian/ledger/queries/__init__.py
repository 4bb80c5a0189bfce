"""Every question others may ask of the ledger."""

from anjian.ledger.queries.reading import attr_rows, claimed, fact, facts, head, imported, lag, parked, position_at

__all__ = [
    "attr_rows",
    "claimed",
    "fact",
    "facts",
    "head",
    "imported",
    "lag",
    "parked",
    "position_at",
]
