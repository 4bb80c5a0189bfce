"""The first duty from end to end: owed with its article, recorded on a phone, met at once, seen by the city, undone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anjian.lib.ends import CHINA
from tests.browser import pages
from tests.journeys.visits import Steps, photo, sign_in

TODAY = dt.datetime.now(CHINA).date()
DOCUMENT = "/documents/linfen-2018/"


def margin(page: Any) -> str:
    """The margin of the clause on monthly visits, as read by a person."""
    return " ".join(page.locator("#c-3-8 .margin").inner_text().split())


def done(text: str) -> int:
    """The number after 已办 in a margin."""
    found = re.search(r"已办 (\d+)", text)
    return int(found.group(1)) if found else 0


def test_a_county_deputy_head_records_this_months_visit_on_the_phone_and_the_city_sees_it(
    region: Any,
    phone_page: Any,
    shot: Callable[..., Any],
    axe: Callable[..., None],
    tmp_path: Path,
    signed_in: Callable[..., Any],
    look: Callable[..., None],
) -> None:
    city = signed_in("city-office")
    city.goto(f"{DOCUMENT}?place=141002")
    before = done(margin(city))

    page = phone_page
    page.goto("/sign-in/")
    look(page, "sign-in", thumb=True)
    sign_in(page, "yaodu-deputy")
    row = page.locator("li.duty", has_text="带队检查").first
    assert "临发1号三条" in row.inner_text()
    look(page, "desk", thumb=True)

    # Why: one tap, in place.
    taps = Steps("tap")
    taps(row.locator("summary"))
    row.locator(".reasons dl").wait_for()
    assert "每月" in row.locator(".reasons").inner_text()
    assert taps.count == 1
    look(page, "why")
    page.goto("/")

    # A visit with one photo: at most six taps from the desk. The camera itself takes two (shutter, use photo).
    taps = Steps("tap")
    taps(page.locator("li.duty", has_text="带队检查").first.locator(".do a"))
    page.wait_for_url("**/record/**")
    page.locator(".will-meet", has_text="保存后将履行").wait_for()
    look(page, "record", thumb=True)
    with page.expect_file_chooser() as chooser:
        taps(page.locator("label.take"))
    taps.count += 2
    chooser.value.set_files(photo(tmp_path / "现场.jpg"))
    page.locator("[data-taken] img").wait_for()
    sent = page.evaluate("document.querySelector('input[type=file]').files[0].size")
    assert sent < (tmp_path / "现场.jpg").stat().st_size  # shrunk on the phone
    taps(page.get_by_role("button", name="保存"))
    page.wait_for_url("**/facts/**")
    assert taps.count <= 6
    recorded = page.url

    assert "已记录，履行" in page.locator(".messages").inner_text()
    met = page.locator(".met-list li", has_text="带队检查")
    assert "每月至少一次" in met.inner_text()
    assert "二(三) 第1段第4句" in met.inner_text()
    assert "相机自述 2026-11-21 09:30:00" in page.locator(".photos figcaption").inner_text()
    look(page, "recorded", thumb=True)
    page.goto("/")
    assert page.locator("section.group li.duty", has_text="带队检查").count() == 0

    # The city office sees it on the document, under its sentence, and opens it down to the fact.
    city.reload()
    assert done(margin(city)) == before + 1
    look(city, "document")
    city.locator("#c-3-8 summary.fold").click()
    city.locator("#c-3-8 .leaf li.row", has_text="带队检查").first.wait_for()
    axe(city)
    shot("unfolded", city)

    # Undo within ten minutes: the duty is owed again.
    page.goto(recorded)
    page.get_by_role("button", name="撤回").tap()
    page.locator(".voided").wait_for()
    look(page, "undone")
    page.goto("/")
    assert page.locator("section.group li.duty", has_text="带队检查").count() == 1
    city.goto(f"{DOCUMENT}?place=141002")
    assert done(margin(city)) == before


def test_what_was_typed_survives_a_refusal_a_double_tap_and_a_closed_page(
    region: Any, expects: Callable[..., Any], tmp_path: Path, signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = signed_in("yaodu-deputy", "phone")
    page.goto("/record/?fact=inspections.visit_filed")
    page.get_by_label("发现的问题").fill("配电箱未上锁")

    # The page is closed; the draft is still on this phone.
    page.goto("/")
    page.goto("/record/?fact=inspections.visit_filed")
    assert page.get_by_label("发现的问题").input_value() == "配电箱未上锁"
    assert page.locator("[data-draft-note]").is_visible()

    # A day that has not come is refused at its field; text and photo are still there.
    page.set_input_files("input[type=file]", photo(tmp_path / "x.jpg"))
    page.locator("[data-taken] img").wait_for()
    page.evaluate("document.querySelector('#f-day').removeAttribute('max')")
    page.get_by_label("日期", exact=True).fill((TODAY + dt.timedelta(days=1)).isoformat())
    with expects(page, "400"):
        page.get_by_role("button", name="保存").tap()
        page.locator("#faults").wait_for()
    assert "还没有到" in page.locator("#f-day-e").inner_text()
    assert page.get_by_label("发现的问题").input_value() == "配电箱未上锁"
    assert page.locator("img[alt='已传的照片 1']").count() == 1
    look(page, "refused", thumb=True)

    # Corrected and saved with a double tap: one fact.
    page.get_by_label("日期", exact=True).fill(TODAY.isoformat())
    page.get_by_role("button", name="保存").dblclick()
    page.wait_for_url("**/facts/**")
    assert page.locator(".photos img").count() == 1
    with region.connect() as connection:
        made = connection.execute(
            "SELECT count(*) FROM ledger_fact WHERE name = 'inspections.visit_filed' AND origin = 'live'"
        ).fetchone()
    assert made == (1,)

    # The draft is gone, and signing out leaves nothing on a shared phone.
    page.goto("/record/?fact=meetings.held")
    page.locator("details.why summary").tap()
    page.get_by_label("纪要编号").fill("〔2026〕9号")
    page.goto("/record/?fact=inspections.visit_filed")
    assert page.get_by_label("发现的问题").input_value() == ""
    page.locator("details.account > summary").tap()
    page.get_by_role("button", name="退出登录").tap()
    page.wait_for_url("**/sign-in/")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('anjian.draft.')).length") == 0


def test_without_javascript_a_visit_is_recorded_all_the_same(
    region: Any, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page("phone", java_script_enabled=False)
    try:
        _records_without_javascript(page, tmp_path)
    finally:
        page.close()  # at the end of a test every open page is asked to settle, which needs JavaScript


def _records_without_javascript(page: Any, tmp_path: Path) -> None:
    sign_in(page, "yaodu-deputy")
    row = page.locator("li.duty", has_text="带队检查").first
    row.locator("summary").tap()
    assert row.locator(".reasons .gist").is_visible()
    row.locator(".do a").tap()
    page.set_input_files("input[type=file]", photo(tmp_path / "x.jpg"))
    page.get_by_role("button", name="保存").tap()
    page.wait_for_url("**/facts/**")
    assert "已记录，履行" in page.locator(".messages").inner_text()
    page.goto(f"{DOCUMENT}?open=3.8")
    assert page.locator("#c-3-8 .leaf").first.is_visible()


def test_a_past_day_is_read_only_with_an_amber_edge(
    region: Any, expects: Callable[..., Any], signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = signed_in("city-office")
    page.locator("details.date-chip summary").click()
    day = (TODAY.replace(day=1) - dt.timedelta(days=1)).isoformat()
    page.get_by_label("看哪一天").fill(day)
    page.locator("details.date-chip").get_by_role("button", name="查看").click()
    page.wait_for_url(f"**/?as_of={day}")
    assert f"截至 {day} · 只读" in page.locator(".past-line").inner_text()
    assert page.evaluate("getComputedStyle(document.body).borderTopColor") == "rgb(208, 138, 0)"
    assert page.get_by_role("link", name="记录", exact=True).count() == 0
    look(page)
    page.locator(".rail").get_by_role("link", name="文件").click()
    page.wait_for_url("**/documents/?**")
    page.locator("a.title").first.click()
    assert f"as_of={day}" in page.url
    assert f"截至 {day} · 只读" in page.locator(".past-line").inner_text()
    look(page, "past")
    with expects(page, "400"):
        page.goto("/?as_of=2999-01-01")
    assert "还没有到" in page.locator("h1").inner_text()
    look(page)


def test_a_setting_wakes_a_sleeping_clause(
    region: Any, signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page = signed_in("city-office")
    page.goto(DOCUMENT)
    assert "未定周期" in page.locator("#c-9-1 .margin").inner_text()
    page.get_by_role("link", name="设定表").click()
    page.get_by_role("link", name="全部").click()
    hole = page.locator("section.hole", has_text="定期或不定期").first
    assert "未设定" in hole.inner_text()
    hole.locator("details summary").click()
    hole.get_by_label("周期").select_option("year")
    hole.get_by_label("自哪天起").fill(f"{TODAY.year}-01-01")
    hole.get_by_label("依据").fill("市安委会会议纪要〔2026〕1号")
    look(page, "settings")
    hole.get_by_role("button", name="设定").click()
    page.locator(".message").wait_for()
    set_ = page.locator("section.hole.set", has_text="定期或不定期").first
    assert "市安委会会议纪要〔2026〕1号" in set_.inner_text()
    page.goto(DOCUMENT)
    assert "未定周期" not in page.locator("#c-9-1 .margin").inner_text()


def test_the_pages_are_read_in_english(region: Any, signed_in: Callable[..., Any], look: Callable[..., None]) -> None:
    page = signed_in("yaodu-deputy")
    page.locator("details.account > summary").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".rail").get_by_role("link", name="My desk").is_visible()
    look(page, "english")
    page.goto("/documents/linfen-2018/")
    assert "Unfold" in page.locator("#c-3-8 summary").inner_text()
    look(page)
    page.locator("details.account > summary").click()
    page.get_by_role("button", name="中文").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_every_page_stands_at_desk_and_phone_and_with_text_of_double_size(
    region: Any,
    desk_page: Any,
    open_page: Callable[..., Any],
    shot: Callable[..., Any],
    fits: Callable[[Any], None],
    look: Callable[..., None],
) -> None:
    addresses = {
        "home": "/",
        "others": "/others/",
        "list": "/duties/?outcome=overdue",
        "choose": "/record/",
        "meeting": "/record/?fact=meetings.held",
        "documents": "/documents/",
        "living": DOCUMENT,
        "sheet": "/documents/linfen-2018/settings/",
        "gallery": "/ui/gallery/",
        "health": "/health/",
    }
    phone = open_page("phone")
    narrow = open_page("phone", viewport={"width": 360, "height": 780})
    for page, login in ((desk_page, "admin"), (phone, "yaodu-deputy"), (narrow, "yaodu-office")):
        sign_in(page, login)
    for name, address in addresses.items():
        desk_page.goto(address)
        look(desk_page, f"page-{name}")
        if name == "health":
            continue  # administrators sit at a desk
        for page in (phone, narrow):
            page.goto(address)
            look(page, thumb=page is phone)
        shot(f"page-{name}", phone)
        # The size of text that a person sets in the browser is the size of 1rem; here it is doubled the same way.
        narrow.evaluate("document.documentElement.style.fontSize = '200%'")
        pages.settle(narrow)
        fits(narrow)


def test_the_months_page_prints_on_a4(
    region: Any, tmp_path: Path, shot: Callable[..., Any], signed_in: Callable[..., Any]
) -> None:
    page = signed_in("city-office")
    page.goto("/others/")
    page.emulate_media(media="print")
    for gone in (".top", ".rail", ".bottom"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator(".print-foot").is_visible()
    shot("print")
    page.pdf(path=tmp_path / "others.pdf", format="A4", prefer_css_page_size=True)
    assert (tmp_path / "others.pdf").read_bytes().startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "others.pdf").read_bytes())) >= 1
