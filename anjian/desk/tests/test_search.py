"""Search: by name, initials, code and article number; nothing of another's is named or counted."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def found(come):
    """``found("yaodu-office", "三条")``: the kinds that were found and the words of all hits."""

    def ask(login: str, words: str) -> dict[str, list[tuple[str, str]]]:
        answer = come(login).get("/search/", {"q": words})
        assert answer.status_code == 200
        return {group.name: [(hit.word, hit.url) for hit in group.hits] for group in answer.context["found"]}

    return ask


@pytest.mark.parametrize("words", ["三条", "临发1号 三条", "临发1号三条", "第三条", "临发1号第三条"])
def test_an_article_is_found_by_its_number_in_any_writing(found, words):
    hits = found("yaodu-office", words)["clauses"]
    assert hits[0] == ("临发1号 (三) 强化安全生产领导责任", "/documents/linfen-2018/#a-3")


def test_a_number_of_two_signs_is_not_cut_in_the_middle(found):
    assert found("yaodu-office", "二十三条")["clauses"][0][1] == "/documents/linfen-2018/#a-23"


def test_a_clause_is_found_by_its_number_and_by_words_of_its_gist(found):
    assert found("yaodu-office", "3.8")["clauses"][0][1] == "/documents/linfen-2018/#c-3-8"
    assert any("约谈" in word for word, _ in found("yaodu-office", "约谈")["clauses"])


@pytest.mark.parametrize(
    "words", ["示例一号焦化", "焦化", "slyhjhc", "jhc", "shiliyihao", "91141002EXAMPL012W", "91141002exampl01"]
)
def test_an_enterprise_is_found_by_name_initials_pinyin_and_code(found, words):
    names = [name for name, _ in found("yaodu-office", words)["enterprises"]]
    assert "示例一号焦化厂" in names


def test_bodies_people_places_and_matters_are_found(found):
    assert ("尧都区应急管理局", "/bodies/body:141002-ajj/") in found("yaodu-office", "yjglj")["bodies"]
    assert found("yaodu-office", "分管安全")["people"]
    assert ("屯里镇", "/board/?place=141002100") in found("yaodu-office", "屯里")["places"]
    assert found("yaodu-office", "示例事故A01")["matters"] == [("示例事故A01", "/timeline/matter:accident-A01/")]


def test_nothing_of_a_neighbour_is_found_and_a_wrong_sign_finds_nothing(found):
    assert "enterprises" not in found("quwo-office", "示例一号焦化")
    assert "enterprises" not in found("ent-002", "示例一号焦化")
    assert found("yaodu-office", "100%_\\") == {}
    assert found("yaodu-office", " ") == {}


def test_every_hit_opens_for_who_found_it(found, come):
    client = come("yaodu-office")
    for words in ("三条", "焦化", "应急", "示例甲", "屯里", "示例事故"):
        for hits in found("yaodu-office", words).values():
            for _word, url in hits:
                assert client.get(url.partition("#")[0]).status_code == 200, url


def test_the_box_holds_what_was_searched_and_nothing_of_another_page(come):
    client = come("yaodu-office")
    pages = [client.get(url).content.decode() for url in ("/search/?q=焦化", "/hazards/report/?q=焦化", "/offline/")]
    assert [re.search(r'id="seek"[^>]* value="([^"]*)"', page)[1] for page in pages] == ["焦化", "", ""]
