"""Making a backup."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from anjian.host import database, folders
from anjian.host.archive import programs, rights, tables
from anjian.host.archive.form import DUMP, FILE_NAME, FILES, FORMAT, MANIFEST, Last, Summary, summary
from anjian.lib.errors import Refusal


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
            dump = Path(scratch) / DUMP
            manifest = _dump(to, dump)
            manifest |= {"format": FORMAT, "made_at": _iso(now), "app_role": to.app_role}
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
                digests = {DUMP: _add(tar, dump, DUMP)}
                for path in sorted(p for p in files.rglob("*") if p.is_file()) if files.is_dir() else []:
                    name = FILES + path.relative_to(files).as_posix()
                    if FILE_NAME.fullmatch(name):  # half-written uploads start with a dot
                        digests[name] = _add(tar, path, name)
                manifest["sha256"] = digests
                note = Path(scratch) / MANIFEST
                note.write_text(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
                _add(tar, note, MANIFEST)
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
    return summary(file, manifest)


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
        program = programs.find("pg_dump", connection.info.server_version // 10000)
        programs.call(
            program,
            to.owner,
            ["--format=custom", "--no-owner", *tables.without_rows(), f"--snapshot={snapshot}", f"--file={dump}"],
            "backup",
        )
        return {
            "server": version,
            "rows": tables.count(connection),
            "privileges": rights.read(connection, to.app_role),
            "migrations": tables.migrations(connection),
        }
