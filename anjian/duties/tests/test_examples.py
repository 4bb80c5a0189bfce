"""Every example of every shipped pack holds, through both evaluators."""

from __future__ import annotations

import pytest

from anjian.duties.reading import read
from anjian.policy import examples, proving
from anjian.policy import queries as policy
from anjian.scope import prepared

CASES = [
    pytest.param(rule, pack, id=rule.id.split("/")[1])
    for folder in policy.pack_folders()
    for pack in [policy.read(folder)]
    for rule in pack.rules
    if rule.examples
]


@pytest.fixture(scope="module")
def evaluators(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), examples.opened() as opened:
        yield opened


@pytest.mark.parametrize(("rule", "pack"), CASES)
def test_both_evaluators_give_the_examples_of_a_rule_their_verdicts_and_the_same_ones(rule, pack, evaluators):
    for example in rule.examples:
        found = evaluators["reference"](rule, example, pack)
        assert examples.complaints(example, found) == [], example.name
        assert sorted(map(repr, evaluators["compiled"](rule, example, pack))) == sorted(map(repr, found)), example.name


def test_worlds_that_lie_beside_each_other_do_not_see_each_other(evaluators):
    (rule, pack) = CASES[0].values
    alone = examples.RUNNER["compiled"]
    for example in rule.examples:
        assert alone(rule, example, pack) == evaluators["compiled"](rule, example, pack)


NATIONAL = """\
document: {id: toy, title: 示例, place: "000000", in_force: 2018-01-22}
articles: [one.yaml]
"""
BELOW = """\
article: {number: 第一条, heading: 示例}
clauses: [{id: toy/1.1, cite: 第一条, gist: 领导每月带队检查, status: automated}]
rules:
  - id: toy/monthly
    clauses: [toy/1.1]
    kind: recurring
    title: 每月带队检查
    who: {posts: [党政领导干部], levels: [province, city, county]}
    counted: each_post
    basis: {counted: assumed}
    owes: {fact: inspections.visit_filed, where: {led_by: $bearer}}
    at_least: {2018-01-22: 1}
    per: month
    in_force: {from: 2018-01-22}
    examples:
      - name: 三级都要办
        as_of: 2018-03-31
        given:
          - {post: 甲, class: 党政领导干部, level: province, holder: 张}
          - {post: 乙, class: 党政领导干部, level: city, holder: 王}
          - {post: 丙, class: 党政领导干部, level: county, place: 丙县, within: 乙市, holder: 李}
          - {post: 丁, class: 党政领导干部, level: country, holder: 赵}
        facts: [{fact: inspections.visit_filed, day: 2018-03-01, led_by: 乙}]
        expect:
          - {bearer: 甲, period: 2018-03, outcome: due}
          - {bearer: 乙, period: 2018-03, outcome: met}
          - {bearer: 丙, period: 2018-03, outcome: due}
        rows: 9
"""


def test_examples_of_a_national_document_have_provinces_cities_and_counties(tmp_path, evaluators):
    for name, text in (("document.yaml", NATIONAL), ("one.yaml", BELOW)):
        (tmp_path / "toy").mkdir(exist_ok=True)
        (tmp_path / "toy" / name).write_text(text, encoding="utf-8")
    pack = policy.read(tmp_path / "toy", strict=True)
    assert proving.failures(pack, runners=evaluators) == []
    assert [mutant.what for mutant in proving.mutants(next(pack.rules), level="country")][:1] == ["去掉条件“led_by”"]


def test_examples_leave_nothing_on_the_serving_connection(fresh_database):
    (rule, pack) = CASES[0].values
    examples.RUNNER["compiled"](rule, rule.examples[0], pack)
    assert prepared.run("SELECT 'rel_fact'::regclass = 'public.rel_fact'::regclass") == [(True,)]
    kept = prepared.run("SELECT statement FROM pg_prepared_statements")
    assert [text for (text,) in kept if "standing" in text] == []


def test_rules_of_the_kinds_that_are_run_are_read_whole_or_say_why_not():
    for rule, pack in (case.values for case in CASES):
        for example in rule.examples:
            reading = read([examples.instance(rule, example, pack)], policy.vocabulary(), lookup=pack.rule)
            assert reading.asks or reading.left or not examples.instance(rule, example, pack).slices, rule.id


def test_a_rule_of_another_vocabulary_is_left_out_with_its_reason_and_the_others_run():
    pack = next(pack for _, pack in (case.values for case in CASES) if pack.document.id == "linfen-2018")
    good = pack.rule("linfen-2018/leader-inspects-monthly")
    bad = good.model_copy(
        update={"id": "linfen-2018/odd", "owes": good.owes.model_copy(update={"fact": "x.unheard_of"})}
    )
    found = read([examples.instance(rule, good.examples[0], pack) for rule in (bad, good)], policy.vocabulary())
    assert [ask.rule for ask in found.asks] == [good.id]
    assert [(left.rule, "x.unheard_of" in left.why) for left in found.left] == [("linfen-2018/odd", True)]
