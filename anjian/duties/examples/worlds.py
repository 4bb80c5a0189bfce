"""The little world (小世界) of an example, as rows of the published relations."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from anjian.duties.engines.tables import RELATIONS
from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.policy import examples as policy_examples
from anjian.policy import queries as policy

EVER = dt.date(1949, 10, 1)
Rows = dict[str, list[dict[str, Any]]]


def world(example: policy.Example, pack: policy.Pack) -> tuple[Rows, int | None]:
    """Rows of the relations, and the ledger position that the example's `known` means."""
    rows: Rows = {name: [] for name in RELATIONS}
    codes = policy_examples.places(example, pack)
    for given in example.given:
        _subject(rows, given, codes, pack)
    known = _facts(rows, example, codes, pack)
    return rows, known


def _subject(rows: Rows, given: policy.Given, codes: Mapping[str, str], pack: policy.Pack) -> None:
    level = policy_examples.level_of(given.level, given.subject, pack)
    place = policy_examples.place_of(given.place, level, dict(codes), pack)
    span = {
        "since": given.since or EVER,
        "until": given.until,
        "known_since": 0,
        "known_until": None,
        "replaced": False,
    }
    here = {"place": place, "level": level, "name": given.id}
    if not any(row["place"] == place for row in rows["rel_place"]):
        name = policy_examples.name_of(given.place, level)
        rows["rel_place"].append(
            {**here, "name": name, "parent": divisions.parent(place), "since": EVER, "until": None}
        )
    if given.subject == "post":
        for code in given.classes:
            rows["rel_post"].append({"post": given.id, "class": code, "body": given.of, **here, **span})
        if given.holder is not None:
            rows["rel_tenure"].append({"post": given.id, "person": given.holder, **span})
    elif given.subject == "body":
        for code in given.classes:
            rows["rel_body"].append({"body": given.id, "class": code, **here, **span})
        for code in given.functions:
            rows["rel_body_function"].append({"body": given.id, "function": code, **here, **span})
        if not given.classes:
            rows["rel_body"].append({"body": given.id, "class": "department", **here, **span})
    else:
        row = dict.fromkeys(RELATIONS["rel_enterprise"].columns)
        row |= {"enterprise": given.id, "name": given.id, "place": place, **given.attributes, **span}
        rows["rel_enterprise"].append(row)


def _facts(rows: Rows, example: policy.Example, codes: Mapping[str, str], pack: policy.Pack) -> int | None:
    told: list[tuple[dt.date, int, bool]] = []
    for n, happened in enumerate(example.facts):
        told.append((happened.recorded or happened.day, n, False))
        if happened.voided:
            told.append((happened.voided, n, True))
    known = None if example.known is None else sum(1 for day, _, _ in told if day <= example.known)
    subjects = {given.id: given for given in example.given}
    for position, (day, n, voids) in enumerate(sorted(told), 1):
        fact = uuid.uuid5(uuid.NAMESPACE_OID, f"{example.name}/{n}")
        if voids:
            rows["rel_void"].append({"fact": fact, "position": position})
            continue
        happened = example.facts[n]
        at = dt.datetime.combine(happened.day, happened.minute or dt.time(), CHINA)
        rows["rel_fact"].append(
            {
                "fact": fact,
                "seq": position,
                "position": position,
                "name": happened.fact,
                "day": happened.day,
                "happened_at": at,
                "recorded_day": day,
                "recorded_at": dt.datetime.combine(day, dt.time(), at.tzinfo),
                "place": _place(happened, subjects, codes, pack),
                "precision": "minute" if happened.minute else "day",
                "origin": "live",
            }
        )
        _values(rows, fact, happened, subjects)
    return known


def _place(
    happened: policy.Happened, subjects: Mapping[str, policy.Given], codes: Mapping[str, str], pack: policy.Pack
) -> str:
    if "place" in happened.values:
        return codes.get(str(happened.values["place"]), pack.document.place)
    for value in happened.values.values():
        if isinstance(value, str) and value in subjects:
            given = subjects[value]
            level = policy_examples.level_of(given.level, given.subject, pack)
            return policy_examples.place_of(given.place, level, dict(codes), pack)
    return pack.document.place


def _values(rows: Rows, fact: uuid.UUID, happened: policy.Happened, subjects: Mapping[str, policy.Given]) -> None:
    entry = policy.vocabulary().facts[happened.fact]
    for key, said in happened.values.items():
        listed = said if isinstance(said, list | tuple) else [said]
        if key in entry.parties:
            for one in dict.fromkeys(map(str, listed)):
                kind = subjects[one].subject if one in subjects else entry.parties[key].kind[0]
                rows["rel_party"].append({"fact": fact, "role": key, "kind": kind, "id": one})
        elif key in entry.attributes:
            for n, one in enumerate(listed):
                row: dict[str, Any] = {"fact": fact, "attr": key, "n": n, "text": None, "num": None, "day": None}
                if isinstance(one, bool):
                    row["text"] = "true" if one else "false"
                elif isinstance(one, int | float):
                    row["num"] = Decimal(str(one))
                elif isinstance(one, dt.date):
                    row |= {"text": one.isoformat(), "day": one}
                else:
                    row["text"] = str(one)
                rows["rel_attr"].append(row)
