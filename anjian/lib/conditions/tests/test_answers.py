"""The reference answers, and the SQL against them on DuckDB with random trees."""

import itertools
import random
from collections import Counter
from datetime import date
from typing import Any as Anything

import duckdb
import pytest

from anjian.lib.conditions import All, Any, Condition, Elements, Leaf, Not, Ref, Unset, ask, parse, to_sql

ROW = {"staff": 120, "sector": "C", "since": date(2018, 1, 22), "licensed": None, "topics": ["甲", "乙"], "none": []}


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ({"staff": {"over": 120}}, False),
        ({"staff": {"at_least": 120}}, True),
        ({"since": {"before": date(2018, 1, 22)}}, False),
        ({"since": {"after": date(2018, 1, 21)}}, True),
        ({"sector": ["C", "G"]}, True),
        ({"sector": {"not_in": ["C", "G"]}}, False),
        ({"licensed": True}, None),
        ({"licensed": {"ne": True}}, None),
        ({"licensed": {"not_in": [True]}}, None),
        ({"absent": 1}, None),
        ({"licensed": {"is_set": True}}, False),
        ({"absent": {"is_set": False}}, True),
        ({"not": {"licensed": True}}, None),
        ({"all": [{"staff": 1}, {"licensed": True}]}, False),
        ({"all": [{"staff": 120}, {"licensed": True}]}, None),
        ({"any": [{"staff": 120}, {"licensed": True}]}, True),
        ({"any": [{"staff": 1}, {"licensed": True}]}, None),
        ({"topics": {"includes": "甲"}}, True),
        ({"topics": {"includes": "丙"}}, False),
        ({"none": {"includes": "甲"}}, False),
        ({"absent": {"includes": "甲"}}, None),
        ({"topics": {"includes_all": ["甲", "丙"]}}, False),
        ({"topics": {"includes_any": ["甲", "丙"]}}, True),
        ({"topics": {"covers": ["甲", "乙"]}}, True),
        ({"staff": {"over": {"unset": "较多"}}}, None),
        ({"sector": "$mine"}, None),
    ],
)
def test_a_condition_answers_true_false_or_not_known(data: Anything, answer: bool | None) -> None:
    assert ask(parse(data), ROW) is answer


def test_a_list_with_an_unknown_element_includes_only_what_is_seen() -> None:
    row = {"topics": ["甲", None]}
    assert ask(parse({"topics": {"includes": "甲"}}), row) is True
    assert ask(parse({"topics": {"includes": "乙"}}), row) is None


def test_references_are_read_from_the_row() -> None:
    assert ask(parse({"led_by": "$bearer"}), {"led_by": "post:1", "$bearer": "post:1"}) is True
    assert ask(parse({"parts": {"covers": "$list"}}), {"parts": ["a", "b"], "$list": ["a"]}) is True
    assert ask(parse({"parts": {"covers": "$list"}}), {"parts": ["a"], "$list": ["a", "b"]}) is False
    assert ask(parse({"parts": {"includes": "$one"}}), {"parts": ["a"], "$one": None}) is None


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ({"staff": 100}, {"staff": "100"}),
        ({"staff": {"over": 100}}, {"staff": "100"}),
        ({"since": {"before": date(2018, 1, 1)}}, {"since": 2017}),
        ({"licensed": True}, {"licensed": 1}),
        ({"topics": {"includes": "甲"}}, {"topics": "甲乙"}),
        ({"sector": ["C"]}, {"sector": 3}),
        ({"sector": {"over": "$limit"}}, {"sector": "b", "$limit": "a"}),
    ],
)
def test_values_of_different_kinds_are_an_error_and_not_an_answer(data: Anything, row: dict[str, Anything]) -> None:
    with pytest.raises(ValueError, match=r"cannot compare|needs a list"):
        ask(parse(data), row)


RANDOM = random.Random(20180122)
DAYS = [date(2018, 1, 21), date(2018, 1, 22), date(2020, 2, 29)]


def random_leaf() -> Leaf:
    numbers, sectors, topics = [0, 99, 100, 101], ["C", "G", "矿山"], ["甲", "乙", "丙"]
    order = RANDOM.choice(["eq", "ne", "gt", "ge", "lt", "le"])
    same = RANDOM.choice(["eq", "ne"])
    among = RANDOM.choice(["in", "not_in"])
    return RANDOM.choice(
        [
            Leaf("staff", order, RANDOM.choice([*numbers, Ref("$limit"), Unset("较多")])),
            Leaf("staff", among, tuple(RANDOM.sample(numbers, 2))),
            Leaf("sector", same, RANDOM.choice([*sectors, Ref("$sector")])),
            Leaf("sector", among, tuple(RANDOM.sample(sectors, RANDOM.randint(1, 2)))),
            Leaf("since", order, RANDOM.choice(DAYS)),
            Leaf("licensed", same, RANDOM.choice([True, False])),
            Leaf(RANDOM.choice(["staff", "sector", "since", "licensed"]), "is_set", RANDOM.choice([True, False])),
            Leaf("topics", "includes", RANDOM.choice([*topics, Ref("$sector")])),
            Leaf("topics", RANDOM.choice(["includes_all", "includes_any", "covers"]), tuple(RANDOM.sample(topics, 2))),
            Leaf("topics", "covers", Ref("$duties")),
        ]
    )


