"""The kinds of parties that the modules below know: places, bodies, posts, persons, matters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

from anjian.ledger import queries as ledger
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.records.parties import Choice, Kind

_MATTER: Final = re.compile(r"[\w][\w:.\-]{0,62}")


def _place_named(viewer: Viewer, code: str, day: dt.date) -> str | None:
    found = places.place(code, as_of=day)
    return found.name if found else None


def _place_founded(viewer: Viewer, code: str) -> dt.date | None:
    return None


def _place_offer(viewer: Viewer, day: dt.date, classes: Sequence[str], words: str, limit: int) -> list[Choice]:
    found: dict[str, Choice] = {}
    for held in viewer.places:
        rows = places.find(words, as_of=day, inside=held.lo, limit=limit) if words else _near(held.lo, day)
        for row in rows:
            found.setdefault(row.code, Choice(row.code, row.name, divisions.short(row.code)))
    return list(found.values())[:limit]


def _near(code: str, day: dt.date) -> list[places.Place]:
    own = places.place(code, as_of=day)
    below = places.children(code, as_of=day)
    return [*([own] if own else []), *below]


def _body_named(viewer: Viewer, body: str, day: dt.date) -> str | None:
    return people.body_name(viewer, body, as_of=day)


def _body_offer(viewer: Viewer, day: dt.date, classes: Sequence[str], words: str, limit: int) -> list[Choice]:
    rows = people.bodies(viewer, as_of=day)
    fit = [row for row in rows if (not classes or row.classes & set(classes)) and words in row.name]
    own = {post.body for post in viewer.posts}
    at = {post.place for post in viewer.posts}
    fit.sort(key=lambda row: (row.id not in own, row.place not in at, row.place, row.name))
    return [Choice(row.id, row.name) for row in fit[:limit]]


def _post_named(viewer: Viewer, post: str, day: dt.date) -> str | None:
    return people.post_name(viewer, post, as_of=day)


def _post_offer(viewer: Viewer, day: dt.date, classes: Sequence[str], words: str, limit: int) -> list[Choice]:
    rows = people.posts(viewer, as_of=day)
    fit = [
        row
        for row in rows
        if (not classes or row.classes & set(classes)) and (words in row.name or (words and words in row.holder))
    ]
    own = {post.id for post in viewer.posts}
    at = {post.place for post in viewer.posts}
    fit.sort(key=lambda row: (row.id not in own, row.place not in at, row.place, row.name))
    return [Choice(row.id, row.name, row.holder or "空缺") for row in fit[:limit]]


def _person_named(viewer: Viewer, person: str, day: dt.date) -> str | None:
    return people.person_names(viewer, [person]).get(person)


def _person_offer(viewer: Viewer, day: dt.date, classes: Sequence[str], words: str, limit: int) -> list[Choice]:
    own = [Choice(viewer.person, viewer.name)] if viewer.person and words in viewer.name else []
    if words:
        more: Iterable[tuple[str, str, str]] = ((i, n, "") for i, n in people.find_persons(viewer, words, limit=limit))
    else:
        seats = people.posts(viewer, as_of=day)
        at = {post.place for post in viewer.posts}
        seats.sort(key=lambda row: (row.place not in at, row.place, row.name))
        more = ((row.person, row.holder, row.name) for row in seats if row.person)
    found = {choice.id: choice for choice in own}
    for person, name, hint in more:
        found.setdefault(person, Choice(person, name, hint))
    return list(found.values())[:limit]


def _matter_named(viewer: Viewer, matter: str, day: dt.date) -> str | None:
    """A matter begins with the first fact about it, so a new well-formed number is as good as a known one."""
    return matter if _MATTER.fullmatch(matter) else None


def _matter_founded(viewer: Viewer, matter: str) -> dt.date | None:
    return None


def _matter_offer(viewer: Viewer, day: dt.date, classes: Sequence[str], words: str, limit: int) -> list[Choice]:
    found: dict[str, Choice] = {}
    for fact in ledger.facts(viewer, until=day, limit=400):
        for party in fact.parties:
            if party.kind == "matter" and words in (party.name or party.id):
                found.setdefault(party.id, Choice(party.id, party.name or party.id, fact.day.isoformat()))
    return list(found.values())[:limit]


KINDS: dict[str, Kind] = {
    "place": Kind("地方", _place_named, _place_founded, _place_offer),
    "body": Kind("机构", _body_named, people.founded, _body_offer),
    "post": Kind("职务", _post_named, people.founded, _post_offer),
    "person": Kind("人员", _person_named, _place_founded, _person_offer),
    "matter": Kind("事项", _matter_named, _matter_founded, _matter_offer),
}
