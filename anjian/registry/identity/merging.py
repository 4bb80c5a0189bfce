"""Two files of one firm become one (并档), and are taken apart again; two that only look alike stay two.

A merger is a fact like any other. Facts about either file stay as they are: from the day of the merger those of the
merged one answer under the survivor's id too (`rel_merged`), before it there are two, and when the fact is voided there
were two all along.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.ledger.events import Fact, Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import events, putting
from anjian.registry.judging import latest, may, record, standing, wrong
from anjian.registry.models import Apart, Enterprise, Item, Merger
from anjian.scope import actions as slices
from anjian.scope.queries import told, told_by

DAY = dt.timedelta(days=1)


@transaction.atomic
def merge(
    viewer: Viewer, *, survivor: str, merged: str, since: dt.date, reason: str, take: Collection[str] = ()
) -> Fact:
    """Say that two files are one firm and go on as one from a day (并档): `merged` becomes a part of `survivor`.

    ``take``: columns of the merged file whose values the survivor takes over, told as a change of their own. What the
    merged firm has several of (permits, contacts) goes over. The older file survives, so that whatever was asked of the
    firm before finds it.

    Refuses whoever does not keep both, a file that does not stand on the day or was merged before, and a survivor that
    is younger.
    """
    _two(survivor, merged)
    ledger.lock(viewer, [survivor, merged])
    stays, goes = (_on(viewer, one, since) for one in (survivor, merged))
    _older(stays, goes)
    taken = _take(viewer, stays, goes, since, take)
    said = {"reason": reason.strip(), "taken_by": str(taken.id) if taken else None}
    # of two places: then what was computed for either is made anew
    elsewhere = {"place": stays.place} if goes.place != stays.place else {}
    fact = record(
        viewer,
        events.MERGED,
        survivor,
        stays.name,
        since,
        None,
        said | elsewhere,
        stays.regulator,
        place=stays.place,
        others=[Party("merged", "enterprise", merged, goes.name)],
    )
    slices.end(Enterprise, {"enterprise": merged}, last_day=since - DAY, fact=fact.id, change={"successor": survivor})
    _hand_over(merged, survivor, since, fact.id)
    kept = {"survivor": survivor, "place": stays.place}
    for earlier in told(Merger.objects.for_change(), since).filter(survivor=merged):
        slices.say(Merger, {"enterprise": earlier.enterprise}, kept, since=since, fact=fact.id)
    slices.begin(Merger, {"enterprise": merged}, kept, since=since, fact=fact.id)
    return fact


@transaction.atomic
def take_apart(viewer: Viewer, *, fact: UUID, reason: str) -> Fact:
    """Undo a merger (撤销并档): both files stand again exactly as they did. Returns the voiding fact.

    Refuses whoever does not keep both, a fact that is no merger or was undone, and a merger on which later changes
    stand.
    """
    found = facts.fact(SYSTEM, fact)
    if found is None or found.name != events.MERGED:
        raise wrong("这条记录不是并档", "请从企业档案或重复企业页面撤销", "fact")
    for row in told_by(Enterprise.objects.for_change()).filter(
        enterprise__in=[*found.party("enterprise"), *found.party("merged")]
    ):
        may(viewer, row.place)
    void = ledger.void(viewer, fact, reason=reason)
    if "taken_by" in found.attributes:
        ledger.void(viewer, UUID(found.attributes["taken_by"]), reason=reason)
    return void


@transaction.atomic
def set_apart(
    viewer: Viewer, *, one: str, other: str, since: dt.date, reason: str, until: dt.date | None = None
) -> Fact:
    """Say that two files are two firms (不是同一家): nobody is asked again. ``until``: put off, asked again after it.

    Refuses whoever does not keep both, and a pair of which that is said already.
    """
    _two(one, other)
    first, second = sorted((one, other))
    ledger.lock(viewer, [first, second])
    rows = [latest(first), latest(second)]
    for row in rows:
        may(viewer, row.place)
    said = {"reason": reason.strip(), "until": until}
    fact = record(
        viewer,
        events.SET_APART,
        first,
        rows[0].name,
        since,
        None,
        said,
        None,
        place=rows[0].place,
        others=[Party("other", "enterprise", second, rows[1].name)],
    )
    key = {"first": first, "second": second}
    slices.begin(Apart, key, {"place": rows[0].place}, since=since, until=until, fact=fact.id)
    return fact


def _two(one: str, other: str) -> None:
    if one == other:
        raise wrong("两边是同一份档案", "请选两份不同的档案", "merged")


def _on(viewer: Viewer, enterprise: str, day: dt.date) -> Enterprise:
    """The row of a file on the day, which the viewer keeps. Refuses one that does not stand then."""
    may(viewer, latest(enterprise).place)
    row = standing(enterprise, day)
    may(viewer, row.place)
    return row


def _older(stays: Enterprise, goes: Enterprise) -> None:
    begun = {
        row.enterprise: row.since
        for row in told_by(Enterprise.objects.for_change())
        .filter(enterprise__in=[stays.enterprise, goes.enterprise])
        .order_by("-since")
    }
    if begun[stays.enterprise] > begun[goes.enterprise]:
        raise Refusal(
            f"“{goes.name}”的档案从{begun[goes.enterprise]}起，比“{stays.name}”早",
            "存续的档案要从头就在，不然以前对这家企业的要求就没有了对象",
            "请把两份对调，保留较早登记的一份；名称、代码可以从另一份带过来",
            code="registry.survivor",
            field="survivor",
        )


def _take(viewer: Viewer, stays: Enterprise, goes: Enterprise, since: dt.date, take: Collection[str]) -> Fact | None:
    """What the survivor takes over, as a change of its own: it says what the firm is, whoever had it before."""
    plan = putting.read({name: getattr(goes, name) for name in sorted(take)})
    if not plan.columns:
        return None
    values = plan.row()
    regulator = values.get("regulator", stays.regulator)
    name = values.get("name", stays.name)
    fact = record(
        viewer,
        events.CHANGED,
        stays.enterprise,
        name,
        since,
        None,
        plan.attributes(),
        regulator,
        place=stays.place,
    )
    slices.say(Enterprise, {"enterprise": stays.enterprise}, values, since=since, fact=fact.id)
    return fact


def _hand_over(merged: str, survivor: str, since: dt.date, fact: UUID) -> None:
    """The items of the merged firm are the survivor's from the day on."""
    live = Q(until__isnull=True) | Q(until__gte=since)
    items = told_by(Item.objects.for_change()).filter(live, enterprise=merged).order_by("item", "-since")
    begins = {row.item: max(row.since, since) for row in items}
    for item, first in begins.items():
        slices.say(Item, {"item": item}, {"enterprise": survivor}, since=first, fact=fact)
