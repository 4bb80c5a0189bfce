"""What every change of bodies, posts and their holders shares: who may, what must stand, how it is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party, Precision
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import events
from anjian.people.models import Body, Person, Post
from anjian.scope import actions as slices
from anjian.scope.queries import told_by


def record(
    viewer: Viewer,
    name: str,
    day: dt.date,
    happened_at: dt.datetime | None,
    place: str | None,
    parties: list[Party],
    attributes: Mapping[str, Any],
    private: Mapping[str, Any] | None = None,
) -> Fact:
    at = happened_at or dt.datetime.combine(day, dt.time(), CHINA)
    precision: Precision = "minute" if happened_at else "day"
    return ledger.record(
        viewer,
        name,
        happened_at=at,
        precision=precision,
        place=place,
        parties=parties,
        attributes=attributes,
        private=private or {},
    )


def may(viewer: Viewer, place: str) -> None:
    if viewer.is_system or ((viewer.has("administrator") or viewer.has("office")) and viewer.sees(place)):
        return
    raise not_allowed()


def may_change_body(viewer: Viewer, body: str, *, place: str = "") -> None:
    """As `may`, for a body: a vertical one (垂直管理) is changed by the office of the body above it, not by its place.

    ``place``: judged when the body is not one of ours, such as an enterprise.
    """
    row = told_by(Body.objects.seen_by(viewer)).filter(body=body).order_by("-since").first()
    if row is None and place:
        may(viewer, place)
        return
    if row is not None and row.superior:
        place = place_of_body(viewer, row.superior)
    may(viewer, place or place_of_body(viewer, body))


def may_change_post(viewer: Viewer, post: str) -> str:
    """As `may_change_body`, for a post of it. Returns the place of the post. Refuses a post that they do not see."""
    row = told_by(Post.objects.seen_by(viewer)).filter(post=post).order_by("-since").first()
    if row is None:
        raise Refusal(f"没有登记职务“{post}”", "无从改动", "请先设职务", code="people.unknown_post", field="post")
    may_change_body(viewer, row.body, place=row.place)
    return row.place


def not_allowed() -> Refusal:
    return Refusal(
        "您不能改动机构和任职信息",
        "职责按机构和任职落到人，改动要由管理这一地方的办公室负责",
        "请联系本级安委办或系统管理员",
        code="people.not_allowed",
    )


def place_of_body(viewer: Viewer, body: str) -> str:
    """Where a body stands, by what was told last. One that they may not see is refused like one that is not there."""
    row = told_by(Body.objects.seen_by(viewer)).filter(body=body).order_by("-since").first()
    if row is None:
        raise Refusal(f"没有登记机构“{body}”", "无从改动", "请先登记机构", code="people.unknown_body", field="body")
    return row.place


def must_stand(post: str, day: dt.date) -> None:
    rows = told_by(Post.objects.for_change()).filter(post=post).order_by("since")
    first, last = rows.first(), rows.last()
    if first is not None and last is not None and (day < first.since or (last.until is not None and day > last.until)):
        raise Refusal(
            f"{day}时还没有（或已经没有）这个职务",
            "任职日期必须落在职务存在的日子里",
            f"请核对日期：该职务自{first.since}起" + (f"至{last.until}" if last.until else ""),
            code="people.post_not_standing",
            field="since",
        )


def must_be_known(person: str) -> None:
    """Refuses a person who was not entered."""
    if not Person.objects.for_change().filter(id=person).exists():
        raise Refusal(
            f"没有登记人员“{person}”",
            "职责要落到具体的人",
            "请先登记人员，再任职",
            code="people.unknown_person",
            field="person",
        )


def must_be_kind(kind: str) -> None:
    """Refuses a way of holding a post that we do not know. Acting (代理) has a verb of its own."""
    if kind not in events.KINDS or kind == "acting":
        raise Refusal(
            f"任职方式“{kind}”不对",
            "任职方式决定这段时间怎么写进履职档案",
            "可选：任职、挂职；代理请办理代理",
            code="people.kind",
            field="kind",
        )


def must_be_new(taken: bool, subject: str, field: str) -> None:
    if taken:
        raise Refusal(
            f"编号“{subject}”已经用过",
            "同一编号只能指同一对象，否则历史会混在一起",
            "请换一个编号",
            code="people.taken",
            field=field,
        )


def end_if_running(model: type[slices.S], key: Mapping[str, Any], last_day: dt.date, fact: UUID) -> None:
    rows = told_by(model.objects.for_change()).filter(**key)  # type: ignore[attr-defined]
    if rows.filter(until__isnull=True).exists() or rows.filter(until__gt=last_day).exists():
        slices.end_all(model, key, last_day=last_day, fact=fact)


def words(words: Iterable[str]) -> list[str]:
    return sorted({word.strip() for word in words if word.strip()})


def text(text: str, field: str) -> str:
    if not text.strip():
        raise Refusal("名称是空的", "没有名称，页面和公文上无法称呼", "请填写名称", code="people.no_name", field=field)
    return text
