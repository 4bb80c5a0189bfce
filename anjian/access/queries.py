"""Questions about accounts, and the one place where a viewer is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.access import events
from anjian.access.models import Account, Grant
from anjian.lib import divisions
from anjian.lib.divisions import DivisionRange
from anjian.lib.viewer import STRANGER, SYSTEM, PostHeld, Viewer
from anjian.people import queries as people
from anjian.scope.queries import told, told_by


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account (账号). ``person`` is the id of the person behind it, "" when there is none."""

    id: str
    login: str
    name: str
    person: str
    active: bool
    origin: str
    roles: frozenset[str]


def viewer_for(account: str, *, as_of: dt.date, purpose: str = "web") -> Viewer:
    """The viewer that an account is on that day; STRANGER when there is no such account or it is closed.

    Posts, places, levels and lines of work are those of the person's posts that day: a post in a county sees the county
    and everything below it, a post inside an enterprise sees no place. Roles are those granted that day.
    """
    row = Account.objects.seen_by(SYSTEM).filter(id=account, active=True).first()
    if row is None:
        return STRANGER
    held = people.posts(SYSTEM, as_of=as_of, person=row.person) if row.person else []
    bodies = {body.id: body for body in people.bodies(SYSTEM, as_of=as_of, ids={post.body for post in held})}
    roles = frozenset(told(Grant.objects.seen_by(SYSTEM), as_of).filter(account=account).values_list("role", flat=True))
    places = {divisions.of(post.place) for post in held if post.level in divisions.LEVELS}
    return Viewer(
        account=row.id,
        name=row.name,
        person=row.person,
        posts=tuple(
            PostHeld(post.id, "、".join(sorted(post.classes)), post.name, post.place, post.level, post.body)
            for post in held
        ),
        places=_widest(places),
        lines=frozenset(job for body in bodies.values() for job in body.functions),
        levels=frozenset(post.level for post in held),
        roles=roles,
        purpose=purpose,
    )


def account(viewer: Viewer, account_id: str, *, as_of: dt.date) -> AccountCard | None:
    """One account; None when there is none or it is not theirs to see."""
    found = accounts(viewer, as_of=as_of, only=account_id)
    return found[0] if found else None


def accounts(
    viewer: Viewer, *, as_of: dt.date, only: str | None = None, origin: str | None = None
) -> list[AccountCard]:
    """The accounts that the viewer may see (their own; administrators all), by login."""
    rows = Account.objects.seen_by(viewer)
    if only is not None:
        rows = rows.filter(id=only)
    if origin is not None:
        rows = rows.filter(origin=origin)
    roles: dict[str, set[str]] = {}
    for grant in told(Grant.objects.seen_by(viewer), as_of):
        roles.setdefault(grant.account, set()).add(grant.role)
    return [
        AccountCard(
            row.id, row.login, row.name, row.person, row.active, row.origin, frozenset(roles.get(row.id, set()))
        )
        for row in rows.order_by("login")
    ]


def accounts_of(viewer: Viewer, person: str) -> list[str]:
    """Ids of the open accounts of a person, to send a message to. Offices ask for persons whose posts they see."""
    if not viewer.is_system and not people.person_names(viewer, [person]):
        return []
    rows = Account.objects.seen_by(SYSTEM).filter(person=person, active=True)
    return list(rows.order_by("id").values_list("id", flat=True)) if person else []


def roles_ever(viewer: Viewer, account_id: str) -> list[tuple[str, dt.date, dt.date | None]]:
    """(role, first day, last day) of an account, in time order."""
    rows = told_by(Grant.objects.seen_by(viewer)).filter(account=account_id).order_by("since", "role")
    return [(row.role, row.since, row.until) for row in rows]


def role_name(role: str) -> str:
    """The role in Chinese; the word itself for one we do not know."""
    return events.ROLES.get(role, role)


def _widest(places: set[DivisionRange]) -> tuple[DivisionRange, ...]:
    """Ranges that lie inside another one are left out; sorted."""
    return tuple(
        sorted(place for place in places if not any(other != place and other.contains(place) for other in places))
    )
