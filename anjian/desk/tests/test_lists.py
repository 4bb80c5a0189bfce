"""Every number opens its list, and the list is as long as the number says."""

from __future__ import annotations

import html
import re

import pytest

from anjian.access import queries as access
from anjian.desk.tests.conftest import TODAY
from anjian.duties import queries as duties
from tests.browser.html import violations

SENTENCE = re.compile(r'<p class="lead">(.*?)</p>', re.DOTALL)
NUMBER = re.compile(r'<a[^>]*href="([^"]*\?list=(\w+))"[^>]*>(.*?)</a>', re.DOTALL)
CITY, YAODU = "141000000000", "141002000000"


def viewer(login):
    return access.viewer_for(f"acct:{login}", as_of=TODAY, purpose="test")


def rows_in(text):
    return re.findall(r'<li class="duty[^"]*" data-key="([^"]+)"', text)


@pytest.mark.parametrize("login", ["yaodu-deputy", "yaodu-office", "city-office", "quwo-deputy"])
def test_every_number_of_the_sentence_opens_a_list_of_that_length(come, login):
    client = come(login)
    sentence = SENTENCE.search(client.get("/").content.decode()).group(1)
    found = NUMBER.findall(sentence)
    assert [name for _url, name, _text in found][:1] == ["owed"]
    for url, name, text in found:
        said = int(re.search(r"\d+(?= ?件|</b>)", text).group())
        page = client.get(html.unescape(url)).content.decode()
        assert violations(page) == []
        keys = rows_in(page)
        assert (name, len(keys), len(set(keys))) == (name, said, said)


def test_the_numbers_are_those_of_the_lists_for_everybody_and_each_list_is_told_once(sample, django_db_blocker):
    with django_db_blocker.unblock():
        for login in ("yaodu-deputy", "city-office"):
            counts = duties.desk(viewer(login), as_of=TODAY).counts
            for name in duties.NUMBERS:
                assert len(duties.desk_list(viewer(login), name, as_of=TODAY)) == getattr(counts, name), (login, name)


def test_a_list_that_nobody_knows_is_not_there(come):
    assert come("yaodu-deputy").get("/?list=everything").status_code == 404


def test_the_page_of_others_sends_numbers_and_no_rows_until_one_unfolds(come):
    client = come("city-office")
    page = client.get("/others/").content.decode()
    assert violations(page) == []
    assert rows_in(page) == []
    rule = html.unescape(re.search(r'hx-get="(/others/\?rule=[^"]+)"', page).group(1))
    piece = client.get(rule, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in piece
    assert rows_in(piece)
    whole = client.get(rule).content.decode()
    assert violations(whole) == []
    assert rows_in(whole) == rows_in(piece)


def test_the_numbers_of_a_rule_are_the_lengths_of_its_lists(sample, django_db_blocker):
    with django_db_blocker.unblock():
        who = viewer("city-office")
        lines = duties.others(who, as_of=TODAY, place=CITY)
        assert len(lines) > 50
        for line in lines[::9]:
            whole = duties.others_of(who, line.rule, as_of=TODAY, place=CITY, limit=10_000)
            assert (whole.total, len(whole.rows), whole.after) == (sum(line.counts.values()), whole.total, "")
            for outcome, n in line.counts.items():
                only = duties.others_of(who, line.rule, as_of=TODAY, place=CITY, outcome=outcome.value)
                assert only.total == n
                assert {row.outcome for row in only.rows} == {outcome}


def test_pages_of_a_list_are_the_list_in_order_each_duty_once(sample, django_db_blocker):
    with django_db_blocker.unblock():
        who = viewer("city-office")
        lines = duties.others(who, as_of=TODAY, place=CITY)
        longest = max(lines, key=lambda line: sum(line.counts.values()))
        whole = duties.others_of(who, longest.rule, as_of=TODAY, place=CITY, limit=10_000)
        told, after = [], ""
        while True:
            page = duties.others_of(who, longest.rule, as_of=TODAY, place=CITY, after=after, limit=7)
            told += page.rows
            after = page.after
            if not after:
                break
            assert len(page.rows) == 7
    assert whole.total > 7
    assert [row.key for row in told] == [row.key for row in whole.rows]
    reds = [row.red for row in whole.rows]
    assert reds == sorted(reds, reverse=True)


def test_nobody_sees_another_countys_duties_behind_a_number(sample, django_db_blocker):
    with django_db_blocker.unblock():
        who = viewer("yaodu-office")
        for line in duties.others(who, as_of=TODAY, place=YAODU)[::7]:
            for row in duties.others_of(who, line.rule, as_of=TODAY, place=CITY, limit=10_000).rows:
                assert who.sees(row.place) or set(row.bearer.split("+")) & set(duties.bearers(who))
