"""Who answers for the enterprises of the sample: persons named for most, some put into cells, two bodies for a few.

Nobody was asked about those without a regulator: they are the gaps. All was decided in the last three months.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.responsibility import events
from anjian.sample.build import History, at
from anjian.sample.dice import dice
from anjian.sample.enterprises import Plan
from anjian.sample.region import CITY, body_id

DAY = dt.timedelta(days=1)
CITE = "示例：安委会办公室关于明确监管责任的通知"


RULES = (("06", "coal"), ("25", "work_safety"), ("26", "work_safety"), ("47", "housing"), ("54", "transport"))
"""What the office of the first city entered: beginnings of industry codes with the function that answers."""


def tell(history: History, firms: list[Plan]) -> None:
    """Decide for two thirds of the enterprises that have a regulator, and hang most of their signboards."""
    _enter_rules(history)
    posts, cells = _posts(history), _cells(history)
    for plan in firms:
        draw = dice("answering", plan.number)
        since = history.today - draw.randrange(30, 90) * DAY
        row = history.enterprises.on(since, enterprise=plan.id)
        now = history.enterprises.on(history.today, enterprise=plan.id)
        if row is None or now is None or row["regulator"] is None or draw.random() > 0.66:
            continue
        if row["regulator"] != now["regulator"]:
            continue
        _decide(history, plan, since, "industry", row["regulator"], post=draw.choice(posts[row["regulator"]] or [""]))
        if draw.random() < 0.03:
            beside = body_id(f"{row['place'][:6]}000000", "ajj")
            if beside != row["regulator"]:
                _decide(history, plan, since, "industry", beside, beside=True)
        near = cells[f"{row['place'][:9]}000"]
        if near:
            town = body_id(f"{row['place'][:9]}000", "zf")
            _decide(history, plan, since, "territory", town, cell=draw.choice(near))
        if draw.random() < 0.7:
            _post_board(history, plan, since + 5 * DAY, row["regulator"])


def _enter_rules(history: History) -> None:
    since = history.today - 120 * DAY
    for number, (industry, function) in enumerate(RULES):
        said = {"line": "industry", "industry": industry, "function": function, "cite": CITE}
        parties, recorded = [Party("place", "place", CITY)], at(since, 10, number)
        office = history.region.office(CITY)
        fact = history.fact(events.RULE_ENTERED, industry, since, recorded, office, CITY, parties, said)
        if fact:
            history.own_rules.begin(fact, since, until=None, place=CITY, **said)


def _posts(history: History) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in history.posts.rows:
        if row["replaced_by"] is None and row["until"] is None and row["post"] not in found[row["body"]]:
            found[row["body"]].append(row["post"])
    return found


def _cells(history: History) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in history.cells.rows:
        if row["replaced_by"] is None and row["until"] is None:
            found[f"{row['place'][:9]}000"].append(row["cell"])
    return found


def _decide(
    history: History,
    plan: Plan,
    since: dt.date,
    line: str,
    body: str,
    *,
    post: str = "",
    cell: str = "",
    beside: bool = False,
) -> None:
    said: dict[str, Any] = {"line": line, "ground": "document", "cite": CITE} | ({"beside": True} if beside else {})
    parties = [
        Party("enterprise", "enterprise", plan.id, plan.name),
        Party("body", "body", body),
        *([Party("post", "post", post)] if post else []),
        *([Party("cell", "matter", f"grid:{cell}")] if cell else []),
    ]
    place = history.enterprises.on(since, enterprise=plan.id)
    assert place is not None
    office, recorded = history.region.office(place["place"]), at(since + DAY, 15, plan.number % 60)
    key = f"{plan.id}|{line}|{body}"
    fact = history.fact(events.ASSIGNED, key, since, recorded, office, place["place"], parties, said)
    if fact:
        values = {"post": post, "cell": cell, "phone": "", "ground": "document", "cite": CITE}
        history.answers.begin(fact, since, until=None, enterprise=plan.id, line=line, body=body, **values)


def _post_board(history: History, plan: Plan, day: dt.date, by: str) -> None:
    parties = [Party("enterprise", "enterprise", plan.id, plan.name), Party("by", "body", by)]
    place = divisions.normal(plan.place)
    said = {"where": "大门口"}
    history.fact(events.POSTED, plan.id, day, at(day, 16), history.region.office(place), place, parties, said)
