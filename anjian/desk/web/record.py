"""Recording: choose what, fill the form, keep the photos, write the fact."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anjian.desk import queries
from anjian.desk.web.asking import viewer_of
from anjian.evidence import actions as evidence
from anjian.evidence import queries as photos
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.records import actions as records
from anjian.records import queries as forms
from anjian.records.events import Form, faults_of
from anjian.ui import days, moment
from anjian.ui.web.page import page

Values = dict[str, list[str]]


@require_http_methods(["GET", "POST"])
@page
def record(request: HttpRequest) -> HttpResponse:
    """记录. Without a fact: what to record; with one: its form. POST keeps photos, then writes or names faults."""
    at = moment.of(request)
    if not at.live:
        raise Refusal(
            _("这一页看的是过去的一天，不能记录"),
            _("过去的日子只读；补记请回到今天，再把日期改成当天"),
            _("点“回到今天”后再记录"),
            code="desk.past",
        )
    asked = request.POST if request.method == "POST" else request.GET
    fact, duty_key = asked.get("fact", ""), asked.get("duty", "")
    viewer = viewer_of(request)
    if request.method == "POST":
        return _write(request, viewer, fact, duty_key)
    duty = queries.duty_row(viewer, duty_key, as_of=at.as_of) if duty_key else None
    if duty is not None and not fact:
        fact = duty.fact_to_record
    if not fact:
        return _choose(request, viewer)
    return _show(request, viewer, fact, duty_key, duty, queries.prefill(viewer, fact, duty, as_of=at.as_of))


@require_GET
@page
def would_meet(request: HttpRequest) -> HttpResponse:
    """What the form as it stands would meet: a piece of the page, asked for while one fills it."""
    at = moment.of(request)
    viewer = viewer_of(request)
    values = _values(request.GET)
    rows = _met_by(request, viewer, request.GET.get("fact", ""), values) if at.live else []
    return render(request, "desk/_would_meet.html", {"duties": rows})


def _choose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    at = moment.of(request)
    facts = policy.vocabulary().facts
    english = days.english()
    rows = queries.recordable(viewer, as_of=at.as_of)
    return render(
        request,
        "desk/record_choose.html",
        {
            "here": "record",
            "rows": rows,
            "facts": [
                (name, entry.title.en if english else entry.title.zh, entry.title.en if english else entry.verb)
                for name, entry in facts.items()
            ],
        },
    )


def _write(request: HttpRequest, viewer: Viewer, fact: str, duty_key: str) -> HttpResponse:
    at = moment.of(request)
    values = _values(request.POST)
    kept, wrong = _keep(request, viewer)
    faults: list[Refusal] = list(wrong)
    try:
        draft = forms.read(viewer, fact, values, as_of=at.as_of)
        if not faults:
            done = records.record(
                viewer,
                draft.name,
                day=draft.day,
                place=draft.place,
                today=at.today,
                parties=draft.parties,
                attributes=draft.attributes,
                private=draft.private,
                files=kept,
                id=_id(request.POST.get("id", "")),
                stood=draft.stood,
            )
            key = f"{fact}.{duty_key}"
            return HttpResponseRedirect(f"/facts/{done.fact.id}/?{urlencode({'new': key})}")
        faults += forms.faults(viewer, draft, today=at.today)
    except Refusal as no:
        if no.code.endswith(".missing"):
            raise
        faults += faults_of(no)
    duty = queries.duty_row(viewer, duty_key, as_of=at.as_of) if duty_key else None
    return _show(request, viewer, fact, duty_key, duty, values, faults=faults, kept=kept)


def _show(
    request: HttpRequest,
    viewer: Viewer,
    fact: str,
    duty_key: str,
    duty: queries.Row | None,
    values: Values,
    *,
    faults: Sequence[Refusal] = (),
    kept: Sequence[str] = (),
) -> HttpResponse:
    at = moment.of(request)
    form = forms.form(viewer, fact, as_of=at.as_of, values=values, english=days.english())
    by_field: dict[str, Refusal] = {}
    for fault in faults:
        if fault.field:
            by_field.setdefault(_control(fault.field), fault)
    more = [(field, by_field.get(field.name)) for field in form.more]
    context = {
        "here": "record",
        "piece": request.headers.get("HX-Request") == "true",
        "form": form,
        "id": request.POST.get("id") or str(uuid7(at.now)),
        "duty": duty,
        "duty_key": duty_key,
        "shown": [(field, by_field.get(field.name)) for field in form.shown],
        "more": more,
        "more_open": any(fault or (field.values and faults) for field, fault in more),
        "faults": [
            Refusal(fault.what, fault.why, fault.next, code=fault.code, field=fault.field and _control(fault.field))
            for fault in faults
        ],
        "photo_fault": by_field.get("photos"),
        "photos": photos.own(viewer, kept),
        "would_meet": _met_by(request, viewer, fact, {**_standing(form), **values}),
    }
    template = "desk/_record.html" if context["piece"] else "desk/record.html"
    return render(request, template, context, status=400 if faults else 200)


def _met_by(request: HttpRequest, viewer: Viewer, fact: str, values: Values) -> list[queries.Row]:
    """What the values would meet; nothing while they cannot be read."""
    at = moment.of(request)
    try:
        draft = forms.read(viewer, fact, values, as_of=at.as_of)
        return queries.would_meet(viewer, draft, as_of=at.as_of)
    except Refusal:
        return []


def _standing(form: Form) -> Values:
    """What stands in the fresh form, as it would be sent."""
    return {field.name: list(field.values) for field in form.fields if field.values}


def _keep(request: HttpRequest, viewer: Viewer) -> tuple[list[str], list[Refusal]]:
    """Photos kept before (by digest) and those sent now; a bad one is a fault, the good ones are kept all the same."""
    kept = [photo.digest for photo in photos.own(viewer, request.POST.getlist("photo"))]
    wrong: list[Refusal] = []
    for file in request.FILES.getlist("photos"):
        try:
            photo = evidence.keep(viewer, file.file, name=file.name or "", now=moment.clock(request))  # type: ignore[arg-type]
            kept.append(photo.digest)
        except Refusal as no:
            wrong.append(no)
    return list(dict.fromkeys(kept)), wrong


def _values(data: QueryDict) -> Values:
    """The controls of the form among what was sent."""
    wanted = ("day", "place")
    return {
        name: [str(value) for value in values]
        for name, values in data.lists()
        if name in wanted or name.startswith(("party.", "attr."))
    }


def _control(field: str) -> str:
    """The control that a refusal's field names; the ledger speaks of happened_at, the form of day."""
    return {"happened_at": "day", "division": "place"}.get(field, field)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
