"""The sample's places read from its files and the divisions of the packs, for one size and one day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from anjian.lib import divisions
from anjian.places import actions as places
from anjian.sample.build import months_before
from anjian.sample.region import BodyPlan, City, Login, Place, PostPlan, Region, Town, plan_of, post_id

DATA = Path(__file__).parent / "data"
INVENTED = DATA / "places"
"""The divisions of the invented city: never loaded but with the whole sample."""
GRID_COUNTIES = ("141002", "141021", "320682", "530325", "146902", "146921", "146922", "146981")
"""Counties whose villages and communities are drawn as grid cells, in the whole sample."""


def region(*, size: str, today: dt.date, packs: Path) -> Region:
    """The region of a size on a day. Raises KeyError for a size that is not one."""
    said, offices = read_file("regions.yaml"), read_file("offices.yaml")
    rows = _rows(packs, with_villages=size == "whole")
    names = {row.place: row.name for row in rows if row.until is None}
    cities: list[City] = []
    found: dict[str, Place] = {}
    governments: dict[str, str] = {}
    towns: list[Town] = []
    for name in said["sizes"][size]:
        plan = said["cities"][name]
        city = _city(plan, names, today)
        cities.append(city)
        counties = [
            code
            for code in _below(names, city.code, "county")
            if divisions.short(code) not in plan.get("leave_out", ())
        ]
        full = _chosen(plan["offices"][size], counties)
        for code in (city.code, *full):
            found[code] = _place(code, names[code], city, offices, size, bool(plan.get("members")))
        governments |= {code: names[code] for code in counties if code not in full}
        towns += _towns(plan["towns"][size], rows, city, full, said["without_chair"], offices["towns"], size)
    logins = _logins(size, found)
    return Region(
        size,
        tuple(cities),
        {code: replace(place, office=_office(code, logins)) for code, place in found.items()},
        governments,
        tuple(towns),
        {divisions.normal(code): slug for code, slug in said["other_chair"].items()},
        logins,
        tuple((row.place, row.name) for row in rows if row.level == "village" and row.place[:6] in GRID_COUNTIES),
    )


def shown(size: str) -> tuple[Login, ...]:
    """The logins that the sign-in page of a sample of this size offers."""
    said = read_file("logins.yaml")
    return tuple(_login(one) for key in ("small", "whole")[: 1 + (size == "whole")] for one in said[key])


@cache
def read_file(name: str) -> Any:
    """A file of the sample's data."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _rows(packs: Path, *, with_villages: bool) -> tuple[places.Row, ...]:
    rows = places.read(packs / "places")
    if with_villages:
        rows += places.read(INVENTED, known={row.place for row in rows})
        rows += places.read(packs / "places" / "villages", known={row.place for row in rows})
    return tuple(sorted(rows, key=lambda row: (row.place, row.since)))


def _below(names: Mapping[str, str], code: str, level: str) -> Iterator[str]:
    return (one for one in names if divisions.parent(one) == code and divisions.level(one) == level)


def _chosen(said: Any, codes: Iterable[str]) -> list[str]:
    return list(codes) if said == "all" else [divisions.normal(code) for code in said]


def _city(plan: Mapping[str, Any], names: Mapping[str, str], today: dt.date) -> City:
    code = divisions.normal(plan["code"])
    name = re.sub("（.*）$", "", names[code])
    return City(code, name, plan["founded"], _begin(plan["begin"], today), plan["firms"], plan["weight"])


def _begin(said: Any, today: dt.date) -> dt.date:
    if isinstance(said, dt.date):
        return said
    return months_before(today, int(said.removesuffix(" months"))).replace(day=1)


def _place(code: str, name: str, city: City, offices: Mapping[str, Any], size: str, members: bool) -> Place:
    is_city = code == city.code
    said = [*offices["bodies"], *(offices["city"] if is_city else ())]
    posts = list(offices["posts"])
    if size == "whole":
        said += [*(() if is_city else offices["more_of_counties"]), *offices["more"]]
        posts += offices["more_posts"]
    bodies = [BodyPlan(**plan_of(one)) for one in said]
    if members and is_city:
        bodies = [_member(one) for one in bodies]
    kind = "city" if is_city else next(k for k, ends in divisions.KIND_ENDINGS.items() if name.endswith(ends))
    titles = offices["heads"][kind]
    plans = tuple(plan for one in posts for plan in _posts(one, titles))
    return Place(code, city.name if is_city else name, city.code, "", city.founded, city.begin, tuple(bodies), plans)


def _member(body: BodyPlan) -> BodyPlan:
    """A department that is a member of the safety committee too."""
    return replace(body, classes=(*body.classes, "committee_member")) if "department" in body.classes else body


def _posts(said: Mapping[str, Any], titles: Mapping[str, Any]) -> Iterator[PostPlan]:
    plan = PostPlan(**plan_of(said))
    if plan.slug != "fxz":
        yield replace(plan, name=plan.name.format(**titles))
        return
    for n, line in enumerate(titles["lines"], 1):
        yield replace(plan, slug=f"fxz-{n}", name=f"{plan.name.format(**titles)}（{line}）")


def _towns(
    said: Any,
    rows: Iterable[places.Row],
    city: City,
    counties: Iterable[str],
    without_chair: str,
    titles: Mapping[str, Any],
    size: str,
) -> Iterator[Town]:
    wanted = None if said == "all" else [divisions.normal(code) for code in said]
    inside = {county[:6] for county in counties}
    standing = [row for row in rows if row.until is None and row.level == "town" and row.place[:6] in inside]
    for row in standing if wanted is None else [row for code in wanted for row in standing if row.place == code]:
        kind = next((one for one in titles if row.name.endswith(one)), "")
        if kind:
            since = max(city.founded, row.since)
            body = f"{row.name}{titles[kind]['body']}"
            chair = row.place[:9] != without_chair
            whole = size == "whole"
            head = titles[kind]["head"]
            yield Town(row.place, row.name, body, head, since, max(city.begin, since), chair, whole)


def _logins(size: str, found: Mapping[str, Place]) -> tuple[Login, ...]:
    logins = shown(size)
    posts = {login.post for login in logins}
    for code, place in found.items():
        post = post_id(code, "ajj-zb")
        if post not in posts:
            short = divisions.short(code)
            office = Login(f"office-{short}", f"{place.name}安委办", post, ("office", "recorder"), shown=False)
            logins = (*logins, office)
    return logins


def _login(said: Mapping[str, Any]) -> Login:
    values = plan_of(said)
    return Login(**(values | {"post": f"post:{values['post']}"} if "post" in values else values))


def _office(code: str, logins: Iterable[Login]) -> str:
    post = post_id(code, "ajj-zb")
    return next(f"acct:{login.login}" for login in logins if login.post == post)
