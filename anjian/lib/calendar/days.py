"""The calendar: which day is worked, and arithmetic in working days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile

from anjian.lib import canonical
from anjian.lib.calendar.notices import Festivals, Year, check_notice, check_overlaps, read_festivals, year_files
from anjian.lib.errors import Refusal

_ONE = timedelta(days=1)
_WEEKEND = {5: "周六", 6: "周日"}


@dataclass(frozen=True, slots=True)
class _Special:
    """A day whose duty is not that of its weekday, or that a notice names: off or worked, with words."""

    work: bool
    name: str
    notice: str


@dataclass(frozen=True, slots=True)
class Change:
    """A day that two calendars tell differently: worked or off, and in which words."""

    day: date
    was_work: bool
    is_work: bool
    was: str
    now: str


@dataclass(frozen=True)
class Calendar:
    """Working days with make-up days. Certain from ``first`` to ``last``, provisional outside.

    ``digest`` names the rule data: two calendars with the same digest answer every question alike.
    """

    first: date
    last: date
    digest: str
    _special: dict[date, _Special] = field(repr=False)
    _days: tuple[date, ...] = field(repr=False)  # the days that differ from their weekday …
    _sums: tuple[int, ...] = field(repr=False)  # … and by how many working days, summed up to each

    @classmethod
    def load(cls, folder: Path, *, known: date | None = None) -> Calendar:
        """The calendar of all year files in a folder, as known on the day ``known`` (None: everything).

        Refuses a folder with a missing year between two others, and every file that :func:`check_notice` refuses.
        """
        festivals = read_festivals(folder)
        return cls.of([check_notice(path, festivals=festivals) for path in year_files(folder)], festivals, known=known)

    @classmethod
    def of(cls, years: Iterable[Year], festivals: Festivals, *, known: date | None = None) -> Calendar:
        """The calendar of years that were read before; see :meth:`load`."""
        ordered = sorted(years, key=lambda year: year.year)
        _check_years(ordered)
        public = [year for year in ordered if year.effective(known=known)]
        if not public:
            raise Refusal(
                "没有任何一年的放假安排",
                "没有安排就算不出工作日",
                "请放入至少一年的放假通知文件，例如2026.yaml",
                code="calendar.gap",
            )
        standing = [pair for year in public for pair in year.effective(known=known)]
        check_overlaps((holiday for holiday, _ in standing), where="相邻两年的安排")
        special: dict[date, _Special] = {}
        for holiday, notice in standing:
            special.update((day, _Special(False, holiday.name, notice.cite)) for day in holiday.days())
            special.update((day, _Special(True, f"{holiday.name}调休上班", notice.cite)) for day in holiday.work)
        first, last = date(public[0].year, 1, 1), festivals.opens(public[-1].year) - _ONE
        differing = sorted(day for day, kind in special.items() if kind.work != (day.weekday() < 5))
        return cls(
            first=first,
            last=last,
            digest=canonical.digest(
                {
                    "first": first,
                    "last": last,
                    "days": [[day, special[day].work, special[day].name] for day in sorted(special)],
                }
            ),
            _special=special,
            _days=tuple(differing),
            _sums=tuple(accumulate((1 if special[day].work else -1 for day in differing), initial=0)),
        )

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked. Where no notice says, weekends are off: ask :meth:`provisional` too."""
        found = self._special.get(day)
        return day.weekday() < 5 if found is None else found.work

    def name(self, day: date) -> str:
        """Why the day is not an ordinary working day: 国庆节, 周六, 国庆节调休上班; "" when it is one."""
        found = self._special.get(day)
        return _WEEKEND.get(day.weekday(), "") if found is None else found.name

    def notice(self, day: date) -> str:
        """The notice that says so; "" for ordinary days and weekends."""
        found = self._special.get(day)
        return "" if found is None else found.notice

    def provisional(self, day: date) -> bool:
        """Whether no published notice settles this day yet (暂定)."""
        return not self.first <= day <= self.last

    def ordinal(self, day: date) -> int:
        """How many working days there are up to and including ``day``, counted from a fixed day far back.

        The difference of two ordinals is the number of working days after the first day up to the second.
        """
        return _weekdays_until(day) + self._sums[bisect_right(self._days, day)]

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``."""
        return self.ordinal(end) - self.ordinal(start)

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after ``day``, which is itself not counted; before it when n is negative; day for 0."""
        if n == 0:
            return day
        target = self.ordinal(day) + n if n > 0 else self.ordinal(day - _ONE) + n + 1
        return self._first_reaching(target, near=day + timedelta(days=n + (n // 5) * 2))

    def roll(self, day: date) -> date:
        """The first working day on or after ``day``."""
        while not self.is_workday(day):
            day += _ONE
        return day

    def moved_by(self, day: date) -> tuple[tuple[date, str], ...]:
        """The days off, with their names, that :meth:`roll` steps over from ``day`` on."""
        found = []
        while not self.is_workday(day):
            found.append((day, self.name(day)))
            day += _ONE
        return tuple(found)

    def _first_reaching(self, target: int, *, near: date) -> date:
        day = near
        while (short := target - self.ordinal(day)) != 0:
            # at least one step, and never past the target by more than the working days in between
            day += timedelta(days=short)
        while not self.is_workday(day):
            day -= _ONE
        return day

    def changes(self, after: Calendar, *, since: date | None = None) -> Iterator[Change]:
        """The days that a newer calendar tells differently, in order."""
        for day in sorted(self._special.keys() | after._special.keys()):
            was, now = self._told(day), after._told(day)
            if was != now and (since is None or day >= since):
                yield Change(day, was[0], now[0], was[1], now[1])

    def _told(self, day: date) -> tuple[bool, str]:
        return self.is_workday(day), self.name(day)


def preview(path: Path, *, folder: Path) -> tuple[Calendar, Calendar]:
    """The calendar of a folder before and after the year file ``path`` joins it or replaces its year; writes nothing.

    Refuses what :func:`check_notice` and :meth:`Calendar.load` refuse. For what moves, ask :meth:`Calendar.changes` for
    days and ``ends.moved`` for dates.
    """
    festivals = read_festivals(folder)
    new = check_notice(path, festivals=festivals)
    years = [check_notice(file, festivals=festivals) for file in year_files(folder)]
    after = [year for year in years if year.year != new.year] + [new]
    return Calendar.of(years, festivals), Calendar.of(after, festivals)


def adopt(path: Path, *, folder: Path) -> Calendar:
    """Takes a checked year file into the folder, whole or not at all, and returns the calendar after it.

    Raises :class:`Refusal` like :func:`preview`; the folder is then as it was.
    """
    _, after = preview(path, folder=folder)
    year = check_notice(path, festivals=read_festivals(folder)).year
    with NamedTemporaryFile("wb", dir=folder, suffix=".part", delete=False) as part:
        part.write(path.read_bytes())
    Path(part.name).chmod(0o644)
    Path(part.name).replace(folder / f"{year}.yaml")
    return after


def _weekdays_until(day: date) -> int:
    weeks, rest = divmod(day.toordinal(), 7)  # date.min is a Monday: ordinal 1
    return weeks * 5 + min(rest, 5)


def _check_years(ordered: list[Year]) -> None:
    for before, after in pairwise(ordered):
        if before.year == after.year:
            raise Refusal(
                f"{before.year}年的放假安排有两份",
                "不知道以哪一份为准",
                "请只留一个文件；改动通知写在同一文件的notices里",
                code="calendar.twice",
            )
        if after.year != before.year + 1:
            raise Refusal(
                f"放假安排缺{before.year + 1}年",
                "中间缺年份，跨过那一年的工作日会算错，而且看不出来",
                f"请补上{before.year + 1}.yaml",
                code="calendar.gap",
            )
