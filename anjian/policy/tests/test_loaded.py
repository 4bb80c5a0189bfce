"""Loading, adopting, setting: one fact and its rows; nothing half-written; two times."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.ends import Term
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.policy import actions, queries, resolving
from anjian.policy.models import RuleVersion
from anjian.policy.tests.places import ADMIN, CLERK, DAY, DOCUMENT, LINFEN, OFFICE, QUWO, ROOT, viewer

pytestmark = pytest.mark.django_db
REGULAR = f"{DOCUMENT}/heads-inspect-regularly"
MONTHLY = f"{DOCUMENT}/leader-inspects-monthly"

PACK = queries.read(ROOT / "packs" / DOCUMENT)


@pytest.fixture
def loaded():
    return actions.load_pack(ADMIN, PACK)


@pytest.fixture
def adopted(loaded):
    return actions.adopt(OFFICE, document=DOCUMENT, place=LINFEN, since=DAY)


def values(rule, as_of=date(2026, 1, 1), known=None):
    found = [i for i in queries.instances(as_of=as_of, known=known) if i.rule.id == rule]
    return [(s.since, s.until, {k: v.value for k, v in s.fields.items()}) for i in found for s in i.slices]


def told(name):
    return len(facts.facts(SYSTEM, names=[name], limit=100))


def test_loading_a_pack_is_one_fact_and_loading_it_again_changes_nothing(loaded):
    assert len(loaded.new) > 40
    assert loaded.changed == loaded.gone == ()
    again = actions.load_pack(ADMIN, PACK)
    assert again.nothing
    assert told("policy.pack_loaded") == 1


def test_the_loaded_document_is_the_pack_in_its_order(loaded):
    card = queries.document(OFFICE, DOCUMENT)
    assert [clause.id for clause in card.clauses] == [clause.id for clause in PACK.clauses]
    assert list(card.rules) == [rule.id for rule in PACK.rules]
    assert {k: r.digest for k, r in card.rules.items()} == {r.id: queries.digest_of(r) for r in PACK.rules}
    assert card.rules[MONTHLY].chip == "临发1号三条"
    assert queries.clause(OFFICE, f"{DOCUMENT}/3.8").rules == (MONTHLY,)
    assert [found.id for found in queries.documents(OFFICE)] == [DOCUMENT]


def test_a_stranger_sees_no_document_and_a_clerk_loads_none(loaded):
    assert queries.documents(STRANGER) == []
    assert queries.document(STRANGER, DOCUMENT) is None
    with pytest.raises(Refusal, match="您不能装入规则包"):
        actions.load_pack(CLERK, PACK)
    assert told("policy.pack_loaded") == 1


def test_a_changed_rule_is_a_new_version_and_the_old_one_is_kept(loaded, adopted, tmp_path):
    ledger.sequence()
    before = facts.head()
    folder = shutil.copytree(ROOT / "packs" / DOCUMENT, tmp_path / DOCUMENT)
    text = (folder / "article-03.yaml").read_text(encoding="utf-8")
    old = "per: quarter\n    in_force: {from: 2018-01-22}\n    examples:\n      - name: 一季度开过"
    assert text.count(old) == 1
    changed = text.replace(old, old.replace("per: quarter", "per: month"))
    (folder / "article-03.yaml").write_text(changed, encoding="utf-8")
    result = actions.load_pack(ADMIN, folder)
    rule = f"{DOCUMENT}/committee-meets-quarterly"
    assert (result.new, result.changed, result.gone) == ((), (rule,), ())
    assert [fields["per"] for _, _, fields in values(rule)] == ["month"]
    ledger.sequence()
    assert [fields["per"] for _, _, fields in values(rule, known=before)] == ["quarter"]
    assert [fields["per"] for _, _, fields in values(rule, known=facts.head())] == ["month"]
    assert RuleVersion.objects.for_change().filter(rule=rule).count() == 2


def test_a_row_of_a_loaded_pack_is_never_changed_in_place(loaded):
    row = RuleVersion.objects.for_change().filter(rule=MONTHLY).get()
    rows = RuleVersion.objects.for_change().filter(pk=row.pk)
    for change in ({"content": {}}, {"digest": "0"}, {"said_by": "00000000-0000-0000-0000-000000000001"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    assert rows.get().content == row.content


def test_a_faulty_pack_changes_nothing_and_names_the_line(loaded, tmp_path):
    folder = shutil.copytree(ROOT / "packs" / DOCUMENT, tmp_path / DOCUMENT)
    path = folder / "article-03.yaml"
    text = path.read_text(encoding="utf-8").replace("led_by: $bearer", "led_bye: $bearer", 1)
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("led_bye")].count("\n") + 1
    with pytest.raises(queries.PackRefused, match=f"article-03.yaml:{line} inspections.visit_filed没有属性"):
        actions.load_pack(ADMIN, folder)
    assert told("policy.pack_loaded") == 1
    assert queries.rule(OFFICE, REGULAR) is not None


def test_nothing_runs_before_a_place_adopts_and_only_there(loaded):
    assert queries.instances(as_of=date(2026, 1, 1)) == []
    actions.adopt(OFFICE, document=DOCUMENT, place=LINFEN, since=date(2018, 3, 1))
    assert queries.instances(as_of=date(2018, 2, 28)) == []
    found = queries.instances(as_of=date(2018, 3, 1))
    assert {i.place.lo for i in found} == {LINFEN}
    assert {i.slices[0].since for i in found if i.slices} == {date(2018, 3, 1)}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"document": "no-such"}, "没有装入文件"),
        ({"since": date(2018, 1, 21)}, "早于文件施行日"),
        ({"place": "14100"}, "区划代码"),
    ],
)
def test_an_adoption_that_cannot_be_is_refused(loaded, change, says):
    with pytest.raises(Refusal, match=says):
        actions.adopt(SYSTEM, **{"document": DOCUMENT, "place": LINFEN, "since": DAY, **change})
    assert queries.adoptions(SYSTEM) == []
    assert told("policy.adopted") == 0


def test_a_place_does_not_adopt_twice(adopted):
    with pytest.raises(Refusal, match="只采用一次"):
        actions.adopt(OFFICE, document=DOCUMENT, place=LINFEN, since=date(2020, 1, 1))
    assert [a.place for a in queries.adoptions(OFFICE)] == [LINFEN]
    assert told("policy.adopted") == 1


def test_a_vague_period_waits_until_a_named_person_sets_it(adopted):
    assert values(REGULAR) == [(DAY, None, {"at_least": 1, "per": None, "counted": "each_post"})]
    waiting = next(one for one in queries.instances(as_of=DAY) if one.rule.id == REGULAR)
    assert waiting.slices[0].fields["per"].word == "定期"
    ledger.sequence()
    before = facts.head()
    actions.set_value(
        OFFICE,
        rule=REGULAR,
        field="per",
        place=LINFEN,
        value="每季度",
        since=date(2019, 1, 1),
        ground="安委会会议纪要1号",
    )
    assert values(REGULAR) == [
        (DAY, date(2018, 12, 31), {"at_least": 1, "per": None, "counted": "each_post"}),
        (date(2019, 1, 1), None, {"at_least": 1, "per": "quarter", "counted": "each_post"}),
    ]
    slice_ = next(i for i in queries.instances(as_of=DAY) if i.rule.id == REGULAR).slices[1]
    assert slice_.fields["per"].basis == "set"
    assert slice_.fields["per"].source == "示例甲 自2019-01-01设定，依据：安委会会议纪要1号"
    ledger.sequence()
    assert [fields["per"] for _, _, fields in values(REGULAR, known=before)] == [None]
    assert [fields["per"] for _, _, fields in values(REGULAR, known=facts.head())] == [None, "quarter"]


def test_a_setting_told_later_for_an_earlier_day_is_unknown_before(adopted):
    def set_(value, since):
        actions.set_value(OFFICE, rule=REGULAR, field="per", place=LINFEN, value=value, since=since, ground="纪要")
        ledger.sequence()
        return facts.head()

    first = set_("year", date(2020, 1, 1))
    second = set_("month", date(2019, 1, 1))
    assert [(s, f["per"]) for s, _, f in values(REGULAR, known=first)] == [(DAY, None), (date(2020, 1, 1), "year")]
    assert [(s, f["per"]) for s, _, f in values(REGULAR, known=second)] == [(DAY, None), (date(2019, 1, 1), "month")]


def test_unset_again_the_hole_is_open_again(adopted):
    key = {"rule": REGULAR, "field": "per", "place": LINFEN}
    actions.set_value(OFFICE, **key, value="month", since=date(2019, 1, 1), ground="纪要")
    actions.unset_value(OFFICE, **key, since=date(2020, 1, 1), ground="另行研究")
    assert [(s, f["per"]) for s, _, f in values(REGULAR)] == [
        (DAY, None),
        (date(2019, 1, 1), "month"),
        (date(2020, 1, 1), None),
    ]
    with pytest.raises(Refusal, match="没有这项设定"):
        actions.unset_value(OFFICE, **key, since=date(2021, 1, 1), ground="再一次")
    assert told("policy.value_unset") == 1


def test_a_voided_setting_leaves_what_was_before(adopted):
    key = {"rule": REGULAR, "field": "per", "place": LINFEN}
    actions.set_value(OFFICE, **key, value="month", since=date(2019, 1, 1), ground="纪要")
    wrong = actions.set_value(OFFICE, **key, value="year", since=date(2019, 1, 1), ground="误录")
    assert [f["per"] for _, _, f in values(REGULAR)] == [None, "year"]
    ledger.void(OFFICE, wrong.id, reason="误录")
    assert [f["per"] for _, _, f in values(REGULAR)] == [None, "month"]


def test_what_we_assumed_the_place_may_say_otherwise(adopted):
    key = {"rule": MONTHLY, "field": "counted", "place": LINFEN}
    actions.set_value(OFFICE, **key, value="together", since=date(2019, 1, 1), ground="纪要")
    assert [f["counted"] for _, _, f in values(MONTHLY)] == ["each_post", "together"]


def test_what_is_counted_must_fit_who_owes(adopted):
    key = {"rule": MONTHLY, "field": "counted", "place": LINFEN}
    rows = {(row.rule, row.field): row for row in queries.sheet(OFFICE, DOCUMENT, place=LINFEN, as_of=DAY)}
    assert [value for value, _ in rows[MONTHLY, "counted"].choices] == ["each_post", "together"]
    for value in ("each_body", "lead_only", "each_person", "有时"):
        with pytest.raises(Refusal, match="不能按"):
            actions.set_value(OFFICE, **key, value=value, since=DAY, ground="纪要")
    assert queries.settings(SYSTEM) == []


@pytest.mark.parametrize(
    ("who", "change", "says"),
    [
        (OFFICE, {"value": "有时"}, "不是周期"),
        (OFFICE, {"field": "within"}, "不是这条规则留给当地设定的"),
        (OFFICE, {"rule": f"{DOCUMENT}/no-such"}, "没有规则"),
        (OFFICE, {"place": QUWO}, "没有采用"),
        (OFFICE, {"since": date(2018, 1, 1)}, "早于采用日"),
        (OFFICE, {"ground": "  "}, "没有写设定的依据"),
        (viewer("office", name=""), {}, "要有署名"),
        (CLERK, {}, "您不能设定"),
        (viewer("office", place=QUWO), {}, "您不能设定"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_is_written(adopted, who, change, says):
    wanted = {"rule": REGULAR, "field": "per", "place": LINFEN, "value": "month", "since": DAY, "ground": "纪要"}
    with pytest.raises(Refusal, match=says):
        actions.set_value(who, **{**wanted, **change})
    assert queries.settings(SYSTEM) == []
    assert told("policy.value_set") == 0


def test_the_setting_sheet_lists_every_hole_with_the_word_of_the_text(adopted):
    rows = {(row.rule, row.field): row for row in queries.sheet(OFFICE, DOCUMENT, place=LINFEN, as_of=DAY)}
    hole = rows[REGULAR, "per"]
    assert (hole.word, hole.assumed, hole.set, hole.kind) == ("定期", False, False, "choice")
    assert dict(hole.choices)["quarter"] == "每季度"
    assert rows[MONTHLY, "counted"].assumed
    assert not any(row.rule == f"{DOCUMENT}/committee-meets-quarterly" for row in rows.values())
    actions.set_value(OFFICE, rule=REGULAR, field="per", place=LINFEN, value="month", since=DAY, ground="纪要")
    hole = {(r.rule, r.field): r for r in queries.sheet(OFFICE, DOCUMENT, place=QUWO, as_of=DAY)}[REGULAR, "per"]
    assert (hole.set, hole.since, hole.decided_by, hole.reason) == (True, DAY, "示例甲", "纪要")
    assert hole.shown(hole.current.value) == "每月"


def test_a_clause_without_a_responsible_body_is_listed_until_the_place_names_one(adopted):
    def listed():
        return {o.clause.clause.number: o for o in queries.orphans(OFFICE, DOCUMENT, place=LINFEN, as_of=DAY)}

    found = listed()
    team = found["15.8"]
    assert (team.why, team.fields) == (
        "原文只说“牵头与责任部门同列”，当地还没有指定",
        ((f"{DOCUMENT}/annex-27", "lead"),),
    )
    assert found["9.8"].why == "这一句没有写明由谁承担"
    assert "3.8" not in found
    assert "15.13" not in found  # covered by the annex row
    key = {"rule": f"{DOCUMENT}/annex-27", "field": "lead", "place": LINFEN}
    actions.set_value(OFFICE, **key, value="body:141000-ajj", since=DAY, ground="纪要")
    assert {"15.8", "15.9", "annex.27"} & set(listed()) == set()
    assert queries.orphans(OFFICE, DOCUMENT, place="140100000000", as_of=DAY) == []


def test_the_lead_of_a_row_is_set_by_a_named_person_and_only_a_row_that_counts_the_lead_waits_for_it(adopted):
    rule = f"{DOCUMENT}/annex-2"

    def row(as_of=date(2019, 1, 1)):
        found = queries.sheet(OFFICE, DOCUMENT, place=LINFEN, as_of=as_of)
        return next(one for one in found if (one.rule, one.field) == (rule, "lead"))

    def waits():
        found = queries.orphans(OFFICE, DOCUMENT, place=LINFEN, as_of=date(2019, 1, 1))
        return "annex.2" in {one.clause.clause.number for one in found}

    assert (row().set, row().kind, row().word, row().proposed) == (False, "body", "牵头与责任部门同列", "市委办公厅")
    assert not waits()
    key = {"rule": rule, "place": LINFEN, "since": date(2018, 3, 1), "ground": "纪要"}
    actions.set_value(OFFICE, **key, field="counted", value="lead_only")
    assert waits()
    actions.set_value(OFFICE, **key, field="lead", value="body:141000-swb")
    assert not waits()
    assert (row().current.value, row().since, row().decided_by) == ("body:141000-swb", date(2018, 3, 1), "示例甲")
    assert not row(as_of=date(2018, 2, 28)).set


def test_the_digest_of_what_is_in_force_changes_with_every_change(loaded):
    seen = [queries.rules_digest()]
    actions.adopt(OFFICE, document=DOCUMENT, place=LINFEN, since=DAY)
    seen.append(queries.rules_digest())
    actions.set_value(OFFICE, rule=REGULAR, field="per", place=LINFEN, value="month", since=DAY, ground="纪要")
    seen.append(queries.rules_digest())
    assert len(set(seen)) == 3
    assert queries.rules_digest() == seen[-1]


def test_a_term_in_hours_is_set_where_a_fact_starts_it_and_refused_where_none_does(adopted):
    rule = f"{DOCUMENT}/publish-evaluation"
    actions.set_value(OFFICE, rule=rule, field="within", place=LINFEN, value="24小时", since=DAY, ground="纪要")
    assert [fields["within"] for _, _, fields in values(rule)] == [Term(24, "hour")]
    register = queries.read(ROOT / "anjian" / "duties" / "tests" / "toy-2018").rule("toy-2018/hazard-register")
    with pytest.raises(Refusal, match="以小时计的期限（24小时）只能从一件事实的时刻算起"):
        resolving.parse_setting(register, "renewed_within", "24小时")


def test_terms_are_kept_as_words_and_read_as_terms(adopted):
    rule = f"{DOCUMENT}/publish-evaluation"
    key = {"rule": rule, "field": "within", "place": LINFEN}
    actions.set_value(OFFICE, **key, value="20 workdays", since=DAY, ground="纪要")
    assert [fields["within"] for _, _, fields in values(rule)] == [Term(20, "workday")]
