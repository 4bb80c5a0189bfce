"""The secret key of this checkout (密钥): made once, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from anjian.host import folders
from anjian.lib.errors import Refusal


def key(var: Path) -> str:
    """The key in ``var/secret_key``, made on first use; ``ANJIAN_SECRET_KEY`` goes before it.

    Two processes that start at once get the same key: the file appears whole by a hard link, or not at all.
    Raises Refusal ``secret.unreadable`` when it belongs to another account, and those of `folders.ready`.
    """
    given = os.environ.get("ANJIAN_SECRET_KEY", "")
    if given:
        return given
    path = var / "secret_key"
    if not path.exists():
        folders.ready(var)
        part = var / f"secret_key.{os.getpid()}"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(50))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    try:
        return path.read_text().strip()
    except PermissionError as error:
        raise Refusal(
            f"读不了密钥文件 {path}（属于账户 {folders.account(path.stat().st_uid)}）",
            "没有密钥就无法验证登录状态",
            f"请改用该账户运行，或请管理员执行：sudo chown -R {folders.account(os.geteuid())} {var}",
            code="secret.unreadable",
        ) from error
