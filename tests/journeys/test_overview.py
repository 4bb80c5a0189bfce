"""At a glance: the leader's month in one click and on one sheet, board to list, search, a past day, a book."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2

from anjian.ledger import actions as ledger
from anjian.lib.ends import CHINA
from anjian.records import actions as records
from tests.browser import pages

TODAY = dt.datetime.now(CHINA).date()
PAST = TODAY.replace(day=1) - dt.timedelta(days=1)


def sheets_of(page: Any, name: str) -> int:
    """Print the page to A4; kept as a picture beside the others. Returns how many sheets it takes."""
    pages.SHOTS.mkdir(parents=True, exist_ok=True)
    file = pages.SHOTS / f"{name}.pdf"
    page.pdf(path=file, format="A4", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(file) as printed:
        printed[0].render(scale=1.3).to_pil().save(pages.SHOTS / f"{name}-print.png")
        return len(printed)


def test_a_leader_reads_the_month_in_one_click_prints_it_on_one_sheet_and_looks_back(
    region: Any, fits: Callable[[Any], None], signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page, phone = signed_in("city-mayor"), signed_in("city-mayor", "phone")
    page.get_by_role("link", name="本月一页", exact=True).click()
    assert page.locator(".sentences li").count() == 5
    assert page.locator("main h2").all_inner_texts() == ["逾期最多的", "逾期最久的", "等您办的"]
    look(page, "month")
    assert sheets_of(page, "month") == 1

    late = page.locator(".sentences a.late")
    said = int(re.sub(r"\D", "", late.inner_text()))
    late.click()
    assert page.locator(".page-head").inner_text().count(f"{said} 件") == 1

    page.get_by_role("link", name="统计", exact=True).click()
    look(page, "board")
    first = page.locator("table.board tbody tr").nth(1)
    number = first.locator("a.late")
    said = int(number.inner_text().strip())
    number.click()
    assert f"{said} 件" in page.locator(".page-head").inner_text()

    page.goto("/board/")
    page.locator(".date-chip summary").click()
    page.get_by_label("看哪一天").fill(PAST.isoformat())
    page.locator(".date-chip button").click()
    page.locator(f"text=截至 {PAST.isoformat()} · 只读").wait_for()
    assert page.get_by_role("link", name="＋ 记录").count() == 0
    assert "past" in (page.locator("body").get_attribute("class") or "")
    page.locator("table.board tbody tr").nth(1).locator("th a").click()
    assert f"as_of={PAST.isoformat()}" in page.url
    assert page.locator(".past-line").is_visible()
    look(page, "board-past")
    page.get_by_role("link", name="回到今天").first.click()
    assert page.locator(".past-line").count() == 0

    for address, name in (("/month/", "month"), ("/board/", "board"), ("/own/", "own"), ("/help/?words=yq", "help")):
        phone.goto(address)
        look(phone, name, thumb=True)
    phone.evaluate("document.documentElement.style.fontSize = '200%'")
    fits(phone)


def test_an_office_finds_by_initials_without_leaving_the_keyboard_and_keeps_a_list(
    region: Any,
    shot: Callable[..., list[Path]],
    axe: Callable[..., None],
    signed_in: Callable[..., Any],
    look: Callable[..., None],
) -> None:
    page, phone = signed_in("yaodu-office"), signed_in("yaodu-office", "phone")
    page.keyboard.press("/")
    page.keyboard.type("slyhjh")
    page.locator("#seek-found a").first.wait_for()
    axe(page, within=".seek")
    shot("seek", page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/enterprises/ent:*/")
    assert page.locator("h1").inner_text() == "示例一号焦化厂"
    look(page, "enterprise")

    page.get_by_role("link", name="企业", exact=True).first.click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("table.walk tbody tr").nth(1).locator("th").inner_text()
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/enterprises/ent:*/")
    assert page.locator("h1").inner_text() == second

    page.goto("/enterprises/?regulator=none")
    page.locator(".account summary").first.click()
    page.locator(".keep-view summary").click()
    page.get_by_label("视图名称").fill("没人管的")
    page.get_by_role("button", name="存下").click()
    page.locator("text=已存为视图").wait_for()
    page.locator(".account summary").first.click()
    page.get_by_role("link", name="没人管的").click()
    assert page.url.endswith("/enterprises/?regulator=none")

    for address, name in (
        ("/search/?q=jhc", "search"),
        ("/enterprises/", "enterprises"),
        ("/enterprises/ent:91141002EXAMPL012W/", "enterprise"),
        ("/bodies/body:141002-ajj/", "body"),
        ("/timeline/matter:accident-A01/", "timeline"),
        ("/views/", "views"),
    ):
        phone.goto(address)
        look(phone, name)


def test_a_desk_tells_when_something_happened_and_a_book_is_printed(
    region: Any, shot: Callable[..., list[Path]], signed_in: Callable[..., Any]
) -> None:
    from anjian.access import queries as access
    from anjian.ledger.events import Party

    page = signed_in("yaodu-deputy")
    before = page.locator("main").inner_text()
    mark = page.locator("main").get_attribute("data-poll")
    ask = "document.dispatchEvent(new Event('visibilitychange'))"
    with page.expect_response(lambda answer: answer.status == 304):
        page.evaluate(ask)
    assert page.locator("main").get_attribute("data-poll") == mark
    deputy = access.viewer_for("acct:yaodu-deputy", as_of=TODAY)
    post = next(one for one in deputy.posts if one.id == "post:141002-fxz-2")
    records.record(
        deputy,
        "inspections.visit_filed",
        day=TODAY,
        place=post.place,
        today=TODAY,
        parties=[Party("led_by", "post", post.id, post.name)],
        attributes={"found": "现场有积水"},
    )
    ledger.sequence()  # as the worker does within milliseconds
    with page.expect_response(lambda answer: answer.status == 200):
        page.evaluate(ask)
    page.wait_for_function("mark => document.querySelector('main').dataset.poll !== mark", arg=mark)
    assert page.locator("main").inner_text() != before

    page.goto("/people/me/book/")
    assert sheets_of(page, "book") >= 1
    shot("book-whole", page, whole=True)
