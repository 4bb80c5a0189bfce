"""A manager that refuses to answer until it is told who asks.

``Model.objects.seen_by(viewer)`` is the only question; ``Model.objects.for_change()`` is for actions and migrations,
which judge the viewer themselves. Anything else (``.all()``, ``.filter()``, ``.get()``) raises :class:`Unscoped`, so a
forgotten scope is an error on the first call and never a leak.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Manager, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.scope.relations import Slice

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=Slice)

NOTHING = Q(pk__in=[])
"""Matches no row; PostgreSQL is not even asked."""
EVERYTHING = Q()


class Unscoped(RuntimeError):
    """Rows were asked for without saying who asks. A fault of the program, never shown to a user as such."""


class ScopedManager(Manager[M]):
    """Deny by default. ``visible`` says, for one viewer, which rows exist for them."""

    def __init__(self, visible: Callable[[Viewer], Q]) -> None:
        super().__init__()
        self._visible = visible

    def get_queryset(self) -> NoReturn:
        """Always raises: say `.seen_by(viewer)`."""
        raise Unscoped(f"{self.model.__name__}: ask .seen_by(viewer); in actions .for_change()")

    def seen_by(self, viewer: Viewer) -> QuerySet[M]:
        """The rows that exist for this viewer; the program itself (SYSTEM) sees all, a stranger none."""
        rows = super().get_queryset()
        return rows if viewer.is_system else rows.filter(self._visible(viewer))

    def for_change(self) -> QuerySet[M]:
        """Every row, for actions and migrations: the caller has judged the viewer."""
        return super().get_queryset()


def within(viewer: Viewer, field: str = "place") -> Q:
    """Rows whose division lies inside one of the viewer's places."""
    parts = [Q(**{f"{field}__gte": held.lo, f"{field}__lte": held.hi}) for held in viewer.places]
    return reduce(or_, parts) if parts else NOTHING


def around(viewer: Viewer, field: str = "place") -> Q:
    """Rows inside the viewer's places, and those of the places straight above them and above their posts.

    For what is named on letters and lists, such as bodies and posts: a county writes to its city.
    """
    if not viewer.account:
        return NOTHING
    above = ancestors([held.lo for held in viewer.places] + [post.place for post in viewer.posts if post.place])
    return within(viewer, field) | Q(**{f"{field}__in": above}) if above else within(viewer, field)


def ancestors(places: Iterable[str]) -> list[str]:
    """The places and everything above them, 12 digits, sorted, each once."""
    return sorted({above for place in places for above in divisions.path(place)})


def told(rows: QuerySet[S], as_of: dt.date, known: int | None = None) -> QuerySet[S]:
    """Of these rows the ones that hold on the day: by all we know now, or by what was known at a ledger position."""
    return told_by(rows.filter(Q(until__isnull=True) | Q(until__gte=as_of), since__lte=as_of), known)


if TYPE_CHECKING:
    _Condition = Lookup[bool]
else:
    _Condition = Lookup  # Django itself cannot be subscripted


class _Among(_Condition):
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::text[])", (*params, self.rhs)


def among(column: str, texts: Iterable[str]) -> Lookup[bool]:
    """The condition that a column of texts is one of these: one parameter, however many they are."""
    return _Among(F(column), list(texts))


def told_by(rows: QuerySet[S], known: int | None = None) -> QuerySet[S]:
    """Of these rows, of any day, the ones that are not replaced, or were not at that position of the ledger."""
    if known is None:
        return rows.filter(replaced_by__isnull=True)
    heard = RawSQL("SELECT fact FROM ledger_position WHERE position <= %s", [known])
    return rows.filter(said_by__in=heard).exclude(replaced_by__in=heard)
