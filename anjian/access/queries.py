"""Questions about accounts, and the one place where a viewer is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from anjian.access import events
from anjian.access.models import Account, Factor, Grant, Identity, Session
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.divisions import DivisionRange
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, PostHeld, Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.scope import prepared
from anjian.scope.queries import told


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


_NOW = "{0}.since <= CAST($2 AS date) AND ({0}.until IS NULL OR {0}.until >= CAST($2 AS date))"
_VIEWER = f"""
SELECT a.name, a.person, a.password,
  (SELECT json_agg(json_build_array(p.post, p.class, p.name, p.place, p.level, p.body)
          ORDER BY p.place COLLATE "C", p.post COLLATE "C", p.class COLLATE "C")
   FROM rel_tenure t JOIN rel_post p ON p.post = t.post AND NOT p.replaced AND {_NOW.format("p")}
   WHERE t.person = a.person AND a.person <> '' AND NOT t.replaced AND {_NOW.format("t")}),
  (SELECT json_agg(DISTINCT f.function)
   FROM rel_tenure t JOIN rel_post p ON p.post = t.post AND NOT p.replaced AND {_NOW.format("p")}
   JOIN rel_body_function f ON f.body = p.body AND NOT f.replaced AND {_NOW.format("f")}
   WHERE t.person = a.person AND a.person <> '' AND NOT t.replaced AND {_NOW.format("t")}),
  (SELECT json_agg(g.role) FROM access_grant g
   WHERE g.account = a.id AND g.replaced_by IS NULL AND {_NOW.format("g")})
FROM access_account a WHERE a.id = $1 AND a.active
"""
"""$1 account, $2 day. The grants and the account are our own tables, the rest are published relations."""


def viewer_for(account: str, *, as_of: dt.date, purpose: str = "web") -> Viewer:
    """The viewer that an account is on that day; STRANGER when there is no such account or it is closed.

    Posts, places, levels and lines of work are those of the person's posts that day: a post in a county sees the county
    and everything below it, a post inside an enterprise sees no place. Roles are those granted that day.
    """
    found = sealed_viewer(account, as_of=as_of, purpose=purpose)
    return found[0] if found else STRANGER


def named(login: str, *, as_of: dt.date) -> Viewer:
    """Who signs an act given on the command line, by login name: the program itself signs nothing.

    Raises Refusal `access.nobody` when no open account has the name.
    """
    found = viewer_for(f"acct:{login}", as_of=as_of, purpose="cli")
    if found is STRANGER:
        raise Refusal(
            f"没有可用的账号“{login}”",
            "这件事要署名，由有权决定的人来做",
            "请核对登录名：anjian account list",
            code="access.nobody",
            field="by",
        )
    return found


def sealed_viewer(account: str, *, as_of: dt.date, purpose: str = "web") -> tuple[Viewer, str] | None:
    """The viewer of `viewer_for` with the seal that a running session must carry; None for a closed account.

    One statement that the server has parsed before: every request asks it.
    """
    rows = prepared.run(_VIEWER, [account, as_of], few=True)
    if not rows:
        return None
    name, person, password, seats, lines, roles = rows[0]
    held: dict[str, PostHeld] = {}
    for post, cls, post_name, place, level, body in seats or ():
        before = held.get(post)
        held[post] = PostHeld(post, f"{before.cls}、{cls}" if before else cls, post_name, place, level, body)
    places = {divisions.of(post.place) for post in held.values() if post.level in divisions.LEVELS}
    viewer = Viewer(
        account=account,
        name=name,
        person=person,
        posts=tuple(held.values()),
        places=_widest(places),
        lines=frozenset(lines or ()),
        levels=frozenset(post.level for post in held.values()),
        roles=frozenset(roles or ()),
        purpose=purpose,
    )
    return viewer, Account(password=password).get_session_auth_hash()


def then(viewer: Viewer, *, as_of: dt.date, known: int | None = None) -> Viewer:
    """The same person in the posts they held on a past day, as known then: whose duties stood there (当时的职务).

    What they may see beside their own duties stays what they may see today: who left a county does not look into it
    again by asking for last year.
    """
    if viewer.is_system or not viewer.person:
        return viewer
    held = people.posts(SYSTEM, as_of=as_of, known=known, person=viewer.person)
    posts = (
        PostHeld(post.id, "、".join(sorted(post.classes)), post.name, post.place, post.level, post.body)
        for post in held
    )
    return replace(viewer, posts=tuple(posts))


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


def persons_with(roles: Iterable[str], *, as_of: dt.date) -> set[str]:
    """The persons behind open accounts that have one of these roles on a day: for the program, who names nobody."""
    granted = told(Grant.objects.seen_by(SYSTEM), as_of).filter(role__in=list(roles)).values("account")
    rows = Account.objects.seen_by(SYSTEM).filter(id__in=granted, active=True)
    return set(rows.exclude(person="").values_list("person", flat=True))


def role_name(role: str) -> str:
    """The role in Chinese; the word itself for one we do not know."""
    return events.ROLES.get(role, role)


def _widest(places: set[DivisionRange]) -> tuple[DivisionRange, ...]:
    """Ranges that lie inside another one are left out; sorted."""
    return tuple(
        sorted(place for place in places if not any(other != place and other.contains(place) for other in places))
    )


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A sign-in (登录). ``ended_at`` None: it runs; ``way``: password or oidc."""

    id: UUID
    account: str
    device: str
    address: str
    way: str
    opened_at: dt.datetime
    seen_at: dt.datetime
    ended_at: dt.datetime | None
    ended_by: str


