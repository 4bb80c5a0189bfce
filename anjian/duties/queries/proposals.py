"""What ladders ask of whom (阶梯上的事): proposals to decide, measures owed, withdrawals to consider; reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from anjian.duties.models import Reminder, Rung
from anjian.duties.queries import mine
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import queries as policy

STATES = {
    "proposed": "待决定",
    "owed": "应采取",
    "taken": "已采取",
    "declined": "决定不采取",
    "closed": "已了结",
    "withdraw": "撤销？",
    "withdrawn": "已撤销",
    "kept": "维持",
}
WHY_LATE = {"clock": "程序停过，补到的", "told": "后来才知道", "": ""}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rung that was reached, as a line of a list.

    desk    ids on whose desk it stands now: who decides, who must act, or who signed; empty when nothing is asked
    title   the measure in our own words; law: the rule's clauses
    """

    id: int
    rule: str
    title: str
    clauses: tuple[str, ...]
    rung: int
    target: str
    about: str
    matter: str
    place: str
    reached: dt.date
    claimed: dt.date
    late_days: int
    why_late: str
    state: str
    word: str
    desk: tuple[str, ...]
    decided_by: str = ""
    ground: str = ""


def proposals(viewer: Viewer) -> list[Proposal]:
    """What stands on this person's desk: to decide, to do, to withdraw or keep. Oldest first."""
    own = set(mine.bearers(viewer))
    rows = (
        Rung.objects.for_change().filter(state__in=("proposed", "owed", "withdraw")).order_by("reached", "rung", "id")
    )
    if not viewer.is_system:
        rows = (
            rows.filter(decider__in=own, state="proposed")
            | rows.filter(target__in=own, state__in=("owed", "withdraw"))
            | rows.filter(signer=viewer.account or "-", state="withdraw")
        )
    return [_shaped(row) for row in rows]


def rungs(
    viewer: Viewer, *, about: str | None = None, rule: str | None = None, started_by: Iterable[str] | None = None
) -> list[Proposal]:
    """Every rung reached in the places that the viewer sees, in the order in which they were reached.

    ``started_by``: facts that started the duties on whose lapse the ladders stand, such as a listing.
    """
    rows = Rung.objects.seen_by(viewer).order_by("reached", "rung", "id")
    if about is not None:
        rows = rows.filter(about=about)
    if rule is not None:
        rows = rows.filter(rule=rule)
    if started_by is not None:
        facts = list(started_by)
        higher = [Q(matter__startswith=f"{fact}@") for fact in facts]  # of the one who let the rung below pass
        rows = rows.filter(reduce(or_, higher, Q(matter__in=facts)))
    return [_shaped(row) for row in rows]


def reminders(viewer: Viewer, *, as_of: dt.date) -> list[Reminder]:
    """What this person was reminded of and is not over, the nearest first."""
    own = mine.bearers(viewer)
    return list(Reminder.objects.for_change().filter(bearer__in=own, due__gte=as_of).order_by("due", "bearer", "ahead"))


def _shaped(row: Rung) -> Proposal:
    card = policy.rule(SYSTEM, row.rule)
    desk = {
        "proposed": (row.decider,),
        "owed": (row.target,),
        "withdraw": tuple(one for one in (row.target, row.signer) if one),
    }
    return Proposal(
        id=row.id, rule=row.rule, title=card.rule.title if card else row.rule,
        clauses=card.rule.clauses if card else (), rung=row.rung, target=row.target, about=row.about,
        matter=row.matter, place=row.place, reached=row.reached, claimed=row.claimed, late_days=row.late_days,
        why_late=WHY_LATE[row.why_late], state=row.state, word=STATES[row.state], desk=desk.get(row.state, ()),
        decided_by=row.decided_by, ground=row.ground,
    )  # fmt: skip
