"""How much is known of enterprises, and how fresh it is (完整度、新鲜度): figures with what they are figures of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet, Value
from django.db.models.functions import NullIf

from anjian.lib import divisions
from anjian.registry import events
from anjian.registry.dictionary import dictionary
from anjian.registry.items import ItemCard
from anjian.registry.ledgers.templates import ledgers
from anjian.registry.models import Enterprise
from anjian.registry.told import OLD, Told
from anjian.registry.values import KEPT_BY_OFFICE


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a set of enterprises is known.

    enterprises  how many they are
    asked        values that the dictionary asks of them, items apart
    told         of those the ones that are known
    fresh        of those the ones that somebody saw within the last year
    """

    enterprises: int
    asked: int
    told: int
    fresh: int

    @property
    def complete(self) -> int | None:
        """Of what is asked so many hundredths are known; None: nothing is asked."""
        return round(100 * self.told / self.asked) if self.asked else None

    @property
    def fresh_part(self) -> int | None:
        """Of what is known so many hundredths were seen within the year; None: nothing is known."""
        return round(100 * self.fresh / self.told) if self.told else None


def is_small(place: str) -> bool:
    """Whether it is a county or less: of more enterprises the figures are not counted while somebody waits."""
    return divisions.is_code(place) and divisions.level(divisions.normal(place)) in ("county", "town", "village")


def asked_names() -> tuple[str, ...]:
    """The values that every enterprise is asked for: its columns, by name of the dictionary."""
    return tuple(entry.name for entry in dictionary().values() if not entry.cls)


def filled(row: Enterprise) -> int:
    """How many of the asked values an enterprise has."""
    return sum(getattr(row, name) not in (None, "") for name in asked_names())


def quality_of(told: Collection[Told], as_of: dt.date) -> Quality:
    """The figures of one enterprise, from its values."""
    return Quality(1, len(asked_names()), len(told), sum(not one.is_old(as_of) for one in told))


def quality(rows: QuerySet[Enterprise], *, as_of: dt.date) -> Quality:
    """The figures of these rows of one day."""
    names = asked_names()
    columns = [NullIf(F(name), Value("")) if name == "credit_code" else F(name) for name in names]
    known = Func(*columns, function="num_nonnulls", output_field=IntegerField())
    found = list(rows.annotate(known=known).values_list("enterprise", "known"))
    ids, told = [row[0] for row in found], sum(row[1] for row in found)
    return Quality(len(ids), len(ids) * len(names), told, min(told, _seen_lately(ids, names, as_of)))


_SEEN_LATELY = """
SELECT count(DISTINCT (p.id, a.attr)) FROM rel_fact f
JOIN rel_party p ON p.fact = f.fact AND p.role = 'enterprise'
JOIN rel_attr a ON a.fact = f.fact
WHERE f.name = ANY(%s) AND f.day BETWEEN %s AND %s AND p.id = ANY(%s) AND a.attr = ANY(%s)
  AND NOT EXISTS (SELECT FROM rel_void v WHERE v.fact = f.fact)
"""


def _seen_lately(ids: Sequence[str], names: Sequence[str], as_of: dt.date) -> int:
    """How many values of these enterprises somebody told in the year up to the day."""
    if not ids:
        return 0
    told = [events.REGISTERED, events.CHANGED, events.ATTRIBUTES_TOLD]
    with connection.cursor() as cursor:
        cursor.execute(_SEEN_LATELY, [told, as_of - dt.timedelta(days=OLD), as_of, list(ids), list(names)])
        return int(cursor.fetchone()[0])


def ledgers_asking() -> Counter[str]:
    """How many ledgers have a column for each thing that can be told: told once, so many need not be filled by hand."""
    return Counter(name for one in ledgers().values() for name in {entry.name for entry in one.columns.values()})


def to_confirm(told: Collection[Told], items: Collection[ItemCard], *, as_of: dt.date) -> list[Told | ItemCard]:
    """What should be looked at again (要核实的): what was seen longest ago, beyond a year.

    What its office alone changes is not among it: that is changed when it becomes another, and not asked about.
    """
    old: list[Told | ItemCard] = [one for one in told if one.attribute not in KEPT_BY_OFFICE and one.is_old(as_of)]
    old += [one for one in items if one.is_old(as_of) and one.values]
    return sorted(old, key=lambda one: one.seen)
