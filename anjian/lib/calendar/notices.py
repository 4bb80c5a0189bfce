"""The yearly notice (放假通知) as a file: reading it, and refusing it in clear words when it cannot be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from anjian.lib.errors import Refusal

SHIPPED = Path(__file__).resolve().parents[3] / "packs" / "calendar"
"""The year files that come with the program."""

FESTIVALS_FILE = "calendar.yaml"

_ONE = timedelta(days=1)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YEAR_FILE = re.compile(r"\d{4}\.yaml")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a notice: off from ``first`` to ``last`` (both included), worked instead on ``work``."""

    name: str
    first: date
    last: date
    work: tuple[date, ...] = ()
    replaces: str | None = None

    def days(self) -> Iterator[date]:
        """The days off, weekends among them."""
        day = self.first
        while day <= self.last:
            yield day
            day += _ONE


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: the yearly one, or one that changes it (``amends``). ``number`` (文号) and dates may be unknown."""

    title: str
    number: str | None
    issued: date | None
    published: date | None
    amends: bool
    holidays: tuple[Holiday, ...]

    @property
    def cite(self) -> str:
        """How a screen names it."""
        return f"{self.title}（{self.number}）" if self.number else self.title

    @property
    def known_from(self) -> date | None:
        """The day from which it could be known; None when that is not recorded."""
        return self.published or self.issued


@dataclass(frozen=True, slots=True)
class Year:
    """The notices of one year, in order."""

    year: int
    notices: tuple[Notice, ...]

    def effective(self, *, known: date | None = None) -> tuple[tuple[Holiday, Notice], ...]:
        """The holidays that stand after all notices public by ``known`` (None: all), each with its notice."""
        standing: list[tuple[Holiday, Notice]] = []
        for notice in self.notices:
            if known is not None and notice.known_from is not None and notice.known_from > known:
                continue
            for holiday in notice.holidays:
                standing = [pair for pair in standing if pair[0].name != holiday.replaces]
                standing.append((holiday, notice))
        return tuple(sorted(standing, key=lambda pair: pair[0].first))


@dataclass(frozen=True, slots=True)
class Festivals:
    """What the law fixes: how many working days each festival takes, by date, and from when a year's end is open."""

    versions: tuple[tuple[date, Mapping[str, int]], ...]
    unsettled: tuple[int, int]

    def of(self, year: int) -> Mapping[str, int]:
        """Festival → days off, as in force on 1 January of that year. Refuses years before the first version."""
        fitting = [days for since, days in self.versions if since <= date(year, 1, 1)]
        if not fitting:
            raise Refusal(
                f"没有{year}年的法定节假日规定",
                "没有它就不能核对放假通知是否完整",
                f"请在{FESTIVALS_FILE}的festivals中补上当年施行的放假办法",
                code="calendar.year",
            )
        return fitting[-1]

    def opens(self, year: int) -> date:
        """The first day of that year that the next year's notice may still change."""
        return date(year, *self.unsettled)


def read_festivals(folder: Path) -> Festivals:
    """What ``calendar.yaml`` in this folder says. Refuses a file that is missing or does not fit."""
    path = folder / FESTIVALS_FILE
    data = _read(path)
    try:
        versions = tuple(
            (_date(entry["from"], path), {str(k): int(v) for k, v in entry["days"].items()})
            for entry in data["festivals"]
        )
        month, day = str(data["unsettled"]["from"]).split("-")
        return Festivals(versions, (int(month), int(day)))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise _shape(path, f"festivals或unsettled写法不对（{fault}）") from None


def year_files(folder: Path) -> list[Path]:
    """The year files of a folder, oldest first."""
    return sorted(path for path in folder.glob("*.yaml") if _YEAR_FILE.fullmatch(path.name))


