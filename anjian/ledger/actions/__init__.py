"""Every change of the ledger. Recording happens in the caller's transaction; the worker's steps make their own."""

from anjian.ledger.actions.delivering import deliver, retry
from anjian.ledger.actions.importing import import_history
from anjian.ledger.actions.many import Ready, ready, record_many, void_many
from anjian.ledger.actions.recording import claim, erase, lock, record, supersede, void
from anjian.ledger.actions.sealing import anchor, seal, verify
from anjian.ledger.actions.sequencing import sequence

__all__ = [
    "Ready",
    "anchor",
    "claim",
    "deliver",
    "erase",
    "import_history",
    "lock",
    "ready",
    "record",
    "record_many",
    "retry",
    "seal",
    "sequence",
    "supersede",
    "verify",
    "void",
    "void_many",
]
