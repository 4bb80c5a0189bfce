"""The numbers of responsibility and the lists behind them (各管多少家): by body, post and cell; gaps and doubles."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Unpack

from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from anjian.lib.viewer import Viewer
from anjian.registry import queries as registry
from anjian.registry.queries import Chosen
from anjian.responsibility import matching
from anjian.responsibility.events import DECIDING
from anjian.responsibility.models import Answer
from anjian.scope.queries import told

Only = Literal["gaps", "doubles", "unnamed"]
"""Enterprises that nobody answers for, for which several do, for which no post was named."""


@dataclass(frozen=True, slots=True)
class Overview:
    """How a place stands in a line: each number opens its list.

    firms    enterprises in all
    bodies   how many each body answers for, the most first; ``posts``, ``cells``: the same of posts and grid cells
    gaps, doubles, unnamed  see `Only`
    """

    firms: int
    bodies: Mapping[str, int]
    posts: Mapping[str, int]
    cells: Mapping[str, int]
    gaps: int
    doubles: int
    unnamed: int


def overview(
    viewer: Viewer, *, line: str, as_of: dt.date, known: int | None = None, inside: str | None = None
) -> Overview:
    """The numbers of a line in a place that the viewer sees, or in all of them."""
    asked = _asked(viewer, line, as_of, known, inside)
    bodies = asked.bodies()
    gaps = bodies.pop(None, 0)
    firms = registry.count(viewer, as_of=as_of, known=known, inside=inside)
    named = asked.decided.filter(post__gt="").values("enterprise").distinct().count()
    return Overview(
        firms=firms,
        bodies={body: n for body, n in bodies.most_common() if body is not None},
        posts=_counted(asked.decided, "post"),
        cells=_counted(asked.decided, "cell"),
        gaps=gaps,
        doubles=len(asked.doubles()),
        unnamed=firms - named,
    )


def firms(
    viewer: Viewer,
    *,
    line: str,
    as_of: dt.date,
    known: int | None = None,
    inside: str | None = None,
    body: str = "",
    post: str = "",
    cell: str = "",
    only: Only | None = None,
) -> Chosen:
    """Which enterprises stand behind a number of `overview`: narrows `registry.queries.find` and `count`."""
    asked = _asked(viewer, line, as_of, known, inside)
    rows = asked.decided
    if only == "gaps":
        return asked.gaps()
    if only == "unnamed":
        return {"inside": inside, "apart": _ids(rows.filter(post__gt=""))}
    if only == "doubles":
        return {"inside": inside, "among": asked.doubles()}
    if post or cell:
        return {"inside": inside, "among": _ids(rows.filter(post=post) if post else rows.filter(cell=cell))}
    return {"inside": inside, "among": asked.of(body)} if body else {"inside": inside}


def _asked(viewer: Viewer, line: str, as_of: dt.date, known: int | None, inside: str | None) -> _Line:
    kind = _Ruled if line in DECIDING else _Registered
    return kind(viewer, line, as_of, known, inside)


def _counted(rows: QuerySet[Answer], by: Literal["post", "cell"]) -> dict[str, int]:
    found = rows.filter(**{f"{by}__gt": ""}).values_list(by)
    return dict(found.annotate(n=Count("enterprise", distinct=True)).order_by("-n", by))


def _ids(rows: QuerySet[Answer]) -> QuerySet[Answer, str]:
    return rows.values_list("enterprise", flat=True)


@dataclass(frozen=True)
class _Line(ABC):
    """One line in one place on one day: what was decided there. How the rest is answered for, a subclass says."""

    viewer: Viewer
    line: str
    as_of: dt.date
    known: int | None
    inside: str | None

    def ids(self, **chosen: Unpack[Chosen]) -> QuerySet[Any, str]:
        """Enterprises of that place that day."""
        chosen["inside"] = self.inside
        return registry.ids(self.viewer, as_of=self.as_of, known=self.known, **chosen)

    def tally(self, by: Literal["regulator", "place"], **chosen: Unpack[Chosen]) -> Counter[str | None]:
        """How many of them there are by regulator or place."""
        chosen["inside"] = self.inside
        return Counter(registry.tally(self.viewer, by, as_of=self.as_of, known=self.known, **chosen))

    @cached_property
    def decided(self) -> QuerySet[Answer]:
        """The decisions about them."""
        rows = told(Answer.objects.seen_by(self.viewer), self.as_of, self.known)
        return rows.filter(line=self.line, enterprise__in=self.ids())

    @abstractmethod
    def bodies(self) -> Counter[str | None]:
        """Enterprises by the body that answers, one with two bodies for both; None: nobody does."""

    @abstractmethod
    def of(self, body: str) -> QuerySet[Any, str]:
        """Those for which a body answers."""

    @abstractmethod
    def gaps(self) -> Chosen:
        """Those for which nobody answers."""

    def doubles(self) -> set[str]:
        """Those for which two bodies answer by decision."""
        listed = self.decided.values_list("enterprise").annotate(n=Count("body"))
        return {firm for firm, n in listed if n > 1}


class _Registered(_Line):
    """The line of the industry: the regulator of the registry, and whoever was decided to answer beside it."""

    def bodies(self) -> Counter[str | None]:
        found = self.tally("regulator")
        found.update(body for _firm, body, _regulator in self._beside)
        found[None] -= len({firm for firm, _body, regulator in self._beside if regulator is None})
        return +found

    def of(self, body: str) -> QuerySet[Any, str]:
        return self.ids(regulator=body).union(_ids(self.decided.filter(body=body)))

    def gaps(self) -> Chosen:
        return {"inside": self.inside, "unregulated": True, "apart": _ids(self.decided)}

    def doubles(self) -> set[str]:
        return super().doubles() | {firm for firm, _body, regulator in self._beside if regulator is not None}

    @cached_property
    def _beside(self) -> list[tuple[str, str, str | None]]:
        """(enterprise, body, regulator) of decisions for another body than the registry has."""
        heard = "NOT e.replaced" if self.known is None else _AS_KNOWN
        days = [self.as_of, self.as_of, *([] if self.known is None else [self.known, self.known])]
        regulator = RawSQL(f"(SELECT e.regulator {_ON_THAT_DAY} AND {heard})", days)
        rows = self.decided.annotate(regulator=regulator).values_list("enterprise", "body", "regulator")
        return [row for row in rows if row[1] != row[2]]


_ON_THAT_DAY = (
    "FROM rel_enterprise e WHERE e.enterprise = responsibility_answer.enterprise "
    "AND e.since <= %s AND (e.until IS NULL OR e.until >= %s)"
)
_AS_KNOWN = "e.known_since <= %s AND (e.known_until IS NULL OR e.known_until > %s)"


class _Ruled(_Line):
    """A line in which rules decide by place alone, where nobody decided otherwise."""

    def bodies(self) -> Counter[str | None]:
        found: Counter[str | None] = Counter(self.decided.values_list("body", flat=True))
        for place, n in self._ruled.items():
            for body in self._means[place] or (None,):
                found[body] += n
        return +found

    def of(self, body: str) -> QuerySet[Any, str]:
        ruled = [place for place, bodies in self._means.items() if body in bodies]
        rest = self.ids(places=ruled, apart=_ids(self.decided))
        return rest.union(_ids(self.decided.filter(body=body)))

    def gaps(self) -> Chosen:
        empty = [place for place, bodies in self._means.items() if not bodies]
        return {"inside": self.inside, "places": empty, "apart": _ids(self.decided)}

    @cached_property
    def _ruled(self) -> dict[str, int]:
        """How many enterprises of each place rules decide for."""
        return {str(place): n for place, n in self.tally("place", apart=_ids(self.decided)).items()}

    @cached_property
    def _means(self) -> dict[str, list[str]]:
        """The bodies that rules mean, by place."""
        book = matching.Book(self._ruled, as_of=self.as_of, known=self.known)
        return {place: list(book.means(self.line, industry="", place=place)) for place in self._ruled}
