"""Who of the sample owes under a rule: bodies and posts of its places, and enterprises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.policy import queries as documents
from anjian.sample import annex
from anjian.sample.build import History
from anjian.sample.dice import dice
from anjian.sample.enterprises import Plan
from anjian.sample.near import Near
from anjian.sample.region import CITY, Place, Region, Town, body_id, post_id


@dataclass(frozen=True, slots=True)
class Bearer:
    """A body or post (its slug in the place), or an enterprise (``firm``; its slug is its id)."""

    kind: str
    place: str
    slug: str
    name: str = ""
    body: str = ""
    firm: Plan | None = None

    @property
    def id(self) -> str:
        """Its id as a party."""
        if self.firm is not None:
            return self.slug
        return (post_id if self.kind == "post" else body_id)(self.place, self.slug)


class Bearers:
    """The bearers of a region."""

    def __init__(self, region: Region, firms: list[Plan], near: Near) -> None:
        self.region, self.near = region, near
        self.firms = [Bearer("enterprise", plan.place, plan.id, plan.name, plan.id, plan) for plan in firms]

    def of(self, rule: documents.Rule, place: str, rows: Mapping[str, annex.Row]) -> Iterator[Bearer]:
        """Those inside a place who owe under a rule."""
        who = getattr(rule, "who", None)
        if isinstance(who, documents.Borrowed):
            row = rows.get(who.rule)
            if row is not None:
                yield from (Bearer("body", CITY, slug) for slug in row.bearers)
        elif isinstance(who, documents.Who) and who.enterprises:
            if set(who.enterprises) == {"status"}:
                yield from (one for one in self.firms if divisions.contains(place, one.place))
        elif isinstance(who, documents.Who):
            for one in self.region.inside(place):
                if not who.levels or divisions.level(one.code) in who.levels:
                    yield from _in(one, who)
            if "town" in who.levels:
                yield from (
                    found for town in self.region.towns if place[:4] == town.code[:4] for found in _of(town, who)
                )

    def other(self, key: str, role: str, kinds: tuple[str, ...], bearer: Bearer, day: dt.date) -> Party | None:
        """Somebody for another role: an enterprise of the bearer's place; its government; its own body."""
        if "enterprise" not in kinds:
            own = bearer.body if role == "body" and bearer.kind == "post" else "zf"
            return Party(role, "body", body_id(f"{bearer.place[:6]}000000", own))
        place = bearer.place if bearer.place in self.region.places else f"{bearer.place[:6]}000000"
        stood = [id for id in self.near.ids(place, day) if id != bearer.id]
        return Party(role, "enterprise", dice("object", key, role).choice(stood)) if stood else None

    def chair(self, history: History, bearer: Bearer, day: dt.date) -> list[Party]:
        """Who chairs a meeting of a body: the head of its committee or government, when somebody is."""
        slug = {"sw": "sj", "cwh": "sj", "zf": "xz", "awh": "awhzr"}.get(bearer.slug, "")
        if bearer.kind != "body" or not slug:
            return []
        post = post_id(bearer.place, slug)
        return [Party("chaired_by", "post", post)] if history.tenures.on(day, post=post) else []

    def stood(self, history: History, bearer: Bearer, day: dt.date) -> bool:
        """Whether the bearer was there: an enterprise in operation, a body, a post that somebody held."""
        if bearer.firm is not None:
            row = history.enterprises.on(day, enterprise=bearer.slug)
            return row is not None and row["status"] == "operating"
        if bearer.kind == "body":
            return history.bodies.on(day, body=bearer.id) is not None
        return history.tenures.on(day, post=bearer.id) is not None


def _in(place: Place, who: documents.Who) -> Iterator[Bearer]:
    """The bodies and posts of a place that a selector finds."""
    jobs = set(who.departments.function) if who.departments else set()
    classes, posts = set(who.bodies), set(who.posts)
    for plan in place.bodies:
        if jobs & set(plan.functions) or classes & set(plan.classes):
            yield Bearer("body", place.code, plan.slug)
    for post in place.posts:
        if posts & set(post.classes):
            yield Bearer("post", place.code, post.slug, f"{place.name}{post.name}", post.body)


def _of(town: Town, who: documents.Who) -> Iterator[Bearer]:
    """The bodies and posts of a town that a selector finds."""
    classes, posts = set(who.bodies), set(who.posts)
    if "government" in classes:
        yield Bearer("body", town.code, "zf")
    if "safety_committee" in classes:
        yield Bearer("body", town.code, "awh")
    if "head_of_government" in posts:
        yield Bearer("post", town.code, "xz", f"{town.name}{town.head}", "zf")
