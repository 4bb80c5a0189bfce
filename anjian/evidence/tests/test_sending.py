"""Photos on their way: connections that break, pieces sent again, what cannot be finished."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import random
import socket
from urllib.parse import urlsplit

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from PIL import Image

from anjian.access import actions as accounts
from anjian.access import queries as access
from anjian.api import actions as api
from anjian.evidence import actions, parts, pictures, queries
from anjian.evidence.tests.test_photos import MINE, NOW, OTHER, files, photo, rows  # noqa: F401
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from tests.browser import live


def grainy(side: int = 500) -> bytes:
    """A photo that does not compress: some 300 kB."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(7).randbytes(side * side * 3)).save(out, "JPEG", quality=80)
    return out.getvalue()


def sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def send(raw: bytes, offset: int, until: int | None = None, *, viewer=MINE, size: int | None = None, name: str = "x"):
    piece = io.BytesIO(raw[offset:until])
    return actions.receive(
        viewer, sha(raw), size=len(raw) if size is None else size, offset=offset, stream=piece, name=name, now=NOW
    )


@pytest.mark.django_db
def test_pieces_make_one_photo_and_pieces_sent_again_change_nothing(files):  # noqa: F811
    raw = grainy(200)
    assert send(raw, 0, 5000) == queries.Received(sha(raw), 5000, None)
    assert send(raw, 0, 5000).size == 5000
    assert send(raw, 3000, 9000).size == 9000
    assert queries.received(OTHER, sha(raw)).size == 0
    with pytest.raises(Refusal) as no:
        send(raw, 9001)
    assert (no.value.code, "9000" in no.value.what) == ("evidence.offset", True)
    assert rows() == (0, 0, 0)
    done = send(raw, 9000)
    assert done.photo is not None
    assert send(raw, 0).photo == done.photo
    assert actions.keep(MINE, io.BytesIO(raw), name="x", now=NOW) == done.photo
    assert queries.by_original(MINE, [sha(raw), "0" * 64]) == {sha(raw): done.photo}
    assert queries.by_original(OTHER, [sha(raw)]) == {}
    assert rows() == (1, 1, 0)
    assert list(files.rglob("*.part")) == []


@pytest.mark.django_db
def test_two_files_of_one_picture_are_one_photo_and_both_count_as_sent(files):  # noqa: F811
    plain = photo().getvalue()
    exif = Image.Exif()
    exif[0x010F] = "another camera"
    told = photo(exif=exif).getvalue()
    first, second = send(plain, 0).photo, send(told, 0).photo
    assert first is not None
    assert second is not None
    assert (first.digest == second.digest, plain == told) == (True, False)
    assert set(queries.by_original(MINE, [sha(plain), sha(told)])) == {sha(plain), sha(told)}
    assert len(list(files.rglob("*.jpg"))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "size", "code"),
    [
        (b"no photo at all", None, "evidence.kind"),
        (b"\xff\xd8\xff" + b"x" * 100, None, "evidence.damaged"),
        (b"x" * 10, 40 * 1024 * 1024, "evidence.size"),
    ],
)
def test_what_is_no_photo_or_too_big_is_refused_and_nothing_stays(files, raw, size, code):  # noqa: F811
    with pytest.raises(Refusal) as no:
        send(raw, 0, size=size)
    assert no.value.code == code
    assert rows() == (0, 0, 0)
    assert [path for path in files.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_other_bytes_than_announced_are_thrown_away_and_a_stranger_sends_nothing(files):  # noqa: F811
    raw = grainy(100)
    with pytest.raises(Refusal) as no:
        actions.receive(MINE, sha(raw), size=len(raw), offset=0, stream=io.BytesIO(raw[::-1]), name="x", now=NOW)
    assert no.value.code == "evidence.damaged"
    assert queries.received(MINE, sha(raw)).size == 0
    with pytest.raises(Refusal) as no:
        send(raw, 0, viewer=STRANGER)
    assert no.value.code == "evidence.forbidden"
    for wrong in ("../../x", "A" * 64, ""):
        with pytest.raises(Refusal):
            queries.received(MINE, wrong)
    assert [path for path in files.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_what_nobody_goes_on_with_for_a_day_is_swept_away(files):  # noqa: F811
    old, young = grainy(90), grainy(100)
    send(old, 0, 500)
    send(young, 0, 500)
    long_ago = NOW.timestamp() - actions.ORPHAN_AFTER.total_seconds() - 1
    os.utime(parts.path(MINE.account, sha(old)), (long_ago, long_ago))
    assert actions.sweep(NOW) == 1
    assert (queries.received(MINE, sha(old)).size, queries.received(MINE, sha(young)).size) == (0, 500)


class Phone:
    """Speaks HTTP over a socket of its own, so that it can hang up in the middle."""

    def __init__(self, address: str, token: str) -> None:
        self._host, self._port = str(urlsplit(address).hostname), int(urlsplit(address).port or 0)
        self._token = token

    def ask(self, method: str, path: str, body: bytes = b"", *, only: int | None = None) -> dict | None:
        """The answer; with ``only``: so many bytes of the body are sent, then the connection is gone."""
        with socket.create_connection((self._host, self._port), timeout=30) as line:
            head = f"{method} /api/v1{path} HTTP/1.0\r\nHost: {self._host}\r\nAuthorization: Bearer {self._token}\r\n"
            line.sendall(
                f"{head}Content-Type: application/octet-stream\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            )
            line.sendall(body[:only])
            if only is not None:
                return None
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        return json.loads(answer.partition(b"\r\n\r\n")[2])


def test_after_two_hundred_broken_connections_the_whole_photo_is_there_once(fresh_database, files, settings):  # noqa: F811
    settings.API_RATE = 10_000
    today = NOW.date()
    accounts.open_account(SYSTEM, login="phone", name="手机", password="anjian-shili", since=today, roles=["recorder"])
    viewer = access.viewer_for("acct:phone", as_of=today)
    now = dt.datetime.now(dt.UTC)
    _, token = api.make_token(viewer, name="手机", scopes=["record", "read"], days=1, now=now, kind="device")
    raw, dice = grainy(), random.Random(200)
    path = f"/photos/sent/{sha(raw)}"
    with live.serve(get_wsgi_application(), after_each=connections.close_all) as address:
        phone, broken, offset = Phone(address, token), 0, 0
        while broken < 200:
            phone.ask("POST", f"{path}?size={len(raw)}&offset={offset}", raw[offset:], only=dice.randrange(1000))
            broken += 1
            if broken % 10 == 0:
                told = phone.ask("GET", path)
                assert told is not None
                assert offset <= told["size"] < len(raw)
                assert told["photo"] is None
                offset = told["size"]
        assert offset > 0
        assert rows() == (0, 0, 0)
        told = phone.ask("POST", f"{path}?size={len(raw)}&offset={offset}", raw[offset:])
        again = phone.ask("POST", f"{path}?size={len(raw)}&offset=0", raw)
    assert told is not None
    assert told == again
    assert rows() == (1, 1, 0)
    connection.close()
    kept = queries.path(told["photo"]["digest"])
    assert sha(kept.read_bytes()) == told["photo"]["digest"]
    with Image.open(kept) as stored:
        assert stored.size == (500, 500)
    assert sorted(path.suffix for path in files.rglob("*") if path.is_file()) == [".jpg"]
    assert pictures.LARGEST < 40 * 1024 * 1024
