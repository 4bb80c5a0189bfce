"""`anjian read FILE…`: read official documents from the command line (读文).

One file: what was found, for a person, or with --json the whole reading. Several files, or --out: one JSON file for
each, with progress, at most two processes. A file that is refused is named with the reason; the others are read.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from anjian.lib.errors import Refusal
from anjian.reader import events, measuring
from anjian.reader.reading import read_bytes
from anjian.reader.sources import refuse_size

_ROOT = Path(__file__).resolve().parents[2]
_SHARED = _ROOT.parent / "shared"
_PAGE = _ROOT / "docs" / "reference" / "reader.md"
_PROCESSES = 2
"""At most so many at once: the machine has to go on serving."""
_FEW = 8
"""Below this many files a second process costs more than it brings."""


class _FilesFirst(typer.core.TyperGroup):
    """A first word that is no verb of this group is a file: `anjian read 通知.docx`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in {"--help", "-h"}:
            args = ["files", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_FilesFirst,
    help="读文：任何一份公文 → 条目、数字、规则草稿 · read official documents: anjian read FILE... [--json]",
    no_args_is_help=True,
)


@app.command("files")
def files(
    paths: Annotated[list[Path], typer.Argument(help="文件：.txt .html .docx .pdf · files", metavar="FILE...")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="JSON 存到这个文件夹 · folder for a JSON each")] = None,
) -> None:
    """读一份或者多份文件（可以省略 files 这个词）。Read one file or many; the word "files" may be left out."""
    found = list(_all_files(paths))
    if not found:
        raise Refusal(
            "没有要读的文件", "给出的文件夹里没有 .txt .html .docx .pdf", "请给出文件名", code="reader.nothing"
        )
    if len(found) == 1 and out is None:
        _one(found[0], as_json=as_json)
        return
    _many(found, as_json=as_json, out=out)


@app.command("measure")
def measure(
    catalogue: Annotated[
        Path, typer.Option("--from", help="目录所在的文件夹 · folder with provisions/ and seeds/")
    ] = _SHARED,
    write: Annotated[bool, typer.Option("--write", help="写入 docs/reference/reader.md · write the page")] = False,
) -> None:
    """与人工目录比较，算出召回率和准确率。Compare with a catalogue made by hand: recall and precision."""
    if not (catalogue / "provisions").is_dir() or not (catalogue / "seeds").is_dir():
        raise Refusal(
            f"没有找到人工目录“{catalogue}”",
            "比较要有 provisions/ 里的目录和 seeds/ 里的原文",
            "用 --from 给出它们所在的文件夹",
            code="reader.no_catalogue",
        )
    outcomes = measuring.all_of(catalogue)
    for one in outcomes:
        rates = f"召回率 {one.recall:.3f}  准确率 {one.precision:.3f}"
        typer.echo(f"{one.document}  {rates}  读出{one.read}个，漏{len(one.missed)}个")
    if write:
        _PAGE.parent.mkdir(parents=True, exist_ok=True)
        _save(_PAGE, measuring.page(outcomes))
        typer.echo("已写入 docs/reference/reader.md")


def _all_files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                one
                for one in path.rglob("*")
                if one.suffix.lower() in {".txt", ".html", ".htm", ".docx", ".pdf"} and one.is_file()
            )
        else:
            yield path


def _read(path: Path) -> events.Reading:
    try:
        refuse_size(path.stat().st_size, path.name)
        data = path.read_bytes()
    except FileNotFoundError:
        raise Refusal(
            f"找不到文件“{path}”", "这个位置没有文件", "请检查文件名和所在的文件夹", code="reader.missing"
        ) from None
    except IsADirectoryError:
        raise Refusal(f"“{path}”是文件夹", "只能读文件", "请给出文件名", code="reader.missing") from None
    except PermissionError:
        raise Refusal(f"没有权限读“{path}”", "系统不让打开它", "请检查文件的权限", code="reader.missing") from None
    return read_bytes(data, path.name)


def _one(path: Path, *, as_json: bool) -> None:
    reading = _read(path)
    if as_json:
        typer.echo(json.dumps(reading.as_dict(), ensure_ascii=False, indent=1))
        return
    for line in _told(reading):
        typer.echo(line)


