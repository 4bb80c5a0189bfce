"""What phones carry of hazards (手机上带什么): self-check lists of a trade, and hazards that may be moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from anjian.hazards import queries
from anjian.hazards.events import MAJOR, Card
from anjian.lib.viewer import Viewer
from anjian.offline.events import Blank, Item, List, Matter, Move, Subject
from anjian.policy import queries as policy
from anjian.registry import queries as registry
from anjian.ui import days

REPORT, MOVE = "hazards.report", "hazards.move"
_TITLE = "重大事故隐患判定标准"
_VERBS = ("begin", "finish", "send_back", "fail", "accept", "verify", "close", "suspend", "resume", "tell")
"""Steps that need nothing but their own fields; the others look at more than a phone carries."""
_PICTURED = frozenset({"finish", "accept", "verify"})


def firms(viewer: Viewer, as_of: dt.date, words: str) -> list[Subject]:
    """The enterprises of that name that the viewer sees."""
    return [Subject(card.id, card.name, card.credit_code[-6:]) for card in queries.firms(viewer, words, as_of=as_of)]


def lists(viewer: Viewer, as_of: dt.date, about: Collection[str]) -> list[List]:
    """For each enterprise of the viewer or chosen: the criteria of its trade in force that day, one item each."""
    return [
        _list(viewer, card, queries.offered(industry=card.industry, day=as_of))
        for card in _firms(viewer, as_of, about).values()
    ]


def matters(viewer: Viewer, as_of: dt.date, about: Collection[str]) -> list[Matter]:
    """The hazards of these enterprises in which something is to be done that the viewer may do."""
    named = _firms(viewer, as_of, about)
    cards = [card for id in named for card in queries.find(viewer, as_of=as_of, enterprise=id, state="running")]
    may = queries.verbs_of(viewer, [card.id for card in cards])
    found = [_matter(card, named[card.enterprise].name, may.get(card.id, ())) for card in cards]
    return [one for one in found if one.moves]


def _firms(viewer: Viewer, as_of: dt.date, about: Collection[str]) -> dict[str, registry.Card]:
    return registry.cards(viewer, {*about, *(post.body for post in viewer.posts if post.body)}, as_of=as_of)


def _list(viewer: Viewer, card: registry.Card, criteria: Sequence[queries.Criterion]) -> List:
    own = registry.is_own(viewer, card.id)
    return List(
        key=f"criteria:{card.id}",
        title=_TITLE,
        about=card.name,
        items=tuple(
            Item(
                one.id, one.gist, one.citation, one.sure == "found" and one.standard.sure == "found", one.standard.name
            )
            for one in criteria
        ),
        wrong=(REPORT, _found(viewer, card, own=own)),
        done=("records.fact", _checked(viewer, card, own=own)),
    )


def _found(viewer: Viewer, card: registry.Card, *, own: bool) -> dict[str, object]:
    """The report of an item that is not in order: the enterprise's own word, or that of the inspector's body."""
    said = {"found": "$text", "grade": MAJOR, "criterion": "$item", "judged": "人工", "reason": "$text"}
    told = {"hazard": "hazard:$id", "enterprise": card.id, "attributes": said}
    return {"verb": "find", **told} if own else {"verb": "find_out", "by": _body(viewer, card), **told}


def _checked(viewer: Viewer, card: registry.Card, *, own: bool) -> dict[str, object]:
    """The record of having gone through it: a self-check, or an inspection."""
    if own:
        counts = {f"attr.{name}": [f"${name}"] for name in ("conform", "not_conform", "not_applicable")}
        said = {"party.by": [f"enterprise|{card.id}"], "attr.list": [_TITLE], **counts}
        return {"fact": "hazards.self_checked", "values": {"place": [card.place], **said}}
    said = {
        "party.by": [f"body|{_body(viewer, card)}"],
        "party.object": [f"enterprise|{card.id}"],
        "attr.mode": ["日常检查"],
        "attr.hazards_found": ["$not_conform"],
    }
    return {"fact": "inspections.done", "values": {"place": [card.place], **said}}


def _body(viewer: Viewer, card: registry.Card) -> str:
    return next((post.body for post in viewer.posts if post.body and post.body != card.id), "")


def _matter(card: Card, firm: str, may: Collection[str]) -> Matter:
    return Matter(
        id=card.id,
        title=f"{card.number} {card.found[:60]}",
        about=firm,
        state=queries.STATES[card.state],
        base=card.moves,
        moves=tuple(_move(card, verb) for verb in _VERBS if verb in may),
    )


def _move(card: Card, verb: str) -> Move:
    return Move(
        word=queries.VERBS[verb].word,
        kind=MOVE,
        content={"verb": verb, "hazard": card.id},
        blanks=_blanks(queries.VERBS[verb].fact),
        photos=verb in _PICTURED,
    )


def _blanks(fact: str) -> tuple[Blank, ...]:
    """What the step's fact asks, but the grade, which the hazard has."""
    words = policy.vocabulary()
    return tuple(
        Blank(
            name,
            told.label.en if days.english() else told.label.zh,
            told.type,
            words.choices(told) if told.type == "enum" else (),
            told.required == "now",
            told.personal,
        )
        for name, told in words.facts[fact].attributes.items()
        if name != "grade"
    )
