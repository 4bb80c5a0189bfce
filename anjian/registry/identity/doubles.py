"""Files that may be one firm (疑似重复企业): of all that a viewer sees, and of rows that are about to come in."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL

from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.places import queries as places
from anjian.registry.identity import phones
from anjian.registry.identity.likeness import Likeness, Side, compare, settings
from anjian.registry.models import Apart, Enterprise
from anjian.scope import prepared
from anjian.scope.queries import told, told_by

_SHOWN = {
    "bare": "registry_bare_name(name)",
    "local": "registry_without_place(registry_bare_name(name))",
    "door": "registry_bare_address(address)",
}
PHONE = "t"
"""In front of the mark of a telephone among traits; those of the database begin with other letters."""
_KINDS_OF_PLACE = re.compile("(特别行政区|自治区|自治州|自治县|街道|省|市|县|区|旗|镇|乡|村)$")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An enterprise that is about to be entered: what its row says. Empty: not told."""

    name: str
    credit_code: str = ""
    place: str = ""
    industry: str = ""
    address: str = ""
    phones: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Double:
    """Two files that may be one firm: their ids, the older one first, and the sum."""

    one: str
    other: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Likely:
    """What a row may be already: a file (``enterprise``), or another row of the same list (``row``, from 0)."""

    enterprise: str
    row: int | None
    name: str
    likeness: Likeness


def doubles(viewer: Viewer, *, as_of: dt.date, inside: str | None = None) -> list[Double]:
    """Pairs of files on a day that may be one firm, the likeliest first. What was set apart is not asked again."""
    rows = told(Enterprise.objects.seen_by(viewer), as_of)
    if inside:
        span = divisions.of(inside)
        rows = rows.filter(place__gte=span.lo, place__lte=span.hi)
    pairs = {pair for group in _groups(rows) for pair in combinations(group, 2)}
    pairs -= set(told(Apart.objects.seen_by(viewer), as_of).values_list("first", "second"))
    ids = {one for pair in pairs for one in pair}
    sides = _sides(rows.filter(enterprise__in=ids), as_of=as_of)
    begun = dict(
        told_by(Enterprise.objects.seen_by(viewer))
        .filter(enterprise__in=ids)
        .order_by("-since")
        .values_list("enterprise", "since")
    )
    found = []
    for pair in sorted(pairs):
        one, other = sorted(pair, key=lambda id: (begun[id], id))
        likeness = compare(sides[one], sides[other])
        if likeness.suspicious:
            found.append(Double(one, other, likeness))
    return sorted(found, key=lambda double: (-double.likeness.score, double.one, double.other))


def addresses(viewer: Viewer, ids: Collection[str], *, as_of: dt.date) -> dict[str, str]:
    """Addresses of files on a day; of those that told none nothing."""
    rows = told(Enterprise.objects.seen_by(viewer), as_of).filter(enterprise__in=ids, address__isnull=False)
    return {id: address for id, address in rows.values_list("enterprise", "address") if address}


def likely_same(viewer: Viewer, rows: Sequence[Incoming], *, as_of: dt.date) -> dict[int, list[Likely]]:
    """Of rows that are about to come in, those that may be a file already or another row: by row, likeliest first.

    Rows without a suspicion are left out. For some hundred rows at a time.
    """
    asked = _asked_sides(rows, as_of=as_of)
    shared = _sharing({trait for _, listed in asked for trait in listed})
    ids = set().union(*shared.values())
    sides = _sides(told(Enterprise.objects.seen_by(viewer), as_of).filter(enterprise__in=ids), as_of=as_of)
    by_trait: dict[str, set[str | int]] = defaultdict(set)
    for trait, files in shared.items():
        by_trait[trait] |= files & sides.keys()
    for n, (_, listed) in enumerate(asked):
        for trait in listed:
            by_trait[trait].add(n)
    found: dict[int, list[Likely]] = {}
    for n, (side, listed) in enumerate(asked):
        others = set().union(*(by_trait[trait] for trait in listed if len(by_trait[trait]) <= _largest())) - {n}
        likely = [one for other in others if (one := _likely(side, other, sides, asked)).likeness.suspicious]
        if likely:
            found[n] = sorted(likely, key=lambda one: (-one.likeness.score, one.enterprise, one.row or 0))
    return found


