"""One hazard: its steps with their clauses, the clock, the story with its photos, and what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.evidence import queries as photos
from anjian.hazards import actions, queries
from anjian.hazards.events import MARKS, Card, Noticed
from anjian.hazards.web.asking import controls, filled, form_id, judged_by, photos_of, viewer_of
from anjian.ledger.events import Fact
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.records import queries as forms
from anjian.records.events import faults_of
from anjian.registry import queries as registry
from anjian.ui import moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import page

ELSEWHERE = frozenset({"notice", "find", "find_out", "list", "delist"})
"""Verbs with a form of their own page: reporting, and listed supervision."""
NOT_ASKED: Mapping[str, tuple[str, ...]] = {"grade": ("criterion", "judged"), "resume": ("until",)}
"""Attributes that no field of a step's form asks: the item is chosen from a list, a form is filled by a person, the day
after a pause follows from the clock. Others: grade."""


@require_http_methods(["GET", "POST"])
@page
def hazard(request: HttpRequest, hazard_id: str) -> HttpResponse:
    """一条隐患. GET ``do`` opens the form of a step; POST does it."""
    at, viewer = moment.of(request), viewer_of(request)
    card = queries.hazard(viewer, hazard_id) if at.live else queries.hazard_on(viewer, hazard_id, as_of=at.as_of)
    if card is None:
        raise queries.missing()
    faults: list[Refusal] = []
    if request.method == "POST":
        try:
            _do(request, viewer, card, at)
            return HttpResponseRedirect(f"/hazards/{card.id}/")
        except Refusal as no:
            faults = faults_of(no)
    return render(request, "hazards/one.html", _shown(request, viewer, card, at, faults), status=400 if faults else 200)


def _do(request: HttpRequest, viewer: Viewer, card: Card, at: Moment) -> None:
    at.must_be_live()
    verb = request.POST.get("do", "")
    if verb == "judge":
        one = queries.criterion(request.POST.get("criterion", ""))
        answers = {ask.name: _answer(ask.kind, request.POST.get(f"ask.{ask.name}", "")) for ask in one.asks}
        actions.judge(viewer, card.id, one.id, answers, day=at.today, today=at.today, id=form_id(request))
    else:
        if verb not in queries.VERBS:
            raise Refusal(_("没有这一步"), "", _("请从页面上的按钮进入"), code="hazards.verb")
        fact = queries.VERBS[verb].fact
        draft, digests = filled(viewer, fact, request)
        said = {**draft.attributes, **(judged_by(request) if verb == "grade" else {})}
        actions.move(
            viewer, card.id, verb, day=draft.day, today=at.today, attributes=said, private=draft.private,
            files=digests, into=request.POST.get("into", ""), id=form_id(request), seen=_seen(request),
        )  # fmt: skip
    messages.success(request, _("已记录"))


def _shown(request: HttpRequest, viewer: Viewer, card: Card, at: Moment, faults: list[Refusal]) -> dict[str, Any]:
    told = queries.story(viewer, card.id, as_of=at.as_of)
    may = queries.verbs(viewer, card.id) if at.live else ()
    idle = () if card.asked_until else ("decide_extension",)
    can = [verb for verb in may if verb not in ELSEWHERE and verb not in idle]
    asked = request.POST.get("do") or request.GET.get("do", "")
    doing = asked if asked in can or (asked == "judge" and "grade" in can) else ""
    alike = queries.alike(viewer, enterprise=card.enterprise, found=card.found, spot=card.spot)
    return {
        "here": "hazards",
        "row": queries.rows_of([card], as_of=at.as_of)[0],
        "card": card,
        "doubts": [MARKS[mark] for mark in card.marks],
        "steps": queries.steps(viewer, told, place=card.place, as_of=at.as_of),
        "clock": queries.clock(viewer, card.id, as_of=at.as_of),
        "spans": _spans(viewer, card, told, at),
        "story": _story(viewer, card, told, at),
        "finds": card.state == "noticed" and bool({"find", "find_out"} & set(may)),
        "lists": card.listed or (card.major and "list" in may),
        "verbs": [(verb, queries.VERBS[verb].word) for verb in can],
        "doing": doing,
        "doing_word": queries.VERBS[doing].word if doing in queries.VERBS else _("对照条目判定"),
        "fields": [(field, _fault(faults, field.name)) for field in _fields(request, viewer, doing)],
        "criterion": queries.book().criteria.get(card.criterion),
        "by_facts": _by_facts(card, at) if "grade" in can else [],
        "criteria": queries.offered_to(card, as_of=at.as_of) if doing == "grade" else [],
        "asked_of": request.POST.get("criterion") or request.GET.get("criterion", ""),
        "others": _others(viewer, card, alike, at) if doing == "merge" else [],
        "alike": [one for one in alike if one.card.id != card.id],
        "faults": faults,
        "id": request.POST.get("id") or str(uuid7(at.now)),
        "photos": photos_of(request, viewer),
        "takes_photos": doing in ("finish", "accept", "verify"),
    }


def _others(viewer: Viewer, card: Card, alike: Sequence[Noticed], at: Moment) -> list[Card]:
    """The hazards of the same enterprise that this one may be the same as, the likeliest first."""
    own = queries.find(viewer, as_of=at.as_of, enterprise=card.enterprise)
    found = {one.id: one for one in (*(one.card for one in alike), *own)}
    return [one for id, one in found.items() if id != card.id]


def _fields(request: HttpRequest, viewer: Viewer, doing: str) -> list[Any]:
    if doing not in queries.VERBS:
        return []
    return controls(viewer, queries.VERBS[doing].fact, request, but=NOT_ASKED.get(doing, ("grade",)))


def _by_facts(card: Card, at: Moment) -> list[queries.Criterion]:
    """The items of the industry that facts decide."""
    return [one for one in queries.offered_to(card, as_of=at.as_of) if one.when is not None]


def _spans(viewer: Viewer, card: Card, told: tuple[Fact, ...], at: Moment) -> list[tuple[queries.Span, str]]:
    """The clocks, each with who owes it by name."""
    found = queries.spans(viewer, card, told, as_of=at.as_of)
    called = queries.names([one.bearer for one in found], as_of=at.as_of)
    return [(one, called.get(one.bearer, "")) for one in found]


def _story(viewer: Viewer, card: Card, told: tuple[Fact, ...], at: Moment) -> list[dict[str, Any]]:
    """Each fact of the story: what, when, by whom, what it says, and its photos as far as they are theirs to see, with
    what is odd about them."""
    near = registry.position(SYSTEM, card.enterprise, as_of=at.as_of)
    called = queries.names([party.id for fact in told for party in fact.parties], as_of=at.as_of)
    return [
        {
            "fact": fact,
            "word": queries.VERBS[queries.OF_FACT[fact.name]].word,
            "by": "、".join(called.get(id, id) for id in fact.party("by")),
            "said": [
                _said(fact.name, code, value)
                for code, value in fact.attributes.items()
                if code not in ("files", "grade") and value not in ("", None)
            ],
            "photos": [
                (photo, [photos.said(mark) for mark in photos.marks(photo, near=near)])
                for photo in photos.of_fact(viewer, fact.id)
            ],
        }
        for fact in reversed(told)
    ]


def _said(fact: str, code: str, value: Any) -> tuple[str, str]:
    """An attribute in words; the item that a major hazard was judged by with what it says."""
    label, values = forms.said(fact, code, value)
    item = queries.book().criteria.get(str(value)) if code == "criterion" else None
    return label or code, f"{item.gist}（{item.citation}）" if item else "、".join(values)


def _answer(kind: str, text: str) -> Any:
    if kind == "bool":
        return {"true": True, "false": False}.get(text)
    try:
        return float(text) if text.strip() else None
    except ValueError:
        raise Refusal(_("“%(text)s”不是数字") % {"text": text[:20]}, "", _("请填数字"), code="hazards.number") from None


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _fault(faults: list[Refusal], name: str) -> Refusal | None:
    return next((no for no in faults if no.field == name), None)
