"""The projection (现况表): standings kept at hand. To come: until then it covers nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.duties.evaluating import Question, Standing


@dataclass(frozen=True, slots=True)
class Covered:
    """The projection answers; `digest` of the rules it stands on."""

    digest: str


def covering(*, as_of: dt.date, known: int | None, since: dt.date, place: str | None) -> Covered | str:
    """Whether the projection covers a question, or why not (Chinese)."""
    return "现况表还没有建立"


def standings(mark: Covered, asked: Question, *, rules: frozenset[str] | None, place: str | None) -> list[Standing]:
    """Rows of the projection, judged on the day asked."""
    return []
