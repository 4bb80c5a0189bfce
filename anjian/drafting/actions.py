"""Every change of the reading room: read, describe, draft, confirm, return, split, save. Each is one fact."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from anjian.drafting import events, gists, keeping, proposing, queries, writing
from anjian.drafting.events import Draft, Paper
from anjian.drafting.models import Decision, Source
from anjian.drafting.models import Paper as Row
from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import actions as policy_actions
from anjian.policy import queries as policy
from anjian.reader import read_bytes, read_text

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PIECES = 20
"""So many drafts may come of one."""


def read(
    viewer: Viewer, *, data: bytes = b"", name: str = "", text: str = "", now: dt.datetime, previous: UUID | None = None
) -> UUID:
    """Read a file or pasted text and keep bytes, text and what was found. Returns the paper's id.

    With `previous` the decisions about drafts that did not change are proposed again in the viewer's name; somebody
    else confirms them. Refuses what the reader refuses, and nothing is kept then.
    """
    _may(viewer)
    if not data:
        if not text.strip():
            raise Refusal(
                "没有选文件，也没有粘贴文字",
                "没有原文就没有可读的",
                "请选一个文件，或把原文粘贴进来",
                code="drafting.empty",
                field="file",
            )
        data, name = text.encode("utf-8", "replace"), name or "粘贴的文字.txt"
        reading = read_text(text.encode("utf-8", "replace").decode("utf-8"))
    else:
        reading = read_bytes(data, name)
    if "\x00" in reading.text:
        raise Refusal(
            f"“{name}”里有不能保存的控制字符",
            "它多半不是文字文件，或编码坏了",
            "请用文字处理软件另存为 UTF-8 的 .txt 再选一次",
            code="drafting.control",
            field="file",
        )
    place = viewer.places[0].lo
    digest = hashlib.sha256(data).hexdigest()
    title = (reading.document.title or name)[:300]
    paper = uuid4()
    with transaction.atomic():
        earlier = _earlier(viewer, previous)
        attributes = {"digest": digest, "file": name[-200:], "drafts": len(reading.rules)}
        fact = _tell(viewer, events.READ, paper, place, attributes, title=title)
        Source.objects.for_change().get_or_create(digest=digest, defaults={"data": data})
        Row(
            id=paper,
            place=place,
            name=name[-200:],
            digest=digest,
            form=reading.form,
            title=title,
            text=reading.text,
            result=reading.as_dict(),
            previous=earlier.id if earlier else None,
            particulars={},
            by=viewer.name,
            at=now,
            said_by=fact.id,
        ).save(force_insert=True)
        if earlier:
            _carry(viewer, earlier, paper)
    return paper


def describe(viewer: Viewer, id: UUID, typed: Mapping[str, str]) -> None:
    """Write down the document's own particulars: id of the pack, title, short name, number, issuer, place, days."""
    paper = _paper(viewer, id)
    said = {name: typed.get(name, "").strip() for name in ("id", "title", "short", "number", "issuer", "place")}
    for name in ("issued", "in_force"):
        said[name] = _day(typed.get(name, ""), name, needed=name == "in_force")
    if not _ID.fullmatch(said["id"]) or len(said["id"]) > 40:
        raise Refusal(
            f"编号“{said['id']}”不行",
            "它是规则包文件夹的名字",
            "用小写字母、数字和连字符，如 quwo-heating-2025",
            code="drafting.id",
            field="id",
        )
    if (policy.PACKS / said["id"]).exists():
        raise Refusal(
            f"编号“{said['id']}”是随系统来的规则包",
            "本机的规则包不能顶替它",
            "请换一个编号",
            code="drafting.id",
            field="id",
        )
    for name, word, most in (("title", "标题", 200), ("short", "简称", 20), ("issuer", "发文机关", 60)):
        if not said[name] or len(said[name]) > most:
            raise Refusal(
                f"{word}没有写，或超过{most}字", "规则出处要写得出来", f"请填写{word}", code="drafting.head", field=name
            )
    said["place"] = divisions.normal(said["place"])[:6]
    with transaction.atomic():
        _tell(viewer, events.DESCRIBED, paper.id, paper.place, {"document": said["id"]})
        Row.objects.for_change().filter(id=paper.id).update(
            particulars=said,
            described_by=viewer.account,
            described_person=viewer.person,
            described_name=viewer.name,
        )


