"""Two files of one firm become one and two again: nothing is lost, and what is undone stands as it stood."""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import actions, queries
from anjian.registry.models import Apart, Enterprise, Item, Merger

D = dt.date
DAY, FIRST = D(2021, 1, 1), D(2020, 1, 1)
OLD, NEW, THIRD = "ent:old", "ent:new", "ent:third"
TABLES = (Enterprise, Item, Merger, Apart)


def register(enterprise, *, since=FIRST, **changes):
    asked = {"name": "示例洗煤厂", "place": "141002100", "industry": "0610", "since": since, "staff": 80}
    return actions.register(SYSTEM, enterprise=enterprise, **{**asked, **changes})


def merge(survivor=OLD, merged=NEW, since=DAY, **more):
    return actions.merge(SYSTEM, survivor=survivor, merged=merged, since=since, reason="同一家", **more)


def live():
    """Every live row, without the facts that say so."""
    found = set()
    for model in TABLES:
        for row in model.objects.for_change().filter(replaced_by__isnull=True):
            values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
            found.add((model.__name__, *sorted((k, str(v)) for k, v in values.items() if k not in ("id", "said_by"))))
    return found


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rel_fact")
        return int(cursor.fetchone()[0])


@pytest.fixture
def two(db):
    register(OLD)
    register(NEW, since=D(2020, 6, 1), name="示例洗煤有限公司", regulator="body:141002-ajj")


def test_from_the_day_there_is_one_and_before_it_there_are_two(two):
    ledger.sequence()
    before = facts.head()
    fact = merge()
    ledger.sequence()
    assert [card.id for card in queries.find(SYSTEM, as_of=DAY)] == [OLD]
    assert {card.id for card in queries.find(SYSTEM, as_of=D(2020, 12, 31))} == {OLD, NEW}
    assert queries.survivors([OLD, NEW], as_of=DAY) == {NEW: OLD}
    assert queries.survivors([OLD, NEW], as_of=D(2020, 12, 31)) == {}
    assert {card.id for card in queries.find(SYSTEM, as_of=DAY, known=before)} == {OLD, NEW}
    assert [(p.role, p.id) for p in fact.parties] == [("enterprise", OLD), ("merged", NEW)]


def test_the_survivor_takes_over_what_is_chosen_and_what_the_other_has_several_of(two):
    actions.put(
        SYSTEM, enterprise=NEW, since=D(2020, 7, 1), source="检查核实", values={"contact.联系人.phone": "13800000000"}
    )
    before = live()
    fact = merge(take=("regulator",))
    assert queries.enterprise(SYSTEM, OLD, as_of=DAY).regulator == "body:141002-ajj"
    (contact,) = queries.items(SYSTEM, OLD, as_of=DAY)
    assert (contact.enterprise, dict(contact.values), contact.hidden) == (OLD, {"phone": "13800000000"}, False)
    actions.take_apart(SYSTEM, fact=fact.id, reason="不是一家")
    assert live() == before


def test_what_was_merged_into_a_file_that_is_merged_answers_under_the_last(two):
    register(THIRD, since=D(2019, 1, 1))
    first = merge()
    second = merge(THIRD, OLD, D(2021, 3, 1))
    assert queries.survivors([OLD, NEW], as_of=D(2021, 3, 1)) == {OLD: THIRD, NEW: THIRD}
    assert queries.survivors([OLD, NEW], as_of=D(2021, 2, 28)) == {NEW: OLD}
    with pytest.raises(Refusal, match="请先作废后来的变更"):
        actions.take_apart(SYSTEM, fact=first.id, reason="错")
    actions.take_apart(SYSTEM, fact=second.id, reason="错")
    actions.take_apart(SYSTEM, fact=first.id, reason="错")
    assert {card.id for card in queries.find(SYSTEM, as_of=DAY)} == {OLD, NEW, THIRD}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"survivor": OLD, "merged": OLD}, "两边是同一份档案"),
        ({"survivor": NEW, "merged": OLD}, "比“示例洗煤有限公司”早"),
        ({"since": D(2020, 3, 1)}, "没有在册"),
        ({"merged": "ent:none"}, "没有登记企业"),
    ],
)
def test_a_wrong_merger_is_refused_and_nothing_is_written(two, asked, words):
    before, n = live(), count()
    with pytest.raises(Refusal, match=words):
        merge(**asked)
    assert (live(), count()) == (before, n)


