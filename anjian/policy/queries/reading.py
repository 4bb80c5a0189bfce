"""Reading packs and the vocabulary: those that come with the program, and packs made here beside them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from anjian.people import words
from anjian.policy.pack import Pack, Vocabulary, read_pack, read_vocabulary

PACKS = Path(__file__).resolve().parents[3] / "packs"
"""The folder of packs that comes with the program."""

RESERVED = frozenset({"vocabulary", "calendar", "places"})
"""Folders beside the packs that are not packs."""


@lru_cache(maxsize=4)
def vocabulary(folder: Path | None = None) -> Vocabulary:
    """The declared words (词汇) of the program: facts, functions, classes, topics. Read once.

    Raises :class:`anjian.policy.pack.PackRefused` with every fault.
    """
    return read_vocabulary(folder or PACKS / "vocabulary")


def word(kind: words.Kind, written: str) -> words.Found:
    """What a person wrote for a class of bodies or posts, or for a function: its code, or the word most like it."""
    known = vocabulary()
    code = {"body": known.body_class, "post": known.post_class, "function": known.function}[kind](written)
    return words.Found(code or "", "" if code else known.near(written))


def own_packs() -> Path:
    """The folder of the packs that were made here and do not come with the program (本机规则包)."""
    return Path(settings.VAR) / "packs"


def pack_folders(root: Path | None = None) -> tuple[Path, ...]:
    """The folders of all packs, by name: those of the program, then those made here; or those of one folder.

    A pack made here never takes the place of one of the program.
    """
    found: dict[str, Path] = {}
    for place in (root,) if root else (PACKS, own_packs()):
        for path in sorted(path.parent for path in place.glob("*/document.yaml")):
            if path.name not in RESERVED and not path.name.startswith("."):
                found.setdefault(path.name, path)
    return tuple(found.values())


def read(folder: Path, *, strict: bool = False) -> Pack:
    """A pack from its folder, checked. Raises :class:`anjian.policy.pack.PackRefused` with every fault.

    ``strict``: a file that document.yaml does not list is a fault too. A pack that comes with the program is kept until
    one of its files changes: several steps of a start ask for the same one.
    """
    if folder.parent != PACKS:
        return read_pack(folder, vocabulary(), strict=strict)
    files = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.glob("*.yaml"))]
    return _kept(folder, strict, tuple(files), vocabulary().digest)


@lru_cache(maxsize=32)
def _kept(folder: Path, strict: bool, files: tuple[tuple[str, int, int], ...], words: str) -> Pack:
    return read_pack(folder, vocabulary(), strict=strict)
