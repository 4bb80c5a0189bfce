"""The shape of rows with a history in two times (双时态切片), and the relation view over it.

A *slice* says: from ``since`` to ``until`` (both inclusive, empty: still) it was so. The fact ``said_by`` told us, and
the fact ``replaced_by``, when there is one, told us otherwise. Nothing is ever updated but ``replaced_by``, once. So a
question can be asked as of any day, as known at any position of the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q


class Slice(models.Model):
    """One span of one thing's history. Subclasses add their key and their values."""

    id = models.BigAutoField(primary_key=True)
    since = models.DateField()
    until = models.DateField(null=True)
    said_by = models.UUIDField(db_index=True)
    replaced_by = models.UUIDField(null=True, db_index=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_span", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            )
        ]


def no_two_live(label: str, *key: str) -> models.UniqueConstraint:
    """The index that keeps two live slices of one key from starting on the same day."""
    return models.UniqueConstraint(fields=[*key, "since"], condition=Q(replaced_by__isnull=True), name=f"{label}_live")


def view(name: str, table: str, columns: Sequence[str]) -> tuple[str, str]:
    """The SQL that makes and drops a relation view over a table of slices: (make, drop).

    Adds since, until and the three columns of known time. Two left joins by primary key of the ledger's positions, no
    function over a table: PostgreSQL inlines it and uses the table's indexes.
    """
    listed = ", ".join(f"t.{column}" for column in columns)
    return (
        f"CREATE VIEW {name} AS SELECT {listed}, t.since, t.until, "
        "said.position AS known_since, gone.position AS known_until, t.replaced_by IS NOT NULL AS replaced "
        f"FROM {table} t LEFT JOIN ledger_position said ON said.fact = t.said_by "
        "LEFT JOIN ledger_position gone ON gone.fact = t.replaced_by",
        f"DROP VIEW {name}",
    )
