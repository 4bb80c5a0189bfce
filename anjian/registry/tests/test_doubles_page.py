"""The page of pairs: what an office does there, and what it is told; programs do the same."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from typer.testing import CliRunner

from anjian.lib.divisions import of
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import actions, queries
from anjian.registry.cli import app
from anjian.registry.web.doubles import doubles
from anjian.ui import moment

pytestmark = pytest.mark.django_db
OFFICE = Viewer("acct:x", "某", "", (), (of("141002"),), frozenset(), frozenset(), frozenset({"office"}), "web")
OLD, NEW = "ent:old", "ent:new"


@pytest.fixture(autouse=True)
def two():
    firm = {"place": "141002100", "industry": "0610"}
    for enterprise, name, year in ((OLD, "宏达煤业有限公司", 2019), (NEW, "宏达煤业（有限责任）公司", 2020)):
        actions.register(SYSTEM, enterprise=enterprise, name=name, since=dt.date(year, 1, 1), **firm)


def page(viewer=OFFICE, **form):
    request = RequestFactory().post("/enterprises/doubles/", form) if form else RequestFactory().get("/x/")
    request.viewer, request.session = viewer, {}
    request._messages = FallbackStorage(request)
    response = doubles(request)
    return response.status_code, response.content.decode(), [str(one) for one in request._messages]


def today() -> dt.date:
    return moment.of(RequestFactory().get("/x/")).today


def test_an_office_merges_a_pair_and_undoes_it():
    status, text, _ = page()
    assert (status, "1 对" in text, "名称相同（不计“有限公司”、括号和全半角）" in text, "合计 60 分" in text) == (
        200,
        True,
        True,
        True,
    )
    status, _, told = page(do="merge", one=OLD, other=NEW, take=["name"], reason="执照一致")
    assert (status, told) == (302, ["已并档，随时可以在本页下方撤销"])
    card = queries.enterprise(OFFICE, NEW, as_of=today())
    assert (card.id, card.name) == (OLD, "宏达煤业（有限责任）公司")
    (merged,) = queries.mergers(OFFICE, as_of=today())
    status, text, _ = page()
    assert ("0 对" in text, str(merged.fact) in text) == (True, True)
    assert page(do="undo", fact=str(merged.fact), reason="看错")[2] == ["已撤销并档，两份档案恢复原样"]
    assert queries.enterprise(OFFICE, NEW, as_of=today()).id == NEW


@pytest.mark.parametrize(("do", "again"), [("apart", False), ("later", True)])
def test_a_pair_is_set_apart_for_good_or_put_off_for_thirty_days(do, again):
    assert page(do=do, one=OLD, other=NEW, reason="")[0] == 302
    assert queries.doubles(OFFICE, as_of=today()) == []
    assert bool(queries.doubles(OFFICE, as_of=today() + dt.timedelta(days=31))) is again


def test_who_may_not_change_them_sees_no_form_and_is_refused_in_words():
    looks = Viewer("acct:y", "某", "", (), (of("141002"),), frozenset(), frozenset(), frozenset(), "web")
    assert 'value="merge"' not in page(looks)[1]
    status, text, _ = page(looks, do="merge", one=OLD, other=NEW)
    assert (status, "您不能登记或变更这家企业" in text) == (400, True)
    assert queries.mergers(SYSTEM, as_of=today()) == []


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_line_does_the_same():
    (pair,) = json.loads(run("doubles", "--json"))
    assert (pair["one"], pair["other"], pair["score"]) == (OLD, NEW, 60)
    fact = json.loads(run("merge", OLD, NEW, "--reason", "执照一致", "--json"))["fact"]
    assert run("mergers") == f"{NEW} → {OLD}，自{today()}起（{fact}）\n"
    assert run("undo-merge", fact, "--reason", "看错") == "已撤销并档，两份档案恢复原样\n"
    assert run("set-apart", OLD, NEW) == "已记下不是同一家\n"
    assert run("doubles") == "没有疑似重复的企业\n"
    assert run("split", OLD, "宏达煤业二矿", "--id", "ent:part") == (
        f"已登记：宏达煤业二矿（ent:part），自{today()}起从{OLD}分立\n"
    )
