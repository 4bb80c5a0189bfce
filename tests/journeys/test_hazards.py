"""A hazard from the code at a gate to the public page: the passer-by, the firm, the county and the city.

It lives through the holidays of October 2026: the clock of the pages, and of the worker, goes from day to day.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest
from PIL import Image

from anjian.access import queries as access
from anjian.duties import worker
from anjian.hazards import queries as hazards
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.registry import queries as registry
from anjian.ui.web import clock

FOUND, LISTED, DUE, LATE, DONE = (dt.date(2026, *day) for day in ((9, 21), (9, 22), (10, 9), (10, 10), (10, 12)))
"""The last working day after the holidays but one, and the Saturday on which everybody works instead."""


@pytest.fixture
def go_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.date], None]:
    """Turn the clock of the pages and of the worker to nine in the morning of a day."""

    def turn(day: dt.date) -> None:
        at = dt.datetime.combine(day, dt.time(9), CHINA)
        monkeypatch.setattr(clock, "now", lambda: at.astimezone(dt.UTC))
        running = SimpleNamespace(datetime=SimpleNamespace(now=at.astimezone))
        monkeypatch.setattr(worker, "dt", running)

    return turn


def step(page: Any, address: str, verb: str, fill: dict[str, str], photo: Any = None) -> None:
    """One step on the hazard's page: open its form, fill it, save."""
    page.goto(f"{address}?do={verb}")
    for label, text in fill.items():
        page.get_by_label(label, exact=False).first.fill(text)
    if photo is not None:
        page.locator("input[name=photos]").set_input_files(photo)
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已记录", exact=True).wait_for()


def test_a_worker_scans_and_the_hazard_is_judged_listed_rectified_delisted_and_published(
    region: Any,
    open_page: Callable[..., Any],
    signed_in: Callable[..., Any],
    look: Callable[..., None],
    tmp_path: Path,
    go_to: Callable[[dt.date], None],
) -> None:
    go_to(FOUND)
    worker.climb()
    firm, firm_phone = signed_in("ent-001"), signed_in("ent-001", "phone")
    city, stranger = signed_in("city-office"), open_page("phone")
    enterprise = access.viewer_for("acct:ent-001", as_of=FOUND).posts[0]
    where = "yaodu" if enterprise.place.startswith("141002") else "quwo"
    county, government = signed_in(f"{where}-office"), signed_in(f"{where}-deputy")
    firm.goto(f"/enterprises/{enterprise.body}/gate/")
    look(firm, "gate-code")
    gate = firm.get_by_role("link", name="打开上报页").get_attribute("href")

    stranger.goto(gate)
    stranger.get_by_label("看到了什么").fill("二车间速冻间里挤了十几个人")
    look(stranger, "gate", thumb=True)
    stranger.reload()
    assert stranger.get_by_label("看到了什么").input_value() == "二车间速冻间里挤了十几个人", "the draft is kept"
    stranger.get_by_label("在哪个位置").fill("二车间")
    stranger.get_by_role("button", name="提交").click()
    note = stranger.get_by_text("已收到，编号")
    note.wait_for()
    number = re.search(r"YH\d+-\d+-\d+", note.inner_text())[0]

    county.goto("/hazards/")  # at once, without anybody's doing
    county.get_by_role("link", name=number).wait_for()
    look(county, "hazards")
    county.goto("/hazards/board/")
    look(county, "hazards-board")

    firm_phone.goto("/hazards/?state=noticed")
    look(firm_phone, "hazards", thumb=True)
    firm_phone.get_by_role("link", name=number).click()
    firm_phone.get_by_role("link", name="核实为隐患").click()
    look(firm_phone, "hazard-report", thumb=True)
    firm_phone.get_by_label("一般", exact=True).check()
    firm_phone.get_by_role("button", name="保存").click()
    firm_phone.get_by_text("已记录，编号").wait_for()
    address = firm_phone.url.split("?")[0]

    # a person judges it by an item of the firm's industry, with a reason
    item = next(one for one in hazards.offered_to(hazards.hazard(SYSTEM, address.split("/")[-2]), as_of=FOUND))
    firm.goto(f"{address}?do=grade")
    firm.get_by_label("重大", exact=True).check()
    firm.get_by_label("判定条目（重大隐患填）").select_option(item.id)
    firm.get_by_label("理由").fill("对照条目，现场核实")
    look(firm, "hazard-grade")
    firm.get_by_role("button", name="保存").click()
    firm.get_by_text("已记录", exact=True).wait_for()
    assert item.gist in firm.locator("main").inner_text()
    step(
        firm,
        address,
        "plan",
        {"责任人": "王某", "措施": "限员", "资金": "3", "应急预案": "停用", "整改期限": "10个工作日"},
    )
    firm.get_by_text("怎么算的").click()
    term = firm.get_by_role("region", name="期限").inner_text()
    assert "2026-10-12" in term, "ten working days from the 21st of September, past two holidays"
    assert all(day in term for day in ("2026-10-01", "2026-10-10")), "and why: each day off, and the Saturday at work"
    look(firm, "hazard")
    firm_phone.goto(address)
    look(firm_phone, "hazard", thumb=True)

    go_to(LISTED)
    board = address.replace("/hazards/", "/supervision/")
    city.goto(board)
    city.get_by_label("整改期限").fill(DUE.isoformat())
    city.get_by_role("button", name="挂牌", exact=True).click()
    city.get_by_role("heading", name="督〔").wait_for()
    city.get_by_label("发文代字").fill("临安督")
    city.get_by_label("督办要求").fill("立即限员\n安装隔断")
    city.get_by_role("button", name="发挂牌督办通知书").click()
    city.get_by_role("link", name="临安督〔").click()
    prints_every_character(city, tmp_path / "notice.pdf")
    city.goto(board)
    city.get_by_role("button", name="公告挂牌").click()
    look(city, "supervision-one")
    city.goto("/supervision/")
    look(city, "supervision")
    stranger.goto("/listed/")
    assert "督办中" in stranger.locator("tbody").inner_text()
    look(stranger, "listed", thumb=True)

    go_to(DUE)
    worker.climb()
    city.goto(board)
    assert "督办阶梯" not in city.locator("main").inner_text(), "on its last day nothing is late"
    go_to(LATE)
    worker.climb()
    city.goto(board)
    rungs = city.get_by_role("region", name="督办阶梯").get_by_role("listitem")
    (first,) = rungs.all_inner_texts()
    assert all(said in first for said in ("人民政府", "约谈告诫企业", "临发1号二十六条", LATE.isoformat(), "待决定"))
    look(city, "supervision-late")
    government.goto("/ladders/")
    asked = government.locator(".rung").filter(has_text=enterprise_name(enterprise.body))
    asked.get_by_label("依据").fill("区政府专题会议")
    asked.get_by_role("button", name="采取", exact=True).click()
    government.wait_for_url("**/ladders/**")
    city.reload()
    assert "应采取" in rungs.first.inner_text()

    go_to(DONE)
    photo = tmp_path / "after.jpg"
    Image.new("RGB", (640, 480), "green").save(photo)
    step(firm, address, "finish", {"整改情况": "限员9人"}, photo)
    step(county, address, "accept", {"验收意见": "合格", "验收组人数": "3", "验收组成员": "甲、乙、丙"})
    step(county, address, "verify", {"核查情况": "现场合格"})
    look(county, "hazard-county")
    city.goto(board)
    city.get_by_label("摘牌意见").fill("同意")
    city.get_by_role("button", name="摘牌", exact=True).click()
    city.get_by_role("button", name="公告摘牌").click()
    step(county, address, "close", {})
    worker.climb()
    city.reload()
    assert "已了结" in rungs.first.inner_text(), "what nobody acted on is over once it is rectified"
    county.goto(address)
    steps = county.get_by_role("region", name="六个步骤").get_by_role("list").first.locator("> li")
    for text in steps.all_inner_texts():
        assert "2026-" in text
    assert [one.locator("details a").count() > 0 for one in steps.all()] == [True] * 6, "every step with its clause"
    with county.expect_download() as saving:
        county.get_by_role("link", name="导出案卷").click()
    archive = tmp_path / "case.zip"
    saving.value.save_as(archive)
    assert checked(archive).startswith("√ 案卷完整")
    assert flipped(archive) in checked(archive)
    county.goto("/hazards/leads/")
    look(county, "hazards-leads")
    stranger.goto("/listed/")
    assert "已摘牌" in stranger.locator("tbody").inner_text()
    closed = hazards.find(SYSTEM, as_of=DONE, enterprise=enterprise.body, state="closed")
    assert number in {card.number for card in closed}


