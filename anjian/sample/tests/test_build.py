"""The sample as values: the same for the same day, invented, in order, in the declared words."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from anjian.ledger.events import VOIDED
from anjian.lib import credit_code
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy
from anjian.registry import actions as registry
from anjian.registry.models import Enterprise
from anjian.sample import actions, enterprises, law, region, story
from anjian.sample.build import SEED, months_before
from anjian.sample.told import Book

D = dt.date
TODAY = D(2026, 3, 20)
OWN = ("people.", "registry.", "access.", "policy.", "ledger.", "responsibility.assigned", "responsibility.rule")
"""Facts that modules record themselves, without a form."""


@pytest.fixture(scope="module")
def packs(tmp_path_factory) -> Path:
    """A copy that nobody edits while the tests run."""
    return Path(shutil.copytree(actions.PACKS, tmp_path_factory.mktemp("sample") / "packs"))


@pytest.fixture(scope="module")
def built(packs):
    return actions.build(today=TODAY, size="small", packs=packs)[0]


def test_the_same_day_gives_the_same_history_in_every_process(built, packs):
    told = (
        "import django; django.setup()\n"
        "import datetime, pathlib; from anjian.sample.actions import build\n"
        f"day, packs = datetime.date({TODAY.year}, {TODAY.month}, {TODAY.day}), pathlib.Path({str(packs)!r})\n"
        "print(build(today=day, size='small', packs=packs)[0].digest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", told],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert digests == {built.digest()}


def test_another_day_gives_another_history(built, packs):
    assert actions.build(today=TODAY + dt.timedelta(days=1), size="small", packs=packs)[0].digest() != built.digest()


def test_every_credit_code_is_valid_for_the_whole_and_for_the_organisation_inside(built):
    codes = {plan.credit_code for plan in enterprises.story_plans(SEED)}
    assert len(codes) == enterprises.RUNNING + 1
    for code in codes:
        assert credit_code.read(code) == code
        assert "EXAMPL" in credit_code.read_organisation(credit_code.organisation_code(code))


def test_every_name_says_that_it_is_invented(built):
    names = {row["name"] for row in built.persons} | {row["name"] for row in built.enterprises.rows}
    assert len(names) == len(built.persons) + enterprises.RUNNING + 1
    assert all(name.startswith("示例") for name in names)


def test_thirty_have_a_regulator_and_two_have_none(built):
    today = [row for row in built.enterprises.rows if row["replaced_by"] is None and row["until"] is None]
    assert Counter(row["regulator"] is None for row in today) == {False: 30, True: 2}
    assert {row["status"] for row in today} == {"operating", "suspended"}
    assert any(row["staff"] is None for row in today)


def test_the_facts_stand_in_the_order_they_were_recorded_and_none_before_it_happened(built):
    rows = built.ordered()
    assert all(first.recorded_at <= second.recorded_at for first, second in pairwise(rows))
    assert all(row.happened_at <= row.recorded_at < built.end for row in rows)
    assert len({row.id for row in rows}) == len(rows)


def test_every_row_was_told_by_a_fact_of_the_history(built):
    facts = {row.id for row in built.facts}
    rows = [row for table in built.tables().values() for row in table]
    assert len(rows) > 300
    assert {row["said_by"] for row in rows} <= facts
    assert {row["replaced_by"] for row in rows if row.get("replaced_by")} <= facts


def test_every_word_is_declared_in_the_vocabulary(built):
    words = policy.vocabulary()
    seen = Counter(row.name for row in built.facts if not row.name.startswith(OWN))
    assert set(seen) <= set(words.facts)
    assert min(seen.values()) >= 1
    for row in built.facts:
        if row.name.startswith(OWN):
            continue
        declared = words.facts[row.name]
        known = {*declared.attributes, *(["files"] if declared.photos else [])}
        assert set(row.attributes) <= known, row.name
        for party in row.parties:
            assert party.kind in declared.parties[party.role].kind, (row.name, party)
    assert {row["body_class"] for row in built.bodies.rows} <= set(words.bodies)
    assert {row["function"] for row in built.functions.rows} <= set(words.functions)
    classes = {row["post_class"] for row in built.posts.rows if row["level"] != "enterprise"}
    assert classes <= set(words.posts)


def test_this_months_visit_of_the_deputy_head_is_owed_and_those_before_are_filed(built):
    visits = Counter(
        row.happened_at.strftime("%Y-%m")
        for row in built.facts
        if row.name == "inspections.visit_filed" and row.parties[0].id == story.OWES_THIS_MONTH
    )
    assert visits["2026-03"] == 0
    assert [visits[month] for month in ("2025-12", "2026-01", "2026-02")] == [1, 1, 1]


def test_the_neighbour_missed_last_month_and_somebody_else_some_month(built):
    def months(post: str) -> set[str]:
        return {
            row.happened_at.strftime("%Y-%m")
            for row in built.facts
            if row.name == "inspections.visit_filed" and row.parties[0].id == post
        }

    assert "2026-02" not in months(story.MISSED_LAST_MONTH)
    every = {f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)}
    leaders = [
        region.post_id(place.code, plan.slug)
        for place in built.region.places.values()
        for plan in place.posts
        if "leading_cadre" in plan.classes
    ]
    missed = {post: every - months(post) for post in leaders}
    assert sum(map(len, missed.values())) > 5
    assert sum(not found for found in missed.values()) >= 1


def test_one_post_is_vacant_and_a_deputy_changed_county_on_the_fifteenth(built):
    assert built.tenures.on(TODAY, post=region.post_id(region.QUWO, "fxz-3")) is None
    day = D(2025, 9, 15)
    before = built.tenures.on(day - dt.timedelta(days=1), post=region.post_id(region.QUWO, "fxz-1"))
    after = built.tenures.on(day, post=region.post_id(region.YAODU, "fxz-1"))
    assert before["person"] == after["person"]


def test_no_visit_is_led_from_a_vacant_post(built):
    for row in built.facts:
        if row.name == "inspections.visit_filed":
            assert built.tenures.on(row.happened_at.date(), post=row.parties[0].id)


def test_one_visit_was_voided(built):
    assert sum(row.name == VOIDED for row in built.facts) == 1


def test_the_settings_speak_of_rules_that_the_pack_holds_and_leave_some_open(built):
    (linfen,) = law.adopted(built.region)
    rules = {rule.id for rule in policy.read(actions.PACKS / law.DOCUMENT).rules}
    assert {one.rule for one in linfen.settings} <= rules
    assert "linfen-2018/tours-of-counties" in rules - {one.rule for one in linfen.settings}


def test_no_password_stands_in_the_history(built):
    assert not any(region.PASSWORD in str(row) for row in built.facts)
    assert re.fullmatch(r"[a-z-]{8,}", region.PASSWORD)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (D(2026, 3, 31), 1, D(2026, 2, 28)),
        (D(2024, 3, 31), 1, D(2024, 2, 29)),
        (D(2026, 1, 15), 1, D(2025, 12, 15)),
        (D(2026, 12, 1), -1, D(2027, 1, 1)),
        (D(2026, 5, 31), 15, D(2025, 2, 28)),
    ],
)
def test_months_before_clips_at_the_end_of_the_month(day, months, expected):
    assert months_before(day, months) == expected


@pytest.mark.django_db
def test_slices_in_memory_and_in_the_database_are_the_same_rows():
    dice, book = random.Random(7), Book("enterprise")
    first = registry.register(
        SYSTEM, enterprise="ent:x", name="示例甲厂", place="141002100", industry="2511", since=D(2020, 1, 1)
    )
    start = {"name": "示例甲厂", "staff": None, "status": "operating"}
    book.begin(first.id, D(2020, 1, 1), enterprise="ent:x", **start)
    for _ in range(40):
        since = D(2020, 1, 1) + dt.timedelta(days=dice.randrange(400))
        change = dice.choice(
            (
                {"staff": dice.randrange(4)},
                {"status": dice.choice(("operating", "suspended"))},
                {"name": f"示例{dice.randrange(3)}厂"},
            )
        )
        fact = registry.change(SYSTEM, enterprise="ent:x", since=since, **change)
        book.say(fact.id, since, {"enterprise": "ent:x"}, **change)
    fact = registry.close(SYSTEM, enterprise="ent:x", last_day=D(2021, 1, 10))
    book.end(fact.id, D(2021, 1, 10), {"enterprise": "ent:x"})
    names = ("name", "staff", "status", "since", "until", "said_by", "replaced_by")
    kept = Enterprise.objects.for_change().values_list(*names)
    assert sorted(map(str, kept)) == sorted(str(tuple(row[name] for name in names)) for row in book.rows)
    assert len(book.rows) > 60
