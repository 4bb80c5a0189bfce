"""What a place may borrow for a hole of the setting sheet (借用): rules in force there, with their figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from anjian.desk.queries.saying import period_word
from anjian.desk.queries.shapes import Lender
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.policy.queries import SheetRow, Unset


class Lenders:
    """Every lender of one sheet, each document read once."""

    def __init__(self, viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None) -> None:
        self._viewer, self._place, self._as_of, self._known = viewer, place, as_of, known
        self._values: dict[str, policy.Slice | None] | None = None

    def of(self, row: SheetRow) -> tuple[Lender, ...]:
        """Rules that the text lets this hole borrow from, those that can lend first; a missing document is said too."""
        found = [lender for name in row.may_borrow for lender in self._named(row, name)]
        return tuple(sorted(found, key=lambda lender: bool(lender.why)))

    def _named(self, row: SheetRow, name: str) -> Iterable[Lender]:
        card = policy.document(self._viewer, name.split("/", 1)[0], known=self._known)
        if card is None:
            yield Lender("", name, "", "", _("这份文件没有装入"))
            return
        for held in card.rules.values():
            if name == held.rule.id or name in held.rule.clauses:
                value, why = self._value(row, held)
                yield Lender(held.rule.id, held.chip, held.rule.title, value, why)

    def _value(self, row: SheetRow, held: policy.RuleCard) -> tuple[str, str]:
        if self._values is None:
            instances = policy.instances(as_of=self._as_of, known=self._known)
            here = divisions.normal(self._place)
            around = sorted((one for one in instances if one.place.contains(here)), key=_depth)
            self._values = {one.rule.id: self._now(one) for one in around}  # the nearest adoption has the last word
        if held.rule.id not in self._values:
            return "", _("这里没有采用它")
        running = self._values[held.rule.id]
        if running is None:
            return "", _("它现在没有施行")
        field = self._field(row)
        lent = running.fields.get(field)
        if lent is None or lent.value is None:
            return "", _("它自己也没有这个数")
        return (period_word(str(lent.value)) if field == "per" else str(lent.value)), ""

    def _now(self, one: policy.Instance) -> policy.Slice | None:
        running = (part for part in one.slices if part.since <= self._as_of <= (part.until or dt.date.max))
        return next(running, None)

    def _field(self, row: SheetRow) -> str:
        """The field of a rule that the setting fills: a setting may have a name of its own."""
        held = policy.rule(self._viewer, row.rule, known=self._known)
        if held is not None:
            for name in type(held.rule).model_fields:
                value = held.rule.field(name)
                if isinstance(value, Unset) and (value.setting or name) == row.field:
                    return name
        return row.field


def _depth(one: policy.Instance) -> int:
    return len(divisions.path(one.place.lo))
