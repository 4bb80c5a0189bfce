"""The pages of hazards over the sample: what is wrong with what comes is named or marked, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import html
import io
import os
import re
import uuid

import openpyxl
import pytest
from PIL import Image

from anjian.access import queries as access
from anjian.desk.tests.conftest import come, sample  # noqa: F401
from anjian.hazards import actions, queries
from anjian.hazards.queries import rows
from anjian.ledger import queries as ledger
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.registry import actions as registry
from anjian.registry import queries as enterprises

NOW = dt.datetime.now(CHINA)
TODAY = NOW.date()
pytestmark = pytest.mark.filterwarnings("ignore")


def picture(*, ahead: bool = False) -> io.BytesIO:
    """A photo; ``ahead``: its camera says that it was taken the day after tomorrow, and in Beijing."""
    exif = Image.Exif()
    if ahead:
        exif[0x0132] = f"{NOW + dt.timedelta(days=2):%Y:%m:%d %H:%M:%S}"
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (39.0, 54.0, 0.0), "E", (116.0, 24.0, 0.0)
    return named(_jpeg(exif), "现场.jpg")


def _jpeg(exif: Image.Exif) -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (60, 40), os.urandom(60 * 40 * 3)).save(out, "JPEG", exif=exif)  # no two are alike
    return out.getvalue()


def named(raw: bytes, name: str) -> io.BytesIO:
    out = io.BytesIO(raw)
    out.name = name
    return out


@pytest.fixture
def firm():
    """A firm of 尧都区 that stands somewhere."""
    office = access.viewer_for("acct:yaodu-office", as_of=TODAY)
    return next(card.id for card in enterprises.find(office, as_of=TODAY, inside="141002", status="operating", limit=1))


def links(answer) -> list[tuple[str, int]]:
    """The numbers of a page that open a list, with their addresses."""
    found = re.findall(r'<td class="num"[^>]*><a href="([^"]+)">(\d+)<', answer.content.decode())
    return [(html.unescape(url), int(n)) for url, n in found]


def how_many() -> int:
    return queries.count(SYSTEM, as_of=TODAY)


def text_of(answer) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def report(client, firm: str, *, photos=(), **more):
    said = {"enterprise": firm, "do": "find_out", "id": str(uuid.uuid4()), "day": TODAY.isoformat(),
            "attr.grade": "一般", "attr.found": "配电箱没有盖", "photos": list(photos), **more}  # fmt: skip
    return client.post("/hazards/report/", said)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"MZ\x90 a program", "“现场.jpg”不是照片。文件开头不是 JPEG、PNG 或 WebP 图片，改扩展名不能把它变成图片"),
        (b"\xff\xd8\xff" + b"\0" * 40 * 1024 * 1024, "照片“现场.jpg”太大，超过20MB"),
        (b"", "照片“现场.jpg”是空文件"),
    ],
    ids=["program", "forty megabytes", "empty"],
)
def test_a_file_that_is_no_photo_is_named_and_what_was_typed_and_the_good_photo_stay(come, firm, raw, words):  # noqa: F811
    client, before = come("yaodu-office"), how_many()
    answer = report(client, firm, photos=[picture(), named(raw, "现场.jpg")])
    text = text_of(answer)
    assert (answer.status_code, words in text, "没有保存：有 1 处要改" in text) == (400, True, True)
    assert ("配电箱没有盖" in answer.content.decode(), how_many()) == (True, before)
    (kept,) = re.findall(r'name="photo" value="([0-9a-f]{64})"', answer.content.decode())
    worse = report(client, firm, photo=kept, photos=[picture()], **{"attr.grade": ""})
    assert (worse.status_code, len(re.findall(r'name="photo" value=', worse.content.decode()))) == (400, 2)
    again = report(client, firm, photo=kept)
    assert (again.status_code, how_many()) == (302, before + 1)


def test_a_photo_from_the_future_and_from_elsewhere_is_kept_and_said_on_the_page(come, firm):  # noqa: F811
    if enterprises.position(SYSTEM, firm, as_of=TODAY) is None:
        registry.put(SYSTEM, enterprise=firm, values={"latitude": "36.08", "longitude": "111.52"}, source="检查核实",
                     since=TODAY)  # fmt: skip
    client = come("yaodu-office")
    page = client.get(report(client, firm, photos=[picture(ahead=True)])["Location"])
    text = text_of(page)
    for words in (
        "照片写的拍摄时间晚于记录时间",
        "记录或照片的地点不在企业所在地",
        "存疑：相机时间比上传时间晚 48 小时",
    ):
        assert words in text
    assert re.search(r"存疑：拍摄位置离企业约 \d{3} 公里", text)


def test_the_same_form_sent_twice_is_one_hazard(come, firm):  # noqa: F811
    client, before, id = come("yaodu-office"), how_many(), str(uuid.uuid4())
    first, second = report(client, firm, id=id), report(client, firm, id=id)
    assert (first["Location"], second.status_code, how_many()) == (second["Location"], 302, before + 1)


def test_a_criterion_that_was_not_in_force_that_day_is_marked_on_the_page(come, firm):  # noqa: F811
    client = come("yaodu-office")
    answer = report(client, firm, day="2022-03-01", criterion="工贸-2023/4(6)",
                    **{"attr.grade": "重大", "attr.reason": "看过现场"})  # fmt: skip
    assert "所用判定标准那天没有施行或已经失效" in text_of(client.get(answer["Location"]))


def test_a_hazard_of_a_closed_enterprise_is_recorded_and_marked(come):  # noqa: F811
    registry.register(SYSTEM, name="示例已关企业", enterprise="ent:shut", place="141002100", industry="3110",
                      since=dt.date(2020, 1, 1))  # fmt: skip
    registry.close(SYSTEM, enterprise="ent:shut", last_day=TODAY - dt.timedelta(days=3))
    client = come("yaodu-office")
    assert "示例已关企业" in text_of(client.get("/hazards/report/?enterprise=ent:shut"))
    assert "企业那天已经关闭或不在册" in text_of(client.get(report(client, "ent:shut")["Location"]))


@pytest.mark.parametrize("login", ["city-office", "yaodu-office"])
def test_every_number_of_the_board_opens_a_list_of_that_length(come, login):  # noqa: F811
    client = come(login)
    report(client, "ent:shut", **{"attr.until": (TODAY + dt.timedelta(days=3)).isoformat()})
    for address in ("/hazards/board/", "/hazards/board/?place=141002"):
        numbers = links(client.get(address))
        for url, n in numbers:
            assert int(re.search(r'<p class="soft">(\d+) 条', client.get(url).content.decode())[1]) == n, url
    words = {word for url, _n in numbers for word in re.findall(r"state=(\w+)", url)}
    assert {"running", "soon", "noticed"} <= words


def test_a_duty_that_a_fact_of_the_hazard_started_stands_among_its_clocks(come, firm):  # noqa: F811
    client = come("yaodu-office")
    hazard = report(client, firm, **{"attr.grade": "重大", "attr.reason": "看过现场"})["Location"].split("/")[2]
    body = access.viewer_for("acct:yaodu-office", as_of=TODAY).posts[0].body
    actions.move(SYSTEM, hazard, "begin", by=firm, day=TODAY, today=TODAY)

    def spans():
        return queries.spans(SYSTEM, queries.hazard(SYSTEM, hazard), queries.story(SYSTEM, hazard), as_of=TODAY)

    before = {span.title for span in spans()}
    actions.move(SYSTEM, hazard, "fail", by=body, day=TODAY, today=TODAY, attributes={"grade": "重大", "found": "没改"})
    more = [span for span in spans() if span.title not in before]
    assert {span.bearer for span in more} == {body}
    assert {(span.since, span.done, span.due, span.note) for span in more} == {
        (TODAY, None, None, "条文没有写期限，当地还没有设定")
    }
    assert "linfen-2018" in {clause.document for span in more for clause in span.clauses}
    text = text_of(client.get(f"/hazards/{hazard}/"))
    assert all(span.title in text for span in more)


def test_both_reports_of_an_enterprise_are_recorded_by_one_press_each_with_proof(come):  # noqa: F811
    client = come("ent-001")
    own = access.viewer_for("acct:ent-001", as_of=TODAY).posts[0].body
    told = queries.dual(SYSTEM, as_of=TODAY, inside="", limit=1)
    assert told == []  # the program is of no firm
    page = client.get("/hazards/dual/")
    name = enterprises.enterprise(SYSTEM, own, as_of=TODAY).name
    assert (page.status_code, name in text_of(page)) == (200, True)
    (row,) = queries.dual(access.viewer_for("acct:ent-001", as_of=TODAY), as_of=TODAY, inside="", limit=9)
    assert set(row.owed) == {"linfen-2018/report-hazards-to-regulator", "linfen-2018/report-hazards-to-workers"}
    for audience in ("监管部门", "职工代表大会"):
        said = {"enterprise": own, "audience": audience, "id": str(uuid.uuid4()), "photos": picture()}
        assert client.post("/hazards/dual/", said).status_code == 302
        assert client.post("/hazards/dual/", {**said, "photos": picture()}).status_code == 302  # a second press
    (row,) = queries.dual(access.viewer_for("acct:ent-001", as_of=TODAY), as_of=TODAY, inside="", limit=9)
    assert {one.last for one in row.owed.values()} == {TODAY}
    facts = [
        one
        for one in ledger.facts(SYSTEM, names=[queries.TREATMENT], party=own, since=TODAY)
        if one.attributes.get("files")
    ]
    assert [one.attributes["audience"] for one in facts] == ["职工代表大会", "监管部门"]
    stranger = come("ent-002").post("/hazards/dual/", {"enterprise": own, "audience": "监管部门", "photos": picture()})
    assert (stranger.status_code, "没有找到这家企业" in text_of(stranger)) == (400, True)


@pytest.mark.parametrize("kind", ["problem", "duty", "plan"])
def test_each_of_the_three_lists_is_exported_as_it_is_narrowed_and_says_so(come, kind):  # noqa: F811
    client = come("yaodu-office")
    address = f"?list={kind}&place=141002&grade=重大&state=running"
    page = client.get(f"/hazards/{address}")
    sent = client.get(f"/hazards/export.xlsx{address}")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sent.streaming_content))).active
    first, heads, *told = [[cell or "" for cell in row] for row in book.iter_rows(values_only=True)]
    assert all(word in first[0] for word in ("尧都区", "重大", "未办结", TODAY.isoformat()))
    shown = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r'<th scope="col">(.*?)</th>', page.content.decode())]
    assert heads == shown
    numbers = re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page.content.decode())
    assert [row[0] for row in told] == numbers
    assert len(numbers) == queries.count(SYSTEM, as_of=TODAY, inside="141002000000", grade="重大", state="running")
    abroad = come("quwo-office").get(f"/hazards/export.xlsx{address}")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(abroad.streaming_content))).active
    assert book.max_row == 2


def test_an_export_goes_through_all_pages_of_a_list(come, monkeypatch):  # noqa: F811
    office, asked = access.viewer_for("acct:yaodu-office", as_of=TODAY), {"inside": "141002000000"}
    monkeypatch.setattr(rows, "MOST", 7)
    _name, chunks = queries.exported(office, kind="problem", first="x", as_of=TODAY, **asked)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(chunks))).active
    told = [row[0] for row in book.iter_rows(min_row=3, values_only=True)]
    assert len(told) == len(set(told)) == queries.count(office, as_of=TODAY, **asked) > 14
