"""Recording, in the caller's transaction."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection

from anjian.ledger import actions, handlers, queries
from anjian.ledger.events import CHINA, Fact, Party
from anjian.lib.viewer import SYSTEM

VISIT = datetime(2018, 3, 12, 9, 30, tzinfo=CHINA)
LEADER = Party("led_by", "post", "post:141021-fxz-1", "副县长")
FIRM = Party("inspected", "enterprise", "ent:001", "示例煤业")


@pytest.fixture(autouse=True)
def _alone() -> object:
    with handlers.alone():
        yield


def visit(**more: object) -> Fact:
    told = {
        "happened_at": VISIT,
        "place": "141021",
        "parties": [LEADER, FIRM],
        "attributes": {"hazards": 2, "topics": ["煤矿", "危化"], "closed": True, "due": date(2018, 4, 1), "share": 0.5},
        "private": {"phone": "138"},
    }
    return actions.record(SYSTEM, "records.visit_filed", **{**told, **more})  # type: ignore[arg-type]


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_fact_is_read_back_as_it_was_recorded() -> None:
    made = visit()
    assert made.position is None
    assert made.day == date(2018, 3, 12)
    assert made.place == "141021000000"
    assert made.id.version == 7
    found = queries.fact(SYSTEM, made.id)
    assert found == made
    assert found.attributes == {
        "hazards": 2,
        "topics": ["煤矿", "危化"],
        "closed": True,
        "due": "2018-04-01",
        "share": 0.5,
    }
    assert found.private == {"phone": "138"}
    assert found.parties == (LEADER, FIRM)
    assert found.subjects == ("ent:001", "post:141021-fxz-1")
    assert actions.sequence() == 1
    assert queries.fact(SYSTEM, made.id).position == 1 == queries.head()
