"""Pieces of random asks: days, spans, selectors, conditions, evidence."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from anjian.duties.asks import (
    Evidence,
    Kin,
    Part,
    Pick,
    Ref,
    Slot,
    Span,
    Test,
    Who,
)
from anjian.lib import conditions
from anjian.lib.ends import Period

LO, HI = dt.date(2023, 10, 1), dt.date(2025, 4, 30)
DAY = dt.timedelta(days=1)
EDGES = [
    dt.date(*d)
    for d in [
        (2023, 12, 31), (2024, 1, 1), (2024, 1, 31), (2024, 2, 9), (2024, 2, 10), (2024, 2, 17), (2024, 2, 18),
        (2024, 2, 29), (2024, 3, 31), (2024, 4, 30), (2024, 5, 11), (2024, 6, 30), (2024, 7, 1), (2024, 9, 29),
        (2024, 9, 30), (2024, 10, 8), (2024, 12, 31), (2025, 1, 1), (2025, 1, 26), (2025, 1, 31), (2025, 2, 8),
        (2025, 2, 28), (2025, 3, 1), (2025, 3, 31),
    ]
]  # fmt: skip
CITY, YAO, QU, TOWN, OTHER, OTHERC = (
    "141000000000",
    "141002000000",
    "141021000000",
    "141021100000",
    "140100000000",
    "140105000000",
)
PLACES = {
    CITY: ("city", "140000000000"),
    YAO: ("county", CITY),
    QU: ("county", CITY),
    TOWN: ("town", QU),
    OTHER: ("city", "140000000000"),
    OTHERC: ("county", OTHER),
}
RANGES = [
    (CITY, "141099999999"),
    (CITY, "141099999999"),
    (CITY, "141099999999"),
    ("140000000000", "149999999999"),
    ("140000000000", "149999999999"),
    (QU, "141021999999"),
]
NAMES = ["x.visit", "x.meeting", "x.closed"]
WORDS = ["甲", "乙", "丙"]
MATTERS = ["M1", "M2", "M3"]
HOURS = [(1, "hour"), (2, "hour"), (24, "hour"), (26, "hour")]
TERMS = [(1, "day"), (10, "workday"), (3, "workday"), (1, "month"), (15, "day"), (1, "week")]
PHASES = (
    Period(dt.date(2024, 2, 1), dt.date(2024, 4, 30), "phase", "一"),
    Period(dt.date(2024, 4, 1), dt.date(2024, 12, 31), "phase", "二"),
)
KNOWN = 40


class Pieces:
    """Draws pieces from one source of chance."""

    def __init__(self, dice: random.Random) -> None:
        self.r = dice

    def day(self) -> dt.date:
        r = self.r
        if r.random() < 0.35:
            return r.choice(EDGES)
        return LO + DAY * r.randrange((HI - LO).days)

    def spans(self, kind: str, *, periodic: bool = False, hours: bool = False, easy: bool = False) -> tuple[Span, ...]:
        r = self.r
        first = r.choice([dt.date(2018, 1, 22)] * (9 if kind in ("consequence", "procedure") else 3) + [self.day()])
        last = r.choice([None, None, None, self.day()])
        cuts = [cut for cut in sorted({self.day() for _ in range(r.choice([0, 0, 1, 2]))}) if cut > first]
        edges = [first, *cuts]
        spans = []
        for n, since in enumerate(edges):
            until = edges[n + 1] - DAY if n + 1 < len(edges) else None
            until = min(filter(None, (until, last)), default=None)
            if until is not None and until < since:
                until = since if n + 1 == len(edges) else edges[n + 1] - DAY
            need: Decimal | None = Decimal(r.choice([1, 1, 1, 2, 3]))
            if kind == "indicator":
                need = Decimal(r.choice([100, 50, 60, 20, 1, 1, 2, 2]))
            if kind in ("requirement", "register", "procedure", "consequence"):
                need = Decimal(1)
            if r.random() < 0.06 and kind not in ("register", "procedure"):
                need = None
            term = (
                r.choice([*TERMS, *(HOURS if hours else ()), None, None, None])
                if kind in ("response", "register", "consequence", "procedure")
                else None
            )
            if kind == "recurring" and r.random() < 0.12:
                term = (15, "day")
            dated = {"one_off": 0.6, "requirement": 0.25, "indicator": 0.5, "register": 0.6}.get(kind, 0)
            due = self.day() if r.random() < dated else None
            per = None
            if (kind == "recurring" or periodic) and r.random() < 0.75:
                per = r.choice(
                    ["month", "quarter", "half_year", "year", "week", *(["phase"] if kind == "recurring" else [])]
                )
                term = None if per == "week" else term
            due = None if periodic else due
            if easy and r.random() < 0.6:
                need, per = Decimal(1), per and r.choice(["half_year", "year"])
            spans.append(
                Span(
                    since,
                    until,
                    need=need,
                    per=per,
                    term=term,
                    due=due,
                    wait=r.choice([*TERMS, None]) if kind == "consequence" else None,
                    slots={
                        "s_over": r.choice([None, Decimal(5), Decimal(10)]),
                        "s_word": r.choice([None, "甲"]),
                        "host": r.choice([None, "ent:0", "ent:1"]),
                        "lead": r.choice([None, "body:0", "post:0", "ent:0"]),
                    },
                )
            )
        return tuple(spans)

    def who(self, kinds: list[str] | None = None) -> Who:
        r = self.r
        kind = r.choice(kinds or ["post", "body", "body", "enterprise"])
        picks = [self.pick(kind)]
        if kind == "body" and r.random() < 0.3:
            picks.append(self.pick("body"))
        return Who(tuple(picks))

    def overseers(self) -> Who:
        """Those who stand above others: there is nearly always one."""
        r = self.r
        kind = r.choice(["body", "body", "post"])
        codes = ("gov", "cttee", "dept") if kind == "body" else ("chief", "chair")
        return Who((Pick(kind, "class", codes, r.choice([(), (), ("county",), ("city", "county")])),))

    def pick(self, kind: str) -> Pick:
        r = self.r
        levels = r.choice([(), (), ("county",), ("city", "county"), ("city", "county", "town")])
        if kind == "post":
            return Pick("post", "class", r.choice([("chief",), ("chief", "chair")]), levels)
        if kind == "enterprise":
            return Pick("enterprise", "", (), (), where=self.condition() if r.random() < 0.6 else None)
        if r.random() < 0.15:
            return Pick("body", "id", ("body:0", "body:1"), ())
        if r.random() < 0.4:
            return Pick("body", "function", r.choice([("work",), ("work", "coal")]), levels)
        endings = r.choice([("区",), ("县", "旗"), ("县",)]) if r.random() < 0.25 else ()
        return Pick("body", "class", r.choice([("gov",), ("cttee", "dept")]), levels, endings=endings)

    def condition(self) -> conditions.Condition:
        r = self.r
        leaves = [
            {"staff": {"over": 100}},
            {"staff": {"at_least": 100}},
            {"safety_staff": {"at_least": 1}},
            {"status": "operating"},
            {"regulator": {"is_set": True}},
            {"status": ["operating", "closed"]},
            {"not": {"staff": {"at_most": 99}}},
            {"any": [{"staff": {"over": 100}}, {"status": "operating"}]},
        ]
        return conditions.parse({"all": r.sample(leaves, r.choice([1, 1, 2]))})

    def evidence(
        self, tests: list[Test], *, names: list[str] | None = None, slot: str = "", period: bool = False
    ) -> Evidence:
        r = self.r
        more = list(tests)
        if r.random() < (0.25 if tests else 0.4):
            more.append(
                r.choice(
                    [
                        Test("text", "kind", "any", r.choice([("甲",), ("甲", "乙")])),
                        Test("text", "part", "all", ("甲", "乙")),
                        Test(
                            "num", "amount", r.choice(["over", "at_least", "under", "at_most", "any"]), (Decimal(10),)
                        ),
                        Test("party", "to", "any", Kin(classes=("gov", "cttee"), up=r.choice([None, 0, 1]))),
                        Test("party", "to", "any", Kin(functions=("work",), up=r.choice([None, 0, 1]))),
                        Test("party", "to", "all", ("body:0", "body:1")),
                        Test("party", "of", "any", ("body:0", "ent:0")),
                        Test("day", "on", "at_least", (dt.date(2024, 3, 1),)),
                        Test("text", "kind", "any", Slot("s_word")),
                    ]
                )
            )
            if not tests:  # a trigger has no bearer yet
                more = [t for t in more if not isinstance(t.want, Kin) or t.want.up is None]
        if tests and r.random() < 0.1:
            more.append(Test("place", "place", "any", Ref("bearer")))
        if tests and r.random() < 0.1:
            more.append(Test("party", "of", "any", Slot("host")))
        if slot and r.random() < 0.4:
            more.append(Test("num", "amount", "over", Slot("s_over", "numeric")))
        if period and r.random() < 0.2:
            more.append(Test("text", "about", "any", Ref("period")))
        r.shuffle(more)
        return Evidence(tuple(names or r.sample(NAMES, r.choice([1, 2, 2]))), tuple(more))

    def parts(self) -> tuple[Part, ...]:
        r = self.r
        if r.random() < 0.75:
            return ()
        return r.choice(
            [
                (
                    Part("甲", (Test("text", "part", "any", ("甲",)),)),
                    Part("乙", (Test("text", "part", "any", ("乙",)),)),
                ),
                (
                    Part("上级", (Test("party", "to", "any", Kin(classes=("gov",))),)),
                    Part("部门", (Test("party", "to", "any", Kin(functions=("work",), up=0)),)),
                ),
                (Part("一", (), (NAMES[0],)), Part("二", (), (NAMES[1],))),
            ]
        )
