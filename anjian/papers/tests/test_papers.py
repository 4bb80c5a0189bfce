"""Official papers: numbers without gaps, the same fields back, every change named."""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
import uuid
import zipfile

import pytest
from django.db import connection, transaction
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from anjian.ledger import actions as ledger
from anjian.ledger import queries as told
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, PostHeld, Viewer
from anjian.papers import actions, formats, kinds, queries
from anjian.papers.events import Said

DAY = dt.date(2026, 11, 9)
POST = PostHeld("post:a", "干部", "安委办干部", "141002000000", "county", "body:yaodu-aw")
OFFICE = Viewer("acct:a", "甲", "", (POST,), (of("141002"),), frozenset(), frozenset(), frozenset(), "web")
NEIGHBOUR = Viewer("acct:b", "乙", "", (), (of("141002"),), frozenset(), frozenset(), frozenset(), "web")
ELSEWHERE = Viewer("acct:d", "丁", "", (), (of("141021"),), frozenset(), frozenset(), frozenset(), "web")
NOTICE = Said(
    "尧都区安全生产委员会办公室",
    {
        "enterprise": "临汾示例化工有限公司",
        "list_number": "尧督2026-3",
        "level": "县级",
        "hazard": "罐区可燃气体报警器停用",
        "place": "二号罐区",
        "found_on": dt.date(2026, 11, 2),
        "criterion": "行业判定标准第十条",
        "deadline": dt.date(2026, 12, 4),
        "demands": ("停用二号罐区", "同上", "同上"),
        "supervisor": "尧都区应急管理局",
    },
    ("区工业和信息化局", "贾得乡人民政府"),
    ("隐患照片",),
)
QUARTER = Said(
    "临汾市安全生产委员会办公室",
    {
        "quarter": "2026年第三季度",
        "until": dt.date(2026, 9, 30),
        "found": 120,
        "rectified": 0,
        "major": 3,
        "major_rectified": 2,
        "late": 1,
        "by_place": (("尧都区", "70", "60", "2", "1", "1"), ("曲沃县", "50", "", "1", "0", "0")),
    },
)


def issue(said: Said = NOTICE, kind: str = "supervision_notice", *, viewer: Viewer = OFFICE, **other: object):
    given = {
        "id": uuid.uuid4(),
        "place": "141002",
        "body": "body:yaodu-aw",
        "sign": "尧安委督",
        "day": DAY,
        "today": DAY,
        **other,
    }
    return actions.issue(viewer, kind, said=said, **given)


def numbers() -> list[str]:
    return [one.number for one in reversed(queries.register(SYSTEM))]


@pytest.mark.django_db
def test_each_kind_place_and_year_counts_for_itself_and_a_rolled_back_paper_leaves_no_hole():
    first = issue()
    assert (first.number, first.n, first.title) == (
        "尧安委督〔2026〕1号",
        1,
        "关于对临汾示例化工有限公司重大事故隐患实施挂牌督办的通知",
    )
    with transaction.atomic():
        assert issue().n == 2
        transaction.set_rollback(True)
    assert issue().number == "尧安委督〔2026〕2号"
    assert issue(day=dt.date(2025, 12, 31)).number == "尧安委督〔2025〕1号"
    assert issue(QUARTER, "quarterly_notice", sign="尧安委办").number == "尧安委办〔2026〕1号"
    county = issue(viewer=ELSEWHERE, place="141021", sign="曲安委督")
    assert county.number == "曲安委督〔2026〕1号"
    assert queries.paper(OFFICE, county.id) is None
    assert queries.sign_of(OFFICE, "body:yaodu-aw", kind="quarterly_notice") == "尧安委办"
    assert [one.n for one in queries.register(OFFICE, kind="supervision_notice", year=2026)] in ([1, 2], [2, 1])


def test_thirty_papers_issued_at_once_with_every_third_rolled_back_have_neither_gap_nor_double(fresh_database):
    failed: list[BaseException] = []

    def many(worker: int) -> None:
        try:
            for n in range(5):
                with transaction.atomic():
                    issue()
                    if n % 3 == 1:
                        transaction.set_rollback(True)
        except BaseException as error:  # told below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=many, args=(n,)) for n in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    found = sorted(one.n for one in queries.register(SYSTEM, limit=100))
    assert found == list(range(1, 6 * 3 + 1))


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_one_paper_and_another_content_is_refused():
    id = uuid.uuid4()
    assert issue(id=id) == issue(id=id)
    with pytest.raises(Refusal) as no:
        issue(Said(NOTICE.issuer, {**NOTICE.fields, "hazard": "别的"}), id=id)
    assert no.value.code == "papers.used"
    assert issue().n == 2


