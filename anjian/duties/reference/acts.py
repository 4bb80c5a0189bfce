"""Duties to do something: per period, once, on a trigger, before an act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from anjian.duties.asks import Ask, RoleOf, Span
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.bearers import Bearer, bearers, hindrance, named_lead, things
from anjian.duties.reference.counting import count_of, done_by, has_posts, shown, still_open
from anjian.duties.reference.limits import limit, named_limit
from anjian.duties.reference.serving import clouded, to_cover
from anjian.duties.reference.world import (
    Case,
    Row,
    World,
    above,
    comes_first,
    fits,
    in_range,
    named,
    parties,
    span_on,
    unset,
)
from anjian.lib.ends import Term, periods


def recurring(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    kinds = sorted({span.per for span in ask.spans if span.per})
    for kind in kinds:
        for period in periods(kind, min(since, world.as_of), world.as_of, phases=ask.phases):  # type: ignore[arg-type]
            if period.end < since:
                continue
            day = min(period.end, world.as_of)
            span = span_on(ask, day)
            if span is None or span.per != kind or (ask.first == "skip" and period.start < ask.origin):
                continue
            due, provisional = period.end, False
            if span.term:
                end = Term(*span.term).due(period.end, world.calendar)  # type: ignore[arg-type]
                due, provisional = end.due, end.provisional
            for bearer in bearers(world, ask, period.start, day):
                if ask.joins == "next" and not bearer.early and not ask.together:
                    continue
                yield from _period(
                    world, ask, span, bearer, day, (period.start, period.end, period.label), due, provisional
                )
    span = span_on(ask, world.as_of)
    if span and span.per is None:
        for bearer in bearers(world, ask, world.as_of, world.as_of):
            yield from _period(world, ask, span, bearer, world.as_of, (None, None, ""), None, False)


def _period(
    world: World,
    ask: Ask,
    span: Span,
    bearer: Bearer,
    day: dt.date,
    period: tuple[dt.date | None, dt.date | None, str],
    due: dt.date | None,
    provisional: bool,
) -> Iterator[Answer]:
    begins, ends, label = period
    if not named_lead(ask, span, bearer):
        return
    assert ask.evidence is not None
    first = begins or ask.origin
    if ask.names_period:
        # It counts for the period it names, whenever it was done while the rule held: a plan is made before.
        first = min(first, ask.origin)
    last = world.as_of if ask.names_period or due is None else min(due, world.as_of)
    for each in things(world, ask, bearer, day):
        case = Case(bearer.members, bearer.place, each, label, span, posts=has_posts(ask))
        cover = to_cover(world, ask, case, day)
        count = count_of(world, ask, case, span.need, due, shown(world, ask, case, first, last), things=cover)
        need = count.need
        stop = clouded(hindrance(world, ask, span, bearer, day), count, cover)
        if stop in ("not_set", "unscheduled"):
            outcome = stop
        else:
            outcome = done_by(count, need) or stop if stop != "gap" else done_by(count, need) or "gap"
            outcome = outcome or still_open(world, due, "missed" if ask.final else "overdue")
        yield Answer(
            ask.rule, bearer.id, each, bearer.place, label, begins, ends, due, outcome, provisional,
            need, count.have, count.met_on, count.last_on, count.facts,
        )  # fmt: skip


def one_off(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    last = max(ask.spans, key=lambda span: span.since)
    span = span_on(ask, world.as_of)
    now = world.as_of
    if span is None and last.until is not None and last.until < now:
        span, now = last, last.until
    if span is None:
        return
    day = now if span.due is None or span.due >= now else max(span.due, span.since)
    for bearer in bearers(world, ask, ask.origin, day):
        if not named_lead(ask, span, bearer):
            continue
        for each in things(world, ask, bearer, day):
            case = Case(bearer.members, bearer.place, each, "", span, posts=has_posts(ask))
            facts = shown(world, ask, case, ask.origin, world.as_of)
            cover = to_cover(world, ask, case, day)
            count = count_of(world, ask, case, span.need, span.due, facts, things=cover)
            need = count.need
            stop = clouded(hindrance(world, ask, span, bearer, day), count, cover)
            outcome = (
                stop if stop == "not_set" else done_by(count, need) or stop or still_open(world, span.due, "overdue")
            )
            yield Answer(
                ask.rule, bearer.id, each, bearer.place, "", ask.origin, None, span.due, outcome, False,
                need, count.have, count.met_on, count.last_on, count.facts,
            )  # fmt: skip


def _triggers(world: World, ask: Ask) -> Iterator[tuple[Row, Span, str]]:
    """Facts that start the duty, with the span of their day, and what keeps them from being judged."""
    assert ask.trigger is not None
    for fact in named(world, ask.trigger):
        span = span_on(ask, fact["day"])
        if span is None:
            continue
        case = Case((), "", "", "", span)
        answer = fits(world, ask.trigger.tests, fact, case)
        if answer is False or any(fits(world, tests, fact, case) is not False for tests in ask.unlike):
            continue
        if unset(ask, span, ask.trigger, ask.evidence):
            yield fact, span, "not_set"
        else:
            yield fact, span, "" if answer else "unknown"


def _subjects(world: World, id: str, day: dt.date) -> list[tuple[str, str]]:
    """(kind, place) of whoever has this id on the day."""
    return [
        (key, row["place"])
        for key in ("body", "post", "enterprise")
        for row in world.on(f"rel_{key}", day)
        if row[key] == id
    ]


def _in_role(world: World, ask: Ask, fact: Row) -> dict[str, str]:
    """Bearers of a triggered duty with their places, on the trigger's day."""
    assert isinstance(ask.who, RoleOf)
    found: dict[str, str] = {}
    for party in parties(world, fact, ask.who.role):
        places = [place for _, place in _subjects(world, party["id"], fact["day"])]
        if not ask.who.up:
            if places:
                found[party["id"]] = min(places)
            continue
        mine = {row["class"] for row in world.on("rel_body", fact["day"]) if row["body"] == party["id"]}
        classes = set(ask.who.classes) or mine
        for place in places:
            over = above(world, place, ask.who.up, fact["day"])
            for row in world.on("rel_body", fact["day"]):
                if row["class"] in classes and row["place"] in over:
                    found[row["body"]] = min(row["place"], found.get(row["body"], row["place"]))
    return found


