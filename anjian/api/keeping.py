"""Answers kept under an idempotency key (幂等): a request sent again gets the same answer and does nothing twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest

from anjian.api.models import Kept
from anjian.lib.errors import Refusal
from anjian.ui import moment
from anjian.ui.rest.asking import Answer, viewer_of, wants_once

KEPT_FOR = dt.timedelta(hours=24)
"""How long an answer is kept."""


def keep(request: HttpRequest, do: Callable[[], Answer]) -> Answer:
    """Do it and keep the answer, in one transaction; the second time only the answer. Refusals are not kept.

    Refuses a key that was used for another request.
    """
    key, account = wants_once(request), viewer_of(request).account
    said = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20254))", [f"{account}\n{key}"])
        before = Kept.objects.for_change().filter(account=account, key=key).first()
        if before is not None:
            if before.request != said:
                raise Refusal(
                    "这个Idempotency-Key已用于另一个请求",
                    "同一个键只能对应同一个请求，否则分不清哪个做了",
                    "请换一个新的键",
                    code="api.key_used",
                    field="Idempotency-Key",
                )
            return Answer(before.status, json.loads(before.body), again=True)
        made = do()
        Kept(
            account=account,
            key=key,
            request=said,
            status=made.status,
            body=json.dumps(made.body, ensure_ascii=False),
            at=moment.clock(request),
        ).save(force_insert=True)
        return made


def forget(now: dt.datetime) -> int:
    """Forget answers older than `KEPT_FOR`; returns how many."""
    return Kept.objects.for_change().filter(at__lt=now - KEPT_FOR).delete()[0]
