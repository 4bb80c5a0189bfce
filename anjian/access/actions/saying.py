"""What every change of accounts shares: who may, what a login and a password must be, how it is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.db.models import Q

from anjian.access import events
from anjian.access.models import Account, Grant
from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.scope.queries import told_by

SHORTEST_OF_THREE = 12
"""Characters of a password of the system administrator, security administrator and auditor at least."""
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


def strong(password: str, *, login: str = "", name: str = "", roles: Iterable[str] = ()) -> None:
    """Refuses a password that is too short, one sign repeated, among the most used, or the login or name itself.

    `SHORTEST` signs, `SHORTEST_OF_THREE` for the three of 三员.
    """
    least = SHORTEST_OF_THREE if set(roles) & set(events.THREE) else SHORTEST
    why = ""
    if len(password) < least or len(set(password)) < 3:
        why = f"口令太简单：至少{least}位，不能是同一个字符的重复"
    elif password.lower().strip() in _common():
        why = "这是最常被人试的口令之一"
    elif any(len(word) > (3 if word.isascii() else 1) and word.lower() in password.lower() for word in (login, name)):
        why = "口令里不能有登录名或姓名"
    if why:
        raise Refusal(
            why, "简单的口令很快会被试出来", "可以用一句自己记得住的话", code="access.password", field="password"
        )


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def roles_of(account: str, day: dt.date) -> set[str]:
    """The roles that an account has on a day or gets later."""
    rows = told_by(Grant.objects.for_change()).filter(account=account)
    return set(rows.filter(Q(until__isnull=True) | Q(until__gte=day)).values_list("role", flat=True))


def apart(account: str, person: str, roles: Iterable[str], day: dt.date) -> None:
    """Refuses what would make one account, or one person by two accounts, two of the three (三员分立)."""
    wanted = set(roles) & set(events.THREE)
    if not wanted:
        return
    accounts = {account}
    if person:
        accounts |= set(Account.objects.for_change().filter(person=person, active=True).values_list("id", flat=True))
    held = {role for one in accounts for role in roles_of(one, day)} & set(events.THREE)
    if len(held | wanted) > 1:
        both = "、".join(events.ROLES[role] for role in sorted(held | wanted))
        raise Refusal(
            f"三员分立：同一个人不能既是{both}中的两种",
            "开户、授权、审计由一个人做，就没有人看得见错",
            "请另行指定人员，或先收回原来的角色",
            code="access.three",
            field="roles",
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
    private: Mapping[str, Any] | None = None,
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
        private=private or {},
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


def security(viewer: Viewer) -> None:
    """Refuses who is not the security administrator: rights are given by one who opens no accounts."""
    if not (viewer.is_system or viewer.has("security")):
        raise Refusal(
            "只有安全管理员可以授权、结束别人的登录和重设动态码",
            "三员分立：开户和授权不由同一个人做",
            "请联系安全管理员",
            code="access.not_security",
        )


def not_oneself(viewer: Viewer, account: str) -> None:
    """Refuses a right that somebody gives to themselves."""
    if viewer.account == account and not viewer.is_system:
        raise Refusal(
            "不能给自己授权",
            "自己给自己的权没有人看过",
            "请由另一位安全管理员办理",
            code="access.oneself",
            field="login",
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
