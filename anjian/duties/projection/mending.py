"""Making good what changed under the projection, where only enterprises did: their own rows, not everybody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from django.db import transaction

from anjian.duties import rulebook
from anjian.duties.asks import Ask, RoleOf, Who
from anjian.duties.evaluating import Question
from anjian.duties.models import Stale, Watermark
from anjian.duties.projection.building import keep, through_of
from anjian.duties.projection.mark import book_of, holds, lock, watermark
from anjian.duties.rulebook import Entry
from anjian.registry.relations import RELATIONS
from anjian.scope import prepared

MANY = 1000
"""Changed enterprises above which all rows are made anew."""


def mend(as_of: dt.date) -> bool:
    """Refresh what the waiting changes touch, when each names its enterprises. Returns whether that was so."""
    with transaction.atomic():
        lock(shared=False)
        mark = watermark()
        waiting = dict(Stale.objects.for_change().values_list("id", "enterprise"))
        changed = set(waiting.values())
        if mark is None or not holds(mark, as_of) or "" in changed or not 0 < len(changed) <= MANY:
            return False
        # what is told from here on waits for the next time
        Stale.objects.for_change().filter(id__in=waiting).delete()
        book = book_of(mark, as_of)
        rulebook.prepare(book)
        for rule, entries in groupby(sorted(book.kept, key=_rule), key=_rule):
            asking = [entry for entry in entries if _reads(entry)]
            if asking:
                _anew(rule, asking, sorted(changed), Question(as_of, mark.since, horizon=mark.through))
        Watermark.objects.for_change().update(through=min(mark.through, through_of(book, as_of)))
        return True


_rule = attrgetter("ask.rule")


def _reads(entry: Entry) -> bool:
    """Whether its text asks for anything of an enterprise."""
    text = rulebook.compiled(entry.ask, replay=False, scoped=False).keep.sql
    return any(name in text for name in RELATIONS)


def _anew(rule: str, entries: Sequence[Entry], enterprises: Sequence[str], asked: Question) -> None:
    if not all(map(_own, entries)) or not _stands_for_some(rule):
        _keep(entries, asked, "rule = CAST($1 AS text)", [rule])
        return
    scoped = Question(asked.as_of, asked.since, bearers=tuple(enterprises), horizon=asked.horizon)
    of_these = "rule = CAST($1 AS text) AND bearer = ANY(CAST($2 AS text[]))"
    _keep(entries, scoped, of_these, [rule, list(enterprises)])
    if not _stands_for_some(rule):
        _keep(entries, asked, "rule = CAST($1 AS text)", [rule])


def _keep(entries: Iterable[Entry], asked: Question, where: str, params: Sequence[object]) -> None:
    """The rows of these entries instead of those of which ``where`` speaks."""
    for n, entry in enumerate(entries):
        keep(entry, asked, instead=None if n else (where, params))


def _own(entry: Entry) -> bool:
    """Whether an enterprise is asked about in rows that it bears itself, and in no others."""
    ask: Ask = entry.ask
    if ask.together or ask.each or ask.cover:
        return False
    if isinstance(ask.who, RoleOf):
        return not ask.who.up
    return isinstance(ask.who, Who) and all(pick.kind == "enterprise" for pick in ask.who.picks)


def _stands_for_some(rule: str) -> bool:
    """Whether somebody bears it and no row says that nobody does: that row is told of all enterprises together."""
    ((nobody, some),) = prepared.run(
        "SELECT EXISTS (SELECT 1 FROM duties_standing WHERE rule = CAST($1 AS text) AND bearer = ''), "
        "EXISTS (SELECT 1 FROM duties_standing WHERE rule = CAST($1 AS text) AND bearer > '')",
        [rule],
    )
    return bool(some and not nobody)
