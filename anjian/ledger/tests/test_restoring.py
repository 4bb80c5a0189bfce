"""After dump and restore into a second server handlers still hear everything, old and new."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import conftest
from anjian.host.postgres import Server
from anjian.ledger import actions, handlers, queries
from anjian.ledger.events import Fact
from anjian.ledger.tests.making import about, sql
from anjian.lib.viewer import SYSTEM


@pytest.fixture
def second() -> Iterator[Server]:
    """A server of its own, as young as can be: its transaction numbers lie far behind those of the first."""
    with tempfile.TemporaryDirectory(prefix="anjian-second-") as folder:
        os.chmod(folder, 0o711)
        server = Server(Path(folder) / "pg", settings={"fsync": "off", "shared_buffers": "16MB"})
        server.start()
        try:
            yield server
        finally:
            server.stop()


def test_after_restore_handlers_hear_what_was_undelivered_and_what_comes_new(
    fresh_database: Any, second: Server
) -> None:
    heard: list[int] = []
    sick = True

    @handlers.after("*", name="test.restored")
    def take(fact: Fact) -> None:
        if sick and "ent:2" in fact.subjects:
            raise ValueError("读不懂")
        heard.append(fact.position)

    for n in range(1, 6):
        about(f"ent:{n}")
    actions.sequence()
    actions.deliver()
    assert heard == [1, 3, 4, 5]
    about("ent:6")
    about("ent:7")
    actions.sequence()  # 6 and 7 are sequenced, not delivered
    about("ent:8")
    about("ent:9")  # 8 and 9 are not even sequenced
    actions.seal(at_once=True)
    for _ in range(300):
        sql("SELECT pg_current_xact_id()::text")
    old = int(sql("SELECT pg_current_xact_id()::text")[0][0])

    dump = Path(second.home) / "ledger.dump"
    tool = {"check": True, "capture_output": True, "timeout": 120}
    source, target = fresh_database.login("anjian"), second.login("anjian", "anjian")
    for words in (
        [second.programs / "pg_dump", "-Fc", "-f", dump, *_to(source)],
        [second.programs / "pg_restore", "--exit-on-error", *_to(target), dump],
    ):
        subprocess.run([str(word) for word in words], **tool)  # type: ignore[call-overload]

    with psycopg.connect(**target) as there:
        assert int(there.execute("SELECT pg_current_xact_id()::text").fetchone()[0]) < old
    before = fresh_database.login()
    conftest._point(second.login("anjian_app", "anjian"))
    try:
        assert queries.verify(SYSTEM).ok
        for n in (10, 2):
            about(f"ent:{n}")
        assert actions.sequence() == 4
        assert actions.deliver() == 6
        assert heard == [1, 3, 4, 5, 6, 7, 8, 9, 10]
        assert [(one.position, one.error) for one in queries.parked()] == [(2, "ValueError: 读不懂"), (11, None)]
        sick = False
        assert actions.retry(SYSTEM) == 2
        assert heard == [1, 3, 4, 5, 6, 7, 8, 9, 10, 2, 11]
        actions.seal(at_once=True)
        report = queries.verify(SYSTEM)
        assert (report.problems, report.sealed) == ((), 11)
        with psycopg.connect(**second.login("anjian_app", "anjian"), autocommit=True) as app:
            for attack in (
                "UPDATE ledger_fact SET name = 'x'",
                "DELETE FROM ledger_body",
                "DELETE FROM ledger_pending",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(attack)
    finally:
        conftest._point(before)


def _to(login: dict[str, str]) -> list[str]:
    return ["-h", login["host"], "-p", login["port"], "-U", login["user"], "-d", login["dbname"]]
