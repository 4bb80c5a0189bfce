"""A list is checked without a signal; later everything is there; signing out wipes the phone."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from anjian.access import queries as access
from anjian.hazards import queries as hazards
from anjian.ledger import queries as ledger
from anjian.lib.ends import CHINA
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import SYSTEM
from anjian.offline import actions as offline
from anjian.offline.events import Sent
from tests.journeys.visits import photo

STORES = "async () => (await indexedDB.databases()).map((one) => one.name)"


@pytest.mark.parametrize("kind", ["phone"])
def test_a_list_is_checked_without_a_signal_and_settles_when_there_is_one(
    region, live, signed_in, look, expects, tmp_path, kind
):
    page = signed_in("ent-002", kind)
    page.goto("/offline/")
    page.locator("[data-offline][data-kept]").wait_for()
    page.get_by_text("网络正常").wait_for()
    look(page, "offline-lists", thumb=True)
    before = len(ledger.facts(SYSTEM, names=["hazards.self_found"]))
    with expects(page, "ERR_INTERNET_DISCONNECTED"):
        page.context.set_offline(True)
        page.reload()
        page.get_by_text("没有网络").wait_for()
        item = page.locator("fieldset").first
        with page.expect_file_chooser() as chooser:
            item.get_by_role("button", name="不符合").tap()
        chooser.value.set_files(photo(tmp_path / "现场.jpg"))
        item.get_by_label("看到的情况").fill("离线时看到的情况")
        item.get_by_role("button", name="存下这条隐患").tap()
        page.get_by_text("已存本机 1 · 已上传 0 · 待核 0").wait_for()
        page.locator("details.fates > summary").tap()
        look(page, "offline-kept", thumb=True)
        page.context.set_offline(False)
        page.get_by_text("已存本机 0 · 已上传 1 · 待核 0").wait_for()
    found = ledger.facts(SYSTEM, names=["hazards.self_found"])
    assert len(found) == before + 1
    (made,) = [fact for fact in found if fact.attributes["found"] == "离线时看到的情况"]
    assert len(made.attributes["files"]) == 1
    card = hazards.hazard(SYSTEM, made.party("hazard")[0])
    assert card is not None
    assert (card.grade, card.state, bool(card.criterion)) == ("重大", "open", True)
    assert "anjian-offline" in page.evaluate(STORES)
    page.locator("details.account > summary").tap()
    with expects(page, "Clear-Site-Data"):
        page.get_by_role("button", name="退出登录").tap()
        page.wait_for_url("**/sign-in/")
    assert "anjian-offline" not in page.evaluate(STORES)
    assert page.evaluate("caches.keys()") == []


def test_what_could_not_be_recorded_is_decided_on_a_page(region, live, signed_in, look, expects):
    now = dt.datetime.now(dt.UTC)
    office = access.viewer_for("acct:yaodu-office", as_of=now.astimezone(CHINA).date())
    sent = Sent(uuid7(now), 1, "something.else", {"words": "x"}, (), None, "", now - dt.timedelta(days=2), 0)
    offline.sync(office, uuid.uuid4(), [sent], first=1, phone_now=now, now=now)
    page = signed_in("yaodu-office")
    page.get_by_role("link", name="离线记录有 1 条待核").click()
    assert page.get_by_text("不认识“something.else”这种离线记录").is_visible()
    look(page, "offline-held")
    page.get_by_label("理由").fill("试记的")
    with expects(page, "400"):
        page.get_by_role("button", name="照记").click()
    assert page.get_by_text("不认识“something.else”这种离线记录").first.is_visible()
    page.get_by_label("理由").fill("试记的")
    page.get_by_role("button", name="不记").click()
    assert page.get_by_text("已核定：核后不记").is_visible()
    assert page.get_by_text("没有待核的离线记录").is_visible()
