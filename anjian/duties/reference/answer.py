"""Every kind of rule, one bearer after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anjian.duties.asks import Ask, RoleOf, SameHolder, Share, Span, Who
from anjian.duties.reference.world import (
    Case,
    Row,
    World,
    above,
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
)
from anjian.lib import conditions
from anjian.lib.ends import Term, periods


@dataclass(frozen=True)
class Answer:
    """One duty and its state."""

    rule: str
    bearer: str
    each: str
    place: str
    token: str
    begins: dt.date | None
    ends: dt.date | None
    due: dt.date | None
    outcome: str
    provisional: bool = False
    need: Decimal | None = None
    have: Decimal = Decimal(0)
    met_on: dt.date | None = None
    last_on: dt.date | None = None
    facts: frozenset[str] = frozenset()


def evaluate(world: World, ask: Ask, *, since: dt.date) -> list[Answer]:
    """All duties of one ask on the world's day; finished periods and matters before `since` are left out."""
    kinds = {
        "recurring": _recurring,
        "one_off": _one_off,
        "response": _response,
        "requirement": _requirement,
        "indicator": _indicator,
        "gate": _gate,
        "definition": _definition,
        "attested": _attested,
    }
    return [*kinds[ask.kind](world, ask, since), *_nobody(world, ask)]


# -- who ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bearer:
    """A bearer on its judging day. `ended`: it is gone by then."""

    id: str
    place: str
    kind: str
    sure: bool
    ended: bool
    early: bool
    members: tuple[str, ...] = ()


def _bearers(world: World, ask: Ask, begins: dt.date, day: dt.date) -> list[Bearer]:
    """Who was there on some day from `begins` to `day`; the slice that reaches furthest speaks for them."""
    if ask.who is None:
        return [Bearer("", ask.lo, "", True, False, True, ("",))]
    assert isinstance(ask.who, Who)
    by_id: dict[str, list[tuple[Row, str, bool]]] = {}
    for id, row, pick, sure in slices(world, ask, ask.who):
        if row["since"] <= day and (row["until"] is None or row["until"] >= begins):
            by_id.setdefault(id, []).append((row, pick.kind, sure))
    found = []
    for id, rows in sorted(by_id.items()):
        far = max(row["until"] or dt.date.max for row, _, _ in rows)
        best = sorted(
            (not sure, row["place"], kind) for row, kind, sure in rows if (row["until"] or dt.date.max) == far
        )[0]
        unsure, place, kind = best
        early = any(holds(row, begins) for row, _, _ in rows)
        found.append(Bearer(id, place, kind, not unsure, far < day, early, (id,)))
    if ask.together:
        there = [one for one in found if not one.ended]
        if not there:
            return []
        ids = tuple(one.id for one in there)
        place = min(one.place for one in there)
        return [Bearer("+".join(ids), place, "", all(one.sure for one in there), False, True, ids)]
    return found


def _things(world: World, ask: Ask, bearer: Bearer, day: dt.date) -> list[str]:
    if ask.each is None:
        return [""]
    return sorted(
        {
            id
            for id, row, _, _ in slices(world, ask, ask.each)
            if holds(row, day) and (not ask.each.inside or below(bearer.place, row["place"]))
        }
    )


def _nobody(world: World, ask: Ask) -> Iterator[Answer]:
    if not isinstance(ask.who, Who) or span_on(ask, world.as_of) is None:
        return
    there = {row["place"] for _, row, _, _ in slices(world, ask, ask.who) if holds(row, world.as_of)}
    levels = ask.who.levels
    ground = {
        row["place"]
        for row in world.on("rel_place", world.as_of)
        if row["level"] in levels and in_range(ask, row["place"])
    }
    empty = ground - there if ground else (set() if there else {ask.lo})
    for place in sorted(empty):
        yield Answer(ask.rule, "", "", place, place, None, None, None, "no_subject")


def _hindered(world: World, ask: Ask, span: Span, bearer: Bearer, day: dt.date) -> str:
    """What keeps a duty from being judged, or the empty text."""
    if span.need is None or unset(ask, span, ask.evidence) or (ask.lead and span.slots.get(ask.lead.name) is None):
        return "not_set"
    if ask.kind == "recurring" and span.per is None:
        return "unscheduled"
    if bearer.ended:
        return "lifted"
    if not bearer.sure:
        return "unknown"
    if bearer.kind == "post" and is_vacant(world, bearer.id, day):
        return "gap"
    return ""


