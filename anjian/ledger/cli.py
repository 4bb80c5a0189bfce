"""`anjian ledger`: verify, anchor, parked, retry, tail (台账的命令)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from anjian.ledger import actions, queries
from anjian.ledger.events import Anchor, Report
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.ui import terminal

app = typer.Typer(
    help="台账：校验、存证、搁置的事实 / the ledger: verify, anchor, parked facts",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]


@app.command()
def verify(
    from_last_good: Annotated[
        bool, typer.Option("--from-last-good", help="只查上次校验之后的部分，快 / only what came since")
    ] = False,
    anchor: Annotated[
        list[str] | None, typer.Option("--anchor", help="另存的存证原文，可多次 / an anchor kept elsewhere")
    ] = None,
    anchors: Annotated[
        Path | None, typer.Option("--anchors", help="存证文件，每行一条 / file of anchors, one a line")
    ] = None,
    as_json: Json = False,
) -> None:
    """校验台账，指出被改动、增加或缺失的第一行；有问题时退出码为 1 / name what was touched, added or is missing"""
    lines = list(anchor or [])
    for file in (anchors, _own_anchors()):
        if file is not None and (file == anchors or file.exists()):
            lines += _lines(file)
    report = actions.verify(SYSTEM, from_last_good=from_last_good, anchors=[_anchor(line) for line in lines])
    terminal.show({**asdict(report), "ok": report.ok}, as_json, _told(report))
    if not report.ok:
        raise typer.Exit(1)


@app.command()
def anchor(
    to: Annotated[
        Path | None, typer.Option("--to", help="追加到这个文件，请放在别的机器 / append to this file")
    ] = None,
    as_json: Json = False,
) -> None:
    """封签并给出存证，请抄录或保存到别处 / seal, and print the head to be kept elsewhere"""
    made = actions.anchor(SYSTEM)
    for file in (_own_anchors(), to):
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8") as out:
                out.write(f"{made}\n")
    terminal.show(asdict(made) | {"text": str(made)}, as_json, str(made))


@app.command()
def parked(
    handler: Annotated[str | None, typer.Option("--handler", help="处理程序 / handler")] = None, as_json: Json = False
) -> None:
    """列出搁置的事实和原因 / facts that a handler could not take, with the error"""
    found = queries.parked(handler=handler)
    lines = [
        f"{one.handler}  位次 {one.position}  {one.fact}  "
        + (f"失败 {one.tries} 次：{one.error}" if one.error is not None else "在其后等候")
        for one in found
    ]
    terminal.show([asdict(one) for one in found], as_json, "\n".join(lines) or "没有搁置的事实")


@app.command()
def retry(
    handler: Annotated[str | None, typer.Option("--handler", help="处理程序 / handler")] = None,
    position: Annotated[int | None, typer.Option("--position", help="只试这一条 / only this one")] = None,
    as_json: Json = False,
) -> None:
    """重试搁置的事实，按原来的顺序 / give parked facts to their handlers again"""
    through = actions.retry(SYSTEM, handler=handler, position=position)
    left = len(queries.parked(handler=handler))
    terminal.show({"through": through, "left": left}, as_json, f"通过 {through} 条，仍搁置 {left} 条")


@app.command()
def tail(
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=queries.LARGEST, help="条数 / how many")] = 20,
    name: Annotated[list[str] | None, typer.Option("--name", help="事实名称，可多次 / name of facts")] = None,
    party: Annotated[str | None, typer.Option("--party", help="参与方编号 / id of a party")] = None,
    as_json: Json = False,
) -> None:
    """最近登记的事实，不含个人信息 / the latest facts, without personal data"""
    found = queries.latest(SYSTEM, limit=number, names=name or None, party=party)
    told = [
        {
            "position": fact.position,
            "id": str(fact.id),
            "name": fact.name,
            "day": fact.day.isoformat(),
            "recorded_at": fact.recorded_at.astimezone(CHINA).isoformat(timespec="seconds"),
            "recorded_by": fact.recorded_by,
            "place": fact.place,
            "origin": fact.origin,
            "stands": fact.stands,
            "parties": [f"{p.role}={p.id}" for p in fact.parties],
        }
        for fact in reversed(found)
    ]
    lines = [
        f"{one['position'] or '—':>8}  {one['recorded_at']}  {one['day']}  {one['name']}  {one['place'] or '—'}"
        f"{'' if one['stands'] else '  〔已失效〕'}"
        for one in told
    ]
    terminal.show(told, as_json, "\n".join(lines) or "台账是空的")


# -- inside -----------------------------------------------------------------------------------------------------------


def _own_anchors() -> Path:
    """Anchors this machine made; worth less than one kept elsewhere, and still compared."""
    return Path(settings.VAR) / "anchors.txt"


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise Refusal(
            f"读不到存证文件 {file}：{error.strerror}",
            "没有存证就无法比对",
            "请核对文件路径",
            code="ledger.anchor_file",
        ) from error


def _anchor(line: str) -> Anchor:
    try:
        return Anchor.read(line)
    except ValueError as error:
        raise Refusal(
            f"这不是一条存证：{line[:80]}",
            "存证由 anjian ledger anchor 给出，须原样保存",
            "请核对抄录的内容",
            code="ledger.anchor_text",
        ) from error


def _told(report: Report) -> str:
    lines = [
        f"校验位次 {report.since + 1}—{report.last}：{'完好' if report.ok else '有问题'}",
        f"封签至 {report.sealed}，待定序 {report.waiting} 条，抹除 {report.erased} 条，比对存证 {report.anchors} 条",
    ]
    lines += [f"× {problem.text}" for problem in report.problems]
    return "\n".join(lines)
