"""The pictures of the README: `python -m tests.journeys.images` after the journeys have run in one process.

The journeys keep what they saw under var/shots; here the best of them become small PNG files under docs/images, with a
palette of 128 colours. Nothing is drawn by hand: what the README shows is what a test saw and found sound.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from tests.browser.pages import SHOTS

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
CHOSEN = {
    "desk-phone": "desk-phone",
    "why-phone": "why-phone",
    "record-phone": "record-phone",
    "recorded-phone": "recorded-phone",
    "document-desk": "living-document",
    "unfolded-desk": "unfolded-clause",
    "settings-desk": "setting-sheet",
    "past-desk": "read-only-past",
    "month-desk": "month",
    "board-desk": "board",
    "english-desk": "desk-english",
}
"""Name of the shot: name of the picture."""


def main() -> int:
    """Makes every picture; returns 1 and names the shots that are not there."""
    missing = [shot for shot in CHOSEN if not (SHOTS / f"{shot}.png").is_file()]
    if missing:
        print("run the journeys first (pytest tests/journeys); not there: " + ", ".join(missing))
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    for shot, name in CHOSEN.items():
        with Image.open(SHOTS / f"{shot}.png") as image:
            picture = image.convert("RGB")
            if picture.width == 780:  # the phone's screen has two dots to a pixel
                picture = picture.resize((390, picture.height // 2), Image.Resampling.LANCZOS)
            path = IMAGES / f"{name}.png"
            picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path.relative_to(ROOT)} {path.stat().st_size // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
