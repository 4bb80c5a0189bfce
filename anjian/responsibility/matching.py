"""Which body a rule means for an enterprise (分工规则): by industry and place, from documents, the law, and the office.

Of the rules of a line that fit, those with the longest beginning of the industry's code go first, then those of the
smallest place; several of one rank all count. A rule names a function or a class of bodies: meant is the body that has
it nearest above the enterprise. The texts often name the provincial department; that the county's department of the
same function is meant for a county's firm is our reading (推定), so such a rule proposes and never decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from anjian.lib import divisions
from anjian.lib.viewer import SYSTEM
from anjian.people import queries as people
from anjian.people.queries import BodyCard
from anjian.policy import queries as policy
from anjian.responsibility.models import OwnRule
from anjian.scope.queries import told

STANDING = policy.PACKS / "assignments"
"""Rules that hold everywhere, as data with days and citation."""


class _Standing(BaseModel):
    """One rule of a file of `STANDING`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    answers: Literal["industry", "general", "territory"]
    functions: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    industries: tuple[str, ...] = ("",)
    since: dt.date
    until: dt.date | None = None
    cite: str = Field(min_length=1)


class _StandingFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    assignments: tuple[_Standing, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of who answers, on a day.

    line        one of `events.LINES`; ``place``: where it holds, 12 digits
    industries  beginnings of classes of GB/T 4754, "" for every enterprise; none: it means no enterprise
    functions   words of the vocabulary, and ``classes`` of bodies: whose body answers
    cite        where it is said; ``source``: id of the document, ``law`` or ``own`` (the office entered it)
    unread      whom the text names besides, in its own words, without a function or class
    """

    line: str
    place: str
    industries: tuple[str, ...]
    functions: tuple[str, ...]
    classes: tuple[str, ...]
    cite: str
    source: str
    since: dt.date
    until: dt.date | None
    unread: tuple[str, ...] = ()

    def rank(self, industry: str, place: str) -> tuple[int, int] | None:
        """How closely it fits an enterprise of this industry in this place; None: not at all."""
        fits = [len(begin) for begin in self.industries if industry.startswith(begin)]
        if not fits or not divisions.contains(self.place, place):
            return None
        return max(fits), divisions.LEVELS.index(divisions.level(self.place))


def rules(*, as_of: dt.date, known: int | None = None, near: Iterable[str] | None = None) -> list[Rule]:
    """Every rule that holds on a day: of documents by place, of the law, of offices. Rules are no secret.

    ``near``: only those that concern one of these places.
    """
    wanted = None if near is None else set(near)
    found = [*_of_documents(as_of, known, wanted), *_of_the_law(as_of), *_of_offices(as_of, known)]
    return found if wanted is None else [one for one in found if _concerns(one.place, wanted)]


def _concerns(place: str, wanted: Iterable[str]) -> bool:
    """Whether what holds in a place holds there, above or inside one of these."""
    return any(divisions.contains(place, one) or divisions.contains(one, place) for one in wanted)


def _of_documents(as_of: dt.date, known: int | None, wanted: set[str] | None) -> Iterable[Rule]:
    loaded = {card.id: card for card in policy.documents(SYSTEM, known=known)}
    for one in policy.adoptions(SYSTEM, known=known):
        running = one.since <= as_of and (one.until is None or one.until >= as_of)
        if running and (wanted is None or _concerns(one.place, wanted)):
            card = loaded.get(one.document)
            clauses = card.clauses if card else ()
            yield from (_assigned(clause, card, one) for clause in clauses if card and _assigns(clause))


def _assigns(card: policy.ClauseCard) -> bool:
    return card.clause.data is not None and card.clause.data.kind == "assignment"


@lru_cache(maxsize=1024)
def _meant(phrase: str) -> tuple[str, tuple[str, ...]]:
    """What a text's word for somebody means: departments with functions, bodies of classes, or neither."""
    actor = policy.vocabulary().actor(phrase)
    return (actor.kind, actor.codes) if actor and actor.kind in ("departments", "bodies") else ("", ())


def _assigned(card: policy.ClauseCard, document: policy.DocumentCard, adopted: policy.AdoptionCard) -> Rule:
    part = card.clause.data
    assert part is not None
    assert part.kind == "assignment"
    codes: dict[str, list[str]] = {"departments": [], "bodies": [], "": []}
    for kind, meant in map(_meant, part.lead):
        codes[kind] += meant
    return Rule(
        line=part.answers,
        place=adopted.place,
        industries=part.industries if part.answers == "industry" else ("",),
        functions=tuple(codes["departments"]),
        classes=tuple(codes["bodies"]),
        cite=f"{document.document.short or document.document.title} {card.clause.cite}",
        source=document.id,
        since=adopted.since,
        until=adopted.until,
        unread=tuple(phrase for phrase in part.lead if not _meant(phrase)[0]),
    )


@lru_cache(maxsize=1)
def _standing() -> tuple[_Standing, ...]:
    files = (path.read_text(encoding="utf-8") for path in sorted(STANDING.glob("*.yaml")))
    return tuple(one for text in files for one in _StandingFile.model_validate(yaml.safe_load(text)).assignments)


def _of_the_law(as_of: dt.date) -> Iterable[Rule]:
    for one in _standing():
        if one.since <= as_of and (one.until is None or one.until >= as_of):
            yield Rule(
                line=one.answers,
                place=divisions.COUNTRY,
                industries=one.industries,
                functions=one.functions,
                classes=one.classes,
                cite=one.cite,
                source="law",
                since=one.since,
                until=one.until,
            )


def _of_offices(as_of: dt.date, known: int | None) -> Iterable[Rule]:
    for row in told(OwnRule.objects.seen_by(SYSTEM), as_of, known).order_by("place", "line", "industry", "function"):
        yield Rule(
            line=row.line,
            place=row.place,
            industries=(row.industry,),
            functions=(row.function,),
            classes=(),
            cite=row.cite,
            source="own",
            since=row.since,
            until=row.until,
        )


def fitting(found: Iterable[Rule], line: str, *, industry: str, place: str) -> list[Rule]:
    """The rules of a line that fit an enterprise most closely."""
    ranked = [(rank, one) for one in found if one.line == line and (rank := one.rank(industry, place)) is not None]
    best = max((rank for rank, _ in ranked), default=None)
    return [one for rank, one in ranked if rank == best]


class Seats:
    """Which body has a function or is of a class, nearest above a place. Made once for the places of one question."""

    def __init__(self, places: Iterable[str], *, as_of: dt.date, known: int | None = None) -> None:
        self._by_place: dict[str, list[BodyCard]] = {}
        for card in _bodies(set(places), as_of, known):
            self._by_place.setdefault(card.place, []).append(card)

    def of(self, rule: Rule, place: str) -> list[tuple[str, str]]:
        """Pairs of body and citation that a rule means for an enterprise in this place; none where nobody is there."""
        return [
            (body, rule.cite)
            for wanted in (*(("function", one) for one in rule.functions), *(("class", one) for one in rule.classes))
            if (body := self._nearest(wanted, place)) is not None
        ]

    def _nearest(self, wanted: tuple[str, str], place: str) -> str | None:
        for above in reversed(divisions.path(place)):
            for card in self._by_place.get(above, ()):
                if wanted[1] in (card.functions if wanted[0] == "function" else card.classes):
                    return card.id
        return None


def counties(places: Iterable[str]) -> set[str]:
    """The counties in which places lie."""
    return {divisions.path(place)[:4][-1] for place in places}


def _bodies(places: set[str], as_of: dt.date, known: int | None) -> list[BodyCard]:
    """All bodies of the counties in which these places lie, and those of the places above them."""
    lying = sorted(counties(places))
    around = lying if len(lying) == 1 else sorted({divisions.path(county)[:3][-1] for county in lying})
    found = [card for code in around for card in people.bodies(SYSTEM, as_of=as_of, known=known, inside=code)]
    above = {one for code in around for one in divisions.path(code)[:-1]} - {divisions.COUNTRY}
    return found + people.bodies(SYSTEM, as_of=as_of, known=known, at=above)


class Book:
    """The rules and bodies behind one question about enterprises in some places, read when first asked."""

    def __init__(self, places: Iterable[str], *, as_of: dt.date, known: int | None = None) -> None:
        self._places = set(places)
        self._at = as_of, known
        self._read: tuple[list[Rule], Seats] | None = None

    def means(self, line: str, *, industry: str, place: str) -> dict[str, str]:
        """The bodies that the closest rules of a line mean for an enterprise, each with where it is said."""
        if self._read is None:
            as_of, known = self._at
            found = rules(as_of=as_of, known=known, near=counties(self._places))
            self._read = found, Seats(self._places, as_of=as_of, known=known)
        found, seats = self._read
        named: dict[str, str] = {}
        for rule in fitting(found, line, industry=industry, place=place):
            for body, cite in seats.of(rule, place):
                named.setdefault(body, cite)
        return named
