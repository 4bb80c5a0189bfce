"""Health: a finding has words, and a check that raises is a finding too."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from anjian.host import health
from anjian.lib.errors import Refusal


def broken_with_words() -> health.Check:
    raise Refusal("日历缺 2027 年", "期限算不准", "请装入通知", code="x")


def broken() -> health.Check:
    return 1 / 0  # type: ignore[return-value]


def several() -> list[health.Check]:
    return [health.Check("a", "甲", "ok", "好"), health.Check("b", "乙", "warn", "注意些", "看一看")]


@pytest.fixture
def var(monkeypatch, tmp_path) -> Path:
    monkeypatch.setenv("ANJIAN_VAR", str(tmp_path))
    return tmp_path


@pytest.mark.django_db
def test_registered_checks_run_once_each_and_those_that_raise_become_findings(var, monkeypatch) -> None:
    monkeypatch.setattr(health, "_registered", [])
    here = "tests.host.test_health"
    health.register([f"{here}.several", f"{here}.broken", f"{here}.broken_with_words", "no.such.module"])
    health.register([f"{here}.several"])
    found = {check.name: check for check in health.checks()}
    assert list(found)[:6] == [
        "host.database",
        "host.roles",
        "host.disk",
        "host.worker",
        "host.backup",
        "host.calendar",
    ]
    assert (found["a"].word, found["b"].word) == ("正常", "注意")
    assert found[f"{here}.broken"].state == "fail"
    assert "ZeroDivisionError" in found[f"{here}.broken"].message
    assert found[f"{here}.broken_with_words"].message == "日历缺 2027 年。期限算不准。请装入通知。"
    assert found["no.such.module"].state == "fail"
    assert len(health.checks()) == 11


def test_a_worker_without_a_sign_of_life_is_seen(var) -> None:
    assert health.worker_alive().state == "warn"
    beat = Path(health.beat_file())
    beat.touch()
    assert health.worker_alive().state == "ok"
    os.utime(beat, (time.time() - 600, time.time() - 600))
    found = health.worker_alive()
    assert (found.state, found.message) == ("fail", "后台任务已有 10 分钟没有动静")


def test_a_missing_and_an_old_backup_are_seen(var) -> None:
    assert health.backup_age().state == "warn"
    note = var / "last_backup.json"
    note.write_text(f'{{"at": {time.time()}, "file": "a.tar"}}')
    assert health.backup_age().state == "ok"
    note.write_text(f'{{"at": {time.time() - 9 * 86400}, "file": "a.tar"}}')
    assert health.backup_age().state == "warn"
    assert "9 天前" in health.backup_age().message


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        (date(2026, 6, 1), "ok", "2027 年的节假日安排尚未装入"),
        (date(2026, 11, 1), "warn", "2027 年的节假日安排尚未装入"),
        (date(2027, 1, 1), "fail", "缺少 2027 年的节假日安排"),
        (date(2025, 12, 31), "ok", "2025 年和 2026 年的节假日安排都已装入"),
    ],
)
def test_a_missing_calendar_year_is_seen_before_it_matters(tmp_path, today: date, state: str, words: str) -> None:
    import shutil

    from anjian.host import folders

    # A copy that ends with 2026, so that the test holds when later notices have been loaded.
    for path in (folders.ROOT / "packs" / "calendar").iterdir():
        if not path.stem.isdigit() or int(path.stem) <= 2026:
            shutil.copy(path, tmp_path)
    found = health.calendar_years(tmp_path, today)
    assert (found.state, words in found.message) == (state, True), found