def check_notice(path: Path, *, festivals: Festivals | None = None) -> Year:
    """Reads one year file and checks that it can be right, by the ``festivals`` that ship with the program or others.

    Refuses, naming file, holiday and day: what cannot be read; a missing or wrong year; days outside the year (days
    at the end of the year before belong to the New Year holiday); ranges that end before they begin or overlap;
    make-up days that are working days anyway or off; a festival of the law that is missing (a gap, 缺口); days off
    that, less the make-up days, are not the number of days the law gives for the year.
    """
    festivals = festivals or read_festivals(SHIPPED)
    found = _parse(path)
    festivals.of(found.year)
    if not found.notices[0].holidays or found.notices[0].amends:
        raise _shape(path, "第一份应是当年的放假通知，并列出假日（holidays）")
    for number, notice in enumerate(found.notices):
        for holiday in notice.holidays:
            _check_holiday(path, found.year, holiday, festivals)
        _check_names(path, found, number)
    _check_complete(path, found, festivals)
    for known in (None, *(notice.known_from for notice in found.notices)):
        check_overlaps((holiday for holiday, _ in found.effective(known=known)), where=path.name)
    return found


def check_overlaps(holidays: Iterable[Holiday], *, where: str) -> None:
    """Refuses days that two holidays claim, or that one calls off and another worked."""
    claimed: dict[date, str] = {}
    for holiday in holidays:
        for day, word in [*((d, "放假") for d in holiday.days()), *((d, "上班") for d in holiday.work)]:
            if day in claimed:
                raise Refusal(
                    f"{where}：{_say(day)}出现两次：{claimed[day]}，又有{holiday.name}{word}",
                    "同一天不能既这样又那样，期限会算错",
                    "请对照通知改正其中一处；后一份通知改动前一份的，请写明replaces",
                    code="calendar.overlap",
                )
            claimed[day] = f"{holiday.name}{word}"


def _check_holiday(path: Path, year: int, holiday: Holiday, festivals: Festivals) -> None:
    if holiday.last < holiday.first:
        raise _range(path, holiday, f"放假末日{holiday.last}早于首日{holiday.first}")
    # more than a month off in one go is a slip of the pen, and must not fill the calendar
    if (holiday.last - holiday.first).days > 31:
        raise _range(path, holiday, f"一次放假{(holiday.last - holiday.first).days + 1}天")
    earliest, latest = festivals.opens(year - 1), date(year, 12, 31)
    for day in (holiday.first, holiday.last, *holiday.work):
        if not earliest <= day <= latest:
            raise Refusal(
                f"{path.name}：{holiday.name}的{day}不在{year}年的安排之内",
                f"{year}年的通知只应涉及{earliest}至{latest}，别的日子多半是年份写错",
                f"请核对年份；通知确实如此的，请先改{FESTIVALS_FILE}中的unsettled",
                code="calendar.wrong_year",
            )
    for day in holiday.work:
        if day.weekday() < 5:
            raise Refusal(
                f"{path.name}：{holiday.name}的调休上班日{_say(day)}本来就是工作日",
                "调休上班只能在周六、周日，写错会少算或多算工作日",
                "请对照通知核对这一天",
                code="calendar.makeup",
            )


def _check_names(path: Path, found: Year, number: int) -> None:
    notice = found.notices[number]
    if number == 0:
        return
    if not notice.amends:
        raise _shape(path, f"“{notice.title}”是当年第{number + 1}份通知，应写明amends: true")
    before = {holiday.name for earlier in found.notices[:number] for holiday in earlier.holidays}
    for holiday in notice.holidays:
        if holiday.replaces is not None and holiday.replaces not in before:
            raise _shape(path, f"“{notice.title}”要代替的“{holiday.replaces}”在前面的通知里没有")


def _check_complete(path: Path, found: Year, festivals: Festivals) -> None:
    expected = festivals.of(found.year)
    named: list[str] = []
    taken = 0
    for holiday in found.notices[0].holidays:
        names = holiday.name.split("、")
        if all(name in expected for name in names):  # other days are extra, given by this notice alone
            named += names
            taken += sum(day.weekday() < 5 for day in holiday.days()) - len(holiday.work)
    missing, twice = [n for n in expected if n not in named], sorted({n for n in named if named.count(n) > 1})
    if missing:
        raise Refusal(
            f"{path.name}：缺{'、'.join(missing)}的安排",
            "有缺口的年历会把放假日当作工作日",
            "请按通知补全后再载入；两个节日连在一起的，名称写成“国庆节、中秋节”",
            code="calendar.gap",
        )
    if twice:
        raise _shape(path, f"{'、'.join(twice)}写了两次")
    # Over the whole year only: in 2015 the day of 中秋节, a Sunday, was made up within 国庆节.
    if taken != sum(expected.values()):
        raise Refusal(
            f"{path.name}：全年放假占用的工作日减去调休上班为{taken}天，放假办法规定{sum(expected.values())}天",
            "天数不合，说明漏抄、多抄了放假日或上班日",
            f"请对照通知逐项核对rest和work；放假办法已修改的，请先在{FESTIVALS_FILE}登记",
            code="calendar.balance",
        )


