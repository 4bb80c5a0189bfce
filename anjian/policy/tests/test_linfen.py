"""Linfen 临发〔2018〕1号 as data: whole, in its order, in our own words, and each field of each rule proved."""

from __future__ import annotations

import pytest

from anjian.policy import counting, proving, queries
from anjian.policy.examples import RUNNER
from anjian.policy.tests.places import ROOT
from tests.architecture import fences

SEEDS = ROOT.parent / "shared" / "seeds"
PACK = queries.read(ROOT / "packs" / "linfen-2018")
MINE = ("3.", "4.", "7.", "9.", "15.", "20.", "23.")
COUNTS = {"3.": 39, "4.": 18, "7.": 12, "9.": 10, "15.": 15, "20.": 15, "23.": 23}


@pytest.mark.parametrize("article", MINE)
def test_an_article_has_all_its_clauses_in_order_each_with_a_status_and_a_reason(article):
    numbers = [clause.number for clause in PACK.clauses if clause.number.startswith(article)]
    assert numbers == [f"{article}{n}" for n in range(1, COUNTS[article] + 1)]
    for clause in PACK.clauses:
        if clause.number.startswith(article) and clause.status != "automated":
            assert len(clause.reason) >= 5, clause.id


@pytest.mark.parametrize(
    "rule", [rule for rule in PACK.rules if rule.clauses[0].split("/")[1].startswith(MINE)], ids=str
)
def test_no_field_of_a_rule_can_be_bent_unnoticed(rule):
    assert rule.examples
    found = [mutant.what for mutant in proving.mutants(rule, level="city")]
    assert found or rule.id.endswith("team")
    assert [str(fault) for fault in proving.unproved(PACK, runner=RUNNER["reference"], only=rule.id)] == []


def test_a_bent_rule_is_found_by_a_failing_example():
    monthly = PACK.rule("linfen-2018/leader-inspects-monthly")
    bare = monthly.model_copy(update={"examples": monthly.examples[1:2]})
    pack = PACK.__class__(
        PACK.document,
        tuple(
            section.__class__(
                section.article,
                section.file,
                section.clauses,
                tuple(bare if rule.id == bare.id else rule for rule in section.rules),
            )
            for section in PACK.sections
        ),
        PACK.vocabulary,
        PACK.digest,
        PACK.texts,
        PACK.at,
    )
    said = [fault.what for fault in proving.unproved(pack, runner=RUNNER["reference"], only=bare.id)]
    assert any("去掉条件“led_by”" in what for what in said)
    assert any("去掉“city”" in what for what in said)


def test_a_failing_example_is_named_with_its_line():
    rule = PACK.rule("linfen-2018/leader-inspects-monthly")
    wrong = proving.failures(PACK, runners={"nothing": lambda rule, example, pack: []}, only=rule.id)
    assert len(wrong) >= len(rule.examples) - 1
    file, line = PACK.line(rule.id, "examples", 0)
    assert str(wrong[0]).startswith(f"{file}:{line} 例子“当月带队一次即完成”不成立（nothing）：没有与2018-03对应的结论")


def test_the_counts_are_of_clauses_and_add_up():
    counted = counting.count(PACK)
    assert sum(counted.classes.values()) == counted.clauses == len(list(PACK.clauses))
    assert sum(counted.pending.values()) == counted.classes["pending"]
    by = {clause.number: counting.class_of(PACK, clause) for clause in PACK.clauses}
    assert {n: by[n] for n in ("3.8", "3.7", "23.16", "23.17", "20.4", "15.8", "3.18", "3.30", "3.36")} == {
        "3.8": "dated",
        "3.7": "undated",
        "23.16": "dated",
        "23.17": "undated",
        "20.4": "waits",
        "15.8": "waits",
        "3.18": "attested",
        "3.30": "covered",
        "3.36": "pending",
    }


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the official texts are not beside the project")
def test_no_line_repeats_fourteen_characters_of_the_text():
    official = [next(SEEDS.glob("001_*.txt")).read_text(encoding="utf-8")]
    files = [(path.name, path.read_text(encoding="utf-8")) for path in (ROOT / "packs" / "linfen-2018").glob("*.yaml")]
    assert fences.copied_runs(files, official, titles=[PACK.document.title, PACK.document.issuer]) == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the official texts are not beside the project")
def test_the_check_for_copied_text_finds_a_planted_sentence():
    text = next(SEEDS.glob("001_*.txt")).read_text(encoding="utf-8")
    start = text.index("党委常委会每半年")
    assert fences.copied_runs([("x.yaml", f"gist: {text[start : start + 20]}")], [text])
