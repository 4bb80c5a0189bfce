"""Every question others may ask of the ledger."""

from anjian.ledger.queries.proving import Proofs, bundle, proofs
from anjian.ledger.queries.reading import (
    LARGEST,
    attr_rows,
    claimed,
    fact,
    facts,
    head,
    imported,
    lag,
    latest,
    named_beside,
    parked,
    position_at,
    taken,
    those,
)
from anjian.ledger.queries.verifying import verify

__all__ = [
    "LARGEST",
    "Proofs",
    "attr_rows",
    "bundle",
    "claimed",
    "fact",
    "facts",
    "head",
    "imported",
    "lag",
    "latest",
    "named_beside",
    "parked",
    "position_at",
    "proofs",
    "taken",
    "those",
    "verify",
]
