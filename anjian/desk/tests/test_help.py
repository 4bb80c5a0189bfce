"""Help is the glossary: the same words as GLOSSARY.md, each leading to a page that is there."""

from __future__ import annotations

from anjian.desk.queries import help as helping
from anjian.host import folders
from anjian.lib.verdicts import Outcome


def of_the_glossary() -> list[tuple[str, str]]:
    """(Chinese, English) of every row of the tables of GLOSSARY.md that name a word."""
    rows = []
    for line in (folders.ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) in (4, 5) and cells[0] not in ("中文", "---"):
            rows.append((cells[0], cells[1]))
    return rows


def test_help_calls_things_as_the_glossary_does_and_explains_every_state():
    terms = [term for chapter in helping.glossary() for term in chapter.terms]
    assert {(term.zh, term.en) for term in terms} <= set(of_the_glossary())
    assert {term.sign for term in terms} >= {outcome.value for outcome in Outcome}
    assert len(terms) > 80
    assert all(term.means for term in terms)


def test_a_word_is_found_by_its_initials_its_english_and_its_meaning():
    def words(text: str) -> set[str]:
        return {term.zh for chapter in helping.explained(text) for term in chapter.terms}

    assert "逾期" in words("yq")
    assert "逾期" in words("Overdue")
    assert "逾期" in words("来得及")
    assert words("没有这样的词") == set()


def test_each_word_leads_to_a_page_of_the_program():
    from django.urls import resolve

    for chapter in helping.glossary():
        for term in chapter.terms:
            assert resolve(term.url), term.zh
