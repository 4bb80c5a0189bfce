"""The reference of the pack format (规则包格式), written out from the classes that read it.

A field without a line in its class's docstring is a fault of the program: `undescribed` names them, a test wants none.
"""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from anjian.policy.pack import conditions, document, example, kinds, rules, until, values, vocabulary, who

HEAD = """\
# The pack format · 规则包格式

Written by `anjian law schema --to docs/reference/pack.md` from the classes in `anjian/policy/pack`;
a test fails when it is stale.

A pack is a folder `packs/<id>/`: `document.yaml` with `document:` and `articles:` (the files in order), and one
file per article with `article:`, `clauses:`, `rules:`. Rows of one shape may be written once: `patterns:` and
`rows:` (see `anjian/policy/pack/rows.py`). YAML without surprises: only `true` and `false` are booleans, dates are
dates, a key stands once, no anchors. References are marked: `$bearer`, `$each`, `$period`, `$rule`,
`$this.<role>`, `$bearer.place`.

Values that may stand where a figure or a date is asked:

| form | meaning |
|---|---|
| `month`, `2018`, `20 workdays` | the text's own value |
| `{2018-01-22: 1, 2020-07-01: 2}` | dated: from which day which figure |
| `{unset: 定期, proposed: year, ground: 为什么}` | a hole: the text's word; the place decides |
| `{from: linfen-2018/annex-27}` | borrowed from another rule; `basis` says `borrowed` |

Conditions (`where:`): `x` is `{eq: x}`, `[x, y]` is `{in: [x, y]}`. Operators:
OPERATORS.
For a party also `{bodies: [安委办], level: up}`; `{named: 某公司}` is a name that the place binds to an identifier.
Missing data make a condition unknown, never false.
"""

_EVIDENCE = (
    rules.Evidence,
    rules.AllOf,
    rules.Recipients,
    rules.Holds,
    rules.Lift,
    rules.Lifts,
    rules.Covering,
    until.Until,
    until.Moving,
    kinds.Then,
    kinds.Lapse,
    kinds.Step,
)

PARTS: tuple[tuple[str, tuple[type[BaseModel], ...]], ...] = (
    ("The document · 文件", (document.Head, document.Document, document.Expects)),
    ("Articles and clauses · 条与条款", (document.Article, document.Clause)),
    ("Every rule · 各类规则共有", (rules.Rule, rules.InForce)),
    ("Kinds of rules · 规则种类", tuple(kinds.KINDS.values())),
    ("Who · 谁", (who.Who, who.Departments, who.Others, who.Population)),
    (
        "Evidence · 证据",
        _EVIDENCE,
    ),
    ("Values · 值", (values.Unset, values.Borrowed, values.Phases, values.Phase)),
    ("Examples · 例子", (example.Example, example.Given, example.Happened, example.Expected)),
    (
        "The vocabulary · 词汇",
        (
            vocabulary.Lists,
            vocabulary.FactType,
            vocabulary.Attribute,
            vocabulary.PartyRole,
            vocabulary.FunctionEntry,
            vocabulary.FunctionName,
            vocabulary.ClassEntry,
            vocabulary.TopicEntry,
            vocabulary.SubjectEntry,
            vocabulary.ItemKind,
            vocabulary.ActorEntry,
            vocabulary.Title,
        ),
    ),
)

_FIELD = re.compile(r"^([a-z_]+)\s{2,}(\S.*)$")


def render() -> str:
    """The whole reference as Markdown."""
    lines = [HEAD.replace("OPERATORS", ", ".join(f"`{op}`" for op in sorted(conditions.OPERATORS - {"place"})))]
    for title, models in PARTS:
        lines.append(f"\n## {title}\n")
        for model in models:
            lines += _section(model)
    return "\n".join(lines).replace("``", "`").rstrip() + "\n"


def undescribed() -> list[str]:
    """Fields that no docstring describes: Class.field."""
    return [
        f"{model.__name__}.{name}"
        for _, models in PARTS
        for model in models
        for name in _own(model)
        if name not in _described(model)
    ]


def _section(model: type[BaseModel]) -> Iterator[str]:
    described = _described(model)
    name = next((code for code, cls in kinds.KINDS.items() if cls is model), model.__name__)
    yield f"### {name}\n"
    yield _first(model) + "\n"
    rows = []
    for field in _own(model):
        info = model.model_fields[field]
        must = "yes" if info.default is PydanticUndefined and info.default_factory is None else ""
        choices = _choices(info.annotation)
        words = described.get(field, "") + (f" ({' · '.join(choices)})" if choices else "")
        rows.append(f"| `{info.alias or field}` | {must} | {words} |")
    if rows:
        yield "| field | required | meaning |\n|---|---|---|"
        yield from rows
    yield ""


def _own(model: type[BaseModel]) -> list[str]:
    """The fields to show: of a kind of rule only those that every rule does not have, and those it makes required."""
    shared = rules.Rule.model_fields if model in kinds.KINDS.values() else {}
    return [
        name
        for name, info in model.model_fields.items()
        if name != "kind" and (name not in shared or (name == "who" and info.is_required()))
    ]


def _described(model: type[BaseModel]) -> dict[str, str]:
    found: dict[str, str] = {}
    for cls in (rules.Rule, model) if issubclass(model, rules.Rule) else (model,):
        last = ""
        for line in inspect.cleandoc(cls.__doc__ or "").splitlines():
            field = _FIELD.match(line)
            if field:
                last = field[1]
                found[last] = field[2]
            elif last and line.startswith("  ") and line.strip():
                found[last] += " " + line.strip()
            else:
                last = ""
    return found


def _first(model: type[BaseModel]) -> str:
    text = inspect.cleandoc(model.__doc__ or "")
    kept = []
    for line in text.splitlines():
        if _FIELD.match(line):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _choices(annotation: Any) -> list[str]:
    origin = get_origin(annotation)
    if origin is Literal:
        return [f"`{value}`" for value in get_args(annotation) if value != ""]
    if origin in (types.UnionType, typing.Union, tuple, Annotated):
        return [choice for part in get_args(annotation) for choice in _choices(part)]
    return []
