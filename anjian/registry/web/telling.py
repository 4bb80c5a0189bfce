"""填报: a form of the dictionary that says what an enterprise is — missing values, an item, a new item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.lib import written
from anjian.lib.errors import Refusal
from anjian.registry import actions, queries
from anjian.registry.queries import Card, ItemCard
from anjian.registry.web.asking import Asked, card_to_tell, label_of, read, sources_of, usual_source, viewer_of
from anjian.ui import days, moment
from anjian.ui.web.page import missing, page

MOST = 30
"""Values that one form asks for at most."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked: ``item`` the item it is about, ``kind`` of a new one with the ``classes`` it may be of."""

    title: str
    fields: list[Asked]
    item: ItemCard | None = None
    kind: str = ""
    classes: tuple[str, ...] = ()
    cls: str = ""


@require_http_methods(["GET", "POST"])
@page
def tell(request: HttpRequest, enterprise_id: str) -> HttpResponse:
    """填报. ``?ask=staff`` for values, ``?item=`` for an item that is there, ``?kind=permit`` for a new one."""
    card = card_to_tell(request, enterprise_id)
    form = _form(request, card)
    day = moment.live(request).today
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            day = written.day(request.POST.get("since", ""))
            if request.POST.get("do") == "end" and form.item is not None:
                return _end(request, card, form.item, day)
            form, done = _put(request, card, form, day)
            if done:
                return done
        except Refusal as no:
            fault = no
    context = {
        "here": "enterprises",
        "card": card,
        "form": form,
        "fault": fault,
        "faults": [one for one in form.fields if one.fault],
        "since": day,
        "sources": sources_of(viewer_of(request), card),
        "source": request.POST.get("source") or usual_source(viewer_of(request), card),
        "back": _back(request, card),
    }
    return render(request, "registry/tell.html", context, status=400 if fault or context["faults"] else 200)


def _form(request: HttpRequest, card: Card) -> Form:
    """The fields that the address asks for. Refuses what is not in the dictionary and an item that is not there."""
    if item := request.GET.get("item", ""):
        return _of_item(request, card, item)
    if kind := request.GET.get("kind", ""):
        return _of_kind(request, kind)
    names = list(dict.fromkeys(request.GET.getlist("ask")))[:MOST] or _all_names(request, card)
    told = queries.values(viewer_of(request), card.id, as_of=moment.live(request).today)
    entries = [queries.named(name) for name in names]
    return Form(
        title=_("填报"),
        fields=[
            Asked(entry.name, label_of(entry), entry, entry.say(told[entry.name].value if entry.name in told else None))
            for entry in entries
        ],
    )


def _all_names(request: HttpRequest, card: Card) -> list[str]:
    """Every value that the viewer may tell, in the order of the dictionary."""
    kept = queries.KEPT_BY_OFFICE if queries.is_own(viewer_of(request), card.id) else frozenset[str]()
    return [name for name in queries.asked_names() if name not in kept]


def _of_item(request: HttpRequest, card: Card, item: str) -> Form:
    found = queries.items(viewer_of(request), card.id, as_of=moment.live(request).today)
    one = next((one for one in found if one.item == item), None)
    if one is None:
        raise missing(_("这一项"))
    prefix = f"{one.kind}.{one.cls}."
    entries = [queries.named(prefix + field) for field in queries.kinds()[one.kind].fields]
    return Form(
        title=one.cls,
        fields=[
            Asked(entry.name, _field_label(one.kind, entry.field), entry, entry.say(one.values.get(entry.field)))
            for entry in entries
        ],
        item=one,
    )


def _of_kind(request: HttpRequest, kind: str) -> Form:
    declared = queries.kinds().get(kind)
    if declared is None:
        raise missing(_("这一类"))
    cls = request.POST.get("cls", "")
    cls = cls if cls in declared.classes else ""
    prefix = f"{kind}.{cls or declared.classes[0]}."
    entries = [queries.named(prefix + field) for field in declared.fields]
    return Form(
        title=declared.title.en if days.english() else declared.title.zh,
        fields=[Asked(entry.field, _field_label(kind, entry.field), entry, "") for entry in entries],
        kind=kind,
        classes=declared.classes,
        cls=cls,
    )


def _field_label(kind: str, field: str) -> str:
    label = queries.kinds()[kind].fields[field].label
    return label.en if days.english() else label.zh


def _put(request: HttpRequest, card: Card, form: Form, day: dt.date) -> tuple[Form, HttpResponseRedirect | None]:
    """Say it; the form again where something cannot be read."""
    typed: Mapping[str, str] = {name: str(value) for name, value in request.POST.items()}
    values, again = read(form.fields, typed)
    form = Form(form.title, again, form.item, form.kind, form.classes, form.cls)
    if form.kind and not form.cls:
        raise Refusal(_("没有选是哪一种"), _("不知道是什么就无从登记"), _("请选一种"), code="registry.cls", field="cls")
    if any(one.fault for one in again):
        return form, None
    before = {one.entry.name: one.text for one in _form(request, card).fields}
    said = {name: value for name, value in values.items() if value is not None or before.get(name)}
    actions.put(
        viewer_of(request),
        enterprise=card.id,
        since=day,
        values=said,
        source=request.POST.get("source", ""),
        seen=moment.live(request).today,
        item=form.item.item if form.item else "",
        another=bool(form.kind),
        saw={name.removeprefix("saw."): value for name, value in typed.items() if name.startswith("saw.")},
    )
    messages.success(request, _("已记下 %(n)s 项，档案里注明了来源和日期") % {"n": len(said)})
    return form, HttpResponseRedirect(_back(request, card))


def _end(request: HttpRequest, card: Card, item: ItemCard, day: dt.date) -> HttpResponseRedirect:
    """Say that an item is gone after the day before."""
    actions.end_item(
        viewer_of(request),
        enterprise=card.id,
        item=item.item,
        last_day=day - dt.timedelta(days=1),
        source=request.POST.get("source", ""),
    )
    messages.success(request, _("已记下：%(cls)s自 %(day)s 起没有了") % {"cls": item.cls, "day": day})
    return HttpResponseRedirect(_back(request, card))


def _back(request: HttpRequest, card: Card) -> str:
    """Where the form came from: the page of values to confirm, or the file."""
    return f"/enterprises/{card.id}/" + ("confirm/" if request.GET.get("from") == "confirm" else "")
