"""The entries of the navigation (导航): a module that has a page enters it here when it starts; at most seven words.

What a viewer has beyond seven stands in the menu under their name. On the phone four stand in the bottom bar; the last
of them, 我的, leads to everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from anjian.lib.viewer import Viewer


def everybody(viewer: Viewer) -> bool:
    """Any viewer who is signed in."""
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: where it stands, its word (a translatable text), its address, who may see it, and where it shows.

    phone   its word in the bottom bar of the phone; "" = only in the rail of the desktop
    action  it starts a record: hidden when the page looks at a past day
    own     it is about one's own account: it stands in the menu under one's name, not in the rail
    thumb   only in the bottom bar of the phone
    """

    order: int
    word: str
    url: str
    phone: str = ""
    may_see: Callable[[Viewer], bool] = everybody
    action: bool = False
    own: bool = False
    thumb: bool = False


MOST = 7
"""Words in the rail at most, besides the buttons that start a record."""

Crumbs = tuple[tuple[str, str], ...]
"""Words with their addresses; an empty address is no link."""

_ENTRIES: dict[str, Entry] = {}
_MARKS: list[Callable[[HttpRequest], str | None]] = []
_GROUND: list[Callable[[HttpRequest], Crumbs]] = []


def add(name: str, entry: Entry) -> None:
    """Enter one page under a stable name; entering it again replaces it."""
    _ENTRIES[name] = entry


def entries(viewer: Viewer) -> list[tuple[str, Entry]]:
    """What this viewer sees in the rail, in order."""
    shown, _ = _parted(viewer)
    return shown


def own(viewer: Viewer) -> list[tuple[str, Entry]]:
    """What this viewer sees in the menu under their name: what the rail has no room for, then what is their own."""
    _, left = _parted(viewer)
    return left + [pair for pair in _seen(viewer) if pair[1].own]


def thumbs(viewer: Viewer) -> list[tuple[str, Entry]]:
    """What stands in the bottom bar of the phone, in order."""
    return [pair for pair in _seen(viewer) if pair[1].phone]


def _parted(viewer: Viewer) -> tuple[list[tuple[str, Entry]], list[tuple[str, Entry]]]:
    seen = [pair for pair in _seen(viewer) if not pair[1].own and not pair[1].thumb]
    words = [pair for pair in seen if not pair[1].action]
    left = words[MOST:]
    return [pair for pair in seen if pair not in left], left


def _seen(viewer: Viewer) -> list[tuple[str, Entry]]:
    seen = [(name, entry) for name, entry in _ENTRIES.items() if entry.may_see(viewer)]
    return sorted(seen, key=lambda pair: (pair[1].order, pair[0]))


def mark(say: Callable[[HttpRequest], str | None]) -> None:
    """Register a mark that stands on every page when it returns a text, such as 示例数据 (sample data)."""
    if say not in _MARKS:
        _MARKS.append(say)


def marks(request: HttpRequest) -> list[str]:
    """The marks of this page."""
    return [text for say in _MARKS if (text := say(request))]


def ground(say: Callable[[HttpRequest], Crumbs]) -> None:
    """Register who knows the path of places shown in the top bar (省›市›县›镇); the last one registered is asked."""
    _GROUND[:] = [say]


def place_path(request: HttpRequest) -> Crumbs:
    """The places from the province down to where the viewer works; empty when nobody knows."""
    return _GROUND[0](request) if _GROUND else ()
