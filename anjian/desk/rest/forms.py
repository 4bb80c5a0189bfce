"""The form of a fact as a program may draw it: fields, whom and what one may choose, what stands there already."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anjian.desk import queries
from anjian.records import queries as forms
from anjian.records.events import Field as FormField
from anjian.ui.rest import FAULTS, live, viewer_of

router = Router()


class ChoiceOut(Schema):
    """One that may be chosen. ``hint`` tells namesakes apart."""

    id: str
    name: str
    hint: str


class FormFieldOut(Schema):
    """One field of the form; see the words of the fact for what its parts mean.

    need     now: cannot be recorded without; later: before the fact is complete
    typed    there are too many to list: a name or an id is written
    values   what stands in it before anybody writes
    shown    whether a small screen shows it at once
    """

    name: str
    code: str
    control: str
    label: str
    need: str
    multiple: bool
    open: bool
    typed: bool
    unit: str
    kinds: list[str]
    choices: list[ChoiceOut]
    values: list[str]
    shown: bool


class FormOut(Schema):
    """The form of one fact."""

    fact: str
    title: str
    verb: str
    about: str
    photos: bool
    fields: list[FormFieldOut]


class FormAsked(Schema):
    """For which duty."""

    duty: str = Field("", max_length=400, description="为哪一项职责记录，取自职责的 key")


@router.get("/words/facts/{name}/form", response={200: FormOut, **FAULTS}, summary="记录表单：可选的人和物、已知的内容")
def get_form(request: HttpRequest, name: str, asked: Query[FormAsked]) -> Any:
    """The fields of a fact for this account today, filled with what the duty asks for or the last time had."""
    viewer, day = viewer_of(request), live(request).today
    forms.declared(name)
    duty = queries.duty_row(viewer, asked.duty, as_of=day) if asked.duty else None
    form = forms.form(viewer, name, as_of=day, values=queries.prefill(viewer, name, duty, as_of=day), english=False)
    shown = {each.name for each in form.shown}
    return {
        "fact": form.fact,
        "title": form.title,
        "verb": form.verb,
        "about": form.about,
        "photos": form.photos,
        "fields": [_field(each, each.name in shown) for each in form.fields],
    }


def _field(each: FormField, shown: bool) -> dict[str, Any]:
    plain = [name for name in FormFieldOut.model_fields if name not in ("kinds", "choices", "values", "shown")]
    return {
        **{name: getattr(each, name) for name in plain},
        "kinds": list(each.kinds),
        "choices": [{"id": one.id, "name": one.name, "hint": one.hint} for one in each.choices],
        "values": list(each.values),
        "shown": shown,
    }
