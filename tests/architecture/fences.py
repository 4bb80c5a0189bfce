"""The fences: what the shape of the house forbids, as functions that return a list of violations.

Each function takes sources and returns sentences `file:line what, and what to do`. The tests run them on the project,
where the list must be empty, and on planted violations, where it must not be.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FACES = {"actions", "queries", "events", "relations", "apps"}
OPEN = {"lib", "ui", "host", "reader"}
"""Rooms whose whole content is a face: plain Python, the shared look, the machine."""
HOOKS = {
    "handlers": {"ledger"},
    "examples": {"policy"},
    "parties": {"records"},
    "health": {"host"},
    "viewing": {"access"},
    "words": {"people"},
    "prepared": {"scope"},
    "taking": {"offline"},
}
"""Places where a lower module lets a higher one register itself, and the way in which all of them ask the database."""
FORBIDDEN_NAMES = {"core", "common", "utils", "util", "helpers", "helper", "base", "misc", "manager", "managers"}
CLOCK_CALLS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("timezone", "now"),
    ("time", "time"),
    ("terminal", "today"),
    ("terminal", "day"),
}
CLOCK_ROOMS = (
    "web",
    "cli",
    "terminal",
    "tests",
    "management",
    "host",
    "worker",
    "health",
    "migrations",
    "config",
    "sample",
    "middleware",
)
MANAGER_ROOMS = {"queries", "actions", "migrations", "models", "tests", "sample", "backends", "handlers"}


def sources(root: Path = ROOT, below: Iterable[str] = ("anjian", "config")) -> Iterator[tuple[str, str]]:
    """Every Python file of the program: (path relative to the root, text)."""
    for top in below:
        for path in sorted((root / top).rglob("*.py")):
            if "__pycache__" not in path.parts and "node_modules" not in path.parts:
                yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def _module(path: str) -> str:
    parts = Path(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "anjian" else ""


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def faces(files: Iterable[tuple[str, str]]) -> list[str]:
    """Between modules only faces are imported (ARCHITECTURE, "A module from inside")."""
    found = []
    for path, text in files:
        mine = _module(path)
        if not mine or "/tests/" in path:
            continue
        for line, name in _imports(ast.parse(text)):
            parts = name.split(".")
            if parts[0] != "anjian" or len(parts) < 2 or parts[1] in {mine, *OPEN}:
                continue
            inner = parts[2] if len(parts) > 2 else ""
            if inner not in FACES and parts[1] not in HOOKS.get(inner, set()):
                found.append(
                    f"{path}:{line} {name} is inside {parts[1]}: use its actions, queries, events or relations"
                )
    return found


def names(files: Iterable[tuple[str, str]]) -> list[str]:
    """No room is called by a word that says nothing."""
    return [
        f"{path}:1 the name {word!r} does not say what is inside"
        for path, _ in files
        for word in (Path(path).stem, *Path(path).parts[:-1])
        if word in FORBIDDEN_NAMES
    ]


def lengths(files: Iterable[tuple[str, str]], *, limit: int = 420) -> list[str]:
    """A file that passes about 400 lines becomes a package of the same name."""
    return [
        f"{path}:{n} has {n} lines: make it a package of the same name"
        for path, text in files
        if "/migrations/" not in path and (n := text.count("\n")) > limit
    ]


def clocks(files: Iterable[tuple[str, str]]) -> list[str]:
    """Nothing in the domain reads the wall clock; time is passed in."""
    found = []
    for path, text in files:
        if any(room in (*Path(path).parts, *Path(path).stem.split("_")) for room in CLOCK_ROOMS):
            continue
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name | ast.Attribute)
            ):
                owner = node.func.value.id if isinstance(node.func.value, ast.Name) else node.func.value.attr
                if (owner, node.func.attr) in CLOCK_CALLS:
                    found.append(
                        f"{path}:{node.lineno} reads the wall clock ({owner}.{node.func.attr}): pass as_of or now"
                    )
    return found


def raw_managers(files: Iterable[tuple[str, str]]) -> list[str]:
    """`Model.objects` says who asks (`.seen_by`) or that it changes (`.for_change`, never in a page)."""
    found = []
    for path, text in files:
        rooms = set(Path(path).with_suffix("").parts)
        if rooms & MANAGER_ROOMS:
            continue
        tree = ast.parse(text)
        said = {
            id(node.value): node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or node.attr not in {"objects", "_base_manager", "_default_manager"}:
                continue
            how = said.get(id(node))
            if how != "seen_by" and (how != "for_change" or rooms & {"web", "rest", "templatetags"}):
                found.append(f"{path}:{node.lineno} uses .{node.attr}: ask a question in queries.py instead")
    return found


def public_docstrings(files: Iterable[tuple[str, str]]) -> list[str]:
    """Every public function and class of a face has a docstring."""
    found = []
    for path, text in files:
        stem = Path(path).stem
        if (stem not in FACES and "/lib/" not in path) or "/tests/" in path or "/migrations/" in path:
            continue
        for node in ast.parse(text).body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                found.append(f"{path}:{node.lineno} {node.name} is public and has no docstring")
    return found


# not the FROM of EXTRACT(EPOCH FROM instant)
SQL_NAME = re.compile(r"\b(?<!EPOCH )(?:FROM|JOIN)\s+(?:ONLY\s+)?([a-z_][a-z0-9_.]*)", re.IGNORECASE)


def foreign_tables(sql: str, *, published: set[str]) -> list[str]:
    """Compiled rules read published relations, the date tables of `duties` and their own WITH names alone."""
    own = {
        m.group(1).lower()
        for m in re.finditer(
            r"(?:WITH|,)\s*([a-z_][a-z0-9_]*)\s+AS\s+(?:MATERIALIZED\s+|NOT MATERIALIZED\s+)?\(", sql, re.IGNORECASE
        )
    }
    allowed = {name.lower() for name in published} | own
    return sorted(
        {f"reads {name}: not a published relation" for name in SQL_NAME.findall(sql) if name.lower() not in allowed}
    )


def copied_runs(
    texts: Iterable[tuple[str, str]], official: Iterable[str], *, length: int = 14, titles: Iterable[str] = ()
) -> list[str]:
    """Runs of `length` Chinese characters that also stand in an official text: the project holds no sentence of one.

    Punctuation and white space are dropped on both sides first, so that a copied sentence cannot hide behind a comma.
    `titles` are the names of documents and bodies, which are facts and may be repeated.
    """
    keep = re.compile(r"[^\u3400-\u9fff]+")

    def runs(text: str) -> list[str]:
        plain = keep.sub("", text)
        return [plain[i : i + length] for i in range(len(plain) - length + 1)]

    grams = {run for text in official for run in runs(text)} - {run for title in titles for run in runs(title)}
    found = []
    for path, text in texts:
        for number, line in enumerate(text.splitlines(), 1):
            hit = next((run for run in runs(line) if run in grams), None)
            if hit:
                found.append(f"{path}:{number} repeats an official text: {hit}")
    return found
