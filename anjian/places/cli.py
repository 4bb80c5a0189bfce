"""`anjian places …`: check, load and show divisions (行政区划)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.places import actions, queries
from anjian.ui import terminal

FOLDER = Path(__file__).resolve().parents[2] / "packs" / "places"
"""Where the divisions of the packs stand."""

app = typer.Typer(help="行政区划 · divisions", no_args_is_help=True)


def load_packs() -> str:
    """Load the divisions of the packs; a step of the start. Returns what it did, in Chinese."""
    done = actions.load(SYSTEM, FOLDER)
    changes = actions.load_successors(SYSTEM, FOLDER)
    return f"区划：新增{done.new}，更正{done.corrected}，未变{done.same}" + (f"，变更{changes}" if changes else "")


@app.command()
def check(folder: Annotated[Path, typer.Argument(help="CSV 所在文件夹 · folder of CSV files")] = FOLDER) -> None:
    """检查区划文件，不写入。Check the files of divisions; nothing is written."""
    rows = actions.read(folder, known=[] if folder == FOLDER else [row.place for row in actions.read(FOLDER)])
    changes = len(actions.read_successors(folder))
    typer.echo(f"{len(rows)}条区划{f'、{changes}条变更' if changes else ''}，没有错误")


@app.command()
def load(folder: Annotated[Path, typer.Argument(help="CSV 所在文件夹 · folder of CSV files")] = FOLDER) -> None:
    """装入区划，可重复执行。Load divisions; loading again changes nothing."""
    done = actions.load(SYSTEM, folder)
    changes = actions.load_successors(SYSTEM, folder)
    typer.echo(f"新增{done.new}，更正{done.corrected}，未变{done.same}" + (f"；新的变更{changes}条" if changes else ""))


@app.command()
def home(code: Annotated[str, typer.Argument(help="区划代码 · division code")]) -> None:
    """选定本系统服务的地方。Choose the place that this installation serves."""
    now = dt.datetime.now(CHINA)
    actions.choose_home(SYSTEM, place=code, now=now)
    typer.echo(f"本系统服务：{queries.path_name(code, as_of=now.date())}")


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="区划代码 · division code")],
    as_of: Annotated[str, typer.Option(help="截至日 · day, YYYY-MM-DD")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """显示一个地方和它的下一级。Show a place and the places directly below it."""
    day = terminal.day(as_of)
    path, below = queries.path(code, as_of=day), queries.children(code, as_of=day)
    if as_json:
        told = {"path": [asdict(place) for place in path], "children": [asdict(place) for place in below]}
        typer.echo(json.dumps(told, ensure_ascii=False, default=str, indent=2))
        return
    typer.echo(" › ".join(place.name for place in path) or f"{day}没有代码为{code}的地方")
    for place in below:
        typer.echo(f"  {divisions.short(place.code)}  {place.name}")
