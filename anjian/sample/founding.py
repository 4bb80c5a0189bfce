"""How the sample came to be: bodies, posts and who held them, the reform of 2019, accounts, grid cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from anjian.access import events as access
from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.people import events as people
from anjian.places import events as places
from anjian.sample.build import History, at
from anjian.sample.enterprises import Plan
from anjian.sample.region import CITY, BodyPlan, Place, Town, body_id, person_name, post_id

FOUNDED = dt.date(2017, 1, 1)
"""The day from which the enterprises of the story, accounts and their persons stand."""
REFORM = dt.date(2019, 1, 1)
"""From when the sample uses the names of the reform of government (机构改革); see packs/vocabulary/functions.yaml."""


def tell(history: History) -> None:
    """Add bodies, posts and their first holders, and the reform."""
    for place in history.region.places.values():
        for plan in place.bodies:
            _body_of(history, place, plan)
    for code, name in history.region.governments.items():
        _body(history, code, BodyPlan("zf", "", classes=("government",)), f"{name}人民政府", _founded(history, code))
    for town in history.region.towns:
        _bodies_of_town(history, town)
    for place in history.region.places.values():
        _posts_of(history, place)
    for town in history.region.towns:
        _posts_of_town(history, town)
    _reform(history)


# -- bodies -----------------------------------------------------------------------------------------------------------


def _founded(history: History, code: str) -> dt.date:
    return history.region.places[f"{code[:4]}00000000"].founded


def _body_of(history: History, place: Place, plan: BodyPlan) -> None:
    name = plan.renamed if plan.renamed and place.begin >= REFORM else plan.name
    superior = body_id(place.city, plan.superior) if plan.superior else ""
    _body(history, place.code, plan, place.called(plan, name), place.founded, superior)


def _body(history: History, place: str, plan: BodyPlan, name: str, since: dt.date, superior: str = "") -> None:
    body = body_id(place, plan.slug)
    where: dict[str, Any] = {"place": place, "level": divisions.level(place)}
    said: dict[str, Any] = {"name": name, "classes": sorted(plan.classes), "functions": sorted(plan.functions)}
    said |= {"superior": superior} if superior else {}
    fact = enter(history, people.BODY_FOUNDED, body, place, [Party("body", "body", body, name)], said, since=since)
    for kind in sorted(plan.classes):
        history.bodies.begin(fact, since, body=body, body_class=kind, name=name, superior=superior, **where)
    for job in sorted(plan.functions):
        history.functions.begin(fact, since, body=body, function=job, **where)


def _bodies_of_town(history: History, town: Town) -> None:
    government = BodyPlan("zf", "", classes=("government",))
    committee = BodyPlan("awh", "", classes=("safety_committee",))
    _body(history, town.code, government, town.government, town.founded)
    _body(history, town.code, committee, f"{town.name}安全生产委员会", town.founded)


def _reform(history: History) -> None:
    """安监局 → 应急管理局 and others: the name changes, the body and its functions stay."""
    told = ((place, plan) for place in history.region.places.values() for plan in place.bodies if plan.renamed)
    for minute, (place, plan) in enumerate(told, 1):
        if place.begin >= REFORM:
            continue
        body, name = body_id(place.code, plan.slug), place.called(plan, plan.renamed)
        said = {"name": name}
        recorded = at(REFORM + dt.timedelta(days=1), 9) + dt.timedelta(minutes=minute)
        parties = [Party("body", "body", body, name)]
        fact = history.fact(people.BODY_RENAMED, body, REFORM, recorded, place.office, place.code, parties, said)
        if fact:
            history.bodies.say(fact, REFORM, {"body": body}, name=name)


# -- posts and persons ------------------------------------------------------------------------------------------------


def _posts_of(history: History, place: Place) -> None:
    holders: dict[str, str] = {}
    for plan in place.posts:
        same = plan.same_as
        if plan.slug == "awhzr":
            same = history.region.other_chair.get(place.code, same)
        post = post_id(place.code, plan.slug)
        make_post(history, post, f"{place.name}{plan.name}", body_id(place.code, plan.body), plan.classes, place.code)
        holders[plan.slug] = holders[same] if same else new_person(history, place.code)
        appoint(history, post, holders[plan.slug], place.code)


def _posts_of_town(history: History, town: Town) -> None:
    code = town.code
    head, chair, inspector = (post_id(code, slug) for slug in ("xz", "awhzr", "jc"))
    made: dict[str, Any] = {"since": town.founded}
    make_post(history, head, f"{town.name}{town.head}", body_id(code, "zf"), ("head_of_government",), code, **made)
    chairs = ("safety_committee_chair",)
    make_post(history, chair, f"{town.name}安委会主任", body_id(code, "awh"), chairs, code, **made)
    holder = new_person(history, code)
    appoint(history, head, holder, code, **made)
    if town.chair:
        appoint(history, chair, holder, code, **made)
    if town.inspector:
        officers = ("enforcement_officer",)
        make_post(history, inspector, f"{town.name}安全检查岗", body_id(code, "zf"), officers, code, **made)
        appoint(history, inspector, new_person(history, code), code, **made)


def make_post(
    history: History,
    post: str,
    name: str,
    body: str,
    classes: tuple[str, ...],
    place: str,
    *,
    level: str = "",
    since: dt.date | None = None,
) -> None:
    """Add a post that was there before the books began."""
    begin = since or _founded(history, place)
    owner = Party("body", "enterprise" if level else "body", body)
    said = {"name": name, "classes": sorted(classes)}
    fact = enter(history, people.POST_MADE, post, place, [Party("post", "post", post, name), owner], said, since=begin)
    where: dict[str, Any] = {"body": body, "place": place, "level": level or divisions.level(place), "name": name}
    for kind in sorted(classes):
        history.posts.begin(fact, begin, post=post, post_class=kind, **where)


def new_person(history: History, home: str, recorded: dt.datetime | None = None, since: dt.date | None = None) -> str:
    """Enter a person with an invented name; ``home`` says in whose books. Returns the id."""
    number = len(history.persons)
    person, name = f"person:p{number + 1:04d}", person_name(number)
    parties = [Party("person", "person", person, name)]
    city = history.region.places[f"{home[:4]}00000000"]
    fact = history.fact(
        people.PERSON_ENTERED,
        person,
        since or city.founded,
        recorded or history.at_start(city.begin),
        city.office,
        None,
        parties,
        {},
        {"name": name},
    )
    assert fact is not None
    history.persons.append({"id": person, "name": name, "said_by": fact})
    return person


def appoint(history: History, post: str, person: str, place: str, *, since: dt.date | None = None) -> None:
    """Add the holder of a post from before the books began."""
    begin = since or _founded(history, place)
    parties = [Party("post", "post", post), Party("person", "person", person)]
    fact = enter(history, people.APPOINTED, f"{post}|{begin}", place, parties, {"since": begin}, since=begin)
    seat(history, fact, begin, post, person)


def seat(
    history: History, fact: UUID, since: dt.date, post: str, person: str, kind: str = "full", ground: str = ""
) -> None:
    """The row of a tenure that ``fact`` told."""
    history.tenures.begin(fact, since, post=post, person=person, kind=kind, ground=ground, behalf="")


def enter(
    history: History,
    name: str,
    key: str,
    place: str,
    parties: list[Party],
    said: Mapping[str, Any],
    *,
    since: dt.date,
) -> UUID:
    """Add a fact of something that was there before the books of its city began, or of later where it came later."""
    city = history.region.places[f"{place[:4]}00000000"]
    recorded = history.at_start(city.begin) if since <= city.begin else at(since, 9)
    fact = history.fact(name, key, since, recorded, city.office, place, parties, said)
    if fact is None:
        raise ValueError(f"the sample begins on {city.begin} and cannot be loaded for an earlier day")
    return fact


# -- accounts and grid cells ------------------------------------------------------------------------------------------


def open_accounts(history: History, firms: list[Plan]) -> None:
    """Open the accounts, with the persons behind them; for the heads of safety of two enterprises a post besides."""
    for login in history.region.logins:
        person, name, home = "", login.who, CITY
        if login.enterprise:
            person = _head_of_safety(history, f"post:{login.login}", firms[login.enterprise - 1])
        elif login.post:
            home = f"{login.post.removeprefix('post:')[:4]}00000000"
            held = history.tenures.on(max(history.region.begin(home), FOUNDED), post=login.post)
            assert held is not None, login.post
            person = held["person"]
        if person:
            name = next(row["name"] for row in reversed(history.persons) if row["id"] == person)
        account = f"acct:{login.login}"
        parties = [Party("account", "account", account, name)]
        if person:
            parties.append(Party("person", "person", person))
        city = history.region.places[home]
        said = {"roles": sorted(login.roles), "since": city.founded}
        recorded = history.at_start(city.begin)
        fact = history.fact(access.OPENED, login.login, city.founded, recorded, city.office, None, parties, said)
        assert fact is not None
        history.accounts.append({"login": login.login, "name": name, "person": person, "said_by": fact})
        for role in sorted(login.roles):
            history.grants.begin(fact, city.founded, account=account, role=role)


def _head_of_safety(history: History, post: str, plan: Plan) -> str:
    classes = ("enterprise_safety_head",)
    make_post(history, post, f"{plan.name}安全负责人", plan.id, classes, plan.place, level="enterprise")
    person = new_person(history, plan.place)
    appoint(history, post, person, plan.place)
    return person


def draw_cells(history: History) -> None:
    """A grid cell for every village and community whose divisions are in the sample, walked by the town's inspector."""
    towns = {town.code: town for town in history.region.towns}
    for number, (place, name) in enumerate(history.region.settlements, 1):
        town = towns.get(f"{place[:9]}000")
        if town is None:
            continue
        cell, post = f"{divisions.short(place)}-01", post_id(town.code, "jc") if number % 9 else ""
        begin = max(town.begin, dt.date(2023, 7, 3))
        parties = [Party("cell", "matter", f"grid:{cell}"), *([Party("walker", "post", post)] if post else [])]
        office, recorded = history.region.office(place), at(begin, 10) + dt.timedelta(seconds=number)
        said = {"name": f"{name}网格"}
        fact = history.fact(places.CELL_DRAWN, cell, begin, recorded, office, place, parties, said)
        if fact:
            history.cells.begin(fact, begin, cell=cell, place=place, name=said["name"], post=post)
