"""Questions about places. Names of divisions are public facts, so no viewer is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from anjian.ledger import queries as ledger
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.places import events
from anjian.places.models import Cell, Division, Successor
from anjian.scope import prepared
from anjian.scope.queries import told


@dataclass(frozen=True, slots=True)
class Place:
    """A division under one name. ``code``, ``parent``: 12 digits; ``until``: its last day, None: still there."""

    code: str
    level: str
    parent: str | None
    name: str
    since: dt.date
    until: dt.date | None


def place(code: str, *, as_of: dt.date) -> Place | None:
    """The place with this code (6, 9 or 12 digits) on that day; None when it did not stand then."""
    if not divisions.is_code(code):
        return None
    rows = prepared.run(_ONE, [divisions.normal(code), as_of], few=True)
    return Place(*rows[0]) if rows else None


def require(code: str, *, as_of: dt.date) -> Place:
    """The place with this code on that day. Raises Refusal `places.unknown` when none stands: nobody answers for it."""
    found = place(code, as_of=as_of)
    if found is None:
        raise Refusal(
            f"没有登记代码为“{code}”的地方",
            "不知道是哪里，就找不到那里的责任单位",
            "请核对代码，或把它登记到 packs/places 后执行 anjian places load",
            code="places.unknown",
            field="place",
        )
    return found


_ONE = (
    "SELECT d.place, d.level, d.parent, d.name, d.since, d.until FROM places_division d WHERE d.place = $1 "
    "AND d.since <= CAST($2 AS date) AND (d.until IS NULL OR d.until >= CAST($2 AS date)) LIMIT 1"
)


def children(code: str, *, as_of: dt.date) -> list[Place]:
    """The places directly below, in the order of their codes."""
    return [_place(row) for row in _standing(as_of).filter(parent=divisions.normal(code)).order_by("place")]


def subtree(code: str, *, as_of: dt.date) -> list[Place]:
    """The place and everything below it, in the order of the codes."""
    span = divisions.of(code)
    return [_place(row) for row in _standing(as_of).filter(place__gte=span.lo, place__lte=span.hi).order_by("place")]


def at_level(level: str, *, inside: str, as_of: dt.date) -> list[Place]:
    """All places of one level inside a place, such as the counties of a city."""
    return [found for found in subtree(inside, as_of=as_of) if found.level == level]


def path(code: str, *, as_of: dt.date) -> tuple[Place, ...]:
    """From the province down to the place itself (省›市›县›镇). Places that we have no data for are left out."""
    return paths([code], as_of=as_of)[code]


def paths(codes: Iterable[str], *, as_of: dt.date) -> dict[str, tuple[Place, ...]]:
    """The path of each place, in one query. See :func:`path`."""
    return {code: path for (code, _day), path in paths_on({(code, as_of) for code in codes}).items()}


def paths_on(asked: Collection[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], tuple[Place, ...]]:
    """The path of each place on a day of its own, in one query. See :func:`path`."""
    ways = {code: [above for above in divisions.path(code) if above != divisions.COUNTRY] for code, _day in asked}
    rows: dict[str, list[Division]] = {}
    for row in Division.objects.seen_by(STRANGER).filter(place__in={above for way in ways.values() for above in way}):
        rows.setdefault(row.place, []).append(row)
    return {
        (code, day): tuple(
            _place(row) for above in ways[code] for row in rows.get(above, ()) if _days_apart(row, day) == 0
        )
        for code, day in asked
    }


def path_name(code: str, *, as_of: dt.date) -> str:
    """The path as one text: 山西省 › 临汾市 › 尧都区."""
    return " › ".join(found.name for found in path(code, as_of=as_of))


def name(code: str, *, as_of: dt.date) -> str:
    """The name on that day; else the name in the nearest time we know; the code itself where we know nothing."""
    return names([code], as_of=as_of)[code]


def names(codes: Iterable[str], *, as_of: dt.date) -> dict[str, str]:
    """Names by code as given, in one query. See :func:`name`."""
    asked = {code: divisions.normal(code) for code in set(codes) if divisions.is_code(code)}
    best: dict[str, tuple[int, str]] = {}
    for row in Division.objects.seen_by(STRANGER).filter(place__in=set(asked.values())):
        distance = _days_apart(row, as_of)
        if row.place not in best or distance < best[row.place][0]:
            best[row.place] = (distance, row.name)
    unknown = {code: code for code in set(codes)}
    return unknown | {code: best[full][1] for code, full in asked.items() if full in best}


def find(words: str, *, as_of: dt.date, inside: str = divisions.COUNTRY, limit: int = 20) -> list[Place]:
    """Places whose name holds the words or whose code begins with them, larger places first."""
    span = divisions.of(inside)
    rows = _standing(as_of).filter(
        Q(name__contains=words) | Q(place__startswith=words), place__gte=span.lo, place__lte=span.hi
    )
    found = [_place(row) for row in rows.order_by("place")[: limit * 5]]
    return sorted(found, key=lambda each: (divisions.LEVELS.index(divisions.level(each.code)), each.code))[:limit]


def _standing(as_of: dt.date) -> QuerySet[Division]:
    rows = Division.objects.seen_by(STRANGER)
    return rows.filter(Q(until__isnull=True) | Q(until__gte=as_of), since__lte=as_of)


def _days_apart(row: Division, as_of: dt.date) -> int:
    if as_of < row.since:
        return (row.since - as_of).days
    return 0 if row.until is None or as_of <= row.until else (as_of - row.until).days


def _place(row: Division) -> Place:
    return Place(row.place, row.level, row.parent, row.name, row.since, row.until)


@dataclass(frozen=True, slots=True)
class Became:
    """What a division became (区划变更). ``kind``: renamed, merged, split or recoded; ``source``: by which approval."""

    place: str
    successor: str
    on: dt.date
    kind: str
    source: str


def became(code: str) -> list[Became]:
    """What became of a division, in time order; empty while it stands or where no source tells."""
    rows = Successor.objects.seen_by(STRANGER).filter(place=divisions.normal(code)).order_by("on", "successor")
    return [Became(row.place, row.successor, row.on, row.kind, row.source) for row in rows]


def came_from(code: str) -> list[Became]:
    """The divisions that a division continues, in time order."""
    rows = Successor.objects.seen_by(STRANGER).filter(successor=divisions.normal(code)).order_by("on", "place")
    return [Became(row.place, row.successor, row.on, row.kind, row.source) for row in rows]


def now_called(code: str, *, as_of: dt.date) -> list[str]:
    """The codes under which a division goes on that day, through every change; itself while it stands.

    A code that ended resolves to what took its ground over; several after a split; none where no source tells.
    """
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [divisions.normal(code)]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if place(one, as_of=as_of) is not None:
            found.add(one)
        waiting += [each.successor for each in became(one) if each.on <= as_of]
    return sorted(found - {one for one in found if any(b.successor in found and b.on <= as_of for b in became(one))})


@dataclass(frozen=True, slots=True)
class CellCard:
    """A grid cell (网格) on a day. ``post``: of who walks it, "" for nobody."""

    cell: str
    place: str
    name: str
    post: str
    since: dt.date
    until: dt.date | None


def cells(
    viewer: Viewer,
    *,
    as_of: dt.date,
    known: int | None = None,
    inside: str | None = None,
    post: str | None = None,
    among: Collection[str] | None = None,
) -> list[CellCard]:
    """Grid cells that the viewer may see on that day, by place and number; of one post, or of these numbers."""
    rows = told(Cell.objects.seen_by(viewer), as_of, known)
    if inside is not None:
        span = divisions.of(inside)
        rows = rows.filter(place__gte=span.lo, place__lte=span.hi)
    if post is not None:
        rows = rows.filter(post=post)
    if among is not None:
        rows = rows.filter(cell__in=among)
    return [
        CellCard(row.cell, row.place, row.name, row.post, row.since, row.until)
        for row in rows.order_by("place", "cell")
    ]


def home() -> str | None:
    """The division that this installation serves, 12 digits; None before it was chosen. A public fact."""
    for fact in ledger.facts(SYSTEM, names=[events.HOME_CHOSEN], limit=20):
        if fact.stands:
            return fact.place
    return None
