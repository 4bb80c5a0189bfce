"""Attaching an office's own copy of a document's text (附上原文): kept as given, each clause found by its cite."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import events, texting
from anjian.policy.actions.telling import Said, may, record
from anjian.policy.models import AttachedText
from anjian.policy.queries import loaded
from anjian.policy.queries.cards import DocumentCard, TextCard
from anjian.policy.queries.text import card_of


def attach_text(
    viewer: Viewer, *, document: str, raw: bytes, file: str, happened_at: datetime | None = None
) -> TextCard:
    """Attach the office's copy of a loaded document's text; it takes the place of the one before it.

    ``raw`` are the bytes of a text file in UTF-8 or GB18030, ``file`` its name. The place of every clause is found by
    its cite; clauses without one are in ``missing`` of the answer. The same text again, with every clause at the same
    place, changes nothing.

    Refuses an unknown document, whoever may not decide for its place, what is no text (see `texting.open_text`), and a
    text in which fewer than half of the clauses are found: it is probably another document.
    """
    card = loaded.document(SYSTEM, document)
    if card is None:
        raise Refusal(
            f"没有装入文件“{document}”",
            "没有条款，原文无处可附",
            "请先运行 anjian law load",
            code="policy.unknown_document",
            field="document",
        )
    may(viewer, card.document.place, "附上文件原文")
    text = texting.open_text(raw)
    found = texting.locate(texting.outline(text), [(one.id, one.clause.cite) for one in card.clauses])
    _mostly(card, found)
    digest = hashlib.sha256(text.encode()).hexdigest()
    content = {"spans": {name: list(span) for name, span in found.spans.items()}, "missing": found.missing}
    with transaction.atomic():
        ledger.lock(viewer, [f"document:{document}"])
        held = AttachedText.objects.for_change().filter(document=document, replaced_by__isnull=True)
        before = held.first()
        if before is not None and before.digest == digest and before.content == content:
            return card_of(before)
        name = file.strip()[-200:] or document
        attributes = {"digest": digest, "file": name, "found": len(found.spans), "missing": len(found.missing)}
        party = Party("document", "document", document, card.document.title)
        said = Said(events.TEXT_ATTACHED, card.document.place, (party,), attributes)
        fact = record(viewer, said, happened_at, changes=[f"document:{document}"])
        held.update(replaced_by=fact.id)
        row = AttachedText.objects.for_change().create(
            document=document,
            digest=digest,
            content=content,
            said_by=fact.id,
            text=text,
            file=name,
            attached_by=viewer.name,
            attached_at=fact.happened_at,
        )
    return card_of(row)


def _mostly(card: DocumentCard, found: texting.Located) -> None:
    total = len(found.spans) + len(found.missing)
    if len(found.spans) * 2 < total:
        some = "；".join(list(found.missing.values())[:3])
        raise Refusal(
            f"{total}款里只找到{len(found.spans)}款，多半不是“{card.document.short or card.document.title}”",
            f"找不到的如：{some}",
            "请核对文件；网页或扫描件要保留一、（一）、第几条这些编号和分段",
            code="policy.text_other",
            field="file",
        )
