"""The list of what ladders ask: whoever decides sees the proposal and answers it there; nobody else does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from anjian.desk.web.ladders import ladders
from anjian.duties import actions, queries
from anjian.duties.tests import test_ladders as climbing
from anjian.duties.tests import town
from anjian.duties.tests.town import CITY, QU, record, viewer
from anjian.lib.viewer import SYSTEM
from tests.browser.html import violations

DAY = dt.timedelta(days=1)


@pytest.fixture
def proposed(db) -> queries.Proposal:
    """A listing that the city's government has to decide on, since 曲沃县 neither met nor mended."""
    first = climbing.history(QU)
    climbing.letter(first + DAY, QU)
    record(
        "oversight.talked",
        first + 17 * DAY,
        ("by", "body", climbing.AWH),
        ("of", "body", climbing.COUNTY[QU]),
        place=CITY,
    )
    actions.climb(as_of=first + 60 * DAY)
    return queries.rungs(SYSTEM)[-1]


def asked(body: str, **data: str):
    request = RequestFactory().post("/ladders/", data) if data else RequestFactory().get("/ladders/")
    request.viewer = viewer(("post:9", "x", CITY, body), roles=["recorder"])
    request._messages = CookieStorage(request)
    request._dont_enforce_csrf_checks = True
    return ladders(request)


def test_the_decider_sees_the_proposal_and_says_no_with_a_ground(proposed):
    page = asked(climbing.ZF).content.decode()
    assert violations(page) == []
    assert "待决定" in page
    assert 'value="decline"' in page
    other = asked("body:141002-awh").content.decode()
    assert "没有等您的事" in other
    refused = asked(climbing.AWH, rung=str(proposed.id), do="decline", ground="x")
    assert refused.status_code == 400
    assert queries.rungs(SYSTEM)[-1].state == "proposed"
    empty = asked(climbing.ZF, rung=str(proposed.id), do="decline", ground=" ")
    assert empty.status_code == 400
    assert queries.rungs(SYSTEM)[-1].state == "proposed"
    assert asked(climbing.ZF, rung=str(proposed.id), do="decline", ground="正在整改").status_code == 302
    assert queries.rungs(SYSTEM)[-1].state == "declined"
    assert "没有等您的事" in asked(climbing.ZF).content.decode()


def test_what_is_not_understood_changes_nothing(proposed):
    for data in ({"rung": "x", "do": "take", "ground": "x"}, {"rung": str(proposed.id), "do": "burn", "ground": "x"}):
        assert asked(climbing.ZF, **data).status_code == 400
    assert queries.rungs(SYSTEM)[-1].state == "proposed"
    assert town.today() >= proposed.reached
