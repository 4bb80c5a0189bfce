"""Where this checkout keeps what is not source (运行目录)."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from anjian.lib.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""


def var() -> Path:
    """The run-time folder: ``ANJIAN_VAR``, else ``var/`` of the checkout. Not created by asking."""
    named = os.environ.get("ANJIAN_VAR", "")
    return Path(named).expanduser().resolve() if named else ROOT / "var"


def account(uid: int) -> str:
    """The name of an operating-system account, or its number where it has no name (containers)."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def ready(folder: Path) -> Path:
    """Make `folder` (and parents) and prove that this account may write in it.

    Raises Refusal ``folder.foreign`` when it belongs to another account: a checkout first used by root and then by an
    ordinary user, or the other way round. Files of two owners in one folder would break half-way through a later
    write, so this is found out before anything is started.
    """
    existing = folder
    while not existing.exists():
        existing = existing.parent
    owner = existing.stat().st_uid
    me = os.geteuid()
    if me == 0 and existing == folder and owner != 0:
        raise _foreign(folder, owner)
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)  # to be crossed, not looked into
    except OSError as error:
        raise _foreign(existing, owner) from error
    # Ask by doing: mode bits do not tell about read-only mounts or access lists.
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise _foreign(folder, folder.stat().st_uid)
    return folder


def _foreign(folder: Path, owner: int) -> Refusal:
    me, its = account(os.geteuid()), account(owner)
    if os.geteuid() == 0:
        how = f"请改用账户 {its} 运行；或确认要改由 root 使用后执行：chown -R root {folder}"
    else:
        how = (
            f"请改用账户 {its} 运行；或请管理员先停止原来的服务，再执行：sudo chown -R {me} {folder}；"
            "或设置环境变量 ANJIAN_VAR 指向您自己的空文件夹"
        )
    return Refusal(
        f"运行目录 {folder} 属于账户 {its}，当前账户是 {me}",
        "同一目录由两个账户轮流使用，数据库和文件会互相打不开",
        how,
        code="folder.foreign",
    )
