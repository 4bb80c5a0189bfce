"""Photos: put one in before the fact that names it; take one out by its digest."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import FileResponse, HttpRequest, HttpResponseBase
from ninja import File, Query, Router, Schema
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


class ReceivedOut(Schema):
    """A picture on its way. ``size``: bytes that have come, where to go on; ``photo``: once it is whole and kept."""

    original: str
    size: int
    photo: PhotoOut | None


@router.get("/photos/sent/{original}", response={200: ReceivedOut, **FAULTS}, summary="照片传到哪里了")
@asks("record")
def get_received(request: HttpRequest, original: str) -> Any:
    """How far a picture of one's own has come, by SHA-256 of the whole as it is sent."""
    return _received(queries.received(viewer_of(request), original))


@router.post(
    "/photos/sent/{original}",
    response={200: ReceivedOut, **FAULTS},
    summary="续传照片",
    openapi_extra={
        "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
@asks("record")
def receive_photo(
    request: HttpRequest,
    original: str,
    size: Annotated[int, Query(ge=1, le=2**31)],
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
    name: Annotated[str, Query(max_length=200)] = "",
) -> Any:
    """The bytes from ``offset`` on as they are, at most 1 MB at once; a broken connection loses nothing that came."""
    taken = actions.receive(
        viewer_of(request),
        original,
        size=size,
        offset=offset,
        stream=request,  # Django reads the body as it comes
        name=name,
        now=moment.clock(request),
    )
    return _received(taken)


def _received(taken: queries.Received) -> dict[str, Any]:
    photo = {name: getattr(taken.photo, name) for name in PhotoOut.model_fields} if taken.photo else None
    return {"original": taken.original, "size": taken.size, "photo": photo}


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
