"""An office's own copy of a text: kept as given, immutable, superseded by the next one, shown by clause."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction
from typer.testing import CliRunner

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.policy import actions, queries
from anjian.policy.cli import app
from anjian.policy.models import AttachedText
from anjian.policy.tests.places import ADMIN, CLERK, DOCUMENT, LINFEN, OFFICE, ROOT, viewer

pytestmark = pytest.mark.django_db

WORDS = """document:
  id: toy
  title: 示例意见
  short: 示例
  place: "141000"
  issued: 2018-01-22
  in_force: 2018-01-22
articles: [one.yaml]
"""
ARTICLE = """article: {number: (一), heading: 示例}
clauses:
  - {id: toy/1.1, cite: 一(一) 第1段第1句, gist: 每月看一次, status: attested, reason: 示例}
  - {id: toy/1.2, cite: 一(一) 第1段第2句, gist: 年底报告, status: attested, reason: 示例}
  - {id: toy/1.3, cite: 一(一) 第2段第1句, gist: 没有这一段, status: attested, reason: 示例}
"""
TEXT = "一、任务\n(一)检查。镇长每月看一次。年底报告。\n"


@pytest.fixture
def toy(tmp_path):
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "document.yaml").write_text(WORDS, encoding="utf-8")
    (folder / "one.yaml").write_text(ARTICLE, encoding="utf-8")
    actions.load_pack(ADMIN, folder)


def attach(text=TEXT, who=OFFICE, document="toy"):
    return actions.attach_text(who, document=document, raw=text.encode(), file="示例.txt")


def told():
    return facts.facts(SYSTEM, names=["policy.text_attached"], limit=100)


def test_a_text_is_kept_as_given_with_a_place_for_each_clause_and_the_missing_ones_named(toy):
    card = attach()
    assert (card.text, card.file, card.by) == (TEXT, "示例.txt", "示例甲")
    assert card.missing == {"toy/1.3": "一(一) 第2段第1句：只有1段"}
    assert queries.text_of(OFFICE, "toy/1.1") == "镇长每月看一次。"
    assert queries.text_of(OFFICE, "toy/1.2") == "年底报告。"
    assert queries.text_of(OFFICE, "toy/1.3") is None
    assert queries.text_of(STRANGER, "toy/1.1") is None
    (fact,) = told()
    assert (str(fact.id), fact.attributes["found"], fact.attributes["missing"]) == (card.fact, 2, 1)
    assert fact.attributes["digest"] == card.digest


def test_a_new_text_supersedes_and_the_same_one_again_changes_nothing(toy):
    first = attach()
    assert attach() == first
    assert len(told()) == 1
    ledger.sequence()
    before = facts.head()
    second = attach(TEXT + "村里也看。\n")
    assert second.missing == {}
    assert queries.text_of(OFFICE, "toy/1.3") == "村里也看。"
    ledger.sequence()
    assert queries.attached(OFFICE, "toy", known=before) == first
    assert queries.attached(OFFICE, "toy", known=facts.head()) == second
    assert AttachedText.objects.for_change().filter(document="toy").count() == 2


def test_a_kept_text_is_never_changed_in_place(toy):
    attach()
    rows = AttachedText.objects.for_change().filter(document="toy")
    for change in ({"text": "别的"}, {"digest": "0"}, {"attached_by": "别人"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    assert rows.get().text == TEXT


def test_a_voided_text_is_gone(toy):
    card = attach()
    ledger.void(ADMIN, told()[0].id, reason="附错了")
    assert queries.attached(OFFICE, "toy") is None
    assert attach().fact != card.fact


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"text": "另一份文件。\n"}, "3款里只找到0款，多半不是“示例”"),
        ({"text": "一、任务\n(一)检查。镇长每月看一次。\n"}, "3款里只找到1款"),
        ({"text": " "}, "文件是空的"),
        ({"document": "none"}, "没有装入文件“none”"),
        ({"who": CLERK}, "您不能附上文件原文"),
        ({"who": viewer("office", place="140100000000")}, "您不能附上文件原文"),
    ],
)
def test_what_cannot_be_attached_is_refused_and_the_old_text_stays(toy, change, says):
    card = attach()
    with pytest.raises(Refusal, match=says):
        attach(**change)
    assert queries.attached(OFFICE, "toy") == card
    assert len(told()) == 1


def test_the_command_attaches_and_shows(toy, tmp_path):
    file = tmp_path / "原文.txt"
    file.write_bytes(TEXT.encode("gb18030"))

    def run(*words, code=0):
        result = CliRunner().invoke(app, ["text", *words])
        assert result.exit_code == code, result.output
        return result

    said = run("attach", "toy", str(file), "--by", "示例乙").output
    assert "示例乙" in said
    assert "找到2款，1款没有找到：\n一(一) 第2段第1句：只有1段" in said
    assert run("show", "toy", "1.2").output == "年底报告。\n"
    assert json.loads(run("show", "toy", "--json").output)["missing"].keys() == {"toy/1.3"}
    assert "只有1段" in str(run("show", "toy", "1.3", code=1).exception)
    assert "没有条款“toy/9.9”" in str(run("show", "toy", "9.9", code=1).exception)


def test_the_real_document_is_attached_whole():
    files = sorted((ROOT.parent / "shared" / "seeds").glob("001_*.txt"))
    if not files:
        pytest.skip("the documents are not here")
    actions.load_pack(ADMIN, ROOT / "packs" / DOCUMENT)
    card = actions.attach_text(OFFICE, document=DOCUMENT, raw=files[0].read_bytes(), file=files[0].name)
    assert (len(card.spans), card.missing) == (517, {})
    assert queries.text_of(viewer(place=LINFEN), f"{DOCUMENT}/3.8").endswith("不少于1次。")
