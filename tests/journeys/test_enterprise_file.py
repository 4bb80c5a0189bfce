"""一企一档 in a browser: an office renews an expired permit; the officer of a firm confirms values on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.registry import actions, queries

FIRM = "ent:91141002EXAMPL012W"
TODAY = dt.datetime.now(CHINA).date()
LONG_AGO = TODAY - dt.timedelta(days=700)


def told(enterprise: str, **values: object) -> None:
    """What somebody saw long ago."""
    said = {name.replace("__", "."): value for name, value in values.items()}
    actions.put(SYSTEM, enterprise=enterprise, since=LONG_AGO, values=said, source="普查登记", seen=LONG_AGO)


def test_an_office_renews_what_has_expired_and_the_firms_officer_confirms_five_values_on_a_phone(
    region: Any, shot: Callable[..., list[Path]], signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    told(
        FIRM, permit__安全生产许可证__number="晋示例001", permit__安全生产许可证__expires=TODAY - dt.timedelta(days=12)
    )
    told(FIRM, contact__主要负责人__name="示例甲", contact__主要负责人__phone="13800000000", crowded=False)
    page = signed_in("yaodu-office")
    page.goto(f"/enterprises/{FIRM}/")
    first = page.locator("section.overdue li").first
    assert first.locator(".what b").inner_text() == "安全生产许可证"
    look(page, "enterprise-file")
    first.get_by_role("link", name="更新").click()
    page.get_by_label("有效期至").fill(f"{TODAY.year + 3}-06-30")
    look(page, "enterprise-tell")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/enterprises/{FIRM}/")
    assert page.locator("section.overdue .what b", has_text="安全生产许可证").count() == 0
    shot("enterprise-renewed", page, whole=True)

    phone = signed_in("ent-001", "phone")
    phone.goto("/enterprises/")
    file = phone.locator("table.walk tbody th a").first.get_attribute("href")
    firm = file.split("/")[-2]
    told(firm, safety_staff=1, crowded=False, business="洗煤", safety_body=True, address="示例路1号", size="小型")
    phone.goto(file)
    look(phone, "enterprise-file", thumb=True)
    phone.get_by_role("link", name="核实").tap()
    phone.wait_for_url("**/confirm/")
    asked = phone.locator(".to-confirm > li")
    assert asked.count() == 5
    look(phone, "enterprise-confirm", thumb=True)
    names = [one.get_attribute("value") for one in phone.locator("input[name=still]").all()]
    for name in names:
        phone.locator(f".to-confirm li:has(input[value='{name}'])").get_by_role("button", name="还是这样").tap()
        phone.locator(f".to-confirm li:has(input[value='{name}'])").wait_for(state="detached")
    found = queries.values(SYSTEM, firm, as_of=TODAY)
    assert {(found[name].seen, found[name].source) for name in names} == {(TODAY, "企业自报")}
