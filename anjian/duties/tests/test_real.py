"""Duties on the real tables: from the recorded fact to the verdict, in both times."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import pytest

from anjian.duties import queries
from anjian.duties.tests import town
from anjian.duties.tests.town import QU, QU_DEPUTY, RULE, TOURS, YAO, YAO_DEPUTY
from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.people import actions as people
from anjian.policy import actions as policy

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town(db):
    town.settle()


def outcomes(rule: str, *, as_of: D, bearer: str = YAO_DEPUTY, since: D | None = None, known: int | None = None):
    found = queries.verdicts(SYSTEM, as_of=as_of, since=since or as_of, rules=[rule], bearers=[bearer], known=known)
    return [(v.period.label if v.period else "", v.outcome.value) for v in found]


def test_a_visit_of_this_month_is_met_as_soon_as_it_is_recorded():
    today = town.today()
    month = f"{today:%Y-%m}"
    assert outcomes(RULE, as_of=today) == [(month, "due")]
    fact = town.visit(today)
    assert outcomes(RULE, as_of=today) == [(month, "met")]
    (verdict,) = queries.verdicts(SYSTEM, as_of=today, since=today, rules=[RULE], bearers=[YAO_DEPUTY])
    assert verdict.facts == (str(fact.id),)
    assert verdict.need == 1
    assert verdict.have == 1


def test_a_void_brings_the_duty_back():
    today = town.today()
    fact = town.visit(today)
    town.void(fact)
    assert outcomes(RULE, as_of=today) == [(f"{today:%Y-%m}", "due")]


def test_months_that_are_over_are_missed_and_a_back_dated_visit_counts_for_its_own_month():
    assert outcomes(RULE, as_of=D(2026, 5, 10), since=D(2026, 3, 1)) == [
        ("2026-03", "missed"),
        ("2026-04", "missed"),
        ("2026-05", "due"),
    ]
    town.visit(D(2026, 4, 30))
    assert outcomes(RULE, as_of=D(2026, 5, 10), since=D(2026, 3, 1)) == [
        ("2026-03", "missed"),
        ("2026-04", "met_entered_late"),
        ("2026-05", "due"),
    ]


def test_a_visit_on_the_first_day_of_the_next_month_does_not_count_for_the_last():
    town.visit(D(2026, 5, 1))
    assert outcomes(RULE, as_of=D(2026, 5, 1), since=D(2026, 4, 1))[0] == ("2026-04", "missed")


def test_a_vacant_post_is_a_gap_and_the_person_of_the_facts_day_did_it():
    people.vacate(SYSTEM, post=YAO_DEPUTY, last_day=D(2026, 4, 14))
    assert outcomes(RULE, as_of=D(2026, 4, 14)) == [("2026-04", "due")]
    assert outcomes(RULE, as_of=D(2026, 4, 15)) == [("2026-04", "gap")]
    town.record("inspections.visit_filed", D(2026, 4, 2), ("led_by", "person", "p1"))
    assert outcomes(RULE, as_of=D(2026, 4, 30))[0][1].startswith("met")


def test_a_post_made_in_mid_month_owes_from_the_next():
    people.make_post(
        SYSTEM, post="post:new", name="新职", body="body:141002-zf", classes=["leading_cadre"], since=D(2026, 4, 10)
    )
    people.appoint(SYSTEM, post="post:new", person="p3", since=D(2026, 4, 10))
    assert outcomes(RULE, as_of=D(2026, 4, 30), bearer="post:new") == []
    assert outcomes(RULE, as_of=D(2026, 5, 1), bearer="post:new") == [("2026-05", "due")]


def test_a_post_that_ends_in_mid_month_is_lifted_and_asked_no_more():
    people.end_post(SYSTEM, post=YAO_DEPUTY, last_day=D(2026, 4, 10))
    assert outcomes(RULE, as_of=D(2026, 4, 10)) == [("2026-04", "due")]
    assert outcomes(RULE, as_of=D(2026, 4, 30)) == [("2026-04", "lifted")]
    assert outcomes(RULE, as_of=D(2026, 5, 31)) == []


def test_two_replays_of_last_month_as_known_last_week_are_equal_to_the_byte():
    town.visit(D(2026, 4, 10))
    ledger.sequence()
    known = ledger_head()
    asked = {"as_of": D(2026, 4, 30), "since": D(2026, 1, 1), "known": known}
    before = repr(queries.verdicts(SYSTEM, **asked)).encode()
    town.visit(D(2026, 4, 11), QU_DEPUTY, QU)
    people.vacate(SYSTEM, post=YAO_DEPUTY, last_day=D(2026, 3, 1))
    policy.set_value(
        SYSTEM, rule=TOURS, field="per", place=town.CITY, value="month", since=D(2018, 1, 22), ground="会议纪要"
    )
    assert repr(queries.verdicts(SYSTEM, **asked)).encode() == before
    ledger.sequence()
    assert repr(queries.verdicts(SYSTEM, **asked)).encode() == before
    assert repr(queries.verdicts(SYSTEM, **{**asked, "known": ledger_head()})).encode() != before


def ledger_head() -> int:
    from anjian.ledger import queries as facts

    return facts.head()


def test_tours_are_unscheduled_until_a_period_is_set_and_are_so_again_as_known_before():
    tour = town.record(
        "oversight.tour_opened",
        D(2026, 2, 3),
        ("by", "body", "body:141000-ajw"),
        ("of", "body", "body:141021-zf"),
        place=QU,
    )
    ledger.sequence()
    known = ledger_head()

    def said(known=None):
        found = queries.verdicts(
            SYSTEM, as_of=D(2026, 6, 1), since=D(2026, 6, 1), rules=[TOURS], bearers=["body:141000-ajw"], known=known
        )
        return [(v.each, v.outcome.value, v.facts) for v in found]

    unscheduled = [("body:141002-zf", "unscheduled", ()), ("body:141021-zf", "unscheduled", (str(tour.id),))]
    assert said() == unscheduled
    policy.set_value(
        SYSTEM, rule=TOURS, field="per", place=town.CITY, value="year", since=D(2018, 1, 22), ground="会议纪要"
    )
    ledger.sequence()
    assert said() == [("body:141002-zf", "due", ()), ("body:141021-zf", "met", (str(tour.id),))] or said() == [
        ("body:141002-zf", "due", ()),
        ("body:141021-zf", "met_entered_late", (str(tour.id),)),
    ]
    assert said(known) == unscheduled


def test_an_evaluation_is_due_within_a_year_and_its_publication_waits_for_a_limit():
    town.record(
        "accidents.closed",
        D(2025, 3, 10),
        ("accident", "matter", "acc:1"),
        ("investigated_by", "body", "body:141021-zf"),
        place=QU,
    )
    rule = "linfen-2018/evaluate-within-a-year"
    (verdict,) = queries.verdicts(SYSTEM, as_of=D(2026, 3, 10), rules=[rule])
    assert (verdict.bearer, verdict.outcome, verdict.due) == ("body:141021-zf", Outcome.DUE, D(2026, 3, 10))
    (verdict,) = queries.verdicts(SYSTEM, as_of=D(2026, 3, 11), rules=[rule])
    assert verdict.outcome is Outcome.OVERDUE
    town.record(
        "accidents.rectification_evaluated",
        D(2026, 4, 1),
        ("accident", "matter", "acc:1"),
        ("by", "body", "body:141021-zf"),
        place=QU,
    )
    (verdict,) = queries.verdicts(SYSTEM, as_of=D(2026, 4, 2), rules=[rule])
    assert verdict.outcome is Outcome.MET_LATE
    (verdict,) = queries.verdicts(SYSTEM, as_of=D(2026, 4, 5), rules=["linfen-2018/publish-evaluation"])
    assert verdict.outcome is Outcome.UNDATED
    assert [r.ref for r in verdict.reasons if r.kind == "age"] == ["4"]


def test_an_indicator_counts_what_is_registered_and_nothing_to_count_is_unknown():
    rule = "linfen-2018/every-enterprise-has-regulator"

    def of(bearer):
        (verdict,) = queries.verdicts(SYSTEM, as_of=D(2026, 4, 2), rules=[rule], bearers=[bearer])
        return verdict.outcome.value, [r.ref for r in verdict.reasons if r.kind == "value"]

    assert of("body:141021-zf") == ("unknown", [])
    town.firm(1, QU, regulator="body:141021-ajj")
    town.firm(2, QU, regulator="body:141021-ajj")
    town.firm(3, QU)
    assert of("body:141021-zf") == ("short", ["66.7"])
    assert of("body:141000-zf") == ("short", ["66.7"])
    assert of("body:141002-zf") == ("unknown", [])


def test_a_decision_before_its_discussion_breaches_the_gate_once_the_place_has_said_what_is_major():
    case = (("case", "matter", "case:1"), ("by", "body", "body:141021-ajj"))
    town.record("cases.decided", D(2026, 5, 2), *case, place=QU, attributes={"amount": 300000})
    town.record("cases.collectively_decided", D(2026, 5, 9), *case, place=QU)
    rule = "linfen-2018/major-decision-gate"
    (verdict,) = queries.verdicts(SYSTEM, as_of=D(2026, 5, 31), rules=[rule])
    assert verdict.outcome is Outcome.NOT_SET
    field = next(name for name in rule_holes(rule))
    policy.set_value(
        SYSTEM, rule=rule, field=field, place=town.CITY, value=100000, since=D(2018, 1, 22), ground="自由裁量基准"
    )
    (verdict,) = queries.verdicts(SYSTEM, as_of=D(2026, 5, 31), rules=[rule])
    assert verdict.outcome is Outcome.BREACHED


def rule_holes(rule: str):
    from anjian.policy import queries as policy_queries

    return policy_queries.rule(SYSTEM, rule).rule.holes()


def test_the_desk_of_a_deputy_head_shows_this_months_visit_with_its_article():
    today = town.today()
    desk = queries.desk(town.deputy(), as_of=today)
    rows = [row for group in ("week", "month") for row in desk.groups[group] if row.rule == RULE]
    (row,) = rows
    assert row.source_chip == "临发1号三条"
    assert row.fact_to_record == "inspections.visit_filed"
    assert row.prefill == {"led_by": [YAO_DEPUTY]}
    assert row.clauses == ("linfen-2018/3.8",)
    assert {one.bearer for group in desk.groups.values() for one in group} == {YAO_DEPUTY}
    town.visit(today)
    after = queries.desk(town.deputy(), as_of=today)
    assert [one.key for one in after.groups["done"]] == [row.key]
    assert after.counts.done == desk.counts.done + 1
    assert after.counts.owed == desk.counts.owed


def test_why_names_the_clause_the_figure_and_the_facts():
    today = town.today()
    fact = town.visit(today)
    (row,) = queries.desk(town.deputy(), as_of=today).groups["done"]
    detail = queries.duty(town.deputy(), row.key, as_of=today)
    kinds = Counter(reason.kind for reason in detail.verdict.reasons)
    assert kinds["clause"] == 1
    assert kinds["fact"] == 1
    assert [r.ref for r in detail.verdict.reasons if r.kind == "fact"] == [str(fact.id)]
    assert any("1次" in r.text and "原文" in r.text for r in detail.verdict.reasons if r.kind == "figure")


def test_a_duty_of_another_county_is_not_there_for_me_and_a_stranger_has_none():
    key = (
        queries.desk(town.viewer((QU_DEPUTY, "leading_cadre", QU, "body:141021-zf")), as_of=D(2026, 4, 2))
        .groups["month"][0]
        .key
    )
    with pytest.raises(Refusal) as no:
        queries.duty(town.deputy(), key, as_of=D(2026, 4, 2))
    assert no.value.code == "duties.missing"
    assert queries.verdicts(STRANGER, as_of=D(2026, 4, 2)) == []
    assert not any(queries.desk(STRANGER, as_of=D(2026, 4, 2)).groups.values())


def test_the_living_document_counts_duties_by_clause_and_unfolds_to_places_and_bearers():
    town.visit(D(2026, 4, 1))
    office = town.office()
    states = queries.clause_states(office, "linfen-2018", place=town.CITY, as_of=D(2026, 4, 2))
    state = states["linfen-2018/3.8"]
    met = [outcome for outcome in Outcome if outcome.value.startswith("met")]
    assert sum(one.n for one in state.now if one.outcome in met) == 1
    assert sum(one.n for one in state.now if one.outcome is Outcome.DUE) == 2
    assert state.places == 2
    counties = queries.tallies(office, as_of=D(2026, 4, 2), place=town.CITY, rules=state.rules, units=True)
    assert [(one.outcome, one.n) for one in counties if one.place == QU] == [(Outcome.DUE, 2)]
    held = queries.page(office, as_of=D(2026, 4, 2), place=YAO, rules=state.rules, running=True, facts=True).rows
    assert [row.bearer for row in held] == [YAO_DEPUTY]
    assert [bool(row.facts) for row in held] == [row.outcome in met for row in held]
    with pytest.raises(Refusal):
        queries.clause_states(town.deputy(), "linfen-2018", place=QU, as_of=D(2026, 4, 2))


def test_a_fact_knows_the_duties_it_met():
    today = town.today()
    fact = town.visit(today)
    rules = {row.rule for row in queries.met_by(town.deputy(), fact.id, as_of=today)}
    assert RULE in rules


@dataclass(frozen=True)
class Typed:
    """A form as it stands."""

    name: str
    day: dt.date
    place: str | None
    parties: tuple[Party, ...]
    attributes: dict[str, object]


def test_a_form_knows_what_it_would_meet_and_writes_nothing():
    today = town.today()
    before = ledger_facts()
    form = Typed("inspections.visit_filed", today, YAO, (Party("led_by", "post", YAO_DEPUTY),), {})
    rows = queries.would_meet(town.deputy(), form, as_of=today)
    assert RULE in {row.rule for row in rows}
    assert {row.outcome for row in rows} == {Outcome.MET}
    meeting = Typed(
        "meetings.held",
        today,
        QU,
        (Party("body", "body", "body:141021-cwh"),),
        {"topics": ["safety_report_heard", "safety_staffing"]},
    )
    assert "linfen-2018/standing-committee-hears" in {
        row.rule for row in queries.would_meet(SYSTEM, meeting, as_of=today)
    }
    other = Typed(
        "meetings.held", today, QU, (Party("body", "body", "body:141021-cwh"),), {"topics": ["safety_staffing"]}
    )
    assert queries.would_meet(SYSTEM, other, as_of=today) == []
    assert ledger_facts() == before
    assert outcomes(RULE, as_of=today) == [(f"{today:%Y-%m}", "due")]


def ledger_facts() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact")
        return cursor.fetchone()[0]
