"""Many facts at once (成批登记): what `record` and `void` do, a chunk in one statement.

For lists that come in whole. The caller makes one transaction per chunk, so that nobody waits long for the turn of a
subject and the sequencer is never held up; inside it all facts of the chunk are recorded or none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anjian.ledger import digests, drafts, handlers
from anjian.ledger.actions.judging import about, inside, known_fact, reason_given, standing_fact, turn_of
from anjian.ledger.actions.recording import lock
from anjian.ledger.drafts import Draft
from anjian.ledger.events import VOIDED, Fact, NewFact, Party, Precision, subjects
from anjian.ledger.queries.reading import by_ids
from anjian.lib.errors import Refusal
from anjian.lib.parts import by_parts
from anjian.lib.viewer import Viewer
from anjian.scope import prepared

CHUNK = 1000
"""Facts of one call at most: each takes the turn of its subjects until the commit."""
_RECORD_MANY = """
SELECT fact, seq, happened_at, day, recorded_at FROM ledger_record_many(
  $1, $2, CAST($3 AS text[]), CAST($4 AS timestamptz[]), CAST($5 AS text[]), CAST($6 AS text[]),
  CAST($7 AS bytea[]), CAST($8 AS bytea[]), CAST($9 AS jsonb[]), CAST($10 AS bytea[]),
  CAST($11 AS int[]), CAST($12 AS int[]), CAST($13 AS text[]), CAST($14 AS text[]), CAST($15 AS text[]),
  CAST($16 AS int[]), CAST($17 AS text[]), CAST($18 AS int[]), CAST($19 AS text[]), CAST($20 AS numeric[]),
  CAST($21 AS date[]), CAST($22 AS text[])) ORDER BY n
"""


@by_parts
@dataclass(frozen=True, slots=True)
class Ready:
    """A fact checked, digested and spelled (备妥的事实): ready to be written with others.

    columns  its part of each array of the statement, as PostgreSQL writes arrays
    told     how many parties and how many attributes it has
    """

    columns: tuple[str, ...]
    told: tuple[int, int]
    name: str
    precision: Precision
    place: str | None
    parties: tuple[Party, ...]
    attributes: dict[str, Any]
    private: dict[str, Any]


def ready(new: NewFact) -> Ready:
    """A fact made ready for `record_many` beforehand, by any process: it asks nothing of the database.

    Raises Refusal for what `record` refuses of the content.
    """
    return _ready(drafts.live(new))


def record_many(
    viewer: Viewer, new: Sequence[NewFact | Ready], *, changes: Collection[str] | None = None
) -> list[Fact]:
    """Record that these things happened, in this order; returns the facts in the same order.

    Each is what `record` makes of it: the same content, digests, parties, attributes and handlers; all are recorded at
    one moment. In the caller's transaction. ``changes``: ids whose turn is taken, all at once; default: all subjects of
    all facts. Raises Refusal, with nothing written, for what `record` refuses and for more than `CHUNK` facts.
    """
    made = [one if isinstance(one, Ready) else ready(one) for one in new]
    turn = {id for one in made for id in subjects(one.parties)} if changes is None else changes
    return _write_many(viewer, made, turn)


def void_many(viewer: Viewer, fact_ids: Iterable[UUID], *, reason: str) -> list[Fact]:
    """Say of these facts that they are not so (作废), all or none; returns the voiding facts in the same order.

    Handlers hear them in this order: what was built on another fact comes before it. Refuses what `void` refuses, and
    more than `CHUNK` facts.
    """
    reason_given(reason, "reason")
    ids = list(fact_ids)
    _not_too_many(len(ids))
    inside()
    there = by_ids(ids)
    lock(viewer, {id for fact_id in ids for id in turn_of(known_fact(there.get(fact_id)))})
    there = by_ids(ids)  # again, now that it is our turn
    targets = [standing_fact(there.get(fact_id)) for fact_id in ids]
    return _write_many(viewer, [_ready(about(VOIDED, target, {"reason": reason.strip()})) for target in targets], ())


# -- inside -----------------------------------------------------------------------------------------------------------


def _write_many(viewer: Viewer, made: Sequence[Ready], turn: Collection[str]) -> list[Fact]:
    account = drafts.known_viewer(viewer)
    inside()
    _not_too_many(len(made))
    if not made:
        return []
    rows = prepared.run(_RECORD_MANY, [account, digests.ALGORITHM, *_columns(made), f"{{{_array(sorted(turn))}}}"])
    if not rows:
        raise drafts.future()
    facts = [
        drafts.written(one, id, seq=seq, happened_at=happened, day=day, recorded_at=recorded, recorded_by=account)
        for one, (id, seq, happened, day, recorded) in zip(made, rows, strict=True)
    ]
    handlers.run_within_many(facts, viewer)
    return facts


def _ready(draft: Draft) -> Ready:
    salt, body = draft.salted()
    parties, attrs = draft.parties, draft.rows
    columns: tuple[Sequence[Any], ...] = (
        [draft.name],
        [draft.happened_at],
        [draft.precision],
        [draft.place],
        [draft.parties_digest],
        [salt],
        [draft.text],
        [body],
        range(1, len(parties) + 1),
        [p.role for p in parties],
        [p.kind for p in parties],
        [p.id for p in parties],
        [row[0] for row in attrs],
        [row[1] for row in attrs],
        [row[2] for row in attrs],
        [None if row[3] is None else repr(row[3]) for row in attrs],
        [row[4] for row in attrs],
    )
    return Ready(
        columns=tuple(map(_array, columns)),
        told=(len(parties), len(attrs)),
        name=draft.name,
        precision=draft.precision,
        place=draft.place,
        parties=parties,
        attributes=draft.attributes,
        private=draft.private,
    )


_OF_FACT, _OF_PARTY = 8, 4
"""Columns of a fact itself, and of its parties; the others are of its attributes."""


def _columns(made: Sequence[Ready]) -> list[str]:
    """The arrays that the statement takes: facts, their parties, their attributes; of these which fact's they are."""
    arrays = [f"{{{','.join(filter(None, column))}}}" for column in zip(*(one.columns for one in made), strict=True)]
    parties, attrs = (
        f"{{{','.join([str(of) for of, one in enumerate(made, 1) for _ in range(one.told[n])])}}}" for n in (0, 1)
    )
    between = _OF_FACT + _OF_PARTY
    return [*arrays[:_OF_FACT], parties, *arrays[_OF_FACT:between], attrs, *arrays[between:]]


def _array(values: Sequence[Any]) -> str:
    """Values as PostgreSQL writes them in an array. The driver does it one by one, ten times slower."""
    match next((value for value in values if value is not None), None):
        case int():
            return ",".join(map(str, values))
        case bytes():
            return ",".join([f'"\\\\x{value.hex()}"' for value in values])
        case datetime():
            return _texts([None if value is None else value.isoformat() for value in values])
    return _texts(values)


def _texts(values: Sequence[str | None]) -> str:
    whole = "".join([value for value in values if value is not None])
    if "\0" in whole:
        raise ValueError("text holds a character that cannot be stored")
    if '"' in whole or "\\" in whole:
        values = [value and value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return ",".join(["NULL" if value is None else f'"{value}"' for value in values])


def _not_too_many(count: int) -> None:
    if count > CHUNK:
        raise Refusal(
            f"一次要登记{count}条，最多{CHUNK}条",
            "太多会长时间占住别人的登记",
            "请分批，每批一个事务",
            code="ledger.too_many",
        )
