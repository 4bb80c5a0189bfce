"""A hazard from the code at a gate to the public page: the passer-by, the firm, the county and the city."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from PIL import Image

from anjian.access import queries as access
from anjian.hazards import queries as hazards
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM

TODAY = dt.datetime.now(CHINA).date()


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
    tmp_path: Any,
) -> None:
    firm, firm_phone = signed_in("ent-001"), signed_in("ent-001", "phone")
    city, stranger = signed_in("city-office"), open_page("phone")
    enterprise = access.viewer_for("acct:ent-001", as_of=TODAY).posts[0]
    county = signed_in("yaodu-office" if enterprise.place.startswith("141002") else "quwo-office")
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
    item = next(one for one in hazards.offered_to(hazards.hazard(SYSTEM, address.split("/")[-2]), as_of=TODAY))
    firm.goto(f"{address}?do=grade")
    firm.get_by_label("重大", exact=True).check()
    firm.get_by_label("人工", exact=True).check()
    firm.get_by_label("判定依据的条目").fill(item.id)
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
    look(firm, "hazard")
    firm_phone.goto(address)
    look(firm_phone, "hazard", thumb=True)

    city.goto(address.replace("/hazards/", "/supervision/"))
    city.get_by_label("整改期限").fill((TODAY + dt.timedelta(days=30)).isoformat())
    city.get_by_role("button", name="挂牌", exact=True).click()
    city.get_by_role("heading", name="督〔").wait_for()
    city.get_by_label("发文代字").fill("临安督")
    city.get_by_label("督办要求").fill("立即限员\n安装隔断")
    city.get_by_role("button", name="发挂牌督办通知书").click()
    city.get_by_role("link", name="临安督〔").wait_for()
    city.get_by_role("button", name="公告挂牌").click()
    look(city, "supervision-one")
    city.goto("/supervision/")
    look(city, "supervision")
    stranger.goto("/listed/")
    assert "督办中" in stranger.locator("tbody").inner_text()
    look(stranger, "listed", thumb=True)

    photo = tmp_path / "after.jpg"
    Image.new("RGB", (640, 480), "green").save(photo)
    step(firm, address, "finish", {"整改情况": "限员9人"}, photo)
    step(county, address, "accept", {"验收意见": "合格", "验收组人数": "3", "验收组成员": "甲、乙、丙"})
    step(county, address, "verify", {"核查情况": "现场合格"})
    look(county, "hazard-county")
    city.goto(address.replace("/hazards/", "/supervision/"))
    city.get_by_label("摘牌意见").fill("同意")
    city.get_by_role("button", name="摘牌", exact=True).click()
    city.get_by_role("button", name="公告摘牌").click()
    step(county, address, "close", {})
    county.goto("/hazards/leads/")
    look(county, "hazards-leads")
    stranger.goto("/listed/")
    assert "已摘牌" in stranger.locator("tbody").inner_text()
    closed = hazards.find(SYSTEM, as_of=TODAY, enterprise=enterprise.body, state="closed")
    assert number in {card.number for card in closed}
