"""What a chunk of rows would do (试算): which firm each means, what of it is new, what is wrong. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from anjian.lib import canonical
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import putting
from anjian.registry.dictionary import dictionary
from anjian.registry.intake.matching import Register
from anjian.registry.intake.parsing import Parsed, county
from anjian.registry.models import Enterprise, Item
from anjian.registry.putting import Putting, Target
from anjian.registry.rights import keeps
from anjian.registry.values import NEVER_EMPTY, Value

NEW, CHANGED, SAME = "new", "changed", "same"
NEEDED = tuple(sorted(NEVER_EMPTY - {"status"}))
"""What a firm is not entered without; its state is 在营 where the row does not say."""


@dataclass(slots=True)
class Plan:
    """What a good row would do to one file.

    key        the file and, where the sheet has one per row, the item that the row speaks of
    digest     of what it says of the firm itself: a second row of the same firm has to say the same
    before     the file's latest row; None for a new firm
    told       only what is new; ``targets`` the items it goes to
    said       the values that change, old and new as people read them; nothing personal
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


def plan(
    viewer: Viewer, parsed: Sequence[Parsed], *, intake: UUID, office: str, since: dt.date, register: Register
) -> list[Plan]:
    """What the good rows of a chunk would do. What is wrong is added to the faults of the rows themselves."""
    plans = []
    for one in parsed:
        if not one.faults and (found := _plan(viewer, one, intake, office, since, register)) is not None:
            plans.append(found)
    _bodies(plans)
    for made in plans:
        _narrow(made)
    return plans


def _plan(viewer: Viewer, one: Parsed, intake: UUID, office: str, since: dt.date, register: Register) -> Plan | None:
    if not one.text("name") and not one.text("credit_code"):
        one.wrong("name", "没有企业名称，也没有统一社会信用代码", "请至少填一项，不然不知道是哪一家")
        return None
    before = register.find(one, office)
    place = one.text("place") or (before.place if before else "")
    if before is None:
        for name in NEEDED:
            if not one.text(name):
                one.wrong(name, f"新企业没有{dictionary()[name].label}", dictionary()[name].hint or "请填写")
    if one.faults:
        return None
    if not keeps(viewer, before.place if before else place) or not keeps(viewer, place):
        one.wrong("place", "这家企业不归您管", "请交给它所在地的办公室导入")
        return None
    if before is not None and before.since > since:
        one.wrong("name", f"它从{before.since}起才有现在的记载", f"请把“从哪天起”改为{before.since}或以后")
        return None
    told = putting.sort_out({"status": "operating", **one.values} if before is None else one.values)
    enterprise = before.enterprise if before else _id(one, intake, place)
    try:
        targets = putting.targets(enterprise, told, since=since, standing=register.items(enterprise) if before else ())
    except Refusal as no:
        one.wrong(_column(one, no.field or ""), no.what, no.next)
        return None
    return Plan(
        row=one.row.number,
        outcome=NEW if before is None else CHANGED,
        enterprise=enterprise,
        name=one.text("name") or (before.name if before else ""),
        place=place,
        regulator=one.text("regulator") or (before.regulator if before else None),
        key=_key(one, enterprise),
        digest=one.digest,
        before=before,
        told=told,
        targets=targets,
    )


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


def _id(one: Parsed, intake: UUID, place: str) -> str:
    """The id of a new firm; without a code one for its name in this import, the same for each of its rows."""
    if code := one.text("credit_code"):
        return f"ent:{code}"
    return f"ent:{canonical.digest([str(intake), county(place), one.text('name')])[:16]}"


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
    return next((name for name in one.row.cells if name.startswith(beginning)), "name")
