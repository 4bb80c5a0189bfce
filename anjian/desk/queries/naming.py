"""Names of whatever has an id, as called on a day (名称)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from anjian.hazards import queries as hazards
from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.policy import queries as policy
from anjian.registry import queries as registry


def names(viewer: Viewer, ids: Iterable[str], *, as_of: dt.date) -> dict[str, str]:
    """Names by id for bodies, posts, persons, enterprises, places and documents; of hazards the number.

    What the viewer may not see, or nobody knows, is left as its id.
    """
    return {id: name for (id, _day), name in names_on(viewer, {(id, as_of) for id in ids}).items()}


def names_on(viewer: Viewer, asked: Iterable[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], str]:
    """As `names`, each id on a day of its own."""
    wanted = {one for one in asked if one[0]}
    found = {(id, day): id for id, day in wanted}
    rest = {(id, day) for id, day in wanted if not divisions.is_code(id) and not id.startswith("ent:")}
    for day in {day for _id, day in wanted - rest}:
        codes = {id for id, then in wanted - rest if then == day and divisions.is_code(id)}
        firms = {id for id, then in wanted - rest if then == day} - codes
        if codes:
            found |= {(id, day): name for id, name in places.names(codes, as_of=day).items()}
        if firms:
            found |= {(id, day): card.name for id, card in registry.cards(viewer, firms, as_of=day).items()}
    if rest:
        found |= people.names_on(viewer, rest)
        matters = {id for id, _day in rest if id.startswith("hazard:")}
        numbered = hazards.cards(viewer, matters) if matters else {}
        found |= {(id, day): numbered[id].number for id, day in rest if id in numbered and numbered[id].number}
    return found


def party_names(viewer: Viewer, parties: Iterable[Party], *, as_of: dt.date) -> list[str]:
    """Names of parties: as written in the fact, else as known."""
    return party_names_on(viewer, [(list(parties), as_of)])[0]


def party_names_on(viewer: Viewer, told: Sequence[tuple[Sequence[Party], dt.date]]) -> list[list[str]]:
    """As `party_names`, of several facts, each on its own day."""
    known = names_on(viewer, {(party.id, day) for parties, day in told for party in parties if not party.name})
    return [[party.name or known.get((party.id, day), party.id) for party in parties] for parties, day in told]


def place_name(code: str | None, *, as_of: dt.date) -> str:
    """The path of a place without the province: 临汾市 › 尧都区; the country as 全国; "" for none."""
    return place_names([code], as_of=as_of)[code] if code else ""


def place_names(codes: Iterable[str], *, as_of: dt.date) -> dict[str, str]:
    """The path of each place as `place_name` says it, in one query."""
    return {code: said for (code, _day), said in place_names_on({(code, as_of) for code in codes}).items()}


def place_names_on(asked: Collection[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], str]:
    """As `place_names`, each place on a day of its own."""
    return {(code, day): _path_said(code, path, day) for (code, day), path in places.paths_on(asked).items()}


def _path_said(code: str, path: Iterable[places.Place], as_of: dt.date) -> str:
    if divisions.normal(code) == divisions.COUNTRY:
        return divisions.LEVEL_NAMES["country"]
    return " › ".join(row.name for row in path if row.level != "province") or places.name(code, as_of=as_of)


def fact_word(name: str, *, english: bool = False) -> str:
    """The title of a declared fact; of others (the house's own) their name."""
    entry = policy.vocabulary().facts.get(name)
    if entry is None:
        return name
    return entry.title.en if english else entry.title.zh