def propose(viewer: Viewer, id: UUID, key: str, typed: Mapping[str, str]) -> None:
    """Decide what becomes of a draft (拟): a rule, a kept clause, or nothing with a reason. Another must confirm.

    Refuses what is missing, a gist that repeats the text, and whatever `law check` would refuse of it.
    """
    paper, draft = _draft(viewer, id, key)
    said = {name: value.strip() for name, value in typed.items() if name in proposing.TYPED and value.strip()}
    becomes = said.get("becomes", "")
    if becomes not in events.BECOMES:
        raise Refusal(
            "没有选这条草稿成为什么", "不选就还是没有处理", "请选一种", code="drafting.becomes", field="becomes"
        )
    if becomes not in writing.JUDGED and "reason" not in said:
        raise Refusal(
            "没有写理由",
            "不自动判断的，别人要看得到为什么",
            "请写一句理由",
            code="drafting.reason",
            field="reason",
        )
    if becomes in writing.JUDGED:
        said["name"] = _name(viewer, paper, draft)
    if becomes != "dismissed":
        proposing.whole(said, becomes)
        gists.refuse_copied(said["gist"], paper.text, field="gist")
        gists.refuse_copied(said.get("reason", ""), paper.text, field="reason", what="理由")
        trial = {**proposing.stand_in(paper), **{k: v for k, v in paper.particulars.items() if k == "in_force" and v}}
        proposing.check(trial, replace(draft, content=said), paper)
    with transaction.atomic():
        _decide(viewer, paper, key, events.PROPOSED, {"becomes": becomes}, {"state": "proposed", "content": said})


def confirm(viewer: Viewer, id: UUID, keys: list[str]) -> int:
    """Agree with drafts that another person proposed (核). Refuses the one who proposed. Returns how many."""
    paper = _paper(viewer, id)
    count = 0
    with transaction.atomic():
        for key in keys:
            row = _proposed(viewer, paper, key)
            change = _of(row) | {"state": "confirmed", "judged_by": viewer.name, "remark": ""}
            _decide(viewer, paper, key, events.CONFIRMED, {}, change)
            count += 1
    return count


def send_back(viewer: Viewer, id: UUID, key: str, *, reason: str) -> None:
    """Do not agree with a proposed draft (退回), with a reason."""
    paper = _paper(viewer, id)
    if not reason.strip():
        raise Refusal("没有写退回的理由", "拟的人要知道改什么", "请写一句", code="drafting.reason", field="reason")
    with transaction.atomic():
        row = _proposed(viewer, paper, key)
        change = _of(row) | {"state": "returned", "judged_by": viewer.name, "remark": reason.strip()[:200]}
        _decide(viewer, paper, key, events.RETURNED, {"reason": reason.strip()[:200]}, change)


def split(viewer: Viewer, id: UUID, source: str) -> str:
    """A further draft of the same words (拆分), or one begun from a sentence (`sentence-12`). Returns its key."""
    paper = _paper(viewer, id)
    there = {draft.key for draft in queries.drafts(viewer, paper)}
    if source.startswith("sentence-") and source not in there:
        number = source.removeprefix("sentence-")
        if not (number.isascii() and number.isdigit() and int(number) < len(paper.result["sentences"])):
            raise _unknown(source)
        key = f"sentence-{int(number)}"
    else:
        stem = source.partition(".")[0]
        if stem not in there or not stem.startswith("draft-"):
            raise _unknown(source)
        key = next((made for n in range(1, _PIECES) if (made := f"{stem}.{n}") not in there), "")
        if not key:
            raise Refusal(f"已经拆成{_PIECES}条", "再多就没有人看得过来", "请先处理已有的", code="drafting.many")
    with transaction.atomic():
        _decide(viewer, paper, key, events.SPLIT, {"from": source}, {"state": "open", "content": {}})
    return key


