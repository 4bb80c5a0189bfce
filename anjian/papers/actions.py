"""Changes of papers: issue one, withdraw one."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.papers import kinds, laying, packing
from anjian.papers.events import ISSUED, WITHDRAWN, PaperCard, Said
from anjian.papers.kinds import SLOT, Kind
from anjian.papers.models import Content, Paper, Series
from anjian.papers.queries import paper

_SIGN = re.compile(r"[一-鿿]{1,16}")


@transaction.atomic
def issue(
    viewer: Viewer,
    kind: str,
    *,
    id: UUID,
    place: str,
    body: str,
    sign: str,
    day: dt.date,
    said: Said,
    today: dt.date,
    to: Sequence[Party] = (),
    matter: str = "",
) -> PaperCard:
    """Issue a paper (发文): the next number of its kind, place and year, the file, and one fact.

    ``id`` is made by the form: sent twice it gives the first paper back. ``place``: whose series, a division code;
    ``body``: who signs, ``said.issuer`` its name; ``sign``: the letters before the year (安委督); ``day``: 成文日期,
    its year is the number's; ``to``: parties with the role ``to``; ``matter``: id of what it is about. Whether the
    viewer may speak for the body is the caller's question; a place outside the viewer's is refused here, as are
    strangers, a day to come, fields that do not fit, and an id that another paper has. What is rolled back leaves no
    number behind.
    """
    of, told, code = kinds.kind(kind), kinds.normal(said), divisions.normal(place)
    _may(viewer, code)
    kinds.checked(of, told)
    _day(day, today)
    if not _SIGN.fullmatch(sign):
        raise Refusal(
            "发文代字应为1至16个汉字", "它写在年份前面", "请填写，例如“安委督”", code="papers.sign", field="sign"
        )
    n = _next(code, of.code, day.year)
    before = Paper.objects.for_change().filter(id=id).first()
    if before is not None:
        return _sent_before(viewer, before, of, told)
    Series.objects.for_change().filter(place=code, kind=of.code, year=day.year).update(last=n)
    number = f"{sign}〔{day.year}〕{n}号"
    title = SLOT.sub(lambda slot: kinds.shown(told.fields[slot.group(1)]), of.title)
    made = packing.packed(laying.laid(of, told, number=number, day=day), of, told, number=number, day=day, title=title)
    digest = hashlib.sha256(made).hexdigest()
    about = [Party("matter", "matter", matter)] if matter else []
    fact = ledger.record(
        viewer,
        ISSUED,
        happened_at=dt.datetime.combine(day, dt.time(), CHINA),
        precision="day",
        place=code,
        parties=[Party("by", "body", body, told.issuer), *to, *about],
        attributes={"paper": str(id), "kind": of.code, "number": number, "title": title, "digest": digest},
    )
    Content.objects.for_change().get_or_create(digest=digest, defaults={"content": made, "place": code})
    Paper(
        id=id,
        kind=of.code,
        place=code,
        year=day.year,
        n=n,
        number=number,
        sign=sign,
        body=body,
        issuer=told.issuer,
        title=title,
        day=day,
        matter=matter,
        digest=digest,
        said_by=fact.id,
    ).save(force_insert=True)
    issued = paper(viewer, id)
    assert issued is not None
    return issued


@transaction.atomic
def withdraw(viewer: Viewer, paper_id: UUID, *, reason: str, day: dt.date, today: dt.date) -> Fact:
    """Withdraw a paper (撤回公文). Its number stays taken, its file stays readable; both say that it was withdrawn.

    Refuses one that the viewer may not see or whose body they hold no post in, one withdrawn before, no reason, and a
    day before the paper's or to come.
    """
    row = Paper.objects.seen_by(viewer).select_for_update().filter(id=paper_id).first()
    if row is None:
        raise Refusal("没有找到这份公文", "它不存在，或者不在您的权限范围内", "请从发文登记进入", code="papers.missing")
    if not may_withdraw(viewer, row.body):
        raise Refusal(
            "这份公文不是您的单位发的", f"只有{row.issuer}能撤回它", "请联系发文单位", code="papers.forbidden"
        )
    if row.withdrawn_by is not None:
        raise Refusal(f"{row.number}已经撤回", "一份公文只能撤回一次", "不用再操作", code="papers.withdrawn")
    if not reason.strip() or len(reason) > 300:
        raise Refusal(
            "没有写明撤回的理由，或者超过300字",
            "收到公文的人要知道为什么",
            "请写明理由",
            code="papers.reason",
            field="reason",
        )
    _day(day, today)
    if day < row.day:
        raise Refusal(
            "撤回日期早于成文日期", f"{row.number}成文于{row.day.isoformat()}", "请核对", code="papers.day", field="day"
        )
    said = {"paper": str(row.id), "kind": row.kind, "number": row.number, "reason": reason.strip()}
    about = [Party("matter", "matter", row.matter)] if row.matter else []
    fact = ledger.record(
        viewer,
        WITHDRAWN,
        happened_at=dt.datetime.combine(day, dt.time(), CHINA),
        precision="day",
        place=row.place,
        parties=[Party("by", "body", row.body, row.issuer), *about],
        attributes=said,
    )
    take_back(row.said_by, fact.id, day=day, reason=reason.strip())
    return fact


def may_withdraw(viewer: Viewer, body: str) -> bool:
    """Whether the viewer holds a post in the body that issued a paper."""
    return viewer.is_system or body in {post.body for post in viewer.posts}


def take_back(said_by: UUID, because_of: UUID, *, day: dt.date, reason: str) -> None:
    """Mark the paper that a fact issued as withdrawn by another fact; nothing when it issued none."""
    Paper.objects.for_change().filter(said_by=said_by, withdrawn_by=None).update(
        withdrawn_by=because_of, withdrawn_on=day, reason=reason
    )


def _may(viewer: Viewer, place: str) -> None:
    if not viewer.account:
        raise Refusal("请先登录再发文", "公文要记下是谁发的", "登录后重试", code="papers.forbidden")
    if not viewer.sees(place):
        raise Refusal(
            "不能替别处发文", "发文字号按地方编，只有当地的人能用", "请选择本地", code="papers.place", field="place"
        )


def _day(day: dt.date, today: dt.date) -> None:
    if day > today:
        raise Refusal(
            f"{day.isoformat()}还没有到", "公文不能写将来的日期", "请改为今天或以前", code="papers.future", field="day"
        )


def _next(place: str, kind: str, year: int) -> int:
    """The number after the last, and the turn to give it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO papers_series (place, kind, year, last) VALUES (%s, %s, %s, 0) "
            "ON CONFLICT (place, kind, year) DO UPDATE SET last = papers_series.last RETURNING last",
            [place, kind, year],
        )
        return int(cursor.fetchone()[0]) + 1


def _sent_before(viewer: Viewer, row: Paper, kind: Kind, said: Said) -> PaperCard:
    held = Content.objects.for_change().get(digest=row.digest)
    card = paper(viewer, row.id)
    if card is None or row.kind != kind.code or packing.said_in(bytes(held.content)) != said:
        raise Refusal(
            "这张发文单已经用过", "一张单只能发一份公文，编号已被另一份占用", "请重新打开发文页面", code="papers.used"
        )
    return card
