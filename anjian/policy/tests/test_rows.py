"""Rows of one shape are written out as clauses and rules, each value with its line."""

from anjian.policy.pack.lines import parse
from anjian.policy.pack.rows import expand

FILE = """\
article: {number: 附件, heading: 任务}
patterns:
  整项:
    defaults: {status: automated}
    clause: {id: d/annex.<n>, gist: <gist>, bodies: <bodies>, others: <others>, status: <status>}
    rule:
      id: d/annex-<n>
      clauses: [d/annex.<n>]
      by: <year>
      who: {departments: <bodies>, and_others: {if: [others, open], function: <others>, unnamed: <open.joined>}}
      lead: {unless: alone, unset: 未标牵头}
      counted: {unless: alone, is: each_body}
      note: {if: alone, is: <gist>一家, or: {if: parts, is: 几家}}
      examples:
        - as_of: <year.next>-01-01
          given: [{each: {body: bodies}, department: <body>}, {body: 别家}]
          expect: [{each: {body: bodies, part: parts}, bearer: <body>, part: <part>}]
          rows: <bodies.count>
        - {each: {body: bodies}, name: 由<body>报}
rows:
  - pattern: 整项
    n: 1
    gist: 甲
    year: 2018
    alone: true
    bodies: [市安监局]
  - pattern: 整项
    n: 2
    gist: 乙
    year: 2020
    bodies:
      - 市安监局
      - 市编办
    others: 监管
    parts: [一, 二]
"""


def written(source):
    faults = []
    made = expand(parse(source, file="p/annex.yaml"), faults)
    return made, faults


def test_a_row_becomes_a_clause_and_a_rule_with_its_own_values_and_types():
    made, faults = written(FILE)
    assert faults == []
    assert set(made.data) == {"article", "clauses", "rules"}
    assert made.data["clauses"] == [
        {"id": "d/annex.1", "gist": "甲", "bodies": ["市安监局"], "status": "automated"},
        {"id": "d/annex.2", "gist": "乙", "bodies": ["市安监局", "市编办"], "others": "监管", "status": "automated"},
    ]
    first, second = made.data["rules"]
    assert first["by"] == 2018
    assert first["clauses"] == ["d/annex.1"]
    assert first["examples"][0]["as_of"] == "2019-01-01"
    assert second["who"] == {"departments": ["市安监局", "市编办"], "and_others": {"function": "监管"}}


def test_what_a_row_does_not_have_falls_away_with_its_key():
    first, second = written(FILE)[0].data["rules"]
    assert first["who"] == {"departments": ["市安监局"]}
    assert "lead" not in first
    assert "counted" not in first
    assert second["lead"] == {"unset": "未标牵头"}
    assert second["counted"] == "each_body"


def test_a_choice_takes_one_value_or_the_other():
    first, second = written(FILE)[0].data["rules"]
    assert (first["note"], second["note"]) == ("甲一家", "几家")
    assert first["examples"][0]["expect"] == []


def test_each_writes_an_item_for_every_combination():
    _, second = written(FILE)[0].data["rules"]
    world, one, two = second["examples"]
    assert world["given"] == [{"department": "市安监局"}, {"department": "市编办"}, {"body": "别家"}]
    assert [(item["bearer"], item["part"]) for item in world["expect"]] == [
        ("市安监局", "一"), ("市安监局", "二"), ("市编办", "一"), ("市编办", "二"),
    ]  # fmt: skip
    assert world["rows"] == 2
    assert (one["name"], two["name"]) == ("由市安监局报", "由市编办报")


def test_every_value_knows_its_line_of_the_row_or_of_the_pattern():
    made, _ = written(FILE)
    assert made.line(("clauses", 0)) == made.line(("rules", 0)) == 21
    assert made.line(("rules", 1)) == 27
    assert made.line(("rules", 1, "by")) == 30
    assert made.line(("rules", 1, "who", "departments", 1)) == 33
    assert made.line(("rules", 1, "lead", "unset")) == 11
    assert made.line(("rules", 1, "examples", 0, "given", 2)) == 16


def test_a_file_without_rows_stays_as_it_is():
    text = parse("article: {number: 一, heading: 甲}\nclauses: []\n")
    assert expand(text, []) is text


def refused(source):
    made, faults = written(source)
    return [(fault.line, fault.code) for fault in faults], made


def test_a_row_of_an_unknown_pattern_is_refused_with_its_line():
    found, made = refused(FILE.replace("  - pattern: 整项\n    n: 2", "  - pattern: 分项\n    n: 2"))
    assert found == [(27, "rows.pattern")]
    assert [clause["id"] for clause in made.data["clauses"]] == ["d/annex.1"]


def test_a_misspelt_value_of_a_row_is_refused_with_its_line():
    assert refused(FILE.replace("    others: 监管", "    other: 监管"))[0] == [(34, "rows.unused")]


def test_a_value_that_is_missing_inside_a_word_is_refused_with_the_line_of_the_row():
    found, made = refused(FILE.replace("    n: 1\n", ""))
    assert found == [(21, "rows.missing"), (21, "rows.missing")]
    assert [rule["id"] for rule in made.data["rules"]] == ["d/annex-2"]


def test_a_mark_that_does_not_fit_its_value_is_refused():
    assert refused(FILE.replace("<year.next>", "<gist.next>"))[0][0] == (21, "rows.part")
    assert refused(FILE.replace("<bodies.count>", "<bodies.size>"))[0][0] == (21, "rows.part")
    assert refused(FILE.replace("{body: bodies}, department", "{body: gist}, department"))[0][0] == (21, "rows.each")


def test_a_pattern_that_no_row_uses_is_refused():
    assert refused(FILE.replace("rows:\n", "  闲着:\n    clause: {id: x}\nrows:\n"))[0] == [(20, "rows.idle")]


def test_a_pattern_with_an_unknown_part_is_refused():
    assert {code for _, code in refused(FILE.replace("    rule:\n", "    rules:\n"))[0]} == {
        "rows.pattern",
        "rows.idle",
    }
