from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from anjian.lib.ends import period
from anjian.lib.verdicts import Outcome, Verdict

CODES = [
    "met",
    "met_late",
    "met_entered_late",
    "due",
    "overdue",
    "missed",
    "undated",
    "unscheduled",
    "unmet",
    "short",
    "breached",
    "unknown",
    "not_set",
    "gap",
    "no_subject",
    "lifted",
    "attested",
    "not_yet",
]


def test_the_outcomes_are_exactly_those_of_the_design() -> None:
    assert [outcome.value for outcome in Outcome] == CODES
    assert {outcome.sign for outcome in Outcome} == set("○●◐■▨–?∅")
    assert len({outcome.word for outcome in Outcome}) == len(CODES)
    assert Outcome("overdue").word == "逾期"


def test_unknown_unset_and_undated_are_never_red_and_never_a_lapse() -> None:
    assert {o.value for o in Outcome if o.red} == {"overdue", "unmet", "short", "breached"}
    assert {o.value for o in Outcome if o.lapse} == {"overdue", "missed", "unmet", "short", "breached"}
    assert not Outcome.MISSED.open


def verdict(**fields: object) -> Verdict:
    given: dict[str, object] = {"rule": "r/1", "clauses": ("c/1",), "bearer": "post:1", "outcome": Outcome.OVERDUE}
    return Verdict(**{**given, **fields})


def test_only_what_must_be_done_turns_red() -> None:
    assert verdict().red
    for force in ("should", "may", "encouraged", "practice", "draft", "reported"):
        assert not verdict(force=force).red
    assert not verdict(outcome=Outcome.MISSED).red


def test_the_key_names_rule_bearer_each_and_period_or_matter() -> None:
    assert verdict(period=period("2018-03")).key == "r/1|post:1||2018-03-01"
    assert verdict(each="place:2", matter="fact:9").key == "r/1|post:1|place:2|fact:9"


def test_a_verdict_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        verdict().due = date(2018, 1, 1)  # type: ignore[misc]
