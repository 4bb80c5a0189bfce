"""Changes of evidence: keep a picture, name it in a fact, sweep away what no fact names."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID

from django.db import connection, transaction

from anjian.evidence import parts, pictures
from anjian.evidence.models import File, Upload, Use
from anjian.evidence.queries import Photo, Received, own, path, received
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

ORPHAN_AFTER = dt.timedelta(hours=24)
"""How long a picture waits for the fact that names it."""
MOST_PER_FACT = 9
PIECE = 1024 * 1024
"""Bytes of a picture on its way that one request adds at most."""
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When a picture counts as put in that is to be swept away whatever the clock says."""


class Stream(Protocol):
    """What bytes come from: a file, or a request as it comes in."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; empty at the end."""


def keep(viewer: Viewer, stream: IO[bytes], *, name: str, now: dt.datetime) -> Photo:
    """Keep one picture for a record to come. The same picture twice is kept once.

    Refuses strangers, what is too big, what is no picture. Bytes are on disk before the row says so; nothing is
    half-kept.
    """
    if not viewer.account:
        raise Refusal("请先登录再上传照片", "照片要记下是谁放进来的", "请登录后重试", code="evidence.forbidden")
    raw, picture = pictures.read(stream, name=name)
    digest = hashlib.sha256(picture.content).hexdigest()
    original = hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        _lock(digest)
        _write(path(digest), picture.content)
        row, _ = File.objects.for_change().get_or_create(
            digest=digest,
            defaults={
                "original": original,
                "size": len(picture.content),
                "width": picture.width,
                "height": picture.height,
                "taken_at": picture.taken_at,
                "taken_at_place": picture.place,
            },
        )
        Upload.objects.for_change().update_or_create(
            digest=digest, account=viewer.account, original=original, defaults={"name": name[:200], "at": now}
        )
    return Photo(digest, row.size, row.width, row.height, row.taken_at, row.taken_at_place, name[:200])


def receive(
    viewer: Viewer, original: str, *, size: int, offset: int, stream: Stream, name: str, now: dt.datetime
) -> Received:
    """Take in the next bytes of a picture on its way (续传), from ``offset``; at the end keep it as `keep` does.

    ``original``: SHA-256 of the whole as it is sent, ``size`` its bytes. What comes before the connection breaks
    stays; bytes that are there already are passed over; at most `PIECE` are read at once. The whole is kept once,
    after its digest was compared, and a picture that was kept before is not asked for again. Refuses strangers, what
    is too big, bytes from beyond what has come, a whole that is not the picture that was announced, and what `keep`
    refuses; of the last two nothing stays.
    """
    before = received(viewer, original)
    if before.photo is not None:
        return replace(before, size=size)
    if size > pictures.LARGEST:
        raise pictures.too_big(name)
    come = _what_comes(stream)
    place = parts.path(viewer.account, original)
    with parts.held(place) as file:
        there = file.seek(0, os.SEEK_END)
        if offset > there or size < 1:
            if not there:
                place.unlink()
            raise Refusal(
                f"这张照片服务器只收到{there}字节，不能从第{offset}字节接着传",
                "中间缺一段，拼不成原来的照片",
                f"请从第{there}字节接着传",
                code="evidence.offset",
                field="offset",
            )
        file.write(come[there - offset :][: size - there])
        file.flush()
        there = file.seek(0, os.SEEK_END)
        if there < size:
            if not there:
                place.unlink()
            return Received(original, there, None)
        try:
            photo = _whole(viewer, file, original, name=name, now=now)
        except Refusal:
            place.unlink()
            raise
        place.unlink()
    return Received(original, size, photo)


def _whole(viewer: Viewer, file: IO[bytes], original: str, *, name: str, now: dt.datetime) -> Photo:
    file.seek(0)
    if hashlib.file_digest(file, "sha256").hexdigest() != original:  # type: ignore[arg-type]
        raise Refusal(
            f"照片“{name[:60]}”传到的内容和手机上的不一样",
            "传输中出了错，或者手机上的照片换过了",
            "请重新上传；已填的内容都还在",
            code="evidence.damaged",
            field="photos",
        )
    file.seek(0)
    return keep(viewer, file, name=name, now=now)


