"""Who holds which post over time (任职): successors, a move on the 15th, vacancies, acting and seconded holders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from anjian.ledger.events import Party
from anjian.people import events as people
from anjian.sample.build import History, at, months_before
from anjian.sample.dice import dice
from anjian.sample.founding import new_person, seat
from anjian.sample.region import CITY, QUWO, YAODU, Place, post_id

DAY = dt.timedelta(days=1)
OF_THE_STORY = (CITY, YAODU, QUWO)
"""Places whose holders change as the story says, and not by chance."""
YEARS = 3
"""One change of a post in so many years, about."""


def tell(history: History) -> None:
    """Add the changes: first those of the story, then the others in the order of their days."""
    _of_the_story(history)
    for place in history.region.places.values():
        if place.code not in OF_THE_STORY:
            _by_chance(history, place)


def _of_the_story(history: History) -> None:
    """A deputy of one county goes to the other on the 15th, six months ago; a post stands vacant for four months."""
    day = months_before(history.today, 6).replace(day=15)
    mover = history.tenures.on(day, post=post_id(QUWO, "fxz-1"))
    assert mover is not None
    newcomer = new_person(history, QUWO, at(day - DAY, 15, 0), day - DAY)
    _takes_over(history, post_id(YAODU, "fxz-1"), mover["person"], YAODU, day, 9)
    _takes_over(history, post_id(QUWO, "fxz-1"), newcomer, QUWO, day, 10)
    last = months_before(history.today, 4).replace(day=1) - DAY
    _vacate(history, post_id(QUWO, "fxz-3"), QUWO, last)


def _by_chance(history: History, place: Place) -> None:
    """Of every post that is nobody's second one: a successor now and then; few vacant; one acting or seconded."""
    years = max(1, (history.today - place.begin).days // 365)
    seconds = {plan.same_as for plan in place.posts} | {plan.slug for plan in place.posts if plan.same_as}
    seconds.add("ajj-zb")  # whose account the office signs in with
    for plan in place.posts:
        if plan.slug in seconds:
            continue
        draw = dice("career", place.code, plan.slug)
        post, luck = post_id(place.code, plan.slug), draw.random()
        if luck < min(0.8, years / YEARS * 0.6):
            day = place.begin + draw.randrange(60, max(61, (history.today - place.begin).days - 40)) * DAY
            person = new_person(history, place.code, at(day - DAY, 15), day - DAY)
            kind = "seconded" if plan.slug == "fxz-3" and luck < 0.2 else "full"
            _takes_over(history, post, person, place.code, day, 9, kind)
        elif luck > 0.97:
            _vacate(history, post, place.code, months_before(history.today, draw.randrange(1, 9)).replace(day=1) - DAY)
        elif luck > 0.94 and plan.slug.endswith("-jz"):
            _acts(history, post, place, months_before(history.today, draw.randrange(1, 4)).replace(day=10))


def _takes_over(
    history: History, post: str, person: str, place: str, day: dt.date, hour: int, kind: str = "full"
) -> None:
    parties = [Party("post", "post", post), Party("person", "person", person)]
    ground = "" if kind == "full" else f"示例干〔{day.year}〕{day.month}号"
    said: dict[str, Any] = {"since": day} | ({} if kind == "full" else {"kind": kind, "ground": ground})
    office = history.region.office(place)
    fact = history.fact(people.APPOINTED, f"{post}|{day}", day, at(day, hour), office, place, parties, said)
    if fact:
        history.tenures.end(fact, day - DAY, {"post": post})
        seat(history, fact, day, post, person, kind, ground)


def _vacate(history: History, post: str, place: str, last: dt.date) -> None:
    held = history.tenures.on(last, post=post)
    assert held is not None
    parties = [Party("post", "post", post), Party("person", "person", held["person"])]
    said = {"last_day": last}
    office = history.region.office(place)
    fact = history.fact(people.VACATED, post, last, at(last + DAY, 9, 30), office, place, parties, said)
    if fact:
        history.tenures.end(fact, last, {"post": post})


def _acts(history: History, post: str, place: Place, day: dt.date) -> None:
    """The head of the general supervision acts for a colleague who is away (代理)."""
    held = history.tenures.on(day, post=post)
    deputy = history.tenures.on(day, post=post_id(place.code, "ajj-zf"))
    if held is None or deputy is None or day <= place.begin:
        return
    ground = f"示例：{place.name}党组会{day.year}年{day.month}月研究"
    how = {"kind": "acting", "ground": ground}
    parties = [
        Party("post", "post", post),
        Party("person", "person", deputy["person"]),
        Party("behalf", "person", held["person"]),
    ]
    said = {"since": day, **how}
    fact = history.fact(people.DELEGATED, f"{post}|{day}", day, at(day, 11), place.office, place.code, parties, said)
    if fact:
        values = {"person": deputy["person"], **how, "behalf": held["person"]}
        history.tenures.say(fact, day, {"post": post}, **values)
