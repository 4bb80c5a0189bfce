"""Search over everything, and the board: the numbers of a place by places or bodies, and of the places beside it."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anjian.desk.queries import board as boards
from anjian.desk.queries import search as searching
from anjian.desk.queries.ground import chosen_place, own_place
from anjian.desk.rest.documents import Where
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.ui.rest import FAULTS, At, at_of, viewer_of

router = Router()


class HitOut(Schema):
    """Something found: what it is called, what tells it apart, the page of it."""

    word: str
    note: str
    url: str


class HitsOut(Schema):
    """What was found of one kind; ``more``: there is more of it."""

    name: str
    title: str
    hits: list[HitOut]
    more: bool


class FoundOut(Schema):
    """By kind."""

    items: list[HitsOut]


class SearchAsked(Schema):
    """Which words."""

    words: str = Field(min_length=1, max_length=searching.LONGEST, description="名称、拼音首字母、代码或条号")
    limit: int = Field(8, ge=1, le=20, description="每一类几条")


class NumberOut(Schema):
    """A number of a row."""

    name: str
    n: int


class RateOut(Schema):
    """So many done of so many."""

    done: int
    of: int


class BoardRowOut(Schema):
    """A place or a body: its numbers of today, its rate of this month and of the one before."""

    name: str
    numbers: list[NumberOut]
    rate: RateOut
    before: RateOut


class BoardOut(Schema):
    """The board of a place; ``month``: the one before."""

    place: str
    month: str
    whole: BoardRowOut
    rows: list[BoardRowOut]


class BoardAsked(Where):
    """Rows of what."""

    by: Literal["places", "bodies"] = "places"


@router.get("/search", response={200: FoundOut, **FAULTS}, summary="找")
def search(request: HttpRequest, asked: Query[SearchAsked], at: Query[At]) -> Any:
    """What the words mean, by kind: clauses, enterprises, bodies, people, places, matters."""
    now = at_of(request)
    found = searching.search(
        viewer_of(request), asked.words.strip(), as_of=now.as_of, known=now.known, limit=asked.limit
    )
    return {
        "items": [
            {
                "name": kind.name,
                "title": str(kind.title),
                "hits": [{"word": hit.word, "note": hit.note, "url": hit.url} for hit in kind.hits],
                "more": kind.more,
            }
            for kind in found
        ]
    }


@router.get("/board", response={200: BoardOut, **FAULTS}, summary="看板")
def get_board(request: HttpRequest, asked: Query[BoardAsked], at: Query[At]) -> Any:
    """The numbers of a place, by the places below it or by its bodies."""
    viewer, now = viewer_of(request), at_of(request)
    place = chosen_place(viewer, asked.place)
    return _board(boards.board(viewer, place=place, by=asked.by, as_of=now.as_of, known=now.known))


@router.get("/board/beside", response={200: BoardOut, **FAULTS}, summary="相邻地方的合计")
def get_beside(request: HttpRequest, at: Query[At]) -> Any:
    """Sums of the places beside one's own: numbers alone, no lists and no names."""
    viewer, now = viewer_of(request), at_of(request)
    if not viewer.places:
        raise Refusal("没有可以比的地方", "合计按地方算", "请用有职务的账号", code="desk.forbidden")
    return _board(boards.beside(viewer, place=own_place(viewer), as_of=now.as_of, known=now.known))


def _board(found: boards.Board) -> dict[str, Any]:
    return {
        "place": divisions.short(found.place),
        "month": found.month,
        "whole": _row(found.whole),
        "rows": [_row(row) for row in found.rows],
    }


def _row(row: boards.BoardRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "numbers": [{"name": str(cell.name), "n": cell.n} for cell in row.cells],
        "rate": {"done": row.rate.done, "of": row.rate.of},
        "before": {"done": row.before.done, "of": row.before.of},
    }
