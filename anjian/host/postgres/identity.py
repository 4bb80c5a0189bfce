"""As whom the server runs: PostgreSQL refuses root, so root has to become somebody else for it.

Ways, tried by doing and not by reading mode bits (access lists and mounts make those lie):

``self``       an ordinary user runs it as himself
``drop``       root gives its rights away to ``nobody`` for the child
``namespace``  the same, inside a user namespace in which root is mapped to that uid: files stay root's, so a checkout
               below a closed home (0700) works without opening any parent folder
``elsewhere``  none of the two can reach the folder: programs and data go to /var/tmp, and the terminal says so
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from anjian.host import folders
from anjian.lib.errors import Refusal

Kind = Literal["self", "drop", "namespace"]


@dataclass(frozen=True)
class Identity:
    """Who runs the server. `owner` is the uid that owns its files as seen from outside."""

    kind: Kind
    uid: int
    gid: int

    @property
    def owner(self) -> tuple[int, int]:
        return (0, 0) if self.kind == "namespace" else (self.uid, self.gid)

    def command(self, argv: list[str]) -> list[str]:
        if self.kind != "namespace":
            return argv
        return [_unshare(), "--user", f"--map-user={self.uid}", f"--map-group={self.gid}", *argv]

    def popen(self) -> dict[str, Any]:
        """Keywords for subprocess that give the rights away. No preexec_fn: it may deadlock beside threads."""
        if self.kind == "drop":
            return {"user": self.uid, "group": self.gid, "extra_groups": []}
        return {}


def _unshare() -> str:
    return shutil.which("unshare") or "/usr/bin/unshare"


def reaches(identity: Identity, binaries: Path, home: Path) -> bool:
    """Can `identity` run the programs and pass the folder above `home`? (`home` itself becomes its own.)"""
    script = 'test -x "$0/postgres" && test -r "$0/../share" && test -x "$1"'
    argv = identity.command(["/bin/sh", "-c", script, str(binaries), str(home.parent)])
    try:
        done = subprocess.run(argv, cwd="/", capture_output=True, timeout=30, **identity.popen())
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def unprivileged() -> tuple[int, int]:
    """The account that root becomes: ``nobody``, else the highest system account that has an entry."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise Refusal(
            "系统中没有账户 nobody",
            "PostgreSQL 不允许以 root 运行，需要一个普通账户",
            "请用普通账户运行，或设置 DATABASE_URL 指向已有的服务器",
            code="postgres.no_account",
        ) from None
    return entry.pw_uid, entry.pw_gid


def choose(binaries: Path, home: Path, *, ways: tuple[Kind, ...] = ("drop", "namespace")) -> Identity | None:
    """Who runs the server for `home`; None when root finds no way that reaches it (then: elsewhere).

    Raises Refusal ``postgres.no_passwd`` for an ordinary uid without an entry, which initdb refuses.
    """
    if os.geteuid() != 0:
        try:
            entry = pwd.getpwuid(os.geteuid())
        except KeyError:
            raise Refusal(
                f"当前用户编号 {os.geteuid()} 在系统中没有账户",
                "PostgreSQL 不能以没有账户的编号初始化数据库（常见于容器指定了用户编号）",
                "请在 /etc/passwd 中加一行该编号，或以 root 运行，或设置 DATABASE_URL 指向已有的服务器",
                code="postgres.no_passwd",
            ) from None
        return Identity("self", entry.pw_uid, entry.pw_gid)
    uid, gid = unprivileged()
    for way in ways:
        if way != "self" and reaches(Identity(way, uid, gid), binaries, home):
            return Identity(way, uid, gid)
    return None


def own(identity: Identity, folder: Path) -> None:
    """Give `folder` with all below to the server's account. Only root can, and only root needs to."""
    if os.geteuid() != 0:
        return
    uid, gid = identity.owner
    for path in (folder, *folder.rglob("*")):
        if path.lstat().st_uid != uid:
            os.chown(path, uid, gid, follow_symlinks=False)


def refuse_foreign_data(data: Path) -> None:
    """Raise ``postgres.foreign`` when an ordinary user meets a cluster that is not his."""
    if os.geteuid() == 0 or not data.exists() or data.stat().st_uid == os.geteuid():
        return
    me, its = folders.account(os.geteuid()), folders.account(data.stat().st_uid)
    raise Refusal(
        f"数据库文件夹 {data} 属于账户 {its}，当前账户是 {me}",
        "这个目录先前由另一账户（例如 root）启动过，PostgreSQL 只肯由文件的主人运行",
        f"请改用原来的账户运行；或请管理员停止原来的服务后执行：sudo chown -R {me} {data.parent}",
        code="postgres.foreign",
    )
