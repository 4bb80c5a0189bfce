"""`anjian calendar`: check, preview and take in a yearly holiday notice (放假安排)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from anjian.duties import notices, terms
from anjian.ui import terminal

app = typer.Typer(
    help="放假安排：预览、装入、查一天 / holiday notices: preview, adopt, show a day",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
File = Annotated[Path, typer.Argument(help="年份文件，格式同 packs/calendar/ / a year file as in packs/calendar/")]


@app.command()
def preview(file: File, as_json: Json = False) -> None:
    """这份通知会改动哪些日子和哪些暂定期限；不写入 / which days and provisional dates would move; writes nothing"""
    found = notices.preview(file, as_of=terminal.today())
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    typer.echo(f"{found.year}年：{len(found.days)}天与原来不同；{found.provisional}件未办职责的期限是暂定的")
    for day, word in found.days:
        typer.echo(f"  {day.isoformat()} {word}")
    for move in found.moves:
        typer.echo(f"  {move.rule} {move.bearer} {move.term}：{move.was.isoformat()} → {move.now.isoformat()}")
    typer.echo(f"期限因此移动的职责：{len(found.moves)}件")


@app.command()
def adopt(file: File, as_json: Json = False) -> None:
    """检查后整份装入；有毛病就一天也不改 / check, then take in whole; a faulty file changes nothing"""
    found = notices.preview(file, as_of=terminal.today())
    year = notices.adopt(file)
    if as_json:
        typer.echo(json.dumps({"year": year, "days": len(found.days), "moved": len(found.moves)}))
    else:
        typer.echo(f"已装入{year}年放假安排：{len(found.days)}天与原来不同，{len(found.moves)}件职责的期限移动")


@app.command()
def show(
    day: Annotated[str, typer.Argument(help="日期 YYYY-MM-DD / a day")],
    as_json: Json = False,
) -> None:
    """一天是否上班、叫什么、是否暂定 / whether a day is worked, its name, whether provisional"""
    asked = dt.date.fromisoformat(day)
    known = terms.calendar()
    told = {
        "day": day,
        "work": known.is_workday(asked),
        "name": known.name(asked),
        "provisional": known.provisional(asked),
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        words = [day, "上班" if told["work"] else "放假", known.name(asked), "（暂定）" if told["provisional"] else ""]
        typer.echo(" ".join(word for word in words if word))
