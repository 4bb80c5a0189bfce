"""Random worlds for the agreement of the evaluators: small, and dense where mistakes live.

Month ends, Spring Festival, 29 February, moves between places, renamed classes, posts that change hands, histories that
were believed otherwise before, voids, late records, settings that start in mid-period, holes in the adopting range.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from anjian.duties.asks import Ask
from anjian.duties.events import MEASURE_DECLINED
from anjian.duties.tests.engines import CALENDAR
from anjian.duties.tests.random_asks import Asks
from anjian.duties.tests.random_pieces import (
    CITY,
    DAY,
    HI,
    KNOWN,
    LO,
    MATTERS,
    NAMES,
    PLACES,
    QU,
    TERMS,
    WORDS,
    YAO,
)
from anjian.lib import ends
from anjian.lib.ends import CHINA, Term

LAST_MINUTES = 3
"""So many triggers of a term in hours are answered in its last minute: more would leave little overdue."""


@dataclass
class Made:
    rows: dict[str, list[dict[str, Any]]]
    asks: list[Ask]
    as_of: dt.date
    known: int | None
    since: dt.date


class Maker(Asks):
    def __init__(self, seed: int) -> None:
        super().__init__(random.Random(seed))
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in (
                "rel_fact",
                "rel_party",
                "rel_attr",
                "rel_void",
                "rel_place",
                "rel_body",
                "rel_body_function",
                "rel_post",
                "rel_tenure",
                "rel_enterprise",
                "rel_merged",
            )
        }

    def world(self) -> Made:
        r = self.r
        for place, (level, parent) in PLACES.items():
            if r.random() < 0.9:
                first, changed = dt.date(1990, 1, 1), self.day()  # some counties become districts
                spans = (
                    [("县", first, None)] if r.random() < 0.6 else [("县", first, changed - DAY), ("区", changed, None)]
                )
                for ending, since, until in spans:
                    row = {"place": place, "level": level, "parent": parent, "name": f"{place}{ending}"}
                    self.rows["rel_place"].append({**row, "since": since, "until": until})
        for n in range(r.randint(2, 4)):
            self.history(
                "rel_body", {"body": f"body:{n}"}, lambda: {"class": r.choice(["gov", "cttee", "dept"]), "name": ""}
            )
        for n in range(r.randint(1, 4)):
            self.history("rel_body_function", {"body": f"body:{n}"}, lambda: {"function": r.choice(["work", "coal"])})
        for n in range(r.randint(1, 4)):
            self.history(
                "rel_post",
                {"post": f"post:{n}"},
                lambda: {"class": r.choice(["chief", "chair"]), "body": r.choice(["body:0", "body:1"]), "name": ""},
            )
            for _ in range(r.choice([0, 1, 1, 1, 2])):
                self.history("rel_tenure", {"post": f"post:{n}"}, lambda: {"person": f"p{r.randrange(3)}"}, place=False)
        if r.random() < 0.5:
            self.pair()
        for n in range(r.randint(1, 4)):
            self.history(
                "rel_enterprise",
                {"enterprise": f"ent:{n}"},
                lambda: {
                    "name": "",
                    "credit_code": "",
                    "status": r.choice(["operating", "closed", None]),
                    "industry": "06",
                    "staff": r.choice([None, 0, 99, 100, 101, 300]),
                    "safety_staff": r.choice([None, 0, 1]),
                    "regulator": r.choice([None, "body:0"]),
                },
            )
        for _ in range(r.randint(25, 70)):
            self.fact()
        for _ in range(3):
            self.declined()
        for _ in range(r.randint(0, 3)):
            fact = r.choice(self.rows["rel_fact"])
            self.rows["rel_void"].append({"fact": fact["fact"], "position": r.choice([None, r.randrange(KNOWN)])})
        as_of = self.day() if r.random() < 0.5 else HI - DAY * r.randrange(200)
        if r.random() < 0.4:  # days on which a term that a fact started is over, or just not
            started = r.choice(self.rows["rel_fact"])["day"]
            as_of = min(Term(*r.choice(TERMS)).due(started, CALENDAR).due + DAY * r.choice([0, 0, 0, 1]), HI)
        asks = [self.ask(n) for n in range(r.randint(4, 8))]
        known = None if r.random() < 0.5 else r.choice([KNOWN, KNOWN, r.randrange(KNOWN + 1)])
        since = r.choice([LO, LO, min(self.day(), as_of)])
        for ask in asks:
            if ask.kind == "response" and ask.hourly:
                self.answered_on_the_minute(ask)
        if r.random() < 0.3:
            self.mergers()
            asks = [replace(ask, merged=True) for ask in asks]
        return Made(self.rows, asks, as_of, known, since)

    # -- subjects ---------------------------------------------------------------------------------------------------

    def history(self, relation: str, key: dict[str, Any], values: Any, *, place: bool = True) -> None:
        """One subject: slices in valid time, sometimes believed otherwise before."""
        r = self.r
        told = r.choice([0, 0, 0, r.randrange(KNOWN), None])
        beliefs: list[tuple[int | None, int | None, bool]] = [(told, None, False)]
        if told is not None and r.random() < 0.35:
            changed = r.randint(told, KNOWN)
            beliefs = [(told, changed, True), (changed, None, False)]
            if r.random() < 0.2:
                beliefs = [(told, None, True), (None, None, False)]  # replaced, not yet sequenced
        home = r.choice([CITY, YAO, QU, QU, *PLACES])
        for since_k, until_k, replaced in beliefs:
            born = r.choice([dt.date(2015, 1, 1)] * 3 + [self.day()])
            dead = r.choice([None, None, None, self.day()])
            cuts = sorted({self.day() for _ in range(r.choice([0, 0, 1, 2]))})
            edges = [born, *[cut for cut in cuts if cut > born]]
            for n, first in enumerate(edges):
                last = edges[n + 1] - DAY if n + 1 < len(edges) else None
                last = min(filter(None, (last, dead)), default=None)
                if last is not None and last < first:
                    continue
                row = {**key, **values(), "since": first, "until": last}
                row |= {"known_since": since_k, "known_until": until_k, "replaced": replaced}
                if place:
                    where = home if r.random() < 0.8 else r.choice(list(PLACES))
                    row["place"] = where
                    if relation != "rel_enterprise":
                        row["level"] = PLACES[where][0]
                self.rows[relation].append(row)

    def mergers(self) -> None:
        """Files that were found to be parts of others, some of them only for a time or only as we believed then."""
        for n in range(4):
            others = [f"ent:{m}" for m in range(4) if m != n]
            if self.r.random() < 0.6:
                self.history(
                    "rel_merged",
                    {"enterprise": f"ent:{n}"},
                    lambda o=others: {"survivor": self.r.choice(o)},
                    place=False,
                )

    # -- facts --------------------------------------------------------------------------------------------------------

    def fact(self) -> None:
        r = self.r
        told = self.rows["rel_fact"]
        day = min(told[-1]["day"] + DAY * r.choice([0, 0, 1]), HI) if told and r.random() < 0.4 else self.day()
        late = r.choice([0, 0, 90, 1, 29, 30, 31, 60])
        fact = uuid.UUID(int=r.getrandbits(128))
        precision = r.choice(["minute", "minute", "day"])
        hour = r.choice([0, 9, 10, 22]) if precision == "minute" else 0
        at = dt.datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)
        self.rows["rel_fact"].append(
            {
                "fact": fact,
                "seq": len(self.rows["rel_fact"]),
                "position": r.choice([r.randrange(KNOWN)] * 5 + [None]),
                "name": r.choice(NAMES),
                "day": day,
                "happened_at": at,
                "recorded_day": day + DAY * late,
                "recorded_at": at + DAY * late,
                "place": r.choice([None, *PLACES]),
                "precision": precision,
                "origin": "live",
            }
        )
        named: list[dict[str, Any]] = []
        for role in ("by", "led_by", "to", "of", "matter"):
            for _ in range(r.choice([0, 1, 1, 1, 2] if role == "by" else [0, 1, 1, 2])):
                kind, id = self.someone(role)
                row = {"fact": fact, "role": role, "kind": kind, "id": id}
                if row not in named:
                    named.append(row)
        self.rows["rel_party"] += named
        for attr in ("kind", "part", "matter", "amount", "on", "about"):
            for n in range(r.choice([0, 1, 1, 1, 2, 3] if attr == "part" else [0, 1, 1])):
                text = num = on = None
                if attr == "amount":
                    num = r.choice([None, Decimal(5), Decimal(10), Decimal("10.5")])
                elif attr == "on":
                    on = r.choice([None, self.day()])
                elif attr == "about":
                    # the period of its day, or one that is yet to begin: a plan is made before
                    meant = min(day + DAY * r.choice([0, 0, 15, 60, 200]), HI)
                    (period,) = ends.periods(r.choice(["month", "quarter", "half_year", "year"]), meant, meant)
                    text = period.label
                else:
                    text = r.choice(MATTERS if attr == "matter" else WORDS)
                self.rows["rel_attr"].append({"fact": fact, "attr": attr, "n": n, "text": text, "num": num, "day": on})

    def answered_on_the_minute(self, ask: Ask) -> None:
        """A fact answers a trigger in the very last minute of a term in hours; by chance alone hardly ever one does."""
        assert ask.trigger is not None
        assert ask.evidence is not None
        told, names = self.rows["rel_fact"], ask.trigger.names
        hours = [span for span in ask.spans if span.term and span.term[1] == "hour"]
        ends_at = [
            (row, row["happened_at"] + dt.timedelta(hours=span.term[0]))
            for row in told
            for span in hours
            if row["name"] in names and row["precision"] == "minute" and span.since <= row["day"] <= (span.until or HI)
        ]
        for start, at in self.r.sample(ends_at, min(LAST_MINUTES, len(ends_at))):
            fact = uuid.UUID(int=self.r.getrandbits(128))
            own = {"fact": fact, "seq": len(told), "name": self.r.choice(ask.evidence.names)}
            own |= {"day": at.date(), "happened_at": at, "recorded_day": at.date(), "recorded_at": at}
            told.append({**start, **own})
            for relation in ("rel_party", "rel_attr"):
                rows = self.rows[relation]
                rows += [{**row, "fact": fact} for row in rows if row["fact"] == start["fact"]]

    def pair(self) -> None:
        """The two posts of one place, each held by one person or by two at once."""
        r = self.r
        where = r.choice([CITY, YAO, QU])
        ever = {"since": LO, "until": None, "known_since": 0, "known_until": None, "replaced": False}
        for n, name in enumerate(("chief", "chair")):
            post = {"post": f"post:{8 + n}", "class": name, "body": "body:0", "name": ""}
            self.rows["rel_post"].append({**post, **ever, "place": where, "level": PLACES[where][0]})
            for person in r.choice([["p0"], ["p0"], ["p1"], ["p0", "p1"]]):
                self.rows["rel_tenure"].append({"post": f"post:{8 + n}", "person": person, **ever})

    def declined(self) -> None:
        """Somebody decides against a measure, of whatever matter it may be."""
        r = self.r
        fact = uuid.UUID(int=r.getrandbits(128))
        day = self.day()
        at = dt.datetime(day.year, day.month, day.day, tzinfo=CHINA)
        self.rows["rel_fact"].append(
            {
                "fact": fact,
                "seq": len(self.rows["rel_fact"]),
                "position": r.choice([r.randrange(KNOWN), None]),
                "name": MEASURE_DECLINED,
                "day": day,
                "happened_at": at,
                "recorded_day": day,
                "recorded_at": at,
                "place": CITY,
                "precision": "day",
                "origin": "live",
            }
        )
        self.rows["rel_party"].append({"fact": fact, "role": "target", "kind": "body", "id": f"body:{r.randrange(3)}"})
        said = {
            "rule": f"t/{r.randrange(1, 7)}",
            "matter": r.choice(["", "", "2024", "2024-Q1", "2024-H1", "2024-03"]),
            "about": r.choice(["", "body:0", "body:1", "ent:0", "post:0"]),
        }
        for attr, text in said.items():
            self.rows["rel_attr"].append({"fact": fact, "attr": attr, "n": 0, "text": text, "num": None, "day": None})

    def someone(self, role: str) -> tuple[str, str]:
        r = self.r
        if role == "matter":
            return "matter", r.choice(MATTERS)
        if role == "led_by":
            return r.choice([("post", f"post:{r.randrange(3)}"), ("person", f"p{r.randrange(3)}")])
        return r.choice(
            [("body", f"body:{r.randrange(4)}")] * 3
            + [("enterprise", f"ent:{r.randrange(4)}"), ("post", f"post:{r.randrange(4)}")]
        )


def make(seed: int) -> Made:
    """The world of a seed, always the same."""
    return Maker(seed).world()
