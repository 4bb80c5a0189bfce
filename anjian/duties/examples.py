"""Examples of packs through both evaluators: the reference in Python, and the compiled text on PostgreSQL.

The little world of an example becomes rows of the published relations. For the compiled text they are laid into
temporary tables that shadow the relations of the same name, inside a savepoint that is rolled back.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

import psycopg
from django.db import connection, transaction

from anjian.duties import terms
from anjian.duties.asks import Ask
from anjian.duties.compile import STANDING, compile_ask
from anjian.duties.evaluating import OUTCOMES
from anjian.duties.judging import COUNTED, numbers
from anjian.duties.reading import read
from anjian.duties.reference import Answer, World, evaluate
from anjian.ledger.relations import RELATIONS as LEDGER
from anjian.lib import divisions, ends
from anjian.lib.relations import Relation
from anjian.lib.verdicts import Reason, Verdict
from anjian.people.relations import RELATIONS as PEOPLE
from anjian.places.relations import RELATIONS as PLACES
from anjian.policy import examples as policy_examples
from anjian.policy import queries as policy
from anjian.registry.relations import RELATIONS as REGISTRY
from anjian.scope import prepared

RELATIONS: Mapping[str, Relation] = {**LEDGER, **PEOPLE, **PLACES, **REGISTRY}
EVER = dt.date(1949, 10, 1)
Rows = dict[str, list[dict[str, Any]]]


def register() -> None:
    """Tell policy that both evaluators can run examples."""
    policy_examples.register("reference", by_reference)
    policy_examples.register("compiled", by_compiled)


def by_reference(rule: policy.Rule, example: policy.Example, pack: policy.Pack) -> list[Verdict]:
    """The verdicts of the slow evaluator; needs no database."""
    rows, known = world(example, pack)
    found: list[Verdict] = []
    for ask in _asks(rule, example, pack):
        there = World(rows, terms.calendar(), example.as_of, known)
        found += [_verdict(rule, ask, answer, example) for answer in evaluate(there, ask, since=ask.origin)]
    return found


def by_compiled(rule: policy.Rule, example: policy.Example, pack: policy.Pack) -> list[Verdict]:
    """The verdicts of the compiled text on PostgreSQL; needs a database, leaves nothing there."""
    rows, known = world(example, pack)
    found: list[Verdict] = []
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            asks = _asks(rule, example, pack)
            _lay(rows, _dates(asks, example, rows))
            for ask in asks:
                found += [_verdict(rule, ask, answer, example) for answer in _ask(ask, example.as_of, known)]
        finally:
            transaction.savepoint_rollback(point)
    return found


def _asks(rule: policy.Rule, example: policy.Example, pack: policy.Pack) -> tuple[Ask, ...]:
    instance = policy_examples.instance(rule, example, pack)
    return read([instance], policy.vocabulary(), lookup=pack.rule).asks


def _ask(ask: Ask, as_of: dt.date, known: int | None) -> list[Answer]:
    text = compile_ask(ask, replay=known is not None)
    given = {
        "as_of": as_of,
        "since": ask.origin,
        "horizon": as_of,
        "known": known,
    }
    facts: dict[tuple[str, str, str], set[str]] = {}
    if text.facts:
        for bearer, each, token, _, fact, *_ in prepared.run(text.facts.sql, text.facts.bind(**given)):
            facts.setdefault((bearer, each, token), set()).add(fact)
    names = [*(name for name, _ in STANDING), "outcome"]
    found = []
    for row in prepared.run(text.standings.sql, text.standings.bind(**given)):
        r = dict(zip(names, row, strict=True))
        found.append(
            Answer(
                r["rule"],
                r["bearer"],
                r["each_id"],
                r["place"],
                r["token"],
                r["begins"],
                r["ends"],
                r["due"],
                r["outcome"],
                r["provisional"],
                r["need"],
                r["have"],
                r["met_on"],
                r["last_on"],
                frozenset(facts.get((r["bearer"], r["each_id"], r["token"]), ())),
                r["total"],
            )
        )
    return found


def _verdict(rule: policy.Rule, ask: Ask, answer: Answer, example: policy.Example) -> Verdict:
    need, have = numbers(answer.need), numbers(answer.have)
    if ask.kind not in COUNTED:
        need = have = None
    reasons = []
    if answer.outcome == "undated" and answer.begins:
        reasons.append(Reason("age", "已过天数", str((example.as_of - answer.begins).days)))
    if answer.last_on:
        reasons.append(Reason("last", "最近一次", answer.last_on.isoformat()))
    if ask.kind == "indicator" and answer.total:
        share = (Decimal(answer.have) * 100 / Decimal(answer.total)).quantize(Decimal("0.1"))
        reasons.append(Reason("value", "比例", f"{float(share):g}"))
    elif ask.kind == "indicator":
        reasons.append(Reason("value", "数量", f"{float(answer.have):g}"))
    recurs = ask.kind == "recurring" and answer.begins is not None
    return Verdict(
        rule=rule.id,
        clauses=rule.clauses,
        bearer=answer.bearer,
        each=answer.each or None,
        period=ends.period(answer.token) if recurs else None,
        matter=answer.token if ask.kind in ("response", "gate") else None,
        due=answer.due,
        outcome=OUTCOMES[answer.outcome],
        need=need,
        have=have,
        facts=tuple(sorted(answer.facts)),
        reasons=tuple(reasons),
        provisional=answer.provisional,
        force=cast("Any", rule.force),
    )


# -- the little world -----------------------------------------------------------------------------------------------


def world(example: policy.Example, pack: policy.Pack) -> tuple[Rows, int | None]:
    """Rows of the relations, and the ledger position that the example's `known` means."""
    rows: Rows = {name: [] for name in RELATIONS}
    codes = policy_examples.places(example, pack)
    for given in example.given:
        _subject(rows, given, codes, pack)
    known = _facts(rows, example, codes, pack)
    return rows, known


