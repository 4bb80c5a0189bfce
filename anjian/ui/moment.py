"""Which day a page looks at (时点): today, or a day in the past that was asked for by `?as_of=`, read only.

The web layer is the only place where the clock is read; everything below gets `as_of` and `known` from here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext

from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.ui.web import clock as wall


@dataclass(frozen=True, slots=True)
class Moment:
    """The day a page looks at.

    as_of   the Chinese day asked about
    known   ledger position up to which facts count; None = everything that is known now
    today   the real Chinese day
    now     the real time, aware
    """

    as_of: dt.date
    known: int | None
    today: dt.date
    now: dt.datetime

    @property
    def live(self) -> bool:
        """Whether this is now; only then a page offers to record."""
        return self.as_of == self.today and self.known is None

    def must_be_live(self) -> None:
        """Refuse to record while a day in the past is looked at."""
        if not self.live:
            raise Refusal(
                gettext("过去的一天只能看，不能办理"),
                gettext("过去的日子只读；补记请回到今天，再把日期改成当天"),
                gettext("请回到今天"),
                code="moment.past",
                field="as_of",
            )

    @property
    def query(self) -> str:
        """What links add so that the next page looks at the same day: "" or ``as_of=2026-10-31``."""
        parts = [] if self.as_of == self.today else [f"as_of={self.as_of.isoformat()}"]
        if self.known is not None:
            parts.append(f"known={self.known}")
        return "&".join(parts)


def of(request: HttpRequest) -> Moment:
    """The moment of a request, computed once. Refuses a day that cannot be read or lies in the future."""
    held = getattr(request, "_moment", None)
    if held is None:
        now = clock(request)
        held = read(as_of=request.GET.get("as_of", ""), known=request.GET.get("known", ""), now=now)
        request._moment = held  # type: ignore[attr-defined]
    return cast(Moment, held)


def clock(request: HttpRequest) -> dt.datetime:
    """The time of the request, read once, so that one page never straddles midnight."""
    held = getattr(request, "_now", None)
    if held is None:
        held = wall.now()
        request._now = held  # type: ignore[attr-defined]
    return cast(dt.datetime, held)


def live(request: HttpRequest) -> Moment:
    """Now, whatever the address asks for: for pages about a refusal, and for messages."""
    now = clock(request)
    today = now.astimezone(CHINA).date()
    return Moment(as_of=today, known=None, today=today, now=now)


def read(*, as_of: str, known: str, now: dt.datetime) -> Moment:
    """The moment named by two pieces of text. Refuses what cannot be read and any day after today."""
    today = now.astimezone(CHINA).date()
    day = today
    if as_of.strip():
        try:
            day = dt.date.fromisoformat(as_of.strip())
        except ValueError:
            raise Refusal(
                f"日期“{as_of.strip()[:20]}”读不懂",
                "按哪一天看，决定页面上每一个状态",
                f"请按年-月-日填写，例如 {today.isoformat()}",
                code="moment.date",
                field="as_of",
            ) from None
    if day > today:
        raise Refusal(
            f"{day.isoformat()} 还没有到",
            "系统只回看已经过去的日子，不预先判断将来是否履行",
            "请选今天或以前的日期",
            code="moment.future",
            field="as_of",
        )
    if day.year < 1949:
        raise Refusal(
            f"{day.isoformat()} 太早", "那时没有可查的文件", "请选1949年以后的日期", code="moment.early", field="as_of"
        )
    position: int | None = None
    if known.strip():
        if not known.strip().isascii() or not known.strip().isdigit() or len(known.strip()) > 15:
            raise Refusal(
                f"台账位置“{known.strip()[:20]}”不对",
                "它决定按当时已知的哪些记录来看",
                "去掉地址里的 known= 即可按现在所知查看",
                code="moment.known",
                field="known",
            )
        position = int(known.strip())
    return Moment(as_of=day, known=position, today=today, now=now)
