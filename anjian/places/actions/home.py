"""The place that this installation serves (本系统服务的地方): chosen once at the start, by a person, as a fact."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.places import events
from anjian.places.models import Division


@transaction.atomic
def choose_home(viewer: Viewer, *, place: str, now: dt.datetime) -> Fact:
    """Say which place this installation serves. The last choice counts. Refuses a place that is not loaded."""
    if not (viewer.is_system or viewer.has("administrator")):
        raise Refusal(
            "只有系统管理员可以选定地方", "它决定谁先来登记什么", "请联系系统管理员", code="places.not_allowed"
        )
    code = divisions.normal(place)
    row = Division.objects.for_change().filter(place=code, until=None).first()
    if row is None or row.level not in ("province", "city", "county"):
        raise Refusal(
            f"没有代码为{divisions.short(code)}的省、市、县",
            "没有装入的地方没有名称和下级",
            "请核对代码；没有的放进 packs/places 后运行 anjian places load",
            code="places.unknown",
            field="place",
        )
    return ledger.record(
        viewer,
        events.HOME_CHOSEN,
        happened_at=now.astimezone(CHINA),
        place=code,
        parties=[Party("home", "place", code, row.name)],
    )