def _told(reading: events.Reading) -> Iterator[str]:
    """The reading in words for a person at a terminal."""
    document = reading.document
    yield document.title or "（没有找到标题）"
    facts = [
        ("文号", document.number),
        ("发文机关", document.issuer),
        ("成文日期", document.issued),
        ("施行", document.in_force),
        ("失效", document.expires),
        ("地区", document.region),
    ]
    yield "  ".join(f"{name}：{value}" for name, value in facts if value) or "（没有找到文号、机关、日期）"
    yield f"{'是' if document.is_policy else '不是'}规范性文件：{document.why}"
    repairs: dict[str, int] = {}
    for repair in reading.clean.repairs:
        repairs[repair.kind] = repairs.get(repair.kind, 0) + 1
    if repairs:
        yield "清洗：" + "，".join(f"{_KINDS.get(kind, kind)}{count}处" for kind, count in repairs.items())
    rows = sum(block.kind == "table_row" and not block.header for block in reading.blocks)
    unmapped = sum(sentence.disposition == "unmapped" for sentence in reading.sentences)
    counts = f"条目{len(reading.headings)}个，表格{rows}行，句子{len(reading.sentences)}句（{unmapped}句没有读成规则）"
    yield f"{counts}，数字{len(reading.quantities)}个，规则草稿{len(reading.rules)}条"
    for notice in reading.notices:
        yield f"！{notice}"
    for heading in reading.headings:
        yield f"{'  ' * heading.level}{heading.number} {heading.title or ''}".rstrip()


_KINDS = {
    "spam": "广告", "chrome": "网页残留", "pinyin": "夹注拼音", "traditional": "繁体", "line_break": "换行",
    "ocr_blank": "多余空格", "blank": "特殊空白", "punctuation": "半角标点", "table": "表格", "escape": "转义符",
    "private_use": "自造字符", "garbled": "乱码", "variant": "异形字", "markup": "标记", "page": "页码", "lost": "缺失",
    "bracket": "括号不成对",
}  # fmt: skip


def _job(path: Path) -> tuple[Path, dict[str, Any] | None, dict[str, Any] | None]:
    """(file, reading, refusal): one of the last two is there."""
    try:
        return path, _read(path).as_dict(), None
    except Refusal as refusal:
        return path, None, refusal.as_dict()


def _results(found: list[Path]) -> Iterator[tuple[Path, dict[str, Any] | None, dict[str, Any] | None]]:
    processes = min(_PROCESSES, os.cpu_count() or 1)
    if len(found) < _FEW or processes < 2:
        yield from map(_job, found)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_job, found, chunksize=4)


def _many(found: list[Path], *, as_json: bool, out: Path | None) -> None:
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    names: dict[str, int] = {}
    read, policies, refused = 0, 0, []
    for number, (path, told, no) in enumerate(_results(found), 1):
        if told is not None:
            read += 1
            policies += bool(told["is_policy"])
            if out is not None:
                # Two files of one name in different folders do not overwrite each other.
                names[path.name] = names.get(path.name, 0) + 1
                again = f".{names[path.name]}" if names[path.name] > 1 else ""
                _save(out / f"{path.name}{again}.json", json.dumps(told, ensure_ascii=False))
            elif as_json:
                typer.echo(json.dumps({"file": str(path), **told}, ensure_ascii=False))
            else:
                counts = f"条目{len(told['headings'])}，数字{len(told['quantities'])}"
                typer.echo(f"{path.name}  {told['title'] or '（没有标题）'}  {counts}")
        elif no is not None:
            refused.append((path, no))
            if as_json and out is None:
                typer.echo(json.dumps({"file": str(path), "refused": no}, ensure_ascii=False))
            else:
                typer.echo(f"× {Refusal(str(no['what']), str(no['why']), str(no['next']))}", err=True)
        if out is not None or sys.stderr.isatty():
            _progress(number, len(found))
    typer.echo(f"读了{read}份（规范性文件{policies}份），没有读成{len(refused)}份", err=as_json)
    if refused and not read:
        raise typer.Exit(2)


def _progress(number: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if number == total else ""
        typer.echo(f"\r{number}/{total}{end}", err=True, nl=False)
    elif number % max(1, total // 20) == 0 or number == total:
        typer.echo(f"{number}/{total}", err=True)


def _save(path: Path, text: str) -> None:
    """Whole or not at all: written beside and put in place."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
