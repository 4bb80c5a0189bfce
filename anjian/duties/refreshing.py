"""A fact refreshes the duties it touches, in its own transaction (随记随新)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from anjian.duties import projection
from anjian.duties.asks import Ask, Ref, RoleOf, Test
from anjian.duties.evaluating import Question
from anjian.duties.models import Stale
from anjian.duties.rulebook import Entry
from anjian.ledger.events import Fact, Party
from anjian.lib.ends import CHINA
from anjian.policy import queries as policy
from anjian.registry import queries as registry
from anjian.responsibility import events as answering
from anjian.scope import actions as slices
from anjian.scope import prepared

ENTERPRISES = ("registry.", answering.ASSIGNED, answering.RELEASED)
"""Facts that tell what an enterprise is; who answers for it is among that."""
UNDER = ("people.", *ENTERPRISES, "places.", "policy.")
"""Facts that change what selectors find or what rules say: the projection is mended or made anew after them."""
SUBJECTS = ("body", "post", "enterprise")


def heard(fact: Fact) -> None:
    """Called inside the transaction that records a fact, after its parties and attributes are written."""
    heard_many([fact])


def heard_many(facts: Sequence[Fact]) -> None:
    """The same for facts that are recorded at once."""
    named = [(str(fact.attributes["name"]) if fact.name.startswith("ledger.") else fact.name, fact) for fact in facts]
    slices.put_rows(Stale, (row for name, fact in named if name.startswith(UNDER) for row in _stale(name, fact)))
    for name, fact in named:
        if not name.startswith(UNDER) and name in policy.vocabulary().facts:
            _counts(name, fact)


def _stale(name: str, fact: Fact) -> list[dict[str, Any]]:
    """What is no more sure: everything of a place, or the rows of each enterprise of which alone the fact tells."""
    place = "" if name.startswith("policy.") or "place" in fact.attributes else fact.place or ""
    told = {party.id for party in fact.parties if party.kind == "enterprise"} if name.startswith(ENTERPRISES) else ()
    return [{"place": place, "enterprise": one, "fact": fact.id} for one in sorted(told) or [""]]


def _counts(name: str, fact: Fact) -> None:
    """A fact that rules may count refreshes the rows it touches."""
    projection.lock(shared=True)
    mark = projection.watermark()
    day = fact.recorded_at.astimezone(CHINA).date()
    if mark is None or day > mark.through or not mark.rules.endswith(projection.meaning()):
        return  # nobody reads it until it is made anew, and that waits for this transaction
    if fact.day > day:
        Stale.objects.for_change().create(place="", fact=fact.id)
        return
    _refresh(fact, name, mark, day)


def _refresh(fact: Fact, name: str, mark: projection.Mark, day: dt.date) -> None:
    book = projection.book_of(mark, day)
    if f"{book.digest}:{projection.meaning()}" != mark.rules:
        return
    by_rule = dict(book.reading(name))
    if not fact.name.startswith("ledger."):
        by_rule = {rule: entries for rule, entries in by_rule.items() if any(_may_count(e, fact) for e in entries)}
    if not by_rule:
        return
    touched = subjects(fact.parties, _day_of(fact))
    if book.merged:
        touched += tuple(registry.survivors(touched, as_of=day).values())
    scopes = {rule: scope(entries, fact.parties, touched) for rule, entries in by_rule.items()}
    _take_turn(
        {f"bearer:{one}" for only in scopes.values() if only for one in only}
        | {f"rule:{rule}" for rule, only in scopes.items() if only is None}
    )
    happened, borne = _day_of(fact), _borne(by_rule, scopes)
    for rule, entries in sorted(by_rule.items()):
        only = scopes[rule]
        if only is not None and all(_there_before(entry, name) for entry in entries):
            only = tuple(one for one in only if (rule, one) in borne)
        if only == ():
            continue
        asked = Question(day, mark.since, bearers=only, horizon=mark.through)
        old = "rule = CAST($1 AS text)"
        params: list[Any] = [rule]
        if only is not None:
            old += " AND bearer = ANY(CAST($2 AS text[]))"
            params.append(list(only))
        if all(map(_one_period, entries)) and mark.since <= happened:
            # The fact counts for the period of its own day alone: the others stay as they are.
            asked = replace(asked, since=happened, horizon=happened)
            params.append(happened)
            n = len(params)
            old += f" AND (begins IS NULL OR (begins <= CAST(${n} AS date) AND ends >= CAST(${n} AS date)))"
        for entry in entries:
            projection.keep(entry, asked, instead=(old, params) if entry is entries[0] else None)


def _may_count(entry: Entry, fact: Fact) -> bool:
    """Whether what a fact says of itself leaves open that some part of the rule takes it."""
    parts = [part for ask in (entry.ask, *entry.ask.beyond) for part in ask.reads if fact.name in part.names]
    return any(all(_may_pass(test, fact.attributes) for test in part.tests) for part in parts)


def _may_pass(test: Test, attributes: Mapping[str, Any]) -> bool:
    """A word that is not among those asked for does not pass; everything else is left to the evaluator."""
    said = attributes.get(test.key)
    if test.on != "text" or not isinstance(test.want, tuple) or not isinstance(said, str | list | tuple):
        return True
    words, wanted = {said} if isinstance(said, str) else set(said), set(test.want)
    return wanted <= words if test.op == "all" else bool(wanted & words)


def _there_before(entry: Entry, name: str) -> bool:
    """Whether such a fact finds the rows of its bearers there: who has none is not asked."""
    ask = entry.ask
    if ask.kind == "response":
        return ask.trigger is not None and name not in ask.trigger.names
    return ask.kind in ("recurring", "one_off", "register")


def _borne(by_rule: Mapping[str, Sequence[Entry]], scopes: Mapping[str, Sequence[str] | None]) -> set[tuple[str, str]]:
    """(rule, bearer) of what the projection has of these rules for these bearers."""
    asked = {one for only in scopes.values() if only for one in only}
    return {
        (rule, bearer)
        for rule, bearer in prepared.run(
            "SELECT DISTINCT s.rule, s.bearer FROM duties_standing s "
            "WHERE s.bearer = ANY(CAST($1 AS text[])) AND s.rule = ANY(CAST($2 AS text[]))",
            [sorted(asked), sorted(by_rule)],
            few=True,
        )
    }


def _one_period(entry: Entry) -> bool:
    """Whether a fact can only change the period in which it happened."""
    ask = entry.ask
    if ask.kind != "recurring" or ask.names_period or ask.beyond:
        return False
    return not any(span.term for span in ask.spans)


def _take_turn(names: Iterable[str]) -> None:
    """Two facts about one bearer at the same time: the second counts after the first has committed."""
    listed = sorted(names)
    if listed:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(k) FROM (SELECT DISTINCT hashtextextended(n, 7) AS k "
                "FROM unnest(%s::text[]) n ORDER BY 1) s",
                [listed],
            )


def scope(entries: Sequence[Entry], parties: Sequence[Party], touched: Iterable[str]) -> tuple[str, ...] | None:
    """The bearers whose duties under this rule the fact may change; None: any."""
    found = set(touched)
    for ask in (one for entry in entries for one in (entry.ask, *entry.ask.beyond)):
        if not names_bearer(ask):
            return None
        if isinstance(ask.who, RoleOf):
            found |= _linked(ask, parties)
    return tuple(sorted(found))


def names_bearer(ask: Ask) -> bool:
    """Whether a fact can only change duties of bearers that it names itself, or that its matter leads to."""
    if ask.together:
        return False
    parts = (ask.evidence, ask.whole, *(lift.evidence for lift in ask.unless), *ask.moves)
    sides = [part.tests for part in parts if part] or [()]
    if isinstance(ask.who, RoleOf):
        return not ask.who.up and all(_names(side) or _links(side) for side in sides)
    return all(_names(side) for side in sides)


def _names(tests: Sequence[Test]) -> bool:
    """Whether the bearer is a party of the fact itself."""
    return any(test.on == "party" and test.want == Ref("bearer") for test in tests)


def _links(tests: Sequence[Test]) -> bool:
    """Whether these tests lead to the trigger by a party alone."""
    links = [
        test.on == "party" and test.want.role
        for test in tests
        if isinstance(test.want, Ref) and test.want.what == "this"
    ]
    return bool(links) and all(links)


def subjects(parties: Sequence[Party], day: dt.date) -> tuple[str, ...]:
    """Bodies, posts and enterprises of a fact, and the posts that its persons held on its day."""
    found = {party.id for party in parties if party.kind in SUBJECTS}
    persons = [party.id for party in parties if party.kind == "person"]
    if persons:
        rows = prepared.run(
            "SELECT DISTINCT t.post FROM rel_tenure t WHERE t.person = ANY(CAST($1 AS text[])) AND NOT t.replaced "
            "AND t.since <= CAST($2 AS date) AND (t.until IS NULL OR t.until >= CAST($2 AS date))",
            [persons, day],
            few=True,
        )
        found |= {row[0] for row in rows}
    return tuple(sorted(found))


def _day_of(fact: Fact) -> dt.date:
    """The day that counts: that of the fact, or of the one that it voids."""
    if not fact.name.startswith("ledger."):
        return fact.day
    asked = str(fact.attributes["fact"])
    rows = prepared.run("SELECT f.day FROM rel_fact f WHERE f.fact = CAST($1 AS uuid)", [asked], few=True)
    day: dt.date = rows[0][0] if rows else fact.day
    return day


def _linked(ask: Ask, parties: Sequence[Party]) -> set[str]:
    """Bearers of triggers that share a matter with the fact."""
    matters = [party.id for party in parties if party.kind not in (*SUBJECTS, "person", "place", "account")]
    assert isinstance(ask.who, RoleOf)
    assert ask.trigger is not None
    if not matters:
        return set()
    rows = prepared.run(
        "SELECT DISTINCT r.id FROM rel_party q JOIN rel_fact t ON t.fact = q.fact "
        "AND t.name = ANY(CAST($2 AS text[])) JOIN rel_party r ON r.fact = t.fact AND r.role = CAST($3 AS text) "
        "WHERE q.id = ANY(CAST($1 AS text[]))",
        [matters, list(ask.trigger.names), ask.who.role],
    )
    return {row[0] for row in rows}
