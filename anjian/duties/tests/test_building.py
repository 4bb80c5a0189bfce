"""The projection of a large region is made by an engine beside the database: the same rows, the same counts."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection

from anjian.duties import actions, projection
from anjian.duties.compile import STANDING
from anjian.duties.projection import building, tally
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.registry import actions as registry

COLUMNS = ", ".join(name for name, _ in STANDING)


def told(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_the_engine_makes_the_rows_that_the_database_makes(loaded_database, monkeypatch):
    today = dt.datetime.now(CHINA).date()
    rows = f"SELECT {COLUMNS}, digest FROM duties_standing ORDER BY {COLUMNS}"
    monkeypatch.setattr(settings, "LARGE_REGION", 10**9)
    made = projection.build(today)
    here, counted = told(rows), told("SELECT sum(n), count(*) FROM duties_tally")
    monkeypatch.setattr(settings, "LARGE_REGION", 1)
    began = []
    beside = building.engines.opened
    monkeypatch.setattr(building.engines, "opened", lambda where: began.append(where) or beside(where))
    assert projection.build(today) == made == len(here) > 3_000
    assert began == ["duckdb"]
    assert told(rows) == here
    assert told("SELECT sum(n), count(*) FROM duties_tally") == counted
    assert counted[0][0] == made
    assert counted[0][1] < made / 2
    assert tally.differences() == []


def test_under_real_documents_too_a_changed_enterprise_is_mended_alone(loaded_database, monkeypatch):
    today = dt.datetime.now(CHINA).date()
    actions.freshen(as_of=today)
    monkeypatch.setattr(projection, "build", None)
    listed = told("SELECT DISTINCT enterprise, place FROM registry_enterprise WHERE until IS NULL ORDER BY 1 LIMIT 3")
    (first, place), (second, _), (third, _) = listed
    since = today - dt.timedelta(days=90)
    registry.put(SYSTEM, enterprise=first, since=since, source="企业自报", values={"hazard_class": "危险化学品"})
    registry.change(SYSTEM, enterprise=second, since=since, staff=600, industry="2614")
    registry.close(SYSTEM, enterprise=third, last_day=today - dt.timedelta(days=3))
    registry.register(SYSTEM, enterprise="ent:new", name="示例新设企业", place=place, industry="0610", since=since)
    assert actions.freshen(as_of=today) == 1
    rows, wrong = projection.differences(today)
    assert wrong == []
    assert rows > 3_000
    assert told("SELECT count(*) > 0 FROM duties_standing WHERE bearer = 'ent:new'") == [(True,)]


def test_a_merger_mends_the_rows_of_the_two_firms_and_so_does_its_undoing(loaded_database, monkeypatch):
    today = dt.datetime.now(CHINA).date()
    actions.freshen(as_of=today)
    monkeypatch.setattr(projection, "build", None)
    (survivor,), (merged,) = told(
        "SELECT e.enterprise FROM registry_enterprise e JOIN rel_party p ON p.id = e.enterprise "
        "GROUP BY e.enterprise HAVING bool_or(e.until IS NULL) ORDER BY min(e.since), count(*) DESC LIMIT 2"
    )
    counted = "SELECT bearer, count(*) FROM duties_standing WHERE bearer IN ('{}', '{}') GROUP BY 1 ORDER BY 1"
    before = told(counted.format(survivor, merged))
    assert len(before) == 2
    fact = registry.merge(
        SYSTEM, survivor=survivor, merged=merged, since=today - dt.timedelta(days=40), reason="同一家"
    )
    assert actions.freshen(as_of=today) == 1
    assert projection.differences(today)[1] == []
    assert told(counted.format(survivor, merged)) != before
    registry.take_apart(SYSTEM, fact=fact.id, reason="是两家")
    assert actions.freshen(as_of=today) == 1
    assert projection.differences(today)[1] == []
    assert told(counted.format(survivor, merged)) == before
