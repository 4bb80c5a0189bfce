"""How alike two descriptions are (相似度): the share of two-character runs that both have. Explainable."""

from __future__ import annotations

import hashlib
import unicodedata

ALIKE = 0.5
"""From here on two hazards of one enterprise are shown beside each other: a hint that a person answers."""


def bare(text: str) -> str:
    """The text without blanks and marks, in one width and case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def key(text: str) -> str:
    """The same for texts that differ in blanks and marks only; "" for an empty one."""
    said = bare(text)
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest() if said else ""


def likeness(first: str, second: str) -> float:
    """Twice the runs in common over all runs, 0 to 1 (Dice)."""
    one, other = _runs(bare(first)), _runs(bare(second))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _runs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)} or ({text} if text else set())
