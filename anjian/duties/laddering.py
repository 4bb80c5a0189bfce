"""Ladders (阶梯): each rung is taken once, in order; the clock proposes, a body decides.

When a rung is reached is computed like any duty (`compile.consequences`); that it was reached is recorded once, under a
claim. A pass asks which rungs were reached since its clock was set and not yet taken: three days without a worker are
one wide interval, and what it finds is marked late. A rung stays taken whatever is told afterwards; where its ground is
gone the matter closes, or, when the measure was taken already, the signer is asked whether to withdraw it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.duties import evaluating, events, messaging, projection, rulebook
from anjian.duties.asks import Ask, Who
from anjian.duties.evaluating import Question, Standing
from anjian.duties.models import Covered, Rung
from anjian.duties.reading import NotRun, selector
from anjian.duties.rulebook import Entry
from anjian.ledger import actions as ledger
from anjian.ledger import queries as told
from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM
from anjian.registry import queries as registry

DAY = dt.timedelta(days=1)
OPEN = ("proposed", "owed", "taken")
_KINDS = {"body": "body", "post": "post", "ent": "enterprise"}
_ACT = (Outcome.MET, Outcome.MET_LATE, Outcome.MET_ENTERED_LATE)


def climb(as_of: dt.date) -> int:
    """Take every rung that was reached by this day; returns how many. Safe beside another worker doing the same."""
    book = rulebook.book(as_of)
    ladders: dict[str, list[Entry]] = {}
    for entry in book.live:
        ladders.setdefault(entry.ask.lo, []).append(entry)
    return sum(_climb(place, entries, book, as_of) for place, entries in sorted(ladders.items()))


def _climb(place: str, entries: list[Entry], book: rulebook.Rulebook, as_of: dt.date) -> int:
    with transaction.atomic():
        clock = clock_of("ladder", place, as_of)
        head = told.head()
        if clock is None or (clock.through >= as_of and clock.position == head):
            return 0
        rulebook.prepare(book)
        keys = list(Rung.objects.for_change().filter(reached__gt=clock.start).values_list("key", flat=True))
        taken = {*keys, *map(_with_survivors(keys, as_of), keys)}
        found = [row for row in _standings(entries, as_of) if _reached(row, clock.start, as_of)]
        fresh = sorted((row for row in found if key_of(row) not in taken), key=_order)
        ledger.lock(SYSTEM, {one for row in fresh for one in (row.bearer, *row.each_id.split("+")) if one})
        deciders = {entry.ask.rule: _deciders(entry, as_of) for entry in entries}
        done = sum(_take(row, clock, head, as_of, deciders[row.rule]) for row in fresh)
        Covered.objects.for_change().filter(id=clock.id).update(through=as_of, position=head)
        return done


def clock_of(kind: str, place: str, as_of: dt.date) -> Covered | None:
    """The clock of a region, held until the transaction ends; None while another worker has it. Set at first sight."""
    clocks = Covered.objects.for_change()
    if not clocks.filter(kind=kind, place=place).exists():
        day = as_of - DAY
        clocks.bulk_create([Covered(kind=kind, place=place, start=day, through=day)], ignore_conflicts=True)
    return clocks.select_for_update(skip_locked=True).filter(kind=kind, place=place).first()


def _standings(entries: Iterable[Entry], as_of: dt.date) -> list[Standing]:
    since = dt.date(as_of.year - 1, 1, 1)
    covered = projection.covering(as_of=as_of, known=None, since=since)
    return evaluating.standings(entries, Question(as_of, since, kept=isinstance(covered, projection.Covered)))


def _reached(row: Standing, start: dt.date, as_of: dt.date) -> bool:
    open_or_done = row.outcome not in (Outcome.NOT_SET, Outcome.NO_SUBJECT, Outcome.LIFTED, Outcome.UNKNOWN)
    return bool(row.bearer) and row.begins is not None and start < row.begins <= as_of and open_or_done


def _order(row: Standing) -> tuple[Any, ...]:
    return row.begins, getattr(row.entry.rule, "rung", 1), row.rule, row.each_id, row.token, row.bearer


def key_of(row: Standing) -> str:
    """What a rung is taken under: never a fact's own id, so that a letter recorded anew is not sent twice."""
    return "|".join(("rung", row.rule, str(getattr(row.entry.rule, "rung", 1)), row.each_id, row.token, row.bearer))


_ENTERPRISE = re.compile(r"ent:[^|@+]+")


def _with_survivors(texts: Iterable[str], as_of: dt.date) -> Callable[[str], str]:
    """Puts the file that stands for a merged one into a text: a letter about either is not sent again about both."""
    standing = registry.survivors(_ENTERPRISE.findall("|".join(texts)), as_of=as_of)
    return lambda text: _ENTERPRISE.sub(lambda found: standing.get(found[0], found[0]), text)


def _take(row: Standing, clock: Covered, head: int, as_of: dt.date, deciders: list[tuple[str, str]]) -> bool:
    assert row.begins is not None
    decider = _nearest(deciders, row.place)
    late = (as_of - row.begins).days
    why = "" if not late else "clock" if row.begins > clock.through else "told"
    ground = {"rule": row.rule, "about": row.each_id, "matter": row.token, "reached": row.begins, "known": head}
    if not ledger.claim(SYSTEM, key=key_of(row), ground=ground):
        return False
    rung = Rung(
        key=key_of(row), rule=row.rule, rung=getattr(row.entry.rule, "rung", 1), target=row.bearer, about=row.each_id,
        matter=row.token, place=row.place, reached=row.begins, claimed=as_of, late_days=late, why_late=why, known=head,
        decider=decider, state="proposed" if decider else "owed",
    )  # fmt: skip
    rung.fact = tell(events.RUNG_REACHED, rung, {"rung": rung.rung, "reached": rung.reached, "late_days": late})
    Rung.objects.for_change().bulk_create([rung])
    messaging.reached(rung, as_of=as_of)
    return True


