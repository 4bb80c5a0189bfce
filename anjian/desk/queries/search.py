"""Search (找): clauses, enterprises, bodies, people, places, matters by name, pinyin initials, code, article number.

Every kind is asked of the module that has it, under the viewer's own rights: what is not theirs is neither named nor
counted. Documents are public within the house; how they are carried out is not, and search does not say it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.desk.queries.ground import own_place
from anjian.desk.queries.living import binding
from anjian.desk.queries.naming import place_names
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.policy import queries as policy
from anjian.policy.queries import ArticleCard, ClauseCard, DocumentCard
from anjian.reader.numbers import value
from anjian.records import parties
from anjian.registry import events
from anjian.registry import queries as registry

LONGEST = 60
"""Characters of a search at most."""
_NUMERAL = "一二三四五六七八九十百零〇0-9"
_ARTICLE = re.compile(rf"^第?[(（]?([{_NUMERAL}]+)[)）]?[条款]?$")
_CLAUSE = re.compile(r"^[a-z0-9-]+(\.[0-9]+)+$")
_JOINED = re.compile(rf"^(.*?[^第{_NUMERAL}])(第?[{_NUMERAL}]+条)$")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, a line that tells namesakes apart, its address."""

    word: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one kind; ``more``: there is more than what is listed."""

    name: str
    title: str
    hits: tuple[Hit, ...]
    more: bool = False


def search(viewer: Viewer, words: str, *, as_of: dt.date, known: int | None = None, limit: int = 8) -> list[Hits]:
    """What the words mean, by kind, at most ``limit`` of each; nothing for an empty text."""
    asked = " ".join(words.split())[:LONGEST]
    if not asked:
        return []
    kinds = [
        ("clauses", _("条款"), _clauses(viewer, asked, as_of, known)),
        ("enterprises", _("企业"), _enterprises(viewer, asked, as_of, limit + 1)),
        ("bodies", _("单位"), _bodies(viewer, asked, as_of, limit + 1)),
        ("people", _("人员和职务"), _people(viewer, asked, as_of, limit + 1)),
        ("places", _("地方"), _places(viewer, asked, as_of, limit + 1)),
        ("matters", _("事项"), _matters(viewer, asked, as_of, limit + 1)),
    ]
    found = []
    for name, title, hits in kinds:
        listed = [hit for hit, _n in zip(hits, range(limit + 1), strict=False)]
        if listed:
            found.append(Hits(name, title, tuple(listed[:limit]), len(listed) > limit))
    return found


# -- clauses ----------------------------------------------------------------------------------------------------------


def _clauses(viewer: Viewer, asked: str, as_of: dt.date, known: int | None) -> Iterator[Hit]:
    bound = binding(viewer, place=own_place(viewer), as_of=as_of, known=known)
    cards = sorted(policy.documents(viewer, known=known), key=lambda card: card.id not in bound)
    tokens = _tokens(asked)
    numbers = [token for token in tokens if _ARTICLE.match(token) or _CLAUSE.match(token)]
    others = [token for token in tokens if token not in numbers]
    if numbers:
        meant = [card for card in cards if all(_is_called(card, token) for token in others)]
        yield from (hit for card in meant for hit in _numbered(card, numbers[-1]))
        return
    for card in cards:
        if all(_is_called(card, token) for token in others):
            yield Hit(card.document.title, card.document.number, f"/documents/{card.id}/")
    for card in cards:
        for clause in card.clauses:
            if all(token in clause.clause.gist for token in others):
                yield _hit(card, clause)


def _tokens(asked: str) -> list[str]:
    """The words; 临发1号三条 is two of them."""
    found: list[str] = []
    for token in asked.lower().split():
        joined = _JOINED.match(token)
        found += [part for part in joined.groups() if part] if joined else [token]
    return found


def _is_called(card: DocumentCard, token: str) -> bool:
    head = card.document
    called = f"{head.short} {head.title} {head.number}".lower()
    plain = called.translate(str.maketrans("", "", "〔〕[]（）() "))
    return token in called or token in plain or any(people.fits(token, name) for name in (head.short, head.title))


def _numbered(card: DocumentCard, token: str) -> Iterator[Hit]:
    """The clause of that number; or an article with its first clauses."""
    for clause in card.clauses:
        if clause.id.split("/", 1)[1] == token:
            yield _hit(card, clause)
    match = _ARTICLE.match(token)
    if match is None:
        return
    number = value(match[1])
    for article in card.articles:
        if article.clauses and number is not None and _number_of(article) == number:
            first = article.clauses[0]
            yield Hit(
                f"{card.document.short or card.document.title} {article.article.number} {article.article.heading}",
                _("%(n)s 款") % {"n": len(article.clauses)},
                f"/documents/{card.id}/#a-{first.id.split('/', 1)[1].partition('.')[0]}",
            )
            yield from (_hit(card, clause) for clause in article.clauses)


def _number_of(article: ArticleCard) -> int | float | None:
    """3 of (三), 第三 and 三3: the last numeral of the article's number."""
    numerals = re.findall(rf"[{_NUMERAL}]+", article.article.number)
    if not numerals:
        return None
    last = re.search(r"[0-9]+$", numerals[-1])
    return value(last[0] if last else numerals[-1])


def _hit(card: DocumentCard, clause: ClauseCard) -> Hit:
    number = clause.id.split("/", 1)[1]
    where = f"{card.document.short or card.document.title} {clause.clause.cite}"
    return Hit(clause.clause.gist, where, f"/documents/{card.id}/#{policy.anchor(number)}")


# -- who and where ----------------------------------------------------------------------------------------------------


def _enterprises(viewer: Viewer, asked: str, as_of: dt.date, limit: int) -> Iterator[Hit]:
    found = registry.find(viewer, as_of=as_of, words=asked, limit=limit)
    where = place_names([card.place for card in found], as_of=as_of)
    for card in found:
        status = "" if card.status == "operating" else f" · {events.STATUSES.get(card.status, card.status)}"
        code = f" · {_('代码末六位')} {card.credit_code[-6:]}" if card.credit_code else ""
        yield Hit(card.name, f"{where[card.place]}{code}{status}", f"/enterprises/{card.id}/")


def _bodies(viewer: Viewer, asked: str, as_of: dt.date, limit: int) -> Iterator[Hit]:
    for body, name in people.find_bodies(viewer, asked, as_of=as_of, limit=limit):
        yield Hit(name, "", f"/bodies/{body}/")


def _people(viewer: Viewer, asked: str, as_of: dt.date, limit: int) -> Iterator[Hit]:
    for one in people.find_holders(viewer, asked, as_of=as_of, limit=limit):
        yield Hit(one.name, one.post_name, f"/bodies/{one.body}/")


def _places(viewer: Viewer, asked: str, as_of: dt.date, limit: int) -> Iterator[Hit]:
    found = (row for held in viewer.places for row in places.find(asked, as_of=as_of, inside=held.lo, limit=limit))
    for row in _once(found):
        code = divisions.short(row.code)
        yield Hit(row.name, code, f"/board/?place={code}")


def _once(rows: Iterable[places.Place]) -> Iterator[places.Place]:
    return iter({row.code: row for row in rows}.values())


def _matters(viewer: Viewer, asked: str, as_of: dt.date, limit: int) -> Iterator[Hit]:
    kind = parties.kind("matter")
    for choice in kind.offer(viewer, as_of, (), asked, limit) if kind else ():
        yield Hit(choice.name, choice.hint, f"/timeline/{choice.id}/")
