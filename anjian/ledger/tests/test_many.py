"""Many facts in one statement are what the same facts are one by one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from anjian.ledger import actions, handlers, queries
from anjian.ledger.actions.many import CHUNK
from anjian.ledger.events import VOIDED, NewFact, Party
from anjian.ledger.tests.making import FIRM, LEADER, VISIT, sql, together, unchanged
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer

TOLD = (
    NewFact(
        "records.visit_filed",
        VISIT,
        "141021",
        [LEADER, FIRM, Party("at", "place", "141021101")],
        {"hazards": 2, "topics": ["煤矿", "危化"], "closed": True, "due": date(2018, 4, 1), "share": Decimal("0.5")},
        {"phone": "138"},
    ),
    NewFact("records.meeting_held", datetime(2018, 5, 2, 9, 1, tzinfo=CHINA), None, [], precision="day"),
    NewFact(
        "records.visit_filed",
        None,
        "141021",
        [LEADER],
        {"nobody": None, "none": [], "quote": 'a"\\{},NULL 企', "odd": ["N", "NULL", ",N", '","', "\\", "\x01\n"]},
    ),
)
HELD = """
SELECT f.name, f.precision, f.place, f.origin, f.recorded_by, f.algorithm, f.parties_digest, b.body,
  array(SELECT (p.n, p.role, p.kind, p.id)::text FROM ledger_party p WHERE p.fact = f.id ORDER BY p.n),
  array(SELECT (a.attr, a.n, a.text, a.num, a.day)::text FROM ledger_attr a WHERE a.fact = f.id ORDER BY a.attr, a.n),
  f.id IN (SELECT fact FROM ledger_void), f.happened_at = f.recorded_at, octet_length(b.salt)
FROM ledger_fact f JOIN ledger_body b ON b.fact = f.id WHERE f.id = ANY(%s) ORDER BY f.seq
"""


def one_by_one() -> list[UUID]:
    return [actions.record(SYSTEM, **asdict(one) | {"parties": one.parties}).id for one in TOLD]


@pytest.mark.django_db
def test_many_facts_are_kept_delivered_and_sealed_as_the_same_facts_one_by_one() -> None:
    heard: list[tuple[str, str]] = []
    handlers.within("records.*")(lambda fact, viewer: heard.append(("one", fact.name)))
    single = one_by_one()
    alone, heard[:] = heard[:], []
    made = actions.record_many(SYSTEM, TOLD)
    assert heard == alone == [("one", one.name) for one in TOLD]
    assert sql(HELD, [fact.id for fact in made]) == sql(HELD, single)
    assert actions.sequence() == 6
    read = [queries.fact(SYSTEM, fact.id) for fact in made]
    assert [fact.position for fact in read] == [4, 5, 6]
    for fact, again in zip(made, read, strict=True):
        told, kept = asdict(fact), asdict(again)
        assert {**told, "position": kept["position"]} == kept
    assert [(fact.day, fact.happened_at == fact.recorded_at) for fact in made[:2]] == [
        (date(2018, 3, 12), False),
        (date(2018, 5, 2), False),
    ]
    assert made[2].happened_at == made[2].recorded_at == made[0].recorded_at
    actions.seal(at_once=True)
    assert queries.verify(SYSTEM).ok


@pytest.mark.django_db
def test_a_handler_may_take_a_chunk_at_once_and_hears_only_what_it_asked_for() -> None:
    chunks: list[list[str]] = []

    def many(facts: Any, viewer: Viewer) -> None:
        chunks.append([fact.name for fact in facts])

    handlers.within("records.visit_filed", many=many)(lambda fact, viewer: pytest.fail("it hears chunks"))
    handlers.within("registry.*", many=many)(lambda fact, viewer: pytest.fail("nothing of its own"))
    actions.record_many(SYSTEM, TOLD)
    assert chunks == [["records.visit_filed", "records.visit_filed"]]


@pytest.mark.django_db
def test_what_a_handler_raises_undoes_the_whole_chunk() -> None:
    @handlers.within("records.meeting_held")
    def no(fact: Any, viewer: Viewer) -> None:
        raise Refusal("不行", "测试", "无")

    with unchanged(), pytest.raises(Refusal, match="不行"), transaction.atomic():
        actions.record_many(SYSTEM, TOLD)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("viewer", "told", "code"),
    [
        (STRANGER, TOLD, "ledger.stranger"),
        (SYSTEM, TOLD * 400, "ledger.too_many"),
        (SYSTEM, [TOLD[0], NewFact("ledger.voided", None, None, [])], "ledger.reserved"),
        (SYSTEM, [TOLD[0], NewFact("records.x", datetime(2199, 1, 1, tzinfo=CHINA), None, [])], "ledger.future"),
        (SYSTEM, [TOLD[0], NewFact("records.x", None, "999", [])], ""),
        (SYSTEM, [TOLD[0], NewFact("records.x", None, None, [Party("a", "planet", "x")])], "ledger.party_kind"),
    ],
)
def test_one_wrong_fact_refuses_them_all(viewer: Viewer, told: Any, code: str) -> None:
    with unchanged(), pytest.raises(Refusal) as no, transaction.atomic():
        actions.record_many(viewer, told)
    assert code in ("", no.value.code)


@pytest.mark.django_db
def test_many_facts_are_voided_together_each_once_and_all_or_none() -> None:
    made = actions.record_many(SYSTEM, TOLD)
    heard: list[str] = []
    handlers.within(VOIDED)(lambda fact, viewer: heard.append(str(fact.attributes["fact"])))
    said = actions.void_many(SYSTEM, [made[2].id, made[0].id], reason=" 撤销导入 ")
    assert heard == [str(made[2].id), str(made[0].id)]
    assert [(fact.name, fact.place, fact.attributes["reason"]) for fact in said] == [
        (VOIDED, "141021000000", "撤销导入"),
        (VOIDED, "141021000000", "撤销导入"),
    ]
    assert [queries.fact(SYSTEM, one.id).stands for one in made] == [False, True, False]
    for ids, code in (
        ([made[1].id, made[0].id], "ledger.not_standing"),
        ([made[1].id, said[0].id], "ledger.own_fact"),
        ([made[1].id, UUID(int=1)], "ledger.no_fact"),
    ):
        with unchanged(), pytest.raises(Refusal) as no, transaction.atomic():
            actions.void_many(SYSTEM, ids, reason="x")
        assert no.value.code == code


def test_chunks_that_share_subjects_wait_for_each_other_in_one_order(fresh_database: Any) -> None:
    def told(names: Any) -> list[NewFact]:
        return [NewFact("records.x", None, None, [Party("p", "enterprise", f"ent:{n}")]) for n in names]

    def write(names: Any) -> int:
        with transaction.atomic():
            return len(actions.record_many(SYSTEM, told(names)))

    chunks = [range(CHUNK), range(CHUNK - 1, -1, -1)] * 5
    assert together(*[lambda names=names: write(names) for names in chunks]) == [CHUNK] * 10
    assert sql("SELECT count(*), count(DISTINCT seq) FROM ledger_fact") == [(10 * CHUNK, 10 * CHUNK)]
