"""A long sheet is read by a process of its own: it comes in as a short one does, and the process is never left over."""

from __future__ import annotations

import os
import signal
from typing import Any

import psutil
import pytest
from django.db import transaction

from anjian.ledger import queries as facts
from anjian.lib.viewer import STRANGER
from anjian.places.cli import load_packs
from anjian.registry import queries
from anjian.registry.intake import actions, advancing, reading
from anjian.registry.intake import queries as intakes
from anjian.registry.intake.models import IntakeFault, IntakeRow
from anjian.registry.models import Enterprise, Item
from anjian.registry.tests.ledger_sheets import book, firm
from anjian.registry.tests.test_intake import ME, NOW, TODAY, taken, tried
from anjian.scope.queries import told_by

pytestmark = pytest.mark.django_db
ROWS = 90
MADE = {"id", "said_by", "item", "private_in", "enterprise"}
"""Columns that are made anew each time."""


@pytest.fixture(autouse=True)
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    load_packs()
    monkeypatch.setattr(advancing, "CHUNK", 10)
    monkeypatch.setattr(reading, "LONG", 20)
    monkeypatch.setattr(reading, "MEANWHILE", 2)


def sheet() -> bytes:
    """Good rows, faulty ones, firms without a code, one twice, a name that every escape is needed for."""
    rows = [firm(n) for n in range(1, ROWS + 1)]
    rows[7] = firm(8, 职工人数="许多")
    rows[41] = firm(42, 信用代码="")
    rows[55] = firm(3)
    rows[60] = firm(61, 单位名称='示例"甲\\乙"{有限},NULL公司')
    rows[88] = firm(89, 所在乡镇="别处镇")
    return book(rows)


def beside() -> list[psutil.Process]:
    running = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
    return [one for one in running if "anjian.host.beside" in one.cmdline()]


def standing() -> list[Any]:
    rows = [
        *told_by(Enterprise.objects.for_change()).order_by("name").values(),
        *told_by(Item.objects.for_change()).order_by("phone_mark", "name").values(),
    ]
    told = [
        (fact.name, fact.place, fact.attributes, {**fact.private, "list": ""}, [(p.role, p.name) for p in fact.parties])
        for fact in facts.facts(ME, names=["registry.registered"], limit=1000)
    ]
    return [
        [{name: value for name, value in row.items() if name not in MADE} for row in rows],
        sorted(told, key=lambda one: int(one[3]["row"])),
        list(IntakeRow.objects.for_change().order_by("row").values_list("row", "outcome", "digest", "name")),
        list(IntakeFault.objects.for_change().order_by("row", "ref").values_list("row", "ref", "why", "next")),
    ]


def test_it_comes_in_as_a_short_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for long in (10_000, 20):
        monkeypatch.setattr(reading, "LONG", long)
        with transaction.atomic():
            row = taken(sheet())
            assert row.counts == {"new": ROWS - 3, "faulty": 3}
            found.append(standing())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert len(found[0][1]) == ROWS - 3
    assert not beside()


def test_while_it_is_read_one_process_reads_and_one_that_was_killed_is_started_again() -> None:
    id = tried(sheet()).id
    actions.take(ME, id, now=NOW)
    assert advancing.advance(ME, id, now=NOW, chunks=4)
    [reader] = beside()
    os.kill(reader.pid, signal.SIGKILL)
    assert not advancing.advance(ME, id, now=NOW, chunks=1000)
    row = intakes.import_(ME, id)
    assert row is not None
    assert row.counts == {"new": ROWS - 3, "faulty": 3}
    assert queries.count(ME, as_of=TODAY) == ROWS - 3
    assert not beside()


def test_an_import_that_is_stopped_lets_its_process_go() -> None:
    id = tried(sheet()).id
    actions.take(ME, id, now=NOW)
    assert advancing.advance(ME, id, now=NOW, chunks=3)
    assert len(beside()) == 1
    assert not advancing.advance(STRANGER, id, now=NOW, chunks=3)
    row = intakes.import_(ME, id)
    assert row is not None
    assert (row.stopped != "", beside()) == (True, [])


def test_long_sheets_that_nobody_goes_on_with_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 1)
    ids = []
    for n in range(2):
        id = actions.upload(ME, book([firm(100 * n + one) for one in range(1, ROWS)]), name=f"{n}.xlsx", now=NOW)
        actions.explain(ME, id, said={}, now=NOW)
        assert advancing.advance(ME, id, now=NOW, chunks=3)
        ids.append(id)
    assert sum(one.long for one in reading._open.values()) == reading.AT_ONCE
    assert len(beside()) <= reading.AT_ONCE, "one may be done with the little that is left"
    for id in ids:
        assert not advancing.advance(ME, id, now=NOW, chunks=1000)
        row = intakes.import_(ME, id)
        assert row is not None
        assert (row.state, row.counts["new"]) == ("tried", ROWS - 1)
    assert not beside()