@pytest.mark.django_db
def test_a_withdrawn_paper_keeps_its_number_and_says_why():
    first = issue()
    with pytest.raises(Refusal) as no:
        actions.withdraw(ELSEWHERE, first.id, reason="x", day=DAY, today=DAY)
    assert no.value.code == "papers.missing"
    with pytest.raises(Refusal) as no:
        actions.withdraw(NEIGHBOUR, first.id, reason="x", day=DAY, today=DAY)
    assert no.value.code == "papers.forbidden"
    assert queries.paper(OFFICE, first.id) == first
    actions.withdraw(OFFICE, first.id, reason="对象写错", day=DAY, today=DAY)
    assert issue().n == 2
    gone = queries.paper(OFFICE, first.id)
    assert gone is not None
    assert (gone.number, gone.withdrawn_on, gone.reason) == ("尧安委督〔2026〕1号", DAY, "对象写错")
    assert queries.read(queries.content(OFFICE, first.id)).whole
    with pytest.raises(Refusal, match="已经撤回"):
        actions.withdraw(OFFICE, first.id, reason="x", day=DAY, today=DAY)
    third = issue()
    ledger.void(OFFICE, third.said_by, reason="发错了")
    assert queries.paper(OFFICE, third.id).reason == "发错了"  # type: ignore[union-attr]
    assert issue().n == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"viewer": STRANGER}, "papers.forbidden"),
        ({"viewer": ELSEWHERE}, "papers.place"),
        ({"day": dt.date(2026, 11, 10)}, "papers.future"),
        ({"day": dt.date(2011, 1, 1)}, "papers.format"),
        ({"sign": "Aw1"}, "papers.sign"),
        ({"kind": "nothing"}, "papers.kind"),
        ({"said": Said(NOTICE.issuer, {})}, "papers.fields"),
        ({"said": Said(NOTICE.issuer, {**NOTICE.fields, "more": "x"})}, "papers.fields"),
        ({"said": Said(NOTICE.issuer, {**NOTICE.fields, "hazard": "两\n行"})}, "papers.fields"),
        ({"said": Said(NOTICE.issuer, {**NOTICE.fields, "deadline": "明天"})}, "papers.fields"),
        ({"said": Said("", NOTICE.fields)}, "papers.fields"),
    ],
)
def test_what_cannot_be_a_paper_is_refused_and_takes_no_number(change, code):
    with pytest.raises(Refusal) as no:
        issue(**change)
    assert no.value.code == code
    assert numbers() == []
    assert issue().n == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "said"), [("supervision_notice", NOTICE), ("quarterly_notice", QUARTER)])
def test_a_paper_reads_back_to_the_very_fields_it_was_made_of(kind, said):
    made = issue(said, kind)
    content = queries.content(OFFICE, made.id)
    found = queries.read(content)
    assert (found.kind, found.number, found.day, found.said, found.differences) == (kind, made.number, DAY, said, ())
    whole, card = queries.checked(OFFICE, content)
    assert (whole.whole, card) == (True, made)
    fact = told.fact(OFFICE, made.said_by)
    assert fact is not None
    assert (fact.attributes["number"], fact.attributes["digest"]) == (made.number, made.digest)
    assert queries.checked(ELSEWHERE, content)[1] is None


@pytest.mark.django_db
def test_a_changed_byte_anywhere_is_named():
    content = queries.content(OFFICE, issue().id)
    for at in range(0, len(content), 97):
        flipped = bytearray(content)
        flipped[at] ^= 1
        assert queries.read(bytes(flipped)).differences, at
    assert queries.read(content[:1000]).differences
    assert queries.read(b"").differences
    assert queries.read(b"no paper").said is None


def edited(content: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """The file as somebody would save it who changed a word in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(old.encode(), new.encode(), 1) if name == part else data)
    return out.getvalue()


@pytest.mark.django_db
def test_a_changed_field_is_named_with_what_it_said_and_a_changed_sentence_by_its_paragraph():
    content = queries.content(OFFICE, issue().id)
    words = {one.where: one.text for one in queries.read(edited(content, "2026年12月4日", "2027年12月4日")).differences}
    assert words["整改期限"] == "看到的是“2027年12月4日”，发出时是“2026年12月4日”"
    assert words["正文"] == "被改动"
    words = {one.where: one.text for one in queries.read(edited(content, "停用二号罐区", "不停用")).differences}
    assert words["督办要求"] == "看到的是“不停用；同上；同上”，发出时是“停用二号罐区；同上；同上”"
    found = queries.read(edited(content, "应当采取措施", "可以采取措施")).differences
    assert any("可以采取措施" in one.text and one.where.startswith("正文第") for one in found)
    both = edited(edited(content, "2026-12-04", "2027-12-04", "customXml/item1.xml"), "2026年12月4日", "2027年12月4日")
    assert "内嵌要素" in {one.where for one in queries.checked(OFFICE, both)[0].differences}
    assert "文件" in {one.where for one in queries.checked(OFFICE, both)[0].differences}


@pytest.mark.django_db
def test_the_paper_has_the_margins_grid_and_faces_of_the_standard_in_force():
    paper = Document(io.BytesIO(queries.content(OFFICE, issue().id)))
    section = paper.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    lengths = [round(length / Mm(1), 1) for length in (section.page_width, section.page_height, *edges)]
    assert lengths == [210, 297, 37, 35, 28, 26]
    grid = section._sectPr.xpath("./w:docGrid")[0]
    assert [grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")] == [
        "linesAndChars",
        "579",
        "-847",
    ]
    assert paper.styles["Normal"].font.size.pt == 16
    chinese = [run for run in paper.element.body.iter(qn("w:r")) if re.search("[一-鿿]", "".join(run.itertext()))]
    plain = paper.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia"))
    faces = [run.rPr.rFonts.get(qn("w:eastAsia")) if run.xpath("./w:rPr/w:rFonts") else plain for run in chinese]
    assert len(faces) > 20
    assert set(faces) == {"仿宋", "黑体", "方正小标宋简体"}, (
        "each run of Chinese has a Chinese face, none is left to chance"
    )
    assert section.footer.paragraphs[0].text.startswith("— ")
    assert formats.in_force(DAY).standard == "GB/T 9704-2012"


def test_every_kind_serves_clauses_that_exist():
    asked = {clause for one in kinds.kinds().values() for clause in one.serves}
    texts = [path.read_text(encoding="utf-8") for path in formats.FOLDER.parent.glob("*/*.yaml")]
    known = {clause for text in texts for clause in re.findall(r"^ +- id: (\S+)$", text, re.M)}
    assert asked
    assert asked <= known
