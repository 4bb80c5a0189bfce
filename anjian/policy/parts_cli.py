"""`anjian law data`: criteria, items of checklists, and who answers for a line of work (条款数据)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated

import typer

from anjian.lib.viewer import SYSTEM
from anjian.policy import queries


def data(
    document: Annotated[str, typer.Argument(help="文件编号，不写则全部 / id of a document; all when left out")] = "",
    line: Annotated[
        str, typer.Option("--line", help="行业领域，如 煤矿，含其下 / line of work with narrower ones")
    ] = "",
    kind: Annotated[str, typer.Option("--kind", help="criterion、item 或 assignment / which kind")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")] = False,
) -> None:
    """列出作判定和分工的条款：判定标准、排查重点、谁牵头谁分工 / clauses that are data, not duties"""
    found = queries.parts(SYSTEM, document_id=document, line=line, kind=kind)
    if as_json:
        typer.echo(json.dumps([queries.part_plain(card) for card in found], ensure_ascii=False, indent=1))
        return
    for card in found:
        typer.echo(f"{card.word}  {card.line}  {card.clause.id}  {_said(card)}")
    counts = Counter(card.word for card in found)
    typer.echo(f"共{len(found)}款" + ("：" + "，".join(f"{word}{n}" for word, n in counts.items()) if found else ""))


def enter(app: typer.Typer) -> None:
    """Enter the verb into `anjian law`."""
    app.command("data")(data)


def _said(card: queries.PartCard) -> str:
    part = card.part
    if part.kind != "assignment":
        refers = f"（依据 {part.refers}）" if part.kind == "criterion" and part.refers else ""
        return card.clause.gist + refers
    ways = "（按职责分别）" if part.ways == "each" else ""
    share = f"；分工：{'、'.join(part.share)}" if part.share else ""
    return f"牵头：{'、'.join(part.lead)}{ways}{share}{'等' if part.open else ''}"
