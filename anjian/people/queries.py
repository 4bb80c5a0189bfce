"""Questions about bodies, posts and persons. Every one takes the viewer first and a day; ``known`` replays the past."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.people import events
from anjian.people.finding import Holder, find_bodies, find_holders, fits
from anjian.people.listing.bodies import check_bodies
from anjian.people.listing.fields import BODIES as BODIES_SHEET
from anjian.people.listing.fields import POSTS as POSTS_SHEET
from anjian.people.listing.plans import BodiesPlan, NewBody, PostsPlan, Seat
from anjian.people.listing.posts import VACANT, check_posts
from anjian.people.listing.trial import KINDS as LISTS
from anjian.people.listing.trial import Trial, faulty_rows, fields_of, list_file, look_at, may_list, office_of, try_out
from anjian.people.models import Body, BodyFunction, Person, Post, Tenure
from anjian.scope.queries import told, told_by
from anjian.sheets import queries as sheets

__all__ = [
    "BODIES_SHEET",
    "LISTS",
    "POSTS_SHEET",
    "BodiesPlan",
    "Holder",
    "NewBody",
    "PostsPlan",
    "Seat",
    "Trial",
    "check_bodies",
    "check_posts",
    "faulty_rows",
    "fields_of",
    "find_bodies",
    "find_holders",
    "fits",
    "list_file",
    "look_at",
    "may_list",
    "office_of",
    "try_out",
]


@dataclass(frozen=True, slots=True)
class BodyCard:
    """A body (机构) on a day. ``place`` has 12 digits; ``classes`` and ``functions`` are words of the vocabulary.

    ``superior``: the body that a vertical one (垂直管理) stands under, "" for all others.
    """

    id: str
    name: str
    place: str
    level: str
    classes: frozenset[str]
    functions: frozenset[str]
    superior: str = ""


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post (职务) on a day, and who holds it: ``person`` and ``holder`` are empty when it is vacant."""

    id: str
    name: str
    body: str
    place: str
    level: str
    classes: frozenset[str]
    person: str
    holder: str

    @property
    def vacant(self) -> bool:
        """Whether nobody holds it that day (空缺)."""
        return not self.person


@dataclass(frozen=True, slots=True)
class Span:
    """A person in a post from a day to a day (both inclusive; ``until`` None: still).

    kind    full 任职, acting 代理, seconded 挂职
    ground  the paper it rests on, "" when none was given
    behalf  id of the holder for whom they act; "" in their own post or a vacant one
    """

    post: str
    person: str
    since: dt.date
    until: dt.date | None
    kind: str = "full"
    ground: str = ""
    behalf: str = ""


def body(viewer: Viewer, body_id: str, *, as_of: dt.date, known: int | None = None) -> BodyCard | None:
    """One body on that day; None when it did not exist or is not theirs to see."""
    found = bodies(viewer, as_of=as_of, known=known, ids=[body_id])
    return found[0] if found else None


def bodies(
    viewer: Viewer,
    *,
    as_of: dt.date,
    known: int | None = None,
    ids: Iterable[str] | None = None,
    cls: str | None = None,
    function: str | None = None,
    inside: str | None = None,
    at: Iterable[str] | None = None,
    level: str | None = None,
) -> list[BodyCard]:
    """Bodies on that day, by place then id. ``inside`` takes a division with everything below it, ``at`` some alone."""
    rows = told(Body.objects.seen_by(viewer), as_of, known)
    jobs = told(BodyFunction.objects.seen_by(viewer), as_of, known)
    if ids is not None:
        wanted = list(ids)
        rows, jobs = rows.filter(body__in=wanted), jobs.filter(body__in=wanted)
    if inside is not None:
        span = divisions.of(inside)
        rows = rows.filter(place__gte=span.lo, place__lte=span.hi)
        jobs = jobs.filter(place__gte=span.lo, place__lte=span.hi)
    if at is not None:
        exactly = set(at)
        rows, jobs = rows.filter(place__in=exactly), jobs.filter(place__in=exactly)
    if level is not None:
        rows, jobs = rows.filter(level=level), jobs.filter(level=level)
    classes: dict[str, set[str]] = defaultdict(set)
    functions: dict[str, set[str]] = defaultdict(set)
    for job in jobs:
        functions[job.body].add(job.function)
    first: dict[str, Body] = {}
    for row in rows.order_by("place", "body", "body_class"):
        first.setdefault(row.body, row)
        classes[row.body].add(row.body_class)
    return [
        BodyCard(
            row.body,
            row.name,
            row.place,
            row.level,
            frozenset(classes[row.body]),
            frozenset(functions[row.body]),
            row.superior,
        )
        for row in first.values()
        if (cls is None or cls in classes[row.body]) and (function is None or function in functions[row.body])
    ]


