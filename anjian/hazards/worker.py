"""What the worker does for hazards: ends that a calendar had left open are read again."""

from __future__ import annotations

from anjian.hazards import actions


def settle() -> int:
    """Read again the clocks whose end was provisional. Returns how many came to another day."""
    return actions.settle_provisional()