def tell(name: str, rung: Rung, more: Mapping[str, Any], *, viewer: Any = SYSTEM) -> Any:
    """Record what happened to a rung; returns the id of the fact."""
    parties = [Party("rule", "rule", rung.rule)]
    named = [("target", rung.target), *(("about", one) for one in rung.about.split("+")), ("decider", rung.decider)]
    for role, id in named:
        kind = _KINDS.get(id.partition(":")[0])
        if kind:
            parties.append(Party(role, kind, id))
    attributes = {"rule": rung.rule, "matter": rung.matter, "about": rung.about, **more}
    return ledger.record(viewer, name, happened_at=None, place=rung.place, parties=parties, attributes=attributes).id


def _deciders(entry: Entry, as_of: dt.date) -> list[tuple[str, str]]:
    """(body, place) of those who may decide on the measure; empty when nobody has to."""
    then = getattr(entry.rule, "then", None)
    if then is None or then.decided_by is None:
        return []
    try:
        who = selector(then.decided_by)
    except NotRun:
        return []
    if not isinstance(who, Who):
        return []
    ask: Ask = replace(
        entry.ask, kind="definition", who=who, each=None, evidence=None, trigger=None, sources=(), parts=(), lead=None,
        together=False, outcomes=(), after="", waits=False,
    )  # fmt: skip
    asked = replace(entry, ask=ask)
    rows = evaluating.standings([asked], Question(as_of, as_of))
    return [(row.bearer, row.place) for row in rows if row.bearer]


def _nearest(bodies: list[tuple[str, str]], place: str) -> str:
    over = [(code, id) for id, code in bodies if divisions.contains(code, place)]
    return max(over, default=("", ""))[1]


# -- what became of it ----------------------------------------------------------------------------------------------


def review(as_of: dt.date) -> int:
    """See what became of the rungs that were taken: the measure shown, the matter cured, the ground gone.

    Returns how many changed their state. Only after new facts or on a new day.
    """
    with transaction.atomic():
        clock = clock_of("review", "0" * 12, as_of)
        head = told.head()
        if clock is None or (clock.through >= as_of and clock.position == head):
            return 0
        changed = sum(_review(day, rungs, as_of) for day, rungs in sorted(_by_day(Rung.objects.for_change()).items()))
        Covered.objects.for_change().filter(id=clock.id).update(through=as_of, position=head)
        return changed


def _by_day(rungs: Any) -> dict[dt.date, list[Rung]]:
    found: dict[dt.date, list[Rung]] = {}
    for rung in rungs.filter(state__in=OPEN).order_by("claimed", "id").select_for_update():
        found.setdefault(rung.claimed, []).append(rung)
    return found


def _review(day: dt.date, rungs: list[Rung], as_of: dt.date) -> int:
    """Rungs claimed on one day: does their ground stand as of that day, as we know it now?"""
    names = frozenset(rung.rule for rung in rungs)
    since = dt.date(day.year - 1, 1, 1)
    stood = _rows(names, day, since)
    now = stood if day == as_of else _rows(names, as_of, since)
    changed = 0
    standing = _with_survivors([text for rung in rungs for text in _identity(rung)], as_of)
    for rung in rungs:
        identities = (_identity(rung), tuple(map(standing, _identity(rung))))
        row = next((now[one] for one in identities if one in now), None)
        grounded = any(one in stood for one in identities)
        measure = row.facts[0].fact if row is not None and row.facts and row.outcome in _ACT else None
        if rung.state in ("proposed", "owed") and measure is not None:
            # Whoever recorded the measure signs for it.
            fact = told.fact(SYSTEM, UUID(measure))
            rung.state, rung.measure, rung.signer = "taken", UUID(measure), fact.recorded_by if fact else ""
        elif rung.state == "taken" and measure is None and row is not None and grounded:
            rung.state, rung.measure, rung.signer = "owed", None, ""  # the letter itself was voided
        elif not grounded:
            if rung.state == "taken":
                tell(events.WITHDRAWAL_ASKED, rung, {"measure": str(rung.measure)})
                rung.state = "withdraw"
                messaging.groundless(rung, as_of=as_of)
            else:
                tell(events.RUNG_CLOSED, rung, {"why": "ground"})
                rung.state = "closed"
        elif row is None and rung.state != "taken":
            tell(events.RUNG_CLOSED, rung, {"why": "cured"})
            rung.state = "closed"
        else:
            continue
        rung.save(update_fields=["state", "measure", "signer"])
        changed += 1
    return changed


def _rows(rules: frozenset[str], day: dt.date, since: dt.date) -> dict[tuple[str, ...], Standing]:
    book = rulebook.book(day)
    rulebook.prepare(book)
    found = evaluating.standings(book.of(rules), Question(day, since), facts=True)
    return {
        (row.rule, row.bearer, row.each_id, row.token): row
        for row in found
        if row.bearer and row.outcome not in (Outcome.LIFTED, Outcome.NOT_SET)
    }


def _identity(rung: Rung) -> tuple[str, ...]:
    return rung.rule, rung.target, rung.about, rung.matter