def post(viewer: Viewer, post_id: str, *, as_of: dt.date, known: int | None = None) -> PostCard | None:
    """One post on that day with its holder; None when it did not exist or is not theirs to see."""
    found = posts(viewer, as_of=as_of, known=known, ids=[post_id])
    return found[0] if found else None


def post_name(viewer: Viewer, post_id: str, *, as_of: dt.date) -> str | None:
    """What a post was called that day; None when it did not exist or is not theirs to see. One query."""
    return told(Post.objects.seen_by(viewer), as_of).filter(post=post_id).values_list("name", flat=True).first()


def body_name(viewer: Viewer, body_id: str, *, as_of: dt.date) -> str | None:
    """What a body was called that day; None when it did not exist or is not theirs to see. One query."""
    return told(Body.objects.seen_by(viewer), as_of).filter(body=body_id).values_list("name", flat=True).first()


def posts(
    viewer: Viewer,
    *,
    as_of: dt.date,
    known: int | None = None,
    ids: Iterable[str] | None = None,
    person: str | None = None,
    body: str | None = None,
    bodies: Iterable[str] | None = None,
    cls: str | None = None,
    inside: str | None = None,
) -> list[PostCard]:
    """Posts on that day with their holders, by place then id. ``person`` gives the posts that they hold that day.

    ``body``, ``bodies``: of one body or enterprise, of several.
    """
    held = told(Tenure.objects.seen_by(viewer), as_of, known)
    rows = told(Post.objects.seen_by(viewer), as_of, known)
    if ids is not None:
        rows = rows.filter(post__in=list(ids))
    if person is not None:
        held = held.filter(person=person)
        rows = rows.filter(post__in=held.values("post"))
    if body is not None:
        rows = rows.filter(body=body)
    if bodies is not None:
        rows = rows.filter(body__in=set(bodies))
    if inside is not None:
        span = divisions.of(inside)
        rows = rows.filter(place__gte=span.lo, place__lte=span.hi)
    classes: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Post] = {}
    for row in rows.order_by("place", "post", "post_class"):
        first.setdefault(row.post, row)
        classes[row.post].add(row.post_class)
    holders = {span.post: span.person for span in held.filter(post__in=list(first))}
    called = person_names(viewer, holders.values())
    return [
        PostCard(
            row.post,
            row.name,
            row.body,
            row.place,
            row.level,
            frozenset(classes[row.post]),
            holders.get(row.post, ""),
            called.get(holders.get(row.post, ""), ""),
        )
        for row in first.values()
        if cls is None or cls in classes[row.post]
    ]


def tenures(
    viewer: Viewer, *, post: str | None = None, person: str | None = None, known: int | None = None
) -> list[Span]:
    """Who held a post, or which posts a person held, in time order. Days without a span are vacant."""
    rows = told_by(Tenure.objects.seen_by(viewer), known)
    if post is not None:
        rows = rows.filter(post=post)
    if person is not None:
        rows = rows.filter(person=person)
    return [
        Span(row.post, row.person, row.since, row.until, row.kind, row.ground, row.behalf)
        for row in rows.order_by("since", "post")
    ]


def holder(viewer: Viewer, post_id: str, *, as_of: dt.date, known: int | None = None) -> str | None:
    """The id of the person who holds the post that day; None: vacant, or not theirs to see."""
    row = told(Tenure.objects.seen_by(viewer), as_of, known).filter(post=post_id).first()
    return row.person if row else None


def person_names(viewer: Viewer, ids: Iterable[str]) -> dict[str, str]:
    """Names of persons that the viewer may see, in one query."""
    return dict(Person.objects.seen_by(viewer).filter(id__in=set(ids)).values_list("id", "name"))


def names(viewer: Viewer, ids: Iterable[str], *, as_of: dt.date) -> dict[str, str]:
    """Names of bodies, posts and persons by id, as they were called that day; ended ones by their last name."""
    return {id: name for (id, _day), name in names_on(viewer, {(id, as_of) for id in ids}).items()}


def names_on(viewer: Viewer, asked: Collection[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], str]:
    """As :func:`names`, each on a day of its own; as many questions as for one day."""
    wanted = {id for id, _day in asked}
    persons = person_names(viewer, [id for id in wanted if id.startswith("person:")])
    called: dict[str, list[tuple[dt.date, str]]] = {id: [(dt.date.min, name)] for id, name in persons.items()}
    last = max((day for _id, day in asked), default=dt.date.min)
    for model, key in ((Body, "body"), (Post, "post")):
        rows = told_by(model.objects.seen_by(viewer)).filter(**{f"{key}__in": wanted}, since__lte=last)
        for id, since, name in rows.order_by("since").values_list(key, "since", "name"):
            called.setdefault(id, []).append((since, name))
    return {
        (id, day): then[-1]
        for id, day in asked
        if (then := [name for since, name in called.get(id, ()) if since <= day])
    }