def _subject(rows: Rows, given: policy.Given, codes: Mapping[str, str], pack: policy.Pack) -> None:
    level = policy_examples.level_of(given.level, given.subject, pack)
    place = policy_examples.place_of(given.place, level, dict(codes), pack)
    span = {
        "since": given.since or EVER,
        "until": given.until,
        "known_since": 0,
        "known_until": None,
        "replaced": False,
    }
    here = {"place": place, "level": level, "name": given.id}
    if not any(row["place"] == place for row in rows["rel_place"]):
        rows["rel_place"].append({**here, "parent": divisions.parent(place), "since": EVER, "until": None})
    if given.subject == "post":
        for code in given.classes:
            rows["rel_post"].append({"post": given.id, "class": code, "body": given.of, **here, **span})
        if given.holder is not None:
            rows["rel_tenure"].append({"post": given.id, "person": given.holder, **span})
    elif given.subject == "body":
        for code in given.classes:
            rows["rel_body"].append({"body": given.id, "class": code, **here, **span})
        for code in given.functions:
            rows["rel_body_function"].append({"body": given.id, "function": code, **here, **span})
        if not given.classes:
            rows["rel_body"].append({"body": given.id, "class": "department", **here, **span})
    else:
        row = dict.fromkeys(RELATIONS["rel_enterprise"].columns)
        row |= {"enterprise": given.id, "name": given.id, "place": place, **given.attributes, **span}
        rows["rel_enterprise"].append(row)


def _facts(rows: Rows, example: policy.Example, codes: Mapping[str, str], pack: policy.Pack) -> int | None:
    told: list[tuple[dt.date, int, bool]] = []
    for n, happened in enumerate(example.facts):
        told.append((happened.recorded or happened.day, n, False))
        if happened.voided:
            told.append((happened.voided, n, True))
    known = None if example.known is None else sum(1 for day, _, _ in told if day <= example.known)
    subjects = {given.id: given for given in example.given}
    for position, (day, n, voids) in enumerate(sorted(told), 1):
        fact = uuid.uuid5(uuid.NAMESPACE_OID, f"{example.name}/{n}")
        if voids:
            rows["rel_void"].append({"fact": fact, "position": position})
            continue
        happened = example.facts[n]
        at = dt.datetime.combine(happened.day, dt.time(), dt.timezone(dt.timedelta(hours=8)))
        rows["rel_fact"].append(
            {
                "fact": fact,
                "seq": position,
                "position": position,
                "name": happened.fact,
                "day": happened.day,
                "happened_at": at,
                "recorded_day": day,
                "recorded_at": dt.datetime.combine(day, dt.time(), at.tzinfo),
                "place": _place(happened, subjects, codes, pack),
                "precision": "day",
                "origin": "live",
            }
        )
        _values(rows, fact, happened, subjects)
    return known


