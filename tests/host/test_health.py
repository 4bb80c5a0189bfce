"""Health: a finding has words, and a check that raises is a finding too."""

from __future__ import annotations

import os
import time
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
    assert list(found)[:5] == ["host.database", "host.roles", "host.disk", "host.worker", "host.backup"]
    assert (found["a"].word, found["b"].word) == ("正常", "注意")
    assert found[f"{here}.broken"].state == "fail"
    assert "ZeroDivisionError" in found[f"{here}.broken"].message
    assert found[f"{here}.broken_with_words"].message == "日历缺 2027 年。期限算不准。请装入通知。"
    assert found["no.such.module"].state == "fail"
    assert len(health.checks()) == 10


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
