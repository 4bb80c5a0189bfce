"""What is told of an enterprise in one go (填报), made ready for its fact and its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anjian.ledger import queries as ledger
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.registry import dictionary
from anjian.registry.identity.phones import mark
from anjian.registry.models import Enterprise, Item
from anjian.registry.values import IDENTITY, NEVER_EMPTY, Value
from anjian.scope import actions as slices
from anjian.scope.queries import told

ItemKey = tuple[str, str]
"""Kind and class of an item."""
_NAMING = ("number", "name", "address")
"""Fields that tell two items of one class apart."""


@dataclass(frozen=True, slots=True)
class Putting:
    """Checked values, sorted by where they go.

    columns   of the enterprise's row: identity and attributes
    items     fields by kind and class; ``personal`` the same for names and telephones, by their names in the dictionary
    """

    columns: dict[str, Value] = field(default_factory=dict)
    items: dict[ItemKey, dict[str, Value]] = field(default_factory=dict)
    personal: dict[ItemKey, dict[str, Value]] = field(default_factory=dict)

    def attributes(self) -> dict[str, Any]:
        """What of it is published with the fact: nothing personal; what is not known any more by its name."""
        said = dict(self.columns)
        for (kind, cls), fields in self.items.items():
            said |= {f"{kind}.{cls}.{name}": value for name, value in fields.items()}
        unknown = sorted(name for name, value in said.items() if value is None)
        return {name: value for name, value in said.items() if value is not None} | (
            {"unknown": unknown} if unknown else {}
        )

    def row(self) -> dict[str, Any]:
        """The columns as the table keeps them: an empty code is no code, a name has its key for sorting."""
        values: dict[str, Any] = dict(self.columns)
        if "credit_code" in values:
            values["credit_code"] = values["credit_code"] or ""
        if "name" in values:
            values["sort_key"] = people.sort_key(values["name"])
        return values


def read(values: Mapping[str, object]) -> Putting:
    """Check what is to be told. Refuses the first value that is wrong, and an empty name, place, status or industry."""
    checked: dict[str, Value] = {}
    for name, given in values.items():
        entry = dictionary.named(name)
        checked[name] = entry.read(given)
        if checked[name] is None and name in NEVER_EMPTY:
            raise entry.wrong(f"{entry.label}是空的", entry.hint or "请填写")
    return sort_out(checked)


def sort_out(checked: Mapping[str, Value]) -> Putting:
    """Checked values by where they go."""
    found, entries = Putting(), dictionary.dictionary()
    for name, value in checked.items():
        entry = entries[name]
        if not entry.cls:
            found.columns[name] = value
        elif entry.personal:
            found.personal.setdefault((entry.group, entry.cls), {})[name] = value
            found.items.setdefault((entry.group, entry.cls), {})
        else:
            found.items.setdefault((entry.group, entry.cls), {})[entry.field] = value
    return found


@dataclass(frozen=True, slots=True)
class Target:
    """The item that a class's fields go to: the piece that stands, or None for a new one."""

    key: ItemKey
    row: Item | None


def targets(
    enterprise: str,
    putting: Putting,
    *,
    since: dt.date,
    item: str = "",
    another: bool = False,
    standing: Sequence[Item] | None = None,
) -> list[Target]:
    """Which items are meant. ``item``: that one; ``another``: a new one whatever stands. ``standing``: read already.

    Refuses when it cannot be told which of several is meant, and an item that is not there or of another class.
    """
    if not putting.items:
        return []
    if standing is None:
        standing = list(told(Item.objects.for_change(), since).filter(enterprise=enterprise))
    if item:
        return [_given(item, key, standing) for key in putting.items]
    return [
        Target(key, None if another else _meant(key, fields, [row for row in standing if (row.kind, row.cls) == key]))
        for key, fields in putting.items.items()
    ]


def bodies(found: Iterable[Target]) -> dict[UUID, Mapping[str, Value]]:
    """The private bodies in which names and telephones of these items stand, by their facts."""
    ids = {target.row.private_in for target in found if target.row is not None and target.row.private_in}
    return {id: fact.private for id, fact in ledger.those(SYSTEM, ids).items()}