def _parse(path: Path) -> Year:
    data = _read(path)
    year = data.get("year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise Refusal(
            f"{path.name}：没有写明年份（year）",
            "没有年份就不知道它安排的是哪一年",
            "请在第一行写明，例如 year: 2027",
            code="calendar.missing_year",
        )
    if _YEAR_FILE.fullmatch(path.name) and int(path.stem) != year:
        raise Refusal(
            f"{path.name}：文件名是{path.stem}年，内容写的是{year}年",
            "载入后会覆盖另一年的安排",
            "请改正文件名或year",
            code="calendar.wrong_year",
        )
    notices = data.get("notices")
    if not isinstance(notices, list) or not notices:
        raise _shape(path, "没有通知（notices）")
    _only(path, data, {"year", "notices"}, "文件")
    return Year(year, tuple(_notice(path, entry) for entry in notices))


def _notice(path: Path, entry: Any) -> Notice:
    if not isinstance(entry, dict) or not isinstance(entry.get("title"), str):
        raise _shape(path, "每份通知要有标题（title）")
    _only(
        path, entry, {"title", "number", "issued", "published", "source", "note", "amends", "holidays"}, entry["title"]
    )
    holidays = entry.get("holidays")
    if not isinstance(holidays, list):
        raise _shape(path, f"“{entry['title']}”没有列出假日（holidays）")
    number = entry.get("number")
    if number is not None and not isinstance(number, str):
        raise _shape(path, f"“{entry['title']}”的文号（number）应是文字或null")
    return Notice(
        title=entry["title"],
        number=number,
        issued=_optional(entry.get("issued"), path),
        published=_optional(entry.get("published"), path),
        amends=entry.get("amends") is True,
        holidays=tuple(_holiday(path, holiday) for holiday in holidays),
    )


def _holiday(path: Path, entry: Any) -> Holiday:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"]:
        raise _shape(path, "每个假日要有名称（name）")
    name = entry["name"]
    _only(path, entry, {"name", "rest", "work", "replaces"}, name)
    rest, work = entry.get("rest"), entry.get("work", [])
    if not isinstance(rest, list) or len(rest) != 2:
        raise _shape(path, f"{name}的rest应写首日和末日，例如 rest: [2025-10-01, 2025-10-08]")
    if not isinstance(work, list):
        raise _shape(path, f"{name}的work应是日期的列表")
    first, last = (_date(value, path) for value in rest)
    return Holiday(name, first, last, tuple(sorted(_date(value, path) for value in work)), entry.get("replaces"))


def _only(path: Path, entry: Mapping[Any, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(str(key) for key in entry if key not in allowed)
    if unknown:
        raise _shape(path, f"“{where}”里有不认识的项：{'、'.join(unknown)}")


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as fault:
        raise Refusal(
            f"{path.name}读不出来：{str(fault).splitlines()[0]}",
            "放假安排读不出来，工作日就算不准",
            "请确认文件存在、是UTF-8编码的YAML，日期写成2025-10-01",
            code="calendar.unreadable",
        ) from None
    if not isinstance(data, dict):
        raise _shape(path, "内容应是“项: 值”的形式")
    return data


def _date(value: Any, path: Path) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _shape(path, f"“{value}”不是日期，应写成2025-10-01") from None


def _optional(value: Any, path: Path) -> date | None:
    return None if value is None else _date(value, path)


def _say(day: date) -> str:
    return f"{day}（周{_WEEKDAYS[day.weekday()]}）"


def _shape(path: Path, detail: str) -> Refusal:
    return Refusal(
        f"{path.name}：{detail}",
        "写法不对的文件不能当作放假安排",
        "请照最近一年的文件改写",
        code="calendar.shape",
    )


def _range(path: Path, holiday: Holiday, detail: str) -> Refusal:
    return Refusal(
        f"{path.name}：{holiday.name}{detail}",
        "放假区间不对，期限会算错",
        "请对照通知核对rest的首日和末日",
        code="calendar.range",
    )
