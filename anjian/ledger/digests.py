"""Digests of the ledger (摘要): what a seal is made of. The SQL function `ledger_leaf` makes the same leaf bytes.

Every digest is over parts, each with its length before it, and opens with a word that says what it is, so that no
digest of one kind can stand for another. The header is sealed; the body lies apart and is bound by a salted digest, so
it can be erased and the seal still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from anjian.ledger.events import Party
from anjian.lib import canonical

ALGORITHM = "sha256"
"""For new facts and seals. Its name is stored with each, so another can follow it one day."""
ALGORITHMS = {"sha256": hashlib.sha256}
"""Every algorithm that was ever used, by its stored name."""
_NOTHING = b"\xff\xff\xff\xff"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

AttrRow = tuple[str, int, str | None, int | float | None, str | None]
"""A row of ledger_attr: attribute, place in the list, text, number, day (ISO)."""


def over(*parts: bytes | None, algorithm: str = ALGORITHM) -> bytes:
    """Digest of parts, told apart by their lengths; None differs from empty."""
    told = b"".join([_NOTHING if part is None else len(part).to_bytes(4, "big") + part for part in parts])
    return ALGORITHMS[algorithm](told).digest()


def parties(rows: Iterable[Party | tuple[str, str, str]], *, algorithm: str = ALGORITHM) -> bytes:
    """Digest of roles, kinds and ids in their order; names are personal and stay out."""
    told = [text.encode() for row in rows for text in ((row.role, row.kind, row.id) if isinstance(row, Party) else row)]
    return over(b"anjian.parties.1", *told, algorithm=algorithm)


def body(salt: bytes, canonical_bytes: bytes, *, algorithm: str = ALGORITHM) -> bytes:
    """Digest of a body under its salt: without the salt nobody can try out what an erased body said."""
    return over(b"anjian.body.1", salt, canonical_bytes, algorithm=algorithm)


def is_body(bound: bytes, salt: bytes, value: Any, *, algorithm: str = ALGORITHM) -> bool:
    """Whether this body, as read back from the database, is the one whose digest was kept."""
    # What comes back is nearly always in canonical form but for the order of keys: try that first, it is five times
    # quicker, and a wrong body fits neither.
    quick = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if body(salt, quick, algorithm=algorithm) == bound:
        return True
    try:
        return body(salt, canonical.encode(value), algorithm=algorithm) == bound
    except ValueError:
        return False  # what cannot be written was never recorded


def leaf(
    position: int,
    *,
    id: UUID,
    name: str,
    happened_at: datetime,
    precision: str,
    recorded_at: datetime,
    recorded_by: str,
    place: str | None,
    origin: str,
    algorithm: str,
    parties_digest: bytes,
    body_digest: bytes,
) -> bytes:
    """Digest of a fact's header at its position."""
    return over(
        b"anjian.leaf.1",
        str(position).encode(),
        str(id).encode(),
        name.encode(),
        _instant(happened_at),
        precision.encode(),
        _instant(recorded_at),
        recorded_by.encode(),
        None if place is None else place.encode(),
        origin.encode(),
        algorithm.encode(),
        parties_digest,
        body_digest,
        algorithm=algorithm,
    )


def root(leaves: Sequence[bytes], *, algorithm: str = ALGORITHM) -> bytes:
    """Merkle root; the odd one of a level moves up as it is. Raises ValueError for no leaves."""
    if not leaves:
        raise ValueError("a seal needs at least one leaf")
    level = list(leaves)
    while len(level) > 1:
        pairs = [
            over(b"anjian.node.1", a, b, algorithm=algorithm) for a, b in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def head(previous: bytes | None, first: int, last: int, top: bytes, *, algorithm: str = ALGORITHM) -> bytes:
    """Head of the chain after the seal of positions ``first`` to ``last`` with this root."""
    return over(b"anjian.head.1", previous, str(first).encode(), str(last).encode(), top, algorithm=algorithm)


def attr_rows(attributes: Mapping[str, Any]) -> list[AttrRow]:
    """The rows of ledger_attr for attributes as JSON knows them: one per value of a list, none for an empty value.

    By name, as their index has them: so each is entered behind the one before.

    A text that is a whole date (``2018-03-12``) also fills the day. Raises ValueError for a value inside a value.
    """
    rows: list[AttrRow] = []
    for attr, value in sorted(attributes.items()):
        for n, one in enumerate(value if isinstance(value, list) else [value]):
            match one:
                case str():
                    rows.append((attr, n, one, None, one if _is_day(one) else None))
                case None:
                    continue
                case bool():
                    rows.append((attr, n, "true" if one else "false", None, None))
                case int() | float():
                    rows.append((attr, n, None, one, None))
                case _:
                    raise ValueError(f"{attr}: a value inside a value cannot be published")
    return rows


def remaining(rows: Iterable[AttrRow]) -> str:
    """Digest, in hexadecimal, of published attributes that stay after a body was erased; kept in the erasing fact."""
    return over(
        b"anjian.attrs.1", canonical.encode(sorted([list(row) for row in rows], key=lambda r: (r[0], r[1])))
    ).hex()


def values(rows: Iterable[AttrRow]) -> dict[str, Any]:
    """Attributes from their rows, where no body is left to read them from."""
    found: dict[str, list[Any]] = {}
    for attr, _, text, num, _ in sorted(rows, key=lambda r: (r[0], r[1])):
        found.setdefault(attr, []).append(text if num is None else num)
    return {attr: several[0] if len(several) == 1 else several for attr, several in found.items()}


def number(value: Decimal) -> int | float:
    """A number of the database as JSON knows it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _instant(value: datetime) -> bytes:
    return str((value - _EPOCH) // _MICROSECOND).encode()


def _is_day(text: str) -> bool:
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