def test_who_keeps_only_one_of_them_merges_nothing(two):
    actions.change(SYSTEM, enterprise=NEW, since=D(2020, 9, 1), place="141021100")
    county = Viewer("acct:x", "某", "", (), (of("141002"),), frozenset(), frozenset(), frozenset({"office"}), "web")
    before = live()
    with pytest.raises(Refusal, match="不能登记或变更"):
        actions.merge(county, survivor=OLD, merged=NEW, since=DAY, reason="同一家")
    with pytest.raises(Refusal, match="不能登记或变更"):
        actions.set_apart(county, one=OLD, other=NEW, since=DAY, reason="两家")
    assert live() == before


def test_a_merged_file_is_changed_no_more(two):
    merge()
    with pytest.raises(Refusal, match=f"已并入 {OLD}"):
        actions.change(SYSTEM, enterprise=NEW, since=D(2020, 8, 1), staff=3)
    with pytest.raises(Refusal, match=f"已并入 {OLD}"):
        merge(since=D(2021, 2, 1))


def test_mergers_are_listed_each_with_the_fact_that_can_be_undone(two):
    register(THIRD, since=D(2019, 1, 1))
    first, second = merge(), merge(THIRD, OLD, D(2021, 3, 1))
    march = D(2021, 3, 1)
    assert [(one.enterprise, one.survivor, one.since, one.fact) for one in queries.mergers(SYSTEM, as_of=march)] == [
        (NEW, THIRD, march, first.id),
        (OLD, THIRD, march, second.id),
    ]
    actions.take_apart(SYSTEM, fact=second.id, reason="错")
    assert [(one.enterprise, one.fact) for one in queries.mergers(SYSTEM, as_of=march)] == [(NEW, first.id)]


def test_a_part_that_becomes_a_firm_of_its_own_has_a_file_from_that_day(two):
    before = live()
    fact = actions.split(
        SYSTEM, enterprise=OLD, since=DAY, name="示例洗煤厂二分厂", new="ent:part", values={"staff": 20}, reason="分立"
    )
    part, whole = (queries.enterprise(SYSTEM, one, as_of=DAY) for one in ("ent:part", OLD))
    assert (part.name, part.place, part.industry, part.staff, part.since) == (
        "示例洗煤厂二分厂",
        "141002100000",
        "0610",
        20,
        DAY,
    )
    assert (whole.name, whole.staff, fact.party("origin")) == ("示例洗煤厂", 80, (OLD,))
    assert queries.enterprise(SYSTEM, "ent:part", as_of=D(2020, 12, 31)) is None
    with pytest.raises(Refusal, match="已经登记过"):
        actions.split(SYSTEM, enterprise=OLD, since=DAY, name="又一个", new=NEW)
    ledger.void(SYSTEM, fact.id, reason="没有分立")
    assert live() == before


def test_a_pair_set_apart_is_two_firms_until_that_is_taken_back(two):
    fact = actions.set_apart(SYSTEM, one=NEW, other=OLD, since=DAY, reason="法人不同")
    with pytest.raises(Refusal, match="已有记载"):
        actions.set_apart(SYSTEM, one=OLD, other=NEW, since=DAY, reason="法人不同")
    assert [(row.first, row.second) for row in Apart.objects.for_change().filter(replaced_by=None)] == [(NEW, OLD)]
    ledger.void(SYSTEM, fact.id, reason="看错")
    assert not Apart.objects.for_change().filter(replaced_by=None).exists()


