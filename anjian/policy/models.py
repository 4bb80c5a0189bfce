"""Tables of policy. A row says what a fact told (``said_by``) until another fact told otherwise (``replaced_by``).

Documents, articles, clauses and rule versions have no days of their own: a rule's days stand in its content. They are
immutable: a changed rule is a new row with a new digest. Adoption and settings are slices in two times.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import EVERYTHING, NOTHING, ScopedManager, around
from anjian.scope.relations import Slice, no_two_live


def _open(viewer: Viewer) -> Q:
    """Documents are public law: everybody who is signed in reads them."""
    return EVERYTHING if viewer.account else NOTHING


def _near(viewer: Viewer) -> Q:
    """What a place adopted and set: inside the viewer's places, and in the places above them, which bind them."""
    return around(viewer)


class Told(models.Model):
    """What a loaded pack says; known from ``said_by`` until ``replaced_by``."""

    id = models.BigAutoField(primary_key=True)
    document = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    said_by = models.UUIDField(db_index=True)
    replaced_by = models.UUIDField(null=True, db_index=True)

    class Meta:
        abstract = True


def _one_live(label: str, *key: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=[*key], condition=Q(replaced_by__isnull=True), name=f"{label}_live")


class Document(Told):
    """文件. A document's own particulars, and in ``layout`` the order of its articles, clauses and rules."""

    layout = models.JSONField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_open)

    class Meta(Told.Meta):
        db_table = "policy_document"
        constraints = [_one_live("policy_document", "document")]


class Article(Told):
    """条. An article with its number and heading; ``article`` is its file."""

    article = models.CharField(max_length=64)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_open)

    class Meta(Told.Meta):
        db_table = "policy_article"
        constraints = [_one_live("policy_article", "document", "article")]


class Clause(Told):
    """条款. One obligation in our own words, with its status; ``article`` is the file of its article."""

    clause = models.CharField(max_length=64)
    article = models.CharField(max_length=64)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_open)

    class Meta(Told.Meta):
        db_table = "policy_clause"
        constraints = [_one_live("policy_clause", "clause")]


class RuleVersion(Told):
    """规则版本. What a rule means, by digest."""

    rule = models.CharField(max_length=96)
    kind = models.CharField(max_length=16)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_open)

    class Meta(Told.Meta):
        db_table = "policy_rule_version"
        constraints = [_one_live("policy_rule_version", "rule")]


class AttachedText(Told):
    """原文. An office's own copy of a document's text, as it was given; ``digest`` is of the text in UTF-8.

    ``content`` says where the clauses of that day stood in it: spans by clause, and those not found with the reason.
    """

    text = models.TextField()
    file = models.CharField(max_length=200)
    attached_by = models.CharField(max_length=128)
    attached_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_open)

    class Meta(Told.Meta):
        db_table = "policy_text"
        constraints = [_one_live("policy_text", "document")]


class Adoption(Slice):
    """采用. A place took the document over, for itself and everything below it."""

    document = models.CharField(max_length=64)
    place = models.CharField(max_length=12, db_index=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_near)

    class Meta(Slice.Meta):
        db_table = "policy_adoption"
        constraints = [*Slice.Meta.constraints, no_two_live("policy_adoption", "document", "place")]


class ValueSet(Slice):
    """设定. What a place put where the text leaves it open; ``decided_by`` the name under it, ``ground`` why."""

    rule = models.CharField(max_length=96, db_index=True)
    field = models.CharField(max_length=48)
    place = models.CharField(max_length=12, db_index=True)
    value = models.JSONField()
    decided_by = models.CharField(max_length=128)
    ground = models.CharField(max_length=500)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_near)

    class Meta(Slice.Meta):
        db_table = "policy_setting"
        constraints = [*Slice.Meta.constraints, no_two_live("policy_setting", "rule", "field", "place")]
