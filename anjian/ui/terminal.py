"""What the verbs of the command line share: the day they are asked for, and how they answer.

A verb is, like a page, a place where the clock may be read; everything below gets the day from here.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import typer

from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal


def today() -> dt.date:
    """The Chinese day it is now."""
    return dt.datetime.now(CHINA).date()


def day(text: str, *, field: str = "as_of") -> dt.date:
    """The day that an option names, `2018-01-22`; today when it is empty.

    `field` is the option's name, told with the refusal. Raises Refusal `day` when the text is no date.
    """
    if not text:
        return today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            f"“{text}”不是日期", "从哪天起、按哪天算，要写清楚", "写成 2018-01-22", code="day", field=field
        ) from None


def show(data: Any, as_json: bool, text: str) -> None:
    """Print the answer of a verb: `text` for people, or `data` as JSON (days and ids as their text)."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str) if as_json else text)
