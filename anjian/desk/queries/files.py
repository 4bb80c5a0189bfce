"""The file of a body (机构档案), that of an enterprise (企业档案): who it is, who answers, what it owes, its values."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.desk.queries.listing import Filters
from anjian.desk.queries.living import shelf
from anjian.desk.queries.naming import names, place_name
from anjian.desk.queries.shapes import Row, Tally
from anjian.desk.queries.timeline import Timeline, timeline
from anjian.desk.queries.wording import Law, rows, tally_by_rule
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.people.queries import BodyCard, PostCard
from anjian.policy import queries as policy
from anjian.registry import events
from anjian.registry import queries as registry
from anjian.registry.queries import Card, Told
from anjian.ui import days
from anjian.ui.web.page import missing

WRONG = 5
"""Of what is wrong now so many stand at the head of an enterprise's file."""
SHOWN = 20
"""Duties listed in a file; the list behind the number has them all."""
ASKED = 3
"""Values that are asked for."""
OLD = 365
"""Days after which a value counts as old and is shown so."""


@dataclass(frozen=True, slots=True)
class Owed:
    """How running duties stand, the list behind the numbers (None: not theirs to open), the first that are open."""

    tally: Tally
    filters: Filters | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A body on a day. ``words``: its classes and functions; ``firms``: how many enterprises it answers for."""

    card: BodyCard
    place: str
    superior: str
    words: tuple[str, ...]
    posts: tuple[PostCard, ...]
    firms: int
    owed: Owed
    timeline: Timeline


def body_file(viewer: Viewer, body: str, *, as_of: dt.date, known: int | None = None, before: str = "") -> BodyFile:
    """The file of a body. Refuses, like what is not there, one that is not theirs to see."""
    card = people.body(viewer, body, as_of=as_of, known=known)
    if card is None:
        raise missing(_("这个单位"))
    posts = people.posts(viewer, as_of=as_of, known=known, body=body)
    bearers = [body, *(post.id for post in posts)]
    owed = _owed(viewer, bearers, card.place, as_of=as_of, known=known)
    vocabulary = policy.vocabulary()
    titles = [vocabulary.bodies[name].title for name in sorted(card.classes) if name in vocabulary.bodies]
    titles += [vocabulary.functions[name].title for name in sorted(card.functions) if name in vocabulary.functions]
    return BodyFile(
        card=card,
        place=place_name(card.place, as_of=as_of),
        superior=names(viewer, [card.superior], as_of=as_of).get(card.superior, ""),
        words=tuple(one.en if days.english() else one.zh for one in titles),
        posts=tuple(posts),
        firms=registry.count(viewer, as_of=as_of, known=known, regulator=body),
        owed=owed,
        timeline=timeline(viewer, body, bearers=bearers, as_of=as_of, known=known, before=before),
    )


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an enterprise with who said it, when it was seen, and whether that is long ago."""

    word: str
    text: str
    source: str
    seen: dt.date
    old: bool


@dataclass(frozen=True, slots=True)
class Lacking:
    """A value that nobody told, and how many rules ask for it."""

    word: str
    rules: int


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """An enterprise on a day.

    card      its last state, when it has closed; ``closed``: its last day then
    answers   who answers for it: name of the body, and who leads that body
    wrong     what is wrong now, the worst first
    lacking   the values that most rules wait for
    """

    card: Card
    place: str
    status: str
    closed: dt.date | None
    body: str
    leader: str
    wrong: tuple[Row, ...]
    values: tuple[Value, ...]
    lacking: tuple[Lacking, ...]
    owed: Owed
    timeline: Timeline


