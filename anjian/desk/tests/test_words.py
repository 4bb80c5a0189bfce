"""The vocabulary on screen, and who asks for a fact."""

from __future__ import annotations

import dataclasses
import re

import pytest

from anjian.desk import queries
from anjian.desk.queries.sheet import label
from anjian.desk.tests.conftest import TODAY
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy
from anjian.policy.pack.rules import VALUED
from tests.browser.html import violations

YAODU = "141002000000"


@pytest.mark.parametrize("address", ["/words/", "/words/?q=检查", "/words/?list=topics", "/words/facts/meetings.held/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_answer_in_both_languages_and_hold_nothing_that_the_policy_drops(come, address, language):
    client = come("yaodu-deputy")
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    assert violations(answer.content.decode()) == []


@pytest.mark.parametrize("text", ["带队检查", "inspection VISIT", "VISIT_FILED", "inspections.visit_filed"])
def test_a_fact_is_found_by_its_verb_its_english_and_its_code(sample, django_db_blocker, text):
    with django_db_blocker.unblock():
        facts = next(each for each in queries.word_lists(SYSTEM, text=text) if each.name == "facts")
    assert "inspections.visit_filed" in [word.code for word in facts.words]
    assert len(facts.words) < facts.total == len(policy.vocabulary().facts)


def test_a_function_is_found_by_the_name_departments_bore_before_the_reform(sample, django_db_blocker):
    with django_db_blocker.unblock():
        (functions,) = queries.word_lists(SYSTEM, text="安监局", only="functions")
    assert [word.code for word in functions.words] == ["work_safety"]


def test_every_rule_that_reads_a_fact_stands_on_its_page_with_clause_bearer_and_how_often(sample, django_db_blocker):
    with django_db_blocker.unblock():
        found = queries.asked(SYSTEM, "inspections.visit_filed", place=YAODU, as_of=TODAY)
        asking = {card.rule.id for card in policy.asking(SYSTEM, "inspections.visit_filed")}
    direct = {each.rule for each in found.asking if not each.through}
    assert asking
    assert asking <= direct
    (monthly,) = [each for each in found.asking if each.rule == "linfen-2018/leader-inspects-monthly"]
    assert (monthly.who, monthly.often) == ("市级、县级 党政领导干部", "每月至少 1 次")
    assert monthly.clauses[0].id == "linfen-2018/3.8"
    assert monthly.since.isoformat() == "2018-01-22"
    assert monthly.use == "办成的凭据"


def test_a_rule_that_asks_for_a_wider_fact_stands_on_the_page_of_the_narrower_one(sample, django_db_blocker):
    words = policy.vocabulary()
    with django_db_blocker.unblock():
        named = [
            (name, each)
            for name, entry in words.facts.items()
            if entry.is_a
            for each in queries.asked(SYSTEM, name, place=YAODU, as_of=TODAY).asking
            if each.through
        ]
    assert named
    for name, each in named:
        assert each.through == words.facts[words.facts[name].is_a].title.zh


def test_a_document_that_is_not_adopted_here_is_listed_apart(sample, django_db_blocker):
    with django_db_blocker.unblock():
        found = queries.asked(SYSTEM, "fire.estates_inspected", place=YAODU, as_of=TODAY)
    assert "南阳住宅消防条例" in {each.document for each in found.elsewhere}
    assert all(each.since is None for each in found.elsewhere)
    assert all(each.through for each in found.here)


def test_the_number_on_the_list_is_the_number_of_rules_on_the_page(sample, django_db_blocker):
    with django_db_blocker.unblock():
        (facts,) = queries.word_lists(SYSTEM, only="facts")
        for word in facts.words:
            page = queries.asked(SYSTEM, word.code, place=YAODU, as_of=TODAY)
            assert len({each.rule for each in page.asking}) == word.rules, word.code


@pytest.mark.parametrize("address", ["/record/", "/record/?fact=meetings.held", "/words/", "/words/?q=meetings.held"])
def test_wherever_the_name_of_a_fact_stands_it_leads_to_who_asks_for_it(come, address):
    assert 'href="/words/facts/meetings.held/"' in come("yaodu-deputy").get(address).content.decode()


def test_a_duty_leads_to_who_else_asks_for_the_same_fact(come):
    client = come("yaodu-deputy")
    key = re.search(r'data-key="(linfen-2018~leader-inspects-monthly[^"]+)"', client.get("/").content.decode()).group(1)
    assert 'href="/words/facts/inspections.visit_filed/"' in client.get(f"/duties/{key}/").content.decode()


def test_a_word_that_is_not_declared_is_not_there(come):
    assert come("yaodu-deputy").get("/words/facts/no.such/").status_code == 404


def test_every_value_of_a_rule_has_words_on_the_sheet_of_settings(sample, django_db_blocker):
    with django_db_blocker.unblock():
        some = policy.sheet(SYSTEM, "linfen-2018", place="141000000000", as_of=TODAY)[0]
    bare = [name for name in VALUED if label(dataclasses.replace(some, field=name, kind="")) == name]
    assert bare == []
