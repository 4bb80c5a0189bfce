"""Adoption (采用): a place takes a document over from a day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import events
from anjian.policy.actions.telling import Said, may, record
from anjian.policy.models import Adoption, Document
from anjian.scope import actions as slices
from anjian.scope.queries import told_by


def adopt(viewer: Viewer, *, document: str, place: str, since: date, happened_at: datetime | None = None) -> Fact:
    """A place takes a document over from a day, for itself and everything below it (采用).

    A place inside one that has adopted it may do so too: from that day its own settings go first there, and each duty
    stays one. Refuses an unknown document, a day before it came into force, and a place that has adopted it itself.
    """
    place = divisions.normal(place)
    may(viewer, place, "采用文件")
    with transaction.atomic():
        ledger.lock(viewer, [f"document:{document}"])
        check_adoption(document, place, since)
        fact = record(
            viewer, adoption_said(document, place, since), happened_at, day=since, changes=[f"document:{document}"]
        )
        put_adoption(document=document, place=place, since=since, fact=fact.id)
    return fact


def adoption_said(document: str, place: str, since: date) -> Said:
    """The fact that tells an adoption."""
    parties = (Party("document", "document", document), Party("place", "place", divisions.normal(place)))
    return Said(events.ADOPTED, divisions.normal(place), parties, {"since": since})


def put_adoption(*, document: str, place: str, since: date, fact: UUID) -> None:
    """Write the row of an adoption told by a recorded fact; in the caller's transaction. Refuses what `adopt` does."""
    check_adoption(document, place, since)
    slices.begin(Adoption, {"document": document, "place": divisions.normal(place)}, {}, since=since, fact=fact)


def check_adoption(document: str, place: str, since: date) -> None:
    """Refuse an adoption that cannot be."""
    head = Document.objects.for_change().filter(document=document, replaced_by__isnull=True).first()
    if head is None:
        raise Refusal(
            f"没有装入文件“{document}”",
            "没有装入的文件没有规则可执行",
            "请先运行 anjian law load",
            code="policy.unknown_document",
            field="document",
        )
    in_force = head.content.get("in_force")
    if in_force and since < date.fromisoformat(in_force):
        raise Refusal(
            f"采用日{since}早于文件施行日{in_force}",
            "文件不溯及既往",
            f"请填{in_force}或以后",
            code="policy.too_early",
            field="since",
        )
    for other in told_by(Adoption.objects.for_change().filter(document=document, place=divisions.normal(place))):
        if other.until is None or other.until >= since:
            raise Refusal(
                f"“{document}”已自{other.since}在{other.place[:6]}采用",
                "同一文件在一个地方只采用一次；上级采用即约束下级，下级自己采用是为了自己设定",
                "请核对地方和日期",
                code="policy.adopted_already",
                field="place",
            )
