"""Verify (校验): every row of the ledger against its digests, the digests against the seals, the seals against anchors.

It reads a thousand rows at a time and names the first row that was touched, added or is missing, not just its batch.
What it cannot see: a rewriting of everything since the last anchor by somebody with the owner's rights. That is what
anchors outside the house are for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from anjian.ledger import digests
from anjian.ledger.digests import AttrRow
from anjian.ledger.events import Anchor, Problem, Report
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

CHUNK = 1000
"""Rows read at a time; memory stays bounded."""
MOST = 100
"""Problems that are told; the rest is only more of it."""

# OFFSET 0 holds PostgreSQL to one look-up per row: a thousand rows never read a whole table.
_ROWS = """
SELECT p.position, p.fact, p.leaf, f.id, f.name, f.happened_at, f.precision, f.recorded_at, f.recorded_by, f.place,
       f.origin, f.algorithm, f.parties_digest, f.body_digest, b.salt, b.body::text,
       (SELECT json_agg(json_build_array(y.role, y.kind, y.id) ORDER BY y.n)::text
        FROM ledger_party y WHERE y.fact = p.fact),
       (SELECT json_agg(json_build_array(a.attr, a.n, a.text, a.num, a.day))::text
        FROM ledger_attr a WHERE a.fact = p.fact),
       (SELECT r.text FROM ledger_erasure e JOIN ledger_fact ef ON ef.id = e.said_by
        JOIN ledger_attr r ON r.fact = e.said_by AND r.attr = 'remaining'
        WHERE e.fact = p.fact ORDER BY ef.seq DESC LIMIT 1)
