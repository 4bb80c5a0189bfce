"""Rows of one shape (同样的行): an annex of 85 rows says what all rows share once, and of each row only its own.

A file may hold ``patterns`` and ``rows`` beside its clauses and rules. A pattern writes out one ``clause`` and, mostly,
one ``rule`` with its examples, and has ``defaults`` for values that most rows share; a row names its pattern and gives
the values of the marks in it. `expand` writes the clauses and
rules out as if they stood in the file, each with the line it comes from; nothing after it knows that there were rows.

The marks of a pattern, all there are:

``<year>``           the row's value; alone in its place it keeps its type, and a list in a list is laid out flat
``<year.next>``      of a number: one more. Of a list: ``first``, ``last``, ``rest`` (all but the first), ``count``,
                     ``joined`` (its words with 、 between)
``if``, ``unless``   in a mapping: it stands only where the row has (has not) one of these values
``is``, ``or``       beside them: what stands there is this value and not a mapping; otherwise that one
``each``             in a mapping inside a list, ``{each: {body: bodies}}``: once for every value, ``<body>`` there

A mark alone in its place, of a value that the row does not have, falls away with its key.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from anjian.policy.pack.faults import Fault
from anjian.policy.pack.lines import Path_, Text

_MARK = re.compile(r"<([a-z_]+(?:\.[a-z_]+)*)>")
_GONE: Final = object()
"""What stands for a value that falls away."""

_PARTS = ("first", "last", "rest", "count", "joined", "next")


class _Wrong(Exception):
    """A pattern and a row do not fit; the row's line is added where it is caught."""

    def __init__(self, what: str, advice: str, code: str) -> None:
        super().__init__(what)
        self.what, self.advice, self.code = what, advice, code


def expand(text: Text, faults: list[Fault]) -> Text:
    """The file with its rows written out as clauses and rules. Faults are added to the list; their rows are left out.

    A file without rows comes back as it is.
    """
    data = text.data
    if not isinstance(data, dict) or not {"patterns", "rows"} & set(data):
        return text
    patterns, rows = data.get("patterns") or {}, data.get("rows") or []
    if not isinstance(patterns, dict) or not isinstance(rows, list):
        faults.append(
            Fault(text.file, text.line(("patterns",)), "patterns 要写成“名称: 内容”，rows 要写成一列", "", "rows.shape")
        )
        return text
    made = Text(
        text.file,
        {key: value for key, value in data.items() if key not in ("patterns", "rows")},
        {path: line for path, line in text.lines.items() if path[:1] not in (("patterns",), ("rows",))},
    )
    kept = {name: list(data.get(name) or []) for name in ("clauses", "rules")}
    named: set[str] = set()
    for n, row in enumerate(rows):
        name = str(row.get("pattern", "")) if isinstance(row, dict) else ""
        pattern = patterns.get(name)
        if not isinstance(pattern, dict) or set(pattern) - {"defaults", "clause", "rule"}:
            what = f"没有样式“{name}”" if pattern is None else f"样式“{name}”只有 defaults、clause、rule 三项"
            known = f"可用：{'、'.join(map(str, patterns)) or '没有'}"
            faults.append(Fault(text.file, text.line(("rows", n, "pattern")), what, known, "rows.pattern"))
            continue
        named.add(name)
        before = len(faults)
        writer = _Writer(text, made, row, ("rows", n), pattern.get("defaults") or {})
        for key, listed in (("clause", "clauses"), ("rule", "rules")):
            if key not in pattern:
                continue
            try:
                at = (listed, len(kept[listed]))
                kept[listed].append(writer.write(pattern[key], ("patterns", name, key), at))
                made.lines[at] = text.line(("rows", n))
            except _Wrong as wrong:
                faults.append(Fault(text.file, text.line(("rows", n)), wrong.what, wrong.advice, wrong.code))
        if len(faults) > before:
            continue
        for key in sorted(set(row) - writer.used - {"pattern"}):
            what = f"样式“{name}”里没有用到“{key}”"
            faults.append(
                Fault(text.file, text.line(("rows", n, key)), what, "请核对拼写，或换一个样式", "rows.unused")
            )
    for name in sorted(set(map(str, patterns)) - named):
        faults.append(Fault(text.file, text.line(("patterns", name)), f"样式“{name}”没有行用它", "删去它", "rows.idle"))
    made.data.update({name: listed for name, listed in kept.items() if listed})
    return made


