"""An office's own copy of a document's text, and what it says at a clause."""

from __future__ import annotations

from anjian.lib.viewer import Viewer
from anjian.policy.models import AttachedText
from anjian.policy.queries.cards import TextCard
from anjian.scope.queries import told_by


def attached(viewer: Viewer, document: str, *, known: int | None = None) -> TextCard | None:
    """The text that an office attached to the document; None when there is none or the viewer may not read it."""
    row = told_by(AttachedText.objects.seen_by(viewer).filter(document=document), known).first()  # type: ignore[type-var]
    return None if row is None else card_of(row)


def text_of(viewer: Viewer, clause_id: str, *, known: int | None = None) -> str | None:
    """What the attached text says at a clause; None without a text, or when the clause's place was not found in it."""
    held = attached(viewer, clause_id.split("/", 1)[0], known=known)
    return held.of(clause_id) if held else None


def card_of(row: AttachedText) -> TextCard:
    """A row as a card."""
    spans = {name: (begin, end) for name, (begin, end) in row.content["spans"].items()}
    missing = dict(row.content["missing"])
    return TextCard(
        row.document,
        row.text,
        row.digest,
        row.file,
        row.attached_by,
        row.attached_at,
        str(row.said_by),
        spans,
        missing,
    )