STEP = st.sampled_from(["merge", "undo", "rename", "move", "close", "put"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STEP, st.integers(0, 2), st.integers(0, 2), st.integers(0, 5)), max_size=12))
def test_whatever_is_done_no_fact_is_lost_and_an_undone_merger_leaves_no_trace(db, steps):
    with transaction_undone():
        ids = [OLD, NEW, THIRD]
        for n, one in enumerate(ids):
            register(one, since=D(2020, 1 + n, 1))
        recorded = count()
        mergers = []
        for what, a, b, month in steps:
            day, before = D(2021, 1 + month, 1), live()
            try:
                if what == "merge":
                    mergers.append((merge(ids[a], ids[b], day).id, before, live()))
                elif what == "undo":
                    if not mergers:
                        continue
                    fact, stood, after = mergers.pop()
                    unchanged = live() == after
                    actions.take_apart(SYSTEM, fact=fact, reason="错")
                    assert not unchanged or live() == stood
                elif what == "close":
                    actions.close(SYSTEM, enterprise=ids[a], last_day=day)
                elif what == "put":
                    actions.put(SYSTEM, enterprise=ids[a], since=day, source="检查核实", values={"staff": 10 * b})
                else:
                    changed = {"name": f"示例{b}厂"} if what == "rename" else {"place": f"14100210{b}"}
                    actions.change(SYSTEM, enterprise=ids[a], since=day, **changed)
                recorded += 1
            except Refusal:
                assert live() == before
            assert count() >= recorded
            assert_no_two_live()


def assert_no_two_live():
    """No day has two rows of one thing."""
    for model, key in ((Enterprise, "enterprise"), (Merger, "enterprise")):
        rows = sorted(
            (getattr(row, key), row.since, row.until) for row in model.objects.for_change().filter(replaced_by=None)
        )
        for (one, _, until), (other, since, _) in pairwise(rows):
            assert one != other or (until is not None and until < since)
    standing = {row.survivor for row in Merger.objects.for_change().filter(replaced_by=None, until=None)}
    gone = {row.enterprise for row in Merger.objects.for_change().filter(replaced_by=None, until=None)}
    assert not standing & gone


@contextmanager
def transaction_undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_of_two_who_merge_the_same_pair_at_once_one_is_refused_in_words(fresh_database):
    register(OLD)
    register(NEW, since=D(2020, 6, 1))
    said: list[str] = []
    start = threading.Barrier(2)

    def go():
        try:
            start.wait()
            merge()
            said.append("done")
        except Refusal as no:
            said.append(no.what)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["done", f"“示例洗煤厂”的档案已并入 {OLD}"]
    assert Merger.objects.for_change().filter(replaced_by=None).count() == 1


def test_a_former_name_and_a_merged_file_lead_to_the_one_that_stands(two):
    actions.change(SYSTEM, enterprise=OLD, since=D(2020, 10, 1), name="尧山能源公司")
    asked = {"洗煤厂": [OLD], "示例洗煤有限": [NEW], "尧山": [OLD]}
    for words, ids in asked.items():
        assert [card.id for card in queries.find(SYSTEM, as_of=DAY, words=words)] == ids
    assert queries.count(SYSTEM, as_of=D(2020, 9, 30), words="尧山") == 0
    merge(since=D(2021, 2, 1))
    later = D(2021, 2, 1)
    assert [(card.id, card.name) for card in queries.find(SYSTEM, as_of=later, words="示例洗煤")] == [
        (OLD, "尧山能源公司")
    ]
    assert queries.count(SYSTEM, as_of=later, words="示例洗煤") == 1
    assert queries.find(SYSTEM, as_of=later, words="示例洗煤", status="suspended") == []
    assert queries.enterprise(SYSTEM, NEW, as_of=later).id == OLD
