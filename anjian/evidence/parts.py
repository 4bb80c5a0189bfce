"""Pictures on their way (分段上传): what has come so far of one, in a file of its own, whole at the end or not at all.

A part lies under the account that sends it, so that nobody sees or finishes another's. Its length is how far it came:
there is no second record of that which could differ.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings


def path(account: str, original: str) -> Path:
    """Where the bytes of a picture lie while it is on its way."""
    return folder() / hashlib.sha256(account.encode()).hexdigest()[:16] / f"{original}.part"


def folder() -> Path:
    """Where all of them lie."""
    return Path(settings.FILES) / "parts"


@contextmanager
def held(place: Path) -> Iterator[IO[bytes]]:
    """The file, open for reading and adding, for one at a time; made where there is none."""
    place.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with place.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _same(place, file):
                yield file
                return
            # whoever held it before took it away: what we opened is no longer there


def length(place: Path) -> int:
    """How many bytes have come; 0 without a file."""
    try:
        return place.stat().st_size
    except FileNotFoundError:
        return 0


def sweep(before: float) -> int:
    """Take away what nobody added to since ``before`` (seconds since 1970). Returns how many went."""
    gone = 0
    for place in folder().glob("*/*.part"):
        with held(place) as file:
            if os.fstat(file.fileno()).st_mtime < before:
                place.unlink()
                gone += 1
    return gone


def _same(place: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(place.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
