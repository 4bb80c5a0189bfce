"""Which firm a row means (认企业): by credit code, else by exact name in a county; never doubled."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from anjian.lib import divisions
from anjian.registry.identity.aliases import survivors
from anjian.registry.intake.parsing import Parsed
from anjian.registry.models import Enterprise, Item
from anjian.scope.queries import among, told, told_by


def turns(parsed: Iterable[Parsed], office: str) -> set[str]:
    """What has to be locked so that no other import or registration decides on the same firms meanwhile."""
    return {turn for one in parsed for turn in _turns(one, office)}


def _turns(one: Parsed, office: str) -> Iterable[str]:
    if code := one.text("credit_code"):
        yield f"ent:{code}"
    if name := one.text("name"):
        yield f"firm:{divisions.county(one.text('place') or office)}:{name}"


class Register:
    """The files that the rows of a chunk may mean, read in three questions by index."""

    def __init__(self, parsed: Sequence[Parsed], *, since: dt.date) -> None:
        codes = {code for one in parsed if (code := one.text("credit_code"))}
        keys = {one.sort_key for one in parsed if one.text("name")}
        rows = told_by(Enterprise.objects.for_change()).order_by("since")
        found = {row.pk: row for row in rows.filter(among("credit_code", codes))}
        found |= {row.pk: row for row in rows.filter(among("enterprise", [f"ent:{code}" for code in codes]))}
        found |= {row.pk: row for row in rows.filter(among("sort_key", keys))}
        moved = survivors({row.enterprise for row in found.values()}, as_of=since)
        if moved:
            found |= {row.pk: row for row in rows.filter(enterprise__in=set(moved.values()))}
        self.rows = {row.enterprise: row for row in sorted(found.values(), key=lambda row: row.since)}
        """The latest row of each file, by its id."""
        self._by_code: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for row in found.values():
            stands = moved.get(row.enterprise, row.enterprise)
            if row.credit_code:
                self._by_code[row.credit_code] = stands
            self._by_code.setdefault(row.enterprise.removeprefix("ent:"), stands)
            if stands == row.enterprise:
                self._by_name[row.name].add(row.enterprise)
        self._since = since
        self._items: dict[str, list[Item]] | None = None

    def find(self, one: Parsed, office: str) -> Enterprise | None:
        """The file that a row means, None for a new firm. Several of one name are a fault of the row."""
        code, name = one.text("credit_code"), one.text("name")
        if code and code in self._by_code:
            return self.rows[self._by_code[code]]
        where = divisions.county(one.text("place") or office)
        same = [
            row
            for row in (self.rows[id] for id in sorted(self._by_name.get(name, ())))
            if row.name == name and row.place.startswith(where) and not (code and row.credit_code)
        ]
        if len(same) > 1:
            one.wrong("name", f"本地有{len(same)}家“{name}”", "请加上统一社会信用代码，写明是哪一家")
        return same[0] if len(same) == 1 else None

    def items(self, enterprise: str) -> list[Item]:
        """What the firm has several of, as it stands on the day."""
        if self._items is None:
            self._items = defaultdict(list)
            for row in told(Item.objects.for_change(), self._since).filter(among("enterprise", self.rows)):
                self._items[row.enterprise].append(row)
        return self._items.get(enterprise, [])
