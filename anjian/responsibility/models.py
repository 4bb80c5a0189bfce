"""Tables of responsibility."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.registry import queries as registry
from anjian.scope.queries import ScopedManager, around
from anjian.scope.relations import Slice, no_two_live


def _visible(viewer: Viewer) -> Q:
    """Who sees an enterprise sees who answers for it."""
    return Q(enterprise__in=registry.seen(viewer))


class Answer(Slice):
    """监管责任. A body that a decision made answer for an enterprise in a line, with the post that does it.

    Several bodies may answer in one line (共同监管): it is listed, never refused. ``post``, ``cell`` (网格), ``phone``
    (for the signboard) and ``cite`` (the paper it rests on) are "" where nobody said; ``ground``: `events.GROUNDS`.
    """

    enterprise = models.CharField(max_length=64)
    line = models.CharField(max_length=12)
    body = models.CharField(max_length=64)
    post = models.CharField(max_length=64, default="", blank=True)
    cell = models.CharField(max_length=40, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    ground = models.CharField(max_length=16)
    cite = models.CharField(max_length=200, default="", blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_visible)

    class Meta(Slice.Meta):
        db_table = "responsibility_answer"
        constraints = [*Slice.Meta.constraints, no_two_live("responsibility_answer", "enterprise", "line", "body")]
        indexes = [
            models.Index(fields=["line", "body"], name="responsibility_by_body"),
            models.Index(fields=["post"], name="responsibility_by_post", condition=Q(post__gt="")),
            models.Index(fields=["cell"], name="responsibility_by_cell", condition=Q(cell__gt="")),
        ]


class OwnRule(Slice):
    """本地分工规则. What an office entered: in this place, for this beginning of industry codes, this function answers.

    ``industry`` "" means every industry; ``function`` is a word of the vocabulary; ``cite`` the paper it rests on.
    """

    place = models.CharField(max_length=12)
    line = models.CharField(max_length=12)
    industry = models.CharField(max_length=4, default="", blank=True)
    function = models.CharField(max_length=64)
    cite = models.CharField(max_length=200)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(around)

    class Meta(Slice.Meta):
        db_table = "responsibility_own_rule"
        constraints = [
            *Slice.Meta.constraints,
            no_two_live("responsibility_own_rule", "place", "line", "industry", "function"),
        ]