def _place(
    happened: policy.Happened, subjects: Mapping[str, policy.Given], codes: Mapping[str, str], pack: policy.Pack
) -> str:
    if "place" in happened.values:
        return codes.get(str(happened.values["place"]), pack.document.place)
    for value in happened.values.values():
        if isinstance(value, str) and value in subjects:
            given = subjects[value]
            level = policy_examples.level_of(given.level, given.subject, pack)
            return policy_examples.place_of(given.place, level, dict(codes), pack)
    return pack.document.place


def _values(rows: Rows, fact: uuid.UUID, happened: policy.Happened, subjects: Mapping[str, policy.Given]) -> None:
    entry = policy.vocabulary().facts[happened.fact]
    for key, said in happened.values.items():
        listed = said if isinstance(said, list | tuple) else [said]
        if key in entry.parties:
            for one in dict.fromkeys(map(str, listed)):
                kind = subjects[one].subject if one in subjects else entry.parties[key].kind[0]
                rows["rel_party"].append({"fact": fact, "role": key, "kind": kind, "id": one})
        elif key in entry.attributes:
            for n, one in enumerate(listed):
                row: dict[str, Any] = {"fact": fact, "attr": key, "n": n, "text": None, "num": None, "day": None}
                if isinstance(one, bool):
                    row["text"] = "true" if one else "false"
                elif isinstance(one, int | float):
                    row["num"] = Decimal(str(one))
                elif isinstance(one, dt.date):
                    row |= {"text": one.isoformat(), "day": one}
                else:
                    row["text"] = str(one)
                rows["rel_attr"].append(row)


# -- into PostgreSQL ------------------------------------------------------------------------------------------------


def _dates(asks: Sequence[Ask], example: policy.Example, rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """Only the days that can be looked up: of facts, and the ends of periods."""
    kinds = sorted({span.per for ask in asks for span in ask.spans if span.per})
    first = min((ask.origin for ask in asks), default=example.as_of)
    periods = list(ends.period_table(cast("Any", kinds), first, example.as_of))
    days = {row[name] for row in rows["rel_fact"] for name in ("day", "recorded_day")} | {row[2] for row in periods}
    due = [
        (unit, n, day, end.due, end.provisional)
        for n, unit in sorted(terms.needed(asks))
        for day in sorted(days)
        for end in [ends.Term(n, cast("Any", unit)).due_day(day, terms.calendar())]
    ]
    return {"duties_period": periods, "duties_due": due}


_DATES = {
    "duties_period": "kind text, begins date, ends date, label text",
    "duties_due": "unit text, n int, day date, due date, provisional boolean",
}


def _lay(rows: Rows, dates: Mapping[str, list[tuple[Any, ...]]]) -> None:
    connection.ensure_connection()
    raw = cast("psycopg.Connection[Any]", connection.connection)
    for name, relation in RELATIONS.items():
        columns = ", ".join(f"{column} {spec.type}" for column, spec in relation.columns.items())
        _table(raw, name, columns, [tuple(row[column] for column in relation.columns) for row in rows[name]])
    for name, columns in _DATES.items():
        _table(raw, name, columns, dates[name])


def _table(raw: psycopg.Connection[Any], name: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    with raw.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {name} ({columns}) ON COMMIT DROP".encode())
        if rows:
            marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
            cursor.execute(f"INSERT INTO {name} VALUES {marks}".encode(), [value for row in rows for value in row])
