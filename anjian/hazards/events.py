"""What others see of hazards: facts by name, grades, sources and marks, and one hazard as a frozen value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext_noop as _

from anjian.hazards.undone import UNDONE

MAJOR = "重大"
ORDINARY = "一般"
LAPSED = "criterion_lapsed"
"""The mark of a hazard judged by a standard that was not in force on that day."""
MARKS: Mapping[str, str] = {
    "enterprise_closed": _("企业那天已经关闭或不在册"),
    LAPSED: _("所用判定标准那天没有施行或已经失效"),
    "place_differs": _("记录或照片的地点不在企业所在地"),
    "photo_future": _("照片写的拍摄时间晚于记录时间"),
    "provisional": _("到期日所在年份的放假安排还没有公布"),
    "clock_off": _("设备的时间与服务器相差较大"),
    "firm_doubtful": _("来报写的企业代码、名称或场所与档案不完全一致"),
}
"""What is not in order with a hazard: it is kept and said, never refused."""


@dataclass(frozen=True, slots=True)
class Card:
    """One hazard (隐患) as it stands now.

    state     one of `states.STATES`; ``grade`` "" while it is only noticed
    due       the day on which it is to be rectified; None: nobody set one; ``provisional``: may still move
    ordered_by  the body that set the limit; "": the enterprise itself
    asked_until  an extension that is asked for and not decided
    listed_by, listed_level, listing   of a listed hazard: who listed it, at which level, under which number
    merged_into  the hazard that this one is the same as; "": none
    moves     how many facts have made it what it is: what a device saw last
    marks     codes of `MARKS`
    """

    id: str
    number: str
    enterprise: str
    place: str
    regulator: str
    state: str
    grade: str
    source: str
    found: str
    spot: str
    criterion: str
    judged: str
    found_on: dt.date
    due: dt.date | None
    provisional: bool
    ordered_by: str
    asked_until: dt.date | None
    planned: bool
    told_on: dt.date | None
    rectified_on: dt.date | None
    closed_on: dt.date | None
    listed_by: str
    listed_level: str
    listing: str
    merged_into: str
    moves: int
    marks: tuple[str, ...] = field(default=())

    @property
    def major(self) -> bool:
        """Whether it is a major hazard."""
        return self.grade == MAJOR

    @property
    def listed(self) -> bool:
        """Whether it is under listed supervision now."""
        return bool(self.listed_by)

    def late(self, as_of: dt.date) -> bool:
        """Whether it was to be rectified by then and is not."""
        return self.due is not None and self.due < as_of and self.state in UNDONE


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move: the fact, the hazard after it; ``again``: the same was sent before."""

    fact: UUID
    card: Card
    again: bool = False

    @property
    def id(self) -> UUID:
        """Of the fact: what an operation answers."""
        return self.fact


@dataclass(frozen=True, slots=True)
class Noticed:
    """A hazard of the same enterprise that may be the same one, or the same again after it was closed.

    likeness   share of two-character runs that both texts have, 0 to 1
    recurred   it was closed before
    """

    card: Card
    likeness: float
    recurred: bool


@dataclass(frozen=True, slots=True)
class Firm:
    """Which enterprise a sender means (来报所指的企业), as it has it: our id, or a code, a name, a site."""

    enterprise: str = ""
    credit_code: str = ""
    name: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a platform, a hotline or a sensor sends (来报).

    number   the sender's own number of it: the same number is the same thing
    source   one of `ARRIVE_FROM`
    at       when it was seen, by the sender's clock; ``sent_at``: that clock as it sends, None: not told
    place    code of the division as the sender has it, ""; ``position``: degrees north and east, None
    photos   digests of pictures that the sender put in before
    contact  how to reach who told it; kept in the private part
    """

    number: str
    source: str
    found: str
    at: dt.datetime
    firm: Firm
    sent_at: dt.datetime | None = None
    spot: str = ""
    place: str = ""
    position: tuple[float, float] | None = None
    photos: tuple[str, ...] = ()
    contact: str = ""


ARRIVE_FROM = ("传感器", "热线", "网格", "专项行动")
"""Sources that arrive from outside, words of the notice's form."""
ARRIVALS: Mapping[str, str] = {"accepted": _("已立为线索"), "held": _("待认领企业"), "dropped": _("核后不记")}
"""What became of an arrival."""
DECIDED = "hazards.arrival_decided"
"""Somebody said which enterprise a held arrival is about, or that it is nothing. Attributes: ``arrival``, ``do``,
``reason``."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of something that arrived (来报的去向). ``again``: it had come before.

    hazard   id of the hazard that it is, "" while it is held or when it was dropped
    what, why, next   why it is held, in words; ``marks`` codes of `MARKS`
    """

    id: UUID
    number: str
    source: str
    found: str
    spot: str
    told: str
    day: dt.date
    received_at: dt.datetime
    fate: str
    hazard: str
    marks: tuple[str, ...]
    what: str
    why: str
    next: str
    again: bool = False
