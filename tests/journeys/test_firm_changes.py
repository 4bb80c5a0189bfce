"""办理登记和变更 in a browser: a firm is entered, renamed and moved, a part of it becomes another one, it closes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.registry import queries
from anjian.registry.tests.ledger_sheets import code

LIKE = "示例一号焦化厂"
TODAY = dt.datetime.now(CHINA).date()
BEGAN = TODAY - dt.timedelta(days=40)
FILE = re.compile(r"/enterprises/ent:[0-9A-Za-z]+/$")


def test_an_office_enters_a_firm_renames_and_moves_it_parts_it_and_closes_it(
    region: Any, signed_in: Callable[..., Any], look: Callable[..., None], expects: Callable[..., Any]
) -> None:
    page, phone = signed_in("yaodu-office"), signed_in("yaodu-office", "phone")
    firm = enters(page, look, expects)
    phone.goto("/enterprises/new/")
    look(phone, "firm-new", thumb=True)

    page.get_by_role("link", name="办理变更").click()
    page.get_by_label("企业名称").fill("示例煤焦厂")
    page.get_by_label("所在地").select_option(label="大阳镇")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(FILE)
    page.get_by_text("已办理变更：企业名称、所在地").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "示例煤焦厂"
    assert [(one.name, one.since) for one in queries.history(SYSTEM, firm)] == [(LIKE, BEGAN), ("示例煤焦厂", TODAY)]

    page.get_by_role("link", name="办理变更").click()
    look(page, "firm-change")
    phone.goto(page.url)
    page.get_by_text("分立：一部分另立一家").click()
    page.get_by_label("新企业的名称").fill("示例煤焦二厂")
    page.get_by_label("新企业的统一社会信用代码").fill(code(77))
    page.get_by_role("button", name="分立").click()
    page.wait_for_url(f"**/enterprises/ent:{code(77)}/")
    assert page.get_by_role("heading", level=1).inner_text() == "示例煤焦二厂"

    phone.get_by_text("关闭、注销").tap()
    phone.get_by_label("最后一天").fill(TODAY.isoformat())
    phone.get_by_label("理由").fill("注销登记")
    look(phone, "firm-close", thumb=True)
    phone.get_by_role("button", name="关闭").tap()
    phone.wait_for_url(FILE)
    phone.get_by_text("已关闭“示例煤焦厂”").wait_for()
    assert queries.enterprise(SYSTEM, firm, as_of=TODAY + dt.timedelta(days=1)) is None
    assert queries.enterprise(SYSTEM, f"ent:{code(77)}", as_of=TODAY + dt.timedelta(days=1)) is not None


def enters(page: Any, look: Callable[..., None], expects: Callable[..., Any]) -> str:
    """The firm is entered by hand: a code of 2011 is refused, one that looks like it is shown. Returns its id."""
    page.goto("/enterprises/")
    page.get_by_role("link", name="登记企业").click()
    page.get_by_label("企业名称").fill(LIKE)
    page.get_by_label("所在地").select_option(label="乔李镇")
    page.get_by_label("行业").fill("2520")
    page.get_by_label("从哪天起是这样").fill(BEGAN.isoformat())
    with expects(page, "400"):
        page.get_by_role("button", name="登记").click()
        page.get_by_text("请改为：2521（炼焦）").wait_for()
    look(page, "firm-refused")
    page.get_by_label("行业").fill("2521")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("heading", name="还没有登记：可能已经在册").wait_for()
    alike = page.locator(".refused li", has=page.get_by_role("link", name=LIKE))
    assert "名称相同 +45" in alike.inner_text()
    look(page, "firm-likely")
    page.get_by_label("都不是，另登记一家").check()
    page.get_by_role("button", name="登记").click()
    page.wait_for_url(FILE)
    page.get_by_text(f"已登记“{LIKE}”").wait_for()
    return str(page.url).rstrip("/").rpartition("/")[2]
