"""Questions about who answers for which enterprise. Seen by whoever sees the enterprise; rules are no secret."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from anjian.lib import divisions
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.places import queries as places
from anjian.registry import queries as registry
from anjian.registry.queries import Card
from anjian.responsibility import matching
from anjian.responsibility.counting import Only, Overview, firms, overview
from anjian.responsibility.events import DECIDING, LINES
from anjian.responsibility.matching import Rule
from anjian.responsibility.models import Answer
from anjian.responsibility.naming import Answering, Shown, shown
from anjian.scope.queries import told, told_by

__all__ = ["Answering", "Only", "Overview", "Rule", "Shown", "firms", "overview", "shown"]


def may_see(viewer: Viewer) -> bool:
    """Whether the lists are theirs: they see a place with what is below it."""
    return bool(viewer.places)


def may_decide(viewer: Viewer, place: str) -> bool:
    """Whether they may say who answers for enterprises of a place: its office, and the program itself."""
    return viewer.is_system or ((viewer.has("administrator") or viewer.has("office")) and viewer.sees(place))


def answering(
    viewer: Viewer, enterprises: Iterable[str], *, as_of: dt.date, known: int | None = None
) -> dict[str, tuple[Answering, ...]]:
    """Who answers for each of these enterprises on a day, by line. What is not theirs to see is left out."""
    wanted = list(enterprises)
    cards = registry.find(viewer, as_of=as_of, known=known, among=wanted, limit=len(wanted))
    return answering_of(viewer, cards, as_of=as_of, known=known)


def answering_of(
    viewer: Viewer, cards: Sequence[Card], *, as_of: dt.date, known: int | None = None
) -> dict[str, tuple[Answering, ...]]:
    """As `answering`, of enterprises whose cards are at hand."""
    decided: dict[tuple[str, str], list[Answering]] = defaultdict(list)
    rows = told(Answer.objects.seen_by(viewer), as_of, known).filter(enterprise__in=[card.id for card in cards])
    for row in rows.order_by("since", "body"):
        decided[row.enterprise, row.line].append(_answering(row))
    book = matching.Book({card.place for card in cards}, as_of=as_of, known=known)
    return {
        card.id: tuple(one for line in LINES for one in _in_line(card, line, decided[card.id, line], book))
        for card in cards
    }


def proposals(cards: Sequence[Card], *, as_of: dt.date, known: int | None = None) -> dict[str, tuple[Answering, ...]]:
    """Whom the rules propose for the industry of these enterprises; several where a text names several."""
    book = matching.Book({card.place for card in cards}, as_of=as_of, known=known)
    return {card.id: tuple(_ruled(book, card, "industry")) for card in cards}


def history(viewer: Viewer, enterprise: str, *, known: int | None = None) -> list[Answering]:
    """Everything that was decided of an enterprise over all days, in time order."""
    rows = told_by(Answer.objects.seen_by(viewer), known).filter(enterprise=enterprise)
    return [_answering(row) for row in rows.order_by("since", "line", "body")]


def cells_near(place: str, *, as_of: dt.date) -> list[places.CellCard]:
    """The grid cells of the town in which a place lies: an enterprise is put into one of them."""
    return places.cells(SYSTEM, as_of=as_of, inside=divisions.path(place)[:5][-1])


def rules(*, as_of: dt.date, known: int | None = None, inside: str | None = None) -> list[Rule]:
    """The rules that hold on a day, the nearest place first; ``inside``: those that concern a place."""
    found = matching.rules(as_of=as_of, known=known, near=None if inside is None else [inside])
    order = list(LINES)
    return sorted(found, key=lambda one: (order.index(one.line), one.source != "own", one.place, one.industries))


def _answering(row: Answer) -> Answering:
    return Answering(
        line=row.line,
        body=row.body,
        how="decided",
        post=row.post,
        cell=row.cell,
        phone=row.phone,
        ground=row.ground,
        cite=row.cite,
        since=row.since,
        until=row.until,
        fact=row.said_by,
    )


def _in_line(card: Card, line: str, decided: list[Answering], book: matching.Book) -> list[Answering]:
    if line in DECIDING:
        return decided or _ruled(book, card, line)
    if card.regulator and card.regulator not in {one.body for one in decided}:
        return [Answering(line, card.regulator, "registered"), *decided]
    return decided


def _ruled(book: matching.Book, card: Card, line: str) -> list[Answering]:
    named = book.means(line, industry=card.industry, place=card.place)
    return [Answering(line, body, "rule", cite=cite) for body, cite in named.items()]
