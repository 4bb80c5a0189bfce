"""The file of an enterprise (一企一档): what is wrong, who answers, every value with source and age, what it owes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from anjian.desk.queries.files import Owed, owed_by
from anjian.desk.queries.living import binding
from anjian.desk.queries.naming import place_name
from anjian.desk.queries.shapes import Row
from anjian.desk.queries.timeline import Timeline, timeline
from anjian.desk.queries.wording import Law
from anjian.hazards import queries as hazards
from anjian.lib.viewer import Viewer
from anjian.registry import events
from anjian.registry import queries as registry
from anjian.registry.queries import Card, ItemCard, Quality, Told
from anjian.responsibility import queries as responsibility
from anjian.responsibility.events import LINES
from anjian.ui import days
from anjian.ui.web.page import missing

WRONG = 5
"""Of what is wrong now so many stand at the head of a file."""
ASKED = 3
"""Values that are asked for."""
SOON = 30
"""Days before an item expires from which it is said."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A value that held before, and from when to when."""

    text: str
    since: dt.date
    until: dt.date | None
    source: str


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value of an enterprise with who said it ("" the register itself), when it was seen, and whether long ago."""

    name: str
    word: str
    text: str
    source: str
    seen: dt.date
    old: bool
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item: which it is, what is told of it as (word, text), and whether it has expired or will soon.

    days     until it expires, negative afterwards; None: no day is told
    lacking  words of what should be told of it and is not: a partner's safety agreement
    """

    item: str
    cls: str
    told: tuple[tuple[str, str], ...]
    expires: dt.date | None
    days: int | None
    source: str
    seen: dt.date
    old: bool
    hidden: bool
    lacking: tuple[str, ...]

    @property
    def state(self) -> str:
        """``expired``, ``soon`` or ""."""
        if self.days is None or self.days > SOON:
            return ""
        return "expired" if self.days < 0 else "soon"

    @property
    def days_ago(self) -> int:
        """Days since it expired; 0 before that."""
        return max(0, -(self.days or 0))


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """The items of one kind."""

    kind: str
    title: str
    rows: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A value that nobody told: how many ledgers ask for it, and how many rules wait for it."""

    name: str
    word: str
    ledgers: int
    rules: int


@dataclass(frozen=True, slots=True)
class Owned:
    """A unit of this enterprise: how it is owned (子公司的母公司、控股 …), how many hazards are open there."""

    enterprise: str
    name: str
    place: str
    how: str
    hazards: int


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """An enterprise on a day.

    card      its last state, when it has closed; ``closed``: its last day then
    answers   who answers for it in each line; ``gaps``: the lines in which nobody does
    expired   items whose day has passed; ``wrong``: duties that are wrong now, the worst first; together `WRONG` lines
    values    what is known of it; ``quality``: how much that is, and how fresh
    confirm   how many values nobody has looked at for a year
    lacking   the values that would save most; ``ask`` the form for them
    industry  what its class of industry is called
    may_tell  a form may be offered; ``may_change``: renaming, moving, splitting and closing too
    owned     the enterprises that name it as their owner (投资主体), as far as the viewer sees them
    """

    card: Card
    place: str
    status: str
    closed: dt.date | None
    answers: tuple[responsibility.Shown, ...]
    gaps: tuple[str, ...]
    expired: tuple[ItemLine, ...]
    wrong: tuple[Row, ...]
    values: tuple[ValueLine, ...]
    groups: tuple[ItemGroup, ...]
    quality: Quality
    confirm: int
    lacking: tuple[Lacking, ...]
    ask: str
    may_tell: bool
    may_change: bool
    industry: str
    owed: Owed
    owned: tuple[Owned, ...]
    timeline: Timeline

    @property
    def empty(self) -> tuple[ItemGroup, ...]:
        """Kinds of items of which it has none."""
        return tuple(one for one in self.groups if not one.rows)

    @property
    def problems(self) -> int:
        """How many lines say what is wrong."""
        return len(self.expired) + len(self.wrong)


def enterprise_file(
    viewer: Viewer, enterprise: str, *, as_of: dt.date, known: int | None = None, before: str = ""
) -> EnterpriseFile:
    """The file of an enterprise. Refuses, like what is not there, one that is not theirs to see."""
    card, closed = _card(viewer, enterprise, as_of=as_of, known=known)
    law = Law(viewer, known=known)
    owed = owed_by(viewer, [enterprise], card.place, law=law, as_of=as_of, known=known)
    answers, gaps = _answering(viewer, card, as_of=closed or as_of, known=known)
    history = registry.value_history(viewer, enterprise, known=known, until=closed or as_of)
    told = registry.standing(history, closed or as_of)
    items = registry.items(viewer, enterprise, as_of=closed or as_of, known=known)
    groups = tuple(_groups(items, as_of))
    expired = [] if closed else [one for group in groups for one in group.rows if one.state == "expired"][:WRONG]
    lacking = () if closed else _lacking(viewer, card, _known_names(told, items), law=law, as_of=as_of, known=known)
    return EnterpriseFile(
        card=card,
        place=place_name(card.place, as_of=as_of),
        status=events.STATUSES.get(card.status, card.status),
        closed=closed,
        answers=answers,
        gaps=gaps,
        expired=tuple(expired),
        wrong=tuple(row for row in owed.rows if row.outcome.red)[: WRONG - len(expired)],
        values=tuple(_values(told, history, as_of)),
        groups=groups,
        quality=registry.quality_of(told.values(), as_of),
        confirm=len(registry.to_confirm(told.values(), items, as_of=as_of)),
        lacking=lacking,
        ask=urlencode([("ask", one.name) for one in lacking]),
        may_tell=closed is None and registry.may_tell(viewer, enterprise, card.place),
        may_change=closed is None and registry.keeps(viewer, card.place),
        industry=registry.industry_name(card.industry),
        owed=owed,
        owned=_owned(viewer, card, as_of=closed or as_of, known=known),
        timeline=timeline(
            viewer,
            enterprise,
            merged=_merged_into(viewer, enterprise, as_of=as_of, known=known),
            as_of=as_of,
            known=known,
            before=before,
        ),
    )


def _card(viewer: Viewer, enterprise: str, *, as_of: dt.date, known: int | None) -> tuple[Card, dt.date | None]:
    """Its state of the day; of one that has closed the last one, and its last day."""
    card = registry.enterprise(viewer, enterprise, as_of=as_of, known=known)
    if card is not None:
        return card, None
    last = registry.cards(viewer, [enterprise], as_of=as_of).get(enterprise)
    if last is None:
        raise missing(_("这家企业"))
    return last, last.until


def _answering(
    viewer: Viewer, card: Card, *, as_of: dt.date, known: int | None
) -> tuple[tuple[responsibility.Shown, ...], tuple[str, ...]]:
    """Who answers for it in each line, and the words of the lines in which nobody does."""
    told = responsibility.answering_of(viewer, [card], as_of=as_of, known=known)[card.id]
    gaps = (word for line, word in LINES.items() if line not in {one.line for one in told})
    return tuple(responsibility.shown(viewer, told, as_of=as_of, known=known)), tuple(gaps)


def _owned(viewer: Viewer, card: Card, *, as_of: dt.date, known: int | None) -> tuple[Owned, ...]:
    """Its units by name, each with its open hazards."""
    how = registry.owned(viewer, card.credit_code, as_of=as_of, known=known)
    units = registry.cards(viewer, how, as_of=as_of) if how else {}
    counted = hazards.open_at(viewer, units) if units else {}
    return tuple(
        Owned(one.id, one.name, place_name(one.place, as_of=as_of), how[one.id], counted.get(one.id, 0))
        for one in sorted(units.values(), key=lambda one: one.name)
    )


def counted_timeline(
    viewer: Viewer, enterprise: str, *, as_of: dt.date, known: int | None = None, before: str = ""
) -> Timeline:
    """What happened, with the clauses it counted for. Refuses, like what is not there, what is not theirs to see."""
    if enterprise not in registry.cards(viewer, [enterprise], as_of=as_of):
        raise missing(_("这家企业"))
    merged = _merged_into(viewer, enterprise, as_of=as_of, known=known)
    return timeline(viewer, enterprise, bearers=[enterprise], merged=merged, as_of=as_of, known=known, before=before)


def _merged_into(viewer: Viewer, enterprise: str, *, as_of: dt.date, known: int | None) -> dict[str, str]:
    """The files that are parts of this one on a day, with what they were called."""
    found = registry.mergers(viewer, as_of=as_of, known=known, of=enterprise)
    return {one.enterprise: one.name for one in found}


# -- values and items -------------------------------------------------------------------------------------------------

_AT_THE_HEAD = frozenset({"name", "credit_code", "place", "status", "industry", "regulator"})
"""Shown at the head of the file, not among the values."""


def _values(told: Mapping[str, Told], history: Mapping[str, Sequence[Told]], as_of: dt.date) -> Iterator[ValueLine]:
    for name, one in told.items():
        if name in _AT_THE_HEAD:
            continue
        before = [run for run in history.get(name, ()) if run.since < one.since]
        earlier = tuple(Earlier(_said(name, run.value), run.since, run.until, run.source) for run in reversed(before))
        yield ValueLine(name, _word(name), _said(name, one.value), one.source, one.seen, one.is_old(as_of), earlier)


def _groups(items: Collection[ItemCard], as_of: dt.date) -> Iterator[ItemGroup]:
    for kind, declared in registry.kinds().items():
        yield ItemGroup(kind, _titled(declared.title), tuple(_line(one, as_of) for one in items if one.kind == kind))


def _line(one: ItemCard, as_of: dt.date) -> ItemLine:
    expires = one.values.get("expires")
    fields = registry.kinds()[one.kind].fields
    told = [
        (_titled(fields[name].label), _said(f"{one.kind}.{one.cls}.{name}", value))
        for name, value in one.values.items()
    ]
    return ItemLine(
        item=one.item,
        cls=one.cls,
        told=tuple(told),
        expires=expires if isinstance(expires, dt.date) else None,
        days=one.days_left(as_of),
        source=one.source,
        seen=one.seen,
        old=one.is_old(as_of),
        hidden=one.hidden,
        lacking=tuple(
            _titled(asked.label) for name, asked in fields.items() if asked.required and name not in one.values
        ),
    )


def _said(name: str, value: registry.Value) -> str:
    """A value with its unit, as it is read."""
    entry = registry.dictionary()[name]
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return f"{entry.say(value)}{'' if value is None else entry.unit}" or _("不清楚")


def _titled(title: Any) -> str:
    """A title of the vocabulary in the language of the page."""
    return str(title.en if days.english() else title.zh)


def _word(name: str) -> str:
    entry = registry.dictionary()[name]
    return entry.label_en if days.english() else entry.label


# -- what is missing --------------------------------------------------------------------------------------------------


def _lacking(
    viewer: Viewer, card: Card, known_values: Collection[str], *, law: Law, as_of: dt.date, known: int | None
) -> tuple[Lacking, ...]:
    """What nobody told and most ledgers ask for, then most rules in force there; at most `ASKED`."""
    kept = registry.KEPT_BY_OFFICE if registry.is_own(viewer, card.id) else frozenset[str]()
    ledgers, rules = registry.ledgers_asking(), _rules_asking(viewer, card.place, law=law, as_of=as_of, known=known)
    missing = (ledgers.keys() | rules.keys()) - set(known_values) - kept
    order = sorted(missing, key=lambda name: (-ledgers[name], -rules[name], name))
    return tuple(Lacking(name, _word(name), ledgers[name], rules[name]) for name in order[:ASKED])


def _known_names(told: Collection[str], items: Collection[ItemCard]) -> set[str]:
    """By name of the dictionary what is known; of an item whose name and telephone are hidden these too."""
    found = {f"{one.kind}.{one.cls}.{field}" for one in items for field in one.values}
    for one in items:
        fields = registry.kinds()[one.kind].fields.items() if one.hidden else ()
        found |= {f"{one.kind}.{one.cls}.{field}" for field, declared in fields if declared.personal}
    return found | set(told)


def _rules_asking(viewer: Viewer, place: str, *, law: Law, as_of: dt.date, known: int | None) -> Counter[str]:
    """How many rules in force in a place ask for each value of an enterprise."""
    waiting: Counter[str] = Counter()
    for id in binding(viewer, place=place, as_of=as_of, known=known):
        card = law.document(id)
        for rule in card.rules.values() if card else ():
            waiting.update(_asked_of_enterprises(rule.digest, rule.rule.model_dump_json))
    return waiting


_words_of: dict[str, frozenset[str]] = {}
"""Values of enterprises that a rule asks for, by its digest, which never changes its meaning."""


def _asked_of_enterprises(digest: str, written: Callable[[], str]) -> frozenset[str]:
    if digest not in _words_of:
        text = written()
        _words_of[digest] = frozenset(name for name in registry.asked_names() if f'"{name}' in text)
    return _words_of[digest]
