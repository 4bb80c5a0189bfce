"""Who answers for how many, and the lists behind the numbers; taking what the rules propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast, get_args
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.registry import queries as registry
from anjian.registry.queries import Card, Chosen
from anjian.responsibility import actions, queries
from anjian.responsibility.events import LINES
from anjian.responsibility.queries import Only, Overview, Shown
from anjian.responsibility.web.asking import day_of, line_of, place_of, places_of, viewer_of
from anjian.ui import moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import page

PAGE = 50
LISTED = 100
"""Bodies, posts or cells on the page of numbers."""
BY = {"body": gettext_noop("按单位"), "post": gettext_noop("按责任人"), "cell": gettext_noop("按网格")}
ONLY = {
    "gaps": gettext_noop("没人管"),
    "doubles": gettext_noop("两家以上在管"),
    "unnamed": gettext_noop("没有定到人"),
}


@require_GET
@page
def overview(request: HttpRequest) -> HttpResponse:
    """监管责任. In a line and a place: how many nobody answers for, two answer for; each body's, person's, cell's."""
    at, viewer = moment.of(request), viewer_of(request)
    line, place = line_of(request), place_of(request)
    found = queries.overview(viewer, line=line, as_of=at.as_of, known=at.known, inside=place)
    by = request.GET.get("by", "")
    by = by if by in BY else "body"
    counted = _counted(viewer, found, by, at)
    return render(
        request,
        "responsibility/overview.html",
        {
            "here": "responsibility",
            "found": found,
            "figures": [(word, getattr(found, only), _list(line, place, only=only)) for only, word in ONLY.items()],
            "rows": [(name, n, _list(line, place, **{by: one})) for one, name, n in counted[:LISTED]],
            "more": max(0, len(counted) - LISTED),
            "lines": LINES.items(),
            "line": line,
            "bys": BY.items(),
            "by": by,
            "by_word": BY[by],
            "place": divisions.short(place) if place else "",
            "places": places_of(viewer, at),
            "empty_what": _("这里还没有"),
            "empty_next": _("在企业的监管责任里定到人、定到网格后，这里就有数。"),
        },
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One enterprise of a list. ``proposed``: whom the rules propose for its industry where nobody answers."""

    card: Card
    tail: str
    place: str
    answers: list[Shown]
    proposed: list[Shown]


@require_GET
@page
def firms(request: HttpRequest) -> HttpResponse:
    """The enterprises behind a number: of a body, a post, a cell; gaps, doubles, without a person."""
    at, viewer = moment.of(request), viewer_of(request)
    line, place = line_of(request), place_of(request)
    asked = {name: request.GET.get(name, "").strip()[:64] for name in ("body", "post", "cell")}
    only = request.GET.get("only", "")
    chosen = queries.firms(
        viewer,
        line=line,
        as_of=at.as_of,
        known=at.known,
        inside=place,
        only=cast(Only, only) if only in get_args(Only) else None,
        **asked,
    )
    after = request.GET.get("after", "")
    found = _page(viewer, chosen, after, at)
    rows = _lines(viewer, found[:PAGE], line, at, propose=only == "gaps")
    return render(
        request,
        "responsibility/firms.html",
        {
            "here": "responsibility",
            "title": ONLY.get(only) or LINES[line],
            "whose": _whose(viewer, asked, at),
            "line_word": LINES[line],
            "rows": rows,
            "count": registry.count(viewer, as_of=at.as_of, known=at.known, **chosen),
            "next": found[PAGE - 1].id if len(found) > PAGE else "",
            "began": after,
            "takes": at.live and any(len(row.proposed) == 1 and _may(viewer, row) for row in rows),
            "empty_what": _("没有这样的企业"),
            "empty_next": _("换一个地方或一种监管责任再看。"),
        },
    )


@require_POST
@page
def take(request: HttpRequest) -> HttpResponse:
    """按建议落实. What the rules propose for the enterprises that were ticked."""
    at, viewer = moment.of(request), viewer_of(request)
    facts = actions.take_proposals(
        viewer, enterprises=request.POST.getlist("enterprise"), since=day_of(request, "since", at)
    )
    messages.success(request, _("已按建议落实 %(n)s 家") % {"n": len(facts)})
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back if safe else "/responsibility/")


def _list(line: str, place: str | None, **chosen: str) -> str:
    asked = {"line": line, **({"place": divisions.short(place)} if place else {}), **chosen}
    return f"/responsibility/firms/?{urlencode(asked)}"


def _counted(viewer: Viewer, found: Overview, by: str, at: Moment) -> list[tuple[str, str, int]]:
    """(id, name, number), the most first."""
    told = {"body": found.bodies, "post": found.posts, "cell": found.cells}[by]
    names: dict[str, str] = {}
    if by == "cell":
        names = {
            cell.cell: cell.name for cell in places.cells(viewer, as_of=at.as_of, known=at.known, among=list(told))
        }
    elif by == "post":
        posts = people.posts(viewer, as_of=at.as_of, known=at.known, ids=list(told))
        names = {post.id: f"{post.name} {post.holder}".strip() for post in posts}
    else:
        names = people.names(viewer, told, as_of=at.as_of)
    return [(one, names.get(one, _("不在您范围内的单位")), n) for one, n in told.items()]


def _page(viewer: Viewer, chosen: Chosen, after: str, at: Moment) -> list[Card]:
    key = registry.page_key(viewer, after, as_of=at.as_of) if after else None
    return registry.find(viewer, as_of=at.as_of, known=at.known, after=key, limit=PAGE + 1, **chosen)


def _lines(viewer: Viewer, cards: list[Card], line: str, at: Moment, *, propose: bool) -> list[Line]:
    told = queries.answering_of(viewer, cards, as_of=at.as_of, known=at.known)
    proposed = queries.proposals(cards, as_of=at.as_of, known=at.known) if propose and line == "industry" else {}
    named = _Named(viewer, at, [*(one for each in (told, proposed) for many in each.values() for one in many)])
    where = places.names({card.place for card in cards}, as_of=at.as_of)
    return [
        Line(
            card=card,
            tail=card.credit_code[-6:],
            place=where[card.place],
            answers=named.of([one for one in told[card.id] if one.line == line]),
            proposed=named.of(proposed.get(card.id, ())),
        )
        for card in cards
    ]


class _Named:
    """All answers of a list with their names, asked for at once."""

    def __init__(self, viewer: Viewer, at: Moment, told: list[Any]) -> None:
        rows = queries.shown(viewer, told, as_of=at.as_of, known=at.known)
        self._rows = {id(one): row for one, row in zip(told, rows, strict=True)}

    def of(self, told: Any) -> list[Shown]:
        """The names of some of them."""
        return [self._rows[id(one)] for one in told]


def _may(viewer: Viewer, row: Line) -> bool:
    return queries.may_decide(viewer, row.card.place)


def _whose(viewer: Viewer, asked: dict[str, str], at: Moment) -> str:
    """The name of the body, post or cell whose list it is."""
    if asked["cell"]:
        found = places.cells(viewer, as_of=at.as_of, known=at.known, among=[asked["cell"]])
        return found[0].name if found else ""
    wanted = asked["body"] or asked["post"]
    return people.names(viewer, [wanted], as_of=at.as_of).get(wanted, "") if wanted else ""
