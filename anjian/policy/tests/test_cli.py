"""The command line of documents, and the reference that it writes."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

from anjian.policy import actions, comparing, counting, queries, reference
from anjian.policy.cli import app
from anjian.policy.tests.places import ADMIN, DOCUMENT, ROOT


def run(*words, code=0):
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result.output


def test_a_sound_pack_is_said_to_be_sound():
    assert run("check", DOCUMENT).endswith("没有毛病\n")
    assert json.loads(run("check", DOCUMENT, "--json")) == []


def test_a_faulty_pack_is_named_by_file_and_line_with_exit_code_one(tmp_path):
    folder = shutil.copytree(ROOT / "packs" / DOCUMENT, tmp_path / DOCUMENT)
    path = folder / "article-23.yaml"
    text = path.read_text(encoding="utf-8").replace("within: {2018-01-22: 1 year}", "within: {2018-01-22: 1 age}", 1)
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("1 age")].count("\n") + 1
    fault = json.loads(run("check", str(folder), "--json", code=1))[0]
    assert (fault["file"], fault["line"]) == (f"{DOCUMENT}/article-23.yaml", line)
    assert "期限“1 age”读不懂" in fault["what"]
    assert f"{DOCUMENT}/article-23.yaml:{line} " in run("check", str(folder), code=1)


def test_a_clause_and_a_rule_are_shown_with_what_belongs_to_them():
    clause = json.loads(run("show", f"{DOCUMENT}/3.8", "--json"))
    assert clause["rules"] == [f"{DOCUMENT}/leader-inspects-monthly"]
    rule = json.loads(run("show", f"{DOCUMENT}/heads-inspect-regularly"))
    assert rule["holes"] == {"per": "定期"}
    assert rule["source"] == "临发1号三条"


def test_coverage_counts_every_clause_once():
    counted = json.loads(run("coverage", DOCUMENT, "--json"))[0]
    assert sum(counted["classes"].values()) == counted["clauses"]


@pytest.mark.django_db
def test_the_differences_are_told_before_loading(tmp_path):
    folder = shutil.copytree(ROOT / "packs" / DOCUMENT, tmp_path / DOCUMENT)
    pack = queries.read(folder)
    assert {change.what for change in comparing.compare(pack)} == {"new"}
    actions.load_pack(ADMIN, pack)
    assert comparing.compare(pack) == []
    path = folder / "article-23.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("within: {2018-01-22: 1 year}", "within: {2018-01-22: 2 years}", 1), encoding="utf-8")
    (found,) = comparing.compare(queries.read(folder))
    assert (found.id, found.what, found.field) == (f"{DOCUMENT}/evaluate-within-a-year", "changed", "within")
    assert str(found).endswith('within：{"2018-01-22": "1年"} → {"2018-01-22": "2年"}')


def test_the_written_coverage_is_what_the_pack_gives():
    written = (ROOT / "docs" / "reference" / f"coverage-{DOCUMENT}.md").read_text(encoding="utf-8")
    wanted = counting.page(queries.read(ROOT / "packs" / DOCUMENT))
    assert written == wanted, f"run: anjian law coverage {DOCUMENT} --to docs/reference/coverage-{DOCUMENT}.md"


def test_every_field_of_the_format_is_described():
    assert reference.undescribed() == []


def test_the_written_reference_is_what_the_code_reads():
    written = (ROOT / "docs" / "reference" / "pack.md").read_text(encoding="utf-8")
    assert written == reference.render(), "run: anjian law schema --to docs/reference/pack.md"
