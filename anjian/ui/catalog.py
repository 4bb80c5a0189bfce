"""The words of the interface in English (界面译文): a gettext catalogue kept and compiled without outside tools.

The source language is Chinese: a text on the screen is its own key. `locale/en/LC_MESSAGES/django.po` holds the English
words, `django.mo` is made from it by `anjian words compile`, and a test fails while a text has no English, while the
catalogue has a text that nobody uses, or while the compiled file is older than its source.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
FUNCTIONS = {"_", "gettext", "gettext_noop", "gettext_lazy", "ngettext", "pgettext"}


@dataclass
class Entry:
    """One text: its key, its plural key, its English words (two when it has a plural), and where it is used."""

    key: str
    plural: str = ""
    words: list[str] = field(default_factory=list)
    where: set[str] = field(default_factory=set)


def used(root: Path = ROOT) -> dict[str, Entry]:
    """Every text that the program and its templates ask for, by key."""
    found: dict[str, Entry] = {}
    for path in sorted((root / "anjian").rglob("*.py")):
        if {"tests", "migrations", "__pycache__"} & set(path.parts):
            continue
        _collect(found, path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    for path in sorted((root / "anjian").rglob("templates/**/*.html")):
        origin = path.relative_to(root).as_posix()
        for call in _CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=origin)):
            _collect(found, call.group(0), origin)
    return found


# `templatize` leaves calls with string literals among blanked-out text.
_STRING = r"""u?(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
_CALL = re.compile(rf"\b(?:gettext|ngettext|_)\s*\(\s*{_STRING}\s*(?:,\s*{_STRING}\s*,\s*count\s*)?\)", re.DOTALL)


def _collect(found: dict[str, Entry], source: str, origin: str) -> None:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in FUNCTIONS or not node.args:
            continue
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if not texts or not texts[0]:
            continue
        entry = found.setdefault(texts[0], Entry(texts[0]))
        entry.where.add(origin)
        if name == "ngettext" and len(texts) > 1:
            entry.plural = texts[1]


def read(path: Path = PO) -> dict[str, Entry]:
    """The catalogue by key. Raises ValueError with the line of what cannot be read."""
    entries: dict[str, Entry] = {}
    for number, fields in _blocks(path):
        try:
            key = fields["msgid"]
            words = [fields["msgstr"]] if "msgstr" in fields else [fields["msgstr[0]"], fields["msgstr[1]"]]
        except KeyError as missing:
            raise ValueError(f"{path.name}:{number} has no {missing}") from None
        if key in entries:
            raise ValueError(f"{path.name}:{number} has {key!r} twice")
        entries[key] = Entry(key, fields.get("msgid_plural", ""), words)
    return entries


def _blocks(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    fields: dict[str, str] = {}
    start, name = 1, ""
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        text = line.strip()
        if not text:
            if fields:
                yield start, fields
            fields, name = {}, ""
        elif not text.startswith("#"):
            match = re.fullmatch(r'(?:(msg\w+(?:\[\d\])?)\s+)?"(.*)"', text)
            if match is None or not (match.group(1) or name):
                raise ValueError(f"{path.name}:{number} cannot be read: {text}")
            name = match.group(1) or name
            start = number if not fields else start
            fields[name] = fields.get(name, "") + ast.literal_eval(f'"{match.group(2)}"')


def write(entries: dict[str, Entry], path: Path = PO) -> None:
    """Write the catalogue, the head first, then by key."""
    lines: list[str] = []
    for key in sorted(entries):
        entry = entries[key]
        lines += [f"#: {where}" for where in sorted(entry.where)]
        lines.append(f"msgid {_quoted(key)}")
        if entry.plural:
            lines.append(f"msgid_plural {_quoted(entry.plural)}")
            lines += [f"msgstr[{n}] {_quoted(text)}" for n, text in enumerate(entry.words or ["", ""])]
        else:
            lines.append(f"msgstr {_quoted(entry.words[0] if entry.words else '')}")
        lines.append("")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def collect(path: Path = PO) -> tuple[list[str], list[str]]:
    """Bring the catalogue up to what is used: (texts without English, texts taken out). English words are kept."""
    wanted = used()
    old = read(path) if path.is_file() else {}
    head = old.get("") or Entry("", words=[_HEAD])
    new = {"": head}
    for key, entry in wanted.items():
        before = old.get(key)
        entry.words = before.words if before and bool(before.plural) == bool(entry.plural) else []
        new[key] = entry
    write(new, path)
    return sorted(k for k, e in new.items() if k and not all(e.words or [""])), sorted(set(old) - set(new))


_HEAD = (
    "Language: en\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
)


def compiled(path: Path = PO) -> bytes:
    """The catalogue as a GNU .mo file (little endian, no hash table): the same bytes for the same catalogue."""
    texts: list[tuple[bytes, bytes]] = []
    for key, entry in read(path).items():
        if all(entry.words):
            id = f"{key}\0{entry.plural}" if entry.plural else key
            texts.append((id.encode(), "\0".join(entry.words).encode()))
    texts.sort()
    count = len(texts)
    keys_at = 28
    values_at = keys_at + 8 * count
    at = values_at + 8 * count
    tables, blob = [b"", b""], b""
    for column in (0, 1):
        for pair in texts:
            tables[column] += struct.pack("<II", len(pair[column]), at)
            blob += pair[column] + b"\0"
            at += len(pair[column]) + 1
    return struct.pack("<IIIIIII", 0x950412DE, 0, count, keys_at, values_at, 0, at) + tables[0] + tables[1] + blob