def save(viewer: Viewer, id: UUID) -> policy.Pack:
    """Write the confirmed drafts as a pack into the instance's folder and load it (存为规则包).

    Refuses while a draft is undecided or waits for its second person, without particulars, by the one who wrote the
    particulars (the second person answers for them by saving), and whatever `law check` refuses.
    """
    paper = _paper(viewer, id)
    if not paper.particulars:
        raise Refusal("还没有写明文件本身", "规则包要有编号、名称和施行日", "请先填“文件本身”", code="drafting.head")
    row = Row.objects.for_change().get(id=paper.id)
    if _same(viewer, row.described_by, row.described_person):
        raise Refusal(
            "“文件本身”是您写的，要由另一个人核对并存为规则包",
            "一份文件变成规则，要有两个人负责",
            "请另一位有权的同事打开这一页来存",
            code="drafting.same_person",
        )
    decided = queries.drafts(viewer, paper)
    rest = [draft for draft in decided if draft.state != "confirmed"]
    if rest:
        open_ = sum(draft.state == "open" for draft in rest)
        raise Refusal(
            f"还有{len(rest)}条草稿没有核定（未处理{open_}条，待核或退回{len(rest) - open_}条）",
            "漏下的草稿就是漏下的职责",
            "请逐条处理；不是职责的，选“不作职责”并写理由",
            code="drafting.undecided",
        )
    written = writing.files(paper.particulars, decided, paper.result["headings"], paper.text)
    name = paper.particulars["id"]
    pack = writing.checked(written, name)
    _not_of_another(paper, name)
    with transaction.atomic():
        ledger.lock(viewer, [f"document:{name}"])
        counts = {"clauses": sum(1 for _ in pack.clauses), "rules": sum(1 for _ in pack.rules)}
        told = {"document": name, "digest": pack.digest, **counts}
        _tell(viewer, events.SAVED, paper.id, paper.place, told)
        Row.objects.for_change().filter(id=paper.id).update(pack=name, pack_files=written)
        # Two persons have agreed: what an administrator does for packs of the program, they do for their own.
        policy_actions.load_pack(replace(viewer, roles=viewer.roles | {"administrator"}), pack)
        keeping.put(name, written)
    return pack


def _not_of_another(paper: Paper, name: str) -> None:
    """Refuse an id that a document which is not an earlier version of this one has taken."""
    own: set[UUID | None] = {paper.id}
    at = paper.previous
    while at is not None and at not in own:
        own.add(at)
        at = Row.objects.for_change().filter(id=at).values_list("previous", flat=True).first()
    if Row.objects.for_change().filter(pack=name).exclude(id__in=[one for one in own if one]).exists():
        raise Refusal(
            f"编号“{name}”已经是另一份文件的", "存下去会盖掉它", "请换一个编号", code="drafting.id", field="id"
        )


def _name(viewer: Viewer, paper: Paper, draft: Draft) -> str:
    """The rule's name, which stays for ever: its own, that of the draft it was in the earlier version, or a new one."""
    if draft.content.get("name"):
        return draft.content["name"]
    earlier = queries.paper(viewer, paper.previous) if paper.previous else None
    if earlier is not None:
        before = {one.key: one for one in queries.drafts(viewer, earlier)}
        found = queries.shifts(list(before.values()), queries.drafts(viewer, paper))
        old = next((shift.old for shift in found if shift.key == draft.key and shift.old), "")
        if old and before[old].content.get("name"):
            return before[old].content["name"]
    return f"{draft.key.replace('.', '-')}-{paper.id.hex[:6]}"


