"""A county, its city and two firms for these tests, with the viewers who act there."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import uuid

from PIL import Image

from anjian.evidence import actions as evidence
from anjian.hazards import actions
from anjian.ledger import queries as ledger
from anjian.lib.divisions import level, normal, of
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM, PostHeld, Viewer
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.policy.queries import PACKS
from anjian.registry import actions as registry

START = dt.date(2018, 1, 1)
CITY, COUNTY, TOWN, OTHER = "141000", "141002", "141002100", "141021"
FIRM, NEXT_DOOR = "ent:steel", "ent:mill"
CITY_OFFICE, OFFICE, STRANGERS = "body:141000-awb", "body:141002-ajj", "body:141021-ajj"
TODAY = dt.datetime.now(CHINA).date()
_colours = itertools.count(1)


def settle() -> None:
    """Places, three offices and two firms."""
    places.load(SYSTEM, PACKS / "places")
    for body, name, place in (
        (CITY_OFFICE, "临汾市安委办", CITY),
        (OFFICE, "尧都区应急管理局", COUNTY),
        (STRANGERS, "曲沃县应急管理局", OTHER),
    ):
        people.found_body(
            SYSTEM, body=body, name=name, place=place, classes=["department"], since=START, functions=["work_safety"]
        )
    for firm, name in ((FIRM, "示例钢铁有限公司"), (NEXT_DOOR, "示例面粉有限公司")):
        registry.register(
            SYSTEM, name=name, enterprise=firm, place=TOWN, industry="3110", since=START, regulator=OFFICE
        )


def officer(account: str, body: str, place: str) -> Viewer:
    """Somebody of an office, who sees its place."""
    held = PostHeld(f"post:{account}", "department_head", account, normal(place), level(normal(place)), body)
    roles = frozenset({"recorder"})
    return Viewer(account, account, f"person:{account}", (held,), (of(place),), frozenset(), frozenset(), roles, "web")


def staff(account: str, firm: str = FIRM) -> Viewer:
    """Somebody of a firm: sees no place, only what is the firm's."""
    held = PostHeld(f"post:{account}", "safety_head", account, normal(TOWN), "enterprise", firm)
    return Viewer(
        account, account, f"person:{account}", (held,), (), frozenset(), frozenset(), frozenset({"recorder"}), "web"
    )


WORKER, HEAD = staff("acct:worker"), staff("acct:head")
INSPECTOR = officer("acct:inspector", OFFICE, COUNTY)
SUPERVISOR = officer("acct:supervisor", CITY_OFFICE, CITY)
ABROAD = officer("acct:abroad", STRANGERS, OTHER)


def new() -> str:
    """The id of a hazard as a form makes it."""
    return f"hazard:{uuid.uuid4()}"


def photo(viewer: Viewer) -> str:
    """The digest of a picture that nobody else has put in."""
    out = io.BytesIO()
    n = next(_colours)
    Image.new("RGB", (40, 30), (n % 256, n // 256 % 256, 99)).save(out, "JPEG")
    out.seek(0)
    return evidence.keep(viewer, out, name="x.jpg", now=dt.datetime.now(dt.UTC)).digest


def found(grade: str = "一般", *, by: Viewer = HEAD, day: dt.date = dt.date(2026, 9, 21), **more) -> str:
    """A hazard that the firm found itself; its id."""
    hazard = new()
    actions.report(
        by, "find", hazard=hazard, enterprise=FIRM, day=day, today=TODAY,
        attributes={"grade": grade, "found": "煤气区域没有固定式报警器", "reason": "对照条目", **more},
    )  # fmt: skip
    return hazard


def go(viewer: Viewer, hazard: str, verb: str, day: dt.date, /, *, files=(), private=None, into="", **attributes):
    """One move on a day."""
    return actions.move(
        viewer, hazard, verb, day=day, today=TODAY, attributes=attributes, private=private, files=files, into=into
    ).card


def plan(hazard: str, day: dt.date, **limit) -> object:
    """The plan with its five settled things."""
    return go(
        HEAD, hazard, "plan", day, private={"responsible": "王某"}, measures="加装报警器", funds=12,
        emergency="停用并监护", **limit,
    )  # fmt: skip


def recorded() -> int:
    """How many facts about hazards stand in the ledger."""
    return len(
        [fact for fact in ledger.facts(SYSTEM, limit=1000) if fact.name.startswith(("hazards.", "supervision."))]
    )