def private(
    found: Sequence[Target], putting: Putting, kept: Mapping[UUID, Mapping[str, Value]] | None = None
) -> dict[str, Value]:
    """The private body: names and telephones as they stand after this, of the items that have some told.

    ``kept``: the `bodies` they stand in now, where they were read already.
    """
    if kept is None:
        kept = bodies(found) if putting.personal else {}
    after: dict[str, Value] = {}
    for target in found:
        new = putting.personal.get(target.key)
        if new is None:
            continue
        before = kept.get(target.row.private_in, {}) if target.row and target.row.private_in else {}
        mine = f"{target.key[0]}.{target.key[1]}."
        after |= {name: value for name, value in before.items() if name.startswith(mine)} | new
    return {name: value for name, value in after.items() if value is not None}


def write(
    enterprise: str,
    found: Iterable[Target],
    putting: Putting,
    *,
    since: dt.date,
    fact: UUID,
    source: str,
    seen: dt.date,
) -> None:
    """Write the items' rows, as said by the fact."""
    for n, target in enumerate(found):
        values = row_of(target, putting, source=source, seen=seen)
        if target.key in putting.personal:
            values["private_in"] = fact
        if target.row is not None:
            slices.say(Item, {"item": target.row.item}, values, since=since, fact=fact)
        else:
            key = {"item": new_id(fact, n)}
            slices.begin(Item, key, {"enterprise": enterprise, **values}, since=since, fact=fact)


def row_of(target: Target, putting: Putting, *, source: str, seen: dt.date) -> dict[str, Any]:
    """The columns that an item's row gets, its kind and class with them; of the fact nothing."""
    values: dict[str, Any] = {
        name: ("" if value is None and not _nullable(name) else value)
        for name, value in putting.items[target.key].items()
    }
    kind, cls = target.key
    values |= {"kind": kind, "cls": cls, "source": source, "seen": seen}
    if target.key in putting.personal and (phone := f"{kind}.{cls}.phone") in putting.personal[target.key]:
        values["phone_mark"] = mark(putting.personal[target.key][phone])
    return values


def new_id(fact: UUID, n: int) -> str:
    """The id of the n-th item that a fact makes."""
    return f"item:{fact}:{n}"


def as_seen(now: Enterprise, saw: Mapping[str, object]) -> None:
    """Refuses when a file says something else by now than somebody saw who is about to change it."""
    for name, shown in saw.items():
        entry = dictionary.named(name)
        if entry.cls:
            continue  # an item is changed by its own id
        stands = None if getattr(now, name) == "" else getattr(now, name)
        if entry.read(shown) != stands:
            raise Refusal(
                f"“{entry.label}”现在是“{entry.say(stands) or '没有填'}”，您打开时是“{shown or '没有填'}”",
                "别人在您打开以后改过，照写会盖掉他的改动；没有写入任何内容",
                "请重新打开核对，再决定要不要改",
                code="registry.stale",
                field=name,
            )


def changes_identity(now: object, putting: Putting) -> bool:
    """Whether any of the identity becomes another."""
    return any(
        (value or "") != (getattr(now, name) or "") for name, value in putting.columns.items() if name in IDENTITY
    )


def _nullable(name: str) -> bool:
    return bool(Item._meta.get_field(name).null)


def _given(item: str, key: ItemKey, standing: Iterable[Item]) -> Target:
    row = next((row for row in standing if row.item == item and (row.kind, row.cls) == key), None)
    if row is None:
        raise Refusal(
            f"没有这一个{key[1]}",
            "改的要是档案里已有的那一个",
            "请从企业档案里打开它，或者新增一个",
            code="registry.item",
            field="item",
        )
    return Target(key, row)


def _meant(key: ItemKey, fields: Mapping[str, Value], standing: list[Item]) -> Item | None:
    """The item of this class that these fields speak of: the only one, or the one of the same number or name."""
    named = [row for row in standing if any(fields.get(one) and fields[one] == getattr(row, one) for one in _NAMING)]
    if len(named) == 1:
        return named[0]
    several = dictionary.kinds()[key[0]].several
    if not standing or (several and any(fields.get(one) for one in _NAMING)):
        return None
    if len(standing) > 1:
        raise Refusal(
            f"{key[1]}有{len(standing)}个，分不清说的是哪一个",
            "写到别的上面，两个都会错",
            "请写明编号，或在企业档案里逐个修改",
            code="registry.item_unclear",
            field=f"{key[0]}.{key[1]}",
        )
    return standing[0]
