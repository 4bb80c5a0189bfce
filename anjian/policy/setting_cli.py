"""`anjian law set|borrow|unset|sheet`: what a place decides about a document (设定、借用、取消设定、设定表)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer

from anjian.access import queries as accounts
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import actions, queries
from anjian.policy.queries import SheetRow
from anjian.ui import terminal

Rule = Annotated[str, typer.Argument(help="规则编号，如 linfen-2018/tours-of-counties / id of the rule")]
Field = Annotated[str, typer.Argument(help="项目，如 per、within、who / name of the setting")]
Place = Annotated[str, typer.Argument(help="采用它的地方的代码 / code of the place that adopted the document")]
Since = Annotated[str, typer.Option("--since", help="从哪一天起，缺省为今天 / from which day")]
Ground = Annotated[str, typer.Option("--ground", help="依据：会议、文号或批示 / on what ground")]
By = Annotated[str, typer.Option("--by", help="以哪个账号的名义：登录名 / in whose name: a login")]
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]


def set_(
    rule: Rule,
    field: Field,
    place: Place,
    value: Annotated[str, typer.Argument(help="设定的值；几个单位用逗号隔开 / the value; several bodies with commas")],
    ground: Ground,
    by: By,
    since: Since = "",
    as_json: Json = False,
) -> None:
    """设定：原文留给当地决定的一项，记下谁、何时、依据什么 / a named person sets what the text leaves open"""
    given: Any = value
    if field in ("who", "others"):
        given = [part.strip() for part in value.replace("，", ",").split(",") if part.strip()]
    day = terminal.day(since, field="since")
    fact = actions.set_value(
        _signer(by),
        rule=rule,
        field=field,
        place=_place(place),
        value=given,
        since=day,
        ground=ground,
    )
    _told(fact, rule, field, place, day, f"{rule} 的 {field} 自{day}起定为“{value}”", as_json)


def borrow(
    rule: Rule,
    field: Field,
    place: Place,
    lender: Annotated[str, typer.Argument(help="借用哪条规则 / the rule that lends")],
    ground: Ground,
    by: By,
    since: Since = "",
    as_json: Json = False,
) -> None:
    """借用：随另一份在当地施行的文件里的一条走 / take over the value of a rule of a document in force there"""
    day = terminal.day(since, field="since")
    fact = actions.set_value(
        _signer(by),
        rule=rule,
        field=field,
        place=_place(place),
        borrow=lender,
        since=day,
        ground=ground,
    )
    _told(fact, rule, field, place, day, f"{rule} 的 {field} 自{day}起借用 {lender}", as_json)


def unset(
    rule: Rule, field: Field, place: Place, ground: Ground, by: By, since: Since = "", as_json: Json = False
) -> None:
    """取消设定：从某天起又是未设定 / a named person takes a setting back from a day on"""
    day = terminal.day(since, field="since")
    fact = actions.unset_value(
        _signer(by),
        rule=rule,
        field=field,
        place=_place(place),
        since=day,
        ground=ground,
    )
    _told(fact, rule, field, place, day, f"{rule} 的 {field} 自{day}起又是未设定", as_json)


def sheet(
    document: Annotated[str, typer.Argument(help="文件编号 / id of the document")],
    place: Annotated[str, typer.Argument(help="区划代码 / division code")],
    as_of: Annotated[str, typer.Option("--as-of", help="哪一天，缺省为今天 / on which day")] = "",
    left: Annotated[bool, typer.Option("--open", help="只看没有定的 / only what nobody has decided")] = False,
    as_json: Json = False,
) -> None:
    """设定表：原文留给当地的每一项，现在是什么、谁定的 / every hole of a document in a place, and whose figure it is"""
    rows = queries.sheet(SYSTEM, document, place=_place(place), as_of=terminal.day(as_of))
    rows = [row for row in rows if not left or (not row.set and not row.assumed)]
    if as_json:
        typer.echo(json.dumps([_plain(row) for row in rows], ensure_ascii=False, indent=1, default=str))
        return
    for row in rows:
        typer.echo(_line(row))
    typer.echo(f"共{len(rows)}项，没有定的{sum(not row.set and not row.assumed for row in rows)}项")


def enter(app: typer.Typer) -> None:
    """Enter the four verbs into `anjian law`."""
    for name, verb in (("set", set_), ("borrow", borrow), ("unset", unset), ("sheet", sheet)):
        app.command(name)(verb)


def _line(row: SheetRow) -> str:
    word = f"“{row.word}”" if row.word else "推定"
    value = "未设定" if row.current.value is None else row.shown(row.current.value)
    said = f"（{row.current.source}）" if row.set else ""
    return f"{row.chip} {row.rule} {row.field} {word}：{value}{said}"


def _plain(row: SheetRow) -> dict[str, Any]:
    value = row.current.value
    return {
        "rule": row.rule,
        "field": row.field,
        "kind": row.kind,
        "clauses": row.clauses,
        "word": row.word,
        "assumed": row.assumed,
        "value": None if value is None else [str(one) for one in value] if isinstance(value, tuple) else str(value),
        "basis": row.current.basis,
        "source": row.current.source,
        "since": row.since,
        "decided_by": row.decided_by,
        "ground": row.reason,
        "fact": row.fact,
        "may_borrow": row.may_borrow,
    }


def _told(fact: Fact, rule: str, field: str, place: str, since: dt.date, text: str, as_json: bool) -> None:
    where = divisions.short(divisions.normal(place))
    if as_json:
        told = {"fact": str(fact.id), "rule": rule, "field": field, "place": where, "since": since.isoformat()}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{where}：{text}")


def _signer(login: str) -> Viewer:
    return accounts.named(login, as_of=terminal.today())


def _place(code: str) -> str:
    if not divisions.is_code(code):
        raise Refusal(f"“{code}”不是区划代码", "不知道是哪里的设定", "写6位、9位或12位代码，如 141000", field="place")
    return divisions.normal(code)
