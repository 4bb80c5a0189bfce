"""A person moves to another post on the 15th: duties, desk, book and rights follow, to the day, in replay too."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import transaction
from django.test import Client

from anjian.access import queries as access
from anjian.api import actions as tokens
from anjian.desk import queries as desk
from anjian.desk.queries import book as books
from anjian.desk.tests.conftest import TODAY
from anjian.duties import queries as duties
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.people import actions as people
from anjian.people import queries as persons
from anjian.sample.region import PASSWORD
from tests.browser.html import violations

YAODU, QUWO = "141002000000", "141021000000"
FIFTEENTH = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=15)
"""Of last month."""
BEFORE = FIFTEENTH - dt.timedelta(days=1)
FROM, TO = "post:141002-fxz-2", "post:141021-fxz-2"
SECOND = "post:141002-awhfzr"
"""The deputy head is also deputy chair of the safety committee: two posts of one person."""


@pytest.fixture
def moved(loaded_database):
    """The deputy head of Yaodu goes to Quwo on the 15th of last month. Returns the person and the position before."""
    person = persons.holder(SYSTEM, FROM, as_of=BEFORE)
    ledger.sequence()
    known = facts.head()
    with transaction.atomic():
        people.move(SYSTEM, person=person, leaves=FROM, takes=TO, since=FIFTEENTH, ground="组干字〔示例〕1号")
        people.vacate(SYSTEM, post=SECOND, last_day=BEFORE)
        people.vacate(SYSTEM, post="post:141021-awhfzr", last_day=BEFORE)
    ledger.sequence()
    return person, known


def bearers(viewer, day, known=None):
    found = duties.desk(access.then(viewer, as_of=day, known=known), as_of=day, known=known)
    every = {row.bearer for rows in found.groups.values() for row in rows}
    assert every, "a desk without a duty proves nothing"
    return {one.split(":")[1][:6] for one in every}, {one for one in every if one.startswith("post:")}


def test_desk_duties_book_and_rights_follow_to_the_day_and_in_replay(moved):
    person, known = moved
    account = "acct:yaodu-deputy"
    before, after = (access.viewer_for(account, as_of=day) for day in (BEFORE, FIFTEENTH))

    # rights
    assert ([p.id for p in before.posts], [p.id for p in after.posts]) == ([SECOND, FROM], [TO])
    assert (before.sees(YAODU), before.sees(QUWO)) == (True, False)
    assert (after.sees(YAODU), after.sees(QUWO)) == (False, True)

    # the desk of each day is that of the post held then, also for who looks back from today
    today = access.viewer_for(account, as_of=TODAY)
    assert bearers(before, BEFORE) == bearers(today, BEFORE)
    assert bearers(today, BEFORE) == ({"141002"}, {FROM})
    assert bearers(today, FIFTEENTH) == bearers(today, TODAY) == ({"141021"}, {TO})
    # as known before anybody told of the move, they were still in Yaodu on the 15th
    assert bearers(today, FIFTEENTH, known) == ({"141002"}, {FROM})
    assert bearers(today, FIFTEENTH, facts.head()) == ({"141021"}, {TO})
    # what they see besides is today's: the past day gives no sight of the county they left
    assert not access.then(today, as_of=BEFORE).sees(YAODU)

    # who sat in Quwo before has nothing any more
    other = access.viewer_for("acct:quwo-deputy", as_of=FIFTEENTH)
    assert other.posts == ()
    assert not other.sees(QUWO)

    # the book
    found = books.book(today, person, since=TODAY.replace(year=TODAY.year - 1), as_of=TODAY)
    assert [(c.post, c.until) for c in found.chapters] == [(TO, None), (FROM, BEFORE), (SECOND, BEFORE)]
    new, old, _ = found.chapters
    assert new.since == FIFTEENTH
    assert {row.bearer for row in new.rows} == {TO}
    assert {row.bearer for row in old.rows + old.handed} == {FROM}
    assert new.ground == "组干字〔示例〕1号"
    # last month's visit: not done by the 14th, so it is not in the old chapter but handed over; done by then, it is
    month = f"{FIFTEENTH.year}年{FIFTEENTH.month}月"
    visit = "linfen-2018/leader-inspects-monthly"
    of_month = [row for row in old.rows + old.handed if row.rule == visit and row.period == month]
    assert len(of_month) == 1
    assert [row for row in new.rows if row.rule == visit and row.period == month] != []

    # as known before the move there is one chapter, and it goes on
    replayed = books.book(today, person, since=FIFTEENTH, as_of=TODAY, known=known)
    assert [(c.post, c.until) for c in replayed.chapters] == [(FROM, None), (SECOND, None)]


def test_pages_and_programs_follow_the_move_to_the_day_and_in_replay(moved):
    _, known = moved
    browser = Client()
    assert browser.post("/sign-in/", {"login": "yaodu-deputy", "password": PASSWORD}).status_code == 302
    viewer = access.viewer_for("acct:yaodu-deputy", as_of=TODAY)
    _, token = tokens.make_token(viewer, name="测试", scopes=["read"], days=1, now=dt.datetime.now(dt.UTC))

    def page(address):
        return browser.get(address)

    def program(address):
        return Client().get(f"/api/v1{address}", headers={"Authorization": f"Bearer {token}"})

    keys = {}
    for day, position, holds, other in (
        (BEFORE, None, FROM, TO), (FIFTEENTH, None, TO, FROM), (FIFTEENTH, known, FROM, TO), (TODAY, None, TO, FROM)
    ):  # fmt: skip
        at = f"as_of={day}" + (f"&known={position}" if position else "")
        told = [row for group in program(f"/desk?{at}").json()["groups"] for row in group["duties"]]
        assert {row["bearer"] for row in told if row["bearer"].startswith("post:")} == {holds}, at
        text = page(f"/?{at}").content.decode()
        assert (holds.partition(":")[2] in text, other.partition(":")[2] in text) == (True, False), at
        keys[day, position] = next(row["key"] for row in told if row["bearer"] == holds)
    # one duty with its reasons: theirs on the days of the post, not there after them
    old = keys[BEFORE, None]
    for at, status in ((f"?as_of={BEFORE}", 200), (f"?as_of={FIFTEENTH}&known={known}", 200), ("", 404)):
        assert (page(f"/duties/{old}/{at}").status_code, program(f"/duties/{old}{at}").status_code) == (status, status)
    # rights: the county that they left is closed, the one that they came to is open
    for place, status in (("141002", 403), ("141021", 200)):
        assert page(f"/documents/linfen-2018/?place={place}").status_code == status
        assert program(f"/documents/linfen-2018?place={place}").status_code == status
    # the book: the same chapters, as known now and as known before
    for at, posts in (("", [TO, FROM, SECOND]), (f"?known={known}&as_of={TODAY}", [FROM, SECOND])):
        chapters = program(f"/persons/me/book{at}").json()["chapters"]
        assert [one["post"] for one in chapters] == posts
        text = page(f"/people/me/book/{at}").content.decode()
        assert re.findall(r'<span class="count">([0-9-]{10}) –', text) == [one["since"] for one in chapters]


def test_a_duty_of_the_month_belongs_to_who_held_the_post_when_it_was_met_or_lapsed(moved):
    person, _ = moved
    today = access.viewer_for("acct:yaodu-deputy", as_of=TODAY)
    old = books.book(today, person, since=TODAY.replace(year=TODAY.year - 1), as_of=TODAY).chapters[1]
    for row in old.rows:
        told = duties.duty(access.then(today, as_of=BEFORE), row.key, as_of=TODAY).row
        assert (told.met_on or told.due) <= BEFORE
    for row in old.handed:
        told = duties.duty(access.then(today, as_of=BEFORE), row.key, as_of=TODAY).row
        assert told.begins <= BEFORE
        assert told.met_on is None or told.met_on >= FIFTEENTH
    chapters = {one.post: one for one in books.book(today, person, since=old.since, as_of=TODAY).chapters}
    assert (chapters[SECOND].gap_before, chapters[SECOND].gap_after) == (None, (FIFTEENTH, None))
    assert chapters[TO].gap_before is None


def test_a_book_is_read_by_its_person_and_by_offices_over_the_post_and_is_not_there_for_others(moved):
    person, _ = moved
    since = TODAY.replace(year=TODAY.year - 1)

    def chapters(login):
        viewer = STRANGER if login is None else access.viewer_for(f"acct:{login}", as_of=TODAY)
        try:
            return [c.post for c in books.book(viewer, person, since=since, as_of=TODAY).chapters]
        except Refusal as no:
            return no.code

    assert chapters("yaodu-deputy") == [TO, FROM, SECOND]
    assert chapters("city-office") == [TO, FROM, SECOND]
    assert chapters("yaodu-office") == [FROM, SECOND]
    assert chapters("quwo-office") == [TO]
    for login in (None, "quwo-deputy", "ent-001", "admin"):
        assert chapters(login) == "page.missing", login


def test_a_county_office_does_not_read_the_book_of_the_mayor_above_it(loaded_database):
    mayor = persons.holder(SYSTEM, "post:141000-xz", as_of=TODAY)
    viewer = access.viewer_for("acct:yaodu-office", as_of=TODAY)
    assert persons.tenures(viewer, person=mayor) != []
    with pytest.raises(Refusal, match="没有找到"):
        books.book(viewer, mayor, since=TODAY, as_of=TODAY)


def test_the_page_holds_nothing_that_the_policy_drops(come):
    me = access.viewer_for("acct:yaodu-deputy", as_of=TODAY).person
    client = come("yaodu-deputy")
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        answer = client.get(f"/people/{me}/book/")
        assert answer.status_code == 200
        assert violations(answer.content.decode()) == []
    assert client.get(f"/people/{me}/book/?since=nonsense").status_code == 400
    assert come("quwo-office").get(f"/people/{me}/book/").status_code == 404
    assert desk.names  # the face is there


def test_each_duty_of_a_book_stands_beside_the_record_that_met_it_or_without_one(moved):
    person, _ = moved
    today = access.viewer_for("acct:yaodu-deputy", as_of=TODAY)
    chapters = books.book(today, person, since=TODAY.replace(year=TODAY.year - 1), as_of=TODAY).chapters
    rows = [row for chapter in chapters for row in chapter.rows]
    assert {row.outcome.value for row in rows} >= {"met", "missed"}
    for row in rows:
        told = duties.duty(access.then(today, as_of=BEFORE), row.key, as_of=TODAY)
        if row.outcome.value == "met":
            assert told.verdict.facts != (), row.key
        if row.outcome.value == "missed":
            assert told.row.have < told.row.need, row.key
