"""Questions about papers. The functions on bytes need no viewer: the caller holds the file."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from uuid import UUID

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.papers.events import Difference, PaperCard, Read
from anjian.papers.kinds import Kind, kind, kinds
from anjian.papers.models import Content, Paper
from anjian.papers.reading import read
from anjian.papers.writing import blank, board, centred, finished, table

__all__ = [
    "Kind",
    "blank",
    "board",
    "centred",
    "checked",
    "content",
    "finished",
    "issued_by",
    "key_of",
    "key_text",
    "kind",
    "kinds",
    "of_matter",
    "paper",
    "read",
    "register",
    "sign_of",
    "table",
]


def register(
    viewer: Viewer,
    *,
    kind: str = "",
    year: int | None = None,
    place: str = "",
    after: tuple[dt.date, UUID] | None = None,
    limit: int = 50,
) -> list[PaperCard]:
    """The register of papers that the viewer may see (发文登记), the latest first, withdrawn ones included.

    ``place``: of its own series alone, 12 digits; ``after``: day and id of the last paper of the page before.
    """
    rows = Paper.objects.seen_by(viewer)
    for name, value in (("kind", kind), ("year", year), ("place", place)):
        rows = rows.filter(**{name: value}) if value else rows
    if after is not None:
        rows = rows.filter(day__lte=after[0]).exclude(day=after[0], id__gte=after[1])
    return [_card(row) for row in rows.order_by("-day", "-id")[:limit]]


def key_of(text: str) -> tuple[dt.date, UUID] | None:
    """Where a page of the register begins, from its text ("2026-11-09~id"); None for none. Refuses what is no such."""
    if not text:
        return None
    day, _, id = text.partition("~")
    try:
        return dt.date.fromisoformat(day), UUID(id)
    except ValueError:
        raise Refusal(
            "分页标记不对", "它要原样取自上一页", "请从第一页开始", code="papers.cursor", field="cursor"
        ) from None


def key_text(card: PaperCard) -> str:
    """The same as text, behind this paper."""
    return f"{card.day.isoformat()}~{card.id}"


def paper(viewer: Viewer, paper_id: UUID) -> PaperCard | None:
    """A paper; None when there is none or the viewer may not see it."""
    row = Paper.objects.seen_by(viewer).filter(id=paper_id).first()
    return _card(row) if row else None


def of_matter(viewer: Viewer, matter: str) -> list[PaperCard]:
    """The papers about a matter, the first first."""
    return [_card(row) for row in Paper.objects.seen_by(viewer).filter(matter=matter).order_by("day", "id")]


def content(viewer: Viewer, paper_id: UUID) -> bytes:
    """The file of a paper as issued. Refuses what the viewer may not see like what there is not."""
    row = Paper.objects.seen_by(viewer).filter(id=paper_id).first()
    held = row and Content.objects.seen_by(viewer).filter(digest=row.digest).first()
    if not held:
        raise Refusal(
            "没有找到这份公文", "它不存在，或者不在您的权限范围内", "请从发文登记重新进入", code="papers.missing"
        )
    return bytes(held.content)


def checked(viewer: Viewer, content: bytes) -> tuple[Read, PaperCard | None]:
    """A file somebody brings (核对公文): read back, and held against the register as far as the viewer sees it.

    The card is that of the paper with this number; a file that is whole but not the one issued is named as such.
    """
    found = read(content)
    row = Paper.objects.seen_by(viewer).filter(number=found.number, kind=found.kind).first() if found.number else None
    if row is None:
        more = (
            [Difference("发文字号", f"发文登记里没有“{found.number}”，或者不在您的权限范围内")] if found.number else []
        )
    elif hashlib.sha256(content).hexdigest() != row.digest:
        more = [Difference("文件", f"与发文登记的{row.number}不是同一份：内容被改动过")]
    else:
        more = []
    whole = replace(found, differences=(*found.differences, *more))
    return whole, _card(row) if row else None


def sign_of(viewer: Viewer, body: str, *, kind: str) -> str:
    """The letters before the year (发文代字) that the body used last for this kind; "" when it issued none."""
    row = Paper.objects.seen_by(viewer).filter(body=body, kind=kind).order_by("-day", "-n").first()
    return row.sign if row else ""


def issued_by(fact: UUID) -> bool:
    """Whether this fact issued a paper; for the handlers of the ledger."""
    return Paper.objects.for_change().filter(said_by=fact).exists()


def _card(row: Paper) -> PaperCard:
    return PaperCard(**{name: getattr(row, name) for name in PaperCard.__dataclass_fields__})