RUNS = dt.timedelta(hours=12)
"""How long a session lives without being used."""


def sessions(
    viewer: Viewer, *, account: str | None = None, now: dt.datetime, running: bool = True
) -> list[SessionCard]:
    """Sign-ins that the viewer may see (their own; security administrator and auditor all), the newest first."""
    rows = Session.objects.seen_by(viewer)
    if account is not None:
        rows = rows.filter(account=account)
    if running:
        rows = rows.filter(ended_at=None, seen_at__gt=now - RUNS)
    return [
        SessionCard(
            row.id,
            row.account,
            row.device,
            row.address,
            row.way,
            row.opened_at,
            row.seen_at,
            row.ended_at,
            row.ended_by,
        )
        for row in rows.order_by("-seen_at")[:200]
    ]


def has_factor(viewer: Viewer, account: str) -> bool:
    """Whether an account that the viewer may see has a second factor (动态码)."""
    return Factor.objects.seen_by(viewer).filter(account=account).exists()


def with_factor(viewer: Viewer) -> set[str]:
    """The accounts with a second factor, of those that the viewer may see."""
    return set(Factor.objects.seen_by(viewer).values_list("account", flat=True))


def linked(viewer: Viewer, account: str) -> list[str]:
    """The providers at which an account is known (统一认证), of those that the viewer may see."""
    rows = Identity.objects.seen_by(viewer).filter(account=account)
    return list(rows.order_by("issuer").values_list("issuer", flat=True))


def log(viewer: Viewer, *, before: tuple[dt.date, int] | None = None, limit: int = 100) -> tuple[Fact, ...]:
    """What was done with accounts and by whom, the latest first: for the auditor. Others see nothing."""
    if not (viewer.is_system or viewer.has("auditor")):
        return ()
    return ledger.facts(SYSTEM, names=tuple(events.WORDS), limit=limit, before=before)


def standing_in(viewer: Viewer, *, as_of: dt.date) -> Viewer:
    """A system administrator stands in for the office until there is one: an empty start needs a first hand (代办).

    As long as no account has the role of an office, the administrator sees the register of bodies of the place that
    this installation serves and may fill it; with the first office that ends. Everybody else stays as they are.
    """
    if not viewer.has("administrator") or viewer.is_system or viewer.places:
        return viewer
    if told(Grant.objects.seen_by(SYSTEM), as_of).filter(role="office").exists():
        return viewer
    return replace(viewer, places=(divisions.of(places.home() or divisions.COUNTRY),))
