"""Faults planted in packs: each is refused with its file and line, in Chinese, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from anjian.policy.pack import PackRefused, digest_of, parse_rule, read_pack, read_vocabulary
from anjian.policy.pack.lines import WrongYaml, parse
from anjian.policy.tests.places import ROOT

WORDS = read_vocabulary(ROOT / "packs" / "vocabulary")

DOCUMENT = """\
document:
  id: toy
  title: 示例文件
  place: "141000"
  issued: 2018-01-22
  in_force: 2018-01-22
articles: [one.yaml]
"""

ARTICLE = """\
article: {number: (一), heading: 示例}
clauses:
  - id: toy/1.1
    cite: 第1句
    gist: 领导每月带队检查
    status: automated
  - id: toy/1.2
    cite: 第2句
    gist: 结案后评估
    status: automated
  - id: toy/1.3
    cite: 第3句
    gist: 评估后公开
    status: covered_by
    by: [toy/1.2]
    reason: 同一件事
  - id: toy/1.4
    cite: 第4句
    gist: 派组巡查
    status: automated
rules:
  - id: toy/monthly
    clauses: [toy/1.1]
    kind: recurring
    title: 每月带队检查
    who: {posts: [党政领导干部], levels: [city, county]}
    counted: each_post
    basis: {counted: assumed}
    owes: {fact: inspections.visit_filed, where: {led_by: $bearer}}
    at_least: {2018-01-22: 1}
    per: month
    in_force: {from: 2018-01-22}
    examples:
      - name: 当月没有检查
        as_of: 2018-03-31
        given: [{post: 甲, class: 党政领导干部, level: county, holder: 张}]
        facts: [{fact: inspections.visit_filed, day: 2018-03-01, led_by: 乙}]
        expect: [{outcome: due, period: 2018-03}]
  - id: toy/evaluate
    clauses: [toy/1.2]
    kind: response
    title: 结案后评估
    when: {fact: accidents.closed}
    who: {role_of: investigated_by}
    owes: {fact: accidents.rectification_evaluated, where: {accident: $this.accident}}
    within: {2018-01-22: 1 year}
    in_force: {from: 2018-01-22}
    examples:
      - {name: 没有事故, as_of: 2019-01-01, expect: [], rows: 0}
  - id: toy/tours
    clauses: [toy/1.4]
    kind: one_off
    title: 派组巡查
    who: {bodies: [安委会], levels: [city]}
    owes: {fact: oversight.tour_opened, where: {by: $bearer}}
    by: 2018
    in_force: {from: 2018-01-22}
    examples:
      - {name: 没有安委会, as_of: 2019-01-01, expect: [{outcome: no_subject}]}
