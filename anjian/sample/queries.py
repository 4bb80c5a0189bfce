"""Questions about the sample."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from anjian.lib.viewer import STRANGER
from anjian.sample import reading
from anjian.sample.models import Mark
from anjian.sample.region import PASSWORD, Login

__all__ = ["PASSWORD", "Loaded", "Login", "is_sample", "loaded", "logins", "other_hosts"]

LOOP_BACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1", "testserver"})
"""Host names that only this machine answers to (the last one is the test client's)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """For which day the sample was loaded, its size, the digest of what was built, and how many facts."""

    day: dt.date
    size: str
    digest: str
    facts: int


def loaded() -> Loaded | None:
    """The sample of this database; None when there is none."""
    row = Mark.objects.seen_by(STRANGER).first()
    return Loaded(row.day, row.size, row.digest, row.facts) if row else None


def logins() -> tuple[Login, ...]:
    """The accounts that the sign-in page of the loaded sample offers; none when there is no sample."""
    there = loaded()
    return reading.shown(there.size) if there else ()


def is_sample() -> bool:
    """Whether this database holds the sample, so that every page says so."""
    return Mark.objects.seen_by(STRANGER).exists()


def other_hosts() -> list[str]:
    """The names by which this server answers others; empty on a machine that serves itself alone."""
    return sorted(set(settings.ALLOWED_HOSTS) - LOOP_BACK)
