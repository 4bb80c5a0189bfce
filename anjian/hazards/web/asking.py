"""What the pages of hazards share: who asks, in which place, and the controls of a verb's form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.http import HttpRequest

from anjian.evidence import actions as evidence
from anjian.evidence import queries as photos
from anjian.hazards import queries
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.records import queries as forms
from anjian.records.events import Draft, Faults, Field
from anjian.ui import days, moment


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    return cast(Viewer, getattr(request, "viewer", STRANGER))


def place_of(request: HttpRequest, viewer: Viewer) -> str:
    """The division of the address; the viewer's own widest where it names none."""
    asked = request.GET.get("place", "").strip()[:12]
    if asked:
        return divisions.normal(asked)
    return viewer.places[0].lo if viewer.places else divisions.COUNTRY


def controls(viewer: Viewer, fact: str, asked: HttpRequest, *, but: Iterable[str] = ()) -> list[Field]:
    """The fields of a fact's form that a person fills: its attributes, without those named in ``but``."""
    values = {name: [str(value) for value in given] for name, given in asked.POST.lists()}
    made = forms.form(viewer, fact, as_of=moment.of(asked).as_of, values=values, english=days.english(), offered=False)
    left_out = {f"attr.{name}" for name in but}
    return [field for field in made.fields if field.name.startswith("attr.") and field.name not in left_out]


def filled(viewer: Viewer, fact: str, asked: HttpRequest) -> tuple[Draft, list[str]]:
    """What was filled in, as typed values, and its photos. Raises `Faults` with all that is wrong; photos that are
    sound are kept first, and stay with the form (`photos_of`)."""
    digests, wrong = keep(asked, viewer)
    values = {
        name: [str(value) for value in given]
        for name, given in asked.POST.lists()
        if name == "day" or name.startswith("attr.")
    }
    try:
        draft = forms.read(viewer, fact, values, as_of=moment.of(asked).today)
    except Faults as several:
        raise Faults((*several.faults, *wrong)) from None
    if wrong:
        raise Faults(tuple(wrong))
    return draft, digests


def judged_by(request: HttpRequest) -> dict[str, str]:
    """That a person judged how grave it is, and by which item where one was chosen. Refuses an item that is none."""
    item = request.POST.get("criterion", "")
    return {"judged": "人工", **({"criterion": queries.criterion(item).id} if item else {})}


def photos_of(request: HttpRequest, viewer: Viewer) -> list[photos.Photo]:
    """The photos that a form has by now, those just sent included."""
    kept: list[str] = getattr(request, "kept_photos", [])
    return photos.own(viewer, kept or request.POST.getlist("photo"))


def keep(request: HttpRequest, viewer: Viewer) -> tuple[list[str], list[Refusal]]:
    """Photos kept before (by digest) and those sent now; a bad one is a fault, the good ones are kept all the same."""
    digests = [photo.digest for photo in photos.own(viewer, request.POST.getlist("photo"))]
    wrong: list[Refusal] = []
    for file in request.FILES.getlist("photos"):
        try:
            digests.append(evidence.keep(viewer, file.file, name=file.name or "", now=moment.clock(request)).digest)  # type: ignore[arg-type]
        except Refusal as no:
            wrong.append(no)
    request.kept_photos = list(dict.fromkeys(digests))  # type: ignore[attr-defined]
    return request.kept_photos, wrong  # type: ignore[attr-defined]


def form_id(request: HttpRequest) -> UUID | None:
    """The id that the form carries, so that the same sent twice is one fact."""
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return None
