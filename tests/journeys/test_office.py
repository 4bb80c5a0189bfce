"""What an office does: a list of people taken in, a book read, devices seen, a second factor set up, the first day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyotp

from anjian.access import actions as accounts
from anjian.lib.viewer import SYSTEM
from anjian.sheets import queries as sheets
from tests.journeys.visits import sign_in, sound

PASSWORD = "seven green lamps burn"


def list_of(tmp_path: Path) -> Path:
    """The sheet of an office: a title, a header that says things its own way, one faulty row."""
    from anjian.people import queries as people

    body = next(one.name for one in people.bodies(SYSTEM, as_of=dt.date.today(), inside="141002") if "局" in one.name)  # noqa: DTZ011
    rows = [
        ["1", "示例天", body, "科长", "2026-03-15", "部门主要负责人"],
        ["2", "示例地", "没有的单位", "科员", "三月", "部门主要负责人"],
    ]
    file = tmp_path / "名册.xlsx"
    file.write_bytes(sheets.table(["序号", "姓名", "工作单位", "职务", "任职时间", "类别"], rows))
    return file


def test_an_office_takes_a_list_in_and_reads_a_book(
    region: Any,
    desk_page: Any,
    open_page: Callable[..., Any],
    shot: Callable[..., Any],
    axe: Callable[..., None],
    fits: Callable[[Any], None],
    tmp_path: Path,
) -> None:
    page = desk_page
    phone = open_page("phone")
    for one in (page, phone):
        sign_in(one, "yaodu-office")
    page.get_by_role("link", name="人员", exact=True).click()
    sound(page, axe, fits)
    shot("people", page)
    page.get_by_role("link", name="导入名册").click()
    sound(page, axe, fits)
    shot("import-start", page)
    page.get_by_label("Excel 文件（.xlsx）").set_input_files(list_of(tmp_path))
    page.get_by_role("button", name="上传").click()
    page.locator("text=列的含义").first.wait_for()
    sound(page, axe, fits)
    shot("import-columns", page, whole=True)
    phone.goto(page.url)
    sound(phone, axe, fits)
    shot("import-columns", phone, whole=True)
    page.get_by_role("button", name="试算").click()
    page.locator("text=可以导入").first.wait_for()
    assert "C3" in page.locator("table").first.inner_text()
    sound(page, axe, fits)
    shot("import-trial", page, whole=True)
    phone.goto(page.url)
    phone.locator("text=可以导入").first.wait_for()
    sound(phone, axe, fits)
    shot("import-trial", phone, whole=True)
    page.get_by_role("button", name=re.compile("^导入")).click()
    page.locator("text=已导入").first.wait_for()
    sound(page, axe, fits)
    shot("import-done", page)

    for one in (page, phone):
        one.goto("/people/")
        sound(one, axe, fits)
        shot("people", one)
        one.goto("/people/import/")
        sound(one, axe, fits)
        shot("import-start", one)
        one.goto("/account/")
        sound(one, axe, fits)
        shot("account", one, whole=True)
        one.goto("/first-day/")
        sound(one, axe, fits)
        shot("first-day", one, whole=True)

    deputy, small = open_page("desk"), open_page("phone")
    for one in (deputy, small):
        sign_in(one, "yaodu-deputy")
        one.goto("/people/me/book/")
        sound(one, axe, fits)
        shot("book", one)


def test_a_keeper_sets_a_second_factor_up_and_manages_accounts(
    loaded_database: Any,
    desk_page: Any,
    phone_page: Any,
    shot: Callable[..., Any],
    axe: Callable[..., None],
    fits: Callable[[Any], None],
) -> None:
    for login, role in (("guard", "security"), ("watch", "auditor")):
        accounts.open_account(
            SYSTEM, login=login, name=login, password=PASSWORD, since=dt.date(2020, 1, 1), roles=[role]
        )
    for page, login in ((desk_page, "guard"), (phone_page, "watch")):
        page.goto("/sign-in/")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/sign-in/code/")
        sound(page, axe, fits, thumb=page is phone_page)
        shot("second-factor", page, whole=True)
        secret = page.locator("p.hint code").inner_text().replace(" ", "")
        page.get_by_label("动态码").fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name="确认").click()
        page.locator("text=我已抄好").wait_for()
        sound(page, axe, fits)
        shot("recovery", page)
        page.goto("/accounts/")
        sound(page, axe, fits)
        shot("accounts", page)
    desk_page.locator("summary", has_text="办理").first.click()
    sound(desk_page, axe, fits)
    shot("accounts-open", desk_page)
    phone_page.goto("/accounts/log/")
    sound(phone_page, axe, fits)
    shot("log", phone_page)
