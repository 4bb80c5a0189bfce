"""A fact about a hazard is put onto its row inside the transaction that records it (随记随变), whoever records it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from anjian.duties import queries as duties
from anjian.hazards import marking
from anjian.hazards.firms import no_firm
from anjian.hazards.folding import by_of, fold
from anjian.hazards.judging import judge
from anjian.hazards.models import Hazard, Picture
from anjian.hazards.states import LIFE, OF_FACT
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import queries as registry

OPENING = frozenset({"notice", "find", "find_out"})
"""Verbs with which a hazard may begin."""


def take(fact: Fact, viewer: Viewer) -> None:
    """Judge the fact and put it onto the hazard that it names. The ledger holds the hazard's turn already.

    A fact about a hazard that nobody has entered begins one, or, when it is not one to begin with, is kept for the
    duties alone: documents ask for facts of years in which there was no register.
    """
    for hazard in fact.party("hazard"):
        row = Hazard.objects.for_change().select_for_update().filter(hazard=hazard).first()
        begins = row is None
        if row is None:
            if OF_FACT[fact.name] not in OPENING:
                continue
            row = begun(hazard, fact)
        into = next(iter(fact.party("into")), None)
        calendar = duties.calendar()
        judge(viewer, row, fact, calendar, into=Hazard.objects.for_change().filter(hazard=into).first())
        fold(row, fact, calendar)
        marking.put(row, fact)
        if begins:
            row.number = number(row.place, fact.day.year)
        row.save(force_insert=begins)
        picture(hazard, fact)


def picture(hazard: str, fact: Fact) -> None:
    """Remember which pictures a fact of the hazard names."""
    Picture.objects.for_change().bulk_create(
        [Picture(hazard=hazard, digest=digest) for digest in fact.attributes.get("files", ())],
        ignore_conflicts=True,
    )


def begins(told: Sequence[Fact]) -> bool:
    """Whether these facts, in their order, make a hazard: the first is one to begin with."""
    return bool(told) and OF_FACT[told[0].name] in OPENING


def begun(hazard: str, fact: Fact) -> Hazard:
    """The row of a hazard before its first fact. Refuses one without an enterprise, or of one that is unknown."""
    named = (*fact.party("enterprise"), *(by for by in [by_of(fact)] if fact.name == "hazards.self_found"))
    enterprise = next(iter(named), "")
    card = registry.cards(SYSTEM, [enterprise], as_of=fact.day).get(enterprise)
    if card is None:
        raise no_firm()
    return Hazard(
        hazard=hazard,
        enterprise=card.id,
        place=card.place,
        regulator=card.regulator or "",
        state=LIFE.initial,
        found_on=fact.day,
        reported_at=fact.recorded_at,
        marks=marking.at_first(fact, card),
        steps=[],
        moves=0,
    )


def number(place: str, year: int) -> str:
    """The next number of a county and year. Taken with the transaction: what is rolled back leaves no gap, and no two
    hazards ever have the same one."""
    county = divisions.county(place)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hazards_counter (place, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (place, year) DO UPDATE SET last = hazards_counter.last + 1 RETURNING last",
            [county, year],
        )
        return f"YH{county}-{year}-{cursor.fetchone()[0]:06d}"


def again(hazard: str) -> None:
    """Make a hazard anew from the facts that stand, in their order. Refuses when a later one has lost its ground."""
    row = Hazard.objects.for_change().select_for_update().filter(hazard=hazard).first()
    told = facts_of(hazard)
    if row is None or not told:
        Hazard.objects.for_change().filter(hazard=hazard).delete()
        return
    fresh = folded(hazard, told)
    fresh.number = row.number
    fresh.save(force_update=True)


def folded(hazard: str, told: Iterable[Fact]) -> Hazard:
    """The row, without its number, that these facts come to from the first on."""
    given = list(told)
    row = begun(hazard, given[0])
    calendar = duties.calendar()
    for fact in given:
        try:
            fold(row, fact, calendar)
            marking.put(row, fact)
        except Refusal as no:
            raise Refusal(
                "后来的步骤以这条记录为基础，不能直接作废",
                no.what,
                "请先作废后来的步骤，再作废这一条",
                code="hazards.stands_below",
            ) from no
    return row


def facts_of(hazard: str) -> list[Fact]:
    """The standing facts that make a hazard, in the order in which they were recorded."""
    found = ledger.facts(SYSTEM, party=hazard, names=list(OF_FACT), limit=ledger.LARGEST)
    return sorted((fact for fact in found if fact.stands and hazard in fact.party("hazard")), key=lambda one: one.seq)


def voided(fact: Fact, viewer: Viewer) -> None:
    """A void or a supersession: the hazards that the fact was about are made anew from what still stands."""
    target = ledger.fact(SYSTEM, UUID(str(fact.attributes["fact"])))
    if target is not None and target.name in OF_FACT:
        for hazard in target.party("hazard"):
            again(hazard)
