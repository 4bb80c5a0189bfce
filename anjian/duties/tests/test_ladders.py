"""Ladders: each rung once, in order, marked late; a body decides; what has lost its ground is withdrawn or closed."""

from __future__ import annotations

import datetime as dt
import json
import threading
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from django.db import connection
from typer.testing import CliRunner

from anjian.duties import actions, queries
from anjian.duties.cli import app
from anjian.duties.models import Covered, Rung
from anjian.duties.tests import town
from anjian.duties.tests.town import CITY, QU, YAO, record, viewer, void
from anjian.ledger import queries as ledger
from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.messages import queries as messages
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.policy import actions as policy
from anjian.policy import queries as packs

DAY = dt.timedelta(days=1)
AWH = "body:141000-awh"
ZF = "body:141000-zf"
COUNTY = {YAO: "body:141002-awh", QU: "body:141021-awh"}
RULES = frozenset(f"toy-2018/{name}" for name in ("meets", "letter", "talk", "listing", "no-letter"))


@lru_cache(maxsize=4)
def pack(*more: str) -> packs.Pack:
    """The invented document with the rules of its ladder, and more of them."""
    wanted = RULES | {f"toy-2018/{name}" for name in more}
    whole = packs.read(Path(__file__).parent / "toy-2018", strict=True)
    kept = tuple(replace(one, rules=tuple(rule for rule in one.rules if rule.id in wanted)) for one in whole.sections)
    return replace(whole, sections=kept)


def settle() -> None:
    places.load(SYSTEM, packs.PACKS / "places")
    for code, tail, kind in (
        (CITY, "awh", "safety_committee"),
        (CITY, "zf", "government"),
        (YAO, "awh", "safety_committee"),
        (QU, "awh", "safety_committee"),
    ):
        body = f"body:{divisions.short(code)}-{tail}"
        people.found_body(SYSTEM, body=body, name=body, place=code, classes=[kind], since=town.START)
    policy.load_pack(SYSTEM, pack())
    policy.adopt(SYSTEM, document="toy-2018", place=CITY, since=dt.date(2018, 1, 22))


