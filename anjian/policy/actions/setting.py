"""Settings (设定): a named person decides what the text leaves open, with a ground, from a day on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import events, resolving
from anjian.policy.actions.telling import Said, may, named, record
from anjian.policy.models import Adoption, AttachedText, Document, RuleVersion, ValueSet
from anjian.policy.pack import Rule
from anjian.policy.queries import loaded, nesting
from anjian.scope import actions as slices
from anjian.scope.queries import told_by

_DAY = timedelta(days=1)


def set_value(
    viewer: Viewer,
    *,
    rule: str,
    field: str,
    place: str,
    value: Any = None,
    borrow: str = "",
    since: date,
    ground: str,
    happened_at: datetime | None = None,
) -> Fact:
    """A named person sets what the text leaves open, from a day on (设定). Later settings from later days are replaced.

    Instead of a value, ``borrow`` names a rule of a document in force there: its value holds as long and as it holds
    there (借用). Refuses a rule that the text does not let borrow from, and one that has no value on that day.
    Refuses what the rule does not leave open, what cannot be read, a place that has not adopted the document itself,
    a day before the adoption, no ground, and whoever has no name or may not decide there.
    """
    place = divisions.normal(place)
    may(viewer, place, "设定")
    named(viewer, ground)
    with transaction.atomic():
        ledger.lock(viewer, [f"rule:{rule}"])
        value = {"borrow": borrow} if borrow else value
        kept = check_setting(rule, field, place, value, since)
        said = setting_said(rule, field, place, kept, since, ground)
        fact = record(viewer, said, happened_at, changes=[f"rule:{rule}"])
        put_setting(
            rule=rule, field=field, place=place, value=value, since=since, ground=ground, by=viewer.name, fact=fact.id
        )
    return fact


def setting_said(rule: str, field: str, place: str, value: Any, since: date, ground: str) -> Said:
    """The fact that tells a setting."""
    parties = (Party("rule", "rule", rule), Party("place", "place", divisions.normal(place)))
    kept = [str(item) for item in value] if isinstance(value, list | tuple) else str(value)
    lender = resolving.lender_of(value)
    chosen = {"borrow": lender} if lender else {"value": kept}
    attributes = {"field": field, **chosen, "since": since, "ground": ground.strip()}
    return Said(events.VALUE_SET, divisions.normal(place), parties, attributes)


def put_setting(
    *, rule: str, field: str, place: str, value: Any, since: date, ground: str, by: str, fact: UUID
) -> None:
    """Write the row of a setting told by a recorded fact, in the caller's transaction; refuses like `set_value`."""
    place = divisions.normal(place)
    kept = check_setting(rule, field, place, value, since)
    _put({"rule": rule, "field": field, "place": place}, kept, since, ground, by, fact)


def _put(key: dict[str, str], kept: Any, since: date, ground: str, by: str, fact: UUID) -> None:
    slices.end_all(ValueSet, key, last_day=since - _DAY, fact=fact)
    values = {"value": kept, "decided_by": by, "ground": ground.strip()}
    slices.begin(ValueSet, key, values, since=since, fact=fact)


def check_setting(rule: str, field: str, place: str, value: Any, since: date) -> Any:
    """Refuse a setting that cannot be; returns the value as it is kept (JSON)."""
    held = _live_rule(rule)
    adopted = _adopted(held.document, place)
    if since < adopted.since:
        raise Refusal(
            f"设定自{since}起，早于采用日{adopted.since}",
            "采用以前规则不在这里生效",
            f"请填{adopted.since}或以后",
            code="policy.too_early",
            field="since",
        )
    if lender := resolving.lender_of(value):
        lookup, cite, bound = loaded.around(place)
        told = nesting.heard(place, loaded.settings(SYSTEM), loaded.adoptions(SYSTEM))
        return resolving.borrow(held, field, lender, since=since, settings=told, lookup=lookup, cite=cite, bound=bound)
    read = resolving.parse_setting(held, field, value)
    if isinstance(read, int | float):
        return read
    return list(read) if isinstance(read, tuple) else str(read)


def unset_value(
    viewer: Viewer,
    *,
    rule: str,
    field: str,
    place: str,
    since: date,
    ground: str,
    happened_at: datetime | None = None,
) -> Fact:
    """A named person takes a setting back from a day on (取消设定): the hole is open again. Refuses if none is set."""
    place = divisions.normal(place)
    may(viewer, place, "取消设定")
    named(viewer, ground)
    key = {"rule": rule, "field": field, "place": place}
    with transaction.atomic():
        ledger.lock(viewer, [f"rule:{rule}"])
        said = Said(
            events.VALUE_UNSET,
            place,
            (Party("rule", "rule", rule), Party("place", "place", place)),
            {"field": field, "since": since, "ground": ground.strip()},
        )
        fact = record(viewer, said, happened_at, changes=[f"rule:{rule}"])
        if not slices.end_all(ValueSet, key, last_day=since - _DAY, fact=fact.id):
            raise Refusal(
                f"{since}起没有这项设定",
                "没有设定，也就无从取消",
                "请核对规则、项目和日期",
                code="policy.nothing_set",
                field="since",
            )
    return fact


def take_back(told: UUID, *, by: UUID) -> None:
    """Take back the adoption, setting or text that a voided fact told. A pack is never voided: load the right one.

    A voided text leaves none: the one before it was replaced for good and is attached again when it is wanted.
    """
    if any(model._base_manager.filter(said_by=told).exists() for model in (RuleVersion, Document)):
        raise Refusal(
            "规则包的装入不能作废",
            "作废后会有一段时间没有规则可依",
            "请装入改正后的规则包，它从装入时起代替原来的",
            code="policy.no_void",
        )
    for model in (Adoption, ValueSet):
        if slices.told_something(model, told):
            slices.unsay(model, told, by=by)
    AttachedText.objects.for_change().filter(said_by=told, replaced_by__isnull=True).update(replaced_by=by)


def said_anything(told: UUID) -> bool:
    """Whether rows of this module stand on the fact."""
    return any(
        model._base_manager.filter(said_by=told).exists()
        for model in (Document, RuleVersion, AttachedText, Adoption, ValueSet)
    )


def _live_rule(rule: str) -> Rule:
    row = RuleVersion.objects.for_change().filter(rule=rule, replaced_by__isnull=True).first()
    if row is None:
        raise Refusal(f"没有规则“{rule}”", "无从设定", "请核对规则编号", code="policy.unknown_rule", field="rule")
    return loaded.parsed(row)


def _adopted(document: str, place: str) -> Adoption:
    row = told_by(Adoption.objects.for_change()).filter(document=document, place=place).order_by("since").last()
    if row is None:
        raise Refusal(
            f"{place[:6]}没有采用“{document}”",
            "只有采用了文件的地方才能设定；下级按上级的设定执行",
            "请在采用它的地方设定，或先办理采用",
            code="policy.not_adopted",
            field="place",
        )
    return row
