"""`anjian sample …`: load the sample region and say what it holds."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import Annotated

import typer

from anjian.lib.errors import Refusal
from anjian.sample import actions, describing, queries
from anjian.ui import terminal

app = typer.Typer(help="示例地区 · the sample region", no_args_is_help=True)


def load_today() -> str:
    """A step of the start: load the sample as of today into an empty house. Returns what it did, in Chinese.

    ``ANJIAN_SAMPLE=small`` loads the small one (Linfen with two counties), which tests and measurements use; without it
    all of it. Skipped, and said so, with ``ANJIAN_SAMPLE=0``, in a house with records of its own, and in one that
    serves others.
    """
    there, wanted = queries.loaded(), os.environ.get("ANJIAN_SAMPLE", "whole")
    if there is None and wanted == "0":
        return "不装入示例（ANJIAN_SAMPLE=0）；请用 anjian account open 开第一个管理员账号"
    try:
        done = there or actions.load(today=terminal.today(), size="small" if wanted == "small" else "whole")
    except Refusal as no:
        if no.code in ("sample.not_empty", "sample.not_local"):
            return f"不装入示例：{no.what}"
        raise
    return f"示例：截至{done.day}，{done.facts}条记录"


@app.command()
def load(
    today: Annotated[str, typer.Option(help="按哪一天装入 · as of which day, YYYY-MM-DD")] = "",
    small: Annotated[bool, typer.Option("--small", help="只装一市两县 · Linfen with two counties alone")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """把示例装入空库；已装入则不再动。Load the sample into an empty database; again changes nothing."""
    done = actions.load(today=terminal.day(today, field="today"), size="small" if small else "whole")
    if as_json:
        typer.echo(json.dumps({"day": str(done.day), "size": done.size, "digest": done.digest, "facts": done.facts}))
    else:
        typer.echo(f"示例：截至{done.day}，{done.facts}条记录，摘要{done.digest[:12]}")


@app.command()
def show(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False) -> None:
    """示例是否已装入，有哪些账号。Whether the sample is loaded, and its logins."""
    there = queries.loaded()
    if as_json:
        told = {
            "loaded": there is not None,
            "day": str(there.day) if there else None,
            "facts": there.facts if there else 0,
            "logins": [{"login": login.login, "who": login.who} for login in queries.logins()],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif there is None:
        typer.echo("没有装入示例")
    else:
        typer.echo(f"示例：截至{there.day}，{there.facts}条记录；口令都是 {queries.PASSWORD}")
        for login in queries.logins():
            typer.echo(f"  {login.login:<14} {login.who}")


@app.command()
def describe(
    as_of: Annotated[str, typer.Option("--as-of", help="截至哪一天，缺省装入之日 / default: the day it is of")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """示例里有什么，各文件、各级的职责办得怎样。What the sample holds, and how its duties stand."""
    there = queries.loaded()
    if there is None:
        raise Refusal("没有装入示例", "没有什么可以说明", "请先执行 anjian sample load", code="sample.none")
    found = describing.describe(as_of=terminal.day(as_of, field="as_of") if as_of else there.day)
    if as_json:
        typer.echo(json.dumps({"size": there.size, **asdict(found)}, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(describing.lines(found)))
