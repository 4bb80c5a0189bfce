"""Random asks of every kind, for random worlds."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from anjian.duties.asks import (
    Ask,
    Cover,
    Evidence,
    Except,
    Lift,
    Moving,
    Named,
    Pick,
    Rate,
    Ref,
    RoleOf,
    SameHolder,
    Share,
    Slot,
    Stage,
    Test,
    Who,
)
from anjian.duties.tests.random_pieces import CITY, HI, NAMES, PHASES, QU, RANGES, Pieces
from anjian.lib import conditions


class Asks(Pieces):
    """Draws asks; what follows a lapse follows one that was drawn before."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__(dice)
        self.before: list[Ask] = []
        self.spending: list[Ask] = []

    def ask(self, n: int) -> Ask:
        r = self.r
        kind = r.choice(
            ["recurring"] * 4
            + ["one_off", "one_off", "response", "response", "response"]
            + ["requirement"] * 3
            + [
                "indicator",
                "indicator",
                "gate",
                "gate",
                "gate",
                "gate",
                "definition",
                "attested",
                "register",
                "register",
            ]
            + ["consequence"] * (6 if self.before else 0)
            + ["procedure", "procedure"]
        )
        lo, hi = r.choice(RANGES)
        holes = ((QU, "141021999999"),) if lo == CITY and r.random() < 0.15 else ()
        more: dict[str, Any] = {}
        if kind in ("recurring", "one_off"):
            more["who"] = self.who()
            sort = more["who"].picks[0].kind
            if r.random() < 0.3:
                more["each"] = Who((self.pick(r.choice(["body", "enterprise"])),), inside=r.random() < 0.6)
            role = "led_by" if sort == "post" else "by"
            bound = [Test("party", role, "any", Ref("bearer"))] if r.random() < 0.85 else []
            if more.get("each") and r.random() < 0.8:
                bound.append(Test("party", r.choice(["of", "to"]), "any", Ref("each")))
            more["evidence"] = self.evidence(bound, period=kind == "recurring")
            more["parts"] = self.parts()
            if r.random() < 0.25:
                narrower = Who((self.pick(sort),))
                unsure = r.random() < 0.6
                more["excepts"] = (Except(narrower, self.day(), r.choice([None, None, HI]), unsure),)
            more["case"] = r.choice([0, 0, 0, 1])
            if kind == "recurring":
                more["joins"] = r.choice(["next", "once"])
                more["first"] = r.choice(["counts", "counts", "skip"])
                more["final"] = r.random() < 0.8
            if r.random() < 0.12:
                more["lead"] = Slot("lead")
            if r.random() < 0.12 and not more.get("each"):
                more["together"] = True
        elif kind in ("response", "gate"):
            more["who"] = RoleOf("by", up=r.choice([0, 0, 0, 1]), classes=r.choice([(), ("gov", "dept")]))
            more["trigger"] = self.evidence([], names=[r.choice(NAMES)], slot="s_over")
            link = r.choice(
                [
                    Test("party", "matter", "any", Ref("this", "matter", role=True)),
                    Test("text", "matter", "any", Ref("this", "matter")),
                    Test("text", "matter", "any", Ref("this", "matter", role=True)),
                    Test("party", "matter", "any", Ref("this", "matter")),
                ]
            )
            bound = [link] + ([Test("party", "by", "any", Ref("bearer"))] if r.random() < 0.3 else [])
            more["evidence"] = self.evidence(bound)
            more["recorded"] = r.random() < 0.2
            if r.random() < 0.3:
                told = tuple(test for test in self.evidence([]).tests if not isinstance(test.want, Slot))
                more["unlike"] = (told or (Test("text", "kind", "any", ("甲",)),),)
            more["once"] = "matter" if kind == "response" and r.random() < 0.35 else ""
            if kind == "response" and r.random() < 0.3:
                more["named"] = self.named(link)
        elif kind == "requirement":
            more["who"] = self.who(kinds=["enterprise", "enterprise", "body", "post", "post"])
            if more["who"].picks[0].kind == "enterprise":
                more["holds"] = self.condition()
            elif r.random() < 0.75:
                more["holds"] = SameHolder(r.choice([("chief", "chair"), ("chief",)]))
            else:
                more["each"] = Who((self.pick("enterprise"),), inside=True)
                more["holds"] = self.condition()
        elif kind == "indicator":
            more["who"] = self.who(kinds=["body"])
            more |= self.measured()
        elif kind == "consequence":
            more = self.follows()
            lo, hi = ("140000000000", "149999999999") if r.random() < 0.7 else (lo, hi)
        elif kind == "procedure":
            more = self.steps()
            lo, hi = ("140000000000", "149999999999") if r.random() < 0.7 else (lo, hi)
        elif kind == "register":
            more["who"] = self.who()
            role = "led_by" if more["who"].picks[0].kind == "post" else "by"
            more["evidence"] = self.evidence([Test("party", role, "any", Ref("bearer"))])
            more["parts"] = self.parts() or self.parts() or self.parts()
            more["renewed"] = r.random() < 0.7
            if r.random() < 0.15:
                more["together"] = True
        elif kind == "definition":
            more["who"] = self.who()
        else:
            more["who"] = self.who() if r.random() < 0.7 else None
            bound = [Test("party", "by", "any", Ref("bearer"))] if more["who"] else []
            more["evidence"] = self.evidence(bound) if r.random() < 0.9 else None
        if kind in ("recurring", "one_off", "response"):
            more = self.serving(kind, more)
        if kind not in ("definition", "attested", "indicator"):
            more["unless"] = self.lifts(triggered="trigger" in more)
        found = Ask(
            rule=f"t/{n}",
            digest="",
            kind=kind,
            lo=lo,
            hi=hi,
            holes=holes,
            nested=n % 7 == 3,
            spans=self.spans(
                kind,
                periodic=bool(more.get("periodic")),
                hours=("trigger" in more and not more.get("named")) or kind == "procedure",
                easy="cover" in more or "beyond" in more,
            ),
            window=r.choice([30, 0, 30]),
            phases=PHASES if kind == "recurring" else (),
            **more,
        )
        if found.kind == "consequence" or isinstance(found.who, Who):
            self.before.append(found)
        plain = not (found.parts or found.together or found.beyond or found.cover)
        if found.kind in ("recurring", "one_off", "response") and plain:
            self.spending.append(found)
        return found

    def named(self, link: Test) -> Named:
        """A last day that the trigger names, and facts of its matter that move it."""
        more = self.r.choice([(), (Test("text", "kind", "any", ("甲",)),)])
        names = self.r.sample(NAMES, self.r.choice([0, 1, 2]))
        return Named("on", tuple(Moving(Evidence((name,), (link, *more)), "on") for name in names))

    def measured(self) -> dict[str, Any]:
        """What an indicator measures."""
        r = self.r
        more: dict[str, Any] = {"ceiling": r.random() < 0.4}
        way = r.random()
        if way < 0.35:
            share = Share(r.choice([conditions.All(()), self.condition()]), self.condition(), ratio=r.random() < 0.7)
            return {**more, "holds": share}
        more["periodic"] = r.random() < 0.5
        more["joins"] = r.choice(["next", "once"])
        more["evidence"] = self.evidence([Test("party", "by", "any", Ref("bearer"))] if r.random() < 0.5 else [])
        if way > 0.5:
            whole = [Test("party", "by", "any", Ref("bearer"))] if r.random() < 0.3 else []
            whole += [Test("place", "place", "any", Ref("bearer"))] if r.random() < 0.15 else []
            whole += [Test("num", "amount", "at_least", (Decimal(10),))] if r.random() < 0.3 else []
            of = Evidence(tuple(r.sample(NAMES, 2)), tuple(whole)) if way > 0.6 else None
            each = "kind" if of and not more["ceiling"] and r.random() < 0.4 else ""
            more["holds"] = Rate("matter", of, each)
        return more

    def follows(self) -> dict[str, Any]:
        """A consequence of an ask made before, or of a fact; or the next rung after a consequence."""
        r = self.r
        more: dict[str, Any] = {"waits": r.random() < 0.5}
        more["who"] = RoleOf("bearer") if r.random() < 0.2 else self.overseers()
        bound = [Test("party", "to", "any", Ref("each"))] if r.random() < 0.5 else []
        if r.random() < 0.4:
            bound.append(Test("party", "by", "any", Ref("bearer")))
        more["evidence"] = self.evidence(bound) if r.random() < 0.6 else Evidence(tuple(NAMES), tuple(bound))
        if r.random() < 0.15 and isinstance(more["who"], Who):
            more["trigger"] = self.evidence([], names=[r.choice(NAMES)], slot="s_over")
            return more
        likely = [one for one in self.before if one.kind in ("recurring", "one_off", "register", "consequence")]
        source = r.choice(likely or self.before)
        posts = [one for one in likely if isinstance(one.who, Who) and one.who.picks[0].kind == "post"]
        if posts and r.random() < 0.4:
            source = r.choice(posts)
            more |= {"who": Who((Pick("post", "class", ("chief", "chair")),), colleagues=True), "waits": False}
        more["sources"] = (source,)
        if source.kind == "consequence" and r.random() < 0.7:
            more["after"] = r.choice(["taken", "reached"])
        else:
            late = [("overdue", "missed"), ("overdue", "missed", "unmet", "short", "breached"), ("met_late", "overdue")]
            more["outcomes"] = r.choice(late)
        return more

    def steps(self) -> dict[str, Any]:
        """One step of a procedure in the matters of the facts."""
        r = self.r
        names = r.sample(NAMES, 3)
        stages = (
            Stage((names[0],), "matter"),
            Stage((names[1],), "matter", (0,)),
            Stage((names[2],), "matter", r.choice([(1,), (0, 1), (0,)])),
        )
        step = r.choice([1, 2])
        link = Test("party", "matter", "any", Ref("this", "matter", role=True))
        return {
            "stages": stages,
            "step": step,
            "who": RoleOf(r.choice(["by", "led_by"])) if r.random() < 0.6 else self.overseers(),
            "evidence": Evidence(stages[step].names, (link,)),
        }

    def serving(self, kind: str, more: dict[str, Any]) -> dict[str, Any]:
        """What another rule has used up, and what must be covered."""
        r = self.r
        alike = [one for one in self.spending if (one.kind == "response") == (kind == "response")]
        if alike and not more.get("together") and r.random() < 0.5:
            source = r.choice(alike)
            tied = tuple(test for test in source.evidence.tests if isinstance(test.want, Ref))
            more = {"who": source.who, "evidence": Evidence(tuple(NAMES), tied), "beyond": (source,)}
            more |= {"trigger": source.trigger} if source.trigger else {}
        if not more.get("parts") and r.random() < 0.25:
            few = Pick("body", "id", r.choice([("body:0",), ("body:0", "body:1")]))
            things = Who((r.choice([few, few, self.pick("body"), self.pick("enterprise")]),), inside=r.random() < 0.3)
            tied = tuple(test for test in more["evidence"].tests if isinstance(test.want, Ref))
            more = {**more, "evidence": Evidence(tuple(NAMES), tied), "cover": Cover(things, r.choice(["to", "of"]))}
            if kind != "response" and r.random() < 0.6:
                bodies = Who((Pick("body", "class", ("gov", "cttee", "dept")),))
                tied = (Test("party", "by", "any", Ref("bearer")),)
                more |= {"who": bodies, "each": None, "beyond": (), "evidence": Evidence(tuple(NAMES), tied)}
        return more

    def lifts(self, *, triggered: bool) -> tuple[Lift, ...]:
        """Facts that lift a duty: of its matter where a fact started it, else of its bearer."""
        r = self.r
        if r.random() < (0.65 if triggered else 0.8):
            return ()
        found = []
        for _ in range(r.choice([1, 1, 2])):
            tests = [Test("party", r.choice(["by", "to", "of"]), "any", Ref("bearer"))]
            if triggered and r.random() < 0.85:
                tests = [Test("party", "matter", "any", Ref("this", "matter", role=True))]
            if r.random() < (0.15 if triggered else 0.5):
                tests.append(Test("text", "kind", "any", ("丙",)))
            came = r.choice(["before", "before", "since", "ever"]) if triggered else "since"
            found.append(Lift(Evidence((r.choice(NAMES),), tuple(tests)), came))
        return tuple(found)
