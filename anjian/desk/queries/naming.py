"""Names of whatever has an id, as called on a day (名称)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.policy import queries as policy
from anjian.registry import queries as registry


def names(viewer: Viewer, ids: Iterable[str], *, as_of: dt.date) -> dict[str, str]:
    """Names by id for bodies, posts, persons, enterprises, places and documents.

    What the viewer may not see, or nobody knows, is left as its id.
    """
    wanted = {id for id in ids if id}
    found = {id: id for id in wanted}
    codes = {id for id in wanted if divisions.is_code(id)}
    firms = {id for id in wanted if id.startswith("ent:")}
    rest = wanted - codes - firms
    if codes:
        found |= places.names(codes, as_of=as_of)
    if firms:
        found |= {id: card.name for id, card in registry.cards(viewer, firms, as_of=as_of).items()}
    if rest:
        found |= people.names(viewer, rest, as_of=as_of)
    return found


def party_names(viewer: Viewer, parties: Iterable[Party], *, as_of: dt.date) -> list[str]:
    """Names of parties: as written in the fact, else as known."""
    told = list(parties)
    known = names(viewer, [party.id for party in told if not party.name], as_of=as_of)
    return [party.name or known.get(party.id, party.id) for party in told]


def place_name(code: str | None, *, as_of: dt.date) -> str:
    """The path of a place without the province: 临汾市 › 尧都区; the country as 全国; "" for none."""
    return place_names([code], as_of=as_of)[code] if code else ""


def place_names(codes: Iterable[str], *, as_of: dt.date) -> dict[str, str]:
    """The path of each place as `place_name` says it, in one query."""
    return {code: _path_said(code, path, as_of) for code, path in places.paths(set(codes), as_of=as_of).items()}


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
