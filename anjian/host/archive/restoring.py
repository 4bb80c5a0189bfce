"""Restoring a backup."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from anjian.host import database
from anjian.host.archive import programs, rights, tables
from anjian.host.archive.form import DUMP, FILE_NAME, Summary, read, unreadable
from anjian.lib.errors import Refusal


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
        program = programs.find("pg_restore", 0)
        arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        programs.call(program, to.owner, [*arguments, str(Path(scratch) / DUMP)], "restore")
        try:
            with database.connect(to.owner) as connection:
                rights.grant(connection, to, manifest["privileges"])
                counted = tables.count(connection)
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
        have = [name for (name,) in connection.execute(tables.TABLES)]
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
                if source is None or not (name == DUMP or FILE_NAME.fullmatch(name)):
                    raise unreadable(file, f"缺少 {name}" if source is None else f"文件名 {name} 不允许")
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
        raise unreadable(file, str(error)) from error


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
