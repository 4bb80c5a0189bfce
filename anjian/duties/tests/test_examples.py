"""Every example of every shipped pack holds, through both evaluators."""

from __future__ import annotations

import pytest

from anjian.duties import examples as runners
from anjian.duties.reading import read
from anjian.policy import examples
from anjian.policy import queries as policy

CASES = [
    pytest.param(rule, pack, id=rule.id.split("/")[1])
    for folder in policy.pack_folders()
    for pack in [policy.read(folder)]
    for rule in pack.rules
    if rule.examples
]


@pytest.mark.parametrize(("rule", "pack"), CASES)
def test_the_reference_gives_the_examples_of_a_rule_their_verdicts(rule, pack):
    for example in rule.examples:
        assert examples.complaints(example, runners.by_reference(rule, example, pack)) == [], example.name


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "pack"), CASES)
def test_the_compiled_text_says_the_same_of_every_example(rule, pack):
    for example in rule.examples:
        compiled = runners.by_compiled(rule, example, pack)
        assert examples.complaints(example, compiled) == [], example.name
        assert sorted(map(repr, compiled)) == sorted(map(repr, runners.by_reference(rule, example, pack)))


def test_rules_of_the_kinds_that_are_run_are_read_whole_or_say_why_not():
    for folder in policy.pack_folders():
        pack = policy.read(folder)
        for rule in pack.rules:
            for example in rule.examples:
                reading = read([examples.instance(rule, example, pack)], policy.vocabulary(), lookup=pack.rule)
                assert reading.asks or reading.left or not examples.instance(rule, example, pack).slices, rule.id


def test_a_rule_of_another_vocabulary_is_left_out_with_its_reason_and_the_others_run():
    (pack,) = (policy.read(folder) for folder in policy.pack_folders() if folder.name == "linfen-2018")
    good = pack.rule("linfen-2018/leader-inspects-monthly")
    bad = good.model_copy(
        update={"id": "linfen-2018/odd", "owes": good.owes.model_copy(update={"fact": "x.unheard_of"})}
    )
    found = read([examples.instance(rule, good.examples[0], pack) for rule in (bad, good)], policy.vocabulary())
    assert [ask.rule for ask in found.asks] == [good.id]
    assert [(left.rule, "x.unheard_of" in left.why) for left in found.left] == [("linfen-2018/odd", True)]
