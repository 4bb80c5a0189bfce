"""Who answers for whom: an office finds those that nobody answers for, decides, and prints a signboard."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from docx import Document


def test_an_office_finds_whom_nobody_answers_for_takes_a_proposal_decides_the_other_and_prints_its_signboard(
    region: Any, signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page, phone = signed_in("quwo-office"), signed_in("quwo-office", "phone")
    page.goto("/responsibility/")
    look(page, "responsibility")
    page.get_by_role("link", name="没人管 2 家").click()
    assert page.locator("tbody tr").count() == 2
    assert page.locator("input[name=enterprise]:checked").count() == 1, "the other has no rule for its industry"
    look(page, "responsibility-gaps")
    phone.goto(page.url)
    look(phone, "responsibility-gaps", thumb=True)
    page.get_by_role("button", name="按建议落实").click()
    page.get_by_text("已按建议落实 1 家").wait_for()

    page.locator("tbody th a").click()
    page.get_by_text("没人管", exact=True).wait_for()
    page.locator("#pick").select_option(label="曲沃县应急管理局")
    page.get_by_role("button", name="选这个单位").click()
    page.get_by_label("责任人的职务").select_option(index=1)
    page.get_by_label("公示电话").fill("0357-4521234")
    page.get_by_label("依据").select_option("nearest")
    page.get_by_role("button", name="确定", exact=True).click()
    page.get_by_text("已确定，自").wait_for()
    assert "谁靠近" in page.locator("dl.pairs").inner_text()
    look(page, "responsibility-firm")
    address = page.url
    phone.goto(address)
    look(phone, "responsibility-firm", thumb=True)

    page.get_by_role("link", name="公示牌").click()
    assert "0357-4521234" in page.locator("tbody").inner_text()
    look(page, "signboard")
    phone.goto(page.url)
    look(phone, "signboard", thumb=True)
    file = page.request.get(page.get_by_role("link", name="下载 Word").get_attribute("href"))
    paper = Document(io.BytesIO(file.body()))
    assert [row.cells[1].text for row in paper.tables[0].rows][1] == "曲沃县应急管理局"
    page.goto("/responsibility/rules/")
    assert page.locator("tbody tr").count() == 9, "five of the city, two of the law, two of the city's document"
    look(page, "responsibility-rules")
    page.goto("/responsibility/")
    page.get_by_role("link", name="没人管 0 家").wait_for()
    phone.goto("/responsibility/?by=post")
    look(phone, "responsibility", thumb=True)
