"""The vocabulary: names resolve through time, what rules may ask is what the modules publish, faults are named."""

from __future__ import annotations

import re
from datetime import date

import pytest

from anjian.ledger.events import KINDS
from anjian.policy.pack import PackRefused, read_vocabulary
from anjian.policy.queries import vocabulary
from anjian.policy.tests.places import ROOT
from anjian.registry.relations import RELATIONS

WORDS = vocabulary()


def test_a_department_is_found_by_the_name_of_its_day_and_its_function_stays():
    assert (
        WORDS.function("安监局") == WORDS.function("应急管理局") == WORDS.function("安全生产综合监管") == "work_safety"
    )
    assert WORDS.department_name("work_safety", date(2018, 12, 31)) == "安监局"
    assert WORDS.department_name("work_safety", date(2019, 1, 1)) == "应急管理局"


@pytest.mark.parametrize(
    ("written", "function", "level"),
    [
        ("市安监局(市安委办)", "work_safety", "city"),
        ("县公安局", "public_security", "county"),
        ("市委组织部", "organisation", "city"),
        ("临汾煤监分局", "coal_inspection", "city"),
        ("发改委", "development", "city"),
        ("团市委", "youth_league", "city"),
    ],
)
def test_a_department_as_a_text_writes_it_is_a_function_and_a_level(written, function, level):
    found = WORDS.department(written)
    assert (found.function, found.level) == (function, level)


def test_what_is_no_department_is_none():
    assert WORDS.department("市气功局") is None
    assert WORDS.department("安监局") is None  # no sign of a level


@pytest.mark.parametrize(
    ("phrase", "kind", "codes", "level"),
    [
        ("各级政府", "bodies", ("government",), "each"),
        ("市政府", "bodies", ("government",), "city"),
        ("市委", "bodies", ("party_committee",), "city"),
        ("县党政领导干部", "posts", ("leading_cadre",), "county"),
        ("市级负有监管职责的部门", "departments", ("supervision_duty",), "city"),
        ("市安监局(市安委办)", "departments", ("work_safety",), "city"),
        ("有关部门", "vague", (), ""),
        ("煤矿", "enterprises", (), ""),
        ("企业主要负责人", "staff", (), ""),
    ],
)
def test_a_phrase_for_who_must_act_is_read_once_for_all_documents(phrase, kind, codes, level):
    found = WORDS.actor(phrase)
    assert (found.kind, found.codes, found.level) == (kind, codes, level)


def test_an_unknown_phrase_for_who_must_act_is_not_guessed():
    assert WORDS.actor("某些同志") is None


def test_a_fact_that_is_another_counts_for_it_and_a_topic_holds_its_narrower_ones():
    for name, fact in WORDS.facts.items():
        if fact.is_a:
            assert name in WORDS.covering(fact.is_a)
    assert WORDS.covering("inspections.visit_filed")[0] == "inspections.visit_filed"
    assert {"work_safety", "safety_report_heard"} <= set(WORDS.narrower_topics("work_safety"))
    assert WORDS.narrower_topics("safety_report_heard") == ("safety_report_heard",)


def test_every_fact_can_become_a_form():
    for name, fact in WORDS.facts.items():
        assert any(role.required == "now" for role in fact.parties.values()), name
        for role in fact.parties.values():
            assert set(role.kind) <= KINDS, name
        for code, attribute in fact.attributes.items():
            if attribute.type == "enum" and not attribute.open:
                assert len(WORDS.choices(attribute)) >= 2, (name, code)


def test_what_rules_may_ask_of_an_enterprise_is_what_the_registry_publishes():
    columns = RELATIONS["rel_enterprise"].columns
    types = {"text": {"text"}, "number": {"int", "numeric"}, "enum": {"text"}, "bool": {"boolean"}}
    for name, attribute in WORDS.subjects["enterprise"].attributes.items():
        assert columns[name].type in types[attribute.type], name


def test_a_word_that_is_nearly_right_is_proposed():
    assert WORDS.near("党政干部") == "党政领导干部"
    assert WORDS.near("xyz") == ""


