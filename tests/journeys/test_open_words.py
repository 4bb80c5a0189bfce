"""及时 and 定期: nobody is late until a named person of the place has said how soon, how often; and taken back again.

And beside it: who asks for a fact, from the form that records it to the clause that asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anjian.duties.worker import freshen
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions
from anjian.policy.tests.test_borrowed_setting import load

TODAY = dt.datetime.now(CHINA).date()
YEAR = dt.date(TODAY.year, 1, 1)
DOCUMENT = "/documents/linfen-2018/"
SHEET = f"{DOCUMENT}settings/"
REGULARLY = "#h-linfen-2018-tours-of-counties-per"
"""9.1: 定期或不定期."""
PROMPTLY = "#h-linfen-2018-village-findings-reported-within"
"""13.3: 及时."""


def margin(page: Any, number: str, day: dt.date | None = None) -> str:
    page.goto(DOCUMENT + (f"?as_of={day}" if day else ""))
    return " ".join(page.locator(f"#c-{number} .margin").inner_text().split())


def test_a_word_of_the_text_waits_for_a_named_person_and_is_taken_back_again(
    loaded_database: Any, expects: Callable[..., Any], signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = signed_in("city-office")
    assert "未定周期" in margin(page, "9-1")
    page.goto(f"{SHEET}?only=open")
    look(page, "sheet-open")
    for anchor in (REGULARLY, PROMPTLY):
        assert "未设定" in page.locator(anchor).inner_text()
    hole = page.locator(REGULARLY)
    hole.locator("summary").click()
    hole.get_by_label("周期").select_option("year")
    hole.get_by_label("自哪天起").fill(YEAR.isoformat())
    hole.get_by_label("依据").fill("示例：市安委会会议纪要1号")
    look(page)
    hole.get_by_role("button", name="设定", exact=True).click()
    page.locator(".message", has_text=f"已设定，自 {YEAR} 起").wait_for()
    assert page.locator(REGULARLY).count() == 0  # the filter holds: it is open no more
    page.locator(".filters a", has_text="已设定").click()
    said = " ".join(page.locator(REGULARLY).inner_text().split())
    assert "每年" in said
    assert f"自 {YEAR} 起" in said
    assert "示例：市安委会会议纪要1号" in said
    assert page.locator(f"{REGULARLY} a.chip").count() == 1
    look(page, "sheet-set")
    page.goto(f"{SHEET}?only=open")
    hole = page.locator(PROMPTLY)
    hole.locator("summary").click()
    hole.get_by_label("期限").fill("很快")
    hole.get_by_label("依据").fill("示例：市安委会会议纪要1号")
    with expects(page, "400"):
        hole.get_by_role("button", name="设定", exact=True).click()
        page.locator(f"{PROMPTLY} .refused").wait_for()
    look(page)
    assert page.locator(PROMPTLY).get_by_label("期限").input_value() == "很快"
    page.locator(PROMPTLY).get_by_label("期限").fill("3个工作日")
    page.locator(PROMPTLY).get_by_role("button", name="设定", exact=True).click()
    page.locator(".message", has_text="已设定").wait_for()
    page.goto(f"{SHEET}?only=set")
    assert "3个工作日" in page.locator(PROMPTLY).inner_text()
    freshen()
    assert "应办" in margin(page, "9-1")
    assert "未定周期" in margin(page, "9-1", YEAR - dt.timedelta(days=1))

    page.goto(f"{SHEET}?only=set")
    hole = page.locator(REGULARLY)
    hole.locator("summary").click()
    hole.get_by_label("从哪天起取消").fill(YEAR.isoformat())
    hole.get_by_label("为什么取消").fill("示例：写错了，重议")
    hole.get_by_role("button", name="取消这项设定").click()
    page.locator(".message", has_text=f"已取消设定，自 {YEAR} 起又是未设定").wait_for()
    freshen()
    assert "未定周期" in margin(page, "9-1")

    page.goto(f"{SHEET}?only=orphans")
    look(page, "sheet-orphans")
    page.get_by_role("link", name="去指定").first.click()
    page.wait_for_url("**open=h-**")
    assert page.locator("section.hole details[open] form").count() >= 1

    phone = signed_in("city-office", "phone")
    phone.goto(f"{SHEET}?only=open&article=article-09")
    look(phone, "sheet-phone", thumb=True)


def test_a_figure_is_borrowed_from_a_document_in_force_there(
    loaded_database: Any, tmp_path: Path, signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    load(tmp_path, "asks", "甲文", "{unset: 定期, may_borrow: [lends/1.1]}")
    load(tmp_path, "lends", "乙文", "quarter")
    for name in ("asks", "lends"):
        actions.adopt(SYSTEM, document=name, place="141000000000", since=dt.date(2018, 1, 22))
    page = signed_in("city-office")
    page.goto("/documents/asks/settings/")
    hole = page.locator("#h-asks-look-per")
    assert "乙文一条 看一看：每季度" in " ".join(hole.inner_text().split())
    hole.locator("summary").click()
    hole.get_by_label("借用哪一条").select_option("lends/look")
    hole.get_by_label("借用起始日").fill(YEAR.isoformat())
    hole.get_by_label("借用的理由").fill("示例：市安委会会议纪要2号")
    look(page, "sheet-borrow")
    hole.get_by_role("button", name="借用", exact=True).click()
    page.locator(".message", has_text="已借用").wait_for()
    page.locator(".filters a", has_text="借用").click()
    said = " ".join(page.locator("#h-asks-look-per").inner_text().split())
    assert "每季度" in said
    assert "借自乙文一条" in said
    assert "示例：市安委会会议纪要2号" in said


def test_from_the_form_one_sees_every_rule_that_asks_for_the_fact(
    loaded_database: Any, shot: Callable[..., Any], signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = signed_in("yaodu-deputy", "phone")
    page.goto("/record/?fact=inspections.visit_filed")
    page.get_by_role("link", name="谁要这件事").tap()
    page.wait_for_url("**/words/facts/inspections.visit_filed/")
    first = page.locator("article.asks", has_text="每月至少 1 次").first
    assert "市级、县级 党政领导干部" in first.inner_text()
    assert "自 2018-01-22 起在这里执行" in first.inner_text()
    look(page, "who-asks", thumb=True, whole=True)
    first.locator("a.chip").first.tap()
    page.wait_for_url("**/documents/linfen-2018/#c-3-8")

    desk = signed_in("yaodu-deputy")
    desk.goto("/documents/")
    desk.get_by_role("link", name="词汇").click()
    desk.get_by_label("找词").fill("meeting")
    desk.get_by_role("main").get_by_role("button", name="找", exact=True).click()
    desk.wait_for_url("**q=meeting**")
    look(desk, "words")
    desk.get_by_role("link", name="会议", exact=True).click()
    desk.wait_for_url("**/words/facts/meetings.held/")
    look(desk, "who-asks")
    for address in ("/words/", "/words/?list=functions"):
        page.goto(address)
        look(page, thumb=True)
    shot("words", page)
