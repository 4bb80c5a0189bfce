"""Places, bodies, posts, persons, logins and firms of the bench's region. All of it invented, the same for a seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from pypinyin import lazy_pinyin

from anjian.lib import credit_code
from bench.region_rules import LINES

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
BODIES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("zf", "人民政府", ("government",), ()),
    ("sw", "委", ("party_committee",), ()),
    ("cwh", "委常委会", ("standing_committee",), ()),
    ("awh", "安全生产委员会", ("safety_committee",), ()),
    ("ajj", "应急管理局", ("department", "committee_office"),
     ("work_safety", "committee_secretariat", "supervision_duty")),
    ("zzb", "委组织部", ("organisation_department",), ("organisation",)),
    ("jw", "纪委监委", ("discipline_body",), ("discipline",)),
    ("mtj", "能源局", ("department",), ("coal", "supervision_duty")),
    ("jtj", "交通运输局", ("department",), ("transport", "supervision_duty")),
    ("zjj", "住房和城乡建设局", ("department",), ("housing", "supervision_duty")),
)  # fmt: skip
"""Bodies of every city and county: slug, name after the place's, classes, functions."""
OF_CITIES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("czj", "财政局", ("department",), ("finance",)),
    ("xf", "消防救援支队", ("department",), ("fire", "supervision_duty")),
    ("wjw", "卫生健康委", ("department",), ("health",)),
    ("jxw", "工信局", ("department",), ("industry", "supervision_duty")),
)
POSTS: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("sj", "委书记", "sw", ("leading_cadre", "head_of_party_committee"), ""),
    ("xz", "长", "zf", ("leading_cadre", "head_of_government"), ""),
    ("fxz-1", "副职（常务）", "zf", ("leading_cadre", "deputy_head"), ""),
    ("fxz-2", "副职（分管安全）", "zf", ("leading_cadre", "deputy_head"), ""),
    ("fxz-3", "副职（分管工业）", "zf", ("leading_cadre", "deputy_head"), ""),
    ("fxz-4", "副职（分管农业）", "zf", ("leading_cadre", "deputy_head"), ""),
    ("awhzr", "安委会主任", "awh", ("safety_committee_chair",), "xz"),
    ("awhfzr", "安委会副主任", "awh", ("safety_committee_deputy_chair",), "fxz-2"),
    ("ajj-jz", "应急管理局局长", "ajj", ("department_head",), ""),
    ("ajj-zb", "安委办综合岗", "ajj", ("enforcement_officer",), ""),
    ("ajj-zf", "应急管理局执法岗", "ajj", ("enforcement_officer",), ""),
    ("mtj-jz", "能源局局长", "mtj", ("department_head",), ""),
    ("jtj-jz", "交通运输局局长", "jtj", ("department_head",), ""),
    ("zjj-jz", "住房和城乡建设局局长", "zjj", ("department_head",), ""),
)
"""Posts of every city and county: slug, name, slug of the body, classes, the post whose holder has this one too."""
PROVINCE = "140000000000"
FIRST_CITY = 50
"""Of the invented cities: 1450, 1451 … are numbers that no city has."""
CITIES = 50
"""At most so many cities; then their counties are more."""
FIRMS = 909
"""In a county, about."""
TOWNS = 6
FOUNDED = dt.date(2017, 1, 1)
PASSWORD = "anjian-shili"
_WORDS = {
    "coal": "煤业", "coking": "焦化", "mining": "矿业", "chemicals": "化工", "smelting": "冶炼", "casting": "铸造",
    "building": "建筑", "civil": "路桥", "freight": "货运", "coaches": "客运", "property": "物业", "fuel": "油品",
    "shops": "商贸", "bakeries": "食品", "grain": "粮油", "hotels": "酒店",
}  # fmt: skip
_SHARES = {
    "coal": 4, "coking": 2, "mining": 3, "chemicals": 6, "smelting": 3, "casting": 6, "building": 9, "civil": 5,
    "freight": 9, "coaches": 3, "property": 9, "fuel": 5, "shops": 16, "bakeries": 7, "grain": 5, "hotels": 8,
}  # fmt: skip
_REGULATORS = {
    "coal": "mtj", "coking": "mtj", "building": "zjj", "civil": "zjj", "property": "zjj", "freight": "jtj",
    "coaches": "jtj",
}  # fmt: skip
Row = dict[str, Any]


def body_id(place: str, slug: str) -> str:
    """The id of a body: ``body:145001-ajj``; of a town ``body:145001100-zf``."""
    return f"body:{place[:9] if place[6:9] != '000' else place[:6]}-{slug}"


