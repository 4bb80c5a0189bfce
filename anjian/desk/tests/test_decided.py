"""Whose figure it is: what the place decided, or has not, stands on the pages of a clause and of a duty."""

from __future__ import annotations

import datetime as dt
import html
import re

from anjian.desk.tests.conftest import TODAY
from anjian.duties import queries as duties
from anjian.lib.viewer import SYSTEM
from anjian.sample.law import DECIDED_BY
from anjian.sample.region import CITY

ROW = "linfen-2018/annex-5"
"""A row whose lead the sample names."""
OPEN = "linfen-2018/annex-3"
"""One whose lead the sample leaves open."""


def text_of(answer):
    assert answer.status_code == 200
    return re.sub(r"[\s∅]+", " ", html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())))


def duty_of(rule):
    return duties.page(SYSTEM, as_of=TODAY, place=CITY, rules=[rule], running=True).rows[0]


def test_a_lead_that_is_not_set_is_said_on_the_clause_and_the_duty_with_the_way_to_set_it(come):
    client = come("city-office")
    page = client.get("/documents/linfen-2018/clauses/annex.3/")
    assert "牵头单位 未设定 “牵头与责任部门同列” 设定表" in text_of(page)
    field = "/documents/linfen-2018/settings/?place=141000#h-linfen-2018-annex-3-lead"
    assert field in html.unescape(page.content.decode())
    page = client.get(f"/duties/{duty_of(OPEN).key}/")
    assert "未设定 牵头：原文只说“牵头与责任部门同列”，当地未设定" in text_of(page)
    assert field in html.unescape(page.content.decode())
    sheet = client.get("/documents/linfen-2018/settings/?place=141000").content.decode()
    assert 'id="h-linfen-2018-annex-3-lead"' in sheet


def test_a_lead_that_is_set_stands_there_with_its_name_its_day_and_who_decided(come):
    client = come("city-office")
    said = f"自 2018-01-22 起，{DECIDED_BY}定"
    assert f"临汾市应急管理局 {said}" in text_of(client.get("/documents/linfen-2018/clauses/annex.5/"))
    page = text_of(client.get(f"/duties/{duty_of(ROW).key}/"))
    assert f"当地设定 牵头：临汾市应急管理局（{DECIDED_BY} 自2018-01-22设定" in page


def test_a_named_person_sets_the_lead_on_the_sheet(come):
    client = come("city-office")
    sheet = "/documents/linfen-2018/settings/?place=141000"
    given = {"rule": OPEN, "field": "lead", "value": "", "since": TODAY.isoformat(), "ground": "示例：会议纪要"}
    form = client.get(f"{sheet}&open=h-linfen-2018-annex-3-lead").content.decode()
    option = re.search(r'id="h-linfen-2018-annex-3-lead-v".*?<option value="(body:[^"]+)"', form, re.DOTALL)
    assert option
    answer = client.post(sheet, {**given, "value": option[1]})
    assert answer.status_code == 302
    page = text_of(client.get("/documents/linfen-2018/clauses/annex.3/"))
    assert f"自 {TODAY:%Y-%m-%d} 起" in page
    assert "牵头单位 未设定" not in page
    before = TODAY - dt.timedelta(days=1)
    assert "牵头单位 未设定" in text_of(
        client.get(f"/documents/linfen-2018/clauses/annex.3/?as_of={before.isoformat()}")
    )
