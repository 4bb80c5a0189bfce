"""One hazard: as it stands, what may be done with it, and its story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import takewhile
from uuid import UUID

from anjian.duties import queries as duties
from anjian.hazards import criteria, limit
from anjian.hazards.criteria import Criterion
from anjian.hazards.events import Card
from anjian.hazards.judging import roles
from anjian.hazards.models import Hazard
from anjian.hazards.states import AUTHORITY, LIFE, OF_FACT
from anjian.hazards.taking import begins, facts_of, folded
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.clocks import Clock
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import queries as registry


def hazard(viewer: Viewer, hazard_id: str) -> Card | None:
    """One hazard as it stands now; None when there is none or it is not theirs to see."""
    row = Hazard.objects.seen_by(viewer).filter(hazard=hazard_id).first()
    return card(row) if row else None


def hazard_on(viewer: Viewer, hazard_id: str, *, as_of: dt.date) -> Card | None:
    """One hazard as it was on a day: as its facts up to the first later one make it. None: not yet, or not theirs."""
    row = Hazard.objects.seen_by(viewer).filter(hazard=hazard_id).first()
    told = list(takewhile(lambda fact: fact.day <= as_of, facts_of(hazard_id))) if row else []
    if row is None or not begins(told):
        return None
    past = folded(hazard_id, told)
    past.number = row.number
    return card(past)


def cards(viewer: Viewer, hazards: Iterable[str]) -> dict[str, Card]:
    """Hazards by id in one query, as far as the viewer may see them."""
    return {row.hazard: card(row) for row in Hazard.objects.seen_by(viewer).filter(hazard__in=set(hazards))}


def told(hazard_id: str) -> Card:
    """A hazard for whoever has just reported it and may not see it any further. Raises DoesNotExist."""
    return card(Hazard.objects.for_change().get(hazard=hazard_id))


def verbs(viewer: Viewer, hazard_id: str) -> tuple[str, ...]:
    """What the viewer may do with it now, in the order of the table; what a step asks beside is judged on doing it."""
    return verbs_of(viewer, [hazard_id]).get(hazard_id, ())


def verbs_of(viewer: Viewer, hazards: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The same for several in one query, as far as the viewer may see them."""
    found: dict[str, tuple[str, ...]] = {}
    for row in Hazard.objects.seen_by(viewer).filter(hazard__in=set(hazards)):
        held = roles(viewer, row)
        found[row.hazard] = tuple(
            verb
            for verb in LIFE.verbs(row.state)
            if LIFE.move(row.state, verb).who & held and bool(row.merged_into) == (verb == "unmerge")
        )
    return found


def story(viewer: Viewer, hazard_id: str, *, as_of: dt.date = dt.date.max) -> tuple[Fact, ...]:
    """The standing facts of a hazard up to a day that the viewer sees, in their order. Empty: not theirs to see."""
    told = facts_of(hazard_id) if hazard(viewer, hazard_id) is not None else []
    return tuple(fact for fact in told if fact.day <= as_of)


def shows_photos(viewer: Viewer, fact_id: UUID) -> bool:
    """Whether a fact of a hazard shows its photos to whoever sees the hazard: the enterprise sees what departments
    found and accepted. Not so what a passer-by or a platform noticed: a photo may tell who took it."""
    fact = ledger.fact(SYSTEM, fact_id)
    if fact is None or fact.erased or fact.name not in OF_FACT:
        return False
    row = Hazard.objects.seen_by(viewer).filter(hazard__in=fact.party("hazard")).first()
    return row is not None and (OF_FACT[fact.name] != "notice" or AUTHORITY in roles(viewer, row))


def clock(viewer: Viewer, hazard_id: str, *, as_of: dt.date) -> Clock | None:
    """The clock of its rectification with every step up to a day in words; None: no limit was set, or not theirs."""
    row = Hazard.objects.seen_by(viewer).filter(hazard=hazard_id).first()
    return limit.read(limit.by(row.steps, as_of), duties.calendar()) if row else None


def offered_to(one: Card, *, as_of: dt.date) -> list[Criterion]:
    """The items that may fit a hazard's enterprise on a day."""
    firm = registry.cards(SYSTEM, [one.enterprise], as_of=as_of).get(one.enterprise)
    return criteria.offered(industry=firm.industry, day=as_of) if firm else []


def missing() -> Refusal:
    """The no to a hazard that is not there for the viewer."""
    return Refusal(
        "没有找到这条隐患", "它不存在，或者不在您的权限范围内", "请从隐患清单重新进入", code="hazards.missing"
    )


def card(row: Hazard) -> Card:
    """The frozen value of a row."""
    return Card(
        id=row.hazard,
        number=row.number,
        enterprise=row.enterprise,
        place=row.place,
        regulator=row.regulator,
        state=row.state,
        grade=row.grade,
        source=row.source,
        found=row.found,
        spot=row.spot,
        criterion=row.criterion,
        judged=row.judged,
        found_on=row.found_on,
        due=row.due,
        provisional=row.provisional,
        ordered_by=row.ordered_by,
        asked_until=row.asked_until,
        planned=row.planned,
        told_on=row.told_on,
        rectified_on=row.rectified_on,
        closed_on=row.closed_on,
        listed_by=row.listed_by,
        listed_level=row.listed_level,
        listing=row.listing,
        merged_into=row.merged_into,
        moves=row.moves,
        marks=tuple(row.marks),
    )
