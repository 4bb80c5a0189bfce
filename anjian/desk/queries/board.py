"""The board (看板): one row for each place below, or for each body of a place, its duties as numbers.

Every number is the length of the list that it opens. Rates stand with their denominators; where nothing came to its end
there is none. Beside today's numbers stand those of what came to its end in the month before.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from anjian.desk.queries.listing import Filters
from anjian.duties import queries as duties
from anjian.duties.queries import Tallied
from anjian.lib import divisions
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people
from anjian.places import queries as places

DONE = (Outcome.MET, Outcome.MET_ENTERED_LATE, Outcome.ATTESTED)
LATE = (Outcome.MET_LATE,)
LAPSED = tuple(outcome for outcome in Outcome if outcome.lapse)
UNKNOWN = (Outcome.UNKNOWN, Outcome.GAP)
UNSET = (Outcome.NOT_SET, Outcome.UNSCHEDULED)
OPEN = (Outcome.DUE, Outcome.UNDATED)
OWED = (*OPEN, *DONE, *LATE, *LAPSED, *UNKNOWN)
"""What was asked of somebody; unset ones are counted apart, lifted ones and those without anybody are not."""
COLUMNS = {"owed": OWED, "done": DONE, "late": LATE, "lapsed": LAPSED, "unknown": UNKNOWN, "unset": UNSET}


@dataclass(frozen=True, slots=True)
class Rate:
    """按期率. How many of those that came to an end were done in time; no number where none came to an end."""

    done: int
    of: int

    @property
    def words(self) -> str:
        """96 % · 48/50, or 无."""
        return f"{100 * self.done // self.of} % · {self.done}/{self.of}" if self.of else _("无")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: its column, and the list it opens ("" when that is not the viewer's)."""

    name: str
    n: int
    url: str

    @property
    def word(self) -> str:
        """The heading of its column, for a card on the phone."""
        return {
            "owed": _("应办"), "done": _("按期"), "late": _("迟办"),
            "lapsed": _("逾期"), "unknown": _("不明"), "unset": _("未设定"),
        }[self.name]  # fmt: skip

    @property
    def red(self) -> bool:
        """Whether it must not be so."""
        return self.name == "lapsed" and self.n > 0


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A place or a body. ``url``: its own board or file; ``before``: the month before, with its list."""

    name: str
    url: str
    cells: tuple[Cell, ...]
    rate: Rate
    before: Rate
    before_url: str

    @property
    def lapsed(self) -> int:
        """By what the rows are sorted."""
        return self._lapsed.n

    @property
    def lapsed_url(self) -> str:
        """The list of these."""
        return self._lapsed.url

    @property
    def _lapsed(self) -> Cell:
        return next(cell for cell in self.cells if cell.name == "lapsed")


@dataclass(frozen=True, slots=True)
class Board:
    """The rows, the most overdue first; ``whole``: the place with everything in it; ``month``: the one before."""

    place: str
    rows: tuple[BoardRow, ...]
    whole: BoardRow
    month: str


Counted = Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """What becomes a row: its name, its address, its lists, and the places or bearers that it sums up."""

    name: str
    url: str
    filters: Filters | None
    keys: frozenset[str]


def month_before(as_of: dt.date) -> tuple[str, dt.date, dt.date]:
    """The key of the month before, its first and its last day."""
    last = as_of.replace(day=1) - dt.timedelta(days=1)
    return f"{last:%Y-%m}", last.replace(day=1), last


def board(viewer: Viewer, *, place: str, by: str, as_of: dt.date, known: int | None = None, day: str = "") -> Board:
    """The board of a place that the viewer sees. ``by``: places or bodies; ``day``: what links of another day add."""
    key, first, last = month_before(as_of)
    bodies = by == "bodies"
    tell = partial(duties.tallies, viewer, as_of=as_of, known=known, place=place, units=not bodies, each_bearer=bodies)
    field = "bearer" if bodies else "place"
    of_now, of_then = _by(tell(), field), _by(tell(since=first, until=last, running=False), field)
    if bodies:
        parts = _bodies(viewer, place, as_of=as_of, known=known)
    else:
        own_level = _Part(_("本级"), "", Filters(place=place, alone=True), frozenset({place}))
        below = [
            _Part(one.name, _url(one.code), Filters(place=one.code), frozenset({one.code}))
            for one in places.children(place, as_of=as_of)
        ]
        parts = [own_level, *below]
    rows = [
        _row(part.name, part.url, part.filters, _sum(of_now, part.keys), _sum(of_then, part.keys), key, day)
        for part in parts
    ]
    own = places.names([place], as_of=as_of)[place]
    whole = _row(own, "", Filters(place=place), _sum(of_now, of_now), _sum(of_then, of_then), key, day)
    shown = [row for row in rows if any(cell.n for cell in row.cells) or row.before.of]
    return Board(place, tuple(sorted(shown, key=lambda row: (-row.lapsed, row.rate.done - row.rate.of))), whole, key)


def beside(viewer: Viewer, *, as_of: dt.date, place: str, known: int | None = None) -> Board:
    """The sums of the places beside one's own (相邻地方), open to whoever works in one of them: numbers and no lists.

    Whose duties they are, and which, stays with each place.
    """
    above = divisions.parent(place) or divisions.COUNTRY
    key, first, last = month_before(as_of)
    now = _by(duties.tallies(SYSTEM, as_of=as_of, known=known, place=above, units=True), "place")
    then = _by(
        duties.tallies(
            SYSTEM, as_of=as_of, known=known, place=above, units=True, since=first, until=last, running=False
        ),
        "place",
    )
    rows = [
        _row(one.name, "", None, now.get(one.code, {}), then.get(one.code, {}), key, "")
        for one in places.children(above, as_of=as_of)
        if one.code in now
    ]
    name = places.names([above], as_of=as_of)[above]
    whole = _row(name, "", None, _sum(now, now), _sum(then, then), key, "")
    return Board(above, tuple(sorted(rows, key=lambda row: (-row.lapsed, row.name))), whole, key)


def _row(name: str, url: str, filters: Filters | None, now: Counted, then: Counted, month: str, day: str) -> BoardRow:
    cells = tuple(
        Cell(column, _n(now, outcomes), filters.url(day, outcomes=_codes(outcomes)) if filters else "")
        for column, outcomes in COLUMNS.items()
    )
    ended = filters.url(day, outcomes=_codes((*DONE, *LATE, *LAPSED)), ended=month) if filters else ""
    return BoardRow(name, url, cells, _rate(now), _rate(then), ended)


def _rate(told: Counted) -> Rate:
    return Rate(_n(told, DONE), _n(told, (*DONE, *LATE, *LAPSED)))


def _n(told: Counted, outcomes: Iterable[Outcome]) -> int:
    return sum(told.get(outcome, 0) for outcome in outcomes)


def _codes(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    return tuple(outcome.value for outcome in outcomes)


def _by(told: Iterable[Tallied], field: str) -> dict[str, dict[Outcome, int]]:
    found: dict[str, dict[Outcome, int]] = defaultdict(lambda: defaultdict(int))
    for one in told:
        found[getattr(one, field)][one.outcome] += one.n
    return found


def _sum(told: Mapping[str, Counted], keys: Iterable[str]) -> dict[Outcome, int]:
    """The numbers of some of them; those of several bearers (a+b) count for each of them."""
    wanted = set(keys)
    found: dict[Outcome, int] = defaultdict(int)
    for key, counts in told.items():
        if wanted & {key, *key.split("+")}:
            for outcome, n in counts.items():
                found[outcome] += n
    return found


def _bodies(viewer: Viewer, place: str, *, as_of: dt.date, known: int | None) -> list[_Part]:
    """The bodies placed right there, each with the ids that owe for it: itself and its posts."""
    cards = [one for one in people.bodies(viewer, as_of=as_of, known=known, inside=place) if one.place == place]
    owing: dict[str, set[str]] = {card.id: {card.id} for card in cards}
    for post in people.posts(viewer, as_of=as_of, known=known, inside=place):
        if post.body in owing:
            owing[post.body].add(post.id)
    return [
        _Part(
            card.name,
            f"/bodies/{card.id}/",
            Filters(place=place, bearer=",".join(sorted(owing[card.id]))),
            frozenset(owing[card.id]),
        )
        for card in cards
    ]


def _url(place: str) -> str:
    return f"/board/?place={divisions.short(place)}"
