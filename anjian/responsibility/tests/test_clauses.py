"""What documents say of who answers, and of enterprises, is run: each clause by its rule, its data or a named proof."""

from __future__ import annotations

import ast
import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from anjian.ledger import queries as ledger
from anjian.ledger.events import Party
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.places.cli import load_packs
from anjian.policy import actions as policy_actions
from anjian.policy import queries as policy
from anjian.records import actions as records
from anjian.registry import actions as registry_actions
from anjian.registry import queries as registry
from anjian.responsibility import actions as responsibility
from anjian.responsibility import queries

ROOT = Path(__file__).resolve().parents[3]
D = dt.date
START = D(2015, 1, 1)
PACKS = ("draft-30-measures", "linfen-2018", "nantong-2015", "yunnan-2023")


@cache
def clauses() -> dict[str, policy.Clause]:
    found = (policy.read(policy.PACKS / name) for name in PACKS)
    return {clause.id: clause for pack in found for section in pack.sections for clause in section.clauses}


@cache
def rules() -> dict[str, set[str]]:
    """Rules by the clause that they run."""
    found: dict[str, set[str]] = {}
    for name in PACKS:
        for section in policy.read(policy.PACKS / name).sections:
            for rule in section.rules:
                for clause in rule.clauses:
                    found.setdefault(clause, set()).add(rule.id)
    return found


RUN = {
    "linfen-2018/3.4": {"linfen-2018/portfolio-of-each-leader"},
    "linfen-2018/3.6": {"linfen-2018/committee-members", "linfen-2018/committee-members-in-towns"},
    "linfen-2018/12.7": {"linfen-2018/regulator-of-each-zone"},
    "linfen-2018/13.4": {"linfen-2018/five-tasks-of-mutual-check-groups"},
    "linfen-2018/14.3": {"linfen-2018/registered-engineers-in-five-trades"},
    "linfen-2018/31.7": {"linfen-2018/register-of-experts"},
    "linfen-2018/4.6": {"linfen-2018/signboard-at-each-enterprise"},
    "linfen-2018/14.1": {"linfen-2018/safety-body-over-100", "linfen-2018/safety-body-in-five-trades"},
    "linfen-2018/25.11": {"linfen-2018/coal-mine-grade"},
    "linfen-2018/25.12": {"linfen-2018/dangerous-trades-grade"},
    "yunnan-2023/2-9.2": {"yunnan-2023/key-factories-with-dust"},
}


@pytest.mark.parametrize(("clause", "ran_by"), RUN.items(), ids=list(RUN))
def test_the_clause_is_run_by_its_rules_whose_examples_are_tried_by_law_test(clause, ran_by):
    assert clauses()[clause].status in ("automated", "partial")
    assert rules()[clause] == ran_by


PROVED = sorted(name for name, clause in clauses().items() if clause.status == "built_in")


@pytest.mark.parametrize("clause", PROVED)
def test_what_the_program_does_by_itself_names_a_test_that_is_there(clause):
    """The test itself runs where it stands; here only that a clause leans on nothing that was renamed or dropped."""
    path, _, name = clauses()[clause].proof.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("document", "since", "line", "body", "cite"),
    [
        ("linfen-2018", D(2018, 1, 22), "territory", "body:zf", "临发1号 二(四) 第1段第2句"),
        ("linfen-2018", D(2018, 1, 22), "general", "body:ajj", "临发1号 二(四) 第2段第1句"),
        ("nantong-2015", D(2015, 8, 7), "territory", "body:zf", "南通意见 三(一)2 分句1"),
        ("draft-30-measures", D(2016, 1, 1), "general", "body:ajj", "三十条征求意见稿 三(二) 分句1"),
    ],
)
def test_a_document_that_says_who_answers_goes_before_the_law_of_the_country(document, since, line, body, cite):
    for slug, cls, functions in (("ajj", "department", ["work_safety"]), ("zf", "government", [])):
        people.found_body(
            SYSTEM, body=f"body:{slug}", name=slug, place="141002", classes=[cls], since=START, functions=functions
        )
    registry_actions.register(
        SYSTEM, name="示例厂", enterprise="ent:x", place="141002100", industry="2614", since=START
    )
    policy_actions.load_pack(SYSTEM, policy.PACKS / document)
    policy_actions.adopt(SYSTEM, document=document, place="141000", since=since)
    day = D(2024, 6, 1)
    before = {one.line: one for one in queries.answering(SYSTEM, ["ent:x"], as_of=since - dt.timedelta(1))["ent:x"]}
    after = {one.line: one for one in queries.answering(SYSTEM, ["ent:x"], as_of=day)["ent:x"]}
    assert before[line].cite.startswith("《安全生产法》（2014年修正）")
    assert (after[line].body, after[line].how, after[line].cite) == (body, "rule", cite)


