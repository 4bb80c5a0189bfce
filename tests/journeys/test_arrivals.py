"""What arrives is placed at a desk; an inspector carries an enterprise and moves its hazard without a signal."""

from __future__ import annotations

import datetime as dt

import pytest

from anjian.access import queries as access
from anjian.hazards import actions, queries
from anjian.hazards.events import Arrived, Firm
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.registry import queries as registry

NOW = dt.datetime.now(CHINA)
TODAY = NOW.date()
KINDS = pytest.mark.parametrize("kind", ["desk", "phone"])


def office():
    """The work-safety office of 尧都区."""
    return access.viewer_for("acct:yaodu-office", as_of=TODAY)


def firm() -> registry.Card:
    """A firm of its county whose trade has criteria."""
    found = registry.find(office(), as_of=TODAY, inside="141002", status="operating", limit=200)
    return next(card for card in found if queries.offered(industry=card.industry, day=TODAY))


@KINDS
def test_the_pages_of_hazards_are_sound(region, live, signed_in, look, kind):
    sent = Arrived(
        "S-1", "传感器", "一氧化碳浓度超限", NOW, Firm(name="对不上的厂"), sent_at=NOW - dt.timedelta(days=2)
    )
    actions.arrive(office(), sent, now=NOW)
    page = signed_in("yaodu-office", kind)
    page.goto("/hazards/arrivals/")
    page.get_by_role("link", name="认领 S-1").click()
    page.get_by_label("企业名称").fill(firm().name[:4])
    page.get_by_role("button", name="查找").click()
    look(page, "arrivals", thumb=kind == "phone")
    page.get_by_text(firm().name, exact=False).first.click()
    page.get_by_label("理由").fill("与厂里电话核实")
    page.get_by_role("button", name="认到这家企业").click()
    assert page.get_by_text("设备的时间与服务器相差较大").is_visible()
    look(page, "hazard-clocks", thumb=kind == "phone")
    late = queries.find(office(), as_of=TODAY, state="late", grade="重大", limit=1) or queries.find(
        office(), as_of=TODAY, state="running", grade="重大", limit=1
    )
    for name, address in (
        ("hazard-major", f"/hazards/{late[0].id}/"),
        ("hazards-board", "/hazards/board/"),
        ("hazards-leads", "/hazards/leads/"),
        ("dual", "/hazards/dual/"),
        ("supervision", "/supervision/"),
        ("listed", "/listed/"),
    ):
        page.goto(address)
        look(page, name, thumb=kind == "phone")
    page.goto("/hazards/dual/")
    page.get_by_text("登记", exact=False).locator("visible=true").nth(1).click()
    page.get_by_role("button", name="已报职代会" if False else "已报职工代表大会").locator("visible=true").first.click()
    assert page.get_by_text("已记录").is_visible()


@pytest.mark.parametrize("kind", ["phone"])
def test_an_inspector_carries_an_enterprise_and_moves_its_hazard_without_a_signal(
    region, live, signed_in, look, expects, kind
):
    card = firm()
    hazard = "hazard:01900000-0000-7000-8000-0000000000aa"
    actions.report(
        office(), "find_out", hazard=hazard, enterprise=card.id, by=office().posts[0].body, day=TODAY, today=TODAY,
        attributes={"grade": "一般", "found": "消防通道堆放杂物"},
    )  # fmt: skip
    actions.move(SYSTEM, hazard, "finish", by=card.id, day=TODAY, today=TODAY, attributes={"done": "清理完毕"})
    page = signed_in("yaodu-office", kind)
    page.goto("/offline/")
    page.locator("[data-offline][data-kept]").wait_for()
    page.get_by_text("网络正常").wait_for()
    page.get_by_label("要带哪家企业的清单和隐患").fill(card.name)
    page.get_by_role("button", name="查找").tap()
    page.get_by_role("button", name=f"带上 {card.name}").tap()
    page.get_by_role("heading", name="消防通道堆放杂物").wait_for()
    page.get_by_role("heading", name="重大事故隐患判定标准").wait_for()
    look(page, "offline-carried", thumb=True)
    with expects(page, "ERR_INTERNET_DISCONNECTED"):
        page.context.set_offline(True)
        page.reload()
        page.get_by_text("没有网络").wait_for()
        page.get_by_role("button", name="验收").tap()
        page.get_by_role("button", name="存下：验收").tap()
        page.get_by_text("还没有填好：验收意见").wait_for()
        page.get_by_label("验收意见").fill("已清理，合格")
        page.get_by_label("验收组人数").fill("2")
        page.get_by_label("验收组成员").fill("示例甲、示例乙")
        look(page, "offline-move", thumb=True)
        page.get_by_role("button", name="存下：验收").tap()
        page.get_by_text("已存本机：验收").wait_for()
        assert queries.hazard(SYSTEM, hazard).state == "rectified"
        page.context.set_offline(False)
        page.get_by_text("已存本机 0 · 已上传 1 · 待核 0").wait_for()
    after = queries.hazard(SYSTEM, hazard)
    assert after.state == "accepted"
    (accepted,) = [fact for fact in queries.story(SYSTEM, hazard) if fact.name == "hazards.accepted"]
    assert (accepted.attributes["members"], accepted.private["names"]) == (2, "示例甲、示例乙")
    assert accepted.recorded_by == "acct:yaodu-office"
