"""Delivery to ``after`` handlers (投递): once each, by position; a poisoned fact parks its subjects and nobody else."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from anjian.ledger import handlers
from anjian.ledger.events import Fact
from anjian.ledger.handlers import Listener
from anjian.ledger.queries.reading import by_ids
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

log = logging.getLogger(__name__)

MOST = 200
"""Positions in one transaction of one handler: effects and cursor commit together."""
TRIES = 3
"""Attempts at a fact whose handler met a passing trouble of the database (deadlock) before it is parked."""


def deliver(*, handler: str | None = None) -> int:
    """Hand new positions to the ``after`` handlers, or to one of them: a batch each. Returns how many were passed.

    A step of the worker, called again while it returns more than 0, so that a handler far behind holds up neither the
    others nor the sequencer. Per handler one transaction: the effects, the parked facts and the cursor, all or nothing;
    so each fact takes effect once, whatever is killed when. What another worker serves is left to it. A handler that
    raises parks the fact with its subjects; later facts of these wait behind it.
    """
    return sum(_batch(listener) for listener in _behind(handler))


def retry(viewer: Viewer, *, handler: str | None = None, position: int | None = None) -> int:
    """Give parked facts to their handlers again, in order; returns how many went through.

    With ``position`` only that fact is tried (and what waits behind it follows when it succeeds). A fact that fails
    again stays parked with its new error. Refuses a handler that is not registered.
    """
    if not viewer.account:
        raise Refusal("未登录不能重试", "重试会再次执行处理", "请先登录", code="ledger.stranger")
    known = {one.name: one for one in handlers.listeners()}
    if handler is not None and handler not in known:
        raise Refusal(
            f"没有名为“{handler}”的处理程序",
            "可能已改名或停用",
            f"现有：{'、'.join(sorted(known)) or '无'}",
            code="ledger.no_handler",
            field="handler",
        )
    return sum(_again(one, position) for name, one in known.items() if handler in (None, name))


# -- inside -----------------------------------------------------------------------------------------------------------


def _behind(name: str | None) -> list[Listener]:
    """Handlers with something to hear: one small query when all is quiet."""
    asked = [one for one in handlers.listeners() if name in (None, one.name)]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(position) FROM ledger_position), 0), "
            "coalesce((SELECT max(last) FROM ledger_import), 0)"
        )
        top, history = cursor.fetchone()
        cursor.execute("SELECT handler, position FROM ledger_cursor")
        cursors = dict(cursor.fetchall())
    return [one for one in asked if max(cursors.get(one.name, 0), 0 if one.history else history) < top]


def _batch(listener: Listener) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        start = _cursor(cursor, listener)
        if start is None:
            return 0  # another worker serves this handler
        cursor.execute(
            "SELECT p.position, p.fact, f.name FROM ledger_position p JOIN ledger_fact f ON f.id = p.fact "
            "WHERE p.position > %s ORDER BY p.position LIMIT %s",
            [start, MOST],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        meant = [(position, id) for position, id, name in rows if handlers.matches(listener.pattern, name)]
        if meant:
            _hand_over(cursor, listener, meant)
        cursor.execute("UPDATE ledger_cursor SET position = %s WHERE handler = %s", [rows[-1][0], listener.name])
        return len(rows)


def _cursor(cursor: Any, listener: Listener) -> int | None:
    """The position the handler has passed, locked for us; None when somebody else has it."""
    cursor.execute(
        "INSERT INTO ledger_cursor (handler, position) VALUES (%s, 0) ON CONFLICT (handler) DO NOTHING", [listener.name]
    )
    cursor.execute(
        "SELECT position, coalesce((SELECT max(last) FROM ledger_import), 0) FROM ledger_cursor "
        "WHERE handler = %s FOR UPDATE SKIP LOCKED",
        [listener.name],
    )
    row = cursor.fetchone()
    return None if row is None else max(row[0], 0 if listener.history else row[1])


def _hand_over(cursor: Any, listener: Listener, meant: Iterable[tuple[int, UUID]]) -> None:
    meant = list(meant)
    cursor.execute("SELECT subjects FROM ledger_parked WHERE handler = %s", [listener.name])
    waiting = {subject for (subjects,) in cursor.fetchall() for subject in subjects}
    found = by_ids(id for _, id in meant)
    for position, id in meant:
        fact = found[id]
        if waiting.isdisjoint(fact.subjects):
            error = _try(listener, fact)
            if error is None:
                continue
        else:
            error = None  # not tried: it waits behind an earlier one of its subjects
        waiting.update(fact.subjects)
        cursor.execute(
            "INSERT INTO ledger_parked (handler, position, fact, subjects, error, tries) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [listener.name, position, id, list(fact.subjects), error, 0 if error is None else 1],
        )


def _try(listener: Listener, fact: Fact) -> str | None:
    """Call the handler in a savepoint; the error in words, None when it went well."""
    for tried in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                listener.call(fact)
            return None
        except (OperationalError, InterfaceError) as error:
            if not connection.is_usable():
                raise  # the connection is gone, and with it this transaction: nothing happened, the worker comes again
            if tried == TRIES:
                return _words(error, listener, fact)
        except Exception as error:
            return _words(error, listener, fact)
    raise AssertionError("unreachable")


def _words(error: Exception, listener: Listener, fact: Fact) -> str:
    log.warning("handler %s cannot take fact %s (%s)", listener.name, fact.id, fact.name, exc_info=error)
    return f"{type(error).__name__}: {error}"[:2000]


def _again(listener: Listener, only: int | None) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_cursor WHERE handler = %s FOR UPDATE", [listener.name])
        cursor.execute(
            "SELECT position, fact, error FROM ledger_parked WHERE handler = %s ORDER BY position", [listener.name]
        )
        rows = cursor.fetchall()
        found = by_ids(fact for _, fact, _ in rows)
        waiting: set[str] = set()
        through = 0
        for position, id, error in rows:
            fact = found[id]
            skipped = only is not None and error is not None and position != only
            if skipped or not waiting.isdisjoint(fact.subjects):
                waiting.update(fact.subjects)
                continue
            trouble = _try(listener, fact)
            if trouble is None:
                cursor.execute(
                    "DELETE FROM ledger_parked WHERE handler = %s AND position = %s", [listener.name, position]
                )
                through += 1
                continue
            waiting.update(fact.subjects)
            cursor.execute(
                "UPDATE ledger_parked SET error = %s, tries = tries + 1 WHERE handler = %s AND position = %s",
                [trouble, listener.name, position],
            )
        return through
