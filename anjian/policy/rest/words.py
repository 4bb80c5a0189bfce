"""The vocabulary: what can be recorded, with its parties and attributes; functions, classes, topics."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anjian.lib.errors import Refusal
from anjian.policy import queries
from anjian.policy.queries import FactType
from anjian.ui.rest import FAULTS, Page, cut, page_of, viewer_of

router = Router()


class WordOut(Schema):
    """A word: its code and its names."""

    code: str
    zh: str
    en: str


class RoleOut(Schema):
    """A role of a party. ``required``: now, later, or never (empty)."""

    role: str
    label: str
    kinds: list[str]
    classes: list[str]
    multiple: bool
    required: str


class AttributeOut(Schema):
    """An attribute. ``options``: (value, word) to choose from; ``open``: others may be written too."""

    code: str
    label: str
    type: str
    multiple: bool
    required: str
    unit: str
    open: bool
    personal: bool
    options: list[tuple[str, str]]


class FactTypeOut(Schema):
    """A fact that can be recorded."""

    fact: str
    title: str
    title_en: str
    verb: str
    photos: bool
    parties: list[RoleOut]
    attributes: list[AttributeOut]


class FactTypesOut(Schema):
    """Facts that can be recorded, by name."""

    items: list[FactTypeOut]
    next: str | None


class AskingOut(Schema):
    """A rule that asks for the fact."""

    rule: str
    title: str
    chip: str
    clauses: list[str]


class FactWordOut(FactTypeOut):
    """A fact that can be recorded, and who asks for it."""

    asked_by: list[AskingOut]


class WordsOut(Schema):
    """Functions of bodies, classes of posts, classes of bodies, topics."""

    functions: list[WordOut]
    posts: list[WordOut]
    bodies: list[WordOut]
    topics: list[WordOut]


class Words(Page):
    """Which facts."""

    words: str = Field("", max_length=40, description="名称里的字")


@router.get("/words", response={200: WordsOut, **FAULTS}, summary="词汇")
def list_words(request: HttpRequest) -> Any:
    """Functions, classes and topics with their names."""
    vocabulary = queries.vocabulary()
    return {name: _words(getattr(vocabulary, name)) for name in ("functions", "posts", "bodies", "topics")}


@router.get("/words/facts", response={200: FactTypesOut, **FAULTS}, summary="能记录的事")
def list_fact_types(request: HttpRequest, asked: Query[Words]) -> Any:
    """What can be recorded, with roles and attributes."""
    facts = queries.vocabulary().facts
    word = asked.words.strip().lower()
    fit = sorted(
        name
        for name, entry in facts.items()
        if not word or any(word in text.lower() for text in (name, entry.title.zh, entry.title.en, entry.verb))
    )
    shown, after = cut(fit, lambda name: (name,), after=page_of(asked.cursor, str), limit=asked.limit)
    return {"items": [_fact(name, facts[name]) for name in shown], "next": after}


@router.get("/words/facts/{name}", response={200: FactWordOut, **FAULTS}, summary="一种记录，谁要它")
def get_fact_type(request: HttpRequest, name: str) -> Any:
    """One kind of fact, and the rules that ask for it."""
    entry = queries.vocabulary().facts.get(name)
    if entry is None:
        raise Refusal("没有这种记录", "能记录的事都在词汇表里声明过", "请从 /words/facts 中选择", code="policy.missing")
    found = queries.asking(viewer_of(request), name)
    return {
        **_fact(name, entry),
        "asked_by": [
            {"rule": card.rule.id, "title": card.rule.title, "chip": card.chip, "clauses": list(card.rule.clauses)}
            for card in found
        ],
    }


def _words(entries: Any) -> list[dict[str, str]]:
    return [{"code": code, "zh": entry.title.zh, "en": entry.title.en} for code, entry in sorted(entries.items())]


def _fact(name: str, entry: FactType) -> dict[str, Any]:
    vocabulary = queries.vocabulary()
    return {
        "fact": name,
        "title": entry.title.zh,
        "title_en": entry.title.en,
        "verb": entry.verb,
        "photos": entry.photos,
        "parties": [
            {
                "role": role,
                "label": told.label.zh,
                "kinds": list(told.kind),
                "classes": list(told.classes),
                "multiple": told.multiple,
                "required": told.required,
            }
            for role, told in entry.parties.items()
        ],
        "attributes": [
            {
                "code": code,
                "label": told.label.zh,
                "type": told.type,
                "multiple": told.multiple,
                "required": told.required,
                "unit": told.unit,
                "open": told.open,
                "personal": told.personal,
                "options": [(value, word) for value, word in vocabulary.choices(told)],
            }
            for code, told in entry.attributes.items()
        ],
    }