def _likely(
    side: Side, other: str | int, sides: Mapping[str, Side], asked: Sequence[tuple[Side, Sequence[str]]]
) -> Likely:
    if isinstance(other, int):
        there = asked[other][0]
        return Likely("", other, there.name, compare(side, there))
    return Likely(other, None, sides[other].name, compare(side, sides[other]))


def _largest() -> int:
    return int(settings()["largest_group"])


def _array() -> RawSQL:
    return RawSQL("traits", [], output_field=ArrayField(TextField()))


def _sharing(traits: Collection[str]) -> dict[str, set[str]]:
    """The files that have each of these traits, where so few do that it tells something; who may see them is asked
    afterwards.

    Trait by trait, so that the index answers, and counted by the database: thousands may share one.
    """
    rows = prepared.run(
        "SELECT t.trait, array_agg(e.enterprise) FROM unnest(CAST($1 AS text[])) AS t(trait) "
        "JOIN registry_enterprise e ON e.replaced_by IS NULL AND e.traits @> ARRAY[t.trait] "
        "GROUP BY t.trait HAVING count(*) <= $2",
        [sorted(traits), _largest()],
        few=True,
    )
    found = {trait: set(ids) for trait, ids in rows}
    for id, marks in phones.having([trait[1:] for trait in traits if trait[0] == PHONE]).items():
        for mark in marks:
            found.setdefault(PHONE + mark, set()).add(id)
    return {trait: ids for trait, ids in found.items() if trait in traits and len(ids) <= _largest()}


def _groups(rows: QuerySet[Enterprise]) -> list[list[str]]:
    """Ids of files that share a trait or a telephone, unless so many do that it tells nothing."""
    try:
        sql, params = rows.values_list("enterprise", _array()).query.sql_with_params()
    except EmptyResultSet:  # who sees nothing
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH x(enterprise, traits) AS ({sql}), shared(trait, enterprise) AS ("
            "  SELECT trait, enterprise FROM x, unnest(x.traits) AS trait"
            "  UNION SELECT %s || i.phone_mark, i.enterprise FROM registry_item i JOIN x USING (enterprise)"
            "  WHERE i.replaced_by IS NULL AND i.phone_mark IS NOT NULL) "
            "SELECT array_agg(enterprise ORDER BY enterprise) FROM shared "
            "GROUP BY trait HAVING count(*) BETWEEN 2 AND %s",
            [*params, PHONE, _largest()],
        )
        return [row[0] for row in cursor.fetchall()]


def _sides(rows: QuerySet[Enterprise], *, as_of: dt.date) -> dict[str, Side]:
    shown = [RawSQL(sql, [], output_field=TextField()) for sql in _SHOWN.values()]
    listed = list(rows.values_list("enterprise", "name", "credit_code", "place", "industry", *shown))
    around = _around({row[3] for row in listed}, as_of=as_of)
    marks = phones.marks_of([row[0] for row in listed])
    return {
        id: Side(name, bare, local, code, place, industry, door, around[place], marks.get(id, frozenset()))
        for id, name, code, place, industry, bare, local, door in listed
    }


def _asked_sides(rows: Sequence[Incoming], *, as_of: dt.date) -> list[tuple[Side, list[str]]]:
    around = _around({row.place for row in rows}, as_of=as_of)
    called = [frozenset(filter(None, map(phones.mark, row.phones))) for row in rows]
    told_of = prepared.run(
        f"SELECT {', '.join(_SHOWN.values())}, registry_traits(name, credit_code, address) "
        "FROM unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[])) "
        "WITH ORDINALITY AS t(name, credit_code, address, n) ORDER BY n",
        [[row.name for row in rows], [row.credit_code for row in rows], [row.address for row in rows]],
    )
    return [
        (
            Side(
                row.name,
                bare,
                local,
                row.credit_code,
                row.place,
                row.industry,
                door,
                around[row.place],
                marks,
            ),
            [*traits, *(PHONE + one for one in marks)],
        )
        for row, marks, (bare, local, door, traits) in zip(rows, called, told_of, strict=True)
    ]


def _around(codes: Iterable[str], *, as_of: dt.date) -> dict[str, frozenset[str]]:
    """Short names of the places around each place: 临汾 for 临汾市. None for what is no code."""
    paths = {code: divisions.path(code) if divisions.is_code(code) else () for code in codes}
    names = places.names({above for path in paths.values() for above in path}, as_of=as_of)
    return {
        code: frozenset(_KINDS_OF_PLACE.sub("", names[above]) for above in path if len(names[above]) > 1)
        for code, path in paths.items()
    }
