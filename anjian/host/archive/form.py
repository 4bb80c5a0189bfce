"""The form of a backup: names in the tar, manifest, summary."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from anjian.host import folders
from anjian.lib.errors import Refusal

FORMAT = 1
DUMP, MANIFEST, FILES = "database.dump", "manifest.json", "files/"
FILE_NAME = re.compile(r"files/(?!\.)[A-Za-z0-9._-]+(/(?!\.)[A-Za-z0-9._-]+)*")


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


def summary(file: Path, manifest: Mapping[str, Any]) -> Summary:
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


def read(file: Path) -> tuple[Summary, dict[str, Any]]:
    """Summary and manifest of a backup. Raises Refusal ``restore.unreadable`` for anything that is not one."""
    try:
        with tarfile.open(file) as tar:
            note = tar.extractfile(MANIFEST)
            assert note is not None
            manifest = json.loads(note.read())
        if manifest["format"] != FORMAT:
            raise unreadable(file, f"格式 {manifest['format']} 是本版本不认识的")
        return summary(file, manifest), manifest
    except (OSError, tarfile.TarError, KeyError, ValueError, AssertionError, TypeError) as error:
        raise unreadable(file, f"{type(error).__name__}: {error}") from error


def unreadable(file: Path, reason: str) -> Refusal:
    return Refusal(
        f"{file} 不是可用的备份（{reason}）",
        "恢复只接受完整、未改动的备份文件",
        "请检查文件名；文件若从别处拷来，请重新拷贝并核对大小",
        code="restore.unreadable",
    )
