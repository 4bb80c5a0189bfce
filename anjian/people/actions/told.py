"""What is told of them in bulk, taken back or forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from anjian.lib.viewer import Viewer
from anjian.people.actions import saying
from anjian.people.models import Body, BodyFunction, Person, Post, Tenure
from anjian.scope import actions as slices

FORGOTTEN = "（已删除）"


def import_told(
    viewer: Viewer,
    *,
    persons: Iterable[Mapping[str, Any]],
    bodies: Iterable[Mapping[str, Any]],
    functions: Iterable[Mapping[str, Any]],
    posts: Iterable[Mapping[str, Any]],
    tenures: Iterable[Mapping[str, Any]],
) -> int:
    """The rows of an imported history (see `ledger.import_history`), into empty tables. Returns how many."""
    if not viewer.is_system:
        raise saying.not_allowed()
    entered = [Person(**{**row, "sort_key": saying.sort_key(row["name"])}) for row in persons]
    done = len(Person.objects.for_change().bulk_create(entered, batch_size=2000))
    for model, rows in ((Body, bodies), (BodyFunction, functions), (Post, posts), (Tenure, tenures)):
        done += slices.import_slices(model, rows)
    return done


def take_back(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said about bodies, posts and tenures. Returns the rows taken back.

    Refuses when a later change stands on it.
    """
    return sum(slices.unsay(model, fact, by=by) for model in (Body, BodyFunction, Post, Tenure))


def said_anything(fact: UUID) -> bool:
    """Whether any row of bodies, posts or tenures was told by this fact."""
    return any(slices.told_something(model, fact) for model in (Body, BodyFunction, Post, Tenure))


def forget(fact: UUID) -> int:
    """Drop the name of the person whom an erased fact entered. Returns how many names went (0 or 1)."""
    return Person.objects.for_change().filter(said_by=fact).update(name=FORGOTTEN, sort_key="")
