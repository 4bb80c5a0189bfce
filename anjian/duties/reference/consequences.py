"""What follows a lapse, a fact, or the rung before, one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from anjian.duties.asks import Ask, RoleOf, Span, Who
from anjian.duties.events import MEASURE_DECLINED
from anjian.duties.reference import procedures
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.counting import count_of, done_by, has_posts, shown, still_open
from anjian.duties.reference.grounds import Ground
from anjian.duties.reference.limits import Limit, limit
from anjian.duties.reference.world import (
    Case,
    Row,
    World,
    below,
    fits,
    holds,
    in_range,
    is_vacant,
    named,
    parties,
    slices,
    span_on,
    unset,
    values,
)
from anjian.lib.ends import Term

DAY = dt.timedelta(days=1)


def consequence(world: World, ask: Ask, since: dt.date, evaluate: object) -> Iterator[Answer]:
    """`evaluate` answers the asks below."""
    seen: set[tuple[str, str, str]] = set()
    if ask.stages:
        grounds: list[Ground] = list(procedures.grounds(world, ask))
    else:
        grounds = list(_acts(world, ask) if ask.trigger else dict.fromkeys(_grounds(world, ask, since, evaluate)))
    for ground in grounds:
        span = span_on(ask, ground.base or world.as_of)
        if span is None or not in_range(ask, ground.place):
            continue
        begins, moved = _reached(world, ask, span, ground)
        stop = "not_set" if ask.waits and span.wait is None else ground.stop
        if begins is not None and begins > world.as_of:
            continue
        day = begins or world.as_of
        found = _takers(world, ask, ground, day)
        if not found and (ground.place, ground.matter, str(begins)) not in seen:
            seen.add((ground.place, ground.matter, str(begins)))
            yield Answer(ask.rule, "", "", ground.place, ground.matter, begins, None, None, "no_subject")
        for bearer, kind, sure in found:
            yield _answer(world, ask, span, ground, begins, moved, bearer, kind, sure, stop)


def _answer(
    world: World,
    ask: Ask,
    span: Span,
    ground: Ground,
    begins: dt.date | None,
    moved: bool,
    bearer: str,
    kind: str,
    sure: bool,
    stop: str,
) -> Answer:
    end = Limit(None) if span.term and begins is None else limit(world, span, begins or world.as_of, ground.cause)
    due, provisional = end.due, end.provisional or (moved and bool(span.term and begins))
    case = Case((bearer,), ground.place, ground.about, "", span, cause=ground.cause, posts=has_posts(ask))
    facts = shown(world, ask, case, begins or ask.origin, world.as_of)
    count = count_of(world, ask, case, span.need, due, facts, end.at)
    need = count.need
    if span.need is None or stop == "not_set" or unset(ask, span, ask.evidence):
        outcome = "not_set"
    elif stop == "early":
        outcome = "breached"
    elif done := done_by(count, need):
        outcome = done
    elif _declined(world, ask, ground, bearer):
        outcome = "lifted"
    elif stop or not sure:
        outcome = "unknown"
    elif kind == "post" and is_vacant(world, bearer, begins or world.as_of):
        outcome = "gap"
    else:
        outcome = still_open(world, due, "overdue")
    return Answer(
        ask.rule, bearer, ground.about, ground.place, ground.matter, begins, None, due, outcome, provisional,
        need, count.have, count.met_on, count.last_on, count.facts,
    )  # fmt: skip


def _grounds(world: World, ask: Ask, since: dt.date, evaluate: object) -> Iterator[Ground]:
    for source in ask.sources:
        for answer in evaluate(world, source, since=since):  # type: ignore[operator]
            if not answer.bearer:
                continue
            if ask.after:
                base = answer.met_on if ask.after == "taken" else answer.begins
                if base is not None and answer.outcome not in ("lifted", "not_set"):
                    yield Ground(answer.each, answer.token, answer.place, base, late=False)
            elif answer.outcome in ask.outcomes:
                matter = f"{answer.token}@{answer.each}" if answer.each else answer.token
                act = source.kind == "gate"
                yield Ground(answer.bearer, matter, answer.place, answer.begins if act else answer.due, late=not act)


def _acts(world: World, ask: Ask) -> Iterator[Ground]:
    assert ask.trigger is not None
    for fact in named(world, ask.trigger):
        span = span_on(ask, fact["day"])
        if span is None or fact["place"] is None:
            continue
        case = Case((), "", "", "", span)
        answer = fits(world, ask.trigger.tests, fact, case)
        if answer is False or any(fits(world, tests, fact, case) is not False for tests in ask.unlike):
            continue
        stop = "not_set" if unset(ask, span, ask.trigger, ask.evidence) else "" if answer else "unknown"
        yield Ground("", str(fact["fact"]), fact["place"], fact["day"], late=False, cause=fact, stop=stop)


def _reached(world: World, ask: Ask, span: Span, ground: Ground) -> tuple[dt.date | None, bool]:
    """The day on which it is reached, and whether that day is provisional."""
    if ground.base is None or (ask.waits and span.wait is None):
        return None, False
    if span.wait:
        end = Term(*span.wait).due(ground.base, world.calendar)  # type: ignore[arg-type]
        return end.due + DAY, end.provisional
    return (ground.base + DAY if ground.late else ground.base), False


def _takers(world: World, ask: Ask, ground: Ground, day: dt.date) -> list[tuple[str, str, bool]]:
    """(id, kind, sure) of whoever must act: the lapsed bearer itself, or all who fit and stand nearest above."""
    if isinstance(ask.who, RoleOf):
        if ask.stages:
            return [(id, "", True) for id in procedures.openers(world, ask, ground.matter)]
        return [(ground.about, "", True)]
    assert isinstance(ask.who, Who)
    over = [
        (row["place"], id, pick.kind, sure)
        for id, row, pick, sure in slices(world, ask, ask.who)
        if holds(row, day) and _near(world, ask.who, id, row, ground, day)
    ]
    nearest = max((place for place, _, _, _ in over), default="")
    found: dict[str, tuple[bool, str]] = {}
    for place, id, kind, sure in sorted(over, key=lambda one: one[2]):
        if place == nearest and (id not in found or (sure and not found[id][0])):
            found[id] = (sure, kind)
    return [(id, kind, sure) for id, (sure, kind) in sorted(found.items())]


def _near(world: World, who: Who, id: str, row: Row, ground: Ground, day: dt.date) -> bool:
    """Whether one who may act stands above the lapse, or in one body with the one who did not do it."""
    if not who.colleagues:
        return below(row["place"], ground.place)
    bodies: dict[str, set[str]] = {ground.about: {ground.about}}
    for post in world.on("rel_post", day):
        bodies.setdefault(post["post"], set()).add(post["body"])
    return id != ground.about and bool(bodies.get(id, set()) & bodies[ground.about])


def _declined(world: World, ask: Ask, ground: Ground, bearer: str) -> bool:
    def said(fact: Row, attr: str) -> set[str]:
        return {row["text"] for row in values(world, fact, attr)}

    return any(
        fact["name"] == MEASURE_DECLINED
        and ask.rule in said(fact, "rule")
        and ground.matter in said(fact, "matter")
        and ground.about in said(fact, "about")
        and any(row["id"] == bearer for row in parties(world, fact, "target"))
        for fact in world.seen("rel_fact")
    )
