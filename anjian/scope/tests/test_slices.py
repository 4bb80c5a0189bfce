"""Slices in two times, shown on enterprises: every question by day and by what was known."""

from __future__ import annotations

import datetime as dt
import itertools
from uuid import UUID

import pytest

from anjian.ledger import actions as ledger
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import actions, queries
from anjian.registry.models import Enterprise
from anjian.scope.queries import Unscoped
from anjian.scope.relations import Slice

pytestmark = pytest.mark.django_db
D = dt.date
ID = "ent:test-1"


def position() -> int:
    """Sequence, and the last position of the ledger."""
    from django.db import connection

    ledger.sequence()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM ledger_position")
        return int(cursor.fetchone()[0])


@pytest.fixture
def enterprise() -> UUID:
    return actions.register(
        SYSTEM, enterprise=ID, name="示例一厂", place="141002100", industry="2511", staff=90, since=D(2020, 1, 1)
    ).id


def staff(day: dt.date, known: int | None = None) -> int | None:
    card = queries.enterprise(SYSTEM, ID, as_of=day, known=known)
    return card.staff if card else None


def test_a_change_holds_from_its_day_and_the_day_before_stays(enterprise):
    actions.change(SYSTEM, enterprise=ID, since=D(2021, 5, 15), staff=120)
    assert [staff(D(2021, 5, 14)), staff(D(2021, 5, 15)), staff(D(2019, 12, 31))] == [90, 120, None]
    assert [(c.since, c.until, c.staff) for c in queries.history(SYSTEM, ID)] == [
        (D(2020, 1, 1), D(2021, 5, 14), 90),
        (D(2021, 5, 15), None, 120),
    ]


def test_a_change_told_late_is_unknown_to_a_replay_of_the_time_before(enterprise):
    actions.change(SYSTEM, enterprise=ID, since=D(2022, 1, 1), staff=150)
    before = position()
    actions.change(SYSTEM, enterprise=ID, since=D(2021, 1, 1), name="示例二厂")
    after = position()
    then = queries.enterprise(SYSTEM, ID, as_of=D(2023, 1, 1), known=before)
    now = queries.enterprise(SYSTEM, ID, as_of=D(2023, 1, 1), known=after)
    assert (then.name, then.staff, now.name, now.staff) == ("示例一厂", 150, "示例二厂", 150)
    assert [(c.since, c.until, c.name, c.staff) for c in queries.history(SYSTEM, ID, known=after)] == [
        (D(2020, 1, 1), D(2020, 12, 31), "示例一厂", 90),
        (D(2021, 1, 1), D(2021, 12, 31), "示例二厂", 90),
        (D(2022, 1, 1), None, "示例二厂", 150),
    ]
    assert [(c.since, c.until, c.name) for c in queries.history(SYSTEM, ID, known=before)] == [
        (D(2020, 1, 1), D(2021, 12, 31), "示例一厂"),
        (D(2022, 1, 1), None, "示例一厂"),
    ]


def test_the_published_relation_gives_the_same_answer_live_and_replayed(enterprise):
    from django.db import connection

    before = position()
    actions.change(SYSTEM, enterprise=ID, since=D(2021, 1, 1), staff=7)
    after = position()
    live = "NOT replaced"
    replay = "known_since <= {k} AND (known_until IS NULL OR known_until > {k})"
    with connection.cursor() as cursor:
        for where, expected in (
            (live, [90, 7]),
            (replay.format(k=before), [90]),
            (replay.format(k=after), [90, 7]),
            (replay.format(k=0), []),
        ):
            cursor.execute(f"SELECT staff FROM rel_enterprise WHERE enterprise = %s AND {where} ORDER BY since", [ID])
            assert [row[0] for row in cursor.fetchall()] == expected


def test_a_fact_that_has_no_position_yet_counts_live_and_never_in_a_replay(enterprise):
    assert queries.enterprise(SYSTEM, ID, as_of=D(2023, 1, 1)) is not None
    assert queries.enterprise(SYSTEM, ID, as_of=D(2023, 1, 1), known=10**9) is None