def post_id(place: str, slug: str) -> str:
    """The id of a post: ``post:145001-fxz-2``."""
    return body_id(place, slug).replace("body:", "post:")


@dataclass(frozen=True)
class Places:
    """The divisions of a region of so many firms."""

    cities: tuple[str, ...]
    counties: tuple[str, ...]

    @staticmethod
    def of(firms: int) -> Places:
        """As many counties as the firms need, eleven in a city."""
        wanted = max(2, round(firms / FIRMS))
        cities = max(1, min(CITIES, round(wanted / 11)))
        return Places(
            tuple(f"14{FIRST_CITY + n}00000000" for n in range(cities)),
            tuple(f"14{FIRST_CITY + n % cities}{1 + n // cities:02d}000000" for n in range(wanted)),
        )

    def towns(self, county: str) -> list[str]:
        """Codes of the towns of a county."""
        return [f"{county[:6]}{100 + n}000" for n in range(TOWNS)]

    def name(self, place: str) -> str:
        """An invented name: 示例甲市, 甲子县, 甲子一镇."""
        city = STEMS[(int(place[2:4]) - FIRST_CITY) % 10]
        if place[4:] == "0" * 8:
            round_ = (int(place[2:4]) - FIRST_CITY) // 10
            return f"示例{city}{BRANCHES[round_]}市"
        county = f"{city}{BRANCHES[(int(place[4:6]) - 1) % 12]}{'' if place[4:6] <= '12' else '新'}"
        return f"{county}县" if place[6:] == "0" * 6 else f"{county}{'一二三四五六'[int(place[6:9]) - 100]}镇"

    def rows(self) -> Iterator[Row]:
        """Rows of `places_division`."""
        yield {"place": PROVINCE, "level": "province", "parent": "000000000000", "name": "示例省"}
        for city in self.cities:
            yield {"place": city, "level": "city", "parent": PROVINCE, "name": self.name(city)}
        for county in self.counties:
            yield {"place": county, "level": "county", "parent": f"{county[:4]}00000000", "name": self.name(county)}
            for town in self.towns(county):
                yield {"place": town, "level": "town", "parent": county, "name": self.name(town)}


class People:
    """Rows of bodies, posts, persons and tenures as `people.import_told` takes them."""

    def __init__(self, places: Places, said_by: UUID) -> None:
        self._told: Row = {"since": FOUNDED, "until": None, "said_by": said_by, "replaced_by": None}
        self._said_by = said_by
        self.bodies: list[Row] = []
        self.functions: list[Row] = []
        self.posts: list[Row] = []
        self.tenures: list[Row] = []
        self.persons: list[Row] = []
        self.holders: dict[str, str] = {}
        for place in (*places.cities, *places.counties):
            self._place(place, places.name(place), "city" if place in places.cities else "county")
        for county in places.counties:
            for town in places.towns(county):
                self._town(town, places.name(town))

    def hold(self, post: str, *, body: str, place: str, level: str, name: str, classes: tuple[str, ...]) -> str:
        """A post of these classes and somebody new in it; returns the person."""
        person = f"person:p{len(self.persons) + 1:06d}"
        self.persons.append({"id": person, "name": _person_name(len(self.persons)), "said_by": self._said_by})
        self._post(post, person, body=body, place=place, level=level, name=name, classes=classes)
        return person

    def _post(
        self, post: str, person: str, *, body: str, place: str, level: str, name: str, classes: tuple[str, ...]
    ) -> None:
        where = {"body": body, "place": place, "level": level, "name": name}
        self.posts += [{"post": post, "post_class": one, **where, **self._told} for one in sorted(classes)]
        self.tenures.append({"post": post, "person": person, **self._told})
        self.holders[post] = person

    def _body(self, body: str, place: str, level: str, name: str, classes: Any, functions: Any) -> None:
        where = {"body": body, "place": place, "level": level}
        self.bodies += [{**where, "body_class": one, "name": name, **self._told} for one in sorted(classes)]
        self.functions += [{**where, "function": one, **self._told} for one in sorted(functions)]

    def _place(self, place: str, called: str, level: str) -> None:
        for slug, short, classes, functions in (*BODIES, *(OF_CITIES if level == "city" else ())):
            name = f"中共{called}委" if slug == "sw" else f"{called}{short}"
            self._body(body_id(place, slug), place, level, name, classes, functions)
        for slug, short, body, classes, same in POSTS:
            id, name = post_id(place, slug), f"{called}{short}"
            said: Row = {"body": body_id(place, body), "place": place, "level": level, "name": name}
            if same:
                self._post(id, self.holders[post_id(place, same)], classes=classes, **said)
            else:
                self.hold(id, classes=classes, **said)

    def _town(self, place: str, called: str) -> None:
        body = body_id(place, "zf")
        self._body(body, place, "town", f"{called}人民政府", ("government",), ())
        self.hold(
            post_id(place, "xz"), body=body, place=place, level="town", name=f"{called}镇长",
            classes=("head_of_government",),
        )  # fmt: skip


