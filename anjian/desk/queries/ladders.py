"""What ladders ask of a person, with the names that a page shows (阶梯上的事)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.desk.queries.naming import names
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy


@dataclass(frozen=True, slots=True)
class Asked:
    """One rung on somebody's desk: what is asked, of whom it is, on what it stands, and what may be answered.

    doing   decide (yes or no), withdraw (withdraw or keep), or empty: it is simply owed
    """

    rung: duties.Proposal
    target: str
    about: str
    chip: str
    doing: str


def asked(viewer: Viewer, *, as_of: dt.date) -> list[Asked]:
    """The rungs that stand on this person's desk, oldest first."""
    found = duties.proposals(viewer)
    called = names(viewer, [one for row in found for one in (row.target, *row.about.split("+"))], as_of=as_of)
    doing = {"proposed": "decide", "withdraw": "withdraw"}
    return [
        Asked(
            rung=row,
            target=called.get(row.target, row.target),
            about="、".join(called.get(one, one) for one in row.about.split("+") if one),
            chip=_chip(viewer, row),
            doing=doing.get(row.state, ""),
        )
        for row in found
    ]


def _chip(viewer: Viewer, row: duties.Proposal) -> str:
    card = policy.document(viewer, row.rule.split("/")[0])
    return card.chip(row.clauses) if card else ""
