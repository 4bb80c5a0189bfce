"""Tables of people: all but the persons themselves are slices in two times."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import ScopedManager, around
from anjian.scope.relations import Slice, no_two_live


def _bodies(viewer: Viewer) -> Q:
    """Those inside the viewer's places and of the places above (letters go there), and vertical ones under theirs."""
    own = [post.body for post in viewer.posts if post.body]
    return around(viewer) | Q(superior__in=own) if own else around(viewer)


def _posts(viewer: Viewer) -> Q:
    """As bodies; and the posts of vertical bodies that stand under one of the viewer's own bodies."""
    own = [post.body for post in viewer.posts if post.body]
    if not own:
        return around(viewer)
    return around(viewer) | Q(body__in=Body.objects.for_change().filter(superior__in=own).values("body"))


def _by_post(viewer: Viewer) -> Q:
    if not viewer.account:
        return Q(pk__in=[])
    return Q(post__in=Post.objects.seen_by(viewer).values("post")) | Q(person=viewer.person, person__gt="")


def _persons(viewer: Viewer) -> Q:
    if not viewer.account:
        return Q(pk__in=[])
    return Q(id__in=Tenure.objects.seen_by(viewer).values("person")) | Q(id=viewer.person)


class Body(Slice):
    """机构. One row per class and span: government, party committee, safety committee, department …

    ``superior`` is the body that a vertical one (垂直管理) stands under, though it is placed in a county; "" for all
    that the government of their place leads.
    """

    body = models.CharField(max_length=64)
    body_class = models.CharField(max_length=64, db_column="class")
    place = models.CharField(max_length=12, db_index=True)
    level = models.CharField(max_length=12)
    name = models.CharField(max_length=128)
    superior = models.CharField(max_length=64, default="", blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_bodies)

    class Meta(Slice.Meta):
        db_table = "people_body"
        constraints = [*Slice.Meta.constraints, no_two_live("people_body", "body", "body_class")]
        indexes = [models.Index(fields=["body_class", "place"], name="people_body_class_place")]


class BodyFunction(Slice):
    """机构职能. What a body is for; survives renames and moves to another body when the government is reorganised."""

    body = models.CharField(max_length=64)
    function = models.CharField(max_length=64)
    place = models.CharField(max_length=12, db_index=True)
    level = models.CharField(max_length=12)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(around)

    class Meta(Slice.Meta):
        db_table = "people_body_function"
        constraints = [*Slice.Meta.constraints, no_two_live("people_body_function", "body", "function")]
        indexes = [models.Index(fields=["function", "place"], name="people_function_place")]


class Post(Slice):
    """职务. One row per class and span; a post may be of several (县长: leading cadre, head of government)."""

    post = models.CharField(max_length=64)
    post_class = models.CharField(max_length=64, db_column="class")
    body = models.CharField(max_length=64, db_index=True)
    place = models.CharField(max_length=12, db_index=True)
    level = models.CharField(max_length=12)
    name = models.CharField(max_length=128)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_posts)

    class Meta(Slice.Meta):
        db_table = "people_post"
        constraints = [*Slice.Meta.constraints, no_two_live("people_post", "post", "post_class")]
        indexes = [models.Index(fields=["post_class", "place"], name="people_post_class_place")]


class Tenure(Slice):
    """任职. A person in a post; a post without one on a day is vacant. A person may hold several posts.

    One person answers for a post on a day: while somebody acts (代理), the row names who acts, and ``behalf`` the one
    whose post it stays ("" for a vacant post). ``kind``: see `events.KINDS`; ``ground`` is the paper it rests on.
    """

    post = models.CharField(max_length=64)
    person = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=16, default="full")
    ground = models.CharField(max_length=200, default="", blank=True)
    behalf = models.CharField(max_length=64, default="", blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_by_post)

    class Meta(Slice.Meta):
        db_table = "people_tenure"
        constraints = [*Slice.Meta.constraints, no_two_live("people_tenure", "post")]


class Person(models.Model):
    """人员. A person's name, and its pinyin to sort and search by. Personal data: never published to rules."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=64)
    sort_key = models.CharField(max_length=128, db_index=True)
    said_by = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_persons)

    class Meta:
        db_table = "people_person"