def random_tree(depth: int = 3) -> Condition:
    if depth == 0 or RANDOM.random() < 0.3:
        return random_leaf()
    if RANDOM.random() < 0.25:
        return Not(random_tree(depth - 1))
    parts = tuple(random_tree(depth - 1) for _ in range(RANDOM.randrange(4)))
    return RANDOM.choice([All, Any])(parts)


def world() -> list[dict[str, Anything]]:
    values = itertools.product(
        [None, 0, 100, 101], [None, "C", "矿山"], [None, DAYS[1]], [None, True, False], [None, ["甲"], ["甲", "乙"]]
    )
    names = ("staff", "sector", "since", "licensed", "topics")
    rows = [dict(zip(names, row, strict=True)) for row in values]
    for row in rows:
        row |= {
            "$limit": RANDOM.choice([None, 100]),
            "$sector": RANDOM.choice([None, "C", "甲"]),
            "$duties": RANDOM.choice([None, ["甲"], ["乙", "丙"]]),
        }
    return rows


def test_the_sql_of_three_thousand_random_trees_answers_as_the_reference_does() -> None:
    rows = world()
    db = duckdb.connect()
    db.execute(
        'CREATE TABLE s(id INT, staff INT, sector TEXT, since DATE, licensed BOOLEAN, "limit" INT, other TEXT);'
        "CREATE TABLE element(id INT, attr TEXT, value TEXT)"
    )
    for i, row in enumerate(rows):
        db.execute(
            "INSERT INTO s VALUES (?, ?, ?, ?, ?, ?, ?)",
            [i, *(row[k] for k in ("staff", "sector", "since", "licensed", "$limit", "$sector"))],
        )
        for attr in ("topics", "$duties"):
            for value in row[attr] or ():
                db.execute("INSERT INTO element VALUES (?, ?, ?)", [i, attr, value])

    columns = {"$limit": 's."limit"', "$sector": "s.other"}
    aliases = {"topics": "t", "$duties": "d"}

    def elements(name: str) -> Elements:
        a = aliases[name]
        return Elements(f"element {a} WHERE {a}.id = s.id AND {a}.attr = '{name}'", f"{a}.value")

    answers: Counter[bool | None] = Counter()
    for _ in range(150):
        trees = [random_tree() for _ in range(20)]
        written = [
            to_sql(tree, lambda n: columns.get(n, f"s.{n}"), elements=elements, placeholder="?") for tree in trees
        ]
        params = [value for _, values in written for value in values]
        got = db.execute(f"SELECT {', '.join(sql for sql, _ in written)} FROM s ORDER BY id", params).fetchall()
        want = [tuple(ask(tree, row) for tree in trees) for row in rows]
        assert got == want
        answers.update(answer for row in want for answer in row)
    # a generator that hardly ever hits one of the three answers would prove nothing
    assert min(answers[value] for value in (True, False, None)) > 50_000, answers


def test_where_alone_would_lose_the_rows_that_are_not_known() -> None:
    db = duckdb.connect()
    db.execute("CREATE TABLE s(staff INT); INSERT INTO s VALUES (NULL), (50), (150)")
    sql, params = to_sql(parse({"staff": {"over": 100}}), lambda name: f"s.{name}", placeholder="?")
    assert db.execute(f"SELECT count(*) FROM s WHERE {sql}", params).fetchall() == [(1,)]
    assert db.execute(f"SELECT count(*) FROM s WHERE COALESCE({sql}, TRUE)", params).fetchall() == [(2,)]


def test_values_never_stand_in_the_text_of_the_sql() -> None:
    nasty = "x'; DROP TABLE s; --"
    sql, params = to_sql(parse({"sector": [nasty, "C"]}), lambda name: f"s.{name}")
    assert sql == "(s.sector IN (%s, %s))"
    assert params == [nasty, "C"]


def test_a_list_needs_to_be_told_where_its_elements_stand() -> None:
    with pytest.raises(ValueError, match="topics is a list"):
        to_sql(parse({"topics": {"includes": "甲"}}), lambda name: name)
