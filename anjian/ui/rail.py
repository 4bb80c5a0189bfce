"""The entries of the navigation (导航): a module that has a page enters it here when it starts; at most seven words."""

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
    """

    order: int
    word: str
    url: str
    phone: str = ""
    may_see: Callable[[Viewer], bool] = everybody
    action: bool = False
    own: bool = False


_ENTRIES: dict[str, Entry] = {}
_MARKS: list[Callable[[HttpRequest], str | None]] = []
_GROUND: list[Callable[[HttpRequest], tuple[str, ...]]] = []


def add(name: str, entry: Entry) -> None:
    """Enter one page under a stable name; entering it again replaces it."""
    _ENTRIES[name] = entry


def entries(viewer: Viewer) -> list[tuple[str, Entry]]:
    """What this viewer sees in the rail, in order."""
    return _seen(viewer, own=False)


def own(viewer: Viewer) -> list[tuple[str, Entry]]:
    """What this viewer sees in the menu under their name, in order."""
    return _seen(viewer, own=True)


def _seen(viewer: Viewer, *, own: bool) -> list[tuple[str, Entry]]:
    seen = [(name, entry) for name, entry in _ENTRIES.items() if entry.own is own and entry.may_see(viewer)]
    return sorted(seen, key=lambda pair: (pair[1].order, pair[0]))


def mark(say: Callable[[HttpRequest], str | None]) -> None:
    """Register a mark that stands on every page when it returns a text, such as 示例数据 (sample data)."""
    if say not in _MARKS:
        _MARKS.append(say)


def marks(request: HttpRequest) -> list[str]:
    """The marks of this page."""
    return [text for say in _MARKS if (text := say(request))]


def ground(say: Callable[[HttpRequest], tuple[str, ...]]) -> None:
    """Register who knows the path of places shown in the top bar (省›市›县›镇); the last one registered is asked."""
    _GROUND[:] = [say]


def place_path(request: HttpRequest) -> tuple[str, ...]:
    """The names of the places from the province down to where the viewer works; empty when nobody knows."""
    return _GROUND[0](request) if _GROUND else ()
