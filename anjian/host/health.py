"""Health (健康状况): named checks, this machine's own and those that modules register. `checks()` runs them all.

A check is a function without arguments that returns one `Check` or several. A check that raises is itself a finding.
"""

from __future__ import annotations

import importlib
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from anjian.host import database, folders
from anjian.lib.calendar import Calendar
from anjian.lib.errors import Refusal

State = Literal["ok", "warn", "fail"]
WORDS: dict[State, str] = {"ok": "正常", "warn": "注意", "fail": "故障"}

_registered: list[str] = []


@dataclass(frozen=True)
class Check:
    """One finding.

    name     stable word for programs, such as ``ledger.lag``
    title    Chinese words for people
    state    ok 正常 · warn 注意 · fail 故障
    message  what was found, with the figure
    next     what to do; empty when ok
    """

    name: str
    title: str
    state: State
    message: str
    next: str = ""

    @property
    def word(self) -> str:
        return WORDS[self.state]

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def register(names: Iterable[str]) -> None:
    """Add dotted names of check functions; wired once by `config`. A name given twice counts once."""
    _registered.extend(name for name in names if name not in _registered)


def checks() -> list[Check]:
    """All findings now, this machine's first. Never raises: what a check raises becomes its finding."""
    found: list[Check] = []
    for name, function in _functions():
        try:
            result = function()
            found.extend([result] if isinstance(result, Check) else result)
        except Exception as error:
            first = (str(error).strip().splitlines() or [""])[0]
            text = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}：{first}"
            found.append(Check(name, f"检查项 {name} 无法完成", "fail", text, "请把这条信息交给系统管理员"))
    return found


def _functions() -> Iterable[tuple[str, Callable[[], Check | Iterable[Check]]]]:
    yield "host.database", database_answers
    yield "host.roles", two_roles
    yield "host.disk", disk
    yield "host.worker", worker_alive
    yield "host.backup", backup_age
    yield "host.calendar", calendar_years
    for dotted in _registered:
        yield dotted, _lookup(dotted)


def _lookup(dotted: str) -> Callable[[], Check | Iterable[Check]]:
    def call() -> Check | Iterable[Check]:
        module, name = dotted.rsplit(".", 1)
        result: Check | Iterable[Check] = getattr(importlib.import_module(module), name)()
        return result

    return call


# -- this machine's own ------------------------------------------------------------------------------------------------


def database_answers() -> Check:
    """Does the database answer, which version, how fast?"""
    from django.db import connection

    title, begun = "数据库", time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0])
    except Exception as error:
        first = (str(error).strip().splitlines() or [""])[0]
        return Check("host.database", title, "fail", f"连不上：{first}", "请检查数据库是否在运行，或重新执行 make run")
    spent = (time.monotonic() - begun) * 1000
    words = f"PostgreSQL {version // 10000}.{version % 10000}，应答 {spent:.0f} 毫秒"
    if version // 10000 < database.OLDEST:
        return Check("host.database", title, "fail", words, f"请升级到 PostgreSQL {database.OLDEST} 以上")
    return Check("host.database", title, "ok", words)


def two_roles() -> Check:
    """Is the role that serves without the right to change the ledger's past?"""
    from django.db import connection

    title = "数据库角色"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
            " EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname = current_schema()"
            " AND pg_has_role(current_user, c.relowner, 'USAGE'))"
        )
        user, superuser, owns = cursor.fetchone()
    if superuser or owns:
        why = "是超级用户" if superuser else "同时拥有数据表"
        return Check(
            "host.roles",
            title,
            "warn",
            f"服务使用的角色 {user} {why}：台账的禁止修改只剩触发器把守，可被绕过",
            "请建立两个角色，用 DATABASE_OWNER_URL 指定属主、DATABASE_URL 指定只读写的应用角色",
        )
    return Check("host.roles", title, "ok", f"应用角色 {user} 与属主分开，不能修改既往记录")


def disk() -> Check:
    """Free space where database and files are."""
    where = folders.var() if folders.var().exists() else folders.ROOT
    usage = shutil.disk_usage(where)
    free, share = usage.free / 2**30, usage.free / usage.total
    words = f"{where} 所在磁盘剩余 {free:.1f} GiB（{share:.0%}）"
    hint = "请清理磁盘或扩容；写满后无法记录"
    if free < 0.5:
        return Check("host.disk", "磁盘空间", "fail", words, hint)
    if free < 5 or share < 0.05:
        return Check("host.disk", "磁盘空间", "warn", words, hint)
    return Check("host.disk", "磁盘空间", "ok", words)


def beat_file() -> str:
    """Path of the file that a living worker touches each second."""
    return str(folders.var() / "worker.beat")


def worker_alive() -> Check:
    """When did the worker of this machine last say that it lives?"""
    title = "后台任务"
    hint = "请检查 anjian run 是否在运行，或另开终端执行 anjian worker"
    try:
        age = time.time() - Path(beat_file()).stat().st_mtime
    except OSError:
        return Check("host.worker", title, "warn", "本机没有后台任务运行的记录", hint)
    if age > 60:
        return Check("host.worker", title, "fail", f"后台任务已有 {age / 60:.0f} 分钟没有动静", hint)
    return Check("host.worker", title, "ok", f"后台任务 {age:.0f} 秒前有动静")


def backup_age() -> Check:
    """When was the last backup made on this machine?"""
    from anjian.host import archive

    title = "备份"
    last = archive.last()
    if last is None:
        return Check("host.backup", title, "warn", "本机还没有做过备份", "请执行：anjian backup 文件名.tar")
    days = (time.time() - last["at"]) / 86400
    words = f"最近一次备份在 {days:.0f} 天前：{last['file']}"
    if days > 7:
        return Check("host.backup", title, "warn", words, "请执行：anjian backup 文件名.tar")
    return Check("host.backup", title, "ok", words)


def calendar_years(folder: Path | None = None, today: date | None = None) -> Check:
    """Is the holiday notice of this year loaded, and towards the end of a year that of the next?

    The notice for a year comes out in the autumn before; until it is loaded, due dates in that year are provisional.
    The middle of the year is asked: its last days are settled only by the notice of the year after (New Year's leave).
    """
    today = today or (datetime.now(UTC) + timedelta(hours=8)).date()
    calendar = Calendar.load(folder or folders.ROOT / "packs" / "calendar")
    title = "工作日历"
    hint = "请把国务院办公厅关于该年节假日安排的通知写成 packs/calendar/年份.yaml 后装入"
    if calendar.provisional(date(today.year, 7, 1)):
        words = f"缺少 {today.year} 年的节假日安排：今年的工作日期限只按周末推算，是暂定的"
        return Check("host.calendar", title, "fail", words, hint)
    if calendar.provisional(date(today.year + 1, 7, 1)):
        words = f"{today.year + 1} 年的节假日安排尚未装入：落在明年的工作日期限是暂定的"
        return Check(
            "host.calendar", title, "warn" if today.month >= 11 else "ok", words, hint if today.month >= 11 else ""
        )
    return Check("host.calendar", title, "ok", f"{today.year} 年和 {today.year + 1} 年的节假日安排都已装入")