def firms(places: Places, count: int, until: dt.date, *, seed: int = 20180122) -> Iterator[Row]:
    """The slices of the firms: number (from 0), columns of the registry's table, since, until."""
    dice = random.Random(seed)
    lines, shares = list(_SHARES), list(_SHARES.values())
    for number in range(count):
        county = places.counties[number * len(places.counties) // count]
        line = dice.choices(lines, shares)[0]
        staff = None if dice.random() < 0.04 else 1 + int(dice.expovariate(1 / 50))
        brand = f"{dice.choice(STEMS)}{dice.choice(BRANCHES)}{dice.choice(STEMS)}"
        first = f"91{county[:6]}BENCH{number:04d}"[:17] if number < 10_000 else f"91{county[:6]}B{number:08d}"
        name = f"{places.name(county)[:-1]}示例{brand}{_WORDS[line]}有限公司"
        row: Row = {
            "number": number,
            "name": name,
            "sort_key": _key(name),
            "credit_code": first + credit_code.check_character(first),
            "place": places.towns(county)[dice.randrange(TOWNS)],
            "status": dice.choices(("operating", "suspended", "under_construction"), (95, 3, 2))[0],
            "industry": LINES[line],
            "staff": staff,
            "safety_staff": None if staff is None or dice.random() < 0.05 else staff // 60,
            "regulator": None if dice.random() < 0.02 else body_id(county, _REGULATORS.get(line, "ajj")),
        }
        row["enterprise"] = f"ent:{row['credit_code']}"
        since = FOUNDED if dice.random() < 0.96 else until - dt.timedelta(days=dice.randrange(20, 440))
        last = None if dice.random() < 0.99 else until - dt.timedelta(days=dice.randrange(2, 300))
        moved = until - dt.timedelta(days=dice.randrange(30, 400)) if dice.random() < 0.02 else None
        if last is not None and last < since:
            last = None
        if moved and since < moved and (last is None or moved <= last):
            yield {**row, "since": since, "until": moved - dt.timedelta(days=1)}
            yield {**row, "place": places.towns(county)[dice.randrange(TOWNS)], "since": moved, "until": last}
        else:
            yield {**row, "since": since, "until": last}


def _person_name(number: int) -> str:
    turn, at = divmod(number, 60)
    return f"示例{STEMS[at % 10]}{BRANCHES[at % 12]}{turn + 1 if turn else ''}"


@cache
def _sound(sign: str) -> str:
    return lazy_pinyin(sign)[0].lower()


def _key(name: str) -> str:
    """As `people.actions.sort_key`, sign by sign: a million names are too many to look for phrases."""
    sounds = [_sound(sign) for sign in name]
    return f" {''.join(sounds)} {''.join(sound[0] for sound in sounds)}"


def put_firms(raw: psycopg.Connection[Any], rows: Iterator[Row], model: Any, said_by: Any) -> None:
    """Copy the slices into the registry's table, and one row per firm into `region_firm`; then the facts can be made.

    ``said_by``(number) is the id of the fact that registered a firm.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(field.column for field in fields)
    raw.execute("CREATE UNLOGGED TABLE region_firm (firm bigint PRIMARY KEY, enterprise text, place text, name text)")
    seen = -1
    short: list[tuple[Any, ...]] = []
    with raw.cursor() as cursor:
        with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN".encode()) as copy:
            for row in rows:
                told = {**row, "said_by": said_by(row["number"]), "replaced_by": None}
                copy.write_row([_plain(told.get(field.attname, _default(field))) for field in fields])
                if row["number"] != seen:
                    seen = row["number"]
                    short.append((seen, row["enterprise"], row["place"], row["name"]))
        with cursor.copy("COPY region_firm FROM STDIN") as copy:
            for one in short:
                copy.write_row(one)
        cursor.execute("ANALYZE region_firm")


def _default(field: Any) -> Any:
    return field.get_default() if field.has_default() or not field.null else None


def _plain(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value) if isinstance(value, dict | list) else value
