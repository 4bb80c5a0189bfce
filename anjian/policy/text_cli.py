"""`anjian law text …`: an office's own copy of a document's text (本机关所附原文)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions, queries
from anjian.ui import terminal

app = typer.Typer(
    help="本机关所附原文：附上、显示 / an office's own copy of the text: attach, show",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Document = Annotated[str, typer.Argument(help="文件编号 / id of the document")]
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]


@app.command()
def attach(
    document: Document,
    file: Annotated[Path, typer.Argument(help="纯文本，UTF-8 或 GB18030 / a plain text file")],
    by: Annotated[str, typer.Option("--by", help="附上的人的姓名，缺省为系统 / name of who attaches it")] = "",
    as_json: Json = False,
) -> None:
    """附上文件原文，按出处找到每一款；找不到的逐款列出 / attach the text; clauses that are not found are named"""
    if not file.is_file():
        raise Refusal(f"没有文件“{file.name}”", "要附上的原文从文件里读", "请核对文件名", field="file")
    viewer = replace(SYSTEM, name=by.strip() or SYSTEM.name)
    card = actions.attach_text(viewer, document=document, raw=file.read_bytes(), file=file.name)
    lines = [_head(card), *card.missing.values()]
    terminal.show(_plain(card), as_json, "\n".join(lines))


@app.command()
def show(
    document: Document,
    clause: Annotated[str, typer.Argument(help="条款编号，如 3.8；不写则看概况 / a clause; all when left out")] = "",
    as_json: Json = False,
) -> None:
    """显示所附原文的概况，或某一款的原文 / show what is attached, or the text of one clause"""
    card = queries.attached(SYSTEM, document)
    if card is None:
        raise Refusal(
            f"“{document}”还没有附上原文", "原文不随程序发布，由本机关自己附上", "请运行 anjian law text attach"
        )
    if not clause:
        terminal.show(_plain(card), as_json, "\n".join([_head(card), *card.missing.values()]))
        return
    name = clause if "/" in clause else f"{document}/{clause}"
    said = card.of(name)
    if said is None:
        known = queries.clause(SYSTEM, name) is not None
        raise Refusal(
            f"所附原文里没有找到“{name}”" if known else f"没有条款“{name}”",
            card.missing.get(name, "附上原文时还没有这一款" if known else "编号要写全"),
            "请核对出处，改正后再附一次" if known else "条款如 3.8、annex.27",
        )
    terminal.show({"clause": name, "span": card.spans[name], "text": said}, as_json, said)


def _head(card: queries.TextCard) -> str:
    missing = f"，{len(card.missing)}款没有找到：" if card.missing else ""
    when = card.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return (
        f"{card.document}：{card.by} {when} 附上 {card.file}（sha256 {card.digest[:12]}…），"
        f"{len(card.text)}字，找到{len(card.spans)}款{missing}"
    )


def _plain(card: queries.TextCard) -> dict[str, Any]:
    return {
        "document": card.document,
        "digest": card.digest,
        "file": card.file,
        "by": card.by,
        "at": card.at.isoformat(),
        "fact": card.fact,
        "found": len(card.spans),
        "missing": card.missing,
    }
