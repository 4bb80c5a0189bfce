"""Load the sample into an empty house, once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import connection, transaction

from anjian.access import actions as access
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.calendar import Calendar
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.registry import actions as registry
from anjian.sample import annex, founding, law, queries, serving, story
from anjian.sample.build import History
from anjian.sample.models import Mark
from anjian.sample.region import PASSWORD

PACKS = Path(__file__).resolve().parents[2] / "packs"
EARLIEST = dt.date(2022, 1, 1)
"""The first day the sample can be loaded for: its story needs some years behind it."""


def load(*, today: dt.date, packs: Path = PACKS) -> queries.Loaded:
    """Load the sample as of ``today`` (its history ends the evening before); again: nothing happens.

    One transaction. Refuses a ledger that is not empty, hosts other than loop-back, and a day before `EARLIEST`.
    """
    there = queries.loaded()
    if there is not None:
        return there
    _only_here()
    if today < EARLIEST:
        raise Refusal(
            f"示例不能按{today}装入", "示例的历史要有几年才讲得完整", f"请用{EARLIEST}以后的日期", code="sample.early"
        )
    history, told = build(today=today, packs=packs)
    digest = history.digest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('anjian sample', 0))")
        there = queries.loaded()  # another process may have loaded it while we built
        if there is not None:
            return there
        _only_empty()
        places.load(SYSTEM, packs / "places")
        count = ledger.import_history(SYSTEM, history.ordered(), origin="sample")
        people.import_told(
            SYSTEM,
            persons=history.persons,
            bodies=history.bodies.rows,
            functions=history.functions.rows,
            posts=history.posts.rows,
            tenures=history.tenures.rows,
        )
        registry.import_told(SYSTEM, history.enterprises.rows)
        access.import_accounts(SYSTEM, history.accounts, history.grants.rows, password=PASSWORD)
        law.put(told)
        Mark(day=today, digest=digest, facts=count).save(force_insert=True)
    return queries.Loaded(today, digest, count)


def build(*, today: dt.date, packs: Path = PACKS) -> tuple[History, law.Law]:
    """The whole history as values; the database is not touched. The same day gives the same history."""
    history = History(today)
    told = law.tell(history, packs)
    firms = founding.tell(history)
    annex.tell(history, told.pack)
    serving.tell(history, told.pack)
    story.tell(history, firms, Calendar.load(packs / "calendar"))
    return history, told


def _only_here() -> None:
    hosts = queries.other_hosts()
    if hosts:
        raise Refusal(
            f"这台服务器对外提供服务（{'、'.join(hosts)}），不能装入示例",
            "示例账号的口令人人都知道",
            "请去掉 ANJIAN_HOSTS 后在本机装入；正式使用请从空库开始",
            code="sample.not_local",
        )


def _only_empty() -> None:
    if facts.facts(SYSTEM, limit=1):
        raise Refusal(
            "台账里已有记录，不能装入示例",
            "虚构的历史会和真实的记录混在一起，再也分不开",
            "请换一个空的数据库；正式使用不需要示例",
            code="sample.not_empty",
        )
