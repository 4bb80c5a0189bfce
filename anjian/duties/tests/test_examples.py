"""Every example of every shipped pack holds, through both evaluators."""

from __future__ import annotations

import pytest

from anjian.duties import examples as runners
from anjian.duties.reading import read
from anjian.policy import examples
from anjian.policy import queries as policy

CASES = [
    pytest.param(rule, example, pack, id=f"{rule.id.split('/')[1]}-{n}")
    for folder in policy.pack_folders()
    for pack in [policy.read(folder)]
    for rule in pack.rules
    for n, example in enumerate(rule.examples)
]
RUN = {
    "recurring",
    "one_off",
    "response",
    "requirement",
    "indicator",
    "gate",
    "definition",
    "attested",
}


@pytest.mark.parametrize(("rule", "example", "pack"), CASES)
def test_the_reference_gives_every_example_its_verdicts(rule, example, pack):
    assert examples.complaints(example, runners.by_reference(rule, example, pack)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "example", "pack"), CASES)
def test_the_compiled_text_gives_every_example_its_verdicts(rule, example, pack):
    assert examples.complaints(example, runners.by_compiled(rule, example, pack)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "example", "pack"), CASES)
def test_both_evaluators_say_the_same_of_every_example(rule, example, pack):
    def plain(verdicts):
        return sorted(map(repr, verdicts))

    assert plain(runners.by_compiled(rule, example, pack)) == plain(runners.by_reference(rule, example, pack))


def test_rules_of_the_kinds_that_are_run_are_read_whole_or_say_why_not():
    for folder in policy.pack_folders():
        pack = policy.read(folder)
        for rule in pack.rules:
            for example in rule.examples:
                reading = read([examples.instance(rule, example, pack)], policy.vocabulary(), lookup=pack.rule)
                assert reading.asks or reading.left or not examples.instance(rule, example, pack).slices, rule.id
