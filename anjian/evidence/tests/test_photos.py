"""Photos: what is believed, what is refused, who may look, what is swept away."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct
import uuid
import zlib

import pytest
from django.db import connection, transaction
from PIL import Image

from anjian.evidence import actions, pictures, queries
from anjian.ledger import actions as ledger
from anjian.ledger import queries as told
from anjian.ledger.events import Party
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer

NOW = dt.datetime(2026, 11, 21, 4, 0, tzinfo=dt.UTC)


def viewer(account: str, place: str = "141002") -> Viewer:
    return Viewer(account, account, "", (), (of(place),), frozenset(), frozenset(), frozenset(), "web")


MINE, OTHER, COUNTY, ELSEWHERE = (
    viewer("acct:a"),
    viewer("acct:b", "141021"),
    viewer("acct:c"),
    viewer("acct:d", "141021"),
)


def photo(width: int = 60, height: int = 40, kind: str = "JPEG", colour: str = "navy", exif: Image.Exif | None = None):
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **({"exif": exif} if exif else {}))
    out.seek(0)
    return out


@pytest.fixture
def files(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    return settings.FILES


def rows() -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM evidence_file), (SELECT count(*) FROM evidence_upload),"
            " (SELECT count(*) FROM evidence_use)"
        )
        return cursor.fetchone()


def fact_at(place: str, by: Viewer) -> uuid.UUID:
    made = ledger.record(
        by, "inspections.visit_filed", happened_at=NOW, place=place, parties=[Party("object", "place", place)]
    )
    return made.id


@pytest.mark.django_db
def test_a_photo_is_kept_under_the_digest_of_what_is_stored(files):
    kept = actions.keep(MINE, photo(), name="现场.jpg", now=NOW)
    stored = queries.path(kept.digest).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == kept.digest
    assert (kept.width, kept.height, kept.size) == (60, 40, len(stored))
    assert rows() == (1, 1, 0)


@pytest.mark.django_db
def test_the_same_photo_twice_is_kept_once(files):
    first = actions.keep(MINE, photo(), name="一.jpg", now=NOW)
    second = actions.keep(MINE, photo(), name="二.jpg", now=NOW)
    actions.keep(OTHER, photo(), name="三.jpg", now=NOW)
    assert first.digest == second.digest
    assert rows() == (1, 2, 0)
    assert len(list(files.rglob("*.jpg"))) == 1


@pytest.mark.django_db
def test_a_large_photo_is_shrunk_upright_and_without_what_the_camera_wrote(files):
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x0132] = "2026:11:21 09:30:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (36.0, 5.0, 24.0), "E", (111.0, 31.0, 12.0)
    kept = actions.keep(MINE, photo(3000, 1500, exif=exif), name="大.jpg", now=NOW)
    assert (kept.width, kept.height) == (1024, 2048)
    assert kept.taken_at == "2026-11-21 09:30:00"
    assert kept.place == "36.090000,111.520000"
    with Image.open(queries.path(kept.digest)) as stored:
        assert not stored.getexif()


@pytest.mark.django_db
def test_a_photo_from_the_future_and_far_away_is_kept_as_stated_and_marked(files):
    exif = Image.Exif()
    exif[0x0132] = "2026:11:23 12:00:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (35.0, 38.0, 24.0), "E", (111.0, 28.0, 12.0)
    kept = actions.keep(MINE, photo(exif=exif), name="x.jpg", now=NOW)
    plain = actions.keep(MINE, photo(colour="red"), name="y.jpg", now=NOW)
    with transaction.atomic():
        fact = fact_at("141002000000", MINE)
        actions.attach(MINE, [kept.digest, plain.digest], fact=fact)
    told, other = queries.of_fact(COUNTY, fact)
    assert (told.taken_at, told.place) == ("2026-11-23 12:00:00", "35.640000,111.470000")
    assert queries.marks(told) == [queries.Mark("ahead", hours=48.0)]
    far = queries.marks(told, near=(36.09, 111.52))
    assert [mark.kind for mark in far] == ["ahead", "far"]
    assert round(far[1].km) == 50
    assert queries.marks(told, near=(35.64, 111.48)) == [queries.Mark("ahead", hours=48.0)]
    assert queries.marks(other, near=(36.09, 111.52)) == []


def bomb() -> bytes:
    """A PNG of 100,000 x 100,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "code", "words"),
    [
        (b"", "evidence.empty", "空文件"),
        (b"MZ\x90\x00 a program called photo.jpg", "evidence.kind", "不是照片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "evidence.kind", "不是照片"),
        (photo().getvalue()[:300], "evidence.damaged", "打不开"),
        (b"\xff\xd8\xff\xe0" + b"x" * 500, "evidence.damaged", "打不开"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "evidence.heic", "HEIC"),
        (bomb(), "evidence.pixels", "像素太多"),
        (b"\xff\xd8\xff" + b"\0" * pictures.LARGEST, "evidence.size", "超过20MB"),
    ],
    ids=["empty", "program", "svg", "cut", "garbage", "heic", "bomb", "big"],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(files, raw, code, words):
    with pytest.raises(Refusal) as no:
        actions.keep(MINE, io.BytesIO(raw), name="照片.jpg", now=NOW)
    assert (no.value.code, no.value.field) == (code, "photos")
    assert words in no.value.what
    assert no.value.next
    assert rows() == (0, 0, 0)
    assert list(files.rglob("*")) == []


@pytest.mark.django_db
def test_a_stranger_cannot_put_a_photo_in(files):
    with pytest.raises(Refusal, match="登录"):
        actions.keep(STRANGER, photo(), name="x.jpg", now=NOW)
    assert rows() == (0, 0, 0)


@pytest.mark.django_db
def test_a_photo_is_seen_by_who_put_it_in_and_by_who_sees_the_fact_that_names_it(files):
    kept = actions.keep(MINE, photo(), name="x.jpg", now=NOW)
    assert queries.open_photo(MINE, kept.digest)[0].digest == kept.digest
    for nobody in (COUNTY, ELSEWHERE, STRANGER):
        with pytest.raises(Refusal) as no:
            queries.open_photo(nobody, kept.digest)
        assert no.value.code == "evidence.missing"
    with transaction.atomic():
        fact = fact_at("141002000000", MINE)
        actions.attach(MINE, [kept.digest], fact=fact)
    assert queries.open_photo(COUNTY, kept.digest)[0].digest == kept.digest
    assert [each.digest for each in queries.of_fact(COUNTY, fact)] == [kept.digest]
    assert queries.of_fact(ELSEWHERE, fact) == []
    with pytest.raises(Refusal):
        queries.open_photo(ELSEWHERE, kept.digest)


@pytest.mark.django_db
@pytest.mark.parametrize("digest", ["../../etc/passwd", "a" * 63, "A" * 64, "", "0" * 64])
def test_an_address_that_is_no_digest_opens_nothing(files, digest):
    with pytest.raises(Refusal) as no:
        queries.open_photo(MINE, digest)
    assert no.value.code == "evidence.missing"


@pytest.mark.django_db
def test_a_photo_of_somebody_else_cannot_be_named(files):
    kept = actions.keep(OTHER, photo(), name="x.jpg", now=NOW)
    with pytest.raises(Refusal) as no, transaction.atomic():
        actions.attach(MINE, [kept.digest], fact=fact_at("141002000000", MINE))
    assert no.value.code == "evidence.gone"
    assert rows() == (1, 1, 0)


@pytest.mark.django_db
def test_after_a_day_a_photo_that_no_fact_names_is_swept_away(files):
    named = actions.keep(MINE, photo(colour="red"), name="用.jpg", now=NOW)
    orphan = actions.keep(MINE, photo(colour="green"), name="弃.jpg", now=NOW)
    young = actions.keep(MINE, photo(colour="blue"), name="新.jpg", now=NOW + dt.timedelta(hours=20))
    with transaction.atomic():
        actions.attach(MINE, [named.digest], fact=fact_at("141002000000", MINE))
    assert actions.sweep(NOW + dt.timedelta(hours=23)) == 0
    assert actions.sweep(NOW + dt.timedelta(hours=25)) == 1
    assert not queries.path(orphan.digest).exists()
    assert queries.path(named.digest).exists()
    assert queries.path(young.digest).exists()
    assert rows() == (2, 2, 1)
    assert actions.sweep(NOW + dt.timedelta(hours=25)) == 0


@pytest.mark.django_db
def test_with_an_erased_fact_its_photos_go_but_those_that_another_fact_names(files, django_capture_on_commit_callbacks):
    alone, shared = (actions.keep(MINE, photo(colour=colour), name="x", now=NOW).digest for colour in ("red", "blue"))
    with transaction.atomic():
        erased, other = fact_at("141002", MINE), fact_at("141002", MINE)
        actions.attach(MINE, [alone, shared], fact=erased)
        actions.attach(MINE, [shared], fact=other)
    ledger.sequence()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ledger.erase(SYSTEM, erased, ground="个人信息保护法第四十七条")
    assert not queries.path(alone).exists()
    for who in (MINE, COUNTY):
        with pytest.raises(Refusal):
            queries.open_photo(who, alone)
    assert queries.open_photo(COUNTY, shared)[1].read_bytes()
    assert rows() == (1, 1, 1)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ledger.erase(SYSTEM, other, ground="个人信息保护法第四十七条")
    assert rows() == (0, 0, 0)
    assert not [path for path in files.rglob("*") if path.is_file()]
    ledger.sequence()
    assert told.verify(SYSTEM).ok  # the digests are still published, and sealed as they were


@pytest.mark.django_db
def test_a_photo_whose_erasure_was_cut_off_goes_with_the_next_sweep(files):
    digest = actions.keep(MINE, photo(), name="x", now=NOW).digest
    with transaction.atomic():
        fact = fact_at("141002", MINE)
        actions.attach(MINE, [digest], fact=fact)
        ledger.erase(SYSTEM, fact, ground="本人要求")
    assert queries.path(digest).exists()  # what was to happen after the commit did not
    assert actions.sweep(NOW) == 1
    assert (queries.path(digest).exists(), rows()) == (False, (0, 0, 0))
