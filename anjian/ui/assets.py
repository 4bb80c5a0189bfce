"""What we carry of others' web files (第三方静态文件), and whether it is still what we took.

Pages ask no other host, so whatever a page needs lies in ``static/``. Files made by others lie in ``static/vendor/``
and are listed in its ``VENDORED.yaml`` with version, licence and SHA-256 digest; everything else is our own.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

VENDOR = Path(__file__).parent / "static" / "vendor"
LIST = "VENDORED.yaml"

_ADDRESS = re.compile(r"""(?:https?:|wss?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s"'`)]*""", re.IGNORECASE)
_FETCHES = re.compile(r"//[#@]\s*sourceMappingURL=\S+|/\*[#@]\s*sourceMappingURL=\S+")
_NAMES = frozenset(("www.w3.org",))  # names of XML namespaces: compared, never asked


@dataclass(frozen=True, slots=True)
class Asset:
    """One vendored file. ``mentions`` are hosts its text names without asking them, each with the reason."""

    file: str
    name: str
    version: str
    package: str
    licence: str
    licence_file: str
    sha256: str
    why: str
    mentions: dict[str, str] = field(default_factory=dict)


def read(folder: Path = VENDOR) -> tuple[Asset, ...]:
    """The entries of ``VENDORED.yaml`` in ``folder``. Raises ``ValueError`` where one is not of the form above."""
    entries = yaml.safe_load((folder / LIST).read_text(encoding="utf-8")) or []
    if not isinstance(entries, list):
        raise ValueError(f"{LIST}: a list of files is expected")
    return tuple(_asset(number, entry) for number, entry in enumerate(entries, start=1))


def _asset(number: int, entry: Any) -> Asset:
    if not isinstance(entry, dict):
        raise ValueError(f"{LIST}, entry {number}: a mapping is expected")
    known = {one.name for one in fields(Asset)}
    missing, odd = known - {"mentions"} - entry.keys(), entry.keys() - known
    if missing or odd:
        raise ValueError(f"{LIST}, entry {number}: missing {sorted(missing)}, not understood {sorted(odd)}")
    mentions = entry.pop("mentions", None) or {}
    return Asset(**{name: str(value) for name, value in entry.items()}, mentions=dict(mentions))


def problems(folder: Path = VENDOR) -> list[str]:
    """What is wrong in ``folder``, in sentences; empty where every file is listed, unchanged, licensed and silent.

    *Silent* means that the file's text names no outside host that a browser could be made to ask.
    """
    try:
        assets = read(folder)
    except (OSError, ValueError) as error:
        return [str(error)]
    wrong: list[str] = []
    for asset in assets:
        path = folder / asset.file
        if not path.is_file():
            wrong.append(f"{asset.file}: listed, but not there")
            continue
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if digest != asset.sha256:
            wrong.append(f"{asset.file}: changed since it was taken (sha256 is {digest}, listed {asset.sha256})")
        licence = folder / asset.licence_file
        if not licence.is_file() or not licence.read_text(encoding="utf-8").strip():
            wrong.append(f"{asset.file}: its licence {asset.licence_file} is not there or empty")
        wrong += [f"{asset.file}: {text}" for text in _outside(content, asset.mentions)]
    listed = {LIST, *(asset.file for asset in assets), *(asset.licence_file for asset in assets)}
    here = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    wrong += [f"{name}: there, but not listed in {LIST}" for name in sorted(here - listed)]
    return wrong


def _outside(content: bytes, mentions: dict[str, str]) -> list[str]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return []  # a font or a picture asks nobody
    found = [f"asks for {match.group().strip()}" for match in _FETCHES.finditer(text)]
    for match in _ADDRESS.finditer(text):
        host = urlsplit(match.group()).hostname or ""
        if host not in _NAMES and host not in mentions:
            found.append(f"names an outside address: {match.group()}")
    return found
