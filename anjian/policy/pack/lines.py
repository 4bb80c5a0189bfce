"""Reading YAML so that every value knows its line (行号), and nothing is guessed.

Differences to plain YAML 1.1, each of which once spoiled a rule: only ``true`` and ``false`` are booleans (``on`` stays
a word), a key may stand once only, dates are dates, everything with leading zeros or signs in the middle stays text,
no anchors, aliases or tags.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from anjian.policy.pack.faults import Fault, shown

Path_ = tuple[str | int, ...]
"""Where a value stands inside a file: keys and list positions from the top."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same grammar; the one in C is ten times as fast, where it is there."""
_INTEGER = re.compile(r"^-?(?:0|[1-9][0-9]*)$|^\+[1-9][0-9]*$")
_DECIMAL = re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$")
_KNOWN_TAGS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "value"})
_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


class WrongYaml(Exception):
    """The file cannot be read as YAML, or uses a part of it that packs do without."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass
class Text:
    """A file that was read: its data as plain values, and the line of each of them."""

    file: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """The line of ``path``, or of the nearest thing around it that stands in the file."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


def read(path: Path) -> Text:
    """Read one file. Raises :class:`WrongYaml` with the line."""
    file = shown(path)
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongYaml(
            Fault(file, 1, f"文件读不出：{error}", "请确认文件存在且为UTF-8编码", "yaml.unreadable")
        ) from error
    return parse(source, file=file)


def parse(source: str, *, file: str = "(text)") -> Text:
    """Read YAML from a string. Raises :class:`WrongYaml` with the line."""
    try:
        node = yaml.compose(source, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise WrongYaml(
            Fault(file, line, f"YAML写法不对：{error.problem}", "请检查缩进、冒号后的空格和引号", "yaml.syntax")
        ) from error
    except yaml.YAMLError as error:
        raise WrongYaml(Fault(file, 1, f"YAML写法不对：{error}", "请检查是否有不可见字符", "yaml.syntax")) from error
    text = Text(file, None)
    seen: set[int] = set()
    text.data = None if node is None else _build(node, (), text, seen)
    return text


def _build(node: yaml.Node, path: Path_, text: Text, seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    text.lines.setdefault(path, line)
    if id(node) in seen:
        raise WrongYaml(Fault(text.file, line, "用了YAML的引用（&、*）", "请把内容写全，读的人才看得清", "yaml.alias"))
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        built: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise WrongYaml(Fault(text.file, at, "键必须是一个词", "", "yaml.key"))
            key = _scalar(key_node, text)
            if key in built:
                raise WrongYaml(Fault(text.file, at, f"键“{key}”写了两次", "请合并为一处", "yaml.twice"))
            inner = (*path, _step(key))
            text.lines[inner] = at
            built[key] = _build(value_node, inner, text, seen)
        return built
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, n), text, seen) for n, child in enumerate(node.value)]
    return _scalar(node, text)


def _step(key: Any) -> str | int:
    return key.isoformat() if isinstance(key, datetime.date) else str(key)


def _scalar(node: yaml.Node, text: Text) -> Any:
    value = str(node.value)
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"', "|", ">"):
        return value
    if node.tag.removeprefix("tag:yaml.org,2002:") not in _KNOWN_TAGS:
        raise WrongYaml(Fault(text.file, line, f"用了YAML标签“{node.tag}”", "规则包只用普通的值", "yaml.tag"))
    if value in ("", "~", "null"):
        return None
    if value in ("true", "false"):
        return value == "true"
    if _INTEGER.match(value):
        return int(value)
    if _DECIMAL.match(value):
        return float(value)
    if _DATE.match(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise WrongYaml(Fault(text.file, line, f"没有{value}这一天", "请核对日期", "yaml.date")) from None
    return value


def walk(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every value with its path, outer ones first."""
    yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from walk(value, (*path, _step(key)))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from walk(value, (*path, n))