FROM ledger_position p
LEFT JOIN LATERAL (SELECT * FROM ledger_fact g WHERE g.id = p.fact OFFSET 0) f ON true
LEFT JOIN LATERAL (SELECT * FROM ledger_body c WHERE c.fact = p.fact OFFSET 0) b ON true
WHERE p.position BETWEEN %s AND %s ORDER BY p.position
"""

# What hangs loose: (kind, words, statement that gives position or NULL, fact). One statement sees one moment.
_LOOSE = (
    (
        "added_fact",
        "有事实却没有位次，也不在待定序之列：不是登记进来的，或位次被删除",
        "SELECT NULL::bigint, f.id FROM ledger_fact f "
        "WHERE NOT EXISTS (SELECT 1 FROM ledger_position p WHERE p.fact = f.id) "
        "AND NOT EXISTS (SELECT 1 FROM ledger_pending q WHERE q.seq = f.seq) ORDER BY f.seq",
    ),
    (
        "missing_fact",
        "已登记、尚未定序的事实被删除",
        "SELECT NULL::bigint, NULL::uuid FROM ledger_pending q "
        "WHERE NOT EXISTS (SELECT 1 FROM ledger_fact f WHERE f.seq = q.seq)",
    ),
    *(
        (
            "orphan",
            f"{table} 中的行没有对应的事实：事实被删除，或这一行是加进来的",
            f"SELECT DISTINCT p.position, t.fact FROM {table} t LEFT JOIN ledger_position p ON p.fact = t.fact "
            "WHERE NOT EXISTS (SELECT 1 FROM ledger_fact f WHERE f.id = t.fact)",
        )
        for table in ("ledger_body", "ledger_party", "ledger_attr")
    ),
    (
        "void",
        "失效标记与作废、更替的记录对不上：标记是加进来的，或记录被改动",
        "SELECT p.position, v.fact FROM ledger_void v LEFT JOIN ledger_position p ON p.fact = v.fact "
        "WHERE NOT EXISTS (SELECT 1 FROM ledger_fact f JOIN ledger_attr a ON a.fact = f.id AND a.attr = 'fact' "
        "AND a.text = v.fact::text WHERE f.id = v.said_by AND f.name = 'ledger.' || v.kind) "
        "OR v.successor IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_attr a WHERE a.fact = v.said_by "
        "AND a.attr = 'successor' AND a.text = v.successor::text)",
    ),
    (
        "void",
        "作废或更替的记录还在，失效标记却被删除",
        "SELECT p.position, f.id FROM ledger_fact f LEFT JOIN ledger_position p ON p.fact = f.id "
        "WHERE f.name IN ('ledger.voided', 'ledger.superseded') "
        "AND NOT EXISTS (SELECT 1 FROM ledger_void v WHERE v.said_by = f.id)",
    ),
    (
        "erasure",
        "抹除标记没有对应的抹除记录",
        "SELECT p.position, e.fact FROM ledger_erasure e LEFT JOIN ledger_position p ON p.fact = e.fact "
        "WHERE NOT EXISTS (SELECT 1 FROM ledger_fact f JOIN ledger_attr a ON a.fact = f.id AND a.attr = 'fact' "
        "AND a.text = e.fact::text WHERE f.id = e.said_by AND f.name = 'ledger.body_erased')",
    ),
)


@dataclass(slots=True)
class _Row:
    """One position as it was read; ``leaf`` as kept, ``made`` as the header gives it now."""

    position: int
    fact: UUID | None
    leaf: bytes | None
    made: bytes | None
    erased: bool = False
    problems: list[Problem] = field(default_factory=list)


def verify(viewer: Viewer, *, since: int = 0, anchors: Sequence[Anchor] = ()) -> Report:
    """Check positions above ``since`` (the seal at or below it is taken as good), all marks, and the anchors.

    Memory is bounded; safe while facts are recorded. Refuses whoever is neither the system nor an administrator.
    """
    if not (viewer.is_system or viewer.has("administrator")):
        raise Refusal("无权校验台账", "校验要读取全部记录", "请由系统管理员执行", code="ledger.forbidden")
    since, previous = _good(since)
    top, sealed, waiting = _ends()
    problems: list[Problem] = []
    erased = 0
    rows = _rows(since + 1, max(top, sealed))
    expected, chained = since + 1, True
    head = previous.hex() if previous else ""
    for first, last, root, stored, algorithm in _seals(since, sealed):
        if first != expected:
            problems.append(Problem("seal", expected, None, f"位次 {expected} 起的封签缺失或重叠"))
            chained = False
            _take(rows, first - expected, problems)
        batch = _take(rows, last - max(first, expected) + 1, problems)
        erased += sum(row.erased for row in batch)
        _seal(batch, first, last, root, algorithm, problems)
        if chained and digests.head(previous, first, last, root, algorithm=algorithm) != stored:
            problems.append(Problem("chain", first, None, f"位次 {first}—{last} 的封签与前面的接不上：封签被改动"))
        previous, head, expected, chained = stored, stored.hex(), last + 1, True
    for row in rows:
        erased += row.erased
        problems += [*row.problems, *_header(row)]
    problems += _loose()
    problems += _anchored(anchors)
    problems.sort(key=lambda p: (p.position is None, p.position or 0))
    return Report(
        since=since,
        last=top,
        sealed=sealed,
        waiting=waiting,
        erased=erased,
        head=head,
        anchors=len(anchors),
        problems=tuple(problems[:MOST]),
    )


# -- inside -----------------------------------------------------------------------------------------------------------


def _good(since: int) -> tuple[int, bytes | None]:
    """The last sealed position at or below ``since``, and the head there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last, head FROM ledger_seal WHERE last <= %s ORDER BY last DESC LIMIT 1", [since])
        row = cursor.fetchone()
    return (0, None) if row is None else (row[0], bytes(row[1]))


def _ends() -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT coalesce(max(position), 0) FROM ledger_position), "
            "(SELECT coalesce(max(last), 0) FROM ledger_seal), (SELECT count(*) FROM ledger_pending)"
        )
        top, sealed, waiting = cursor.fetchone()
    return top, sealed, waiting


def _seals(since: int, until: int) -> Iterator[tuple[int, int, bytes, bytes, str]]:
    while since < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT first, last, root, head, algorithm FROM ledger_seal WHERE last > %s AND last <= %s "
                "ORDER BY last LIMIT %s",
                [since, until, CHUNK],
            )
            page = cursor.fetchall()
        for first, last, root, head, algorithm in page:
            yield first, last, bytes(root), bytes(head), algorithm
        since = page[-1][1]


def _rows(lo: int, hi: int) -> Iterator[_Row]:
    """Every position from lo to hi, also those that are missing."""
    while lo <= hi:
        end = min(lo + CHUNK - 1, hi)
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [lo, end])
            found = {row[0]: row for row in cursor.fetchall()}
        for position in range(lo, end + 1):
            yield _check(position, found.get(position))
        lo = end + 1