def below(viewer: Viewer, body_id: str, *, as_of: dt.date, known: int | None = None) -> list[BodyCard]:
    """The vertical bodies (垂直管理) that stand directly under a body on that day."""
    rows = told(Body.objects.seen_by(viewer), as_of, known).filter(superior=body_id)
    return bodies(viewer, as_of=as_of, known=known, ids=list(rows.values_list("body", flat=True)))


def find_persons(viewer: Viewer, words: str, *, limit: int = 20) -> list[tuple[str, str]]:
    """(id, name) of persons whose name holds the words, or whose pinyin or its initials begin with them."""
    rows = Person.objects.seen_by(viewer)
    hits = rows.filter(name__contains=words) | rows.filter(sort_key__contains=f" {words.lower()}")
    return list(hits.order_by("sort_key").values_list("id", "name")[:limit])


def founded(viewer: Viewer, subject: str) -> dt.date | None:
    """The first day that is told of a body or a post; None when it is unknown or not theirs to see."""
    days = [
        *told_by(Body.objects.seen_by(viewer)).filter(body=subject).values_list("since", flat=True),
        *told_by(Post.objects.seen_by(viewer)).filter(post=subject).values_list("since", flat=True),
    ]
    return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Import:
    """A list that was taken in (导入记录). ``kind``: posts or bodies; ``undone``: it was taken back."""

    batch: UUID
    kind: str
    file: str
    rows: int
    by: str
    at: dt.datetime
    undone: bool


def imports(viewer: Viewer, *, limit: int = 20) -> list[Import]:
    """The lists taken in where the viewer sees, the newest first."""
    found: dict[str, list[Fact]] = {}
    for fact in ledger.facts(viewer, names=[events.LISTED], limit=200):
        found.setdefault(fact.party("list")[0], []).append(fact)
    made = [
        Import(
            batch=UUID(batch.partition(":")[2]),
            kind=str(told[0].attributes["kind"]),
            file=str(told[0].attributes["file"]),
            rows=sum(int(fact.attributes["count"]) for fact in told),
            by=told[0].recorded_by,
            at=told[0].recorded_at,
            undone=not any(fact.stands for fact in told),
        )
        for batch, told in found.items()
        if told[0].place and (viewer.is_system or viewer.sees(told[0].place))
    ]
    return sorted(made, key=lambda one: one.at, reverse=True)[:limit]


def listed(
    viewer: Viewer, *, inside: str, as_of: dt.date, known: int | None = None
) -> list[tuple[PostCard, str, Span | None]]:
    """Every post of a place on that day with the name of its body and who sits there: what an export writes."""
    found = [
        card
        for card in posts(viewer, as_of=as_of, known=known, inside=inside)
        if viewer.is_system or viewer.sees(card.place)
    ]
    called = names(viewer, {card.body for card in found}, as_of=as_of)
    spans = {
        row.post: Span(row.post, row.person, row.since, row.until, row.kind, row.ground, row.behalf)
        for row in told(Tenure.objects.seen_by(viewer), as_of, known).filter(post__in=[card.id for card in found])
    }
    return [(card, called.get(card.body, card.body), spans.get(card.id)) for card in found]


def roll(viewer: Viewer, *, inside: str, as_of: dt.date) -> tuple[bytes, int]:
    """Posts and holders of a place on a day as a workbook that can be fed back (名册), and how many posts."""
    found = listed(viewer, inside=inside, as_of=as_of)
    rows = []
    for card, body, span in found:
        code = span.person.partition(":")[2].partition("-")[2] if span else ""
        told = {
            "name": card.holder or VACANT,
            "body": body,
            "post": card.name,
            "since": span.since.isoformat() if span else "",
            "until": span.until.isoformat() if span and span.until else "",
            "code": code,
            "cls": "、".join(sorted(card.classes)),
            "kind": events.KINDS[span.kind] if span else "",
            "ground": span.ground if span else "",
        }
        rows.append([told[field.name] for field in POSTS_SHEET])
    return sheets.table([field.label for field in POSTS_SHEET], rows, title="人员和职务"), len(rows)


def template(kind: str) -> bytes:
    """An empty workbook for a list of ``posts`` or ``bodies``."""
    if kind == "bodies":
        return sheets.template(BODIES_SHEET, title="机构")
    return sheets.template(POSTS_SHEET, title="人员和职务")
