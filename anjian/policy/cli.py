"""`anjian law …`: check, load, show, test and count what is kept of documents (文件与规则的命令)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import (
    actions,
    adopting_cli,
    comparing,
    counting,
    examples,
    foretelling,
    parts_cli,
    proving,
    queries,
    reference,
    setting_cli,
    text_cli,
)
from anjian.policy.pack import Fault, Pack, PackRefused
from anjian.ui import terminal

app = typer.Typer(
    help="文件：检查、装入、显示、试算、覆盖 / documents: check, load, show, test, coverage",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(text_cli.app, name="text")
setting_cli.enter(app)
adopting_cli.enter(app)
parts_cli.enter(app)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
Name = Annotated[str, typer.Argument(help="规则包编号或文件夹，不写则全部 / a pack's id or folder; all when left out")]


def load_packs() -> str:
    """Load every pack; a step of the start. Returns what it did, in Chinese."""
    done, left = [], []
    for folder in queries.pack_folders():
        try:
            done.append(actions.load_pack(SYSTEM, folder))
        except PackRefused:
            if folder.parent == queries.PACKS:
                raise
            left.append(folder.name)  # one made here, by other words: what is loaded of it stays, the start goes on
    fresh = [one.document for one in done if not one.nothing]
    told = f"文件：{len(done)}个规则包" + (f"，装入{'、'.join(fresh)}" if fresh else "，没有变化")
    return told + "".join(f"；本机规则包{name}有毛病，没有重新装入，用 anjian law check {name} 查看" for name in left)


@app.command()
def check(pack: Name = "", as_json: Json = False) -> None:
    """检查规则包，指出每一处毛病的文件和行；有毛病时退出码为 1 / check packs, naming file and line of every fault"""
    found: list[Fault] = []
    read: list[Pack] = []
    for folder in _folders(pack):
        try:
            read.append(queries.read(folder, strict=True))
        except PackRefused as refused:
            found += refused.faults
    text = "\n".join([*map(str, found), f"{len(found)}处毛病" if found else _sizes(read)])
    terminal.show([_plain(fault) for fault in found], as_json, text)
    if found:
        raise typer.Exit(1)


@app.command()
def load(pack: Name = "", as_json: Json = False) -> None:
    """检查并装入规则包，可重复执行 / check and load packs; loading again changes nothing"""
    done = [actions.load_pack(SYSTEM, folder) for folder in _folders(pack)]
    lines = [
        f"{one.document}：没有变化"
        if one.nothing
        else f"{one.document}：新增{len(one.new)}，更正{len(one.changed)}，撤去{len(one.gone)}"
        for one in done
    ]
    data = [{"document": d.document, "fact": d.fact, "new": d.new, "changed": d.changed, "gone": d.gone} for d in done]
    terminal.show(data, as_json, "\n".join(lines))


@app.command()
def show(
    thing: Annotated[str, typer.Argument(help="条款、规则或文件编号 / id of a clause, rule or document")],
    as_json: Json = False,
) -> None:
    """显示一条条款、一条规则或一份文件 / show a clause, a rule or a document"""
    pack = queries.read(_folders(thing.split("/")[0])[0])
    clause, rule = pack.clause(thing), pack.rule(thing)
    if clause is not None:
        rules = [other.id for other in pack.rules if clause.id in other.clauses]
        data: dict[str, Any] = {**clause.model_dump(mode="json", exclude_defaults=True), "rules": rules}
    elif rule is not None:
        holes = {name: hole.unset for name, hole in rule.holes().items()}
        data = {**rule.content(), "digest": queries.digest_of(rule), "holes": holes, "source": pack.chip(rule)}
    elif thing == pack.document.id:
        data = pack.document.model_dump(mode="json", exclude_defaults=True)
        data["articles"] = [f"{s.article.number} {s.article.heading}（{len(s.clauses)}条款）" for s in pack.sections]
    else:
        raise Refusal(
            f"没有“{thing}”", "编号要写全", "条款如 linfen-2018/3.8，规则如 linfen-2018/leader-inspects-monthly"
        )
    terminal.show(data, as_json, json.dumps(data, ensure_ascii=False, indent=1))


@app.command("test")
def prove(
    pack: Name = "",
    rule: Annotated[str, typer.Option(help="只试编号含有这几个字的规则 / only rules whose id contains this")] = "",
    fields: Annotated[bool, typer.Option(help="逐一改动每个字段，看例子能否发现 / bend each field in turn")] = True,
    as_json: Json = False,
) -> None:
    """用例子试算规则；再逐一改动字段，例子都没发现的字段不算证明 / run examples; then bend each field in turn"""
    names, left = _evaluators()
    found: list[Fault] = []
    count = 0
    with examples.opened(names) as runners:
        for folder in _folders(pack):
            read = queries.read(folder)
            count += sum(len(one.examples) for one in read.rules if rule in one.id)
            found += proving.failures(read, runners=runners, only=rule)
            if fields and not found and "reference" in runners:
                found += proving.unproved(read, runner=runners["reference"], only=rule)
    how = "、".join(names) or "没有"
    text = "\n".join([*map(str, found), *left, f"{count}个例子，用{how}试算，{len(found)}处问题"])
    terminal.show([_plain(fault) for fault in found], as_json, text)
    if found or not names:
        raise typer.Exit(1)


@app.command()
def coverage(
    pack: Name = "",
    to: Annotated[Path | None, typer.Option("--to", help="写成文件 / write one pack's page")] = None,
    as_json: Json = False,
) -> None:
    """数条款：可按期判断、无期限跟踪、等当地设定、仅留痕、待建 / count clauses by what the program does with them"""
    if to is not None:
        folder = _folders(pack)[0]
        to.write_text(counting.page(queries.read(folder)), encoding="utf-8")
        typer.echo(f"已写入{to}")
        return
    counts = [counting.count(queries.read(folder)) for folder in _folders(pack)]
    terminal.show(
        [one.as_dict() for one in counts], as_json, "\n\n".join([*(one.text() for one in counts), *_sum(counts)])
    )


@app.command()
def diff(
    pack: Name = "",
    place: Annotated[str, typer.Option(help="再看这个地方谁的职责会变 / also whose duties change there")] = "",
    as_json: Json = False,
) -> None:
    """装入之前看会变什么：规则、条款的新增、改动和撤去 / what loading would change, field by field"""
    packs = [queries.read(folder) for folder in _folders(pack)]
    found = [change for one in packs for change in comparing.compare(one)]
    today = terminal.today()
    moved = [shift for one in packs for shift in foretelling.shifts(one, place=place, as_of=today)] if place else []
    text = "\n".join(map(str, [*found, *moved])) or "与已装入的相同"
    data = [{"id": c.id, "what": c.what, "field": c.field, "before": c.before, "after": c.after} for c in found]
    told = [{"id": s.rule, "what": s.what, "bearer": s.bearer, "since": s.since, "field": s.how} for s in moved]
    terminal.show(data + told, as_json, text)


@app.command()
def schema(
    to: Annotated[Path | None, typer.Option("--to", help="写入这个文件 / write to this file")] = None,
) -> None:
    """输出规则包格式的说明，由程序写出 / the pack format, written out from the code that reads it"""
    text = reference.render()
    if to is None:
        typer.echo(text)
        return
    to.write_text(text, encoding="utf-8")
    typer.echo(f"已写入{to}")


def _sum(counts: list[counting.Coverage]) -> list[str]:
    return [counting.total(counts)] if len(counts) > 1 else []


def _evaluators() -> tuple[list[str], list[str]]:
    """The evaluators that can run now, and a word about those that cannot."""
    from django.db import OperationalError, connection

    names, left = list(examples.EVALUATOR), []
    if "compiled" in names:
        try:
            connection.ensure_connection()
        except OperationalError:
            names.remove("compiled")
            left.append("数据库没有运行，编译后的规则（compiled）没有试算")
    return names, left


def _folders(name: str) -> tuple[Path, ...]:
    if not name:
        return queries.pack_folders()
    path = Path(name)
    named = {found.name: found for found in queries.pack_folders()}
    folder = path if (path / "document.yaml").is_file() else named.get(name, queries.PACKS / name)
    if not (folder / "document.yaml").is_file():
        known = "、".join(named)
        raise Refusal(f"没有规则包“{name}”", "文件夹里要有 document.yaml", f"现有：{known}", code="pack.unknown")
    return (folder,)


def _plain(fault: Fault) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "what": fault.what, "next": fault.next, "code": fault.code}


def _sizes(packs: list[Pack]) -> str:
    return "\n".join(
        f"{pack.document.id}：{sum(1 for _ in pack.clauses)}条款，{sum(1 for _ in pack.rules)}条规则，没有毛病"
        for pack in packs
    )
