"""Record, void, supersede, erase, claim: in the caller's transaction, one statement each."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from anjian.ledger import digests, drafts, handlers
from anjian.ledger.actions.judging import about, inside, known_fact, reason_given, standing_fact, turn_of
from anjian.ledger.drafts import Draft
from anjian.ledger.events import (
    BODY_ERASED,
    SUPERSEDED,
    VOIDED,
    Attributes,
    Fact,
    NewFact,
    Party,
    Precision,
    subjects,
)
from anjian.ledger.queries.reading import attr_rows, by_ids
from anjian.lib import canonical
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

_RECORD = """
SELECT answer, o_id, o_seq, o_happened_at, o_day, o_recorded_at FROM ledger_record(
  %s::uuid, %s, %s::timestamptz, %s, %s, %s, %s, %s::bytea, %s::bytea, %s::jsonb, %s::bytea,
  %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::numeric[], %s::date[], %s::text[])
"""


def record(
    viewer: Viewer,
    name: str,
    *,
    happened_at: datetime | None,
    precision: Precision = "minute",
    place: str | None,
    parties: Sequence[Party],
    attributes: Attributes | None = None,
    private: Mapping[str, Any] | None = None,
    id: UUID | None = None,
    changes: Collection[str] | None = None,
) -> Fact:
    """Record that something happened; returns the fact (without position: it comes within milliseconds of the commit).

    In the caller's transaction. ``happened_at`` needs a time zone; None means now by the database's clock; for
    precision day and month its day at UTC+8 counts. ``attributes`` (text, numbers, true/false, dates, lists of these)
    are published to rules and must not be personal; ``private`` and the names of parties may be erased. ``id``: given
    by a device; the same id with the same content gives the same fact back and calls no handler again.
    ``changes``: ids whose turn the fact takes until the commit, so that their facts stay in order; default: all its
    bodies, posts, persons, enterprises and matters. A caller that reads state before recording calls `lock` first.

    Raises Refusal, with nothing written: outside a transaction, stranger, empty name, unknown precision or kind of
    party, wrong division code, value that cannot be stored, more than ten minutes in the future, id taken by another
    content.
    """
    made = drafts.live(NewFact(name, happened_at, place, parties, attributes or {}, private or {}, precision=precision))
    return _write(viewer, made, id=id, turn=subjects(made.parties) if changes is None else changes)


def lock(viewer: Viewer, subjects: Collection[str]) -> None:
    """Take the turn of these subjects (text ids) until the transaction ends; waits for whoever has one of them.

    For a caller that decides on their state before it records. Take all at once: one order for everybody.
    """
    drafts.known_viewer(viewer)
    inside()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_lock(%s::text[])", [sorted(subjects)])


def void(viewer: Viewer, fact_id: UUID, *, reason: str) -> Fact:
    """Say that a fact is not so (作废); returns the voiding fact, which carries the same place and parties.

    Refuses without a reason, an unknown fact, one of the ledger's own facts, and a fact that does not stand any more.
    """
    target = _standing(viewer, fact_id, reason)
    return _write(viewer, about(VOIDED, target, {"reason": reason.strip()}), turn=turn_of(target))


def supersede(viewer: Viewer, fact_id: UUID, *, by: Fact, reason: str) -> Fact:
    """Say that the fact ``by``, already recorded, stands in the place of another (更替); returns the superseding fact.

    Refuses what `void` refuses, and a successor that is the fact itself or does not stand.
    """
    target = _standing(viewer, fact_id, reason)
    successor = by_ids([by.id]).get(by.id)
    if successor is None or by.id == fact_id or not successor.stands or successor.name.startswith("ledger."):
        raise Refusal(
            "用来更替的记录无效",
            "更替后由新记录顶替，它必须是另一条有效的记录",
            "请先登记正确的记录，再用它更替",
            code="ledger.successor",
            field="by",
        )
    said = about(SUPERSEDED, target, {"reason": reason.strip(), "successor": str(by.id)})
    return _write(viewer, said, turn=turn_of(target))


def erase(viewer: Viewer, fact_id: UUID, *, ground: str, attributes: Collection[str] = ()) -> Fact:
    """Erase the body of a fact (抹除): private content and names of parties, for ever; returns the erasing fact.

    ``ground`` says on what request or duty (个人信息保护法). Published attributes stay, but those named in
    ``attributes`` go too: the vocabulary knows which are personal. The seals still hold. Refuses without a ground, an
    unknown fact, one of the ledger's own, and when nothing is left to erase.
    """
    reason_given(ground, "ground")
    inside()
    target = _fact(fact_id)
    lock(viewer, turn_of(target))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_body WHERE fact = %s", [fact_id])
        has_body = cursor.fetchone()[0] > 0
    rows = attr_rows(fact_id)
    gone = sorted({row[0] for row in rows} & set(attributes))
    if not has_body and not gone:
        raise Refusal(
            "这条记录的正文已经抹除", "抹除只能做一次", "无需再操作", code="ledger.already_erased", field="fact"
        )
    kept = digests.remaining(row for row in rows if row[0] not in gone)
    told = {"ground": ground.strip(), "attributes": gone, "remaining": kept}
    return _write(viewer, about(BODY_ERASED, target, told), turn=turn_of(target))


def claim(viewer: Viewer, *, key: str, ground: Mapping[str, Any]) -> bool:
    """Take a step that may be taken once (占位): True exactly once per key, for the transaction that commits.

    In the caller's transaction, so the claim and its effect stand or fall together. A second caller waits for the
    first to end. ``ground``: what the step stands on (rule, facts …), kept as JSON. Refuses an empty key.
    """
    account = drafts.known_viewer(viewer)
    inside()
    if not key:
        raise Refusal("占位没有键", "没有键就分不清哪一步已做", "请给出规则、对象和期间", code="ledger.claim_key")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_claim (key, ground, claimed_by) VALUES (%s, %s::jsonb, %s) "
            "ON CONFLICT (key) DO NOTHING",
            [key, json.dumps(canonical.plain(dict(ground)), ensure_ascii=False), account],
        )
        return bool(cursor.rowcount == 1)


# -- inside -----------------------------------------------------------------------------------------------------------


def _write(viewer: Viewer, made: Draft, *, turn: Collection[str], id: UUID | None = None) -> Fact:
    account = drafts.known_viewer(viewer)
    inside()
    salt, body_digest = made.salted()
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            [
                id,
                made.name,
                made.happened_at,
                made.precision,
                account,
                made.place,
                digests.ALGORITHM,
                made.parties_digest,
                salt,
                made.text,
                body_digest,
                [p.role for p in made.parties],
                [p.kind for p in made.parties],
                [p.id for p in made.parties],
                [row[0] for row in made.rows],
                [row[1] for row in made.rows],
                [row[2] for row in made.rows],
                [None if row[3] is None else repr(row[3]) for row in made.rows],
                [row[4] for row in made.rows],
                sorted(turn),
            ],
        )
        answer, fact_id, seq, happened_at, day, recorded_at = cursor.fetchone()
    if answer == "future":
        raise drafts.future()
    if answer == "there":
        assert id is not None
        return _same(id, made, account)
    fact = drafts.written(
        made, fact_id, seq=seq, happened_at=happened_at, day=day, recorded_at=recorded_at, recorded_by=account
    )
    handlers.run_within(fact, viewer)
    return fact


def _same(id: UUID, made: Draft, account: str) -> Fact:
    """The fact with this id, when it says the same; a device sends again what it is not sure of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.name, f.precision, f.place, f.recorded_by, f.happened_at, f.parties_digest, f.algorithm, b.salt, "
            "f.body_digest FROM ledger_fact f LEFT JOIN ledger_body b ON b.fact = f.id WHERE f.id = %s",
            [id],
        )
        name, precision, place, by, happened_at, parties, algorithm, salt, body = cursor.fetchone()
    same = (name, precision, place, by) == (made.name, made.precision, made.place, account)
    same = same and made.happened_at in (None, happened_at) and bytes(parties) == made.parties_digest
    if salt is not None:  # an erased body cannot be compared; the header has to do
        same = same and bytes(body) == digests.body(bytes(salt), made.text.encode(), algorithm=algorithm)
    if not same:
        raise Refusal(
            f"编号 {id} 已用于另一条内容不同的记录",
            "同一编号只能对应一条记录，否则会改写已有的事实",
            "请重新打开表单后再保存",
            code="ledger.id_taken",
            field="id",
        )
    found = by_ids([id]).get(id)
    assert found is not None
    return found


def _fact(fact_id: UUID) -> Fact:
    return known_fact(by_ids([fact_id]).get(fact_id))


def _standing(viewer: Viewer, fact_id: UUID, reason: str) -> Fact:
    drafts.known_viewer(viewer)
    reason_given(reason, "reason")
    inside()
    lock(viewer, turn_of(_fact(fact_id)))
    return standing_fact(_fact(fact_id))  # again, now that it is our turn
