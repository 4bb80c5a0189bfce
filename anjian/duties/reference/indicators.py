"""Shares and numbers against a target, of enterprises, of facts, of matters; floors and ceilings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from anjian.duties.asks import Ask, Rate, Share, Span
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.bearers import Bearer, bearers, hindrance, named_lead, things
from anjian.duties.reference.counting import count_of, has_posts, shown
from anjian.duties.reference.world import Case, World, below, fits, named, parties, span_on, values
from anjian.lib import conditions
from anjian.lib.ends import periods

ZERO = Decimal(0)


@dataclass(frozen=True)
class Figures:
    """What it comes to. `need` None: it cannot be told what is asked for, since there is nothing to divide by."""

    need: Decimal | None
    have: Decimal = ZERO
    entered: Decimal = ZERO
    ever: Decimal = ZERO
    maybe: Decimal = ZERO
    total: Decimal | None = None
    met_on: dt.date | None = None
    last_on: dt.date | None = None
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Stretch:
    """The days whose facts count, and the day by which; `label`: of its period."""

    first: dt.date
    last: dt.date
    due: dt.date | None
    begins: dt.date | None = None
    ends: dt.date | None = None
    label: str = ""


def indicator(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for span, day, stretch in _stretches(world, ask, since):
        for bearer in bearers(world, ask, stretch.begins or world.as_of, day):
            if not named_lead(ask, span, bearer):
                continue
            if stretch.begins and ask.joins == "next" and not bearer.early and not ask.together:
                continue
            for each in things(world, ask, bearer, day):
                yield _answer(world, ask, span, bearer, each, day, stretch)


def _stretches(world: World, ask: Ask, since: dt.date) -> Iterator[tuple[Span, dt.date, Stretch]]:
    """What is asked for, on which day it is judged."""
    now = world.as_of
    for kind in sorted({span.per for span in ask.spans if span.per}) if ask.periodic else ():
        for period in periods(kind, min(since, now), now):  # type: ignore[arg-type]
            day = min(period.end, now)
            span = span_on(ask, day)
            if period.end < since or span is None or span.per != kind:
                continue
            yield span, day, Stretch(period.start, day, period.end, period.start, period.end, period.label)
    span = span_on(ask, now)
    if span and not (ask.periodic and span.per):
        due = None if ask.periodic else span.due
        yield span, now, Stretch(ask.origin, min(now, due or now), due)


def _answer(world: World, ask: Ask, span: Span, bearer: Bearer, each: str, day: dt.date, stretch: Stretch) -> Answer:
    case = Case(bearer.members, bearer.place, each, stretch.label, span, posts=has_posts(ask))
    if isinstance(ask.holds, Share):
        found = _share(world, ask.holds, span, bearer.place, day)
    elif isinstance(ask.holds, Rate):
        found = _rate(world, ask, ask.holds, case, stretch)
    else:
        until = stretch.last if ask.periodic else world.as_of
        count = count_of(world, ask, case, span.need, stretch.due, shown(world, ask, case, stretch.first, until))
        found = Figures(
            span.need, count.have, count.entered, count.ever, met_on=count.met_on, last_on=count.last_on,
            facts=count.facts,
        )  # fmt: skip
    stop = hindrance(world, ask, span, bearer, day)
    outcome = _capped(world, stop, found, stretch) if ask.ceiling else _floored(world, ask, stop, found, stretch)
    need = None if ask.ceiling and outcome != "met" and stop in ("lifted", "unknown", "gap") else found.need
    return Answer(
        ask.rule, bearer.id, each, bearer.place, stretch.label, stretch.begins, stretch.ends, stretch.due, outcome,
        False, need, found.have, found.met_on, found.last_on, found.facts, found.total,
    )  # fmt: skip


def _floored(world: World, ask: Ask, stop: str, found: Figures, stretch: Stretch) -> str:
    if stop in ("not_set", "unscheduled"):
        return stop
    if found.need is not None:
        if found.entered >= found.need:
            return "met"
        if found.have >= found.need:
            return "met_entered_late"
        if found.ever >= found.need:
            return "met_late"
    if stop == "lifted":
        return stop
    if stop == "unknown" or (found.need is not None and found.have + found.maybe >= found.need):
        return "unknown"
    if stop == "gap":
        return stop
    if found.need is None:
        return "unknown"
    if stretch.due is None:
        return "short"
    return "due" if world.as_of <= stretch.due else "missed" if ask.periodic else "overdue"


def _capped(world: World, stop: str, found: Figures, stretch: Stretch) -> str:
    if stop in ("not_set", "unscheduled"):
        return stop
    if found.need is not None and found.have + found.maybe <= found.need:
        return "met"
    if stop:
        return stop
    if found.need is None or found.have <= found.need:
        return "unknown"
    if stretch.due is None or stretch.begins:
        return "short"
    return "due" if world.as_of <= stretch.due else "overdue"


def _share(world: World, share: Share, span: Span, place: str, day: dt.date) -> Figures:
    good = maybe = total = 0
    for row in world.on("rel_enterprise", day):
        counts = conditions.ask(share.of, row)
        if not below(place, row["place"]) or counts is False:
            continue
        fit = conditions.ask(share.good, row)
        total += 1
        good += counts is True and fit is True
        maybe += counts is None or fit is None
    need = span.need
    if share.ratio:
        need = None if need is None or not total else need * total / 100
    have = Decimal(good)
    return Figures(need, have, have, have, Decimal(maybe), Decimal(total))


def _rate(world: World, ask: Ask, rate: Rate, case: Case, stretch: Stretch) -> Figures:
    assert ask.evidence is not None
    whole = _whole(world, rate, case, stretch) if rate.of else None
    sure = {matter for matter, _ in whole or ()}
    by_matter: dict[str, list[dict[str, int]]] = {}
    last: dict[str, dt.date] = {}
    used = set()
    for fact in shown(world, ask, case, stretch.first, world.as_of):
        in_time = stretch.due is None or fact["day"] <= stretch.due
        late = fact["recorded_day"] - fact["day"]
        prompt = (stretch.due is not None and fact["recorded_day"] <= stretch.due) or late.days <= ask.window
        for party in parties(world, fact, rate.link):
            matter = party["id"]
            if whole is not None and matter not in sure:
                continue
            scores = {"have": int(in_time), "entered": int(in_time and prompt), "ever": 1}
            by_matter.setdefault(matter, []).append(scores)
            last[matter] = max(last.get(matter, fact["day"]), fact["day"])
            used.add(str(fact["fact"]))
    best = {
        matter: {name: Decimal(max(one[name] for one in scores)) for name in ("have", "entered", "ever")}
        for matter, scores in by_matter.items()
    }
    facts = frozenset(used)
    if whole is None:
        have, entered, ever = (sum((one[name] for one in best.values()), ZERO) for name in ("have", "entered", "ever"))
        return Figures(case.span.need, have, entered, ever, last_on=max(last.values(), default=None), facts=facts)
    kinds = [_kind(case.span, kind, whole, best) for kind in {kind for _, kind in whole}]
    certain = [last[matter] for (matter, _), belongs in whole.items() if belongs and matter in last]
    last_on = max(certain, default=None)
    if not rate.each:
        if not kinds:
            return Figures(None, total=ZERO, facts=facts)
        (only,) = kinds
        return Figures(only.need, only.have, only.entered, only.ever, only.maybe, only.total, None, last_on, facts)
    told = bool(kinds) and all(kind is not None for _, kind in whole) and case.span.need is not None
    have, entered, ever = (
        Decimal(sum(one.need is not None and getattr(one, name) >= one.need for one in kinds))
        for name in ("have", "entered", "ever")
    )
    maybe = sum(one.need is not None and one.have < one.need <= one.have + one.maybe for one in kinds)
    need = Decimal(len(kinds)) if told else None
    return Figures(need, have, entered, ever, Decimal(maybe), last_on=last_on, facts=facts)


def _whole(world: World, rate: Rate, case: Case, stretch: Stretch) -> dict[tuple[str, str | None], bool]:
    """Every matter of the whole with its kind, and whether it surely belongs to it."""
    assert rate.of is not None
    found: dict[tuple[str, str | None], bool] = {}
    for fact in named(world, rate.of):
        belongs = fits(world, rate.of.tests, fact, case)
        if belongs is False or not stretch.first <= fact["day"] <= stretch.last:
            continue
        kinds = {row["text"] for row in values(world, fact, rate.each)} if rate.each else {None}
        for party in parties(world, fact, rate.link):
            for kind in kinds or {None}:
                key = party["id"], kind
                found[key] = found.get(key, False) or belongs is True
    return found


def _kind(
    span: Span,
    kind: str | None,
    whole: dict[tuple[str, str | None], bool],
    best: dict[str, dict[str, Decimal]],
) -> Figures:
    mine = {matter: belongs for (matter, one), belongs in whole.items() if one == kind}
    total = Decimal(len(mine))
    need = None if span.need is None else span.need * total / 100
    counted = [best[matter] for matter, belongs in mine.items() if belongs and matter in best]
    have, entered, ever = (sum((one[name] for one in counted), ZERO) for name in ("have", "entered", "ever"))
    return Figures(need, have, entered, ever, Decimal(sum(not belongs for belongs in mine.values())), total)
