"""What platforms, hotlines and sensors send by program (来报): each once, by the sender's own number; nothing is lost.

Kept as it came before anything is done with it. Where it is clear which enterprise is meant, it is a notice like any
other; where it is not, it is held until an office says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict
from typing import Any, Literal
from uuid import UUID, uuid5

from django.db import transaction

from anjian.evidence import actions as pictures
from anjian.evidence import queries as evidence
from anjian.hazards import queries
from anjian.hazards.actions.moving import report
from anjian.hazards.events import ARRIVE_FROM, DECIDED, Arrived
from anjian.hazards.events import Arrival as Told
from anjian.hazards.models import Arrival
from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib import canonical, divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.offline import queries as offline
from anjian.registry import queries as registry

_NUMBERS = UUID("5b0a4a1e-3a55-5f0e-9d0c-0a3b7f6d1c10")
"""Under which an account and its number make the id of an arrival."""


@transaction.atomic
def arrive(viewer: Viewer, told: Arrived, *, now: dt.datetime) -> Told:
    """Take in what a program sends (来报). Sent again under the same number it gives the same answer, ``again``.

    A notice comes of it where one enterprise is meant, marked where code, name, place or clock do not agree; else it is
    held. Refuses strangers, a source that is none, a number under which something else came, and what `report` refuses;
    nothing is kept then.
    """
    if not viewer.account:
        raise Refusal("请先登录或出示凭证", "来报要写明是谁发的", "请带上接口凭证重发", code="hazards.unauthorized")
    if told.source not in ARRIVE_FROM:
        raise Refusal(
            f"没有“{told.source[:20]}”这种来源",
            "",
            f"可用：{'、'.join(ARRIVE_FROM)}",
            code="hazards.source",
            field="source",
        )
    fresh = _kept(viewer, told, now)
    row, made = Arrival.objects.for_change().get_or_create(id=fresh.id, defaults=_values(fresh))
    if not made:
        if row.digest != fresh.digest:
            raise Refusal(
                f"编号{told.number[:64]}已经来过，内容不一样",
                "一个编号只能是一件事，否则不知道哪一次算数",
                "重发的请照原样发；另一件事请换一个编号",
                code="hazards.arrival_number",
                field="number",
            )
        return queries.arrival(row, again=True)
    ids, sure = _meant(viewer, told, row.day)
    if len(ids) == 1:
        _accept(viewer, row, ids[0], today=now.astimezone(CHINA).date(), doubted=not sure)
    else:
        _hold(viewer, row, several=bool(ids))
    row.save()
    return queries.arrival(row)


@transaction.atomic
def decide_arrival(
    viewer: Viewer, arrival: UUID, *, do: Literal["record", "drop"], reason: str, today: dt.date, enterprise: str = ""
) -> Told:
    """Say which enterprise a held arrival is about, so that it is a notice, or that it is nothing (认领). Once.

    Refuses who does not answer for its place, no reason, and what `report` refuses; it stays held then.
    """
    row = Arrival.objects.seen_by(viewer).select_for_update().filter(id=arrival).first()
    if row is None:
        raise Refusal(
            "没有找到这条来报", "它不存在，或者不在您的权限范围内", "请从来报清单进入", code="hazards.missing"
        )
    if row.fate != "held":
        raise Refusal("这条来报已经有结果", "同一条只核定一次", "不用再操作", code="hazards.arrival_decided")
    if not reason.strip() or len(reason) > 300:
        raise Refusal("没有写明理由，或者超过300字", "", "请写明理由", code="hazards.reason", field="reason")
    if not (row.place and viewer.sees(row.place) and queries.acts(viewer)):
        raise Refusal("这条来报不由您核定", "由所在地的监管部门核定", "请转告他们", code="hazards.forbidden")
    said = {"arrival": str(row.id), "do": do, "reason": reason.strip()}
    parties = [Party("enterprise", "enterprise", enterprise)] if do == "record" else []
    ledger.record(viewer, DECIDED, happened_at=None, place=row.place, parties=parties, attributes=said)
    if do == "record":
        _accept(viewer, row, enterprise, today=today, doubted=False)
    else:
        row.fate = "dropped"
        row.content = {**row.content, "contact": ""}
        pictures.let_go(row.id)
    row.save()
    return queries.arrival(row)


def _kept(viewer: Viewer, told: Arrived, now: dt.datetime) -> Arrival:
    """The row of an arrival as it came; what its place and clock say is marked."""
    offset = now - told.sent_at if told.sent_at else dt.timedelta()
    day, off = offline.day_of(told.at, offset, now=now)
    content: Any = canonical.plain({**asdict(told), "sent_at": None})  # sent again it is another time
    own = viewer.places[0].lo if viewer.places else next((post.place for post in viewer.posts), "")
    return Arrival(
        id=uuid5(_NUMBERS, f"{viewer.account}|{told.number}"),
        account=viewer.account,
        number=told.number,
        digest=hashlib.sha256(canonical.encode(content)).hexdigest(),
        content=content,
        place=divisions.normal(told.place) if told.place else own,
        day=day,
        received_at=now,
        fate="held",
        marks=["clock_off"] if off else [],
    )


def _values(row: Arrival) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname != "id"}


def _meant(viewer: Viewer, told: Arrived, day: dt.date) -> tuple[list[str], bool]:
    firm = told.firm
    if firm.enterprise:
        return list(registry.cards(viewer, [firm.enterprise], as_of=day)), True
    return registry.meant(viewer, as_of=day, credit_code=firm.credit_code, name=firm.name, site=firm.site)


def _accept(viewer: Viewer, row: Arrival, enterprise: str, *, today: dt.date, doubted: bool) -> None:
    """Make it a notice about this enterprise; what does not agree with its file is marked before."""
    said = row.content
    doubts = ["firm_doubtful"] if doubted else []
    card = registry.cards(viewer, [enterprise], as_of=row.day).get(enterprise)
    if card and (
        (said["place"] and divisions.county(said["place"]) != divisions.county(card.place))
        or _far(viewer, card.id, said["position"], row.day)
    ):
        doubts.append("place_differs")
    row.marks = [*row.marks, *doubts]
    row.hazard, row.fate = f"hazard:{row.id}", "accepted"
    row.what = row.why = row.next = ""
    row.content = {**said, "contact": ""}  # from here on it lies in the fact's private part
    row.save()  # the fact is marked by it
    attributes = {"source": said["source"], "found": said["found"], "number": row.number}
    report(
        viewer, "notice", hazard=row.hazard, enterprise=enterprise, day=row.day, today=today,
        attributes={**attributes, **({"spot": said["spot"]} if said["spot"] else {})},
        private={"contact": said["contact"]} if said["contact"] else None, files=said["photos"], id=row.id,
    )  # fmt: skip


def _far(viewer: Viewer, enterprise: str, position: list[float] | None, day: dt.date) -> bool:
    near = registry.position(viewer, enterprise, as_of=day)
    if not position or not near:
        return False
    return evidence.apart_km((position[0], position[1]), near) > evidence.FAR_KM


def _hold(viewer: Viewer, row: Arrival, *, several: bool) -> None:
    row.what = "来报说的企业对上了不止一家" if several else "来报说的企业，在册名单里没有对上"
    row.why = "隐患要记在一家企业名下，才知道由谁整改、由谁监管"
    row.next = "内容已保存；请所在地的监管部门认领到一家企业，不是隐患线索的核后不记"
    pictures.attach(viewer, row.content["photos"], fact=row.id)  # kept until somebody has decided
