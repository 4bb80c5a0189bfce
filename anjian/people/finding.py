"""Bodies and posts by their names, by pinyin and by its initials (找机构、找职务).

There are some thousands of them in a province, so they are looked through in this process: their pinyin is made once
and remembered. Persons and enterprises are many; those are looked up in the database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from anjian.lib.viewer import Viewer
from anjian.people.models import Body, Person, Post, Tenure
from anjian.people.pinyin import sort_key
from anjian.scope.queries import told

_key = lru_cache(maxsize=100_000)(sort_key)


def fits(words: str, name: str) -> bool:
    """Whether a name is meant by these words: a part of it, the beginning of its pinyin, or a part of its initials."""
    asked = words.strip().lower()
    if not asked:
        return False
    if asked in name.lower():
        return True
    if not asked.isascii():
        return False
    _, whole, first = _key(name).split(" ")
    return whole.startswith(asked) or asked in first


def find_bodies(viewer: Viewer, words: str, *, as_of: dt.date, limit: int = 20) -> list[tuple[str, str]]:
    """(id, name) of bodies of that day that the viewer may see: the wider places first, shorter names first."""
    rows = told(Body.objects.seen_by(viewer), as_of).values_list("place", "name", "body").distinct()
    found = [(place, len(name), name, body) for place, name, body in rows if fits(words, name)]
    return [(body, name) for _, _, name, body in sorted(found)[:limit]]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sits in a post: the person and the post, each with its name, and the body that the post belongs to."""

    person: str
    name: str
    post: str
    post_name: str
    body: str


def find_holders(viewer: Viewer, words: str, *, as_of: dt.date, limit: int = 20) -> list[Holder]:
    """Who sits in the posts of governments that day, found by the person's name or by that of the post.

    Those inside enterprises are found with their enterprise.
    """
    seats = told(Post.objects.seen_by(viewer), as_of).exclude(level="enterprise")
    posts = {post: (name, body) for post, name, body in seats.values_list("post", "name", "body")}
    held = told(Tenure.objects.seen_by(viewer), as_of).filter(post__in=seats.values("post"))
    spans = list(held.values_list("post", "person"))
    called = dict(
        Person.objects.seen_by(viewer).filter(id__in={person for _, person in spans}).values_list("id", "name")
    )
    found = [
        Holder(person, called[person], post, *posts[post])
        for post, person in spans
        if person in called and (fits(words, called[person]) or fits(words, posts[post][0]))
    ]
    return sorted(found, key=lambda one: (not fits(words, one.name), one.post, one.person))[:limit]
