"""`anjian account …`: open and close accounts, set passwords, give and take roles (账号)."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from anjian.access import actions, events, queries, sign_on
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM

app = typer.Typer(help="账号：开户、口令、角色 · accounts", no_args_is_help=True, rich_markup_mode=None)
Login = Annotated[str, typer.Argument(help="登录名 · login")]
Stdin = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读口令 · read the password from stdin")]
ROLES = "、".join(f"{role} {word}" for role, word in events.ROLES.items())


@app.command("open")
def open_(
    login: Login,
    name: Annotated[str, typer.Option(help="显示的姓名 · name shown beside records")],
    person: Annotated[str, typer.Option(help="人员编号，决定能看到哪里 · id of the person")] = "",
    role: Annotated[list[str] | None, typer.Option(help=f"角色，可多次 · roles: {ROLES}")] = None,
    password_stdin: Stdin = False,
) -> None:
    """开户；口令另行输入，不出现在命令里。Open an account; the password is asked for, never an argument."""
    actions.open_account(
        SYSTEM,
        login=login,
        name=name,
        password=_password(stdin=password_stdin),
        since=_now().date(),
        person=person,
        roles=role or (),
    )
    typer.echo(f"已开户：{login}")


@app.command()
def password(login: Login, password_stdin: Stdin = False) -> None:
    """重设口令，并结束它所有的登录。Set a password and end all its sessions."""
    actions.set_password(SYSTEM, login=login, password=_password(stdin=password_stdin), now=_now())
    typer.echo(f"已重设口令：{login}")


@app.command()
def close(login: Login) -> None:
    """销户，不能再登录。Close an account."""
    actions.close_account(SYSTEM, login=login, on=_now().date())
    typer.echo(f"已销户：{login}")


@app.command()
def grant(login: Login, role: Annotated[str, typer.Argument(help=f"角色 · role: {ROLES}")]) -> None:
    """授予角色，今天起生效。Give a role from today on."""
    actions.grant(SYSTEM, login=login, role=role, since=_now().date())
    typer.echo(f"已授予：{login} {queries.role_name(role)}")


@app.command()
def take(login: Login, role: Annotated[str, typer.Argument(help=f"角色 · role: {ROLES}")]) -> None:
    """收回角色，昨天是最后一天。Take a role; yesterday was its last day."""
    actions.take(SYSTEM, login=login, role=role, last_day=_now().date() - dt.timedelta(days=1))
    typer.echo(f"已收回：{login} {queries.role_name(role)}")


@app.command("reset-factor")
def reset_factor(login: Login) -> None:
    """重设动态码（手机丢了），结束它所有的登录。Take the second factor away (lost phone)."""
    actions.remove_factor(SYSTEM, login=login, now=_now())
    typer.echo(f"已重设动态码：{login}")


@app.command()
def sessions(login: Login, end: Annotated[bool, typer.Option("--end", help="全部结束 · end them all")] = False) -> None:
    """正在登录的设备；--end 全部结束。Devices signed in; ends them all on demand."""
    for one in queries.sessions(SYSTEM, account=actions.account_id(login), now=_now()):
        if end:
            actions.end_session(SYSTEM, one.id, now=_now())
        when = f"{one.seen_at.astimezone(CHINA):%m-%d %H:%M}"
        typer.echo(f"{when} {one.device} {one.address}" + ("（已结束）" if end else ""))


@app.command()
def link(
    login: Login,
    subject: Annotated[str, typer.Option(help="统一认证里的编号 sub · subject at the provider")],
) -> None:
    """绑定统一认证身份。Link a subject of the configured provider."""
    at = sign_on.provider()
    if at is None:
        raise Refusal("没有启用统一认证", "不知道是谁的编号", "请先设置 ANJIAN_OIDC_ISSUER", code="access.missing")
    actions.link(SYSTEM, login=login, issuer=at.issuer, subject=subject, now=_now())
    typer.echo(f"已绑定：{login}")


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False) -> None:
    """列出账号和角色。List accounts with their roles."""
    found = queries.accounts(SYSTEM, as_of=_now().date())
    if as_json:
        told = [{**asdict(one), "roles": sorted(one.roles)} for one in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in found:
        roles = "、".join(queries.role_name(role) for role in sorted(one.roles))
        typer.echo(f"{one.login:<20} {one.name}  {roles}{'' if one.active else '（已销户）'}")


def _password(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("口令 · password", hide_input=True, confirmation_prompt=True))


def _now() -> dt.datetime:
    return dt.datetime.now(CHINA)
