"""Every change of what `duties` keeps: the projection, which may be thrown away, and the rungs that were reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from anjian.duties import deciding, laddering, projection, reminding, rulebook, urging
from anjian.duties.answers import DutyRow
from anjian.lib.viewer import Viewer

MOST = urging.MOST
"""Duties that one click may urge or assign."""


def rebuild(*, as_of: dt.date) -> int:
    """Make the projection anew for a day. Returns its rows; recordings wait until it is done."""
    return projection.build(as_of)


def drop() -> None:
    """Throw the projection away. No answer changes; they are computed until it is built again."""
    projection.drop()


def freshen(*, as_of: dt.date) -> int:
    """Make the projection anew where it no longer covers this day or was marked stale. Returns how often: 0 or 1."""
    if projection.stands(as_of):
        projection.fold()
        return 0
    if not rulebook.book(as_of).entries and projection.watermark() is None:
        return 0  # nothing is adopted yet
    if not projection.mend(as_of):
        projection.build(as_of)
    return 1


def climb(*, as_of: dt.date) -> int:
    """Take the rungs of ladders that were reached by this day, each once, in order. Returns how many."""
    return laddering.climb(as_of)


def review(*, as_of: dt.date) -> int:
    """See what became of the rungs taken: acted upon, cured, or without ground. Returns how many changed."""
    return laddering.review(as_of)


def remind(*, as_of: dt.date) -> int:
    """Remind bearers of what falls due. Returns how many reminders were made."""
    return reminding.remind(as_of)


def respond(viewer: Viewer, *, rung: int, do: str, ground: str) -> str:
    """Answer what a ladder asks: ``do`` is take, decline, withdraw or keep; returns its new state. Refuses likewise."""
    if do in ("take", "decline"):
        return decide(viewer, rung=rung, take=do == "take", ground=ground)
    return answer(viewer, rung=rung, withdraw=do == "withdraw", ground=ground)


def decide(viewer: Viewer, *, rung: int, take: bool, ground: str) -> str:
    """Say yes or no to a proposed measure, for the body that decides; returns its new state. Refuses anybody else."""
    return deciding.decide(viewer, rung, take=take, ground=ground)


def answer(viewer: Viewer, *, rung: int, withdraw: bool, ground: str) -> str:
    """Withdraw or keep a measure whose ground is gone, as its signer; returns its new state. Refuses anybody else."""
    return deciding.answer(viewer, rung, withdraw=withdraw, ground=ground)


def urge(viewer: Viewer, duties: Sequence[DutyRow], *, as_of: dt.date) -> int:
    """Send one letter to each who owes one of these duties (催办); returns how many. Refusals: see `urging.urge`."""
    return urging.urge(viewer, duties, as_of=as_of)


def assign(viewer: Viewer, duties: Sequence[DutyRow], *, to: str, note: str = "", as_of: dt.date) -> int:
    """Give duties to a post of one's own body to see to (分派); returns how many. Refusals: see `urging.assign`."""
    return urging.assign(viewer, duties, to=to, note=note, as_of=as_of)
