"""Every number opens its list, and the list is as long as the number says."""

from __future__ import annotations

import html
import io
import re

import pytest
from django.db import connection
from docx import Document
from openpyxl import load_workbook

from anjian.access import queries as access
from anjian.desk.queries import wording
from anjian.desk.tests.conftest import TODAY
from anjian.duties import queries as duties
from anjian.ledger import queries as ledger
from anjian.lib.viewer import SYSTEM
from tests.browser.html import violations

SENTENCE = re.compile(r'<p class="lead">(.*?)</p>', re.DOTALL)
NUMBER = re.compile(r'<a[^>]*href="([^"]*\?list=(\w+))"[^>]*>(.*?)</a>', re.DOTALL)


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
            desk = duties.desk(viewer(login), as_of=TODAY)
            for name in duties.NUMBERS:
                listed = duties.desk_list(viewer(login), name, as_of=TODAY)
                assert len(listed) == getattr(desk.counts, name), (login, name)
                assert listed == desk.groups.get(name, ()) or name in ("owed", "done", "soon"), (login, name)


def test_a_list_that_nobody_knows_is_not_there(come):
    assert come("yaodu-deputy").get("/?list=everything").status_code == 404


NUMBERS = re.compile(r'<a class="plain" href="(/duties/[^"]+)">(.*?)</a>', re.DOTALL)


def numbers_of(page):
    """(address, number) of every number of a page that opens a list."""
    for url, inside in NUMBERS.findall(page):
        told = re.search(r'<span class="num">(\d+)</span>', inside)
        if told:
            yield html.unescape(url), int(told.group(1))


def length_of(client, url):
    """How many duties a list has, walked to its end; each once."""
    keys, head = [], None
    while url:
        page = client.get(url).content.decode()
        head = head or int(re.search(r'<p class="soft">(\d+) 件', page).group(1))
        keys += rows_in(page)
        more = re.search(r'<li class="more"><a[^>]*href="([^"]+)"', page)
        url = html.unescape(more.group(1)) if more else ""
    assert len(keys) == len(set(keys)) == head
    return head


@pytest.mark.parametrize(
    ("address", "every"), [("/others/", 60), ("/documents/linfen-2018/", 40), ("/others/?place=141002", 60)]
)
def test_every_number_of_a_page_opens_a_list_of_that_length(come, address, every):
    client = come("city-office")
    page = client.get(address).content.decode()
    assert violations(page) == []
    assert rows_in(page) == []  # numbers alone: a list is sent when somebody opens it
    told = list(dict.fromkeys(numbers_of(page)))
    assert len(told) > 100
    # The largest lists, which have several pages, and a share of the others.
    chosen = sorted(told, key=lambda pair: -pair[1])[:3] + told[::every]
    for url, said in chosen:
        assert (url, length_of(client, url)) == (url, said)


def test_the_numbers_of_a_clause_unfold_to_as_many_duties_with_their_facts(come):
    client = come("city-office")
    clause = "/documents/linfen-2018/clauses/3.8/"
    margin = client.get("/documents/linfen-2018/").content.decode().split('id="c-3-8"')[1].split('class="clause"')[0]
    said = sum(n for _url, n in numbers_of(margin))
    page = client.get(clause).content.decode()
    duties_there = re.findall(r'<a href="/duties/[^"?]+/">', page)
    nobody = re.search(r'data-outcome="no_subject".*?<span class="num">(\d+)<', page)
    assert len(duties_there) + int(nobody.group(1) if nobody else 0) == said
    assert re.search(r'<a class="chip" href="/facts/[0-9a-f-]{36}/">', page)


def test_pages_of_a_list_are_the_list_in_order_each_duty_once(come):
    client = come("city-office")
    whole = client.get("/others/").content.decode()
    url, said = max(numbers_of(whole), key=lambda pair: pair[1])
    assert said > 50
    piece = client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in piece
    assert violations(piece) == []
    assert len(rows_in(piece)) == 50


def test_nobody_sees_another_countys_duties_behind_a_number(come):
    client = come("yaodu-office")
    assert client.get("/duties/?place=141021").status_code == 403
    firm = "/duties/?bearer=body:141021-zf"
    assert rows_in(client.get(firm).content.decode()) == []


