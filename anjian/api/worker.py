"""What the worker does for the interface: sends what waits, in threads, so that a slow subscriber holds up nobody."""

from __future__ import annotations

import datetime as dt
import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from anjian.access import queries as access
from anjian.api import actions, keeping, queries, sending
from anjian.api.models import Delivery, Subscription
from anjian.api.sending import Outcome
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.ends import CHINA

AT_ONCE = 8
AGAIN_AFTER = (60, 300, 1800, 7200, 21600, 86400)
"""Seconds until the next try; after the last one it is given up, and the owner's page says so."""
STOP_AFTER = 3
"""Facts given up one after the other until the subscription is stopped."""
LEASE = dt.timedelta(seconds=60)
"""A delivery that a killed worker had in hand is taken up again after this."""
SWEEP_EVERY = 3600.0

_pool: list[ThreadPoolExecutor] = []
_running: dict[int, Future[Outcome]] = {}
_swept = [float("-inf")]


def post_out(*, now: dt.datetime | None = None) -> int:
    """A worker step: note what came of those sent, send those that are due. Returns how many moved."""
    at = now or dt.datetime.now(dt.UTC)
    return _note(at) + _start(at)


def settle() -> None:
    """For tests: wait until everything in hand has its outcome noted."""
    while _running:
        for future in list(_running.values()):
            future.result()
        _note(dt.datetime.now(dt.UTC))


def sweep_kept() -> int:
    """A worker step: at most once an hour answers of yesterday are forgotten. Returns how many went."""
    if time.monotonic() - _swept[0] < SWEEP_EVERY:
        return 0
    _swept[0] = time.monotonic()
    return keeping.forget(dt.datetime.now(dt.UTC))


def _start(at: dt.datetime) -> int:
    free = AT_ONCE - len(_running)
    if free <= 0:
        return 0
    with transaction.atomic():
        due = list(
            Delivery.objects.for_change()
            .select_for_update(skip_locked=True)
            .filter(state="waiting", due_at__lte=at)
            .exclude(id__in=list(_running))
            .order_by("due_at")[:free]
        )
        if not due:
            return 0
        Delivery.objects.for_change().filter(id__in=[one.id for one in due]).update(
            due_at=at + LEASE, tries=F("tries") + 1
        )
        rows = {row.id: row for row in Subscription.objects.for_change().filter(id__in={d.subscription for d in due})}
        for one in due:
            row = rows.get(one.subscription)
            fact = _theirs(row, one.fact, at) if row is not None and row.ended_at is None else None
            if row is None or fact is None:
                Delivery.objects.for_change().filter(id=one.id).update(state="dropped")
                continue
            _running[one.id] = _threads().submit(sending.send, row.url, *_message(one.id, row.id, fact, at))
    return len(due)


def _theirs(row: Subscription, fact: UUID, at: dt.datetime) -> Fact | None:
    """The fact, when the subscriber may see it by the rights of today."""
    viewer = access.viewer_for(row.account, as_of=at.astimezone(CHINA).date(), purpose="api")
    return ledger.fact(viewer, fact) if viewer.account else None


def _message(delivery: int, subscription: UUID, fact: Fact, at: dt.datetime) -> tuple[bytes, dict[str, str]]:
    """A thin message: what happened, where to read it. No names, nothing personal: the reader asks with a token."""
    told = {
        "event": fact.name,
        "fact": str(fact.id),
        "position": fact.position,
        "day": fact.day.isoformat(),
        "place": fact.place,
        "recorded_at": fact.recorded_at.isoformat(),
        "url": f"/api/v1/facts/{fact.id}",
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    seconds = int(at.timestamp())
    return body, {
        "Anjian-Event": fact.name,
        "Anjian-Delivery": str(delivery),
        "Anjian-Signature": sending.signature(queries.secret_of(subscription), seconds, body),
        "User-Agent": "anjian",
    }


def _note(at: dt.datetime) -> int:
    done = {id: future for id, future in _running.items() if future.done()}
    for id, future in done.items():
        outcome = future.result()
        row = Delivery.objects.for_change().filter(id=id)
        if outcome.arrived:
            row.update(state="sent", sent_at=at, status=outcome.status, error="")
        else:
            tries, subscription = row.values_list("tries", "subscription").get()
            again = AGAIN_AFTER[tries - 1] if 0 < tries <= len(AGAIN_AFTER) else None
            row.update(
                state="waiting" if again else "failed",
                due_at=at + dt.timedelta(seconds=again or 0),
                status=outcome.status,
                error=outcome.error[:300],
            )
            if again is None:
                _give_up(subscription, at)
        del _running[id]
    return len(done)


def _give_up(subscription: UUID, at: dt.datetime) -> None:
    """Stop a subscription of which `STOP_AFTER` facts were given up since its address took one."""
    rows = Delivery.objects.for_change().filter(subscription=subscription)
    took = rows.filter(state="sent").aggregate(last=Max("sent_at"))["last"]
    lost = rows.filter(state="failed", **({"due_at__gt": took} if took else {})).count()
    if lost >= STOP_AFTER:
        actions.stop(subscription, why=f"连续{lost}条多次没有送达，已停用", now=at)


def _threads() -> ThreadPoolExecutor:
    if not _pool:
        _pool.append(ThreadPoolExecutor(AT_ONCE, thread_name_prefix="anjian-hooks"))
    return _pool[0]
