"""Facts made for tests, and raw SQL beside the program."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from anjian.ledger import actions
from anjian.ledger.events import Fact, Party
from anjian.lib.divisions import of
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM, Viewer

VISIT = datetime(2018, 3, 12, 9, 30, tzinfo=CHINA)
LEADER = Party("led_by", "post", "post:141021-fxz-1", "副县长")
FIRM = Party("inspected", "enterprise", "ent:001", "示例煤业")
TABLES = (
    *("ledger_fact", "ledger_body", "ledger_party", "ledger_attr", "ledger_pending", "ledger_position", "ledger_void"),
    *("ledger_erasure", "ledger_cursor", "ledger_parked", "ledger_claim", "ledger_seal", "ledger_import"),
    *("ledger_staged_fact", "ledger_staged_party", "ledger_staged_attr"),
)


def viewer(account: str, place: str) -> Viewer:
    """A clerk who sees one place."""
    nothing: frozenset[str] = frozenset()
    return Viewer(account, account, "", (), (of(place),), nothing, nothing, frozenset({"recorder"}), "web")


def visit(who: Viewer = SYSTEM, **more: Any) -> Fact:
    """A leader's visit to a firm, in the caller's transaction."""
    told: dict[str, Any] = {
        "happened_at": VISIT,
        "place": "141021",
        "parties": [LEADER, FIRM],
        "attributes": {"hazards": 2, "topics": ["煤矿", "危化"], "closed": True, "due": date(2018, 4, 1), "share": 0.5},
        "private": {"phone": "138"},
    }
    return actions.record(who, **{"name": "records.visit_filed", **told, **more})


def committed(who: Viewer = SYSTEM, **more: Any) -> Fact:
    """The same, in a transaction of its own."""
    with transaction.atomic():
        return visit(who, **more)


def about(*subjects: str, **more: Any) -> Fact:
    """A committed fact about these enterprises."""
    return committed(parties=[Party("inspected", "enterprise", one) for one in subjects], **more)


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run on Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall()) if cursor.description else []


def counts() -> dict[str, int]:
    """Rows of every table of the ledger."""
    return {table: sql(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


@contextmanager
def unchanged() -> Iterator[None]:
    """Nothing in the ledger is more or less afterwards."""
    before = counts()
    yield
    assert counts() == before


def together(*calls: Callable[[], Any], timeout: float = 60) -> list[Any]:
    """Run at the same time, each with a connection of its own; results in order. What one raises is raised."""
    results: list[Any] = [None] * len(calls)
    errors: list[BaseException] = []

    def run(n: int, call: Callable[[], Any]) -> None:
        try:
            results[n] = call()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout)
        assert not thread.is_alive(), "still waiting"
    if errors:
        raise errors[0]
    return results
