"""Questions about evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from anjian.evidence.models import File, Upload, Use
from anjian.ledger import queries as ledger
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Photo:
    """A kept picture: its digest, its size in bytes and pixels, and time and place as the camera stated them."""

    digest: str
    size: int
    width: int
    height: int
    taken_at: str
    place: str
    name: str = ""


def path(digest: str) -> Path:
    """Where the bytes of a digest lie: var/files/ab/cd/<digest>.jpg. Refuses what is not a digest."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise _missing()
    return Path(settings.FILES) / digest[:2] / digest[2:4] / f"{digest}.jpg"


def open_photo(viewer: Viewer, digest: str) -> tuple[Photo, Path]:
    """A picture and where it lies, for who put it in or may see a fact that names it. Refuses everybody else alike."""
    place = path(digest)
    row = File.objects.for_change().filter(digest=digest).first()
    if row is None or not _may_see(viewer, digest) or not place.is_file():
        raise _missing()
    return _photo(row), place


def of_fact(viewer: Viewer, fact: UUID) -> list[Photo]:
    """The pictures a fact names, in the order they were kept; none when the viewer may not see the fact."""
    if ledger.fact(viewer, fact) is None:
        return []
    digests = list(Use.objects.for_change().filter(fact=fact).order_by("id").values_list("digest", flat=True))
    rows = File.objects.for_change().in_bulk(digests)
    return [_photo(rows[digest]) for digest in digests if digest in rows]


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
    return any((found := ledger.fact(viewer, fact)) is not None and not found.erased for fact in facts)


def _photo(row: File, name: str = "") -> Photo:
    return Photo(row.digest, row.size, row.width, row.height, row.taken_at, row.taken_at_place, name)


def _missing() -> Refusal:
    return Refusal(
        "没有找到这张照片",
        "它不存在，或者不在您的权限范围内",
        "请从引用它的记录重新打开",
        code="evidence.missing",
    )
