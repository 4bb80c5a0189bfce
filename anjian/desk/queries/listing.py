"""The list behind a number (清单): every number of a page opens one, and it is as long as the number says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from anjian.desk.queries.naming import names, place_name
from anjian.desk.queries.shapes import Row, Tally
from anjian.desk.queries.wording import Law, rows_to_do, tally_by_rule
from anjian.duties import queries as duties
from anjian.duties.queries import DutyRow
from anjian.lib import divisions
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.ui import days, states

ADDRESS = "/duties/"
LONGEST = 2000
"""Characters of a filter at most: the posts of a body stand in one."""
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
FIELDS = ("rule", "document", "clause", "bearer", "ended")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to, as its address says it.

    place     12 digits; judged there or below, ``alone``: right there
    outcomes  codes of states; none: any
    rule, document, clause  ids; "" for any
    bearer    id of who owes it; several with commas
    ended     a month, 2026-10: what came to its end in it; "": what runs now
    others    without what the viewer owes
    """

    place: str
    outcomes: tuple[str, ...] = ()
    rule: str = ""
    document: str = ""
    clause: str = ""
    bearer: str = ""
    others: bool = False
    ended: str = ""
    alone: bool = False

    @classmethod
    def read(cls, asked: Mapping[str, str], *, place: str) -> Filters:
        """From an address; states, months and clauses that there are none are left out."""
        known = {one.value for one in Outcome}
        outcomes = tuple(code for code in asked.get("outcome", "").split(",") if code in known)
        named = {name: asked.get(name, "").strip()[:LONGEST] for name in FIELDS}
        if not _MONTH.fullmatch(named["ended"]):
            named["ended"] = ""
        if "/" not in named["clause"]:
            named["clause"] = ""
        return cls(
            place=place, outcomes=outcomes, others=asked.get("others") == "1", alone=asked.get("alone") == "1", **named
        )

    def url(self, day: str = "", **changes: object) -> str:
        """Its address, with some of it changed; ``day``: what links add when the page looks at another day."""
        asked = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        pairs = {"place": divisions.short(asked.place), "outcome": ",".join(asked.outcomes)}
        pairs |= {name: getattr(asked, name) for name in FIELDS}
        pairs |= {name: "1" if getattr(asked, name) else "" for name in ("others", "alone")}
        query = urlencode({name: value for name, value in pairs.items() if value}, safe="/:,")
        return f"{ADDRESS}?{query}" + (f"&{day}" if day else "")

    @property
    def export(self) -> str:
        """The address of its workbook."""
        return self._for("export.xlsx")

    @property
    def headers(self) -> str:
        """Where the headers of its workbook are said."""
        return self._for("headers/")

    @property
    def urge(self) -> str:
        """Where its duties are urged."""
        return self._for("urge/")

    @property
    def assign(self) -> str:
        """Where its duties are assigned."""
        return self._for("assign/")

    def _for(self, verb: str) -> str:
        return self.url().replace(ADDRESS, f"{ADDRESS}{verb}", 1)

    def rules(self, viewer: Viewer, *, known: int | None = None) -> list[str] | None:
        """The rules that it names by rule, clause or document; None when by none."""
        if self.rule:
            return [self.rule]
        if self.clause:
            found = policy.clause(viewer, self.clause, known=known)
            return list(found.rules) if found else []
        if self.document:
            card = policy.document(viewer, self.document, known=known)
            return list(card.rules) if card else []
        return None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list.

    tally   how many of each state there are, whatever states are asked for
    total   how many this list has; after: where the next page begins, "" on the last one
    words   its filters in words, as its head and the first row of an export say them
    """

    filters: Filters
    rows: tuple[Row, ...]
    tally: Tally
    total: int
    after: str
    words: tuple[str, ...]

    @property
    def lapsed(self) -> int:
        """How many of them can be urged."""
        wanted = self.filters.outcomes
        return sum(c.n for c in self.tally.counts if c.outcome.open and (not wanted or c.outcome.value in wanted))


def listing(
    viewer: Viewer, filters: Filters, *, as_of: dt.date, known: int | None = None, after: str = "", live: bool = True
) -> Listing:
    """A page of the list with the numbers of its states."""
    law = Law(viewer, known=known)
    narrowed = _narrowed(viewer, filters, known=known)
    told = duties.tallies(viewer, as_of=as_of, known=known, **narrowed)
    found = duties.page(viewer, as_of=as_of, known=known, outcomes=_outcomes(filters), after=after, **narrowed)
    return Listing(
        filters=filters,
        rows=tuple(rows_to_do(viewer, found.rows, law=law, as_of=as_of, live=live)),
        tally=tally_by_rule(told, law),
        total=sum(one.n for one in told if not filters.outcomes or one.outcome.value in filters.outcomes),
        after=found.after,
        words=tuple(_words(viewer, filters, law, as_of=as_of)),
    )


def all_rows(
    viewer: Viewer, filters: Filters, *, as_of: dt.date, known: int | None = None, limit: int | None = None
) -> Iterator[DutyRow]:
    """Every duty of the list, page by page, so that a long one is never held at once; ``limit``: so many at most."""
    narrowed, after, left = _narrowed(viewer, filters, known=known), "", limit
    while left is None or left > 0:
        size = EXPORTED if left is None else min(left, EXPORTED)
        found = duties.page(
            viewer,
            as_of=as_of,
            known=known,
            outcomes=_outcomes(filters),
            after=after,
            limit=size,
            **narrowed,
        )
        yield from found.rows
        after, left = found.after, None if left is None else left - size
        if not after:
            return


EXPORTED = 2000
"""Duties asked for at once while a long list is written."""


def _narrowed(viewer: Viewer, filters: Filters, *, known: int | None) -> dict[str, Any]:
    return {
        "place": filters.place,
        "rules": filters.rules(viewer, known=known),
        "bearers": filters.bearer.split(",") if filters.bearer else None,
        "others": filters.others,
        "alone": filters.alone,
        **_when(filters.ended),
    }


def _when(ended: str) -> dict[str, Any]:
    """What runs, or what came to its end in a month."""
    if not ended:
        return {"running": True}
    first = dt.date.fromisoformat(f"{ended}-01")
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return {"running": False, "since": first, "until": following - dt.timedelta(days=1)}


def _outcomes(filters: Filters) -> list[Outcome] | None:
    return [one for one in Outcome if one.value in filters.outcomes] if filters.outcomes else None


def _words(viewer: Viewer, filters: Filters, law: Law, *, as_of: dt.date) -> Iterator[str]:
    """The filters in words: 尧都区 · 逾期 · 临发1号三条 …."""
    yield place_name(filters.place, as_of=as_of) + (_("本级") if filters.alone else "")
    for code in filters.outcomes:
        yield states.look(code).word
    if filters.rule and (card := law.rule(filters.rule)):
        yield f"{card.chip} {card.rule.title}"
    if filters.clause:
        yield law.line(filters.clause).cite or filters.clause
    if filters.document and (document := law.document(filters.document)):
        yield document.document.short or document.document.title
    if filters.bearer:
        bearers = filters.bearer.split(",")
        called = names(viewer, bearers, as_of=as_of)
        yield called[bearers[0]] + (_("等 %(n)s 个承担者") % {"n": len(bearers)} if len(bearers) > 1 else "")
    if filters.ended:
        yield _("%(month)s 到期的") % {"month": days.period(filters.ended)}
    if filters.others:
        yield _("不含我承担的")