def _what_comes(stream: Stream) -> bytes:
    """What a request brings before it ends or its connection breaks, at most `PIECE` bytes."""
    pieces: list[bytes] = []
    left = PIECE
    while left:
        try:
            piece = stream.read(min(left, 65536))
        except OSError:  # the connection broke; Django's UnreadablePostError is one
            break
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def attach(viewer: Viewer, digests: Sequence[str], *, fact: UUID) -> None:
    """Name these pictures in a fact, inside the transaction that records it; those that it names already stay named.

    A fact that is still to be decided about keeps its pictures under the id that it will have. Refuses more than nine,
    and pictures that the viewer did not put in or that were swept away meanwhile.
    """
    wanted = list(dict.fromkeys(digests))
    if len(wanted) > MOST_PER_FACT:
        raise Refusal(
            f"一次最多附{MOST_PER_FACT}张照片",
            "太多照片没有人看得过来",
            "请只留最能说明情况的几张",
            code="evidence.many",
            field="photos",
        )
    for digest in sorted(wanted):
        _lock(digest)
    named = set(Use.objects.for_change().filter(fact=fact, digest__in=wanted).values_list("digest", flat=True))
    wanted = [digest for digest in wanted if digest not in named]
    if len(own(viewer, wanted)) != len(wanted):
        raise Refusal(
            "有照片已经不在了",
            "照片上传后一天内没有保存记录，就会清理",
            "请重新拍照或选照片；已填的内容都还在",
            code="evidence.gone",
            field="photos",
        )
    Use.objects.for_change().bulk_create([Use(digest=digest, fact=fact) for digest in wanted])


def let_go(fact: UUID) -> None:
    """Let the pictures of an erased fact go (删除照片), with the erasure; those that another fact names stay.

    The bytes go when the erasure is committed, and with the next sweep where that was cut off.
    """
    for digest in Use.objects.for_change().filter(fact=fact).order_by("digest").values_list("digest", flat=True):
        _lock(digest)
        Use.objects.for_change().filter(fact=fact, digest=digest).delete()
        if not Use.objects.for_change().filter(digest=digest).exists():
            Upload.objects.for_change().filter(digest=digest).update(at=LONG_AGO)
            transaction.on_commit(partial(_forget, digest, LONG_AGO + ORPHAN_AFTER))


def sweep(now: dt.datetime, *, limit: int = 200) -> int:
    """Take away pictures that a day ago came or stopped coming, and that no fact names. Returns how many went."""
    before = now - ORPHAN_AFTER
    gone = parts.sweep(before.timestamp())
    old = (
        Upload.objects.for_change().filter(at__lt=before).exclude(digest__in=Use.objects.for_change().values("digest"))
    )
    for digest in list(old.order_by("at").values_list("digest", flat=True).distinct()[:limit]):
        gone += _forget(digest, before)
    return gone


def _forget(digest: str, before: dt.datetime) -> int:
    with transaction.atomic():
        _lock(digest)  # a record that names it now, or the same picture put in again, goes first or waits
        if Use.objects.for_change().filter(digest=digest).exists():
            return 0
        Upload.objects.for_change().filter(digest=digest, at__lt=before).delete()
        if Upload.objects.for_change().filter(digest=digest).exists():
            return 0
        File.objects.for_change().filter(digest=digest).delete()
        path(digest).unlink(
            missing_ok=True
        )  # before the commit: a crash leaves a row to sweep again, never a lost file
        return 1


def _lock(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"evidence:{digest}"])


def _write(place: Path, content: bytes) -> None:
    """Put the bytes on disk whole or not at all."""
    if place.is_file() and place.stat().st_size == len(content):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