VERB = "    verb: 做\n"
READ = "    attributes: {{x: {{type: text, label: {{zh: 甲, en: A}}, seen_by: [ghost]{}}}}}\n"
SOUND = {
    "facts.yaml": """\
facts:
  a.done:
    title: {zh: 做了, en: Done}
    verb: 做
    parties:
      by: {kind: [body], label: {zh: 谁, en: Who}, required: now}
""",
    "functions.yaml": """\
functions:
  work:
    title: {zh: 干活, en: Work}
    names:
      - {name: 干活局, until: 2018-12-31}
      - {name: 做事局, since: 2019-01-01}
""",
    "classes.yaml": "bodies:\n  department: {title: {zh: 部门, en: Department}, levels: [city]}\n",
}


FAULTS = [
    ("facts.yaml", "a.done:", "a done:", 2, "事实名“a done”的写法不对"),
    ("facts.yaml", "verb: 做\n", "verb: 做一件名字非常非常非常非常非常非常长的事情\n", 4, "太长，最多20字"),
    ("facts.yaml", VERB, VERB + "    attributes: {by: {type: text, label: {zh: 甲, en: A}}}\n", 7, "既是属性"),
    ("facts.yaml", VERB, VERB + "    attributes: {x: {type: enum, label: {zh: 甲, en: A}}}\n", 5, "却没有可选的词"),
    ("facts.yaml", VERB, VERB + "    is_a: b.done\n", 5, "归属的“b.done”没有登记"),
    ("facts.yaml", VERB, VERB + "    is_a: a.done\n", 5, "归属绕成了圈"),
    ("facts.yaml", "kind: [body]", "kind: [ghost]", 6, "“ghost”不在可选范围"),
    ("facts.yaml", "required: now", "required: now, classes: [ghost]", 6, "限于“ghost”，这个类别没有登记"),
    ("facts.yaml", VERB, VERB + READ.format(", personal: true"), 5, "可由“ghost”查看，没有这类职务"),
    ("facts.yaml", VERB, VERB + READ.format(""), 5, "不是个人信息，人人可见，却写了谁可以看"),
    ("functions.yaml", "since: 2019-01-01", "since: 2018-06-01", 6, "与前一个名称的日期重叠"),
    ("functions.yaml", "until: 2018-12-31", "since: 2019-02-01, until: 2018-12-31", 5, "早于起始日"),
    ("functions.yaml", "  work:\n", "  other: {title: {zh: 做事局, en: Other}}\n  work:\n", 3, "“做事局”同时指"),
    ("classes.yaml", "levels: [city]", "levels: [shire]", 2, "没有“shire”这一级"),
    ("classes.yaml", "bodies:", "bodys:", 1, "不认识的键“bodys”"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "says"), FAULTS)
def test_a_fault_of_the_vocabulary_is_refused_with_its_line(tmp_path, file, old, new, line, says):
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text.replace(old, new, 1) if name == file else text, encoding="utf-8")
    with pytest.raises(PackRefused) as caught:
        read_vocabulary(tmp_path)
    faults = [str(fault) for fault in caught.value.faults]
    assert any(f"{file}:{line} " in fault and says in fault for fault in faults), faults


ACTOR_FAULTS = [
    ("{kind: bodies, codes: [ghost]}", "“甲”读作bodies的“ghost”，没有登记"),
    ("{kind: vague, codes: [x]}", "“甲”是vague，codes 不对"),
    ("{kind: bodies}", "“甲”是bodies，codes 不对"),
    ("{kind: crowd}", "“crowd”不在可选范围"),
]


@pytest.mark.parametrize(("entry", "says"), ACTOR_FAULTS)
def test_a_fault_in_the_words_for_who_must_act_is_refused(tmp_path, entry, says):
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "actors.yaml").write_text(f"actors:\n  甲: {entry}\n", encoding="utf-8")
    with pytest.raises(PackRefused, match=re.escape(says)) as caught:
        read_vocabulary(tmp_path)
    assert {fault.line for fault in caught.value.faults} == {2}


def test_the_sound_vocabulary_is_read_and_one_word_in_two_files_is_not(tmp_path):
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_vocabulary(tmp_path).function("做事局") == "work"
    (tmp_path / "more.yaml").write_text(SOUND["functions.yaml"], encoding="utf-8")
    with pytest.raises(PackRefused, match="“work”登记了两次"):
        read_vocabulary(tmp_path)


def test_the_project_vocabulary_is_read_without_a_fault():
    assert read_vocabulary(ROOT / "packs" / "vocabulary").digest == WORDS.digest
