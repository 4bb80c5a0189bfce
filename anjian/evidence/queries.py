"""Questions about evidence."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from anjian.evidence import parts
from anjian.evidence.models import File, Upload, Use
from anjian.ledger import queries as ledger
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Photo:
    """A kept picture: its digest, its size in bytes and pixels, and time and place as the camera stated them.

    sent_at  when it first came here; what the camera says is held against it (`marks`)
    """

    digest: str
    size: int
    width: int
    height: int
    taken_at: str
    place: str
    name: str = ""
    sent_at: dt.datetime | None = None


FAR_KM = 5.0
"""How far from where it should be a picture may say it was taken before that is marked."""
AHEAD = dt.timedelta(minutes=10)
"""How far a camera's clock may run ahead before that is marked."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something odd about what a camera stated (存疑). ``kind``: ahead, far. Kept as stated, never corrected.

    hours  the camera is ahead of the server; km  how far the stated place is from where it should be
    """

    kind: str
    hours: float = 0.0
    km: float = 0.0


def marks(photo: Photo, *, near: tuple[float, float] | None = None) -> list[Mark]:
    """What is odd about a picture: taken after it was sent, or far from ``near`` (latitude, longitude).

    A camera writes no time zone: its time is read as Chinese time.
    """
    found: list[Mark] = []
    taken = _instant(photo.taken_at)
    if taken and photo.sent_at and taken > photo.sent_at + AHEAD:
        found.append(Mark("ahead", hours=(taken - photo.sent_at) / dt.timedelta(hours=1)))
    if near and photo.place:
        north, _, east = photo.place.partition(",")
        km = apart_km((float(north), float(east)), near)
        if km > FAR_KM:
            found.append(Mark("far", km=km))
    return found


def said(mark: Mark) -> str:
    """A mark in words."""
    if mark.kind == "ahead":
        return _("存疑：相机时间比上传时间晚 %(n)s 小时") % {"n": f"{mark.hours:.0f}"}
    return _("存疑：拍摄位置离企业约 %(n)s 公里") % {"n": f"{mark.km:.0f}"}


def _instant(taken_at: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(taken_at).replace(tzinfo=CHINA)
    except ValueError:
        return None


def apart_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two points (degrees north, east) lie apart along the ground (haversine), km."""
    a, b, c, d = map(math.radians, (*one, *other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, slots=True)
class Received:
    """How far a picture on its way has come: bytes of ``original`` (SHA-256 as sent); the photo once it is kept."""

    original: str
    size: int
    photo: Photo | None


def received(viewer: Viewer, original: str) -> Received:
    """How far a picture of the viewer's has come. Refuses strangers and what is no digest."""
    if not viewer.account:
        raise Refusal("请先登录再上传照片", "照片要记下是谁放进来的", "请登录后重试", code="evidence.forbidden")
    photo = by_original(viewer, [original]).get(checked(original))
    size = 0 if photo else parts.length(parts.path(viewer.account, original))
    return Received(original, size, photo)


def by_original(viewer: Viewer, originals: Sequence[str]) -> dict[str, Photo]:
    """The pictures that the viewer put in, by the digest of the bytes as they were sent; others are left out."""
    sent = Upload.objects.seen_by(viewer).filter(original__in=list(originals)).values_list("original", "digest", "name")
    rows = File.objects.for_change().in_bulk([digest for _, digest, _ in sent])
    return {original: _photo(rows[digest], name) for original, digest, name in sent if digest in rows}


def checked(digest: str) -> str:
    """A digest as it is. Refuses what is none."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise _missing()
    return digest


def path(digest: str) -> Path:
    """Where the bytes of a digest lie: var/files/ab/cd/<digest>.jpg. Refuses what is not a digest."""
    checked(digest)
    return Path(settings.FILES) / digest[:2] / digest[2:4] / f"{digest}.jpg"


Opens = Callable[[Viewer, UUID], bool]
"""Whether a matter of a module shows a fact's pictures to somebody who does not see the fact by itself."""
_OPENS: list[Opens] = []


def opens(show: Opens) -> None:
    """Register who else sees pictures of facts; said once by each module."""
    _OPENS.append(show)


def open_photo(viewer: Viewer, digest: str) -> tuple[Photo, Path]:
    """A picture and where it lies, for who put it in or may see a fact that names it. Refuses everybody else alike."""
    place = path(digest)
    row = File.objects.for_change().filter(digest=digest).first()
    if row is None or not _may_see(viewer, digest) or not place.is_file():
        raise _missing()
    return _photo(row), place


def of_fact(viewer: Viewer, fact: UUID) -> list[Photo]:
    """The pictures a fact names, in the order they were kept; none when the viewer may not see the fact."""
    if not _shown(viewer, fact):
        return []
    return stated(list(Use.objects.for_change().filter(fact=fact).order_by("id").values_list("digest", flat=True)))


def stated(digests: Sequence[str]) -> list[Photo]:
    """What was stated of these pictures, in the order asked, with when they first came: for whoever judges them."""
    rows = File.objects.for_change().in_bulk(list(digests))
    sent = dict(Upload.objects.for_change().filter(digest__in=rows).order_by("-at").values_list("digest", "at"))
    return [replace(_photo(rows[digest]), sent_at=sent.get(digest)) for digest in digests if digest in rows]


def own(viewer: Viewer, digests: Sequence[str]) -> list[Photo]:
    """Of these digests the pictures that the viewer put in, in the order asked; others are left out silently."""
    if not digests:
        return []
    mine = dict(Upload.objects.seen_by(viewer).filter(digest__in=list(digests)).values_list("digest", "name"))
    rows = File.objects.for_change().in_bulk([digest for digest in digests if digest in mine])
    return [_photo(rows[digest], mine[digest]) for digest in dict.fromkeys(digests) if digest in rows]


def _may_see(viewer: Viewer, digest: str) -> bool:
    if viewer.is_system or Upload.objects.seen_by(viewer).filter(digest=digest).exists():
        return True
    facts = Use.objects.for_change().filter(digest=digest).order_by("id").values_list("fact", flat=True)[:200]
    return any(_shown(viewer, fact) for fact in facts)


def _shown(viewer: Viewer, fact: UUID) -> bool:
    """Whether they see the fact, or a matter that shows it; of an erased one nobody sees pictures any more."""
    found = ledger.fact(viewer, fact)
    return not found.erased if found else any(show(viewer, fact) for show in _OPENS)


def _photo(row: File, name: str = "") -> Photo:
    return Photo(row.digest, row.size, row.width, row.height, row.taken_at, row.taken_at_place, name)


def _missing() -> Refusal:
    return Refusal(
        "没有找到这张照片",
        "它不存在，或者不在您的权限范围内",
        "请从引用它的记录重新打开",
        code="evidence.missing",
    )
