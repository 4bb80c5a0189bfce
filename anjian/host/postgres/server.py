"""Start, adopt, stop the embedded server; make it once."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from anjian.host import folders
from anjian.host.postgres import binaries, identity
from anjian.lib.errors import Refusal

SUPERUSER = "postgres"
ROLES = {"anjian": "LOGIN CREATEDB", "anjian_app": "LOGIN"}
PORT = "5432"
_PATIENCE = 15.0
"""Seconds a start waits for the remains of a killed server; half of one is usual, a busy machine needs more."""
_SOCKET_BYTES = 107
"""sun_path holds 108 bytes with its closing zero."""


def _buffers() -> str:
    """A sixteenth of the memory: the rows of a large region are found without asking the system for their pages."""
    mebibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return f"{min(max(mebibytes // 16, 256), 2048)}MB"


SETTINGS: dict[str, str] = {
    "shared_buffers": _buffers(),
    "max_wal_size": "2GB",
    "max_connections": "100",
    # Lists that come in take the turn of each of their subjects, some hundreds per transaction, several at a time.
    "max_locks_per_transaction": "512",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Many small questions: compiling them costs more than it saves.
    "jit": "off",
}


@dataclass(frozen=True)
class Started:
    """How a start went: in which way, seconds it took, retries because shared memory was still held."""

    how: Literal["made", "started", "adopted"]
    seconds: float
    retries: int


class Server:
    """The embedded PostgreSQL in `home` (data, log, lock, socket).

    home       folder of its own; made when absent
    programs   folder of postgres and initdb; the wheel's by default
    settings   server settings over `SETTINGS`, e.g. fsync=off for tests
    ways       what root may try to become somebody else (see `identity`)
    """

    def __init__(
        self,
        home: Path,
        *,
        programs: Path | None = None,
        settings: Mapping[str, str] | None = None,
        ways: tuple[identity.Kind, ...] = ("drop", "namespace"),
    ) -> None:
        self.asked = home
        self.settings = {**SETTINGS, **(settings or {})}
        self._programs = programs
        self._ways = ways
        self._child: subprocess.Popen[bytes] | None = None
        self._log_start = 0
        moved = home / "elsewhere"
        self.home = Path(moved.read_text().strip()) if moved.is_file() else home

    # -- where things are -------------------------------------------------------------------------------------------

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def programs(self) -> Path:
        copied = self.home / "pginstall" / "bin"
        return copied if copied.is_dir() else (self._programs or binaries.find())

    @property
    def sockets(self) -> Path:
        """Folder of the Unix socket: `home`, or a short one in /tmp where the path is longer than a socket's may be."""
        if len(os.fsencode(self.home / f".s.PGSQL.{PORT}.lock")) <= _SOCKET_BYTES:
            return self.home
        return Path("/tmp") / f"anjian-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"

    def login(self, role: str, database: str) -> dict[str, str]:
        """libpq keywords to connect as `role`. The socket's folder is the lock: who may enter it may connect."""
        return {"host": str(self.sockets), "port": PORT, "user": role, "dbname": database}

    # -- is it there? -----------------------------------------------------------------------------------------------

    def pid(self) -> int | None:
        """Process id of the running postmaster of this data folder, else None.

        A number in a file is not a process: ids are recycled and killed children stay zombies. So the program and the
        working folder of the process are compared (both unreadable for a zombie).
        """
        try:
            number = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            program = os.readlink(f"/proc/{number}/exe").removesuffix(" (deleted)")
            works_in = os.readlink(f"/proc/{number}/cwd")
        except (OSError, ValueError):
            return None
        return number if program.endswith("/postgres") and works_in == os.path.realpath(self.data) else None

    def answers(self) -> bool:
        """True when it takes a connection now."""
        try:
            with psycopg.connect(self._super(), connect_timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def _super(self) -> str:
        return make_conninfo("", **self.login(SUPERUSER, "postgres"))

    # -- start ------------------------------------------------------------------------------------------------------

    def start(self, *, timeout: float = 60.0) -> Started:
        """Make, start or adopt the server and return when it answers. Safe to call twice at once from two processes.

        Raises Refusal ``postgres.foreign`` (files of another account), ``postgres.major`` (data of another major
        version), ``postgres.failed`` (it does not come up; with the end of its log), and those of `identity.choose`.
        """
        begun = time.monotonic()
        identity.refuse_foreign_data(self.data)
        who = self._settle()
        with self._locked():
            running = self.pid()
            if running is None:
                made = self._make(who)
                retries = self._bring_up(who, begun + timeout)
            else:
                made, retries = False, self._bring_up(who, begun + timeout)
            self._roles()
        how: Literal["made", "started", "adopted"] = "made" if made else "started" if running is None else "adopted"
        return Started(how, time.monotonic() - begun, retries)

    def _settle(self) -> identity.Identity:
        """Choose who runs it, and move programs and data to /var/tmp where nobody else can reach this checkout."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        who = identity.choose(self.programs, self.home, ways=self._ways)
        if who is None:
            far = Path("/var/tmp") / f"anjian-{hashlib.sha256(os.fsencode(self.asked)).hexdigest()[:16]}"
            far.mkdir(mode=0o755, exist_ok=True)
            if far.stat().st_uid != 0:
                raise Refusal(
                    f"备用文件夹 {far} 属于账户 {folders.account(far.stat().st_uid)}",
                    "不能在他人的文件夹里建数据库",
                    f"请管理员检查后删除 {far}，或把本系统移到其他账户可以进入的文件夹",
                    code="postgres.elsewhere",
                )
            if not (far / "pg" / "pginstall").exists():
                part = far / "pg" / f"pginstall.{os.getpid()}"
                shutil.copytree(self.programs.parent, part, symlinks=True)
                part.rename(far / "pg" / "pginstall")
            self.asked.mkdir(parents=True, exist_ok=True)
            (self.asked / "elsewhere").write_text(str(far / "pg"))
            self.home = far / "pg"
            who = identity.choose(self.programs, self.home, ways=("drop",))
            if who is None:
                raise Refusal(
                    "没有办法以普通账户运行自带数据库",
                    "PostgreSQL 不允许以 root 运行，而普通账户进不了本系统和 /var/tmp",
                    "请用普通账户运行本系统，或设置 DATABASE_URL 指向已有的服务器",
                    code="postgres.no_way",
                )
        return who

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self.home / "lock").open("w") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                yield
        except PermissionError as error:
            owner = folders.account(self.home.stat().st_uid if os.access(self.home.parent, os.X_OK) else 0)
            raise Refusal(
                f"进不了数据库文件夹 {self.home}（属于账户 {owner}）",
                "这个目录先前由另一账户启动过",
                f"请改用账户 {owner} 运行，或请管理员把该文件夹改为当前账户所有",
                code="postgres.foreign",
            ) from error

    def _make(self, who: identity.Identity) -> bool:
        """initdb unless a finished cluster is there. A half-made one (killed inside initdb) is wiped."""
        finished = self.home / "finished"
        identity.own(who, self.home)
        if finished.exists() and (self.data / "PG_VERSION").exists():
            self._refuse_other_major()
            return False
        if finished.exists():
            raise Refusal(
                f"数据库文件夹 {self.data} 不完整",
                "它曾经建好并可能保存过数据，系统不会自行清空",
                f"请从备份恢复：先把 {self.home} 移到别处，再执行 anjian restore 备份文件",
                code="postgres.damaged",
            )
        shutil.rmtree(self.data, ignore_errors=True)
        argv = [str(self.programs / "initdb"), "-D", str(self.data), "-U", SUPERUSER, "-A", "trust"]
        # LC_CTYPE must know Chinese letters, or trigram search over Chinese text is silently empty.
        argv += ["-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if self.settings.get("fsync") == "off":
            argv.append("--no-sync")
        child = self._spawn(who, argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = child.communicate(timeout=300)
        if child.returncode != 0:
            raise Refusal(
                f"数据库初始化失败：{said.decode(errors='replace').strip()[-600:]}",
                "没有数据库，系统不能启动",
                "请检查磁盘空间和文件夹权限后重试；文件夹会自动重建",
                code="postgres.initdb",
            )
        finished.write_text(f"{binaries.major(self.programs)}\n")
        identity.own(who, self.home)
        return True

    def _refuse_other_major(self) -> None:
        have = int((self.data / "PG_VERSION").read_text().strip().split(".")[0])
        program = binaries.major(self.programs)
        if have != program:
            raise Refusal(
                f"数据文件是 PostgreSQL {have} 的，现在安装的程序是 PostgreSQL {program}",
                "不同大版本的数据文件不能直接打开，强行打开会损坏数据",
                "请先回到升级前的版本并启动，用旧程序导出：.venv/bin/anjian backup 升级.tar；"
                f"停止后把 {self.home} 改名留存，再用新程序载入：.venv/bin/anjian restore 升级.tar",
                code="postgres.major",
            )

    def _bring_up(self, who: identity.Identity, deadline: float) -> int:
        """Spawn where nothing runs and wait until it answers; returns how often shared memory was still held.

        After kill -9 of the postmaster alone its children live on for a moment and hold the shared memory, so that a
        start is refused by PostgreSQL itself: tried again for `_PATIENCE` seconds before it is called an error. A
        server that is just shutting down is waited for in the same way.
        """
        retries, spawned, patience = 0, False, time.monotonic() + _PATIENCE
        while not (self.pid() is not None and self.answers()):
            if time.monotonic() > deadline:
                raise self._failed("在限定时间内没有启动完成")
            if self.pid() is None and (self._child is None or self._child.poll() is not None):
                # A child of an earlier start that was killed says nothing about this one.
                if spawned:
                    if not self._still_held() or time.monotonic() > patience:
                        raise self._failed("没有启动")
                    retries += 1
                    time.sleep(0.1)
                self._prepare_sockets(who)
                argv = [str(self.programs / "postgres"), "-D", str(self.data)]
                settings = {
                    **self.settings,
                    "listen_addresses": "",
                    "port": PORT,
                    "unix_socket_directories": str(self.sockets),
                    "unix_socket_permissions": "0700",
                }
                for name, value in settings.items():
                    argv += ["-c", f"{name}={value}"]
                self._log_start = self._trim_log()
                with self.log.open("ab") as log:
                    self._child = self._spawn(who, argv, stdout=log, stderr=log)
                spawned = True
            time.sleep(0.01)
        return retries

    def _spawn(self, who: identity.Identity, argv: list[str], **streams: Any) -> subprocess.Popen[bytes]:
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
        return subprocess.Popen(
            who.command(argv),
            env=env,
            cwd="/",
            umask=0o077,
            # Ctrl-C in the terminal must not reach the server before the web processes have finished their requests.
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            **streams,
            **who.popen(),
        )

    def _prepare_sockets(self, who: identity.Identity) -> None:
        if self.sockets == self.home:
            return
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        owner = self.sockets.lstat().st_uid
        if owner not in {os.geteuid(), who.owner[0]}:
            raise Refusal(
                f"临时文件夹 {self.sockets} 属于账户 {folders.account(owner)}",
                "数据库的连接点放在那里会被他人控制",
                f"请管理员删除 {self.sockets} 后重试",
                code="postgres.sockets",
            )
        identity.own(who, self.sockets)

    def _trim_log(self) -> int:
        """Keep the log below some megabytes over many starts; returns its size, where this start's lines begin."""
        size = self.log.stat().st_size if self.log.exists() else 0
        if size > 10_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
            size = 0
        return size

    def _tail(self) -> str:
        try:
            with self.log.open("rb") as log:
                log.seek(self._log_start)
                return log.read()[-1500:].decode(errors="replace").strip()
        except OSError:
            return ""

    def _still_held(self) -> bool:
        said = self._tail()
        return any(
            words in said
            for words in ("pre-existing shared memory block", "is still in use", 'lock file "', "Is another postmaster")
        )

    def _failed(self, how: str) -> Refusal:
        return Refusal(
            f"自带数据库{how}：{self._tail()[-600:] or '日志为空'}",
            "没有数据库，系统不能启动",
            f"请查看 {self.log}；常见原因是磁盘已满、内存不足或文件夹权限不对",
            code="postgres.failed",
        )

    def _roles(self) -> None:
        """Owner, app role and database. Idempotent: a kill between initdb and here leaves nothing half-made."""
        with psycopg.connect(self._super(), autocommit=True) as connection:
            have = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role, rights in ROLES.items():
                if role not in have:
                    connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'anjian'").fetchone():
                connection.execute("CREATE DATABASE anjian OWNER anjian STRATEGY wal_log")

    # -- stop -------------------------------------------------------------------------------------------------------

    def stop(self, *, timeout: float = 30.0) -> bool:
        """Fast shutdown (SIGINT): open transactions are rolled back, all is written. True when one was running.

        After `timeout` seconds SIGQUIT: the next start recovers from the log, nothing committed is lost.
        """
        number = self.pid()
        if number is None:
            self._reap()
            return False
        for sign, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 10.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, sign)
            until = time.monotonic() + patience
            while time.monotonic() < until:
                self._reap()
                if not _lives(number):
                    if self.sockets != self.home:
                        with contextlib.suppress(OSError):
                            self.sockets.rmdir()
                    return True
                time.sleep(0.01)
        raise self._failed("没有停下")

    def _reap(self) -> None:
        if self._child is not None and self._child.poll() is not None:
            self._child = None


def _lives(number: int) -> bool:
    """A process that is there and no zombie."""
    try:
        with open(f"/proc/{number}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rsplit(") ", 1)[1][0] not in "ZX"
    except (OSError, IndexError) as error:
        return isinstance(error, OSError) and error.errno not in (errno.ENOENT, errno.ESRCH)
