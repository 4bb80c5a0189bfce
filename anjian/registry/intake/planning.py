"""What a chunk of rows would do (试算): which firm each means, what of it is new, what is wrong. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import putting
from anjian.registry.dictionary import dictionary
from anjian.registry.intake.fresh import NEEDED, Fresh
from anjian.registry.intake.matching import Register
from anjian.registry.intake.parsing import Parsed
from anjian.registry.models import Enterprise, Item
from anjian.registry.putting import Putting, Target
from anjian.registry.rights import keeps
from anjian.registry.values import Value

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(slots=True)
class Plan:
    """What a good row would do to one file.

    key        the file and, where the sheet has one per row, the item that the row speaks of
    digest     of what it says of the firm itself: a second row of the same firm has to say the same
    before     the file's latest row; None for a new firm
    told       only what is new; ``targets`` the items it goes to
    said       the values that change, old and new as people read them; nothing personal
    fresh      a new firm as it was put together where the row was read
    """

    row: int
    outcome: str
    enterprise: str
    name: str
    place: str
    regulator: str | None
    key: str
    digest: str
    before: Enterprise | None
    told: Putting
    targets: list[Target] = field(default_factory=list)
    kept: Mapping[UUID, Mapping[str, Value]] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    fresh: Fresh | None = None


def plan(viewer: Viewer, parsed: Sequence[Parsed], *, office: str, since: dt.date, register: Register) -> list[Plan]:
    """What the good rows of a chunk would do. What is wrong is added to the faults of the rows themselves."""
    plans = []
    for one in parsed:
        if not one.faults and (found := _plan(viewer, one, office, since, register)) is not None:
            plans.append(found)
    _bodies(plans)
    for made in plans:
        _narrow(made)
    return plans


def _plan(viewer: Viewer, one: Parsed, office: str, since: dt.date, register: Register) -> Plan | None:
    if not one.text("name") and not one.text("credit_code"):
        one.wrong("name", "没有企业名称，也没有统一社会信用代码", "请至少填一项，不然不知道是哪一家")
        return None
    before = register.find(one, office)
    return _new(viewer, one) if before is None else _known(viewer, one, before, since, register)


def _new(viewer: Viewer, one: Parsed) -> Plan | None:
    for name in NEEDED:
        if not one.text(name):
            one.wrong(name, f"新企业没有{dictionary()[name].label}", dictionary()[name].hint or "请填写")
    if one.faults or not _mine(viewer, one, one.text("place")):
        return None
    made = one.fresh
    assert made is not None, "a row with all that is needed and without a fault"
    return Plan(
        row=one.row.number,
        outcome=NEW,
        enterprise=made.enterprise,
        name=one.text("name"),
        place=one.text("place"),
        regulator=one.text("regulator") or None,
        key=_key(one, made.enterprise),
        digest=one.digest,
        before=None,
        told=made.told,
        fresh=made,
    )


def _known(viewer: Viewer, one: Parsed, before: Enterprise, since: dt.date, register: Register) -> Plan | None:
    place = one.text("place") or before.place
    if one.faults or not _mine(viewer, one, before.place, place):
        return None
    if before.since > since:
        one.wrong("name", f"它从{before.since}起才有现在的记载", f"请把“从哪天起”改为{before.since}或以后")
        return None
    told = putting.sort_out(one.values)
    try:
        targets = putting.targets(before.enterprise, told, since=since, standing=register.items(before.enterprise))
    except Refusal as no:
        one.wrong(_column(one, no.field or ""), no.what, no.next)
        return None
    return Plan(
        row=one.row.number,
        outcome=CHANGED,
        enterprise=before.enterprise,
        name=one.text("name") or before.name,
        place=place,
        regulator=one.text("regulator") or before.regulator,
        key=_key(one, before.enterprise),
        digest=one.digest,
        before=before,
        told=told,
        targets=targets,
    )


def _mine(viewer: Viewer, one: Parsed, *at: str) -> bool:
    """Whether the viewer keeps the files of all these places; else a fault of the row."""
    if all(keeps(viewer, place) for place in at):
        return True
    one.wrong("place", "这家企业不归您管", "请交给它所在地的办公室导入")
    return False


def _narrow(made: Plan) -> None:
    """Leave of what a row tells only what the file does not say yet; nothing left: the row is known."""
    if made.before is None:
        return
    columns = {name: value for name, value in made.told.columns.items() if value != _standing(made.before, name)}
    made.said = {
        name: [dictionary()[name].say(_standing(made.before, name)), dictionary()[name].say(value)]
        for name, value in columns.items()
    }
    told, targets = Putting(columns), []
    for target in made.targets:
        fields = _new_fields(target, made.told)
        personal = _new_personal(target, made)
        if fields or personal or target.row is None:
            told.items[target.key] = fields if target.row is not None else made.told.items[target.key]
            if personal:
                told.personal[target.key] = made.told.personal[target.key]
            targets.append(target)
            made.said[".".join(target.key)] = ["", target.key[1]]
    made.told, made.targets = told, targets
    if not columns and not targets:
        made.outcome = SAME


def _standing(row: Enterprise | Item, name: str) -> Value:
    """What a row says of a field; an empty text says nothing."""
    value: Value = getattr(row, name)
    return None if value == "" else value


def _new_fields(target: Target, told: Putting) -> dict[str, Value]:
    return {
        name: value
        for name, value in told.items[target.key].items()
        if target.row is None or value != _standing(target.row, name)
    }


def _new_personal(target: Target, made: Plan) -> bool:
    """Whether a name or telephone is another than the one that stands."""
    new = made.told.personal.get(target.key, {})
    body = made.kept.get(target.row.private_in, {}) if target.row is not None and target.row.private_in else {}
    return any(body.get(name) != value for name, value in new.items())


def _bodies(plans: Sequence[Plan]) -> None:
    """The private bodies of all items that names or telephones are told of, in one question."""
    found = [target for made in plans if made.told.personal for target in made.targets]
    kept = putting.bodies(found) if found else {}
    for made in plans:
        made.kept = kept


def _key(one: Parsed, enterprise: str) -> str:
    """The file, and what tells its items apart where the row names one."""
    entries = dictionary()
    naming = sorted(
        f"{name}={value}" for name, value in one.values.items() if entries[name].cls and entries[name].field in NAMING
    )
    return "|".join([enterprise, *naming])[:400]


NAMING = frozenset({"number", "name", "address"})
"""Fields that tell two items of one class apart."""


def _column(one: Parsed, beginning: str) -> str:
    """The first column of the sheet that speaks of these items."""
    return next((name for name in one.row.columns if name.startswith(beginning)), "name")
