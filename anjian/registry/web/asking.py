"""What the pages of one enterprise have in common: whom they are for, and how a form of the dictionary is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.places import queries as places
from anjian.registry import events, queries
from anjian.registry.queries import Card, Entry, Value
from anjian.ui import days, moment
from anjian.ui.web.page import missing

MOST_PLACES = 400
"""So many places can still be looked through in a list."""


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that a firm may lie in. ``county``: its county by name; ``words``: the way to it from there."""

    code: str
    county: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form. ``text``: what stands in it; ``fault``: why it cannot be read."""

    name: str
    label: str
    entry: Entry
    text: str
    fault: Refusal | None = None


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks."""
    return cast(Viewer, getattr(request, "viewer", STRANGER))


def card_to_tell(request: HttpRequest, enterprise_id: str) -> Card:
    """The enterprise that somebody is about to say something of, as it is today. Refuses whom it is not for."""
    viewer, today = viewer_of(request), moment.live(request).today
    card = queries.enterprise(viewer, enterprise_id, as_of=today)
    if card is None:
        raise missing(_("这家企业"))
    if not queries.may_tell(viewer, card.id, card.place):
        raise Refusal(
            _("您不能填报这家企业的情况"),
            _("由所在地的安委办、监管部门和企业自己填报"),
            _("请联系企业所在县（市、区）的安委办"),
            code="registry.forbidden",
        )
    return card


def place_choices(viewer: Viewer, *, as_of: dt.date, also: str = "") -> list[PlaceChoice]:
    """The places that the viewer may put a firm in, by county: down to villages, or to towns where these are too many.

    ``also``: where the firm is now. It is always one of them, so that saving another field does not move the firm.
    """
    inside = [one for held in viewer.places for one in places.subtree(held.lo, as_of=as_of)]
    codes: list[str] = []
    for finest in ("village", "town", "county"):
        levels = _LOCATED[: _LOCATED.index(finest) + 1]
        codes = [one.code for one in inside if one.level in levels]
        if len(codes) <= MOST_PLACES:
            break
    if also and also not in codes:
        codes = sorted([*codes, also])
    ways = {code: divisions.path(code)[-1 - _LOCATED.index(divisions.level(code)) :] for code in codes}
    names = places.names({above for way in ways.values() for above in way}, as_of=as_of)
    return [
        PlaceChoice(code, names[county], " › ".join(names[each] for each in below) or names[county])
        for code, (county, *below) in ways.items()
    ]


_LOCATED = ("county", "town", "village")


def label_of(entry: Entry) -> str:
    """What an entry is called on the page."""
    return entry.label_en if days.english() else entry.label


def sources_of(viewer: Viewer, card: Card) -> tuple[str, ...]:
    """Whose word it may be: of the enterprise's own people its own word alone."""
    return (events.OWN_WORD,) if queries.is_own(viewer, card.id) else events.SOURCES


def usual_source(viewer: Viewer, card: Card) -> str:
    """Whose word it is when nobody says: the enterprise's own, else what was found on the spot."""
    return events.OWN_WORD if queries.is_own(viewer, card.id) else events.SEEN_THERE


def read(fields: Iterable[Asked], typed: Mapping[str, str]) -> tuple[dict[str, Value], list[Asked]]:
    """The values that were typed, and the fields again with what is wrong in them."""
    values: dict[str, Value] = {}
    again: list[Asked] = []
    for one in fields:
        text, fault = typed.get(one.name, "").strip(), None
        try:
            values[one.entry.name] = one.entry.parse(text)
        except Refusal as no:
            fault = no
        again.append(Asked(one.name, one.label, one.entry, text, fault))
    return values, again
