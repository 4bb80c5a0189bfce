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
from tests.journeys.visits import sign_in

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
    region: Any, tmp_path: Path, signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page, phone = signed_in("yaodu-office"), signed_in("yaodu-office", "phone")
    page.locator("details.account > summary").click()  # beyond seven words it stands under one's name
    page.get_by_role("link", name="人员", exact=True).click()
    look(page, "people")
    page.get_by_role("link", name="导入名册").click()
    look(page, "import-start")
    page.get_by_label("Excel 文件（.xlsx）").set_input_files(list_of(tmp_path))
    page.get_by_role("button", name="上传").click()
    page.locator("text=列的含义").first.wait_for()
    look(page, "import-columns", whole=True)
    phone.goto(page.url)
    look(phone, "import-columns", whole=True)
    page.get_by_role("button", name="试算").click()
    page.locator("text=可以导入").first.wait_for()
    assert "C3" in page.locator("table").first.inner_text()
    look(page, "import-trial", whole=True)
    phone.goto(page.url)
    phone.locator("text=可以导入").first.wait_for()
    look(phone, "import-trial", whole=True)
    page.get_by_role("button", name=re.compile("^导入")).click()
    page.locator("text=已导入").first.wait_for()
    look(page, "import-done")

    for one in (page, phone):
        one.goto("/people/")
        look(one, "people")
        one.goto("/people/import/")
        look(one, "import-start")
        one.goto("/account/")
        look(one, "account", whole=True)
        one.goto("/first-day/")
        look(one, "first-day", whole=True)

    for one in (signed_in("yaodu-deputy"), signed_in("yaodu-deputy", "phone")):
        one.goto("/people/me/book/")
        look(one, "book")


def test_a_keeper_sets_a_second_factor_up_and_manages_accounts(
    loaded_database: Any, desk_page: Any, phone_page: Any, look: Callable[..., None]
) -> None:
    for login, role in (("guard", "security"), ("watch", "auditor")):
        accounts.open_account(
            SYSTEM, login=login, name=login, password=PASSWORD, since=dt.date(2020, 1, 1), roles=[role]
        )
    for page, login in ((desk_page, "guard"), (phone_page, "watch")):
        sign_in(page, login, password=PASSWORD, to="**/sign-in/code/")
        look(page, "second-factor", thumb=page is phone_page, whole=True)
        secret = page.locator("p.hint code").inner_text().replace(" ", "")
        page.get_by_label("动态码").fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name="确认").click()
        page.locator("text=我已抄好").wait_for()
        look(page, "recovery")
        page.goto("/accounts/")
        look(page, "accounts")
    desk_page.locator("summary", has_text="办理").first.click()
    look(desk_page, "accounts-open")
    phone_page.goto("/accounts/log/")
    look(phone_page, "log")
