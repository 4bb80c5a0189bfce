"""One record serves every document that asks: on the real tables, in a city that took several documents over."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import lru_cache
from uuid import UUID

import pytest
from typer.testing import CliRunner

from anjian.duties import cli, queries
from anjian.duties.tests import town
from anjian.duties.tests.town import CITY, QU, RULE, START, YAO, YAO_DEPUTY
from anjian.ledger import queries as ledger
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.people import actions as people
from anjian.policy import actions as policy
from anjian.policy import queries as packs

D = dt.date
pytestmark = pytest.mark.django_db
CHOSEN = {
    "jiangsu-2020": ("secretary-hears-quarterly",),
    "yunnan-2023": ("drill-in-the-phase", "deputies-visit"),
    "draft-30-measures": ("drill-yearly", "consultation-quarterly", "consultation-at-important-times"),
}
"""Rules of the documents beside Linfen's that ask for a visit, a meeting, a drill."""
SECRETARY, DEPUTY, OFFICE = "post:141000-sj", "post:141002-fqz2", "body:141000-ajb"
IN_2026 = D(2026, 5, 20)


@lru_cache
def pack(name: str) -> packs.Pack:
    """A shipped pack with the chosen rules alone."""
    whole = packs.read(packs.PACKS / name)
    wanted = {f"{name}/{rule}" for rule in CHOSEN[name]}
    sections = tuple(
        replace(section, rules=tuple(rule for rule in section.rules if rule.id in wanted)) for section in whole.sections
    )
    found = replace(whole, sections=sections)
    assert {rule.id for rule in found.rules} == wanted
    return found


@pytest.fixture(autouse=True)
def _city(db):
    """Linfen's city adopted its own document, Jiangsu's practices and a campaign like Yunnan's, and tries the draft."""
    town.settle()
    people.found_body(
        SYSTEM, body=OFFICE, name="临汾市安委办", place=CITY, classes=["committee_office"], functions=(), since=START
    )
    for post, body, classes in (
        (SECRETARY, "body:141000-cwh", ["head_of_party_committee"]),
        (DEPUTY, "body:141002-zf", ["leading_cadre", "deputy_head"]),
    ):
        people.make_post(SYSTEM, post=post, name=post, body=body, classes=classes, since=START)
    people.appoint(SYSTEM, post=SECRETARY, person="p1", since=START)
    people.appoint(SYSTEM, post=DEPUTY, person="p3", since=START)
    for name, since in (
        ("jiangsu-2020", D(2021, 1, 1)),
        ("yunnan-2023", D(2023, 5, 6)),
        ("draft-30-measures", D(2022, 1, 1)),
    ):
        policy.load_pack(SYSTEM, pack(name))
        policy.adopt(SYSTEM, document=name, place=CITY, since=since)


def meet(day: D, *, occasion: str = "例行") -> str:
    """A consultation of the city's committee office."""
    fact = town.record(
        "meetings.held",
        day,
        ("body", "body", OFFICE),
        place=CITY,
        attributes={"kind": "会商研判", "occasion": occasion, "topics": ["work_safety"]},
    )
    return str(fact.id)


def hear(day: D) -> str:
    """The city's standing committee hears a report; the secretary is in the chair."""
    fact = town.record(
        "meetings.held",
        day,
        ("body", "body", "body:141000-cwh"),
        ("chaired_by", "post", SECRETARY),
        place=CITY,
        attributes={"kind": "常委会会议", "topics": ["safety_report_heard"]},
    )
    return str(fact.id)


def uses(fact: str, as_of: D) -> dict[str, list[tuple[str, str]]]:
    found = queries.served_by(SYSTEM, fact, as_of=as_of)
    return {name: [(row.rule, row.period) for row in listed] for name, listed in found.by_document.items()}


def test_one_meeting_meets_the_duties_of_both_documents_and_saves_one_filing():
    fact = hear(D(2026, 4, 15))
    assert uses(fact, IN_2026) == {
        "jiangsu-2020": [("jiangsu-2020/secretary-hears-quarterly", "2026-Q2")],
        "linfen-2018": [("linfen-2018/standing-committee-hears", "2026-H1")],
    }
    found = queries.served_by(SYSTEM, fact, as_of=IN_2026)
    assert (found.needed, found.saved) == (2, 1)
    assert {row.outcome.value.partition("_")[0] for row in found.rows} == {"met"}


def test_one_visit_meets_the_month_of_one_document_and_the_quarter_of_another():
    policy.set_value(
        SYSTEM,
        rule="yunnan-2023/deputies-visit",
        field="per",
        place=CITY,
        value="quarter",
        since=D(2023, 5, 6),
        ground="会议纪要",
    )
    fact = town.visit(D(2023, 8, 2), by=DEPUTY)
    assert uses(str(fact.id), D(2023, 8, 20)) == {
        "linfen-2018": [(RULE, "2023-08")],
        "yunnan-2023": [("yunnan-2023/deputies-visit", "2023-Q3")],
    }
    assert queries.served_by(SYSTEM, fact.id, as_of=D(2023, 8, 20)).saved == 1


def test_one_drill_meets_a_phase_and_a_year():
    firm = town.firm(1, YAO)
    other = town.firm(2, YAO)
    fact = town.record(
        "emergency.drill_held", D(2023, 6, 12), ("by", "enterprise", firm), attributes={"scenario": "火灾"}
    )
    assert uses(str(fact.id), D(2023, 6, 20)) == {
        "draft-30-measures": [("draft-30-measures/drill-yearly", "2023")],
        "yunnan-2023": [("yunnan-2023/drill-in-the-phase", "")],
    }
    found = queries.saved(SYSTEM, since=D(2023, 1, 1), as_of=D(2023, 6, 20), place=YAO)
    assert (found.duties, found.records, found.filings, found.across) == (2, 1, 1, 1)
    assert [row.bearer for one in found.shared for row in one.rows] == [firm, firm]
    assert queries.saved(SYSTEM, since=D(2023, 1, 1), as_of=D(2023, 6, 20), place=QU).filings == 0
    assert queries.saved(SYSTEM, since=D(2023, 1, 1), as_of=D(2023, 6, 20), body=other).filings == 0