def _carry(viewer: Viewer, earlier: Paper, id: UUID) -> None:
    """Propose again, in the viewer's name, what was decided about drafts that stayed the same."""
    paper = _paper(viewer, id)
    before = {draft.key: draft for draft in queries.drafts(viewer, earlier)}
    for shift in queries.shifts(list(before.values()), queries.drafts(viewer, paper)):
        old = before.get(shift.old)
        if shift.what == "same" and old and old.state in ("proposed", "confirmed"):
            change = {"state": "proposed", "content": dict(old.content)}
            _decide(viewer, paper, shift.key, events.PROPOSED, {"becomes": old.content["becomes"]}, change)


def _earlier(viewer: Viewer, id: UUID | None) -> Paper | None:
    return _paper(viewer, id) if id else None


def _paper(viewer: Viewer, id: UUID) -> Paper:
    _may(viewer)
    found = queries.paper(viewer, id)
    if found is None:
        raise Refusal(
            "没有找到这份读入的文件",
            "它不存在，或者不在您的权限范围内",
            "请从读文室重新进入",
            code="drafting.missing",
        )
    return found


def _draft(viewer: Viewer, id: UUID, key: str) -> tuple[Paper, Draft]:
    paper = _paper(viewer, id)
    for draft in queries.drafts(viewer, paper):
        if draft.key == key:
            return paper, draft
    raise _unknown(key)


def _unknown(key: str) -> Refusal:
    return Refusal(f"没有草稿“{key[:40]}”", "", "请从读文室重新进入", code="drafting.missing")


def _proposed(viewer: Viewer, paper: Paper, key: str) -> Decision:
    row = (
        Decision.objects.for_change()
        .select_for_update()
        .filter(paper=paper.id, key=key, replaced_by__isnull=True, state="proposed")
        .first()
    )
    if row is None:
        raise Refusal(f"草稿“{key[:40]}”现在没有什么要核的", "", "请刷新页面再看", code="drafting.nothing_to_judge")
    if _same(viewer, row.account, row.person):
        raise Refusal(
            "这条是您拟的，要由另一个人核",
            "一条职责由一个人说了算，错了没有人发现",
            "请另一位有权的同事来核",
            code="drafting.same_person",
        )
    return row


def _same(viewer: Viewer, account: str, person: str) -> bool:
    """Whether it is the same account, or the same person behind another one."""
    return viewer.account == account or bool(person and viewer.person == person)


def _of(row: Decision) -> dict[str, Any]:
    return {"content": row.content, "account": row.account, "person": row.person, "by": row.by}


def _decide(
    viewer: Viewer, paper: Paper, key: str, name: str, attributes: dict[str, Any], change: dict[str, Any]
) -> None:
    """One decision: its fact, the row it replaces, the row it tells. In the caller's transaction."""
    ledger.lock(viewer, [f"reading:{paper.id}"])
    fact = _tell(viewer, name, paper.id, paper.place, {"draft": key, **attributes})
    rows = Decision.objects.for_change().filter(paper=paper.id, key=key, replaced_by__isnull=True)
    rows.update(replaced_by=fact.id)
    who = {"account": viewer.account, "person": viewer.person, "by": viewer.name}
    Decision(paper=paper.id, place=paper.place, key=key, said_by=fact.id, **(who | change)).save(force_insert=True)


def _tell(viewer: Viewer, name: str, paper: UUID, place: str, attributes: dict[str, Any], *, title: str = "") -> Fact:
    return ledger.record(
        viewer,
        name,
        happened_at=None,
        place=place,
        parties=(Party("reading", "matter", f"reading:{paper}", title),),
        attributes=attributes,
    )


def _may(viewer: Viewer) -> None:
    if not events.may_work(viewer):
        raise Refusal(
            "读文室只对本级安委办和决定人开放",
            "文件变成规则，会改变一个地方所有人的职责",
            "请联系本级安委办",
            code="drafting.forbidden",
        )


def _day(text: str, field: str, *, needed: bool) -> str:
    text = text.strip()
    if not text and not needed:
        return ""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refusal(
            f"“{text[:20]}”不是日期", "规则从施行日起算", "请按年-月-日填写", code="drafting.day", field=field
        ) from None
