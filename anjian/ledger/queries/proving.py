"""Facts with everything needed to check them without the house (可离线核验): headers, bodies, paths to the seals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from anjian.ledger import digests, standalone
from anjian.ledger.queries.reading import those
from anjian.lib import canonical
from anjian.lib.viewer import Viewer

STANDALONE = Path(standalone.__file__)
"""The one file, of the standard library alone, that checks an archive of such facts."""

_ROWS = """
SELECT p.position, f.id, f.name, f.happened_at, f.precision, f.recorded_at, f.recorded_by, f.place, f.origin,
       f.algorithm, f.body_digest, b.salt, b.body::text, p.leaf,
       (SELECT json_agg(json_build_array(y.role, y.kind, y.id) ORDER BY y.n)::text FROM ledger_party y
        WHERE y.fact = f.id),
       s.first, s.last
FROM ledger_fact f
LEFT JOIN ledger_position p ON p.fact = f.id
LEFT JOIN ledger_body b ON b.fact = f.id
LEFT JOIN ledger_seal s ON p.position BETWEEN s.first AND s.last
WHERE f.id = ANY (%s::uuid[]) ORDER BY f.seq
"""


@dataclass(frozen=True, slots=True)
class Proofs:
    """Facts as an archive keeps them, the seals from the first that binds one of them on, and the head before those.

    Plain values, as JSON knows them; digests in hexadecimal. A fact without ``seal`` is too young to be sealed.
    """

    facts: tuple[dict[str, Any], ...]
    seals: tuple[dict[str, Any], ...]
    previous: str


def proofs(viewer: Viewer, ids: Iterable[UUID]) -> Proofs:
    """These facts, as far as the viewer may see them, in the order of recording."""
    allowed = list(those(viewer, ids))
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [allowed])
        rows = cursor.fetchall()
        spans = sorted({(row[-2], row[-1]) for row in rows if row[-1] is not None})
        seals, previous = _seals(cursor, spans[0][0]) if spans else ([], "")
    leaves = {span: _leaves(span) for span in spans}
    return Proofs(tuple(_fact(row, leaves) for row in rows), tuple(seals), previous)


def bundle(proven: Proofs, files: Mapping[str, bytes]) -> bytes:
    """An archive (案卷) of facts and what belongs to them, with the program that checks it, ``verify.py``.

    ``files`` by name; those below ``photos/`` and ``papers/`` are named by facts, and checked against these.
    """
    told = {"facts": proven.facts, "seals": proven.seals, "previous": proven.previous}
    parts = {**files, standalone.FACTS: _json(told), "verify.py": STANDALONE.read_bytes()}
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(parts.items())}
    parts[standalone.MANIFEST] = _json({"files": listed})
    parts[standalone.OWN_DIGEST] = f"{hashlib.sha256(parts[standalone.MANIFEST]).hexdigest()}\n".encode()
    return standalone.archived(parts)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def path(leaves: Sequence[bytes], index: int, *, algorithm: str = digests.ALGORITHM) -> list[tuple[str, bytes]]:
    """What a leaf is joined with on its way to the root, and on which side that stands: "left" or "right".

    The same tree as `digests.root`: the odd one of a level moves up as it is and has no step there.
    """
    steps: list[tuple[str, bytes]] = []
    level = list(leaves)
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            steps.append(("left" if beside < index else "right", level[beside]))
        pairs = [
            digests.over(b"anjian.node.1", a, b, algorithm=algorithm)
            for a, b in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + level[len(pairs) * 2 :]
        index //= 2
    return steps


def _seals(cursor: Any, first: int) -> tuple[list[dict[str, Any]], str]:
    cursor.execute("SELECT head FROM ledger_seal WHERE last < %s ORDER BY last DESC LIMIT 1", [first])
    before = cursor.fetchone()
    cursor.execute(
        "SELECT first, last, root, head, algorithm, sealed_at FROM ledger_seal WHERE first >= %s ORDER BY first",
        [first],
    )
    found = [
        {
            "first": one,
            "last": last,
            "root": bytes(root).hex(),
            "head": bytes(head).hex(),
            "algorithm": algorithm,
            "sealed_at": sealed_at.astimezone(UTC).isoformat(),
        }
        for one, last, root, head, algorithm, sealed_at in cursor.fetchall()
    ]
    return found, bytes(before[0]).hex() if before else ""


def _leaves(span: tuple[int, int]) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT leaf FROM ledger_position WHERE position BETWEEN %s AND %s ORDER BY position", [*span])
        return [bytes(leaf) for (leaf,) in cursor.fetchall()]


def _fact(row: tuple[Any, ...], leaves: dict[tuple[int, int], list[bytes]]) -> dict[str, Any]:
    position, id, name, happened, precision, recorded, by, place, origin, algorithm, bound, salt, body, leaf, *rest = (
        row
    )
    told, first, last = rest
    steps = path(leaves[first, last], position - first, algorithm=algorithm) if last is not None else []
    return {
        "position": position,
        "id": str(id),
        "name": name,
        "happened_at": happened.astimezone(UTC).isoformat(),
        "precision": precision,
        "recorded_at": recorded.astimezone(UTC).isoformat(),
        "recorded_by": by,
        "place": place,
        "origin": origin,
        "algorithm": algorithm,
        "parties": json.loads(told or "[]"),
        "salt": None if salt is None else bytes(salt).hex(),
        "body": None if body is None else canonical.encode(json.loads(body)).decode(),
        "body_digest": bytes(bound).hex(),
        "leaf": None if leaf is None else bytes(leaf).hex(),
        "seal": None if last is None else [first, last],
        "path": [[side, beside.hex()] for side, beside in steps],
    }
