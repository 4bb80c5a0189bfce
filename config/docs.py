"""Figures and tables in the documents, written out by a command (文档中的数字由命令写出).

``anjian docs write`` fills ``docs/reference/`` and the marked places of the README; ``anjian docs check`` says what is
stale and fails. A test runs the check, so no figure in a document is older than what it counts.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from anjian.host import folders
from anjian.lib.errors import Refusal
from anjian.lib.relations import Relation
from anjian.policy import counting
from anjian.policy import queries as policy
from anjian.registry.ledgers import templates as ledgers
from config import modules

app = typer.Typer(help="文档中的数字 / figures in the documents", no_args_is_help=True, rich_markup_mode=None)

MADE = "<!-- written by `anjian docs write`; do not edit -->\n"


def pages(root: Path | None = None) -> dict[str, str]:
    """Every written page: path relative to the project, and its text as it should be now."""
    root = root or folders.ROOT
    readme = (root / "README.md").read_text(encoding="utf-8")
    return {
        "docs/reference/coverage.md": _coverage_page(),
        "docs/reference/relations.md": _relations(),
        "docs/reference/actors.md": _actors(),
        "docs/reference/measurements.md": _measurements(root / "bench"),
        "docs/reference/ledgers.md": _ledgers(),
        "README.md": _between(readme, "coverage", _coverage_table()),
    }


def stale(root: Path | None = None) -> list[str]:
    """Pages that differ from what the program says now."""
    root = root or folders.ROOT
    return [name for name, text in pages(root).items() if not (root / name).is_file() or _read(root / name) != text]


@app.command()
def write() -> None:
    """写出全部数字和表格 / write all figures and tables"""
    root = folders.ROOT
    for name, text in pages(root).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
        typer.echo(name)


@app.command()
def check() -> None:
    """有过期的数字就失败 / fail when a figure is stale"""
    old = stale()
    if old:
        raise Refusal(
            f"文档里的数字过期了：{'、'.join(old)}", "它们是由命令写出的，不能手改", "请执行 anjian docs write 后提交"
        )
    typer.echo("没有过期的数字")


# -- inside -----------------------------------------------------------------------------------------------------------


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _ledgers() -> str:
    found = ledgers.asked()
    rows = [f"| {one.title} | {one.asked_by} | {len(one.columns)} |" for one in ledgers.ledgers().values()]
    return (
        f"# Ledgers: told once, asked often · 台账\n\n{MADE}\n"
        f"{found.ledgers} ledgers (`packs/ledgers`) ask {found.fields} cells of an enterprise; they are {found.facts} "
        f"different things, so {found.saved} cells need not be filled again.\n\n"
        "| 台账 | 谁来要 | 栏数 |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _between(text: str, mark: str, inside: str) -> str:
    begin, end = f"<!-- {mark}:begin -->\n", f"<!-- {mark}:end -->"
    head, _, rest = text.partition(begin)
    _, found, tail = rest.partition(end)
    if not found:
        raise Refusal(f"README 里没有 {mark} 的标记", "不知道数字写在哪里", f"请恢复 {begin.strip()} 和 {end} 两行")
    return head + begin + inside + found + tail


def _counts() -> list[counting.Coverage]:
    return [counting.count(policy.read(folder)) for folder in policy.pack_folders(policy.PACKS)]


def _coverage_table() -> str:
    counts = _counts()
    words = [(code, word) for code, word in counting.CLASSES.items() if any(one.classes[code] for one in counts)]
    lines = [
        "| 文件 | 条款 | 规则 | " + " | ".join(word for _, word in words) + " |",
        "|---|" + "---:|" * (2 + len(words)),
    ]
    for one in counts:
        cells = [one.title, str(one.clauses), str(one.rules), *(str(one.classes[code]) for code, _ in words)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _coverage_page() -> str:
    parts = [
        MADE,
        "# Coverage 覆盖\n\nClauses by what the program does with them, before any place has set anything.\n",
        _coverage_table(),
    ]
    for one in _counts():
        parts.append(f"\n## {one.title}\n\n{one.holes} holes of the text that a place sets. Pending on:\n")
        parts += [f"* {name}: {number}" for name, number in one.pending.items()] or ["* nothing"]
    return "\n".join(parts) + "\n"


def _relations() -> str:
    parts = [MADE, "# Published relations 公开关系\n\nThe only tables that compiled rules may read."]
    for module in modules.MODULES:
        try:
            found: Mapping[str, Relation] = importlib.import_module(f"{module}.relations").RELATIONS
        except (ModuleNotFoundError, AttributeError):
            continue
        for relation in found.values():
            parts.append(f"\n## {relation.name}\n\n{relation.doc} (`{module.removeprefix('anjian.')}`)\n")
            parts.append("| column | type | meaning |\n|---|---|---|")
            parts += [
                f"| {name} | {column.type}{', may be empty' if column.null else ''} | {column.doc} |"
                for name, column in relation.columns.items()
            ]
    return "\n".join(parts) + "\n"


def _actors() -> str:
    """Phrases for who must act: how many words, how many roles they stand for, and what the packs use."""
    words = policy.vocabulary()
    table = [actor for word in words.actors if "…" not in word and (actor := words.actor(word))]
    used: dict[str, Any] = {}
    for folder in policy.pack_folders(policy.PACKS):
        for clause in policy.read(folder).clauses:
            used.update({phrase: words.actor(phrase) for phrase in clause.actor})
    kinds = {
        "posts": "职务 posts",
        "bodies": "机构 bodies",
        "departments": "部门 departments",
        "enterprises": "企业 enterprises",
        "staff": "企业里的人 staff",
        "grassroots": "基层 grassroots",
        "group": "为一件事组成的 groups",
        "society": "社会 society",
        "place": "以地方代称 places",
        "vague": "没有写明 vague",
        "nobody": "不是机构 no body",
    }

    def counts(read: list[Any]) -> tuple[int, int]:
        return len(read), len({(one.kind, one.codes, one.level) for one in read})

    parts = [
        MADE,
        "# Who must act 责任主体的说法\n\nWords of the table (without the sign of a level) and phrases of the packs, "
        "by what they are read as. A role is a kind with its classes or functions and a level.\n",
        "| kind | words | roles | phrases in packs | roles |\n|---|---:|---:|---:|---:|",
    ]
    for kind, word in kinds.items():
        a, b = counts([one for one in table if one.kind == kind])
        c, d = counts([one for one in used.values() if one and one.kind == kind])
        parts.append(f"| {word} | {a} | {b} | {c} | {d} |")
    a, b = counts(table)
    c, d = counts([one for one in used.values() if one])
    parts.append(f"| **all** | **{a}** | **{b}** | **{c}** | **{d}** |")
    return "\n".join(parts) + "\n"


def _measurements(folder: Path) -> str:
    parts = [
        MADE,
        "# Measurements 实测\n\nLast results of the scripts under `bench/`; `anjian bench check` compares.",
    ]
    for path in sorted(folder.glob("*.json")):
        told: dict[str, Any] = json.loads(_read(path))
        machine, sizes = told.get("machine", {}), told.get("sizes", {})
        said = ", ".join(f"{name} {value}" for name, value in {**machine, **sizes}.items())
        parts.append(
            f"\n## {path.stem}\n\n{told.get('date', '')} · {said}{'. ' + told['note'] if told.get('note') else ''}\n"
        )
        parts.append("| what | figure | target |\n|---|---:|---:|")
        for row in told.get("results", []):
            target = f"≤ {row['at_most']:g}" if row.get("at_most") is not None else ""
            target = f"≥ {row['at_least']:g}" if row.get("at_least") is not None else target
            parts.append(f"| {row['name']} | {row['value']:g} {row['unit']} | {target} |")
    return "\n".join(parts) + "\n"
