"""Void, supersede, erase, claim."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction

from anjian.ledger import actions, queries
from anjian.ledger.events import Party
from anjian.ledger.tests.making import FIRM, LEADER, committed, sql, together, unchanged, visit
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM

NOBODY = UUID("01890000-0000-7000-8000-000000000001")


# -- void, supersede, erase ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_voided_fact_stays_readable_and_does_not_stand_from_its_voiding_on() -> None:
    made = visit()
    actions.sequence()
    gone = actions.void(SYSTEM, made.id, reason="企业登记错误")
    assert (gone.name, gone.place, gone.attributes["reason"]) == ("ledger.voided", made.place, "企业登记错误")
    assert gone.subjects == made.subjects
    found = queries.fact(SYSTEM, made.id)
    assert (found.stands, found.voided_by, found.attributes) == (False, gone.id, made.attributes)
    assert sql("SELECT fact, position FROM rel_void") == [(made.id, None)]
    actions.sequence()
    assert sql("SELECT fact, position FROM rel_void") == [(made.id, 2)]
    assert queries.fact(SYSTEM, made.id, known=1).stands
    assert not queries.fact(SYSTEM, made.id, known=2).stands
    assert queries.fact(SYSTEM, gone.id, known=1) is None


@pytest.mark.django_db
def test_a_fact_is_voided_once() -> None:
    made = visit()
    actions.void(SYSTEM, made.id, reason="错")
    with unchanged(), pytest.raises(Refusal) as no:
        actions.void(SYSTEM, made.id, reason="再错")
    assert no.value.code == "ledger.not_standing"


def test_two_who_void_at_once_make_one_voiding(fresh_database: object) -> None:
    made = committed()

    def void() -> str:
        try:
            with transaction.atomic():
                return actions.void(SYSTEM, made.id, reason="错").name
        except Refusal as no:
            return no.code

    assert sorted(together(void, void, void)) == ["ledger.not_standing", "ledger.not_standing", "ledger.voided"]
    assert sql("SELECT count(*) FROM ledger_fact") == [(2,)]


@pytest.mark.django_db
def test_void_needs_a_reason_and_a_fact_that_may_be_voided() -> None:
    made = visit()
    voiding = actions.void(SYSTEM, made.id, reason="错")
    other = visit()
    for id, reason, code in (
        (other.id, " ", "ledger.reason"),
        (NOBODY, "错", "ledger.no_fact"),
        (voiding.id, "不作废了", "ledger.own_fact"),
    ):
        with unchanged(), pytest.raises(Refusal) as no:
            actions.void(SYSTEM, id, reason=reason)
        assert no.value.code == code


@pytest.mark.django_db
def test_a_superseded_fact_names_the_one_in_its_place() -> None:
    wrong, right = visit(), visit(attributes={"hazards": 3})
    told = actions.supersede(SYSTEM, wrong.id, by=right, reason="隐患数更正")
    found = queries.fact(SYSTEM, wrong.id)
    assert (found.stands, found.superseded_by, found.voided_by) == (False, right.id, None)
    assert told.attributes["successor"] == str(right.id)
    for id, by in ((wrong.id, right), (right.id, right), (right.id, wrong)):
        with unchanged(), pytest.raises(Refusal):
            actions.supersede(SYSTEM, id, by=by, reason="再更正")


@pytest.mark.django_db
def test_an_erased_body_is_gone_with_its_salt_and_names_and_the_published_rest_stays() -> None:
    made = visit()
    told = actions.erase(SYSTEM, made.id, ground="本人要求删除", attributes=["topics"])
    found = queries.fact(SYSTEM, made.id)
    assert (found.erased, found.stands, found.private) == (True, True, {})
    assert found.parties == (Party("led_by", "post", LEADER.id), Party("inspected", "enterprise", FIRM.id))
    assert found.attributes == {"hazards": 2, "closed": "true", "due": "2018-04-01", "share": 0.5}
    assert sql("SELECT count(*) FROM ledger_body WHERE fact = %s", made.id) == [(0,)]
    assert told.name == "ledger.body_erased"
    assert told.attributes["ground"] == "本人要求删除"
    with unchanged(), pytest.raises(Refusal) as no:
        actions.erase(SYSTEM, made.id, ground="再删")
    assert no.value.code == "ledger.already_erased"
    actions.erase(SYSTEM, made.id, ground="这一项也是个人信息", attributes=["hazards"])
    assert queries.fact(SYSTEM, made.id).attributes == {"closed": "true", "due": "2018-04-01", "share": 0.5}
    assert visit(id=made.id).erased  # a device that sends it again gets the header back


# -- claims -------------------------------------------------------------------------------------------------------


def test_a_claim_is_true_exactly_once_for_two_workers_at_once(fresh_database: object) -> None:
    def work() -> list[str]:
        won = []
        for n in range(60):
            with transaction.atomic():
                if actions.claim(SYSTEM, key=f"letter|{n}", ground={"n": n}):
                    won.append(f"letter|{n}")
        return won

    shares = together(work, work, work)
    assert sorted(key for share in shares for key in share) == sorted(f"letter|{n}" for n in range(60))
    ground = queries.claimed("letter|7")
    assert (ground["n"], ground["claimed_by"]) == (7, "system")
    assert queries.claimed("letter|60") is None


def test_a_claim_falls_with_its_transaction_and_can_then_be_taken(fresh_database: object) -> None:
    def fail() -> None:
        with transaction.atomic():
            assert actions.claim(SYSTEM, key="k", ground={})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with transaction.atomic():
        assert actions.claim(SYSTEM, key="k", ground={})
        assert not actions.claim(SYSTEM, key="k", ground={})
