"""What the journeys share: signing in, counting steps, a photo, what every page must satisfy."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from PIL import Image, ImageDraw

from anjian.sample.region import PASSWORD
from tests.browser import html, pages


def sign_in(page: Any, login: str, *, password: str = PASSWORD, to: str = "**/") -> None:
    """Signs in through the page and lands on the desk, or where ``to`` says."""
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("口令").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(to)


class Steps:
    """Taps on a phone or clicks on a desk, counted."""

    def __init__(self, way: Literal["tap", "click"]) -> None:
        self._way = way
        self.count = 0

    def __call__(self, target: Any, *, to: str = "") -> None:
        """One step, which leads to the address ``to`` where that is said."""
        target.tap() if self._way == "tap" else target.click()
        self.count += 1
        if to:
            target.page.wait_for_url(to)


def photo(path: Path, *, words: str = "现场") -> Path:
    """A photograph as a phone makes one: large, with time and place in it."""
    image = Image.new("RGB", (3000, 2250), (118, 126, 130))
    draw = ImageDraw.Draw(image)
    for n in range(0, 3000, 150):
        draw.rectangle((n, 900 + (n % 600) // 3, n + 90, 2250), fill=(70 + n // 40, 84, 78))
    draw.rectangle((1250, 700, 1750, 1500), fill=(196, 64, 48))
    exif = Image.Exif()
    exif[0x0132] = "2026:11:21 09:30:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (36.0, 5.0, 24.0), "E", (111.0, 31.0, 12.0)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88, exif=exif)
    path.write_bytes(out.getvalue())
    return path


def sound(page: Any, axe: Callable[..., None], fits: Callable[[Any], None], *, thumb: bool = False) -> None:
    """The page as it stands: nothing the policy would drop, accessible, no sideways scrolling, thumb-sized buttons."""
    # Taking a picture leaves an empty attribute on every field.
    assert html.violations(page.content().replace(' style=""', "")) == []
    axe(page)
    fits(page)
    if thumb:
        small = [line for line in pages.small_targets(page, least=44) if not line.startswith("<a>")]
        assert small == [], "too low for a thumb:\n" + "\n".join(small)
