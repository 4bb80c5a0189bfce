"""Photos: put one in before the fact that names it; take one out by its digest."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from anjian.evidence import actions, queries
from anjian.ui import moment
from anjian.ui.rest import FAULTS, asks, viewer_of

router = Router()


class PhotoOut(Schema):
    """A kept picture. ``digest``: its name, put into ``photos`` of the fact; ``taken_at``, ``place``: as stated."""

    digest: str
    size: int
    width: int
    height: int
    taken_at: str
    place: str


@router.post("/photos", response={200: PhotoOut, **FAULTS}, summary="传照片")
@asks("record")
def keep_photo(request: HttpRequest, photo: File[UploadedFile]) -> Any:
    """Keep a picture for a record to come, for a day; the same picture twice is kept once."""
    assert photo.file is not None
    kept = actions.keep(viewer_of(request), photo.file, name=photo.name or "", now=moment.clock(request))
    return {name: getattr(kept, name) for name in PhotoOut.model_fields}


@router.get(
    "/photos/{digest}",
    response={200: None, **FAULTS},
    summary="取照片",
    openapi_extra={
        "responses": {
            200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}, "description": "OK"}
        }
    },
)
def get_photo(request: HttpRequest, digest: str) -> HttpResponseBase:
    """One picture, for who put it in or may see a fact that names it."""
    _, place = queries.open_photo(viewer_of(request), digest)
    return FileResponse(place.open("rb"), content_type="image/jpeg")
