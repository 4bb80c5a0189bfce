"""Enterprises as parties of records (参与方): how a form names and offers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from anjian.lib.viewer import Viewer
from anjian.records.parties import Choice, Kind, register
from anjian.registry import queries


def named(viewer: Viewer, subject: str, day: dt.date) -> str | None:
    """Its name that day; None when it did not stand or is not theirs to see."""
    card = queries.enterprise(viewer, subject, as_of=day)
    return card.name if card else None


def offer(viewer: Viewer, day: dt.date, classes: Sequence[str], words: str, limit: int) -> list[Choice]:
    """Enterprises whose name, code or pinyin fits, those in operation first, with the last digits of their code."""
    found = queries.find(viewer, as_of=day, words=words, limit=limit)
    running = sorted(found, key=lambda card: card.status != "operating")
    return [Choice(card.id, card.name, card.credit_code[-6:]) for card in running]


def enter() -> None:
    """Make enterprises known to records. Called once, when the program starts."""
    register("enterprise", Kind(word="企业", named=named, founded=queries.founded, offer=offer))
