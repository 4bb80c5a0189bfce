"""How a page says who may open it. Without a word it needs somebody signed in (默认拒绝).

``@public`` opens a page to strangers; ``@needs("administrator")`` asks for a role besides. The middleware reads these
marks; a test walks every address and fails on one that answers a stranger without ``@public``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

BELOW = frozenset({"anjian.ui.web.views.language"})
"""Public pages of modules below this one, which cannot carry its mark: the switch of language."""


@dataclass(frozen=True, slots=True)
class Login:
    """A login that the sign-in page shows: sample accounts only, on loop-back only."""

    login: str
    password: str
    who: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A box below the sign-in form."""

    title: str
    text: str
    rows: tuple[Login, ...] = ()


_HINTS: list[Callable[[HttpRequest], Hint | None]] = []


def public(view: View) -> View:
    """Anybody may open this page, signed in or not."""
    view.anjian_public = True  # type: ignore[attr-defined]
    return view


def needs(role: str) -> Callable[[View], View]:
    """Only accounts with this role may open this page."""

    def mark(view: View) -> View:
        view.anjian_role = role  # type: ignore[attr-defined]
        return view

    return mark


def is_public(view: Callable[..., Any]) -> bool:
    """Whether the page is marked as public (a class-based view: on the function that `as_view()` returned)."""
    return bool(getattr(view, "anjian_public", False)) or f"{view.__module__}.{_name(view)}" in BELOW


def role_needed(view: Callable[..., Any]) -> str:
    """The role the page asks for; "" when being signed in is enough."""
    return str(getattr(view, "anjian_role", ""))


def hint(say: Callable[[HttpRequest], Hint | None]) -> None:
    """Register a box for the sign-in page, shown when it returns one (the sample's logins)."""
    if say not in _HINTS:
        _HINTS.append(say)


def hints(request: HttpRequest) -> list[Hint]:
    """The boxes of this sign-in page."""
    return [found for say in _HINTS if (found := say(request)) is not None]


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself, not through a proxy."""
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    return near and not any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip"))


def _name(view: Callable[..., Any]) -> str:
    return str(getattr(view, "__qualname__", type(view).__qualname__))
