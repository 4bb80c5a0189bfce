"""核实: the values of an enterprise that were seen longest ago, each with one button: it is still so (还是这样)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.lib.errors import Refusal
from anjian.registry import actions, queries
from anjian.registry.queries import Card, ItemCard, Told
from anjian.registry.web.asking import card_to_tell, label_of, usual_source, viewer_of
from anjian.ui import moment
from anjian.ui.web.page import page

AT_ONCE = 5
"""Values that one visit asks about."""


@dataclass(frozen=True, slots=True)
class Question:
    """One value to confirm. ``key``: of the value or the item; ``text``: what the file says now."""

    key: str
    label: str
    text: str
    old: Told | ItemCard
    change: str


@require_http_methods(["GET", "POST"])
@page
def confirm(request: HttpRequest, enterprise_id: str) -> HttpResponse:
    """核实. Five values at most; POST says that one of them is still as the page showed it."""
    card = card_to_tell(request, enterprise_id)
    asked = _questions(request, card)
    if request.method == "POST":
        _still(request, card, {one.key: one for one in asked})
        return HttpResponseRedirect(request.path)
    return render(request, "registry/confirm.html", {"here": "enterprises", "card": card, "asked": asked})


def _questions(request: HttpRequest, card: Card) -> list[Question]:
    viewer, today = viewer_of(request), moment.live(request).today
    told = queries.values(viewer, card.id, as_of=today).values()
    items = queries.items(viewer, card.id, as_of=today)
    found = queries.to_confirm(told, items, as_of=today)
    return [_of_value(one) if isinstance(one, Told) else _of_item(one) for one in found[:AT_ONCE]]


def _of_value(one: Told) -> Question:
    entry = queries.dictionary()[one.attribute]
    change = urlencode({"ask": one.attribute, "from": "confirm"})
    return Question(one.attribute, label_of(entry), f"{entry.say(one.value)}{entry.unit}", one, change)


def _of_item(one: ItemCard) -> Question:
    said = [queries.named(f"{one.kind}.{one.cls}.{field}").say(value) for field, value in one.values.items()]
    return Question(one.item, one.cls, " · ".join(said), one, urlencode({"item": one.item, "from": "confirm"}))


def _still(request: HttpRequest, card: Card, asked: dict[str, Question]) -> None:
    """Say one value again as a word of today. Refuses one that reads otherwise by now than on the page."""
    one = asked.get(request.POST.get("still", ""))
    if one is None:
        return  # tapped twice: it was confirmed already
    if one.text != request.POST.get("said", one.text):
        raise Refusal(
            _("“%(label)s”刚刚有人改过，现在是“%(text)s”") % {"label": one.label, "text": one.text},
            _("确认的要是您看到的那个值"),
            _("请返回上一页再看一次"),
            code="registry.changed",
        )
    today = moment.live(request).today
    old = one.old
    actions.put(
        viewer_of(request),
        enterprise=card.id,
        since=today,
        values={old.attribute: old.value} if isinstance(old, Told) else _again(old),
        source=usual_source(viewer_of(request), card),
        item="" if isinstance(old, Told) else old.item,
    )
    messages.success(request, _("已确认：%(label)s还是这样") % {"label": one.label})


def _again(item: ItemCard) -> dict[str, queries.Value]:
    return {f"{item.kind}.{item.cls}.{field}": value for field, value in item.values.items()}
