"""The shipped calendar up to one year, so that what a test says of later years stays true when a notice is taken in."""

from __future__ import annotations

import shutil
from pathlib import Path

from anjian.lib.calendar import SHIPPED, Calendar, check_notice, read_festivals
from anjian.lib.calendar.notices import year_files

LAST = 2026
"""The last published year that the tests speak of."""


def files() -> list[Path]:
    """The year files up to then."""
    return [path for path in year_files(SHIPPED) if int(path.stem) <= LAST]


def calendar() -> Calendar:
    """The calendar of these years."""
    festivals = read_festivals(SHIPPED)
    return Calendar.of([check_notice(path, festivals=festivals) for path in files()], festivals)


def copied(folder: Path) -> Path:
    """A copy of these years that a test may change."""
    later = [path.name for path in year_files(SHIPPED) if int(path.stem) > LAST]
    return Path(shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns(*later)))
