"""A one-page document typed by hand becomes a confirmed pack by two persons, and its duty stands on a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from anjian.drafting.tests.paper import HEAD, NOTICE
from anjian.duties.worker import freshen
from anjian.policy import queries as policy


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[Path]:
    """Packs made in this journey go to a folder of its own."""
    from django.test import override_settings

    with override_settings(VAR=tmp_path):
        yield tmp_path / "packs"


def handle(page: Any, key: str, **fields: str) -> None:
    """Opens the form of a draft, fills it, hands it to the second person."""
    page.locator(f'[id="d-{key}"]').get_by_role("link", name="处理").click()
    form = page.locator(f'[id="d-{key}"] form').first
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]')
        if name == "becomes":
            form.get_by_label(value, exact=True).check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.get_by_role("button", name="拟好").click()
    page.locator(f'[id="d-{key}"].proposed').wait_for()


def test_a_document_typed_by_hand_becomes_a_pack_by_two_persons_and_its_duty_stands_on_a_desk(
    loaded_database: Any,
    own_folder: Path,
    shot: Callable[..., Any],
    expects: Callable[..., Any],
    signed_in: Callable[..., Any],
    look: Callable[..., None],
) -> None:
    page = signed_in("quwo-office")
    page.get_by_role("link", name="读文").first.click()
    page.wait_for_url("**/reading/")
    look(page)
    with expects(page, "400"):
        page.get_by_role("button", name="读", exact=True).click()
        page.get_by_role("heading", name="没有选文件，也没有粘贴文字").wait_for()
    page.get_by_label("或者把原文粘贴在这里").fill(NOTICE)
    page.get_by_role("button", name="读", exact=True).click()
    page.wait_for_url("**/reading/*-*/")
    assert page.locator(".rd-text").inner_text().strip() == NOTICE.strip()
    assert page.locator(".rd-number").all_inner_texts()[1:] == ["每月组织检查一次", "2026年12月31日前"]
    assert page.locator("li.rd-draft.open").count() == 3
    for name in ("id", "short"):
        page.locator(f"#h-{name}").fill(HEAD[name])
    page.get_by_role("button", name="写明").click()
    page.get_by_text("已写明文件本身").wait_for()
    shot("reading-room-open", page)

    handle(page, "draft-1", gist="县政府每月查出租房的燃气取暖", fact="fire.checked|by")
    handle(page, "draft-2", gist="年底前查一遍餐饮燃气", fact="fire.checked|by")
    handle(page, "draft-3", becomes="仅留痕", actor="乡镇人民政府", reason="宣传，只能留下做过的记录")
    look(page, "reading-room-drafted")
    assert page.get_by_role("button", name="核定").count() == 0  # not one's own
    with expects(page, "400"):
        page.get_by_role("button", name="存为规则包").click()
        page.get_by_role("heading", name="要由另一个人核对并存为规则包").wait_for()
    assert not own_folder.exists()

    other = signed_in("city-office")
    other.goto(page.url.partition("?")[0].partition("#")[0])
    other.get_by_role("button", name="核定这 3 条").click()
    other.get_by_text("已核 3 条").wait_for()
    other.get_by_role("button", name="存为规则包").click()
    other.get_by_text("已存为规则包并装入：3 款，2 条规则").wait_for()
    assert (own_folder / HEAD["id"] / "document.yaml").is_file()
    assert policy.read(own_folder / HEAD["id"], strict=True).document.title == HEAD["title"]
    look(other, "reading-room-saved")

    page.goto(page.url.partition("?")[0].partition("#")[0])
    page.get_by_role("button", name="在本地采用").click()
    page.get_by_text("本地已采用").wait_for()
    freshen()
    desk = signed_in("quwo-deputy")
    row = desk.locator("li.duty", has_text="出租房的燃气取暖")
    assert "曲沃取暖通知" in row.first.inner_text()
    shot("reading-room-desk", desk)

    phone = signed_in("quwo-office", "phone")
    phone.goto(page.url.partition("?")[0].partition("#")[0])
    phone.locator(".rd-draft").first.wait_for()
    look(phone, "reading-room-phone", thumb=True)
    phone.locator('[id="d-draft-1"]').get_by_role("link", name="改").click()
    phone.get_by_label("摘要（自己的话）").wait_for()
    look(phone, "reading-room-form", thumb=True)
    page.locator('[id="d-draft-1"]').get_by_role("link", name="改").click()
    page.get_by_label("摘要（自己的话）").wait_for()
    look(page, "reading-room-form")


def test_the_room_works_without_scripts_and_a_new_version_shows_what_changed(
    loaded_database: Any, shot: Callable[..., Any], signed_in: Callable[..., Any]
) -> None:
    page = signed_in("quwo-office", "desk", java_script_enabled=False)
    page.goto("/reading/")
    page.get_by_label("或者把原文粘贴在这里").fill(NOTICE)
    page.get_by_role("button", name="读", exact=True).click()
    page.wait_for_url("**/reading/*-*/")
    page.locator('[id="d-draft-1"]').get_by_role("link", name="处理").click()
    form = page.locator('[id="d-draft-1"] form').first
    form.locator('[name="gist"]').fill("县政府每月查出租房的燃气取暖")
    form.locator('[name="fact"]').select_option("fire.checked|by")
    form.get_by_role("button", name="拟好").click()
    assert page.locator('[id="d-draft-1"].proposed').count() == 1
    page.get_by_role("link", name="读一份新版本").click()
    page.get_by_label("或者把原文粘贴在这里").fill(NOTICE.replace("每月组织检查一次", "每季度组织检查两次"))
    page.get_by_role("button", name="读", exact=True).click()
    page.wait_for_url("**/reading/*-*/")
    told = page.locator("section.group", has_text="与上一版比").inner_text()
    assert "2 条没有变" in told
    assert "周期 month → quarter" in told
    assert "原来是 周期职责" in told
    shot("reading-room-version", page)
    page.close()  # without scripts it draws no frame to wait for
