"""The list of planted faults is whole: each kind of fault that the schema or a check can name is planted somewhere.

Whoever adds a check plants its fault in faults.yaml, or this test names the code that nobody has seen.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from anjian.policy.pack import PackRefused, faults, read_pack, read_vocabulary
from anjian.policy.tests import test_faults, test_rows, test_vocabulary

CODE = re.compile(r"[a-z_]+\.[a-z_]+")
NO_KIND = {
    "pack.refused": "all faults together",
    "pack.wrong": "what a fault is called that has no code of its own",
    "document.yaml": "a file",
}
ROWS = [
    ("patterns:", "patterns: [1]\nothers:"),
    ("  - pattern: 整项\n    n: 2", "  - pattern: 分项\n    n: 2"),
    ("    others: 监管", "    other: 监管"),
    ("    n: 1\n", ""),
    ("<year.next>", "<gist.next>"),
    ("{body: bodies}, department", "{body: gist}, department"),
    ("rows:\n", "  闲着:\n    clause: {id: x}\nrows:\n"),
]


def named() -> dict[str, str]:
    """Codes of faults in the source, with the place where each stands."""
    found: dict[str, str] = {}
    for path in sorted(Path(faults.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                code = node.value.rpartition("\x1f")[2]
                if CODE.fullmatch(code) and code not in NO_KIND:
                    found.setdefault(code, f"{path.name}:{node.lineno}")
    return found


def planted(folder: Path) -> Iterator[str]:
    """Codes of all faults that planted packs, rows and vocabularies are refused for."""
    number = iter(range(1_000_000))

    def pack(article: str | bytes = test_faults.ARTICLE, document: str = test_faults.DOCUMENT) -> Iterator[str]:
        made = folder / str(next(number)) / "toy"
        made.mkdir(parents=True)
        if document:
            (made / "document.yaml").write_text(document, encoding="utf-8")
        (made / "one.yaml").write_bytes(article if isinstance(article, bytes) else article.encode())
        with pytest.raises(PackRefused) as caught:
            read_pack(made, test_faults.WORDS)
        yield from (fault.code for fault in caught.value.faults)

    def vocabulary(**files: str) -> Iterator[str]:
        made = folder / str(next(number))
        made.mkdir()
        for name, text in files.items():
            (made / f"{name}.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(PackRefused) as caught:
            read_vocabulary(made)
        yield from (fault.code for fault in caught.value.faults)

    for old, new, _, _ in test_faults.FAULTS:
        yield from pack(test_faults.plant(old, new))
    for old, new, _, _ in test_faults.DOCUMENT_FAULTS:
        yield from pack(document=test_faults.DOCUMENT.replace(old, new, 1))
    yield from pack(document="")
    yield from pack(b"\xff\xfe")
    yield from pack(test_faults.CITY, test_faults.DOCUMENT.replace("141000", "110000"))
    for old, new in ROWS:
        yield from (code for _, code in test_rows.refused(test_rows.FILE.replace(old, new))[0])
    sound = {name.removesuffix(".yaml"): text for name, text in test_vocabulary.SOUND.items()}
    for file, old, new, _, _ in test_vocabulary.FAULTS:
        name = file.removesuffix(".yaml")
        yield from vocabulary(**{**sound, name: sound[name].replace(old, new, 1)})
    for entry, _ in test_vocabulary.ACTOR_FAULTS:
        yield from vocabulary(**sound, actors=f"actors:\n  甲: {entry}\n")
    yield from vocabulary(**sound, more=sound["functions"])
    yield from vocabulary(**sound, more="")
    yield from vocabulary()


def test_each_kind_of_fault_is_planted(tmp_path: Path):
    seen = set(planted(tmp_path))
    assert {code: place for code, place in named().items() if code not in seen} == {}
    assert len(test_faults.FAULTS) + len(test_faults.DOCUMENT_FAULTS) + len(test_vocabulary.FAULTS) >= 40