def quarter(day: dt.date) -> dt.date:
    """First day of the quarter of a day: on it the letter about the quarter before is reached."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def meeting(day: dt.date, place: str):
    return record("meetings.held", day, ("body", "body", COUNTY[place]), place=place)


def letter(day: dt.date, place: str):
    return record(
        "letters.sent", day, ("by", "body", AWH), ("to", "body", COUNTY[place]), place=CITY, attributes={"kind": "函告"}
    )


def history(*idle: str) -> dt.date:
    """All counties met in each quarter since two years, but those in `idle` not in the last but one; the day after it.

    That day is a quarter or two ago, so that all that follows has happened by now.
    """
    settle()
    now = quarter(town.today())
    first = quarter(now - DAY)
    day = quarter(dt.date(first.year - 1, 1, 1))
    while day <= town.today():
        for place in COUNTY:
            if not (place in idle and quarter(first - DAY) == day):
                meeting(day, place)
        day = quarter(day + 95 * DAY)
    actions.climb(as_of=first - 2 * DAY)
    return first


@pytest.fixture
def first(db):
    """The first day of the quarter after one in which 曲沃县 did not meet; the clock was set two days before."""
    return history(QU)


def labels(rows) -> list[tuple[str, str, int, str]]:
    return [(row.rule.partition("/")[2], row.about, row.late_days, row.state) for row in rows]


@pytest.mark.django_db
def test_a_rung_is_reached_on_its_day_and_stands_on_the_desk_of_whoever_must_act(first):
    assert actions.climb(as_of=first - DAY) == 0
    assert actions.climb(as_of=first) == 1
    assert actions.climb(as_of=first) == 0
    (row,) = queries.rungs(SYSTEM)
    assert (row.rule, row.target, row.about, row.reached, row.late_days) == (
        "toy-2018/letter", AWH, COUNTY[QU], first, 0,
    )  # fmt: skip
    committee = viewer(("post:1", "x", CITY, AWH), roles=["recorder"])
    government = viewer(("post:2", "x", CITY, ZF), roles=["recorder"])
    assert [one.id for one in queries.proposals(committee)] == [row.id]
    assert queries.proposals(government) == []
    (fact,) = ledger.facts(SYSTEM, names=["duties.rung_reached"])
    assert {(party.role, party.id) for party in fact.parties} == {
        ("rule", "toy-2018/letter"), ("target", AWH), ("about", COUNTY[QU]),
    }  # fmt: skip


@pytest.mark.django_db
def test_after_three_days_without_a_worker_each_rung_is_taken_once_in_order_and_marked_late(first):
    assert actions.climb(as_of=first + 3 * DAY) == 1
    (row,) = queries.rungs(SYSTEM)
    assert (row.late_days, row.why_late, row.reached) == (3, "程序停过，补到的", first)
    assert actions.climb(as_of=first + 3 * DAY) == 0
    letter(first + DAY, QU)  # recorded late: it was sent on the second day
    # fifteen days after the letter the talk is reached; the worker comes weeks later
    far = first + 40 * DAY
    assert actions.climb(as_of=far) == 1
    both = queries.rungs(SYSTEM)
    assert [one.rule for one in both] == ["toy-2018/letter", "toy-2018/talk"]
    assert both[1].late_days == (far - both[1].reached).days > 0
    assert [key.count("|") for key in Rung.objects.for_change().values_list("key", flat=True)] == [5, 5]


@pytest.mark.django_db
def test_two_rungs_that_fall_into_one_interval_are_taken_in_their_order(first):
    letter(first + DAY, QU)
    assert actions.climb(as_of=first + 40 * DAY) == 2
    facts = sorted(ledger.facts(SYSTEM, names=["duties.rung_reached"]), key=lambda fact: fact.seq)
    assert [fact.attributes["rung"] for fact in facts] == [1, 2]


@pytest.mark.django_db
def test_what_becomes_known_afterwards_is_taken_once_and_says_so(first):
    met = meeting(first - 20 * DAY, QU)
    assert actions.climb(as_of=first + 5 * DAY) == 0
    void(met)
    assert actions.climb(as_of=first + 6 * DAY) == 1
    (row,) = queries.rungs(SYSTEM)
    assert (row.reached, row.late_days, row.why_late) == (first, 6, "后来才知道")


@pytest.mark.django_db
def test_a_ground_that_is_gone_closes_what_nobody_acted_on_and_asks_the_signer_to_withdraw_what_was_sent(first):
    actions.climb(as_of=first)
    sent = letter(first + DAY, QU)
    assert actions.review(as_of=first + DAY) == 1
    assert labels(queries.rungs(SYSTEM)) == [("letter", COUNTY[QU], 0, "taken")]
    assert actions.review(as_of=first + DAY) == 0
    # the meeting had taken place; somebody enters it now
    meeting(first - 10 * DAY, QU)
    assert actions.review(as_of=first + 2 * DAY) == 1
    committee = viewer(("post:1", "x", CITY, AWH), roles=["recorder"])
    (asked,) = queries.proposals(committee)
    assert (asked.word, asked.state) == ("撤销？", "withdraw")
    outsider = viewer(("post:2", "x", CITY, ZF), roles=["recorder"])
    with pytest.raises(Refusal):
        actions.answer(outsider, rung=asked.id, withdraw=True, ground="会已经开过")
    with pytest.raises(Refusal):
        actions.answer(committee, rung=asked.id, withdraw=True, ground=" ")
    assert labels(queries.rungs(SYSTEM)) == [("letter", COUNTY[QU], 0, "withdraw")]
    assert actions.answer(committee, rung=asked.id, withdraw=True, ground="会已经开过") == "withdrawn"
    assert queries.proposals(committee) == []
    (fact,) = ledger.facts(SYSTEM, names=["duties.measure_withdrawn"])
    assert fact.attributes["measure"] == str(sent.id)
    with pytest.raises(Refusal):
        actions.answer(committee, rung=asked.id, withdraw=False, ground="再想想")


@pytest.mark.django_db
def test_a_cured_matter_closes_its_open_rung(first):
    actions.climb(as_of=first)
    meeting(first - 3 * DAY, QU)
    assert actions.review(as_of=first) == 1
    assert labels(queries.rungs(SYSTEM)) == [("letter", COUNTY[QU], 0, "closed")]
    assert actions.climb(as_of=first + DAY) == 0


@pytest.mark.django_db
def test_the_clock_proposes_and_a_body_decides(first):
    letter(first + DAY, QU)
    talked = record("oversight.talked", first + 17 * DAY, ("by", "body", AWH), ("of", "body", COUNTY[QU]), place=CITY)
    listed = first + 60 * DAY
    actions.climb(as_of=listed)
    row = queries.rungs(SYSTEM)[-1]
    assert (row.rule, row.state, row.target) == ("toy-2018/listing", "proposed", AWH)
    committee = viewer(("post:1", "x", CITY, AWH), roles=["recorder"])
    government = viewer(("post:2", "x", CITY, ZF), roles=["recorder"])
    assert row.id in [one.id for one in queries.proposals(government)]
    with pytest.raises(Refusal):
        actions.decide(committee, rung=row.id, take=True, ground="同意")
    before = len(ledger.facts(SYSTEM, names=["duties.measure_declined"]))
    assert before == 0
    outcomes = {one.outcome.value for one in listing(listed)}
    assert outcomes == {"undated"}
    assert actions.decide(government, rung=row.id, take=False, ground="正在整改") == "declined"
    assert [one.outcome.value for one in listing(town.today())] == ["lifted"]
    with pytest.raises(Refusal):
        actions.decide(government, rung=row.id, take=True, ground="改主意")
    assert talked.name == "oversight.talked"


def listing(day: dt.date):
    return queries.verdicts(SYSTEM, as_of=day, rules=["toy-2018/listing"])


@pytest.mark.django_db
def test_consequences_over_the_projection_are_those_of_the_evaluator(first):
    today = town.today()
    letter(first + DAY, QU)
    actions.rebuild(as_of=today)
    committee = viewer(("post:1", "x", CITY, AWH), roles=["recorder"])
    kept = queries.desk(committee, as_of=today)
    assert kept.by_projection, kept.why
    assert any(row.rule == "toy-2018/letter" for group in kept.groups.values() for row in group) or today > first
    actions.drop()
    computed = queries.desk(committee, as_of=today)
    assert not computed.by_projection
    assert computed.groups == kept.groups
    assert queries.tallies(SYSTEM, as_of=today, others=True) != []


@pytest.mark.django_db
def test_a_rung_says_why_it_stands(first):
    committee = viewer(("post:1", "x", CITY, AWH), roles=["recorder"])
    desk = queries.desk(committee, as_of=first)
    (row,) = [row for group in desk.groups.values() for row in group if row.rule == "toy-2018/letter"]
    why = queries.duty(committee, row.key, as_of=first).verdict
    said = [reason.text for reason in why.reasons]
    assert f"由没有办成的职责引起，{first.isoformat()}到这一级" in said
    assert any(text.startswith("最后一天是") for text in said)
    assert why.each == COUNTY[QU]


@pytest.mark.django_db
def test_reminders_come_ahead_once_and_a_late_pass_tells_what_it_missed(first):
    due = first - DAY  # the end of the quarter before: 曲沃县 still owes its meeting then
    assert actions.remind(as_of=due - 9 * DAY) == 0
    assert actions.remind(as_of=due - 7 * DAY) == 1
    assert actions.remind(as_of=due - 7 * DAY) == 0
    county = viewer(("post:3", "x", QU, COUNTY[QU]), roles=["recorder"])
    (told,) = queries.reminders(county, as_of=due - 7 * DAY)
    assert (told.ahead, told.due, told.late_days, told.duties) == (7, due, 0, 1)
    # the worker stood still from then on until the day after
    # and the city has its letter to send within five working days: seven days ahead of that
    assert actions.remind(as_of=due + DAY) == 3
    assert [(one.ahead, one.late_days) for one in queries.reminders(county, as_of=due)] == [(0, 1), (3, 4), (7, 0)]


def test_two_workers_at_once_take_each_rung_once(fresh_database):
    first = history(QU, YAO)
    letter(first + DAY, QU)
    letter(first + DAY, YAO)
    took: list[int] = []
    gate = threading.Barrier(2)

    def work() -> None:
        try:
            gate.wait()
            for _ in range(3):
                took.append(actions.climb(as_of=first + 40 * DAY))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(took) == 4
    facts = sorted(ledger.facts(SYSTEM, names=["duties.rung_reached"]), key=lambda fact: fact.seq)
    assert [fact.attributes["rung"] for fact in facts] == [1, 1, 2, 2]
    assert Covered.objects.for_change().get(kind="ladder").through == first + 40 * DAY


@pytest.mark.django_db
def test_the_command_lists_what_stands_on_whose_desk_and_makes_a_pass(first):
    actions.climb(as_of=first)
    (row,) = queries.rungs(SYSTEM)
    listed = CliRunner().invoke(app, ["ladder", "list", "--json"])
    assert listed.exit_code == 0, listed.output
    (told,) = json.loads(listed.output)
    assert (told["id"], told["rule"], told["about"], told["desk"]) == (row.id, "toy-2018/letter", COUNTY[QU], [AWH])
    plain = CliRunner().invoke(app, ["ladder", "list"]).output
    assert "第1级 函告" in plain
    assert f"在{AWH}案头" in plain
    done = CliRunner().invoke(app, ["ladder", "climb", "--json"])
    assert done.exit_code == 0, done.output
    # by today the letter itself is overdue, and the government hears of that
    assert json.loads(done.output)["reached"] == 1
    assert {one.rule for one in queries.rungs(SYSTEM)} == {"toy-2018/letter", "toy-2018/no-letter"}


@pytest.mark.django_db
def test_what_the_clock_tells_reaches_the_persons_once_under_the_claim_of_its_step(first):
    for post, kind, body, person in (
        ("post:141021-head", "safety_committee_chair", COUNTY[QU], "person:head"),
        ("post:141021-clerk", "x", COUNTY[QU], "person:clerk"),
        ("post:141000-head", "safety_committee_chair", AWH, "person:city"),
    ):
        people.enter_person(SYSTEM, person=person, name=person, since=town.START)
        people.make_post(SYSTEM, post=post, name="主任", body=body, classes=[kind], since=town.START)
        people.appoint(SYSTEM, post=post, person=person, since=town.START)

    def told(person: str) -> list[tuple[str, str]]:
        return [(one.key, one.subject) for one in messages.messages(replace(SYSTEM, person=person, purpose="web"))]

    due = first - DAY
    actions.remind(as_of=due - 9 * DAY)
    actions.remind(as_of=due - 7 * DAY)
    actions.remind(as_of=due - 7 * DAY)
    assert told("person:head") == [(f"remind|{COUNTY[QU]}|{due}|7|person:head", "1项职责7天后到期")]
    assert told("person:clerk") == []  # neither leads the body nor records for it
    actions.climb(as_of=first)
    actions.climb(as_of=first)
    (rung,) = Rung.objects.for_change().all()
    assert told("person:city")[0][0] == f"{rung.key}|owed|person:city"
    assert told("person:city")[0][1].startswith("应当采取：")
    sent = messages.messages(replace(SYSTEM, person="person:city", purpose="web"))[0]
    assert sent.made_at.astimezone(CHINA).isoformat() == f"{first}T08:00:00+08:00"
    assert len(told("person:city")) == len({key for key, _ in told("person:city")})
