"""What others see of supervision: its facts, its levels, and one listing as a frozen value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

NEEDED = "supervision.need_found"
LISTED = "supervision.listed"
FOLLOWED = "supervision.followed"
DELISTED = "supervision.delisted"
RELEASED = "publication.released"
PROBLEM = "oversight.problem_found"
LEVELS: Mapping[str, str] = {"province": "省级", "city": "市级", "county": "县级"}
"""At which level a body lists, by the level of its place; a word of the fact's form."""
ABOUT = "挂牌督办"
"""What a publication is about; a word of its form."""
OVERDUE = "挂牌逾期未整改"
"""The problem of a listed hazard that is not rectified in time; a word of its form."""
STATES: Mapping[str, str] = {"listed": _("督办中"), "late": _("逾期未改"), "delisted": _("已摘牌")}


def number(year: int, n: int) -> str:
    """The number on the board, as it is written."""
    return f"督〔{year}〕{n}号"


@dataclass(frozen=True, slots=True)
class Board:
    """One listing (挂牌) as it stands now. ``supervisor`` is the post that answers for it, "" when none is named.

    due        when the hazard is to be rectified, with extensions; ``first_due``: as the listing said
    """

    hazard: str
    enterprise: str
    place: str
    body: str
    level: str
    number: str
    supervisor: str
    listed_on: dt.date
    first_due: dt.date | None
    due: dt.date | None
    delisted_on: dt.date | None
    published_on: dt.date | None
    end_published_on: dt.date | None
    found: str
    hazard_state: str
    late: bool

    @property
    def state(self) -> str:
        """One of `STATES`."""
        return "delisted" if self.delisted_on else "late" if self.late else "listed"