"""


def refused(tmp_path: Path, *, article: str = ARTICLE, document: str = DOCUMENT) -> list[str]:
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "document.yaml").write_text(document, encoding="utf-8")
    (folder / "one.yaml").write_text(article, encoding="utf-8")
    with pytest.raises(PackRefused) as caught:
        read_pack(folder, WORDS)
    return [str(fault) for fault in caught.value.faults]


def test_the_sound_pack_is_read(tmp_path):
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "document.yaml").write_text(DOCUMENT, encoding="utf-8")
    (folder / "one.yaml").write_text(ARTICLE, encoding="utf-8")
    pack = read_pack(folder, WORDS)
    assert [rule.id for rule in pack.rules] == ["toy/monthly", "toy/evaluate", "toy/tours"]
    assert pack.rule("toy/monthly").who.posts == ("leading_cadre",)


FAULTS = [
    tuple(row.values())
    for path in sorted(Path(__file__).parent.glob("faults*.yaml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def plant(old: str, new: str) -> str:
    """The sound article with one place of it changed."""
    assert ARTICLE.count(old) >= 1
    # `by` stands in the rule that comes last
    head, _, tail = ARTICLE.rpartition(old) if old.startswith(("by: 2018", "    by")) else ARTICLE.partition(old)
    return head + new + tail


@pytest.mark.parametrize(("old", "new", "word", "says"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_a_planted_fault_is_refused_with_its_line(tmp_path, old, new, word, says):
    article = plant(old, new)
    line = article[: article.index(word)].count("\n") + 1
    faults = refused(tmp_path, article=article)
    assert any(fault.startswith(f"toy/one.yaml:{line} ") and says in fault for fault in faults), faults


DOCUMENT_FAULTS = [
    ("id: toy", "id: joy", 2, "编号“joy”与文件夹“toy”不同"),
    ('place: "141000"', 'place: "149900"', 4, "不在国家标准的编码范围"),
    ("articles: [one.yaml]", "articles: [one.yaml, two.yaml]", 7, "没有文件“two.yaml”"),
    ("articles: [one.yaml]", "articles: [two.yaml]", 7, "文件“one.yaml”没有列入 articles"),
    ("issued: 2018-01-22", "issued: 2018年", 5, "要写日期"),
    ("articles:", "  expects: {clauses: 5}\narticles:", 7, "文件自己有5项（clauses），规则包里有4项"),
    ("articles:", "  expects: {by: {2018: 1}}\narticles:", 7, "2018年应有1项，规则包里有0项"),
    ("  title: 示例文件", "  titel: 示例文件", 3, "不认识的键“titel”"),
    ("  title: 示例文件", "  title: *x", 3, "YAML写法不对"),
    ("  title: 示例文件", "  title: &x 示例文件\n  issuer: *x", 3, "用了YAML的引用"),
    ("  title: 示例文件", "  ? [甲]\n  : 1", 3, "键必须是一个词"),
    ("  title: 示例文件", "  title: !!python/name:os 示例", 3, "用了YAML标签"),
    (
        "  in_force: 2018-01-22\n",
        "  in_force: 2018-01-22\n  windows: {campaign: {title: 行动, from: 2018-05-01, to: 2018-04-01}}\n",
        7,
        "阶段止于2018-04-01，早于起始日2018-05-01",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "says"), DOCUMENT_FAULTS)
def test_a_fault_of_the_document_itself_is_refused_with_its_line(tmp_path, old, new, line, says):
    faults = refused(tmp_path, document=DOCUMENT.replace(old, new, 1))
    assert any(fault.startswith(f"toy/document.yaml:{line} ") and says in fault for fault in faults), faults


def test_all_faults_are_told_at_once(tmp_path):
    article = ARTICLE.replace("posts: [党政领导干部]", "posts: [党政干部]").replace("1 year", "1 fortnight")
    article = article.replace("gist: 派组巡查", "gits: 派组巡查")
    faults = refused(tmp_path, article=article)
    lines = [int(fault.split(":")[1].split(" ")[0]) for fault in faults]
    assert lines == sorted(lines)
    assert sum(any(word in fault for fault in faults) for word in ("党政干部", "fortnight", "gits")) == 3


CITY = ARTICLE.replace("class: 党政领导干部, level: county", "class: 党政领导干部, level: city")


def test_a_level_that_the_documents_place_does_not_have_is_refused_with_its_line(tmp_path):
    line = CITY[: CITY.index("level: city,")].count("\n") + 1
    (fault,) = refused(tmp_path, article=CITY, document=DOCUMENT.replace("141000", "110000"))
    assert fault == (f"toy/one.yaml:{line} 地市级的甲：文件在省级，那里没有这一级。可用：全国、省级、县级、乡级、村级")


def test_a_folder_without_its_document_and_a_file_that_is_no_text_are_refused(tmp_path):
    (tmp_path / "toy").mkdir()
    with pytest.raises(PackRefused, match=r"toy/document.yaml:1 没有 document.yaml"):
        read_pack(tmp_path / "toy", WORDS)
    (tmp_path / "toy" / "document.yaml").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "toy" / "one.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(PackRefused, match=r"toy/one.yaml:1 文件读不出"):
        read_pack(tmp_path / "toy", WORDS)


def test_a_word_for_who_must_act_that_nobody_has_read_is_told_once_with_all_its_clauses(tmp_path):
    article = ARTICLE.replace("    gist: 派组巡查\n", "    gist: 派组巡查\n    actor: [某些同志, 各级政府]\n")
    for gist in ("结案后评估", "评估后公开"):
        article = article.replace(f"    gist: {gist}\n", f"    gist: {gist}\n    actor: [某些同志]\n")
    line = article[: article.index("actor: [某些同志]")].count("\n") + 1
    assert refused(tmp_path, article=article) == [
        f"toy/one.yaml:{line} “某些同志”没有读作哪一类责任主体（还见于1.3、1.4）。登记到 packs/vocabulary/actors.yaml"
    ]


def test_only_true_and_false_are_booleans_and_codes_stay_text():
    text = parse("on: yes\noff: no\nflag: true\nyear: 2018\nday: 2018-01-22\ncode: 0101\nhalf: 07-15\nnone: ~\n")
    values = list(text.data.items())
    assert values[:4] == [("on", "yes"), ("off", "no"), ("flag", True), ("year", 2018)]
    assert text.data["day"].isoformat() == "2018-01-22"
    assert (text.data["code"], text.data["half"], text.data["none"]) == ("0101", "07-15", None)
    assert text.line(("code",)) == 6


def test_a_value_is_never_shared_by_reference():
    with pytest.raises(WrongYaml, match="引用"):
        parse("a: &x [1]\nb: *x\n")


def test_a_stored_rule_and_a_read_rule_are_one_thing():
    packs = [read_pack(path.parent, WORDS, strict=False) for path in ROOT.glob("packs/*/document.yaml")]
    rules = [rule for pack in packs for rule in pack.rules]
    assert len(rules) >= 20
    for rule in rules:
        again = parse_rule(rule.content())
        assert digest_of(again) == digest_of(rule)
        assert again.model_copy(update={"examples": (), "note": ""}) == rule.model_copy(
            update={"examples": (), "note": ""}
        )


def test_a_kind_that_nobody_runs_may_stand_on_a_clause_that_says_it_waits(tmp_path):
    head, _, _ = ARTICLE.partition("    kind: one_off\n")
    who = "    who: {bodies: [安委会], levels: [city]}\n    force: should\n    in_force: {from: 2018-01-22}\n"
    article = head + "    kind: procedure\n    title: 派组巡查\n    life: oversight.tour\n" + who
    (fault,) = refused(tmp_path, article=article)
    assert "还没有这个模块的状态表，条款1.4却写着automated" in fault
    waits = "gist: 派组巡查\n    status: pending\n    waits_for: 名册\n    reason: 名册还没有"
    article = article.replace("gist: 派组巡查\n    status: automated", waits)
    (tmp_path / "toy" / "one.yaml").write_text(article, encoding="utf-8")
    assert read_pack(tmp_path / "toy", WORDS).rule("toy/tours").life == "oversight.tour"