def test_a_list_is_exported_under_the_offices_own_headers_with_its_filters_in_the_first_row(come):
    client = come("city-office")
    asked = "outcome=overdue&others=1"
    client.post(f"/duties/headers/?{asked}", {"bearer": "责任单位", "due": "办理时限"})
    answer = client.get(f"/duties/export.xlsx?{asked}")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    said = int(re.search(r'<p class="soft">(\d+) 件', client.get(f"/duties/?{asked}").content.decode()).group(1))
    assert rows[0][0] == f"临汾市 · 逾期 · 不含我承担的 · 截至 {TODAY} · 共 {said} 件"
    assert rows[1][:6] == ("状态", "职责", "责任单位", "对象", "期间", "办理时限")
    assert [row[0] for row in rows[2:]] == ["逾期"] * said


def test_urging_sends_one_letter_to_each_once_a_day_and_assigning_puts_it_on_that_desk(come):
    client = come("city-office")
    asked = "outcome=overdue&rule=linfen-2018/annex-37&others=1"
    page = client.get(f"/duties/?{asked}").content.decode()
    bodies = len(set(re.findall(r'<span class="for">([^ <]+)', page)))
    told = client.post(f"/duties/urge/?{asked}", follow=True).content.decode()
    assert f"已催办：发出 {bodies} 封函" in told
    again = client.post(f"/duties/urge/?{asked}")
    assert (again.status_code, "今天都已经催过了" in again.content.decode()) == (400, True)

    seat, name = re.search(r'<option value="(post:[^"]+)">([^<]+)', page).groups()
    assert client.post(f"/duties/assign/?{asked}", {"to": "post:141002-fqz-1"}).status_code == 400
    before = len(rows_in(client.get("/?list=waiting").content.decode()))
    done = client.post(f"/duties/assign/?{asked}", {"to": seat, "note": "下周一前问清"}, follow=True).content.decode()
    assert f"已分派 {len(rows_in(page))} 件" in done
    own = {post.id for post in viewer("city-office").posts}
    after = len(rows_in(client.get("/?list=waiting").content.decode()))
    assert after - before == (len(rows_in(page)) if seat in own else 0)
    key = rows_in(page)[0]
    assert name.partition("（")[0] in client.get(f"/duties/{key}/").content.decode()


def facts_told():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("login", ["quwo-deputy", "admin"])
def test_who_does_not_answer_for_the_place_or_a_body_urges_and_assigns_nothing(come, login):
    client = come(login)
    before = facts_told()
    for verb in ("urge", "assign"):
        url = f"/duties/{verb}/?place=141002&outcome=overdue&others=1"
        assert client.post(url, {"to": "post:141002-fqz-1"}).status_code in (400, 403)
    assert facts_told() == before


def test_the_report_has_the_numbers_of_the_page_and_its_date(come):
    client = come("city-office")
    page = client.get("/documents/linfen-2018/").content.decode()
    paper = Document(io.BytesIO(client.get("/documents/linfen-2018/report.docx").content))
    text = "\n".join(each.text for each in paper.paragraphs)
    assert f"{TODAY.year}年{TODAY.month}月{TODAY.day}日" in text
    for word, n in re.findall(r">(可按期判断|无期限跟踪|等当地设定|仅留痕|其余) <b>(\d+)</b>", page):
        assert f"{word} {n} 款" in text
    lines = {row.cells[1].text: row.cells[2].text for row in paper.tables[0].rows}
    clause = r'<p class="text">([^<]+?) <span class="cite">.*?<div class="margin[^"]*">(.*?)</div>'
    clauses = re.findall(clause, page, re.DOTALL)
    assert len(clauses) == 517
    for gist, margin in clauses:
        for n in re.findall(r'<span class="num">(\d+)</span>', margin):
            assert f" {n}" in lines[html.unescape(gist)]


def test_what_a_duty_is_about_is_said_by_its_number_or_else_in_words(come, django_db_blocker):
    text = come("yaodu-office").get("/duties/?outcome=overdue").content.decode()
    assert re.findall(r"→ ([^<]+)", text), "一件隐患逾期未改"
    for said in re.findall(r"→ ([^<]+)", text):
        assert re.fullmatch(r"YH\d{6}-\d{4}-\d{6}", said.strip()), said
    with django_db_blocker.unblock():
        fact = ledger.facts(SYSTEM, names=["supervision.listed"])[0]
    matter = next(party for party in fact.parties if party.kind == "matter")
    assert wording._matter(fact, matter, {matter.id: matter.id}) == f"重大隐患挂牌督办 {fact.day.isoformat()}"
