"""`anjian people import|export|undo-import|template`: whole lists by Excel (名册导入、导出)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions, queries, words
from anjian.sheets import actions as remembering
from anjian.sheets import queries as sheets
from anjian.ui import terminal

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
File = Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Excel 文件 / workbook")]
Place = Annotated[str, typer.Option(help="哪个地方的办公室在导入，区划代码 / division of the office")]
Bodies = Annotated[bool, typer.Option("--bodies", help="导入的是机构，不是人员 / the list is of bodies")]


def import_(
    file: File,
    place: Place,
    bodies: Bodies = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试算，不写入 / check only")] = False,
    faults: Annotated[Path | None, typer.Option(help="错误清单写到这个新文件 / write the faulty rows here")] = None,
    since: Annotated[str, typer.Option(help="没写日期的行从哪天起，缺省为今天 / day of rows without one")] = "",
    cls: Annotated[str, typer.Option("--class", help="没写类别的新职务按这个类别 / class of posts without one")] = "",
    months: Annotated[bool, typer.Option("--months", help="只写到月的按当月1日 / a month is its first day")] = False,
    column: Annotated[
        list[str] | None, typer.Option(help="列的含义，如 since=E，可多次；会记住 / what a column means, remembered")
    ] = None,
    as_json: Json = False,
) -> None:
    """按表导入人员和职务（或机构）：好的行全部写入，错的行按单元格列出 / take in a list; faults are named by cell"""
    now = dt.datetime.now(CHINA)
    office, kind = divisions.normal(place), "bodies" if bodies else "posts"
    fields = queries.BODIES_SHEET if bodies else queries.POSTS_SHEET
    data = _bytes(file)
    known = sheets.remembered(SYSTEM, kind=kind, office=office)
    found = sheets.look(data, fields, known=known)
    if column:
        chosen = dict(pair.split("=", 1) for pair in column if "=" in pair)
        found = sheets.look(data, fields, known=known, mapping={**found.mapping, **chosen})
    if found.missing:
        heads = "、".join(f"{one.letter} {one.header}" for one in found.head.columns)
        raise Refusal(
            f"表里没有找到：{'、'.join(found.missing)}",
            "缺了这些列就不知道谁在哪里任什么职",
            f"用 --column 指明，例如 --column name=B；现有的列：{heads}",
            code="people.columns",
        )
    start = dt.date.fromisoformat(since) if since else now.date()
    rows = sheets.rows(data, found)
    plan: Any
    if bodies:
        plan = queries.check_bodies(SYSTEM, rows, inside=office, today=now.date(), since=start, months=months)
    else:
        default = words.codes("post", [cls])[0] if cls else ""
        plan = queries.check_posts(
            SYSTEM, rows, office=office, today=now.date(), since=start, cls=default, months=months
        )
    if faults is not None and plan.faults:
        with faults.open("xb") as out:
            out.write(sheets.fault_file(data, found, plan.faults))
    good = plan.bodies if bodies else plan.seats
    batch: UUID | None = None
    if good and not dry_run:
        batch = uuid4()
        told: dict[str, Any] = {"batch": batch, "name": file.name, "place": office}
        told["sheet"] = hashlib.sha256(data).hexdigest()
        if bodies:
            actions.import_bodies(SYSTEM, good, now=now, **told)
        else:
            actions.import_posts(SYSTEM, good, now=now, **told)
        remembering.remember(SYSTEM, found, kind=kind, office=office)
    answer = {
        "rows": plan.rows,
        "good": len(good),
        "same": len(plan.same),
        "faulty": plan.faulty,
        "batch": str(batch) if batch else None,
        "faults": [
            {"cell": one.ref, "field": one.label, "text": one.text, "why": one.why, "next": one.next}
            for one in plan.faults
        ],
    }
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for one in plan.faults:
        typer.echo(f"× {one.ref} {one.label}“{one.text}”：{one.why}。{one.next}")
    done = "可以导入" if dry_run else "已导入"
    typer.echo(f"共{plan.rows}行：{done}{len(good)}行，已在册{len(plan.same)}行，有错{plan.faulty}行")
    if faults is not None and plan.faults:
        typer.echo(f"错误清单：{faults}，改好后用同一命令再导入它")
    if batch:
        typer.echo(f"撤销：anjian people undo-import {batch} --reason 理由")


def export(
    file: File,
    place: Place,
    as_of: Annotated[str, typer.Option(help="哪一天，缺省为今天 / day")] = "",
) -> None:
    """导出职务和任职人，表头可以直接再导入 / write posts and holders; the file can be fed back"""
    day = terminal.day(as_of)
    data, count = queries.roll(SYSTEM, inside=divisions.normal(place), as_of=day)
    with file.open("xb") as out:
        out.write(data)
    typer.echo(f"已导出{count}个职务到{file}")


def template(file: File, bodies: Bodies = False) -> None:
    """写出空表，表头上有填写说明 / write an empty sheet"""
    data = queries.template("bodies" if bodies else "posts")
    with file.open("xb") as out:
        out.write(data)
    typer.echo(f"已写出{file}")


def undo_import(
    batch: Annotated[UUID, typer.Argument(help="导入时给出的编号 / id told by the import")],
    reason: Annotated[str, typer.Option(help="为什么撤销 / why")],
) -> None:
    """撤销一次导入，一切回到导入之前；后来又有变更的不能撤销 / take a list back exactly"""
    typer.echo(f"已撤销{actions.undo_import(SYSTEM, batch, reason=reason)}行")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(
            f"打不开文件“{file}”：{error.strerror}",
            "没有表就没有可以导入的",
            "请核对路径",
            code="people.file",
            field="file",
        ) from None
