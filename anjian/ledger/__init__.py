"""The ledger (台账): what happened, once, for ever.

A *fact* (事实) is one append-only row: name, when it happened, when and by whom it was recorded, its place, its parties
in their roles, its attributes. It is at once the audit trail, the outbox other modules listen to, and the evidence that
meets duties. Each committed fact gets a dense *position* (位次) from one sequencer; delivery, "what was known" and the
seals use positions, never clock times or transaction ids.

Face: `events` (Fact, Party), `actions` (record, void, supersede, erase, claim, import_history, sequence, deliver, seal,
anchor), `queries` (fact, facts, head, position_at, lag, parked, verify), `relations` (rel_fact, rel_party, rel_attr,
rel_void) and the hook `handlers` (within, after).
"""
