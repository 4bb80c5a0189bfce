"""pg_dump and pg_restore."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from anjian.host import postgres
from anjian.lib.errors import Refusal


def find(name: str, server_major: int) -> str:
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


def call(program: str, login: Mapping[str, str], arguments: list[str], what: str) -> None:
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
