"""Bodies, posts and holders set up by hand on the command line: one fact each, read by rules, refused in Chinese."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anjian.ledger import queries as ledger
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import queries, words
from anjian.people.cli import app
from anjian.places import actions as places

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture(autouse=True)
def divisions(tmp_path: Path) -> None:
    places.load(SYSTEM, Path(__file__).resolve().parents[3] / "packs" / "places")


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> Refusal:
    with pytest.raises(Refusal) as no:
        CliRunner().invoke(app, list(words), catch_exceptions=False)
    return no.value


def facts() -> int:
    return len(ledger.facts(SYSTEM))


def test_a_body_a_post_and_its_holder_are_set_up_by_hand_one_fact_each():
    before = facts()
    office = json.loads(
        run(
            "found", "示例区安监局", "--place", "141002", "--class", "department", "--function", "安全生产综合监管",
            "--since", "2018-01-01", "--json",
        )
    )  # fmt: skip
    assert office["body"] == "body:141002-slqajj"
    seat = json.loads(
        run("post", "局长", "--body", office["body"], "--class", "党政领导干部", "--since", "2018-01-01", "--json")
    )
    person = json.loads(run("enter", "示例甲", "--since", "2018-01-01", "--json"))["person"]
    assert seat["post"] == "post:141002-jz"
    assert re.fullmatch(r"person:[0-9a-f]{16}", person)
    assert run("appoint", seat["post"], person, "--since", "2018-03-15") == ("已任职：示例甲 任 局长，自2018-03-15起\n")
    assert facts() == before + 4
    body = queries.body(SYSTEM, office["body"], as_of=D(2018, 1, 1))
    assert (body.name, body.place, body.functions) == ("示例区安监局", "141002000000", {"work_safety"})
    assert queries.post(SYSTEM, seat["post"], as_of=D(2018, 3, 14)).vacant
    assert queries.post(SYSTEM, seat["post"], as_of=D(2018, 3, 15)).holder == "示例甲"
    assert run("vacate", seat["post"], "--last-day", "2018-06-30") == "已离任：局长，2018-06-30是最后一天\n"
    assert queries.post(SYSTEM, seat["post"], as_of=D(2018, 7, 1)).vacant


def test_names_of_one_sound_get_ids_of_their_own_and_are_found_again():
    for name in ("示例甲", "示例甲"):
        run("enter", name)
    assert len({row["id"] for row in json.loads(run("find", "示例甲", "--json"))}) == 2
    for name in ("示例区政府", "示例区正府", "示例区证府"):
        said = run("found", name, "--place", "141002", "--class", "政府", "--since", "2018-01-01")
    assert said == "已设立：示例区证府（尧都区，body:141002-slqzf-3），自2018-01-01起\n"
    found = json.loads(run("find", "141002", "--json"))
    assert [row["id"] for row in found] == [f"body:141002-slqzf{end}" for end in ("", "-2", "-3")]
    assert run("find", "没有这样的") == "没有找到“没有这样的”\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["found", "甲", "--place", "149999", "--class", "政府"], "places.unknown", "没有登记代码为“149999”的地方"),
        (["found", "甲", "--place", "141002", "--class", "正府"], "people.unknown_word", "没有机构类别“正府”"),
        (
            ["found", "甲", "--place", "141002", "--class", "政府", "--function", "气功"],
            "people.unknown_word",
            "没有职能“气功”",
        ),
        (["found", "甲", "--place", "141002", "--class", "政府", "--since", "去年"], "day", "“去年”不是日期"),
        (["found", " ", "--place", "141002", "--class", "政府"], "people.no_name", "名称是空的"),
        (["post", "局长", "--body", "body:none", "--class", "党政领导干部"], "people.unknown_body", "没有机构"),
        (["appoint", "post:none", "person:none"], "people.unknown_post", "没有登记职务“post:none”"),
        (["vacate", "post:none"], "people.unknown_post", "没有登记职务“post:none”"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(words, code, says):
    before = facts()
    no = refused(*words)
    assert (no.code, says in no.what, bool(no.next)) == (code, True, True)
    assert facts() == before


def test_without_a_vocabulary_words_are_taken_as_codes(monkeypatch):
    assert words.codes("body", ["政府", "government"]) == ["government", "government"]
    monkeypatch.setattr(words, "READER", [])
    assert words.codes("body", ["政府"]) == ["政府"]
