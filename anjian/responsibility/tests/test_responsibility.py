"""Who answers for an enterprise: decided, registered or ruled; in both times; counted, listed, shown, undone."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from docx import Document

from anjian.duties import actions as duties_actions
from anjian.duties import projection
from anjian.duties import queries as duties
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.divisions import of
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import actions as people
from anjian.places import actions as cells
from anjian.policy import actions as policy_actions
from anjian.policy import queries as policy
from anjian.registry import actions as registry_actions
from anjian.registry import queries as registry
from anjian.responsibility import actions, queries, signboard
from anjian.responsibility.models import Answer, OwnRule

pytestmark = pytest.mark.django_db
D = dt.date
START, DAY = D(2020, 1, 1), D(2024, 6, 1)
OFFICE = Viewer(
    "a1", "尧都区安委办", "person:a", (), (of("141002"),), frozenset(), frozenset(), frozenset({"office"}), "web"
)
STRANGERS = replace(OFFICE, account="a2", name="曲沃县安委办", person="person:b", places=(of("141021"),))


@pytest.fixture
def ground():
    """A county with three departments, a town with its government, and three firms: one has no regulator."""
    for slug, name, place, cls, functions in (
        ("ajj", "尧都区应急管理局", "141002", ["department"], ["work_safety"]),
        ("mtj", "尧都区能源局", "141002", ["department"], ["coal"]),
        ("zjj", "尧都区住建局", "141002", ["department"], ["housing"]),
        ("zf", "乡贤街道办事处", "141002100", ["government"], []),
    ):
        people.found_body(
            SYSTEM, body=f"body:{slug}", name=name, place=place, classes=cls, since=START, functions=functions
        )
    people.make_post(
        SYSTEM, post="post:g", name="监管一股股长", body="body:mtj", classes=["department_head"], since=START
    )
    cells.draw_cell(SYSTEM, cell="141002100-01", place="141002100", name="第一网格", since=START)
    for name, industry, regulator in (
        ("coal", "0610", "body:mtj"),
        ("site", "4710", "body:zjj"),
        ("open", "0610", None),
    ):
        registry_actions.register(
            SYSTEM, name=f"示例{name}", enterprise=f"ent:{name}", place="141002100", industry=industry, since=START,
            regulator=regulator,
        )  # fmt: skip


def assign(**changes):
    asked = {
        "enterprise": "ent:open",
        "line": "industry",
        "body": "body:mtj",
        "since": D(2024, 1, 1),
        "ground": "administers",
    }
    return actions.assign(OFFICE, **{**asked, **changes})


def who(enterprise, day=DAY, known=None):
    told = queries.answering(OFFICE, [enterprise], as_of=day, known=known)[enterprise]
    return [(one.line, one.body, one.how) for one in told]


def listed(**chosen):
    found = queries.firms(OFFICE, as_of=DAY, **{"line": "industry", **chosen})
    return [card.id for card in registry.find(OFFICE, as_of=DAY, **found)]


RULED = [("general", "body:ajj", "rule"), ("territory", "body:zf", "rule")]


def test_rules_of_the_law_decide_in_general_and_for_the_ground_and_the_registry_for_the_industry(ground):
    assert who("ent:coal") == [("industry", "body:mtj", "registered"), *RULED]
    assert who("ent:open") == RULED
    cites = [one.cite for one in queries.answering(OFFICE, ["ent:open"], as_of=DAY)["ent:open"]]
    assert cites == ["《安全生产法》（2021年修正）第十条", "《安全生产法》（2021年修正）第九条"]
    before = queries.answering(OFFICE, ["ent:open"], as_of=D(2021, 8, 31))["ent:open"]
    assert [one.cite for one in before] == ["《安全生产法》（2014年修正）第九条", "《安全生产法》（2014年修正）第八条"]


def sequenced() -> int:
    """The last position, when everything said so far has one."""
    ledger.sequence()
    return facts.head()


def test_a_decision_is_written_back_to_the_registry_and_replayed_as_it_was_known(ground):
    before = sequenced()
    assign(post="post:g", phone="0357-1234567", cite="尧编发〔2024〕1号")
    assert who("ent:open") == [("industry", "body:mtj", "decided"), *RULED]
    assert registry.enterprise(OFFICE, "ent:open", as_of=DAY).regulator == "body:mtj"
    assert registry.enterprise(OFFICE, "ent:open", as_of=D(2023, 12, 31)).regulator is None
    assert who("ent:open", D(2023, 12, 31)) == RULED
    assert who("ent:open", known=before) == RULED
    assert who("ent:open", known=sequenced()) == [("industry", "body:mtj", "decided"), *RULED]


def test_a_hand_wins_over_rule_and_registration_and_the_one_before_answers_no_longer(ground):
    assign(line="general", body="body:zjj", ground="agreed")
    assert who("ent:open") == [("general", "body:zjj", "decided"), RULED[1]]
    assign(enterprise="ent:coal", body="body:ajj", since=D(2024, 3, 1))
    assert who("ent:coal", D(2024, 2, 29))[0] == ("industry", "body:mtj", "registered")
    assert who("ent:coal")[0] == ("industry", "body:ajj", "decided")
    assign(enterprise="ent:coal", body="body:zjj", since=D(2024, 5, 1))
    assert [(one.body, one.since, one.until) for one in queries.history(OFFICE, "ent:coal")] == [
        ("body:ajj", D(2024, 3, 1), D(2024, 4, 30)),
        ("body:zjj", D(2024, 5, 1), None),
    ]


def test_two_may_answer_and_are_listed_and_gaps_are_counted_until_somebody_does(ground):
    found = queries.overview(OFFICE, line="industry", as_of=DAY)
    assert (found.firms, found.gaps, found.doubles, found.unnamed) == (3, 1, 0, 3)
    assert listed(only="gaps") == ["ent:open"]
    assign(enterprise="ent:coal", body="body:ajj", beside=True, post="")
    assign(post="post:g")
    found = queries.overview(OFFICE, line="industry", as_of=DAY)
    assert (found.gaps, found.doubles, found.unnamed) == (0, 1, 2)
    assert found.bodies == {"body:mtj": 2, "body:zjj": 1, "body:ajj": 1}
    assert found.posts == {"post:g": 1}
    assert (listed(only="gaps"), listed(only="doubles")) == ([], ["ent:coal"])
    assert sorted(listed(body="body:mtj")) == ["ent:coal", "ent:open"]
    assert (listed(body="body:ajj"), listed(post="post:g")) == (["ent:coal"], ["ent:open"])
    assert sorted(listed(only="unnamed")) == ["ent:coal", "ent:site"]


def test_it_stays_on_the_list_until_somebody_says_who_answers_and_on_which_ground(ground):
    with pytest.raises(Refusal):
        assign(ground="")
    assert listed(only="gaps") == ["ent:open"]
    assign(ground="nearest")
    assert listed(only="gaps") == []
    assert [one.ground for one in queries.history(OFFICE, "ent:open")] == ["nearest"]


def test_every_number_of_a_ruled_line_opens_a_list_of_as_many(ground):
    assign(line="territory", body="body:zf", cell="141002100-01", ground="nearest")
    assign(enterprise="ent:site", line="territory", body="body:ajj", ground="agreed")
    found = queries.overview(OFFICE, line="territory", as_of=DAY)
    assert (found.bodies, found.cells, found.gaps) == ({"body:zf": 2, "body:ajj": 1}, {"141002100-01": 1}, 0)
    assert {body: len(listed(line="territory", body=body)) for body in found.bodies} == found.bodies
    assert listed(line="territory", cell="141002100-01") == ["ent:open"]
    people.end_body(SYSTEM, body="body:zf", last_day=D(2024, 5, 1))
    assert queries.overview(OFFICE, line="territory", as_of=DAY).gaps == 1
    assert listed(line="territory", only="gaps") == ["ent:coal"]


def test_the_registry_told_otherwise_later_makes_a_double_not_a_silent_change(ground):
    assign()
    registry_actions.change(SYSTEM, enterprise="ent:open", since=D(2024, 4, 1), regulator="body:zjj")
    assert [row[:2] for row in who("ent:open")][:2] == [("industry", "body:zjj"), ("industry", "body:mtj")]
    assert listed(only="doubles") == ["ent:open"]
    actions.release(
        OFFICE, enterprise="ent:open", line="industry", body="body:zjj", last_day=D(2024, 4, 30), reason="导入有误"
    )
    assert who("ent:open") == [("industry", "body:mtj", "decided"), *RULED]
    assert registry.enterprise(OFFICE, "ent:open", as_of=DAY).regulator == "body:mtj"


def test_giving_up_the_last_leaves_a_gap_and_voiding_that_brings_both_back(ground):
    fact = actions.release(
        OFFICE, enterprise="ent:coal", line="industry", body="body:mtj", last_day=D(2024, 4, 30), reason="职能划转"
    )
    assert sorted(listed(only="gaps")) == ["ent:coal", "ent:open"]
    ledger.void(SYSTEM, fact.id, reason="录错")
    assert who("ent:coal")[0] == ("industry", "body:mtj", "registered")
    decided = assign(post="post:g")
    ledger.void(SYSTEM, decided.id, reason="录错")
    assert (who("ent:open"), registry.enterprise(OFFICE, "ent:open", as_of=DAY).regulator) == (RULED, None)


def test_documents_propose_by_industry_and_place_and_what_they_propose_is_taken_at_once(ground):
    assert queries.proposals(registry.find(OFFICE, as_of=DAY), as_of=DAY)["ent:open"] == ()
    policy_actions.load_pack(SYSTEM, policy.PACKS / "yunnan-2023")
    policy_actions.adopt(SYSTEM, document="yunnan-2023", place="141000", since=D(2023, 5, 6))
    cards = registry.find(OFFICE, as_of=DAY)
    proposed = {key: [one.body for one in told] for key, told in queries.proposals(cards, as_of=DAY).items()}
    assert proposed == {"ent:coal": ["body:mtj"], "ent:open": ["body:mtj"], "ent:site": ["body:zjj"]}
    own = {"place": "141002", "line": "industry", "industry": "061", "function": "housing"}
    actions.enter_rule(OFFICE, **own, since=START, cite="尧编发〔2020〕1号")
    told = queries.proposals(cards, as_of=DAY)["ent:open"]
    assert [(one.body, one.cite) for one in told] == [("body:zjj", "尧编发〔2020〕1号")], "the longer code goes first"
    actions.end_rule(OFFICE, **own, last_day=D(2024, 5, 1))
    taken = actions.take_proposals(OFFICE, enterprises=[card.id for card in cards], since=DAY)
    assert len(taken) == 1, "those that somebody answers for stay as they are"
    decided = queries.answering(OFFICE, ["ent:open"], as_of=DAY)["ent:open"][0]
    assert (decided.body, decided.ground, decided.cite) == ("body:mtj", "document", "云南2023行动 二(一) 牵头")


def test_all_assignments_of_yunnan_are_rules_with_their_place_in_the_text(ground):
    policy_actions.load_pack(SYSTEM, policy.PACKS / "yunnan-2023")
    policy_actions.adopt(SYSTEM, document="yunnan-2023", place="141000", since=D(2023, 5, 6))
    found = [one for one in queries.rules(as_of=DAY) if one.source == "yunnan-2023"]
    assert len(found) == 23
    assert len({one.cite for one in found}) == 23, "each says where it stands"
    assert sum(bool(one.industries) for one in found) == 20, "消防、特种设备、实验室不按行业"
    assert sorted(phrase for one in found for phrase in one.unread) == ["有关铁路等建设指挥机构", "滇中引水建管局"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"enterprise": "ent:none"}, "responsibility.missing"),
        ({"line": "other"}, "responsibility.line"),
        ({"ground": "because"}, "responsibility.ground"),
        ({"body": "body:none"}, "responsibility.body"),
        ({"body": "body:zjj", "post": "post:g"}, "responsibility.post"),
        ({"cell": "141002100-01"}, "responsibility.cell"),
        ({"line": "territory", "cell": "none"}, "responsibility.cell"),
    ],
)
def test_a_wrong_decision_is_refused_and_nothing_is_written(ground, changes, code):
    with pytest.raises(Refusal) as no:
        assign(**changes)
    assert no.value.code == code
    assert (Answer.objects.for_change().count(), who("ent:open")) == (0, RULED)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"function": "没有的"}, "responsibility.function"),
        ({"industry": "B06"}, "responsibility.industry"),
        ({"line": "general"}, "responsibility.industry"),
        ({"industry": ""}, "responsibility.industry"),
        ({"cite": " "}, "responsibility.cite"),
        ({"place": "141021"}, "responsibility.not_allowed"),
    ],
)
def test_a_wrong_rule_is_refused_and_nothing_is_written(ground, changes, code):
    asked = {"place": "141002", "line": "industry", "industry": "06", "function": "coal", "since": START, "cite": "x"}
    with pytest.raises(Refusal) as no:
        actions.enter_rule(OFFICE, **{**asked, **changes})
    assert (no.value.code, OwnRule.objects.for_change().count()) == (code, 0)


def test_who_does_not_see_the_enterprise_learns_nothing_and_decides_nothing(ground):
    assign()
    assert queries.answering(STRANGERS, ["ent:open"], as_of=DAY) == {}
    assert queries.history(STRANGERS, "ent:open") == []
    assert queries.overview(STRANGERS, line="industry", as_of=DAY).bodies == {}
    with pytest.raises(Refusal) as no:
        actions.release(STRANGERS, enterprise="ent:open", line="industry", body="body:mtj", last_day=DAY, reason="x")
    assert (no.value.code, who("ent:open")[0][1]) == ("responsibility.missing", "body:mtj")


def test_what_a_rule_says_is_not_given_up_by_hand(ground):
    with pytest.raises(Refusal) as no:
        actions.release(OFFICE, enterprise="ent:open", line="general", body="body:ajj", last_day=DAY, reason="x")
    assert (no.value.code, who("ent:open")) == ("responsibility.body", RULED)


def test_the_signboard_names_who_answers_with_telephone_and_code(ground):
    assign(post="post:g", phone="0357-1234567")
    card = registry.enterprise(OFFICE, "ent:open", as_of=DAY)
    board = signboard.of(OFFICE, card, as_of=DAY, url="https://anjian.example/enterprises/ent:open/")
    paper = Document(io.BytesIO(signboard.docx(board)))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert rows == [
        ["监管责任", "单位", "责任人", "电话"],
        ["行业监管", "尧都区能源局", "监管一股股长", "0357-1234567"],
        ["综合监管", "尧都区应急管理局", signboard.BLANK, signboard.BLANK],
        ["属地监管", "乡贤街道办事处", signboard.BLANK, signboard.BLANK],
    ]
    assert len(paper.inline_shapes) == 1
    assert "<svg" in signboard.svg(board.url)


def test_a_decision_mends_the_duties_that_read_the_regulator(ground):
    people.found_body(
        SYSTEM, body="body:gov", name="尧都区人民政府", place="141002", classes=["government"], since=START
    )
    policy_actions.load_pack(SYSTEM, policy.PACKS / "linfen-2018")
    policy_actions.adopt(SYSTEM, document="linfen-2018", place="141000", since=START)
    today = dt.datetime.now(CHINA).date()
    duties_actions.rebuild(as_of=today)

    def share() -> list[str]:
        rules = ["linfen-2018/every-enterprise-has-regulator"]
        found = duties.page(SYSTEM, as_of=today, place="141000", bearers=["body:gov"], rules=rules).rows
        return [one.outcome.value for one in found]

    assert share() == ["short"]
    assign()
    duties_actions.freshen(as_of=today)
    assert (share(), projection.differences(today)[1]) == (["met"], [])
