"""Criteria of major hazards: the items that may fit an industry on a day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anjian.hazards import queries
from anjian.ui.rest import FAULTS, At, at_of

router = Router()


class CriterionOut(Schema):
    """An item of a criterion. ``sure``: found in a source, or memory: not checked; ``asks``: what lets facts decide."""

    id: str
    standard: str
    number: str
    item: str
    sector: str
    gist: str
    citation: str
    sure: str
    in_force: bool | None
    asks: list[str]


class CriteriaOut(Schema):
    """Items that may fit an industry on a day."""

    items: list[CriterionOut]


class CriteriaAsked(Schema):
    """For which industry (code of GB/T 4754), with which words."""

    industry: str = Field(min_length=2, max_length=8)
    words: str = Field("", max_length=40)


@router.get("/hazards/criteria", response={200: CriteriaOut, **FAULTS}, summary="重大隐患判定条目")
def list_criteria(request: HttpRequest, asked: Query[CriteriaAsked], at: Query[At]) -> Any:
    """Items of the standards that were, or may have been, in force for an industry that day."""
    day = at_of(request).as_of
    return {
        "items": [
            {
                "id": one.id,
                "standard": one.standard.name,
                "number": one.standard.number,
                "item": one.item,
                "sector": one.sector,
                "gist": one.gist,
                "citation": one.citation,
                "sure": one.sure,
                "in_force": one.standard.in_force(day),
                "asks": [ask.name for ask in one.asks],
            }
            for one in queries.offered(industry=asked.industry, day=day, words=asked.words)
        ]
    }
