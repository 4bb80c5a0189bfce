"""What is so today: requirements, definitions, what is only kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from anjian.duties.asks import Ask, Rate, SameHolder, Share, Span
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.bearers import Bearer, bearers, hindrance, named_lead, things
from anjian.duties.reference.counting import Count, count_of, has_posts, shown, still_open
from anjian.duties.reference.world import Case, World, span_on
from anjian.lib import conditions


def asked_today(world: World, ask: Ask) -> Iterator[tuple[Span, Bearer, str]]:
    span = span_on(ask, world.as_of)
    if span is None:
        return
    for bearer in bearers(world, ask, world.as_of, world.as_of):
        if named_lead(ask, span, bearer):
            for each in things(world, ask, bearer, world.as_of):
                yield span, bearer, each


def requirement(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for span, bearer, each in asked_today(world, ask):
        if isinstance(ask.holds, SameHolder):
            answer = _same_holder(world, ask.holds, bearer.place)
        else:
            assert ask.holds is not None
            assert not isinstance(ask.holds, Share | Rate)
            rows = [row for row in world.on("rel_enterprise", world.as_of) if row["enterprise"] == (each or bearer.id)]
            truth = conditions.ask(ask.holds, rows[0]) if rows else None
            answer = {True: "met", False: "no", None: "unknown"}[truth]
        stop = hindrance(world, ask, span, bearer, world.as_of)
        if stop == "not_set":
            outcome = stop
        elif answer == "met":
            outcome = "met"
        elif stop or answer != "no":
            outcome = "unknown" if "unknown" in (stop, answer) else stop or answer
        else:
            outcome = "unmet" if span.due is None else still_open(world, span.due, "overdue")
        yield Answer(
            ask.rule, bearer.id, each, bearer.place, "", None, None, span.due, outcome, False,
            span.need, Decimal(answer == "met"),
        )  # fmt: skip


def _same_holder(world: World, holds_: SameHolder, place: str) -> str:
    day = world.as_of
    posts = [row for row in world.on("rel_post", day) if row["place"] == place and row["class"] in holds_.classes]
    if {row["class"] for row in posts} != set(holds_.classes):
        return "unknown"
    holders: set[str] = set()
    for post in {row["post"] for row in posts}:
        mine = {row["person"] for row in world.on("rel_tenure", day) if row["post"] == post}
        if not mine:
            return "gap"
        holders |= mine
    return "met" if len(holders) == 1 else "no"


def definition(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for span, bearer, each in asked_today(world, ask):
        stop = hindrance(world, ask, span, bearer, world.as_of)
        outcome = stop if stop in ("not_set", "gap") else "met"
        yield Answer(ask.rule, bearer.id, each, bearer.place, "", None, None, span.due, outcome, False, span.need)


def attested(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for span, bearer, each in asked_today(world, ask):
        count = Count(Decimal(0), Decimal(0), Decimal(0), None, None, frozenset(), span.need)
        if ask.evidence:
            case = Case(bearer.members, bearer.place, each, "", span, posts=has_posts(ask))
            facts = shown(world, ask, case, ask.origin, world.as_of)
            count = count_of(world, ask, case, span.need, span.due, facts)
        outcome = "attested" if count.ever else "not_yet"
        yield Answer(
            ask.rule, bearer.id, each, bearer.place, "", None, None, span.due, outcome, False,
            count.need, count.have, count.met_on, count.last_on, count.facts,
        )  # fmt: skip
