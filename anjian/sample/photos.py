"""Pictures of the sample: drawn, and saying so; a fact names one as ``photo:<number>`` until it is loaded."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

from anjian.evidence import actions as evidence
from anjian.ledger.events import ImportRow
from anjian.lib.viewer import SYSTEM

MARK = "photo:"
SIZE = (640, 480)


def put(rows: Iterable[ImportRow], *, now: datetime) -> list[ImportRow]:
    """Keep the pictures that the facts name, and let them name their digests (the words of the ledger)."""
    kept: dict[str, str] = {}
    found = []
    for row in rows:
        names = _named(row)
        for name in names:
            if name not in kept:
                number = name.removeprefix(MARK)
                kept[name] = evidence.keep(SYSTEM, _draw(int(number)), name=f"示例照片{number}.jpg", now=now).digest
        told = {**row.attributes, "files": [kept[name] for name in names]}
        found.append(replace(row, attributes=told) if names else row)
    return found


def attach(rows: Iterable[ImportRow]) -> None:
    """Say which facts name which pictures, so that they are shown and not swept away."""
    for row in rows:
        if row.id is not None and (digests := _named(row)):
            evidence.attach(SYSTEM, digests, fact=row.id)


def _named(row: ImportRow) -> list[str]:
    """The pictures of a fact; where its form has a number called files it has none."""
    files = row.attributes.get("files")
    return [str(one) for one in files] if isinstance(files, list) else []


def _draw(number: int) -> io.BytesIO:
    image = Image.new("RGB", SIZE, (200, 205 - 9 * number, 210))
    pen = ImageDraw.Draw(image)
    for step in range(0, SIZE[0], 40):
        pen.line((step, SIZE[1] - 90 - number * 12, step + 40, SIZE[1] - 90), fill=(90, 90, 90), width=6)
    pen.text((210, 190), f"SAMPLE {number}", fill=(60, 60, 60), font=ImageFont.load_default(size=48))
    out = io.BytesIO()
    image.save(out, "JPEG")
    out.seek(0)
    return out