@pytest.mark.django_db
def test_the_file_names_who_in_the_enterprise_answers_first():
    registry_actions.register(
        SYSTEM, name="示例厂", enterprise="ent:x", place="141002100", industry="2614", since=START
    )
    said = {"法定代表人": "示例甲", "实际控制人": "示例乙", "技术负责人": "示例丙"}
    values = {f"contact.{cls}.name": name for cls, name in said.items()}
    registry_actions.put(SYSTEM, enterprise="ent:x", since=START, values=values, source="企业自报")
    change = {"contact.实际控制人.name": "示例丁"}
    registry_actions.put(SYSTEM, enterprise="ent:x", since=D(2020, 1, 1), values=change, source="企业自报")

    def named(day: dt.date) -> dict[str, object]:
        return {card.cls: card.values["name"] for card in registry.items(SYSTEM, "ent:x", as_of=day)}

    assert named(D(2019, 12, 31)) == said
    assert named(D(2020, 1, 1)) == said | {"实际控制人": "示例丁"}


@pytest.mark.django_db
def test_an_enterprise_of_a_zone_shows_its_committee_and_the_department_of_its_industry():
    zone, town = "141002401", "141002100"
    for slug, place, classes, functions in (
        ("zf", "141002", ["government"], ()),
        ("kfq", zone, ["government", "zone_committee"], ()),
        ("gxj", "141002", ["department"], ["industry"]),
    ):
        people.found_body(
            SYSTEM, body=f"body:{slug}", name=slug, place=place, classes=classes, since=START, functions=functions
        )
    for slug, place in (("in", zone), ("out", town)):
        registry_actions.register(
            SYSTEM, name=f"示例{slug}", enterprise=f"ent:{slug}", place=place, industry="2614", since=START
        )
        responsibility.assign(
            SYSTEM, enterprise=f"ent:{slug}", line="industry", body="body:gxj", since=START, ground="administers"
        )
    told = queries.answering(SYSTEM, ["ent:in", "ent:out"], as_of=D(2024, 6, 1))
    bodies = {id: {one.line: one.body for one in rows if one.line != "general"} for id, rows in told.items()}
    assert bodies == {
        "ent:in": {"territory": "body:kfq", "industry": "body:gxj"},
        "ent:out": {"territory": "body:zf", "industry": "body:gxj"},
    }


@pytest.mark.django_db
def test_a_report_is_found_from_the_service_body_that_answers_for_it():
    load_packs()
    for slug in ("firm", "service", "other"):
        registry_actions.register(
            SYSTEM, name=f"示例{slug}", enterprise=f"ent:{slug}", place="141002100", industry="7452", since=START
        )
    day = D(2024, 6, 1)
    filed = records.record(
        SYSTEM,
        "services.report_filed",
        day=day,
        place="141002100000",
        today=day,
        parties=[Party("by", "enterprise", "ent:service"), Party("enterprise", "enterprise", "ent:firm")],
        attributes={"kind": "安全评价", "number": "评-7"},
        private={"signed_by": ["示例甲", "示例乙"]},
    ).fact
    for party, there in (("ent:service", True), ("ent:firm", True), ("ent:other", False)):
        assert (filed.id in {one.id for one in ledger.facts(SYSTEM, party=party, limit=50)}) is there, party
    assert ledger.fact(SYSTEM, filed.id).private["signed_by"] == ["示例甲", "示例乙"]