@dataclass
class _Writer:
    """Writes a pattern out for one row, and the line of everything written."""

    source: Text
    made: Text
    row: Mapping[str, Any]
    at: Path_
    defaults: Mapping[str, Any]
    used: set[str] = field(default_factory=set)
    scope: dict[str, Any] = field(default_factory=dict)

    def write(self, node: Any, stands: Path_, to: Path_) -> Any:
        """What ``node``, which stands at a place of the pattern, becomes at a place of the written file."""
        self.made.lines.setdefault(to, self.source.line(stands))
        if isinstance(node, str):
            return self._text(node, to)
        if isinstance(node, dict):
            return self._mapping(node, stands, to)
        if isinstance(node, list):
            return self._list(node, stands, to)
        return node

    def _text(self, node: str, to: Path_) -> Any:
        mark = _MARK.fullmatch(node)
        if mark:
            value = self._value(mark[1])
            key = mark[1].split(".")[0]
            if value is not _GONE and key in self.row:
                self._lines(value, (*self.at, key), to)
            return value

        def put(found: re.Match[str]) -> str:
            value = self._value(found[1])
            if value is _GONE or isinstance(value, dict | list):
                raise _Wrong(
                    f"这一行没有“{found[1]}”，样式里的“{node}”写不出来", "补上这一项，或换一个样式", "rows.missing"
                )
            return str(value)

        return _MARK.sub(put, node)

    def _lines(self, value: Any, came: Path_, to: Path_) -> None:
        self.made.lines[to] = self.source.line(came)
        if isinstance(value, list):
            for n, item in enumerate(value):
                self._lines(item, (*came, n), (*to, n))
        elif isinstance(value, dict):
            for key, item in value.items():
                self._lines(item, (*came, str(key)), (*to, str(key)))

    def _value(self, name: str) -> Any:
        head, *parts = name.split(".")
        if head in self.scope:
            value = self.scope[head]
        else:
            self.used.add(head)
            value = self.row.get(head, self.defaults.get(head, _GONE))
        for part in parts:
            value = _part(value, part, name)
        return value

    def _has(self, names: Any) -> bool:
        listed = names if isinstance(names, list) else [names]
        found = [self._value(str(name)) for name in listed]
        return any(value is not _GONE and value not in (None, False, "", []) for value in found)

    def _mapping(self, node: dict[Any, Any], stands: Path_, to: Path_) -> Any:
        if ("if" in node and not self._has(node["if"])) or ("unless" in node and self._has(node["unless"])):
            return self.write(node["or"], (*stands, "or"), to) if "or" in node else _GONE
        if "is" in node and {"if", "unless"} & set(node):
            return self.write(node["is"], (*stands, "is"), to)
        written = {}
        for key, value in node.items():
            if key in ("if", "unless", "each"):
                continue
            inner = str(key)
            found = self.write(value, (*stands, inner), (*to, inner))
            if found is not _GONE:
                written[key] = found
        return written

    def _list(self, node: list[Any], stands: Path_, to: Path_) -> list[Any]:
        written: list[Any] = []
        for n, item in enumerate(node):
            for _ in self._rounds(item):
                at = (*to, len(written))
                found = self.write(item, (*stands, n), at)
                if found is _GONE:
                    self.made.lines.pop(at, None)
                elif isinstance(found, list) and isinstance(item, str):
                    for value in found:
                        self.made.lines[*to, len(written)] = self.made.line(at)
                        written.append(value)
                else:
                    written.append(found)
        return written

    def _rounds(self, item: Any) -> Iterator[None]:
        """Once for a plain item; for one with ``each`` once for every combination, with the names in scope."""
        loops = item.get("each") if isinstance(item, dict) else None
        if loops is None:
            yield
            return
        if not isinstance(loops, dict):
            raise _Wrong("each 的写法不对", "写作 each: {名字: 行里的一列}", "rows.each")
        lists: list[list[Any]] = []
        for source in loops.values():
            value = self._value(str(source))
            if value is not _GONE and not isinstance(value, list):
                raise _Wrong(f"“{source}”不是一列，不能逐项写", "在行里写成一列", "rows.each")
            lists.append(list(value) if isinstance(value, list) else [])
        outer = dict(self.scope)
        for values in itertools.product(*lists):
            self.scope = {**outer, **dict(zip(map(str, loops), values, strict=True))}
            yield
        self.scope = outer


def _part(value: Any, part: str, name: str) -> Any:
    if value is _GONE:
        return _GONE
    if part not in _PARTS:
        raise _Wrong(f"“<{name}>”里的“{part}”不认识", f"可用：{'、'.join(_PARTS)}", "rows.part")
    if part == "next":
        if not isinstance(value, int) or isinstance(value, bool):
            raise _Wrong(f"“<{name}>”不是整数，没有下一个", "next 只用于整数", "rows.part")
        return value + 1
    if not isinstance(value, list) or not value:
        raise _Wrong(f"“<{name}>”不是一列，没有“{part}”", "这些只用于不空的一列", "rows.part")
    found = {"first": value[0], "last": value[-1], "rest": value[1:], "count": len(value)}
    return found[part] if part in found else "、".join(map(str, value))
