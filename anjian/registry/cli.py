"""`anjian registry …`: enter an enterprise, change it, say what it is, say that it closed (企业底册)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

import typer

from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.registry import actions, events, identity_cli, intake_cli, queries
from anjian.registry.ledgers import templates
from anjian.ui import terminal

app = typer.Typer(
    help="企业底册：登记、变更、填报属性、关闭、查找 / enterprises: enter, change, say what they are, close, find",
    no_args_is_help=True,
    rich_markup_mode=None,
)
identity_cli.enter(app)
intake_cli.enter(app)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
Enterprise = Annotated[str, typer.Argument(help="企业编号，如 ent:统一社会信用代码 / id of the enterprise")]
Since = Annotated[str, typer.Option(help="从哪一天起，缺省为今天 / from which day; today when left out")]
Place = Annotated[str, typer.Option(help="所在地的区划代码，县级或以下 / division code")]
Industry = Annotated[str, typer.Option(help="GB/T 4754 的数字代码 / industry by number")]
Status = Annotated[str, typer.Option(help=f"状态 / status: {'、'.join(events.STATUSES)}")]
Staff = Annotated[int | None, typer.Option(help="从业人员 / persons at work")]
Safety = Annotated[int | None, typer.Option(help="专职安全员 / safety staff")]
Regulator = Annotated[str, typer.Option(help="监管部门的机构编号 / id of the body that answers for it")]


@app.command()
def register(
    name: Annotated[str, typer.Argument(help="营业执照上的全称 / full name")],
    place: Place,
    industry: Industry,
    credit_code: Annotated[str, typer.Option(help="统一社会信用代码 / credit code")] = "",
    own: Annotated[str, typer.Option("--id", help="没有信用代码时的内部编号 / id where there is no code")] = "",
    status: Status = "operating",
    staff: Staff = None,
    safety_staff: Safety = None,
    regulator: Regulator = "",
    since: Since = "",
    as_json: Json = False,
) -> None:
    """登记企业，一家一份档案 / enter an enterprise: one file each"""
    day = terminal.day(since, field="since")
    fact = actions.register(
        SYSTEM,
        name=name,
        place=places.require(place, as_of=max(day, terminal.today())).code,
        industry=industry,
        credit_code=credit_code,
        enterprise=own,
        status=status,
        staff=staff,
        safety_staff=safety_staff,
        regulator=_regulator(regulator, day),
        since=day,
    )
    subject = next(party.id for party in fact.parties if party.role == "enterprise")
    data = {"fact": str(fact.id), "enterprise": subject, "since": day}
    terminal.show(data, as_json, f"已登记：{name}（{subject}），自{day}起")


@app.command()
def change(
    enterprise: Enterprise,
    name: Annotated[str, typer.Option(help="新名称 / new name")] = "",
    credit_code: Annotated[str, typer.Option(help="统一社会信用代码 / credit code")] = "",
    place: Place = "",
    industry: Industry = "",
    status: Status = "",
    staff: Staff = None,
    safety_staff: Safety = None,
    regulator: Regulator = "",
    since: Since = "",
    as_json: Json = False,
) -> None:
    """变更企业信息，从某天起；只写要改的项 / change particulars from a day; name only what changes"""
    day = terminal.day(since, field="since")
    said: dict[str, Any] = {
        "name": name,
        "credit_code": credit_code,
        "place": places.require(place, as_of=max(day, terminal.today())).code if place else "",
        "industry": industry,
        "status": status,
        "staff": staff,
        "safety_staff": safety_staff,
        "regulator": _regulator(regulator, day),
    }
    fields = {key: value for key, value in said.items() if value not in ("", None)}
    fact = actions.change(SYSTEM, enterprise=enterprise, since=day, **fields)
    data = {"fact": str(fact.id), "enterprise": enterprise, "since": day, "changed": sorted(fields)}
    terminal.show(data, as_json, f"已变更：{_called(enterprise, day)}，{len(fields)}项，自{day}起")


@app.command()
def close(
    enterprise: Enterprise,
    last_day: Annotated[str, typer.Option(help="最后一天，缺省为今天 / last day; today when left out")] = "",
    reason: Annotated[str, typer.Option(help="为什么：关闭、注销、吊销 / why")] = "",
    successor: Annotated[str, typer.Option(help="并入的企业的编号 / id of the enterprise it went into")] = "",
    as_json: Json = False,
) -> None:
    """关闭、注销企业；次日起不再对它有要求 / it ended; from the next day nothing is asked of it"""
    day = terminal.day(last_day, field="last_day")
    called = _called(enterprise, day)
    fact = actions.close(SYSTEM, enterprise=enterprise, last_day=day, reason=reason, successor=successor or None)
    data = {"fact": str(fact.id), "enterprise": enterprise, "last_day": day}
    terminal.show(data, as_json, f"已关闭：{called}，{day}是最后一天")


@app.command("set-attribute")
def set_attribute(
    enterprise: Enterprise,
    pairs: Annotated[
        list[str], typer.Argument(help="属性=值，可写几对；值留空表示不清楚 / name=value, several; empty: not known")
    ],
    source: Annotated[str, typer.Option(help=f"谁说的 / who says so: {'、'.join(events.SOURCES)}")],
    since: Since = "",
    seen: Annotated[str, typer.Option(help="哪一天看到的，缺省为 --since 那天 / on which day it was seen")] = "",
    as_json: Json = False,
) -> None:
    """填报企业的属性，带来源和日期 / say what an enterprise is, with source and day"""
    day = terminal.day(since, field="since")
    values = {name: value for name, _, value in (one.partition("=") for one in pairs)}
    at = terminal.day(seen, field="seen") if seen else None
    fact = actions.put(SYSTEM, enterprise=enterprise, since=day, source=source, values=values, seen=at)
    data = {"fact": str(fact.id), "enterprise": enterprise, "since": day, "source": source, "told": sorted(values)}
    terminal.show(data, as_json, f"已填报：{_called(enterprise, day)}，{len(values)}项，自{day}起，{source}")


@app.command("attributes")
def show_attributes(
    enterprise: Enterprise,
    as_of: Annotated[str, typer.Option(help="哪一天，缺省为今天 / on which day; today when left out")] = "",
    history: Annotated[bool, typer.Option("--history", help="连同以前的值 / with earlier values")] = False,
    as_json: Json = False,
) -> None:
    """企业的属性：每一值的来源、日期和多久以前 / its attributes, each with source, day and age"""
    day = terminal.day(as_of)
    if history:
        told = [one for run in queries.value_history(SYSTEM, enterprise).values() for one in run]
    else:
        told = list(queries.values(SYSTEM, enterprise, as_of=day).values())
    words = queries.dictionary()
    data = [{**asdict(one), "label": words[one.attribute].label, "age_days": one.age(day)} for one in told]
    lines = [
        f"{words[one.attribute].label}：{words[one.attribute].say(one.value) or '不清楚'}"
        f"（{one.since}起{f'到{one.until}' if one.until else ''}；{one.source or '登记'}，{one.seen}，"
        f"{one.age(day)}天前）"
        for one in told
    ]
    terminal.show(data, as_json, "\n".join(lines) or "没有填报过任何属性，都按情况不明对待")


@app.command()
def find(
    text: Annotated[
        str, typer.Argument(help="名称、信用代码的一部分，或拼音首字母 / part of the name, code or initials")
    ],
    as_json: Json = False,
) -> None:
    """查企业的编号 / ids of enterprises"""
    rows = queries.find(SYSTEM, as_of=terminal.today(), words=text)
    data = [{"id": row.id, "name": row.name, "place": row.place, "status": row.status} for row in rows]
    lines = [f"{row.id}  {row.name}  {places.name(row.place, as_of=terminal.today())}" for row in rows]
    terminal.show(data, as_json, "\n".join(lines) or f"没有找到“{text}”")


def _called(enterprise: str, day: dt.date) -> str:
    card = queries.enterprise(SYSTEM, enterprise, as_of=day)
    return f"{card.name}（{enterprise}）" if card else enterprise


def _regulator(body: str, day: dt.date) -> str | None:
    if body and people.body(SYSTEM, body, as_of=day) is None:
        raise Refusal(
            f"{day}没有机构“{body}”",
            "写错了监管部门，这家企业就没有人管",
            "请核对编号（anjian people find 名称），或先设立机构",
            code="registry.regulator",
            field="regulator",
        )
    return body or None


@app.command("fields")
def show_fields(as_json: Json = False) -> None:
    """各本台账要填多少格、其实是多少件事 / cells that the ledgers ask, against the different things they are"""
    found = templates.asked()
    rows = [
        {"id": one.id, "title": one.title, "asked_by": one.asked_by, "fields": len(one.columns)}
        for one in templates.ledgers().values()
    ]
    data = {"ledgers": rows, "fields": found.fields, "facts": found.facts, "saved": found.saved}
    lines = [f"{row['title']}（{row['asked_by']}）：{row['fields']}格" for row in rows]
    total = f"{found.ledgers}本台账每家要填{found.fields}格，其实是{found.facts}件事，{found.saved}格不用再填"
    terminal.show(data, as_json, "\n".join([*lines, total]))
