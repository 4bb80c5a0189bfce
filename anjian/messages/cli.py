"""`anjian messages …`: addresses, a trial, what waits (消息)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, replace
from typing import Annotated

import typer

from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.messages import actions, events, queries, setting

app = typer.Typer(help="消息：联系方式、试发、查看 / messages out", no_args_is_help=True, rich_markup_mode=None)
Person = Annotated[str, typer.Argument(help="人员编号 / id of the person")]


@app.command()
def address(
    person: Person,
    channel: Annotated[str, typer.Argument(help=f"通道 / {'、'.join(events.CHANNELS)}")],
    value: Annotated[str, typer.Argument(help="地址；写空字符串为取消 / address, empty to remove")],
) -> None:
    """登记一个人的联系方式 / say where a person is reached"""
    actions.set_address(SYSTEM, person=person, channel=channel, address=value, now=_now())
    typer.echo(f"已登记：{person} {events.CHANNELS[channel]}")


@app.command()
def trial(person: Person) -> None:
    """给一个人试发一条，不等免打扰时段 / send one message now, to see whether the channel works"""
    now = _now()
    actions.try_out(replace(SYSTEM, person=person), now=now)
    actions.send_due(now=now)
    told = next(one for one in queries.messages(SYSTEM) if one.person == person)
    by = f"，{events.CHANNELS[told.channel]}" if told.channel else ""
    typer.echo(f"{events.STATES[told.state]}{by}{f'：{told.fault}' if told.fault else ''}")


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help=f"只看一种 / {'、'.join(events.STATES)}")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")] = False,
) -> None:
    """列出最近的消息 / the latest messages"""
    found = queries.messages(SYSTEM, state=state or None)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str))
        return
    outward = setting.read()
    words = "、".join(events.CHANNELS[name] for name in outward.configured) or "没有，消息只留在系统里"
    typer.echo(f"已设置的通道：{words}")
    for one in found:
        typer.echo(
            f"{one.made_at:%m-%d %H:%M} {events.STATES[one.state]} {one.person} {one.subject} {one.fault}".rstrip()
        )


def _now() -> dt.datetime:
    return dt.datetime.now(CHINA)