def _named_lead(ask: Ask, span: Span, bearer: Bearer) -> bool:
    lead = span.slots.get(ask.lead.name) if ask.lead else None
    return lead is None or lead == bearer.id


# -- evidence -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    have: Decimal
    entered: Decimal
    ever: Decimal
    met_on: dt.date | None
    last_on: dt.date | None
    facts: frozenset[str]


def _count(
    world: World, ask: Ask, case: Case, need: Decimal | None, due: dt.date | None, facts: Sequence[Row]
) -> Count:
    """Facts that show it, each part for itself; facts are in the order of their days."""
    zero = Decimal(0)
    totals = {"have": zero, "entered": zero, "ever": zero}
    reached: list[dt.date | None] = []
    used: list[Row] = []
    for part in ask.parts or (None,):
        shown = [
            fact
            for fact in sorted(facts, key=lambda row: (row["day"], str(row["fact"])))
            if part is None
            or (fits(world, part.tests, fact, case) is True and (not part.names or fact["name"] in part.names))
        ]
        in_time = [fact for fact in shown if due is None or fact["day"] <= due]
        prompt = [
            fact
            for fact in in_time
            if (due is not None and fact["recorded_day"] <= due)
            or (fact["recorded_day"] - fact["day"]).days <= ask.window
        ]
        for name, listed in (("have", in_time), ("entered", prompt), ("ever", shown)):
            n = Decimal(len(listed))
            totals[name] += n if part is None or need is None or n < need else need
        reached.append(shown[int(need) - 1]["day"] if need and need == int(need) and len(shown) >= need else None)
        used += shown
    met_on = max(day for day in reached if day) if all(reached) else None
    last_on = max((fact["day"] for fact in used), default=None)
    return Count(
        totals["have"],
        totals["entered"],
        totals["ever"],
        met_on,
        last_on,
        frozenset(str(fact["fact"]) for fact in used),
    )


def _shown(world: World, ask: Ask, case: Case, first: dt.date, last: dt.date) -> list[Row]:
    """Facts between two days that pass all tests; what is not told is not shown."""
    assert ask.evidence is not None
    return [
        fact
        for fact in named(world, ask.evidence)
        if first <= fact["day"] <= last and fits(world, ask.evidence.tests, fact, case) is True
    ]


def _whole(ask: Ask, need: Decimal | None) -> Decimal | None:
    return need * len(ask.parts) if need is not None and ask.parts else need


def _done(count: Count, need: Decimal | None) -> str:
    if need is None:
        return ""
    if count.entered >= need:
        return "met"
    if count.have >= need:
        return "met_entered_late"
    return "met_late" if count.ever >= need else ""


def _open(world: World, due: dt.date | None, over: str) -> str:
    if due is None:
        return "undated"
    return "due" if world.as_of <= due else over


def _has_posts(ask: Ask) -> bool:
    return isinstance(ask.who, Who) and any(pick.kind == "post" for pick in ask.who.picks)


# -- the kinds ------------------------------------------------------------------------------------------------------