def enterprise_file(
    viewer: Viewer, enterprise: str, *, as_of: dt.date, known: int | None = None, before: str = ""
) -> EnterpriseFile:
    """The file of an enterprise. Refuses, like what is not there, one that is not theirs to see."""
    card = registry.enterprise(viewer, enterprise, as_of=as_of, known=known)
    closed = None
    if card is None:
        card = registry.cards(viewer, [enterprise], as_of=as_of).get(enterprise)
        if card is None:
            raise missing(_("这家企业"))
        closed = card.until
    owed = _owed(viewer, [enterprise], card.place, as_of=as_of, known=known)
    body, leader = _answering(viewer, card.regulator, as_of=as_of, known=known)
    told = registry.attributes(viewer, enterprise, as_of=as_of, known=known)
    return EnterpriseFile(
        card=card,
        place=place_name(card.place, as_of=as_of),
        status=events.STATUSES.get(card.status, card.status),
        closed=closed,
        body=body,
        leader=leader,
        wrong=tuple(row for row in owed.rows if row.outcome.red)[:WRONG],
        values=tuple(_value(name, one, as_of) for name, one in told.items()),
        lacking=_lacking(viewer, told.keys(), card.place, as_of=as_of, known=known) if not closed else (),
        owed=owed,
        timeline=timeline(viewer, enterprise, bearers=[enterprise], as_of=as_of, known=known, before=before),
    )


def _owed(viewer: Viewer, bearers: list[str], place: str, *, as_of: dt.date, known: int | None) -> Owed:
    """How the running duties of these bearers stand, and the first of them, by day."""
    law = Law(viewer, known=known)
    told = duties.tallies(viewer, as_of=as_of, known=known, place=place, bearers=bearers)
    open_ = {one.outcome for one in told if one.outcome.open}
    found = duties.page(
        viewer, as_of=as_of, known=known, place=place, bearers=bearers, outcomes=open_, running=True, limit=SHOWN
    )
    filters = Filters(place=place, bearer=",".join(bearers)) if viewer.sees(place) else None
    return Owed(tally_by_rule(told, law), filters, tuple(rows(viewer, found.rows, law=law, as_of=as_of)))


def _answering(viewer: Viewer, regulator: str | None, *, as_of: dt.date, known: int | None) -> tuple[str, str]:
    """The name of the body that answers, and its leader; nothing of a body that the viewer may not see."""
    name = people.body_name(viewer, regulator, as_of=as_of) if regulator else None
    if not name:
        return "", ""
    posts = people.posts(viewer, as_of=as_of, known=known, body=regulator)
    heads = [f"{post.name} {post.holder}" for post in posts if "department_head" in post.classes and post.holder]
    return name, heads[0] if heads else ""


def _value(name: str, told: Told, as_of: dt.date) -> Value:
    text = str(told.value) if not isinstance(told.value, bool) else _("是") if told.value else _("否")
    return Value(_label(name), text, told.source, told.seen, told.age(as_of) > OLD)


def _label(name: str) -> str:
    entry = registry.dictionary()[name]
    return entry.label_en if days.english() else entry.label


def _lacking(
    viewer: Viewer, known_values: Collection[str], place: str, *, as_of: dt.date, known: int | None
) -> tuple[Lacking, ...]:
    """The values nobody told that most rules in force there ask for, at most `ASKED`."""
    waiting: Counter[str] = Counter()
    for one in shelf(viewer, place=place, as_of=as_of, known=known):
        card = policy.document(viewer, one.id, known=known) if one.since else None
        for rule in card.rules.values() if card else ():
            waiting.update(_asked_of_enterprises(rule.digest, rule.rule.model_dump_json) - set(known_values))
    return tuple(Lacking(_label(name), n) for name, n in waiting.most_common(ASKED))


_words_of: dict[str, frozenset[str]] = {}
"""Attributes of enterprises that a rule asks for, by its digest, which never changes its meaning."""


def _asked_of_enterprises(digest: str, written: Callable[[], str]) -> frozenset[str]:
    if digest not in _words_of:
        text = written()
        _words_of[digest] = frozenset(name for name in registry.declared() if f'"{name}' in text)
    return _words_of[digest]
