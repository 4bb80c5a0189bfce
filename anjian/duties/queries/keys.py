"""Names of duties in addresses."""

from __future__ import annotations

from anjian.duties.evaluating import Standing
from anjian.lib.errors import Refusal

_SAFE = {"/": "~", "|": "!"}


def key_of(row: Standing) -> str:
    """rule!bearer!each!token with `~` for `/`: readable, and safe in a path without escaping."""
    plain = "|".join((row.rule, row.bearer, row.each_id, row.token))
    for sign, safe in _SAFE.items():
        plain = plain.replace(sign, safe)
    return plain


def read_key(key: str) -> tuple[str, str, str, str]:
    """(rule, bearer, each, token) of a key. Refuses what is not one."""
    parts = key.replace("~", "/").split("!")
    if len(parts) != 4 or not parts[0]:
        raise Refusal(
            "职责编号读不懂",
            "编号写明规则、承担者、对象和期间，缺一样就找不到",
            "请从工作台或文件页重新进入",
            code="duties.key",
        )
    rule, bearer, each, token = parts
    return rule, bearer, each, token
