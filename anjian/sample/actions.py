"""Load the sample into an empty house, once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import connection, transaction

from anjian.access import actions as access
from anjian.hazards import actions as found
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.calendar import Calendar
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.registry import actions as registry
from anjian.responsibility import actions as responsibility
from anjian.sample import (
    annex,
    answering,
    careers,
    doubles,
    enterprises,
    founding,
    hazards,
    incidents,
    law,
    papering,
    photos,
    queries,
    reading,
    registering,
    serving,
    story,
)
from anjian.sample.build import History
from anjian.sample.models import Mark
from anjian.sample.near import Near
from anjian.sample.region import PASSWORD
from anjian.supervision import actions as supervision

PACKS = Path(__file__).resolve().parents[2] / "packs"
EARLIEST = dt.date(2022, 1, 1)
"""The first day the sample can be loaded for: its story needs some years behind it."""


def load(*, today: dt.date, size: str, packs: Path = PACKS) -> queries.Loaded:
    """Load the sample of a size as of ``today`` (its history ends the evening before); again: nothing happens.

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
    _only_empty()
    history, told = build(today=today, size=size, packs=packs)
    digest = history.digest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('anjian sample', 0))")
        there = queries.loaded()  # another process may have loaded it while we built
        if there is not None:
            return there
        _only_empty()
        _divisions(size, packs)
        rows = photos.put(history.ordered(), now=history.end)
        count = ledger.import_history(SYSTEM, rows, origin="sample")
        photos.attach(rows)
        people.import_told(
            SYSTEM,
            persons=history.persons,
            bodies=history.bodies.rows,
            functions=history.functions.rows,
            posts=history.posts.rows,
            tenures=history.tenures.rows,
        )
        registry.import_told(SYSTEM, history.enterprises.rows, items=history.items.rows)
        access.import_accounts(SYSTEM, history.accounts, history.grants.rows, password=PASSWORD)
        law.put(told)
        places.import_cells(SYSTEM, history.cells.rows)
        responsibility.import_told(SYSTEM, answers=history.answers.rows, rules=history.own_rules.rows)
        entered = found.imported(SYSTEM)
        found.refold(SYSTEM, entered)
        supervision.refold(SYSTEM, entered)
        count += papering.issue(history)
        Mark(day=today, size=size, digest=digest, facts=count).save(force_insert=True)
    ledger.sequence()
    return queries.Loaded(today, size, digest, count)


def build(*, today: dt.date, size: str, packs: Path = PACKS) -> tuple[History, law.Law]:
    """The whole history as values; the database is not touched. The same day and size give the same history."""
    history = History(today, reading.region(size=size, today=today, packs=packs))
    told = law.tell(history, packs)
    firms = enterprises.plans(history.region)
    founding.tell(history)
    registering.register(history, firms)
    founding.open_accounts(history, firms)
    founding.draw_cells(history)
    careers.tell(history)
    registering.change(history, firms)
    if size == "whole":
        doubles.tell(history, firms)
    answering.tell(history, firms)
    for one, _ in told.adoptions:
        if one.document == law.DOCUMENT:
            annex.tell(history, told.packs[law.DOCUMENT], one.place)
    near = Near(history, firms)
    calendar = Calendar.load(packs / "calendar")
    story.tell(history, near, calendar)
    incidents.tell(history, firms, calendar)
    serving.tell(history, told, firms, near)
    hazards.tell(history, firms, near)
    return history, told


def _divisions(size: str, packs: Path) -> None:
    places.load(SYSTEM, packs / "places")
    if size == "whole":
        places.load(SYSTEM, reading.INVENTED)
        places.load(SYSTEM, packs / "places" / "villages")


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