def test_a_change_before_the_first_day_is_refused_and_nothing_changes(enterprise):
    with pytest.raises(Refusal) as no:
        actions.change(SYSTEM, enterprise=ID, since=D(2019, 12, 31), staff=1)
    assert (no.value.code, no.value.field) == ("slices.before_start", "since")
    assert [(c.since, c.staff) for c in queries.history(SYSTEM, ID)] == [(D(2020, 1, 1), 90)]
    assert Enterprise.objects.for_change().count() == 1


def test_a_closed_enterprise_is_there_on_its_last_day_and_not_after(enterprise):
    actions.change(SYSTEM, enterprise=ID, since=D(2022, 1, 1), staff=5)
    actions.close(SYSTEM, enterprise=ID, last_day=D(2021, 6, 30), reason="注销")
    assert [staff(D(2021, 6, 30)), staff(D(2021, 7, 1)), staff(D(2022, 1, 1))] == [90, None, None]


def test_a_voided_change_is_taken_back_and_the_replay_still_sees_it(enterprise):
    fact = actions.change(SYSTEM, enterprise=ID, since=D(2021, 1, 1), staff=7)
    told = position()
    ledger.void(SYSTEM, fact.id, reason="看错了行")
    assert [staff(D(2021, 1, 1)), staff(D(2021, 1, 1), known=told)] == [90, 7]
    assert staff(D(2021, 1, 1), known=position()) == 90


def test_a_change_on_which_a_later_one_stands_cannot_be_voided(enterprise):
    from django.db import transaction

    fact = actions.change(SYSTEM, enterprise=ID, since=D(2021, 1, 1), staff=7)
    actions.change(SYSTEM, enterprise=ID, since=D(2021, 6, 1), staff=8)
    with pytest.raises(Refusal) as no, transaction.atomic():
        ledger.void(SYSTEM, fact.id, reason="看错了行")
    assert no.value.code == "slices.stands_below"
    assert [staff(D(2021, 1, 1)), staff(D(2021, 6, 1))] == [7, 8]


def test_the_live_rows_of_one_key_never_overlap_whatever_is_told_in_whatever_order(enterprise):
    import random

    dice = random.Random(5)
    for _ in range(60):
        since = D(2020, 1, 1) + dt.timedelta(days=dice.randrange(900))
        actions.change(
            SYSTEM, enterprise=ID, since=since, staff=dice.randrange(50), status=dice.choice(["operating", "suspended"])
        )
    rows = queries.history(SYSTEM, ID)
    assert rows[0].since == D(2020, 1, 1)
    assert rows[-1].until is None
    for first, second in itertools.pairwise(rows):
        assert first.until + dt.timedelta(days=1) == second.since


def test_rows_are_refused_until_somebody_asks():
    for ask in (
        lambda: Enterprise.objects.all(),
        lambda: Enterprise.objects.count(),
        lambda: Enterprise.objects.filter(name="x"),
        lambda: Enterprise.objects.get(pk=1),
        lambda: Enterprise.objects.create(),
    ):
        with pytest.raises(Unscoped):
            ask()


def test_every_table_of_slices_and_persons_refuses_without_a_viewer():
    from django.apps import apps

    mine = [m for m in apps.get_models() if m._meta.app_label in {"places", "people", "registry", "access"}]
    assert len(mine) >= 9
    assert sum(issubclass(m, Slice) for m in mine) >= 6
    for model in mine:
        with pytest.raises(Unscoped):
            model._default_manager.count()


def test_a_neighbour_county_sees_no_row_and_counts_zero(enterprise):
    def county(code: str) -> Viewer:
        return Viewer("acct:x", "某", "", (), (of(code),), frozenset(), frozenset(), frozenset(), "web")

    assert queries.count(county("141002"), as_of=D(2021, 1, 1)) == 1
    assert queries.count(county("141021"), as_of=D(2021, 1, 1)) == 0
    assert queries.enterprise(county("141021"), ID, as_of=D(2021, 1, 1)) is None
    assert list(queries.ids(county("141021"), as_of=D(2021, 1, 1))) == []
    assert queries.cards(county("141021"), [ID], as_of=D(2021, 1, 1)) == {}
