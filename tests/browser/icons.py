"""Draws the PNG icons of the web manifest from our own ``favicon.svg``: ``python -m tests.browser.icons``.

Run it after the SVG was changed and commit the result; phones do not take an SVG for the start screen.
"""

from __future__ import annotations

from anjian.host import folders
from tests.browser import fetch, pages

OWN = folders.ROOT / "anjian" / "ui" / "static" / "ui"
SIZES = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}


def draw() -> None:
    with pages.launched(fetch.ensure()) as chromium:
        for name, size in SIZES.items():
            page = chromium.new_page(viewport={"width": size, "height": size})
            page.goto((OWN / "favicon.svg").as_uri())
            page.screenshot(path=OWN / name, omit_background=True)
            page.close()


if __name__ == "__main__":
    draw()
