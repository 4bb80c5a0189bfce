"""Questions about the sample."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.lib.viewer import STRANGER
from anjian.sample.models import Mark
from anjian.sample.region import LOGINS, PASSWORD, Login

__all__ = ["LOGINS", "PASSWORD", "Loaded", "Login", "is_sample", "loaded"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """For which day the sample was loaded, the digest of what was built, and how many facts."""

    day: dt.date
    digest: str
    facts: int


def loaded() -> Loaded | None:
    """The sample of this database; None when there is none."""
    row = Mark.objects.seen_by(STRANGER).first()
    return Loaded(row.day, row.digest, row.facts) if row else None


def is_sample() -> bool:
    """Whether this database holds the sample, so that every page says so."""
    return Mark.objects.seen_by(STRANGER).exists()
