"""What a document gives as data is found by line of work, by kind and by document."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.policy import actions, cli, counting, queries

pytestmark = pytest.mark.django_db
YUNNAN = "yunnan-2023"


@pytest.fixture(autouse=True)
def _loaded(db):
    actions.load_pack(SYSTEM, queries.PACKS / YUNNAN)


def test_a_line_of_work_has_its_criteria_its_items_and_who_answers():
    found = queries.parts(SYSTEM, line="coal_mines")
    assert [card.part.kind for card in found] == ["assignment", *["criterion"] * 4, *["item"] * 7]
    lead = found[0].part
    assert (lead.lead, lead.share, lead.ways, lead.open) == (("国家矿山安监局云南局", "省能源局"), (), "each", False)
    assert found == queries.parts(SYSTEM, line=found[0].line, document_id=YUNNAN)
    wider = queries.vocabulary().topics["coal_mines"].is_a
    inside = {card.clause.id for card in queries.parts(SYSTEM, line=wider)}
    assert inside > {card.clause.id for card in found}
    assert len(queries.parts(SYSTEM, kind="assignment")) == 23
    assert queries.parts(STRANGER) == []


@pytest.mark.parametrize(
    "asked", [{"document_id": "no-such"}, {"line": "炼金术"}, {"kind": "duty"}], ids=["document", "line", "kind"]
)
def test_what_there_is_not_is_refused_with_what_there_is(asked):
    with pytest.raises(Refusal) as no:
        queries.parts(SYSTEM, **asked)
    assert no.value.next


def test_the_command_lists_them():
    done = CliRunner().invoke(cli.app, ["data", YUNNAN, "--line", "coal_mines"])
    assert done.exit_code == 0, done.output
    assert "牵头：国家矿山安监局云南局、省能源局（按职责分别）" in done.output
    assert "共12款：监管分工1，判定标准4，排查重点7" in done.output
    told = json.loads(CliRunner().invoke(cli.app, ["data", YUNNAN, "--json"]).output)
    assert len(told) == 100
    assert told[0]["kind"] == "assignment"


def test_the_coverage_of_several_documents_ends_with_the_four_counts_of_all():
    counts = [counting.count(queries.read(queries.PACKS / name)) for name in ("linfen-2018", YUNNAN)]
    first, *lines, last = counting.total(counts).split("\n")
    assert first == f"2份文件，850条款，{counts[0].rules + counts[1].rules}条规则"
    assert len(lines) == 2
    dated = counts[0].classes["dated"] + counts[1].classes["dated"]
    assert last.startswith(f"  合计：可按期判断 {dated}，无期限跟踪 ")
