"""The worker's loop: one failing step stops no other, and a database that goes away is waited for."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from django.db import connection, connections

from anjian.host import worker


def test_it_counts_what_was_done_and_one_failing_step_stops_no_other(tmp_path: Path) -> None:
    waiting, forgotten = [1] * 7, []

    def take() -> int:
        return waiting.pop() if waiting else 0

    def fail() -> int:
        raise RuntimeError("poison")

    beat = tmp_path / "beat"
    done = worker.work(
        {"fail": fail, "take": take},
        stop=threading.Event(),
        forget=lambda: forgotten.append(1),
        beat=beat,
        turns=10,
    )
    assert done == 7
    assert waiting == []
    assert 1 <= len(forgotten) < 10  # it was tried again, with pauses
    assert beat.exists()


def test_it_stops_when_told_even_while_idle() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=({"idle": lambda: 0},), kwargs={"stop": stop, "forget": int})
    thread.start()
    time.sleep(0.2)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_after_its_connection_was_cut_it_goes_on_with_a_new_one(fresh_database) -> None:
    turns: list[int] = []

    def step() -> int:
        if len(turns) == 1:
            with fresh_database.server and fresh_database.connect("postgres", autocommit=True) as boss:
                boss.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        turns.append(1)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_session VALUES (%s, '', now())", [f"turn {len(turns)}"])
        return 1

    worker.work({"step": step}, stop=threading.Event(), forget=connections.close_all, turns=30)
    assert len(turns) > 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (len(turns) - 1,)  # all but the one whose connection was cut
