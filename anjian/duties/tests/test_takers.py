"""Whom a measure may ask: what is left out beforehand would have said nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from anjian.duties import evaluating, projection, rulebook, takers
from anjian.duties.evaluating import Question
from anjian.duties.tests import town
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions as policy
from anjian.policy import queries as packs

TOY = packs.read(Path(__file__).parent / "toy-2018")


@pytest.mark.django_db
def test_only_measures_whose_selector_may_find_a_bearer_are_computed_and_none_that_would_speak_is_left_out():
    town.settle()
    policy.load_pack(SYSTEM, TOY)
    policy.adopt(SYSTEM, document="toy-2018", place=town.CITY, since=dt.date(2018, 1, 22))
    today = town.today()
    projection.build(today)
    live = rulebook.book(today).live

    def names(*bearers: str) -> set[str]:
        return {entry.ask.rule.removeprefix("toy-2018/") for entry in takers.likely(live, bearers)}

    anybody = {"case"}  # whoever opened the case
    assert names("body:141002-ajj", "ent:1", "nobody") == anybody
    assert names("body:141000-ajw") == anybody | {"letter", "talk", "listing"}
    assert names("body:141000-zf") == anybody | {"no-letter"}
    assert names(town.QU_HEAD) == anybody | {"head-talks"}
    spoke = 0
    for bearer in ("body:141000-ajw", "body:141000-zf", town.QU_HEAD, "body:141002-ajj"):
        asked = Question(today, dt.date(today.year - 1, 1, 1), bearers=(bearer,), kept=True)
        found = evaluating.standings(takers.likely(live, (bearer,)), asked)
        assert {row.identity for row in found} == {row.identity for row in evaluating.standings(live, asked)}
        spoke += len(found)
    assert spoke > 0
