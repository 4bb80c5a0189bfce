"""`anjian token …`: make, list and revoke tokens for programs and devices (接口凭证)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

from anjian.access import actions as accounts
from anjian.api import actions, queries
from anjian.lib.viewer import SYSTEM
from anjian.ui.rest.asking import SCOPES

app = typer.Typer(help="接口凭证：发放、查看、吊销 · tokens", no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
WORDS = "、".join(f"{code} {word}" for code, word in SCOPES.items())


@app.command()
def make(
    login: Annotated[str, typer.Argument(help="登录名 · login of the account")],
    name: Annotated[str, typer.Option(help="名称：给谁用 · what it is for")],
    scope: Annotated[list[str] | None, typer.Option(help=f"用途，可多次 · scopes: {WORDS}")] = None,
    days: Annotated[int, typer.Option(help="有效天数 · days it lives")] = 90,
    device: Annotated[bool, typer.Option("--device", help="给设备 · for a device")] = False,
    as_json: Json = False,
) -> None:
    """发放凭证；原文只显示这一次。Make a token; it is shown this once."""
    card, text = actions.make_token(
        SYSTEM,
        name=name,
        scopes=scope or ("read",),
        days=days,
        now=_now(),
        kind="device" if device else "personal",
        account=accounts.account_id(accounts.read_login(login)),
    )
    if as_json:
        typer.echo(json.dumps({"id": card.id, "token": text, "expires_at": card.expires_at.isoformat()}))
    else:
        typer.echo(f"{text}\n只显示这一次；{card.expires_at.astimezone():%Y-%m-%d} 到期")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """全部凭证，不含原文。Every token, never its secret."""
    cards = queries.tokens(SYSTEM, now=_now(), everybody=True)
    for card in cards:
        told = {
            "id": card.id,
            "account": card.account,
            "name": card.name,
            "scopes": list(card.scopes),
            "live": card.live,
            "expires_at": card.expires_at.isoformat(),
        }
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            state = "在用" if card.live else "已失效"
            typer.echo(
                f"{card.id} {state} {card.account} {card.name} {'、'.join(card.scopes)} {card.expires_at:%Y-%m-%d}"
            )
    if not cards and not as_json:
        typer.echo("没有凭证")


@app.command()
def revoke(token_id: Annotated[str, typer.Argument(help="凭证编号 · id of the token")], as_json: Json = False) -> None:
    """吊销凭证，马上失效。Revoke a token."""
    fact = actions.revoke_token(SYSTEM, token_id, now=_now())
    typer.echo(json.dumps({"fact": str(fact.id)}) if as_json else f"已吊销：{token_id}")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