def test_the_consultation_at_an_important_time_is_another_one_than_that_of_the_quarter():
    quarterly, extra = "draft-30-measures/consultation-quarterly", "draft-30-measures/consultation-at-important-times"
    ordinary = meet(D(2026, 4, 3))
    assert uses(ordinary, IN_2026) == {"draft-30-measures": [(quarterly, "2026-Q2")]}
    important = meet(D(2026, 4, 28), occasion="重要时段")
    assert uses(important, IN_2026) == {"draft-30-measures": [(extra, "2026"), (quarterly, "2026-Q2")]}
    assert queries.served_by(SYSTEM, important, as_of=IN_2026).saved == 0  # the quarter was met without it
    now = {
        (one.rule, one.period.label): (one.outcome, one.have)
        for one in queries.verdicts(SYSTEM, as_of=IN_2026, since=IN_2026, rules=[quarterly, extra], bearers=[OFFICE])
    }
    assert {outcome.value.partition("_")[0] for outcome, _ in [now[quarterly, "2026-Q2"]]} == {"met"}
    assert now[extra, "2026"] == (Outcome.DUE, 1)
    found = queries.saved(SYSTEM, since=D(2026, 1, 1), as_of=IN_2026, body=OFFICE)
    assert (found.duties, found.records, found.filings) == (1, 1, 0)


def test_a_second_record_that_no_duty_needed_saves_nothing_and_a_voided_one_neither():
    first, second = hear(D(2026, 4, 15)), hear(D(2026, 5, 4))
    for fact, needed, saved in ((first, 2, 1), (second, 0, 0)):
        found = queries.served_by(SYSTEM, fact, as_of=IN_2026)
        assert (len(found.rows), found.needed, found.saved) == (2, needed, saved)
    whole = queries.saved(SYSTEM, since=D(2026, 1, 1), as_of=IN_2026)
    assert (whole.duties, whole.records, whole.filings, whole.across) == (2, 1, 1, 1)
    assert [one.fact for one in whole.shared] == [first]
    after = queries.saved(SYSTEM, since=D(2026, 4, 16), as_of=IN_2026)
    assert (after.duties, after.records, after.filings) == (0, 0, 0)
    town.void(ledger.fact(SYSTEM, UUID(first)))
    assert queries.served_by(SYSTEM, first, as_of=IN_2026).rows == ()
    (instead,) = queries.saved(SYSTEM, since=D(2026, 1, 1), as_of=IN_2026).shared
    assert (instead.fact, instead.saved) == (second, 1)


def test_who_may_not_see_the_duties_learns_no_number():
    hear(D(2026, 4, 15))
    city = queries.saved(town.office(), since=D(2026, 1, 1), as_of=IN_2026)
    assert city.filings == 1
    for nobody in (STRANGER, town.office(QU)):
        found = queries.saved(nobody, since=D(2026, 1, 1), as_of=IN_2026)
        assert (found.duties, found.records, found.filings, found.shared) == (0, 0, 0, ())


def test_practices_and_a_draft_appear_as_such_and_are_never_red():
    """The year is over and nothing was done: missed, and not red; the city's own document is."""
    states = {name: queries.clause_states(SYSTEM, name, place=CITY, as_of=IN_2026) for name in ("linfen-2018", *CHOSEN)}
    said = queries.verdicts(SYSTEM, as_of=IN_2026, since=D(2025, 1, 1))
    forces = {(one.rule.split("/")[0], one.force) for one in said if one.outcome is Outcome.MISSED}
    assert forces == {("linfen-2018", "must"), ("jiangsu-2020", "practice"), ("draft-30-measures", "draft")}
    for name in ("jiangsu-2020", "draft-30-measures"):
        assert any(state.now for state in states[name].values())
    secretary = town.viewer((SECRETARY, "head_of_party_committee", CITY, "body:141000-cwh"))
    rows = [row for listed in queries.desk(secretary, as_of=IN_2026).groups.values() for row in listed]
    assert {row.force for row in rows if row.rule.startswith("jiangsu-2020/")} == {"practice"}
    assert [row for row in rows if row.red and row.force != "must"] == []


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli.app, list(words))
    if code:
        assert isinstance(done.exception, Refusal)
        return str(done.exception)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_prints_the_number_with_its_list():
    fact = hear(D(2026, 4, 15))
    asked = ("saved", "--since", "2026-01-01", "--as-of", "2026-05-20", "--place", CITY)
    text = run(*asked)
    assert "1条记录办成2项职责，省去1次填报（1条一记多用，其中1条跨文件）" in text
    assert "用于2份文件的2项职责，省去1次填报" in text
    told = json.loads(run(*asked, "--json"))
    assert (told["duties"], told["records"], told["filings_saved"], told["across_documents"]) == (2, 1, 1, 1)
    assert [(one["fact"], sorted(one["documents"])) for one in told["shared"]] == [
        (fact, ["jiangsu-2020", "linfen-2018"])
    ]
    one = json.loads(run("saved", "--fact", fact, "--as-of", "2026-05-20", "--json"))
    assert one["filings_saved"] == 1
    assert "没有这条记录" in run("saved", "--fact", "00000000-0000-7000-8000-000000000000", code=1)
    assert YAO_DEPUTY not in text
