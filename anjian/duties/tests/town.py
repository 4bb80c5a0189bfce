"""A small Linfen on the real tables: city, two counties, posts, a few persons, the pack adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import transaction

from anjian.duties import terms
from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.divisions import of
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM, PostHeld, Viewer
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.policy import actions as policy
from anjian.policy import queries as packs
from anjian.registry import actions as registry

CITY, YAO, QU = "141000000000", "141002000000", "141021000000"
START = dt.date(2018, 1, 1)
RULE = "linfen-2018/leader-inspects-monthly"
TOURS = "linfen-2018/tours-of-counties"
YAO_DEPUTY, QU_DEPUTY, QU_HEAD = "post:141002-fqz", "post:141021-fxz", "post:141021-xz"


RULES = frozenset(
    f"linfen-2018/{name}"
    for name in (
        "committee-chair",
        "committee-office-is",
        "evaluate-within-a-year",
        "every-enterprise-has-regulator",
        "first-responsible-are",
        "leader-inspects-monthly",
        "major-decision-gate",
        "publicity",
        "publish-evaluation",
        "quarterly-notice",
        "standing-committee-hears",
        "tours-of-counties",
        "annex-32",
    )
)
"""One of each kind and a few more: the whole document makes these tests slow, and it is still being written."""


@lru_cache(maxsize=1)
def pack() -> packs.Pack:
    """The shipped pack with a few of its rules."""
    whole = packs.read(packs.PACKS / "linfen-2018")
    sections = tuple(
        replace(section, rules=tuple(rule for rule in section.rules if rule.id in RULES)) for section in whole.sections
    )
    found = replace(whole, sections=sections)
    assert {rule.id for rule in found.rules} == RULES
    return found


def settle() -> None:
    """Everything but facts of doing."""
    places.load(SYSTEM, packs.PACKS / "places")
    for code, name in ((CITY, "临汾市"), (YAO, "尧都区"), (QU, "曲沃县")):
        short = divisions.short(code)
        for tail, kind, functions in (
            ("zf", "government", ()),
            ("cwh", "standing_committee", ()),
            ("ajw", "safety_committee", ()),
            ("ajj", "department", ("work_safety",)),
            ("zzb", "organisation_department", ()),
            ("jjw", "discipline_body", ()),
        ):
            people.found_body(
                SYSTEM,
                body=f"body:{short}-{tail}",
                name=f"{name}{tail}",
                place=code,
                classes=[kind],
                functions=functions,
                since=START,
            )
    for person in ("p1", "p2", "p3"):
        people.enter_person(SYSTEM, person=person, name=f"示例{person}", since=START)
    for post, body, name, classes in (
        (YAO_DEPUTY, "body:141002-zf", "尧都区副区长", ["leading_cadre"]),
        (QU_DEPUTY, "body:141021-zf", "曲沃县副县长", ["leading_cadre"]),
        (QU_HEAD, "body:141021-zf", "曲沃县县长", ["leading_cadre", "head_of_government"]),
        ("post:141021-ajwzr", "body:141021-ajw", "曲沃县安委会主任", ["safety_committee_chair"]),
    ):
        people.make_post(SYSTEM, post=post, name=name, body=body, classes=classes, since=START)
    people.appoint(SYSTEM, post=YAO_DEPUTY, person="p1", since=START)
    people.appoint(SYSTEM, post=QU_HEAD, person="p2", since=START)
    people.appoint(SYSTEM, post="post:141021-ajwzr", person="p2", since=START)
    people.appoint(SYSTEM, post=QU_DEPUTY, person="p3", since=START)
    policy.load_pack(SYSTEM, pack())
    policy.adopt(SYSTEM, document="linfen-2018", place=CITY, since=dt.date(2018, 1, 22))


def firm(n: int, place: str, *, regulator: str | None = None, since: dt.date = START, **more: Any) -> str:
    name = f"ent:{n}"
    registry.register(
        SYSTEM,
        enterprise=name,
        name=f"示例企业{n}",
        place=place,
        industry="0610",
        since=since,
        regulator=regulator,
        **more,
    )
    return name


def record(
    name: str,
    day: dt.date,
    *parties: tuple[str, str, str],
    place: str | None = YAO,
    attributes: Mapping[str, Any] | None = None,
    minute: str | None = None,
) -> Fact:
    """A fact of a day, or of a minute of it."""
    at = dt.datetime.combine(day, dt.time.fromisoformat(minute or "00:00"), CHINA)
    with transaction.atomic():
        return ledger.record(
            SYSTEM,
            name,
            happened_at=at,
            precision="minute" if minute else "day",
            place=place,
            parties=[Party(*party) for party in parties],
            attributes=attributes or {},
        )


def visit(day: dt.date, by: str = YAO_DEPUTY, place: str = YAO) -> Fact:
    return record("inspections.visit_filed", day, ("led_by", "post", by), place=place)


def void(fact: Fact, reason: str = "记错了") -> Fact:
    with transaction.atomic():
        return ledger.void(SYSTEM, fact.id, reason=reason)


def viewer(*posts: tuple[str, str, str, str], roles: Sequence[str] = (), name: str = "示例甲") -> Viewer:
    """Somebody with posts: (id, classes, place, body)."""
    held = tuple(PostHeld(id, classes, id, place, divisions.level(place), body) for id, classes, place, body in posts)
    return Viewer(
        account="acct:test",
        name=name,
        person="p1",
        posts=held,
        places=tuple(sorted({of(post.place) for post in held})),
        lines=frozenset(),
        levels=frozenset(post.level for post in held),
        roles=frozenset(roles),
        purpose="web",
    )


def deputy() -> Viewer:
    return viewer((YAO_DEPUTY, "leading_cadre", YAO, "body:141002-zf"))


def office(place: str = CITY) -> Viewer:
    short = divisions.short(place)
    return viewer((f"post:{short}-ab", "department_head", place, f"body:{short}-ajj"), roles=["office", "recorder"])


def today() -> dt.date:
    """The day of the test server's clock: the ledger refuses facts after it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE INTERVAL '8 hours')::date")
        return cursor.fetchone()[0]


CALENDAR = terms.calendar
