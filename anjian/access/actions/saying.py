"""What every change of accounts shares: who may, what a login and a password must be, how it is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from anjian.access import events
from anjian.access.models import Account
from anjian.ledger import actions as ledger
from anjian.ledger.events import CHINA, Fact, Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

SHORTEST = 8
"""Characters of a password at least. No other demands: length is what helps."""


def account_id(login: str) -> str:
    """The id of an account by its login."""
    return f"acct:{login}"


def read_login(login: str) -> str:
    """A login in small letters. Refuses signs other than letters, digits, dot, hyphen, underline; wrong lengths."""
    plain = login.strip().lower()
    if not (2 <= len(plain) <= 64) or not all(each.isascii() and (each.isalnum() or each in ".-_") for each in plain):
        raise Refusal(
            f"登录名“{login[:64]}”不能用",
            "登录名要在任何键盘上都打得出来",
            "请用2至64位的小写字母、数字、点、横线或下划线",
            code="access.login",
            field="login",
        )
    return plain


def strong(password: str) -> None:
    """Refuses a password that is shorter than `SHORTEST` or one sign repeated."""
    if len(password) < SHORTEST or len(set(password)) < 3:
        raise Refusal(
            f"口令太简单：至少{SHORTEST}位，不能是同一个字符的重复",
            "简单的口令很快会被试出来",
            "可以用一句自己记得住的话",
            code="access.password",
            field="password",
        )


def record(
    viewer: Viewer,
    name: str,
    login: str,
    person: str,
    called: str,
    day: dt.date,
    happened_at: dt.datetime | None,
    said: dict[str, str | list[str]],
) -> Fact:
    parties = [Party("account", "account", account_id(login), called)]
    if person:
        parties.append(Party("person", "person", person))
    return ledger.record(
        viewer,
        name,
        happened_at=happened_at or dt.datetime.combine(day, dt.time(), CHINA),
        precision="minute" if happened_at else "day",
        place=None,
        parties=parties,
        attributes={**said, "since": day},
    )


def account(login: str) -> Account:
    row = Account.objects.for_change().filter(login=login.strip().lower()).first()
    if row is None:
        raise Refusal(f"没有账号“{login[:64]}”", "无从改动", "请核对登录名", code="access.unknown", field="login")
    return row


def administrator(viewer: Viewer) -> None:
    if not (viewer.is_system or viewer.has("administrator")):
        raise Refusal(
            "只有系统管理员可以管理账号", "账号决定谁能看到和登记什么", "请联系系统管理员", code="access.not_allowed"
        )


def known_roles(roles: Iterable[str]) -> None:
    for role in roles:
        if role not in events.ROLES:
            raise Refusal(
                f"没有“{role}”这种角色",
                "写错的角色不会生效，却看起来像已经授权",
                f"可选：{'、'.join(events.ROLES)}",
                code="access.role",
                field="roles",
            )
