"""Clauses that give data (条款数据): criteria, items of checklists, and who answers for a line of work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy.pack import Clause
from anjian.policy.pack.parts import PART_WORDS, Assignment, ChecklistItem, Criterion, Part
from anjian.policy.queries.loaded import document, documents
from anjian.policy.queries.reading import vocabulary


@dataclass(frozen=True, slots=True)
class PartCard:
    """A clause with the data it gives.

    document, source  the document's id, and its short name with the article
    line              title of the line of work in Chinese; its code is in ``part``
    """

    clause: Clause
    part: Part
    document: str
    source: str
    line: str

    @property
    def word(self) -> str:
        """How such data is called, in Chinese."""
        return PART_WORDS[self.part.kind]


def parts(
    viewer: Viewer, *, document_id: str = "", line: str = "", kind: str = "", known: int | None = None
) -> list[PartCard]:
    """The data that loaded documents give, in the documents' order.

    document_id  one document; all that are loaded when left out
    line         a line of work by code or title, with every narrower one; kind: criterion, item or assignment

    Refuses a document that is not loaded, and words that are none.
    """
    if kind and kind not in PART_WORDS:
        raise Refusal(f"没有“{kind}”这种条款数据", "不知道要哪一种", f"可用：{'、'.join(PART_WORDS)}", field="kind")
    words = vocabulary()
    wanted = words.topic(line) if line else None
    if line and wanted is None:
        near = words.near(line)
        raise Refusal(
            f"词汇表里没有行业领域“{line}”",
            "行业领域用词汇表里的议题",
            f"是否指“{near}”？" if near else "请看 /words/",
            code="policy.line",
            field="line",
        )
    inside = words.narrower_topics(wanted) if wanted else ()
    return [
        card
        for card in _all(viewer, document_id, known)
        if (not line or card.part.line in inside) and (not kind or card.part.kind == kind)
    ]


def _all(viewer: Viewer, document_id: str, known: int | None) -> Iterator[PartCard]:
    if document_id:
        one = document(viewer, document_id, known=known)
        if one is None:
            raise Refusal(
                f"没有装入文件“{document_id}”", "条款数据从装入的文件里读", "请先运行 anjian law load", field="document"
            )
        chosen = [one]
    else:
        chosen = documents(viewer, known=known)
    titles = vocabulary().topics
    for found in chosen:
        for card in found.clauses:
            if card.clause.data is not None:
                part = card.clause.data
                yield PartCard(card.clause, part, found.id, found.chip((card.id,)), titles[part.line].title.zh)


def part_plain(card: PartCard) -> dict[str, Any]:
    """As plain values, for programs."""
    return {
        "clause": card.clause.id,
        "cite": card.clause.cite,
        "gist": card.clause.gist,
        "source": card.source,
        **card.part.model_dump(mode="json"),
    }


__all__ = ["PART_WORDS", "Assignment", "ChecklistItem", "Criterion", "Part", "PartCard", "part_plain", "parts"]
