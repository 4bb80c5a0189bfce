"""The tasks of a day as a person new to it walks them, clicks counted: what is late, why, who, what nobody does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.browser import pages
from tests.journeys.visits import Steps


def test_what_is_late_where_i_answer_takes_two_clicks_and_why_one(
    region: Any, shot: Callable[..., Any], signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = signed_in("city-office")
    click = Steps("click")
    click(page.locator(".rail").get_by_role("link", name="他人应办"), to="**/others/")
    look(page, "others")
    said = page.locator("p.lead").get_by_role("link", name=re.compile("逾期"))
    number = int(re.findall(r"\d+", said.inner_text())[0])
    click(said, to="**/duties/**")
    assert click.count == 2
    rows = page.locator("ol.duties > li.duty")
    assert rows.count() == min(number, 50) > 0
    assert set(rows.locator(".state").all_inner_texts()) == {"逾期"}
    look(page, "late")

    why = Steps("click")
    why(rows.first.locator("summary"))
    rows.first.locator(".reasons dl").wait_for()
    assert "期限" in rows.first.locator(".reasons").inner_text()
    assert why.count == 1

    # One letter to each, and again not today.
    page.get_by_role("button", name=re.compile("催办这")).click()
    page.locator(".message", has_text="已催办").wait_for()
    shot("urged", page)

    phone = signed_in("city-office", "phone")
    phone.goto("/duties/?outcome=overdue&others=1")
    look(phone, "late", thumb=True)


def test_a_duty_is_done_in_the_drawer_beside_its_list_and_taken_back_there(
    region: Any, signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = signed_in("yaodu-deputy")
    page.locator("li.duty", has_text="带队检查").locator(".do a").click()
    drawer = page.locator("aside.drawer")
    drawer.locator(".will-meet", has_text="保存后将履行 1 项职责").wait_for()
    assert page.url.endswith("/")
    assert drawer.locator("form.form > .field").count() <= 6  # five and the photos
    drawer.get_by_label("发现的问题").fill("安全出口堆放杂物")
    look(page, "drawer")
    drawer.get_by_role("button", name="保存").click()
    drawer.locator(".met-list li", has_text="带队检查").wait_for()
    look(page, "drawer-met")
    drawer.get_by_role("button", name="撤回").click()
    drawer.locator(".voided").wait_for()
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    assert page.locator("section.group li.duty", has_text="带队检查").count() == 1


def test_which_article_nobody_carries_out_takes_two_clicks_and_the_report_a_third(
    region: Any, shot: Callable[..., Any], signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = signed_in("city-office")
    click = Steps("click")
    click(page.locator(".rail").get_by_role("link", name="文件"), to="**/documents/")
    look(page)
    assert page.locator("#loaded a.title").count() >= 4  # loaded, not adopted here: found all the same
    shot("shelf", page)
    click(page.get_by_role("link", name="没有责任单位的条款").first, to="**only=unassigned")
    assert click.count == 2
    clauses = page.locator(".clause")
    assert clauses.count() > 0
    assert f"这样的条款 {clauses.count()} 款" in page.locator("main").inner_text()
    look(page, "nobody")
    with page.expect_download() as told:
        page.get_by_role("link", name="贯彻落实情况报告").click()
    assert told.value.suggested_filename.endswith(".docx")

    # From the clause down to the fact, in place.
    page.goto("/documents/linfen-2018/#c-3-8")
    page.locator("#c-3-8 summary.fold").click()
    place = page.locator("#c-3-8 details.place", has_text="尧都区")
    place.locator("summary.row").click()
    place.locator("a.chip", has_text="记录").first.click()
    page.wait_for_url("**/facts/**")
    pages.settle(page)
