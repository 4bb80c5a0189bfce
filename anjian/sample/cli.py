"""`anjian sample …`: load the sample region and say what it holds."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

from anjian.ledger.events import CHINA
from anjian.sample import actions, queries

app = typer.Typer(help="示例地区 · the sample region", no_args_is_help=True)


def load_today() -> str:
    """Load the sample as of today; a step of the start. Returns what there is, in Chinese."""
    done = actions.load(today=dt.datetime.now(CHINA).date())
    return f"示例：截至{done.day}，{done.facts}条记录"


@app.command()
def load(
    today: Annotated[str, typer.Option(help="按哪一天装入 · as of which day, YYYY-MM-DD")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """把示例装入空库；已装入则不再动。Load the sample into an empty database; again changes nothing."""
    done = actions.load(today=dt.date.fromisoformat(today) if today else dt.datetime.now(CHINA).date())
    if as_json:
        typer.echo(json.dumps({"day": str(done.day), "digest": done.digest, "facts": done.facts}))
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
            "logins": [{"login": login.login, "who": login.who} for login in queries.LOGINS] if there else [],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif there is None:
        typer.echo("没有装入示例")
    else:
        typer.echo(f"示例：截至{there.day}，{there.facts}条记录；口令都是 {queries.PASSWORD}")
        for login in queries.LOGINS:
            typer.echo(f"  {login.login:<14} {login.who}")
