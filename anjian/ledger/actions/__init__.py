"""Every change of the ledger. Recording happens in the caller's transaction; the worker's steps make their own."""

from anjian.ledger.actions.recording import claim, erase, lock, record, supersede, void
from anjian.ledger.actions.sequencing import sequence

__all__ = ["claim", "erase", "lock", "record", "sequence", "supersede", "void"]
