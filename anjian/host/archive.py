"""Backup and restore (备份与恢复): one tar with the database, the evidence files and a manifest of digests.

The dump is taken from one snapshot of the database, and the rows of every table are counted in the same snapshot; the
files are read afterwards (they are only ever added), so every file that a row names is inside. Restoring accepts only
an empty database, checks every digest before it touches anything, and counts the rows again.

Sessions, the secret key and the rebuildable static files are not in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, LiteralString, TypedDict, cast

import psycopg
from psycopg import sql

from anjian.host import database, folders, postgres
from anjian.lib.errors import Refusal

FORMAT = 1
_DUMP, _MANIFEST, _FILES = "database.dump", "manifest.json", "files/"
_FILE_NAME = re.compile(r"files/(?!\.)[A-Za-z0-9._-]+(/(?!\.)[A-Za-z0-9._-]+)*")


class Last(TypedDict):
    """When (seconds since 1970) and where the last backup of this machine was made."""

    at: float
    file: str


class Summary(TypedDict):
    """What a backup holds, for the terminal and for ``--json``."""

    file: str
    bytes: int
    made_at: str
    server: str
    tables: int
    rows: int
    files: int
    migrations: list[str]


def last() -> Last | None:
    """The last backup made here, or None."""
    try:
        found: Last = json.loads((folders.var() / "last_backup.json").read_text())
        return found
    except (OSError, ValueError):
        return None


# -- backup ---------------------------------------------------------------------------------------------------------


def backup(to: database.Target, file: Path, *, files: Path, now: float) -> Summary:
    """Write `file` (mode 0600, whole or not at all) and return what it holds. The system may go on working meanwhile.

    files  the evidence folder
    now    seconds since 1970, written into the manifest

    Raises Refusal ``backup.exists`` when `file` is there, ``backup.folder`` when its folder is not,
    ``backup.version`` when the server is newer than pg_dump, ``backup.failed`` with pg_dump's words.
    """
    file = file.absolute()
    if file.exists():
        raise Refusal(f"文件 {file} 已经存在", "覆盖会毁掉先前的备份", "请换一个文件名", code="backup.exists")
    if not file.parent.is_dir() or not os.access(file.parent, os.W_OK):
        raise Refusal(
            f"文件夹 {file.parent} 不存在或不能写入", "备份无处存放", "请先建立文件夹或换一个位置", code="backup.folder"
        )
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".anjian-backup-") as scratch:
            dump = Path(scratch) / _DUMP
            manifest = _dump(to, dump)
            manifest |= {"format": FORMAT, "made_at": _iso(now), "app_role": to.app_role}
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
                digests = {_DUMP: _add(tar, dump, _DUMP)}
                for path in sorted(p for p in files.rglob("*") if p.is_file()) if files.is_dir() else []:
                    name = _FILES + path.relative_to(files).as_posix()
                    if _FILE_NAME.fullmatch(name):  # half-written uploads start with a dot
                        digests[name] = _add(tar, path, name)
                manifest["sha256"] = digests
                note = Path(scratch) / _MANIFEST
                note.write_text(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
                _add(tar, note, _MANIFEST)
            with part.open("rb") as done:
                os.fsync(done.fileno())
            try:
                os.link(part, file)  # unlike rename it does not overwrite
            except FileExistsError:
                raise Refusal(
                    f"文件 {file} 已经存在", "覆盖会毁掉先前的备份", "请换一个文件名", code="backup.exists"
                ) from None
    finally:
        part.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (folders.var() / "last_backup.json").write_text(json.dumps(Last(at=now, file=str(file)), ensure_ascii=False))
    return _summary(file, manifest)


def _iso(now: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(now + 8 * 3600))


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Add a file under `name` without names or times of this machine; returns its SHA-256."""
    digest = hashlib.sha256()

    class Reader:
        def __init__(self, source: Any) -> None:
            self.source = source

        def read(self, size: int = -1) -> bytes:
            block: bytes = self.source.read(size)
            digest.update(block)
            return block

    info = tarfile.TarInfo(name)
    info.mode = 0o600
    with path.open("rb") as source:
        info.size = os.fstat(source.fileno()).st_size
        tar.addfile(info, Reader(source))
    return digest.hexdigest()


