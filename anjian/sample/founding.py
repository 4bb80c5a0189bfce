"""How the sample region came to be: bodies, posts and who held them, accounts, enterprises and their changes."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from anjian.access import events as access
from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.people import events as people
from anjian.registry import events as registry
from anjian.sample import region
from anjian.sample.build import SEED, History, at, months_before
from anjian.sample.enterprises import RUNNING, Plan, plans
from anjian.sample.region import CITY, CITY_ONLY, LEADERS, LOGINS, NAMES, POSTS, QUWO, TOWNS, YAODU, body_id, post_id

FOUNDED = dt.date(2017, 1, 1)
REFORM = dt.date(2019, 1, 1)
"""From when the sample uses the names of the reform of government (机构改革); see packs/vocabulary/functions.yaml."""
OFFICE = {place: f"acct:{name}-office" for place, name in ((CITY, "city"), (YAODU, "yaodu"), (QUWO, "quwo"))}
"""Who keeps the books of a place."""


def tell(history: History) -> list[Plan]:
    """Add everything that stands; returns the enterprises."""
    _bodies(history)
    _posts(history)
    found = plans(SEED)
    for plan in found:
        _register(history, plan)
    _accounts(history, found)
    _reform(history)
    _changes_of_hands(history)
    _changes_of_enterprises(history, found)
    return found


# -- bodies and posts -------------------------------------------------------------------------------------------------


def _bodies(history: History) -> None:
    for place in NAMES:
        for plan in (*LEADERS, *(CITY_ONLY if place == CITY else ())):
            _body(history, place, plan.slug, _called(place, plan.slug, plan.name), plan.classes, plan.functions)
    for code, name in region.COUNTIES.items():
        _body(history, divisions.normal(code), "zf", f"{name}人民政府", ("government",), ())
    for place, name, _ in TOWNS:
        _body(history, place, "zf", f"{name}人民政府", ("government",), ())
        _body(history, place, "awh", f"{name}安全生产委员会", ("safety_committee",), ())


def _called(place: str, slug: str, name: str) -> str:
    """The name of a body: 临汾市人民政府, 中共临汾市委, 临汾市委组织部."""
    return f"中共{NAMES[place]}委" if slug == "sw" else f"{NAMES[place]}{name}"


def _body(
    history: History, place: str, slug: str, name: str, classes: tuple[str, ...], functions: tuple[str, ...]
) -> None:
    body, level = body_id(place, slug), divisions.level(place)
    said = {"name": name, "classes": sorted(classes), "functions": sorted(functions)}
    fact = _at_start(history, people.BODY_FOUNDED, body, place, [Party("body", "body", body, name)], said)
    for kind in sorted(classes):
        history.bodies.begin(fact, FOUNDED, body=body, body_class=kind, place=place, level=level, name=name)
    for job in sorted(functions):
        history.functions.begin(fact, FOUNDED, body=body, function=job, place=place, level=level)


def _posts(history: History) -> None:
    for place, posts in POSTS.items():
        holders: dict[str, str] = {}
        for plan in posts:
            same = plan.same_as
            if plan.slug == "awhzr" and place == region.OTHER_CHAIR[0]:
                same = region.OTHER_CHAIR[1]
            post = post_id(place, plan.slug)
            _post(history, post, f"{NAMES[place]}{plan.name}", body_id(place, plan.body), plan.classes, place)
            holders[plan.slug] = holders[same] if same else _person(history)
            _appoint(history, post, holders[plan.slug], place)
    for place, name, same_chair in TOWNS:
        head, chair = post_id(place, "xz"), post_id(place, "awhzr")
        _post(history, head, f"{name}镇长", body_id(place, "zf"), ("head_of_government",), place)
        _post(history, chair, f"{name}安委会主任", body_id(place, "awh"), ("safety_committee_chair",), place)
        holder = _person(history)
        _appoint(history, head, holder, place)
        if same_chair:
            _appoint(history, chair, holder, place)


def _post(
    history: History, post: str, name: str, body: str, classes: tuple[str, ...], place: str, level: str = ""
) -> None:
    owner = Party("body", "enterprise" if level else "body", body)
    said = {"name": name, "classes": sorted(classes)}
    fact = _at_start(history, people.POST_MADE, post, place, [Party("post", "post", post, name), owner], said)
    where: dict[str, Any] = {
        "body": body,
        "place": place,
        "level": level or divisions.level(place),
        "name": name,
    }
    for kind in sorted(classes):
        history.posts.begin(fact, FOUNDED, post=post, post_class=kind, **where)


def _person(history: History, recorded: dt.datetime | None = None, since: dt.date = FOUNDED) -> str:
    number = len(history.persons)
    person, name = f"person:p{number + 1:04d}", region.person_name(number)
    parties = [Party("person", "person", person, name)]
    fact = history.fact(
        people.PERSON_ENTERED,
        person,
        since,
        recorded or history.at_start(),
        OFFICE[CITY],
        None,
        parties,
        {},
        {"name": name},
    )
    assert fact is not None
    history.persons.append({"id": person, "name": name, "said_by": fact})
    return person


def _appoint(history: History, post: str, person: str, place: str) -> None:
    parties = [Party("post", "post", post), Party("person", "person", person)]
    fact = _at_start(history, people.APPOINTED, f"{post}|{FOUNDED}", place, parties, {"since": FOUNDED})
    history.tenures.begin(fact, FOUNDED, post=post, person=person)


def _at_start(
    history: History, name: str, key: str, place: str | None, parties: list[Party], said: dict[str, Any]
) -> UUID:
    fact = history.fact(name, key, FOUNDED, history.at_start(), OFFICE[CITY], place, parties, said)
    if fact is None:
        raise ValueError("the sample begins on 2018-01-22 and cannot be loaded for an earlier day")
    return fact


def _reform(history: History) -> None:
    """安监局 → 应急管理局 and others: the name changes, the body and its functions stay."""
    minute = 0
    for place in NAMES:
        for plan in (*LEADERS, *(CITY_ONLY if place == CITY else ())):
            if not plan.renamed:
                continue
            minute += 1
            body, name = body_id(place, plan.slug), f"{NAMES[place]}{plan.renamed}"
            fact = history.fact(
                people.BODY_RENAMED,
                body,
                REFORM,
                at(REFORM + dt.timedelta(days=1), 9, minute),
                OFFICE[place],
                place,
                [Party("body", "body", body, name)],
                {"name": name},
            )
            if fact:
                history.bodies.say(fact, REFORM, {"body": body}, name=name)


def _changes_of_hands(history: History) -> None:
    """A deputy of one county goes to the other on the 15th, six months ago; a post stands vacant for four months."""
    day = months_before(history.today, 6).replace(day=15)
    leaver = history.tenures.on(day, post=post_id(YAODU, "fxz-1"))
    mover = history.tenures.on(day, post=post_id(QUWO, "fxz-1"))
    assert leaver is not None
    assert mover is not None
    eve = day - dt.timedelta(days=1)
    newcomer = _person(history, at(eve, 15, 0), eve)
    _takes_over(history, post_id(YAODU, "fxz-1"), mover["person"], YAODU, day, 9)
    _takes_over(history, post_id(QUWO, "fxz-1"), newcomer, QUWO, day, 10)
    last = months_before(history.today, 4).replace(day=1) - dt.timedelta(days=1)
    post = post_id(QUWO, "fxz-3")
    held = history.tenures.on(last, post=post)
    assert held is not None
    parties = [Party("post", "post", post), Party("person", "person", held["person"])]
    said = {"last_day": last}
    recorded = at(last + dt.timedelta(days=1), 9, 30)
    fact = history.fact(people.VACATED, post, last, recorded, OFFICE[QUWO], QUWO, parties, said)
    if fact:
        history.tenures.end(fact, last, {"post": post})


def _takes_over(history: History, post: str, person: str, place: str, day: dt.date, hour: int) -> None:
    parties = [Party("post", "post", post), Party("person", "person", person)]
    fact = history.fact(
        people.APPOINTED, f"{post}|{day}", day, at(day, hour), OFFICE[place], place, parties, {"since": day}
    )
    if fact:
        history.tenures.end(fact, day - dt.timedelta(days=1), {"post": post})
        history.tenures.begin(fact, day, post=post, person=person)


# -- enterprises ------------------------------------------------------------------------------------------------------


def _register(history: History, plan: Plan) -> None:
    values: dict[str, Any] = {
        "name": plan.name,
        "credit_code": plan.credit_code,
        "place": plan.place,
        "status": "operating",
        "industry": plan.industry,
        "staff": plan.staff,
        "safety_staff": plan.safety_staff,
        "regulator": plan.regulator,
    }
    said = {key: value for key, value in values.items() if value is not None} | {"since": FOUNDED}
    fact = _at_start(history, registry.REGISTERED, plan.id, plan.place, _firm(plan), said)
    history.enterprises.begin(fact, FOUNDED, enterprise=plan.id, **values)


def _firm(plan: Plan) -> list[Party]:
    parties = [Party("enterprise", "enterprise", plan.id, plan.name)]
    return parties if plan.regulator is None else [*parties, Party("regulator", "body", plan.regulator)]


def _changes_of_enterprises(history: History, found: list[Plan]) -> None:
    """Staff grows, one moves, one is told late, one stands still, one closes: numbers count from 1."""
    today = history.today
    by_number = {plan.number: plan for plan in found}

    def change(number: int, months: int, told: int, **values: Any) -> None:
        plan, since = by_number[number], months_before(today, months)
        parties, office = _firm(plan), OFFICE[f"{plan.place[:6]}000000"]
        recorded = at(months_before(today, told) + dt.timedelta(days=1), 10, number)
        fact = history.fact(
            registry.CHANGED,
            f"{plan.id}|{months}",
            since,
            recorded,
            office,
            plan.place,
            parties,
            {**values, "since": since},
        )
        if fact:
            history.enterprises.say(fact, since, {"enterprise": plan.id}, **values)

    change(5, 20, 20, staff=135, safety_staff=2)
    change(9, 14, 14, status="suspended")
    change(4, 11, 11, place=divisions.normal("141002107"))
    change(6, 10, 2, staff=260)  # found out eight months later
    change(9, 7, 7, status="operating")
    change(16, 5, 5, regulator=body_id(QUWO if by_number[16].place.startswith("141021") else YAODU, "ajj"))
    change(20, 3, 3, status="suspended")
    closed, last = by_number[RUNNING + 1], months_before(today, 3)
    said = {"last_day": last, "reason": "注销", "since": last}
    recorded = at(last + dt.timedelta(days=2), 11)
    office = OFFICE[f"{closed.place[:6]}000000"]
    fact = history.fact(registry.CLOSED, closed.id, last, recorded, office, closed.place, _firm(closed), said)
    if fact:
        history.enterprises.end(fact, last, {"enterprise": closed.id})


# -- accounts ---------------------------------------------------------------------------------------------------------


def _accounts(history: History, found: list[Plan]) -> None:
    for login in LOGINS:
        person, name = "", login.who
        if login.enterprise:
            plan = found[login.enterprise - 1]
            post = f"post:{login.login}"
            _post(
                history,
                post,
                f"{plan.name}安全负责人",
                plan.id,
                ("enterprise_safety_head",),
                plan.place,
                level="enterprise",
            )
            person = _person(history)
            _appoint(history, post, person, plan.place)
        elif login.post:
            held = history.tenures.on(FOUNDED, post=login.post)
            assert held is not None
            person = held["person"]
        if person:
            name = next(row["name"] for row in history.persons if row["id"] == person)
        account = f"acct:{login.login}"
        parties = [Party("account", "account", account, name)]
        if person:
            parties.append(Party("person", "person", person))
        said = {"roles": sorted(login.roles), "since": FOUNDED}
        fact = _at_start(history, access.OPENED, login.login, None, parties, said)
        history.accounts.append({"login": login.login, "name": name, "person": person, "said_by": fact})
        for role in sorted(login.roles):
            history.grants.begin(fact, FOUNDED, account=account, role=role)
