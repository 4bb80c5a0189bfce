"""Who asks (查看者): the frozen value that every question and every change takes first.

Only the module ``access`` makes viewers for people; ``SYSTEM`` is for handlers and measurements, ``STRANGER`` for
somebody who is not signed in.
"""

from __future__ import annotations

from dataclasses import dataclass

from anjian.lib.divisions import COUNTRY, DivisionRange, of
from anjian.lib.errors import Refusal

ANY = "*"
"""In ``roles``, ``lines`` or ``levels``: every one of them."""


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post (职务) that the person holds now.

    id      the post's id
    cls     its class, such as 党政领导干部
    name    its name, such as 甲县副县长
    place   division code, 12 digits
    level   level of that place (province, city, county, town, village)
    body    id of the department or other body the post belongs to; "" when it belongs to none
    """

    id: str
    cls: str
    name: str
    place: str
    level: str
    body: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and what they may see. Empty means none: everything is denied by default.

    account   id of the account; "" for a stranger
    name      name shown beside what they did
    person    id of the person behind the account; "" when there is none
    posts     posts held on the day asked
    places    ranges of divisions they may see
    lines     lines of work (条线) they work on
    levels    levels of government they act for
    roles     what they may do (recorder, decider, office, administrator …)
    purpose   what the viewer is used for: "web", "api", "cli", "system" …
    """

    account: str
    name: str
    person: str
    posts: tuple[PostHeld, ...]
    places: tuple[DivisionRange, ...]
    lines: frozenset[str]
    levels: frozenset[str]
    roles: frozenset[str]
    purpose: str

    def sees(self, place: str) -> bool:
        """Whether the whole of ``place`` (6, 9 or 12 digits) is visible. What is not a code is visible to nobody."""
        if not self.places:
            return False
        try:
            asked = of(place)
        except Refusal:
            return False  # a permission is never granted for what cannot be read
        return any(held.contains(asked) for held in self.places)

    def has(self, role: str) -> bool:
        """Whether they may act in this role."""
        return role in self.roles or ANY in self.roles

    def works_on(self, line: str) -> bool:
        """Whether this line of work (条线) is theirs."""
        return line in self.lines or ANY in self.lines

    @property
    def is_system(self) -> bool:
        """Whether this is the program itself and not a person."""
        return self.purpose == "system"


_ALL = frozenset({ANY})

SYSTEM = Viewer("system", "系统", "", (), (of(COUNTRY),), _ALL, _ALL, _ALL, "system")
"""The program itself: sees everything, may do everything. Allowed in handlers, migrations and bench only."""

STRANGER = Viewer("", "未登录", "", (), (), frozenset(), frozenset(), frozenset(), "stranger")
"""Somebody who is not signed in: sees nothing, may do nothing."""
