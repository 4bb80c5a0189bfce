"""Examples are little worlds: their places have codes, their complaints say what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from anjian.lib import divisions, ends
from anjian.lib.verdicts import Outcome, Verdict
from anjian.policy import examples, queries
from anjian.policy.pack import Document, Example, Pack
from anjian.policy.pack.document import chip

DAY = date(2024, 11, 30)


def pack(place):
    document = Document(id="toy", title="示例", place=place, in_force=date(2024, 11, 1))
    return Pack(document, (), queries.vocabulary(), "")


def world(*given):
    return Example.model_validate(
        {"name": "例", "as_of": DAY, "given": list(given), "expect": [], "rows": 0},
        context={"vocabulary": queries.vocabulary()},
    )


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("140000", {"甲市": "140100000000", "甲县": "140121000000", "乙县": "140122000000", "甲镇": "140121100000"}),
        ("141000", {"甲县": "141021000000", "乙县": "141022000000", "甲镇": "141021100000"}),
        ("141081", {"甲镇": "141081100000"}),
        ("110000", {"甲县": "110121000000", "乙县": "110122000000", "甲镇": "110121100000"}),
        (
            "000000",
            {
                "甲省": "130000000000",
                "甲市": "130100000000",
                "甲县": "130121000000",
                "乙县": "130122000000",
                "甲镇": "130121100000",
            },
        ),
    ],
)
def test_places_of_an_example_lie_below_the_documents_own(place, codes):
    toy = pack(place)
    there = world(
        {"body": "A", "level": "county"},
        {"body": "B", "level": "county", "place": "乙县"},
        {"body": "C", "level": "town"},
        {"enterprise": "D"},
    )
    found = examples.places(there, toy)
    if place == "141081":
        found.pop("乙县")  # the document's own county, under a name
    assert found == codes
    for name, code in found.items():
        assert divisions.contains(place, code), name
    for given in there.given:
        level = examples.level_of(given.level, given.subject, toy)
        code = examples.place_of(given.place, level, found | {"乙县": found.get("乙县", "")}, toy)
        assert divisions.level(code) == level


def test_provinces_of_a_national_document_are_real_ones_in_order_and_hold_their_cities():
    toy = pack("000000")
    there = world(
        {"body": "A", "level": "province"},
        {"body": "B", "level": "province", "place": "乙省"},
        {"body": "C", "level": "city", "place": "丙市", "within": "乙省"},
        {"body": "D", "level": "country"},
    )
    assert examples.places(there, toy) == {"甲省": "130000000000", "乙省": "140000000000", "丙市": "140100000000"}
    assert examples.place_of("", "country", {}, toy) == divisions.COUNTRY


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("(三)", "示例三条"),
        ("（三）", "示例三条"),
        ("第六", "示例第六条"),
        ("第六条", "示例第六条"),
        ("第二章", "示例第二章"),
    ],
)
def test_where_a_rule_stands_is_said_as_people_say_it(number, says):
    document = Document(id="toy", title="示例", short="示例", place="141000")
    assert chip(document, [(number, "3.1"), (number, "3.2")]) == says
    assert chip(document, [("附件", "annex.7")]) == "示例附件7"


def test_a_body_above_the_document_has_its_real_place():
    toy = pack("141081")
    assert examples.place_of("", "city", {}, toy) == "141000000000"
    assert examples.place_of("", "province", {}, toy) == "140000000000"


MET = Verdict(
    rule="toy/a", clauses=(), bearer="甲", outcome=Outcome.MET, period=ends.period("2024-11"), due=DAY, need=1, have=1
)


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ({"outcome": "met", "period": "2024-11", "bearer": "甲", "need": 1, "have": 1, "due": DAY}, []),
        ({"outcome": "due"}, ["全部：outcome 应为due，实为met"]),
        ({"outcome": "met", "have": 2}, ["全部：have 应为2，实为1"]),
        ({"outcome": "met", "due": date(2024, 12, 1)}, ["全部：due 应为2024-12-01，实为2024-11-30"]),
        ({"outcome": "met", "age": 3}, ["全部：age 应为3，实为None"]),
        ({"outcome": "met", "bearer": "乙"}, ["没有与乙对应的结论，实有：甲·2024-11 met"]),
        ({"outcome": "met", "period": "2024-12"}, ["没有与2024-12对应的结论，实有：甲·2024-11 met"]),
    ],
)
def test_what_an_example_misses_is_said(expect, says):
    example = Example.model_validate({"name": "例", "as_of": DAY, "expect": [expect]})
    assert examples.complaints(example, [MET]) == says


def test_every_verdict_that_fits_must_agree_and_rows_are_counted():
    example = Example.model_validate({"name": "例", "as_of": DAY, "expect": [{"outcome": "met"}], "rows": 1})
    other = replace(MET, bearer="乙", outcome=Outcome.DUE)
    assert examples.complaints(example, [MET]) == []
    assert examples.complaints(example, [MET, other]) == [
        "应有1条结论，实有2条：甲·2024-11 met；乙·2024-11 due",
        "全部：outcome 应为met，实为due",
    ]