def _dump(to: database.Target, dump: Path) -> dict[str, Any]:
    with database.connect(to.owner) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        row = connection.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        assert row is not None
        snapshot, version = row
        program = _program("pg_dump", connection.info.server_version // 10000)
        _call(
            program, to.owner, ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={dump}"], "backup"
        )
        return {
            "server": version,
            "rows": _count(connection),
            "privileges": _privileges(connection, to.app_role),
            "migrations": _migrations(connection),
        }


def _program(name: str, server_major: int) -> str:
    """`name` of the wheel, or of the machine where the server is newer than the wheel."""
    own = postgres.find()
    if postgres.major(own) >= server_major:
        return str(own / name)
    installed = shutil.which(name)
    if installed is not None:
        said = subprocess.run([installed, "--version"], capture_output=True, text=True, timeout=30).stdout
        number = re.search(r"(\d+)", said)
        if number and int(number.group(1)) >= server_major:
            return installed
    raise Refusal(
        f"服务器是 PostgreSQL {server_major}，随附的 {name} 是 {postgres.major(own)} 版",
        "旧版导出程序不能读新版服务器",
        f"请在本机安装 PostgreSQL {server_major} 的客户端程序后重试",
        code="backup.version",
    )


def _call(program: str, login: Mapping[str, str], arguments: list[str], what: str) -> None:
    """Run pg_dump or pg_restore as `login`; the password goes through the environment, never the command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
    names |= {"sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
    env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}
    env |= {names[key]: value for key, value in login.items() if key in names}
    argv = [program, *arguments, f"--dbname={login['dbname']}"]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise Refusal(
            f"{Path(program).name} 没有完成：{done.stderr.strip()[-600:]}",
            "没有做完的备份或恢复不会留下半成品",
            "请按上面的原因处理（磁盘空间、权限、连接）后重试",
            code=f"{what}.failed",
        )


_TABLES = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY 1"""


def _count(connection: psycopg.Connection[Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def _migrations(connection: psycopg.Connection[Any]) -> list[str]:
    row = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    if row is None or row[0] is None:
        return []
    return [f"{app}.{name}" for app, name in connection.execute("SELECT app, name FROM django_migrations ORDER BY id")]


# Tables, views and sequences as the app role holds them; functions also as everybody (PUBLIC, grantee 0) does, because
# PostgreSQL lets everybody execute a new function unless that is taken back.
_PRIVILEGES = """
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname::text, false,
           array_agg(a.privilege_type::text ORDER BY a.privilege_type)
    FROM pg_class c,
         LATERAL (SELECT (CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char" AS kind) k,
         aclexplode(coalesce(c.relacl, acldefault(k.kind, c.relowner))) a
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND a.grantee = %(app)s::regrole AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE')
    GROUP BY 1, 2
    UNION ALL
    SELECT 'FUNCTION', f.oid::regprocedure::text, a.grantee = 0, array_agg(a.privilege_type::text)
    FROM pg_proc f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
    WHERE f.pronamespace = current_schema()::regnamespace AND a.grantee IN (0, %(app)s::regrole::oid)
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3"""


def _privileges(connection: psycopg.Connection[Any], app_role: str) -> list[list[Any]]:
    """What the app role may do: [kind, name, by everybody?, rights]. Kept apart from the dump: the role may have
    another name where it is restored; what a module took away from it (the past of the ledger) must stay away."""
    quoted = sql.Identifier(app_role).as_string(connection)
    return [list(row) for row in connection.execute(_PRIVILEGES, {"app": quoted})]


def _summary(file: Path, manifest: Mapping[str, Any]) -> Summary:
    return Summary(
        file=str(file),
        bytes=file.stat().st_size,
        made_at=manifest["made_at"],
        server=manifest["server"],
        tables=len(manifest["rows"]),
        rows=sum(manifest["rows"].values()),
        files=len(manifest["sha256"]) - 1,
        migrations=manifest["migrations"],
    )


# -- restore --------------------------------------------------------------------------------------------------------


def read(file: Path) -> tuple[Summary, dict[str, Any]]:
    """Summary and manifest of a backup. Raises Refusal ``restore.unreadable`` for anything that is not one."""
    try:
        with tarfile.open(file) as tar:
            note = tar.extractfile(_MANIFEST)
            assert note is not None
            manifest = json.loads(note.read())
        if manifest["format"] != FORMAT:
            raise _unreadable(file, f"格式 {manifest['format']} 是本版本不认识的")
        return _summary(file, manifest), manifest
    except (OSError, tarfile.TarError, KeyError, ValueError, AssertionError, TypeError) as error:
        raise _unreadable(file, f"{type(error).__name__}: {error}") from error


def _unreadable(file: Path, reason: str) -> Refusal:
    return Refusal(
        f"{file} 不是可用的备份（{reason}）",
        "恢复只接受完整、未改动的备份文件",
        "请检查文件名；文件若从别处拷来，请重新拷贝并核对大小",
        code="restore.unreadable",
    )


def restore(to: database.Target, file: Path, *, files: Path) -> Summary:
    """Load the backup `file` into the empty database `to` and the evidence folder `files`.

    Order: check every digest in a scratch folder; load the database in one transaction; give the app role exactly the
    rights it had; count the rows; put the files in place. When anything fails the database is empty again.

    Raises Refusal ``restore.unreadable``, ``restore.digest``, ``restore.not_empty``, ``restore.failed``,
    ``restore.count``.
    """
    summary, manifest = read(file)
    _refuse_full(to)
    files.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=files.parent, prefix=".anjian-restore-") as scratch:
        _unpack(file, Path(scratch), manifest["sha256"])
        database.prepare(to)
        program = _program("pg_restore", 0)
        arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        _load(program, to, [*arguments, str(Path(scratch) / _DUMP)])
        try:
            with database.connect(to.owner) as connection:
                _grant(connection, to, manifest["privileges"])
                counted = _count(connection)
                wrong = {name for name in counted | manifest["rows"] if counted.get(name) != manifest["rows"].get(name)}
                if wrong:
                    raise Refusal(
                        f"恢复后这些表的行数与备份不符：{'、'.join(sorted(wrong))}",
                        "少一行也不能算恢复成功",
                        "数据库已清空，请换一份备份重试",
                        code="restore.count",
                    )
            _place(Path(scratch) / "files", files)
        except BaseException:
            _empty(to)
            raise
    return summary


def _refuse_full(to: database.Target) -> None:
    with database.connect(to.owner) as connection:
        have = [name for (name,) in connection.execute(_TABLES)]
    if have:
        raise Refusal(
            f"目标数据库不是空的（已有 {len(have)} 张表）",
            "恢复到有数据的库会把两份记录混在一起",
            "请先停止服务，把 var/pg 和 var/files 改名留存（自带数据库），或把 DATABASE_URL 指向一个空库，再执行恢复",
            code="restore.not_empty",
        )


def _unpack(file: Path, folder: Path, digests: Mapping[str, str]) -> None:
    """Unpack what the manifest names, nothing else, and compare each digest."""
    try:
        with tarfile.open(file) as tar:
            members = {member.name: member for member in tar.getmembers() if member.isreg()}
            for name, digest in digests.items():
                source = tar.extractfile(members[name]) if name in members else None
                if source is None or not (name == _DUMP or _FILE_NAME.fullmatch(name)):
                    raise _unreadable(file, f"缺少 {name}" if source is None else f"文件名 {name} 不允许")
                goal = folder / name
                goal.parent.mkdir(parents=True, exist_ok=True)
                with goal.open("wb") as out:
                    shutil.copyfileobj(source, out)
                with goal.open("rb") as back:
                    if hashlib.file_digest(back, "sha256").hexdigest() != digest:
                        raise Refusal(
                            f"备份中的 {name} 与清单的摘要不符",
                            "文件在保存或拷贝途中被改动或损坏，恢复后的证据不可信",
                            "请换一份备份；数据库和文件都没有改动",
                            code="restore.digest",
                        )
    except (tarfile.TarError, EOFError) as error:
        raise _unreadable(file, str(error)) from error


def _load(program: str, to: database.Target, arguments: list[str]) -> None:
    _call(program, to.owner, arguments, "restore")


_FUNCTIONS = """SELECT f.oid::regprocedure::text FROM pg_proc f WHERE f.pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')"""


def _grant(connection: psycopg.Connection[Any], to: database.Target, privileges: list[list[Any]]) -> None:
    """The app role gets what the manifest says, no more: default rights given while loading are taken back first."""
    if to.one_role:
        return
    app, everybody = sql.Identifier(to.app_role), sql.SQL("PUBLIC")
    schema = sql.SQL(_schema(connection))
    functions = {name for (name,) in connection.execute(_FUNCTIONS)}
    for kind in ("TABLES", "SEQUENCES"):
        connection.execute(sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA {} FROM {}").format(sql.SQL(kind), schema, app))
    for name in functions:
        # These names come from the catalogue, quoted by the server itself; those of the manifest are only compared.
        connection.execute(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC, {}").format(sql.SQL(name), app))
    for kind, name, public, rights in privileges:
        known = name in functions if kind == "FUNCTION" else kind in ("TABLE", "SEQUENCE")
        if not known or not all(re.fullmatch("[A-Z]+", right) for right in rights):
            raise Refusal(
                f"备份清单中的权限读不懂：{kind} {name}",
                "权限不明就不能恢复",
                "请换一份备份",
                code="restore.unreadable",
            )
        thing = sql.SQL(name) if kind == "FUNCTION" else sql.Identifier(name)
        grantee = everybody if public else app
        connection.execute(
            sql.SQL("GRANT {} ON {} {} TO {}").format(sql.SQL(", ".join(rights)), sql.SQL(kind), thing, grantee)
        )


def _schema(connection: psycopg.Connection[Any]) -> LiteralString:
    row = connection.execute("SELECT quote_ident(current_schema())").fetchone()
    assert row is not None
    return cast(LiteralString, row[0])


def _empty(to: database.Target) -> None:
    """Make the database empty again after a load that did not hold."""
    with database.connect(to.owner, autocommit=True) as connection, connection.transaction():
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def _place(unpacked: Path, files: Path) -> None:
    """Move the files in; one that is there already under the same digest stays."""
    for path in sorted(p for p in unpacked.rglob("*") if p.is_file()) if unpacked.is_dir() else []:
        goal = files / path.relative_to(unpacked)
        goal.parent.mkdir(parents=True, exist_ok=True)
        if not goal.exists():
            path.rename(goal)
