"""The setting sheet: whose figure stands there, what may be borrowed, taken back, filtered, and who is missing."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from anjian.desk import queries
from anjian.desk.tests.conftest import TODAY
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions
from anjian.policy.tests.test_borrowed_setting import load
from tests.browser.html import violations

CITY = "141000000000"
SHEET = "/documents/linfen-2018/settings/"
LENT = "/documents/asks/settings/?place=141000"
FIRST = dt.date(2018, 1, 22)
LOOK = {"rule": "asks/look", "field": "per", "since": "2019-03-01", "ground": "示例：会议纪要3号"}


@pytest.fixture(scope="module")
def lending(sample, django_db_blocker, tmp_path_factory):
    """Two small documents in force in the city: one asks 定期 and may borrow, the other says each quarter."""
    folder = tmp_path_factory.mktemp("packs")
    with django_db_blocker.unblock():
        load(folder, "asks", "甲文", "{unset: 定期, may_borrow: [lends/1.1, nowhere/1.1]}")
        load(folder, "lends", "乙文", "quarter")
        for name in ("asks", "lends"):
            actions.adopt(SYSTEM, document=name, place=CITY, since=FIRST)


def sheet(document="linfen-2018", as_of=TODAY, **filters):
    return queries.sheet(SYSTEM, document, place=CITY, as_of=as_of, **filters)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("state", ["", "open", "set", "borrowed", "assumed", "orphans"])
def test_a_filter_lists_as_many_as_its_number_says(come, state):
    client = come("city-office")
    page = client.get(f"{SHEET}?only={state}" if state else SHEET).content.decode()
    assert violations(page) == []
    said = int(re.search(r'aria-current="true">[^<]*<span class="num">(\d+)</span>', page).group(1))
    body = page[page.index('class="filters"') :]
    listed = len(re.findall(r'<section class="hole', body)) + len(re.findall(r'<ol class="orphans">', body)) * len(
        re.findall(r"<li><p>", body)
    )
    assert listed == said
    assert state in ("borrowed",) or said > 0


def test_filters_by_article_and_by_body_keep_what_fits_both(sample, django_db_blocker):
    with django_db_blocker.unblock():
        whole = sheet()
        key, name = whole.articles[0][0], whole.bodies[0]
        by_article, by_body, both = sheet(article=key), sheet(body=name), sheet(article=key, body=name)
    ids = [{hole.anchor for hole in found.holes} for found in (whole, by_article, by_body, both)]
    assert 0 < len(ids[1]) < len(ids[0])
    assert 0 < len(ids[2]) < len(ids[0])
    assert ids[3] == ids[1] & ids[2]
    assert set().union(*[{hole.anchor for hole in sheet_of.holes} for sheet_of in (by_article,)]) <= ids[0]


def test_a_value_is_borrowed_in_the_form_and_says_from_whom_by_whom_since_when_and_why(come, lending):
    client = come("city-office")
    page = text_of(client.get(LENT))
    assert "可借 乙文一条 看一看： 每季度 ； nowhere/1.1 （这份文件没有装入）" in page
    assert client.post(LENT, {**LOOK, "do": "borrow", "borrow": ""}).status_code == 400
    wrong = client.post(LENT, {**LOOK, "do": "borrow", "borrow": "asks/look"})
    assert wrong.status_code == 400
    assert "不能借用" in text_of(wrong)
    assert violations(wrong.content.decode()) == []
    answer = client.post(LENT, {**LOOK, "do": "borrow", "borrow": "lends/look"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/documents/asks/settings/?place=141000")
    page = text_of(client.get(LENT))
    assert "已借用，自 2019-03-01 起随那一条走" in page
    assert "自 2019-03-01 起" in page
    assert re.search(r"借自 借自乙文\S*（乙文\S*原文）；\S+ 自2019-03-01设定，依据：示例：会议纪要3号", page)


def test_what_is_set_is_unset_again_from_a_day_and_the_days_before_keep_it(come, lending, django_db_blocker):
    client = come("city-office")
    assert client.post(LENT, {**LOOK, "value": "year", "since": "2020-01-01"}).status_code == 302
    nobody = come("yaodu-deputy").post(LENT, {**LOOK, "do": "unset", "since": "2021-01-01"})
    assert nobody.status_code == 400
    answer = client.post(LENT, {**LOOK, "do": "unset", "since": "2021-01-01", "ground": "示例：纪要4号"})
    assert answer.status_code == 302
    with django_db_blocker.unblock():
        per = {
            day: next(hole.value for hole in sheet("asks", day).holes if hole.row.field == "per")
            for day in (dt.date(2020, 12, 31), dt.date(2021, 1, 1))
        }
    assert per == {dt.date(2020, 12, 31): "每年", dt.date(2021, 1, 1): ""}


def test_what_holds_only_from_a_later_day_is_said_before_it_holds(come, lending):
    client = come("city-office")
    later = (TODAY + dt.timedelta(days=40)).isoformat()
    assert client.post(LENT, {**LOOK, "value": "month", "since": later}).status_code == 302
    page = text_of(client.get(LENT))
    assert re.search(rf"以后 自 {later} 起：每月（\S+，示例：会议纪要3号）", page)
    assert "现行 未设定" in page


def test_a_form_is_asked_for_by_itself_and_stands_open_without_script(come):
    client = come("city-office")
    anchor = "h-linfen-2018-tours-of-counties-per"
    piece = client.get(f"{SHEET}?open={anchor}", headers={"hx-request": "true"}).content.decode()
    assert piece.count("<form") == 1
    assert "<html" not in piece
    whole = client.get(f"{SHEET}?open={anchor}").content.decode()
    assert whole.count('name="do" value="set"') == 1
    assert client.get(f"{SHEET}?open=h-nothing", headers={"hx-request": "true"}).status_code == 404


def test_clauses_without_a_body_say_why_and_lead_to_where_the_place_can_say_who(come):
    client = come("city-office")
    page = client.get(f"{SHEET}?only=orphans").content.decode()
    (address, anchor) = re.search(r'href="([^"]+&amp;open=(h-[^"#]+)#h-[^"]+)"', page).groups()
    target = client.get(address.replace("&amp;", "&").split("#")[0]).content.decode()
    assert f'id="{anchor}-v"' in target