def prints_every_character(page: Any, file: Path) -> None:
    """There is no PDF of a paper but the one that a browser prints: its Chinese is there, as words and as shapes.

    Boxes are all alike: so each character of the title is drawn otherwise than every other, by a face in the file.
    """
    title = page.locator("h1").inner_text()
    page.pdf(path=file, format="A4", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(file) as printed:
        words = printed[0].get_textpage()
        text = words.get_text_range()
        assert title in text.replace("\r\n", "")
        first = text.index(title[0])
        drawn = printed[0].render(scale=4).to_pil().convert("L")
        height = printed[0].get_height()
        shapes: dict[str, set[bytes]] = {}
        for at in (n for n in range(first, first + len(title)) if "一" <= text[n] <= "鿿"):
            left, bottom, right, top = words.get_charbox(at, loose=True)
            box = drawn.crop(tuple(round(4 * edge) for edge in (left, height - top, right, height - bottom)))
            shapes.setdefault(text[at], set()).add(box.resize((24, 24)).point(lambda v: 255 * (v > 128)).tobytes())
        assert len({min(made) for made in shapes.values()}) == len(shapes) > 10
        fonts = [raw.FPDFTextObj_GetFont(one) for one in printed[0].get_objects([raw.FPDF_PAGEOBJ_TEXT])]
        assert fonts
        assert all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)


def enterprise_name(enterprise: str) -> str:
    """What the firm is called."""
    return registry.cards(SYSTEM, [enterprise], as_of=FOUND)[enterprise].name


def checked(archive: Path) -> str:
    """What the program inside the archive says of it, run alone: of the standard library, without this project."""
    with zipfile.ZipFile(archive) as inside:
        (archive.parent / "verify.py").write_bytes(inside.read("verify.py"))
    alone = [sys.executable, "-I", "-S", "verify.py", archive.name]
    return subprocess.run(alone, cwd=archive.parent, capture_output=True, text=True, check=False).stdout


def flipped(archive: Path) -> str:
    """One byte of the photo in the archive is another now; the name of that file."""
    with zipfile.ZipFile(archive) as inside:
        parts = {name: bytearray(inside.read(name)) for name in inside.namelist()}
    name = next(one for one in parts if one.startswith("photos/"))
    parts[name][len(parts[name]) // 2] ^= 1
    with zipfile.ZipFile(archive, "w") as made:
        for one, content in parts.items():
            made.writestr(one, bytes(content))
    return name
