"""`anjian registry import | imports | undo-import | import-template`: sheets of enterprises (企业台账导入的命令)."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from anjian.lib.divisions import of
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import events
from anjian.registry.intake import actions, advancing, queries
from anjian.registry.intake.fields import fields
from anjian.registry.intake.models import RUNNING, Intake
from anjian.registry.intake.planning import CHANGED, NEW
from anjian.sheets.events import Fault
from anjian.ui import terminal

WAIT = 0.5
"""Seconds to wait while another process is doing a chunk of the same import."""
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
Place = Annotated[str, typer.Option(help="哪个地方的办公室，区划代码 / division of the office")]
Source = Annotated[str, typer.Option(help=f"谁说的 / who says so: {'、'.join(events.SOURCES)}")]
Import = Annotated[UUID, typer.Argument(help="导入编号，见 imports / id of the import, see imports")]
WORDS = {
    "new": "新登记", "changed": "有变化", "same": "已在册", "faulty": "有错", "undone": "已撤销", "left": "留着没动",
}  # fmt: skip


def enter(app: typer.Typer) -> None:
    """Put these commands beside those of the registry."""
    app.command("import")(import_)
    app.command()(imports)
    app.command("undo-import")(undo_import)
    app.command("import-template")(template)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Excel 文件 / workbook")],
    place: Place,
    mapping: Annotated[
        list[str] | None,
        typer.Option(help="列的含义，如 企业名称=B 或 name=B，可多次；会记住 / what a column means, remembered"),
    ] = None,
    sheet: Annotated[str, typer.Option(help="哪张表，缺省为栏目最多的一张 / which sheet")] = "",
    since: Annotated[str, typer.Option(help="从哪天起是这样，缺省为今天 / day from which it holds")] = "",
    source: Source = events.SOURCES[-1],
    rows_place: Annotated[
        str, typer.Option("--rows-place", help="没写所在地的行按这个区划 / division of rows without one")
    ] = "",
    skip_hidden: Annotated[bool, typer.Option("--skip-hidden", help="不读隐藏的行 / leave hidden rows out")] = False,
    skip_beside: Annotated[
        bool, typer.Option("--skip-beside", help="几个表并排时只读左边的 / of tables side by side the first alone")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试算，不写入 / try out only")] = False,
    faults: Annotated[Path | None, typer.Option(help="错误清单写到这个新文件 / write the faulty rows here")] = None,
    as_json: Json = False,
) -> None:
    """按表导入企业：先逐格试算，好的行写入，错的行列出并可改好再导 / take in a sheet; faults are named by cell"""
    office, now = _office(place), dt.datetime.now(CHINA)
    if faults is not None and faults.exists():
        raise _no_file(faults, "已经有这个文件")
    id = actions.upload(office, _bytes(file), name=file.name, now=now)
    said: dict[str, Any] = {"sheet": sheet, "since": since, "source": source, "place": rows_place}
    if mapping:
        found = queries.look_at(office, queries.sheet(office, id), said)
        said["mapping"] = {**found.mapping, **_meanings(mapping)}
    actions.explain(office, id, said={**said, "skip_hidden": skip_hidden, "skip_beside": skip_beside}, now=now)
    row = _to_the_end(office, id, now)
    good = row.counts.get(NEW, 0) + row.counts.get(CHANGED, 0)
    if good and not dry_run and not row.stopped:
        actions.take(office, id, now=now)
        row = _to_the_end(office, id, now)
    found_faults = [one for _, one in queries.faults(office, id, limit=row.rows * len(fields()))]
    written = _write(office, id, faults) if faults is not None and found_faults else None
    told = _told(row) | {"fault_file": str(written) if written else None, "faults": [_fault(f) for f in found_faults]}
    terminal.show(told, as_json, "\n".join(_lines(row, found_faults, written)))
    if row.stopped:
        raise typer.Exit(1)


def imports(place: Place, as_json: Json = False) -> None:
    """这个办公室的导入，最近的在前 / imports of an office, the latest first"""
    found = queries.imports(_office(place))
    lines = [f"{row.id}  {row.at.astimezone(CHINA):%Y-%m-%d %H:%M}  {row.name}：{_counted(row)}" for row in found]
    terminal.show([_told(row) for row in found], as_json, "\n".join(lines) or "还没有导入过")


def undo_import(
    import_id: Import,
    reason: Annotated[str, typer.Option(help="为什么撤销 / why")],
    place: Place,
    leave: Annotated[
        bool, typer.Option("--leave", help="后来又有变化的留着，其余撤销 / leave what was changed since")
    ] = False,
    as_json: Json = False,
) -> None:
    """撤销一次导入：恰好作废它记下的；后来又有变化的企业会列出 / take an import back exactly"""
    office, now = _office(place), dt.datetime.now(CHINA)
    actions.undo(office, import_id, reason=reason, leave=leave, now=now)
    row = _to_the_end(office, import_id, now)
    kept = [one.name for one in queries.left(office, import_id)]
    lines = [f"已撤销：{_counted(row)}", *(f"没有撤销：{name}" for name in kept)]
    terminal.show(_told(row) | {"left": kept}, as_json, "\n".join(lines))


def template(file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="新文件 / new file")]) -> None:
    """写出企业空表，表头上有填写说明 / write an empty sheet"""
    _new(file, queries.template())
    typer.echo(f"已写出{file}")


def _office(place: str) -> Viewer:
    """The program itself as the office of one place: it changes no firm of another."""
    return replace(SYSTEM, places=(of(place),), purpose="cli")


def _to_the_end(office: Viewer, id: UUID, now: dt.datetime) -> Intake:
    """Go on with an import until nothing of it runs; the worker may do chunks of it meanwhile."""
    while True:
        more = advancing.advance(office, id, now=now)
        row = queries.import_(office, id)
        assert row is not None
        if row.stopped or row.state not in RUNNING:
            return row
        if not more:
            time.sleep(WAIT)


def _meanings(pairs: Sequence[str]) -> dict[str, str]:
    """Field → letter, of pairs as they are typed: the name or the label of a field, and a column."""
    named = {word: one.name for one in fields() for word in (one.label, one.name)}
    found: dict[str, str] = {}
    for pair in pairs:
        word, _, letter = pair.partition("=")
        if word.strip() not in named or not letter.strip():
            raise Refusal(
                f"看不懂列的含义“{pair}”",
                "要写明哪一项在哪一列",
                "写成 企业名称=B；可用的项见 anjian registry import-template 的表头",
                code="registry.meaning",
                field="mapping",
            )
        found[named[word.strip()]] = letter.strip().upper()
    return found


def _told(row: Intake) -> dict[str, Any]:
    return {
        "import": str(row.id), "name": row.name, "state": row.state, "since": row.since, "rows": row.rows,
        "counts": row.counts, "stopped": row.stopped,
    }  # fmt: skip


def _fault(one: Fault) -> dict[str, Any]:
    return {"cell": one.ref, "field": one.label, "text": one.text, "why": one.why, "next": one.next}


def _lines(row: Intake, faults: Sequence[Fault], written: Path | None) -> list[str]:
    lines = [f"× {one.ref} {one.label}“{one.text}”：{one.why}。{one.next}" for one in faults]
    lines.append(f"{'已导入' if row.state == 'taken' else '没有写入'}，共{row.rows}行：{_counted(row)}")
    if written:
        lines.append(f"错误清单：{written}，改好后用同一命令再导入它")
    if row.stopped:
        lines.append(f"停下了：{row.stopped}")
    if row.state == "taken":
        lines.append(f"撤销：anjian registry undo-import {row.id} --place {row.office} --reason 理由")
    return lines


def _counted(row: Intake) -> str:
    return "，".join(f"{WORDS[name]}{n}" for name, n in row.counts.items() if n) or "没有行"


def _write(office: Viewer, id: UUID, file: Path) -> Path | None:
    data = queries.fault_file(office, id)
    if data is None:
        return None
    _new(file, data)
    return file


def _new(file: Path, data: bytes) -> None:
    try:
        with file.open("xb") as out:
            out.write(data)
    except OSError as error:
        raise _no_file(file, error.strerror) from None


def _no_file(file: Path, why: str | None) -> Refusal:
    return Refusal(f"写不了文件“{file}”：{why}", "已有的文件不覆盖", "请换一个文件名", code="registry.file")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(
            f"打不开文件“{file}”：{error.strerror}",
            "没有表就没有可以导入的",
            "请核对路径",
            code="registry.file",
            field="file",
        ) from None