def _answered(world: World, ask: Ask) -> set[tuple[str, str]]:
    """(fact, bearer) of triggers whose matters this bearer has all had before."""
    first: dict[tuple[str, str], str] = {}
    again = set()
    assert ask.trigger is not None
    for fact, span, _ in sorted(_triggers(world, ask), key=lambda one: (one[0]["day"], str(one[0]["fact"]))):
        matters = [party["id"] for party in parties(world, fact, ask.once)]
        sure = fits(world, ask.trigger.tests, fact, Case((), "", "", "", span)) is True
        for bearer, place in _in_role(world, ask, fact).items():
            if not in_range(ask, place):
                continue
            if matters and all((matter, bearer) in first for matter in matters):
                again.add((str(fact["fact"]), bearer))
            for matter in matters if sure else ():
                first.setdefault((matter, bearer), str(fact["fact"]))
    return again


def response(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    again = _answered(world, ask) if ask.once else ()
    for fact, span, stop in _triggers(world, ask):
        token, begins = str(fact["fact"]), fact["day"]
        bearers = _in_role(world, ask, fact)
        if not bearers and fact["place"] is not None and in_range(ask, fact["place"]):
            yield Answer(ask.rule, "", "", fact["place"], token, begins, None, None, "no_subject")
        start = fact["recorded_day"] if ask.recorded else begins
        if ask.named:
            end = named_limit(world, ask.named, fact, span)
        else:
            end = limit(world, span, start, fact, recorded=ask.recorded)
        due = end.due
        day = min(due, world.as_of) if due else world.as_of
        for bearer, place in sorted(bearers.items()):
            if not in_range(ask, place) or (token, bearer) in again:
                continue
            case = Case((bearer,), place, "", "", span, cause=fact)
            facts = [one for one in shown(world, ask, case, begins, world.as_of) if one["fact"] != fact["fact"]]
            cover = to_cover(world, ask, case, day)
            count = count_of(world, ask, case, span.need, due, facts, end.at, cover)
            if begins < since and count.met_on and count.met_on < since:
                continue
            need = count.need
            if stop == "not_set":
                outcome = stop
            elif done := done_by(count, need):
                outcome = done
            elif not _subjects(world, bearer, day):
                outcome = "lifted"
            else:
                outcome = clouded(stop, count, cover) or still_open(world, due, "overdue")
            yield Answer(
                ask.rule, bearer, "", place, token, begins, None, due, outcome, end.provisional,
                need, count.have, count.met_on, count.last_on, count.facts,
            )  # fmt: skip


def gate(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for act, span, stop in _triggers(world, ask):
        token, day = str(act["fact"]), act["day"]
        bearers = _in_role(world, ask, act)
        if not bearers and act["place"] is not None and in_range(ask, act["place"]):
            yield Answer(ask.rule, "", "", act["place"], token, day, None, None, "no_subject")
        for bearer, place in sorted(bearers.items()):
            if not in_range(ask, place) or day < since:
                continue
            case = Case((bearer,), place, "", "", span, cause=act)
            found = shown(world, ask, case, ask.origin, day) if ask.evidence else []
            first = [fact for fact in found if fact["fact"] != act["fact"] and comes_first(fact, act)]
            count = count_of(world, ask, case, span.need, None, first)
            need = count.need
            if stop == "not_set":
                outcome = stop
            elif done := done_by(count, need):
                outcome = done
            elif not _subjects(world, bearer, world.as_of):
                outcome = "lifted"
            else:
                outcome = stop or "breached"
            yield Answer(
                ask.rule, bearer, "", place, token, day, None, None, outcome, False,
                need, count.have, count.met_on, count.last_on, count.facts,
            )  # fmt: skip