def _check(position: int, row: tuple[Any, ...] | None) -> _Row:
    if row is None:
        gap = Problem("missing_position", position, None, f"位次 {position} 缺失：这一行被删除")
        return _Row(position, None, None, None, problems=[gap])
    _, fact, leaf, id, name, happened, precision, recorded, by, place, origin, algorithm, told, bound, *rest = row
    if id is None:
        gone = Problem("missing_fact", position, fact, f"位次 {position} 的事实 {fact} 被删除")
        return _Row(position, fact, bytes(leaf), None, problems=[gone])
    salt, body, parties, attrs, remaining = rest
    found = _Row(position, fact, bytes(leaf), b"", erased=body is None)
    if algorithm not in digests.ALGORITHMS:
        return found  # then the header was touched; nothing else can be computed
    found.made = digests.leaf(
        position,
        id=id,
        name=name,
        happened_at=happened,
        precision=precision,
        recorded_at=recorded,
        recorded_by=by,
        place=place,
        origin=origin,
        algorithm=algorithm,
        parties_digest=bytes(told),
        body_digest=bytes(bound),
    )

    def wrong(kind: str, words: str) -> None:
        found.problems.append(Problem(kind, position, fact, f"位次 {position} 的事实 {fact}（{name}）：{words}"))

    if digests.parties([tuple(p) for p in json.loads(parties or "[]")], algorithm=algorithm) != bytes(told):
        wrong("parties", "参与方被改动")
    rows: list[AttrRow] = [tuple(a) for a in json.loads(attrs or "[]")]
    if body is None:
        if remaining is None:
            wrong("missing_body", "正文被删除，却没有抹除记录")
        elif digests.remaining(rows) != remaining:
            wrong("attributes", "公布的属性被改动")
        return found
    content = json.loads(body)
    if remaining is not None:
        wrong("body", "正文已抹除，却又出现了内容")
    elif not digests.is_body(bytes(bound), bytes(salt), content, algorithm=algorithm):
        wrong("body", "正文被改动")
    elif sorted(rows, key=_place) != sorted(digests.attr_rows(content["attributes"]), key=_place):
        wrong("attributes", "公布的属性被改动")
    return found


def _place(row: AttrRow) -> tuple[str, int]:
    return row[0], row[1]


def _take(rows: Iterator[_Row], count: int, problems: list[Problem]) -> list[_Row]:
    taken = [row for _, row in zip(range(count), rows, strict=False)]
    for row in taken:
        problems += row.problems
    return taken


def _seal(batch: list[_Row], first: int, last: int, root: bytes, algorithm: str, problems: list[Problem]) -> None:
    """Kept leaves against the sealed root; where a leaf and its row differ, who of the two was touched."""
    kept = [row.leaf for row in batch if row.leaf is not None]
    differing = [row for row in batch if row.made is not None and row.made != row.leaf]
    whole = len(kept) == last - first + 1
    if whole and digests.root(kept, algorithm=algorithm) == root:
        for row in differing:
            problems += _header(row)
        return
    made = [row.made or row.leaf for row in batch]
    if whole and digests.root([leaf for leaf in made if leaf], algorithm=algorithm) == root:
        for row in differing:
            text = f"位次 {row.position} 的叶值被改动，事实本身未变"
            problems.append(Problem("leaf", row.position, row.fact, text))
        return
    for row in differing:
        problems += _header(row)
    if whole and not differing:
        text = f"位次 {first}—{last} 与封签不符：其中一行连同叶值被改动，或封签被改动"
        problems.append(Problem("seal", first, None, text))


def _header(row: _Row) -> list[Problem]:
    if row.made is None or row.made == row.leaf:
        return []
    text = f"位次 {row.position} 的事实 {row.fact} 被改动：名称、时间、地点、登记人或摘要与登记时不同"
    return [Problem("header", row.position, row.fact, text)]


def _loose() -> list[Problem]:
    found: list[Problem] = []
    with connection.cursor() as cursor:
        for kind, words, statement in _LOOSE:
            cursor.execute(f"{statement} LIMIT {MOST}")
            found += [Problem(kind, position, fact, f"{fact or ''} {words}".strip()) for position, fact in cursor]
    return found


def _anchored(anchors: Sequence[Anchor]) -> list[Problem]:
    found: list[Problem] = []
    with connection.cursor() as cursor:
        for anchor in sorted(anchors, key=lambda a: a.position):
            cursor.execute("SELECT head FROM ledger_seal WHERE last = %s", [anchor.position])
            row = cursor.fetchone()
            if row is None or bytes(row[0]).hex() != anchor.head:
                trouble = "没有这一封签" if row is None else "封签与存证不同"
                where = f"与 {anchor.sealed_at:%Y-%m-%d} 的存证不符（位次 {anchor.position}）"
                text = f"{where}：{trouble}，此前的记录被重写过"
                found.append(Problem("anchor", anchor.position, None, text))
    return found