def _recurring(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    kinds = sorted({span.per for span in ask.spans if span.per})
    for kind in kinds:
        for period in periods(kind, min(since, world.as_of), world.as_of):  # type: ignore[arg-type]
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
            for bearer in _bearers(world, ask, period.start, day):
                if ask.joins == "next" and not bearer.early and not ask.together:
                    continue
                yield from _period(
                    world, ask, span, bearer, day, (period.start, period.end, period.label), due, provisional
                )
    span = span_on(ask, world.as_of)
    if span and span.per is None:
        for bearer in _bearers(world, ask, world.as_of, world.as_of):
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
    if not _named_lead(ask, span, bearer):
        return
    assert ask.evidence is not None
    about = any(getattr(test.want, "what", "") == "period" for test in ask.evidence.tests)
    first = begins or dt.date(world.as_of.year, 1, 1)
    last = world.as_of if about or due is None else min(due, world.as_of)
    for each in _things(world, ask, bearer, day):
        case = Case(bearer.members, bearer.place, each, label, span, posts=_has_posts(ask))
        count = _count(world, ask, case, span.need, due, _shown(world, ask, case, first, last))
        need = _whole(ask, span.need)
        stop = _hindered(world, ask, span, bearer, day)
        if stop in ("not_set", "unscheduled"):
            outcome = stop
        else:
            outcome = _done(count, need) or stop if stop != "gap" else _done(count, need) or "gap"
            outcome = outcome or _open(world, due, "missed" if ask.final else "overdue")
        yield Answer(
            ask.rule, bearer.id, each, bearer.place, label, begins, ends, due, outcome, provisional,
            need, count.have, count.met_on, count.last_on, count.facts,
        )  # fmt: skip


def _one_off(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    last = max(ask.spans, key=lambda span: span.since)
    span = span_on(ask, world.as_of)
    now = world.as_of
    if span is None and last.until is not None and last.until < now:
        span, now = last, last.until
    if span is None:
        return
    day = now if span.due is None or span.due >= now else max(span.due, span.since)
    for bearer in _bearers(world, ask, ask.origin, day):
        if not _named_lead(ask, span, bearer):
            continue
        for each in _things(world, ask, bearer, day):
            case = Case(bearer.members, bearer.place, each, "", span, posts=_has_posts(ask))
            facts = _shown(world, ask, case, ask.origin, world.as_of)
            count = _count(world, ask, case, span.need, span.due, facts)
            need = _whole(ask, span.need)
            stop = _hindered(world, ask, span, bearer, day)
            outcome = stop if stop == "not_set" else _done(count, need) or stop or _open(world, span.due, "overdue")
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
        answer = fits(world, ask.trigger.tests, fact, Case((), "", "", "", span))
        if answer is False:
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


def _response(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for fact, span, stop in _triggers(world, ask):
        token, begins = str(fact["fact"]), fact["day"]
        bearers = _in_role(world, ask, fact)
        if not bearers and fact["place"] is not None and in_range(ask, fact["place"]):
            yield Answer(ask.rule, "", "", fact["place"], token, begins, None, None, "no_subject")
        due, provisional = span.due, False
        if span.term:
            end = Term(*span.term).due(fact["recorded_day"] if ask.recorded else begins, world.calendar)  # type: ignore[arg-type]
            due, provisional = end.due, end.provisional
        day = min(due, world.as_of) if due else world.as_of
        for bearer, place in sorted(bearers.items()):
            if not in_range(ask, place):
                continue
            case = Case((bearer,), place, "", "", span, cause=fact)
            facts = [one for one in _shown(world, ask, case, begins, world.as_of) if one["fact"] != fact["fact"]]
            count = _count(world, ask, case, span.need, due, facts)
            if begins < since and count.met_on and count.met_on < since:
                continue
            need = _whole(ask, span.need)
            if stop == "not_set":
                outcome = stop
            elif done := _done(count, need):
                outcome = done
            elif not _subjects(world, bearer, day):
                outcome = "lifted"
            else:
                outcome = stop or _open(world, due, "overdue")
            yield Answer(
                ask.rule, bearer, "", place, token, begins, None, due, outcome, provisional,
                need, count.have, count.met_on, count.last_on, count.facts,
            )  # fmt: skip


def _gate(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for act, span, stop in _triggers(world, ask):
        token, day = str(act["fact"]), act["day"]
        bearers = _in_role(world, ask, act)
        if not bearers and act["place"] is not None and in_range(ask, act["place"]):
            yield Answer(ask.rule, "", "", act["place"], token, day, None, None, "no_subject")
        for bearer, place in sorted(bearers.items()):
            if not in_range(ask, place) or day < since:
                continue
            case = Case((bearer,), place, "", "", span, cause=act)
            shown = _shown(world, ask, case, ask.origin, day) if ask.evidence else []
            first = [fact for fact in shown if fact["fact"] != act["fact"] and _comes_first(fact, act)]
            count = _count(world, ask, case, span.need, None, first)
            need = _whole(ask, span.need)
            if stop == "not_set":
                outcome = stop
            elif done := _done(count, need):
                outcome = done
            elif not _subjects(world, bearer, world.as_of):
                outcome = "lifted"
            else:
                outcome = stop or "breached"
            yield Answer(
                ask.rule, bearer, "", place, token, day, None, None, outcome, False,
                need, count.have, count.met_on, count.last_on, count.facts,
            )  # fmt: skip


def _comes_first(fact: Row, act: Row) -> bool:
    if fact["day"] != act["day"]:
        return bool(fact["day"] < act["day"])
    if fact["precision"] != "minute" or act["precision"] != "minute":
        return True  # on one day, and nobody wrote down the minute
    return bool(fact["happened_at"] <= act["happened_at"])


def _states(world: World, ask: Ask) -> Iterator[tuple[Span, Bearer, str]]:
    span = span_on(ask, world.as_of)
    if span is None:
        return
    for bearer in _bearers(world, ask, world.as_of, world.as_of):
        if _named_lead(ask, span, bearer):
            for each in _things(world, ask, bearer, world.as_of):
                yield span, bearer, each


def _requirement(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for span, bearer, each in _states(world, ask):
        if isinstance(ask.holds, SameHolder):
            answer = _same_holder(world, ask.holds, bearer.place)
        else:
            assert ask.holds is not None
            assert not isinstance(ask.holds, Share)
            rows = [row for row in world.on("rel_enterprise", world.as_of) if row["enterprise"] == (each or bearer.id)]
            truth = conditions.ask(ask.holds, rows[0]) if rows else None
            answer = {True: "met", False: "no", None: "unknown"}[truth]
        stop = _hindered(world, ask, span, bearer, world.as_of)
        if stop == "not_set":
            outcome = stop
        elif answer == "met":
            outcome = "met"
        elif stop or answer != "no":
            outcome = "unknown" if "unknown" in (stop, answer) else stop or answer
        else:
            outcome = "unmet" if span.due is None else _open(world, span.due, "overdue")
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


def _indicator(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for span, bearer, each in _states(world, ask):
        stop = _hindered(world, ask, span, bearer, world.as_of)
        count = Count(Decimal(0), Decimal(0), Decimal(0), None, None, frozenset())
        maybe, need = Decimal(0), span.need
        if isinstance(ask.holds, Share):
            good, maybe, total = _share(world, ask.holds, bearer.place)
            count = Count(good, good, good, None, None, frozenset())
            if ask.holds.ratio:
                need = None if span.need is None or not total else span.need * total / 100
        else:
            case = Case(bearer.members, bearer.place, each, "", span, posts=_has_posts(ask))
            facts = _shown(world, ask, case, ask.origin, world.as_of)
            count = _count(world, ask, case, span.need, span.due, facts)
            need = _whole(ask, span.need)
        if stop == "not_set":
            outcome = stop
        elif done := _done(count, need):
            outcome = done
        elif need is None or stop == "unknown" or count.have + maybe >= need:
            outcome = "unknown"
        elif stop:
            outcome = stop
        else:
            outcome = "short" if span.due is None else _open(world, span.due, "overdue")
        yield Answer(
            ask.rule, bearer.id, each, bearer.place, "", None, None, span.due, outcome, False,
            need, count.have, count.met_on, count.last_on, count.facts,
        )  # fmt: skip


def _share(world: World, share: Share, place: str) -> tuple[Decimal, Decimal, Decimal]:
    """(fitting, cannot be told, all that may count)."""
    good = maybe = total = 0
    for row in world.on("rel_enterprise", world.as_of):
        counts = conditions.ask(share.of, row)
        if not below(place, row["place"]) or counts is False:
            continue
        fit = conditions.ask(share.good, row)
        total += 1
        good += counts is True and fit is True
        maybe += counts is None or fit is None
    return Decimal(good), Decimal(maybe), Decimal(total)


def _definition(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for span, bearer, each in _states(world, ask):
        stop = _hindered(world, ask, span, bearer, world.as_of)
        outcome = stop if stop in ("not_set", "gap") else "met"
        yield Answer(ask.rule, bearer.id, each, bearer.place, "", None, None, span.due, outcome, False, span.need)


def _attested(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    for span, bearer, each in _states(world, ask):
        count = Count(Decimal(0), Decimal(0), Decimal(0), None, None, frozenset())
        if ask.evidence:
            case = Case(bearer.members, bearer.place, each, "", span, posts=_has_posts(ask))
            facts = _shown(world, ask, case, ask.origin, world.as_of)
            count = _count(world, ask, case, span.need, span.due, facts)
        outcome = "attested" if count.ever else "not_yet"
        yield Answer(
            ask.rule, bearer.id, each, bearer.place, "", None, None, span.due, outcome, False,
            _whole(ask, span.need), count.have, count.met_on, count.last_on, count.facts,
        )  # fmt: skip
