"""Who answers, and how it is called (称呼): bodies, posts and who holds them, cells.

Who sees an enterprise may read all names of who answers for it: they hang on the signboard at its gate. The file of a
body is opened only by whom it concerns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.responsibility.events import GROUNDS, HOW, LINES


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for an enterprise in a line on a day.

    line    one of `events.LINES`; ``how``: see `events.HOW`
    body    id of the body; ``post``: of the post that does it, "" when nobody said; ``cell``: the grid cell
    phone   the number for the signboard; ``ground``: one of `events.GROUNDS`; ``cite``: where it is said
    since   from which day, as decided; None where it was not decided but registered or ruled
    until   last day, None: still; ``fact``: the fact that says so
    """

    line: str
    body: str
    how: str
    post: str = ""
    cell: str = ""
    phone: str = ""
    ground: str = ""
    cite: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    fact: UUID | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer with its names.

    line, how, ground  their words, to be translated where they are shown
    opens              the viewer may open the file of the body
    vacant             the post stands empty: nobody does it (空缺)
    walker             who walks the grid cell
    """

    told: Answering
    line: str
    how: str
    ground: str
    body: str
    opens: bool
    post: str
    holder: str
    vacant: bool
    cell: str
    walker: str


def shown(viewer: Viewer, told: Sequence[Answering], *, as_of: dt.date, known: int | None = None) -> list[Shown]:
    """These answers with the names of a day."""
    cells = _cells(told, as_of, known)
    wanted = {one.post for one in told if one.post} | {cell.post for cell in cells.values() if cell.post}
    posts = {card.id: card for card in people.posts(SYSTEM, as_of=as_of, known=known, ids=wanted)} if wanted else {}
    bodies = people.names(SYSTEM, {one.body for one in told}, as_of=as_of)
    theirs = people.names(viewer, bodies, as_of=as_of)
    rows = []
    for one in told:
        post, cell = posts.get(one.post), cells.get(one.cell)
        walker = posts.get(cell.post) if cell else None
        rows.append(
            Shown(
                told=one,
                line=LINES[one.line],
                how=HOW[one.how],
                ground=GROUNDS.get(one.ground, ""),
                body=bodies.get(one.body, one.body),
                opens=one.body in theirs,
                post=post.name if post else "",
                holder=post.holder if post else "",
                vacant=bool(one.post) and (post is None or post.vacant),
                cell=cell.name if cell else one.cell,
                walker=walker.holder if walker else "",
            )
        )
    return rows


def _cells(told: Sequence[Answering], as_of: dt.date, known: int | None) -> dict[str, places.CellCard]:
    """The cells of these answers by number."""
    wanted = {one.cell for one in told if one.cell}
    if not wanted:
        return {}
    return {card.cell: card for card in places.cells(SYSTEM, as_of=as_of, known=known, among=wanted)}
