"""SQL cannot change a fact."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import errors

from anjian.ledger import actions, handlers, health, roles
from anjian.ledger.tests.making import committed, counts, sql
from anjian.lib.viewer import SYSTEM

KEPT = ("fact", "body", "party", "attr", "position", "void", "erasure", "claim", "seal", "import")
CHANGED = {
    "fact": "name = 'x'",
    "body": "body = '{}'",
    "party": "id = 'x'",
    "attr": "text = 'x'",
    "position": "leaf = '\\x00'",
    "void": "kind = 'voided'",
    "erasure": "attributes = '{}'",
    "claim": "ground = '{}'",
    "seal": "root = '\\x00'",
    "import": "last = 0",
}


@pytest.fixture
def filled(fresh_database: Any) -> Any:
    """A ledger with something in every table that is kept."""
    with psycopg.connect(**fresh_database.login("anjian")) as owner:
        owner.execute("INSERT INTO ledger_import (origin, last, imported_by) VALUES ('sample', 0, 'x')")
    first, second = committed(), committed()
    from django.db import transaction

    with transaction.atomic():
        actions.void(SYSTEM, first.id, reason="错")
        actions.erase(SYSTEM, second.id, ground="本人要求")
        actions.claim(SYSTEM, key="k", ground={})
    actions.sequence()
    actions.seal(at_once=True)
    found = counts()
    assert all(found[f"ledger_{name}"] > 0 for name in KEPT)
    return fresh_database


def _everything() -> dict[str, Any]:
    return {name: sql(f"SELECT * FROM ledger_{name} ORDER BY 1, 2") for name in KEPT}


ATTACKS = [
    *(f"UPDATE ledger_{name} SET {change}" for name, change in CHANGED.items()),
    *(f"DELETE FROM ledger_{name}" for name in KEPT),
    *(f"TRUNCATE ledger_{name}" for name in KEPT),
    "TRUNCATE ledger_fact, ledger_body, ledger_party CASCADE",
]
ONLY_THE_OWNER = [
    "ALTER TABLE ledger_fact DISABLE TRIGGER ALL",
    "ALTER TABLE ledger_fact DISABLE TRIGGER ledger_append_only",
    "DROP TRIGGER ledger_append_only ON ledger_fact",
    "DROP TABLE ledger_fact CASCADE",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
    "SELECT ledger_grant('anjian_app')",
    "INSERT INTO ledger_fact (id, name, happened_at, precision, recorded_at, recorded_by, origin, algorithm, "
    "parties_digest, body_digest) "
    "VALUES (gen_random_uuid(), 'x', now(), 'minute', now(), 'x', 'live', 'sha256', '', '')",
    "INSERT INTO ledger_party SELECT id, 9, 'x', 'post', 'x' FROM ledger_fact",
    "INSERT INTO ledger_attr (fact, attr, n) SELECT id, 'x', 0 FROM ledger_fact",
    "INSERT INTO ledger_void SELECT id, gen_random_uuid(), 'voided' FROM ledger_fact",
    "INSERT INTO ledger_erasure SELECT gen_random_uuid(), id, '{}' FROM ledger_fact",
    "INSERT INTO ledger_position VALUES (99, gen_random_uuid(), now(), '')",
    "DELETE FROM ledger_pending",
    "UPDATE ledger_pending SET seq = 1",
    "SELECT setval('ledger_fact_seq_seq', 1)",
]


@pytest.mark.parametrize("role", ["anjian_app", "anjian"])
def test_neither_the_serving_role_nor_the_owner_changes_a_row(filled: Any, role: str) -> None:
    before = _everything()
    with filled.connect(role, autocommit=True) as other:
        for attack in ATTACKS:
            with pytest.raises((errors.InsufficientPrivilege, errors.RestrictViolation)):
                other.execute(attack)
    assert _everything() == before


def test_the_serving_role_can_neither_switch_the_fences_off_nor_write_past_the_functions(filled: Any) -> None:
    before = _everything()
    with filled.connect("anjian_app", autocommit=True) as other:
        for attack in ONLY_THE_OWNER:
            with pytest.raises(errors.InsufficientPrivilege):
                other.execute(attack)
    assert _everything() == before
    assert {check.state for check in health.checks() if check.name in ("ledger.fences", "ledger.rights")} == {"ok"}


def test_a_table_put_before_the_ledgers_by_the_serving_role_is_not_taken_for_it(filled: Any) -> None:
    before = _everything()
    with filled.connect("anjian_app") as other:
        other.execute("CREATE TEMP TABLE ledger_erasure (said_by uuid, fact uuid, attributes text[])")
        other.execute("INSERT INTO pg_temp.ledger_erasure SELECT id, id, '{hazards}' FROM ledger_fact")
        with pytest.raises(errors.InsufficientPrivilege):
            other.execute("DELETE FROM ledger_attr")
    assert _everything() == before


def test_functions_of_the_ledger_accept_no_made_up_fact_of_its_own(filled: Any) -> None:
    before = _everything()
    call = (
        "SELECT ledger_record(NULL, %s, now(), 'minute', 'x', NULL, 'sha256', '', '', %s::jsonb, '', "
        "'{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')"
    )
    fact = before["fact"][0][0]
    own = next(row[0] for row in before["fact"] if row[2] == "ledger.voided")
    with filled.connect("anjian_app", autocommit=True) as other:
        for name, target in (("ledger.voided", own), ("ledger.body_erased", own), ("ledger.opened", fact)):
            with pytest.raises(errors.RestrictViolation):
                other.execute(call, [name, f'{{"attributes": {{"fact": "{target}", "attributes": []}}}}'])
    assert _everything() == before


def test_rights_are_set_again_after_somebody_gave_them(filled: Any) -> None:
    with filled.connect("anjian", autocommit=True) as owner:
        owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO anjian_app")
        found = next(check for check in health.checks() if check.name == "ledger.rights")
        assert found.state == "fail"
        assert "ledger_fact" in found.message
        assert owner.execute("SELECT ledger_grant('anjian_app')").fetchone() == (True,)
    assert next(check for check in health.checks() if check.name == "ledger.rights").state == "ok"


def test_granting_does_nothing_without_the_role_or_with_one_role_only(fresh_database: Any) -> None:
    with fresh_database.connect("anjian") as owner:
        assert owner.execute("SELECT ledger_grant('nobody_such')").fetchone() == (False,)
        assert owner.execute("SELECT ledger_grant('anjian')").fetchone() == (False,)
        assert owner.execute("SELECT ledger_grant('')").fetchone() == (False,)
    assert roles.serving_role() == "anjian_app"


def test_health_names_the_table_whose_triggers_are_off(filled: Any) -> None:
    with filled.connect("anjian", autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger_party DISABLE TRIGGER USER")
    found = next(check for check in health.checks() if check.name == "ledger.fences")
    assert found.state == "fail"
    assert found.message.endswith("ledger_party")


def test_health_tells_what_waits_and_what_is_parked(filled: Any) -> None:
    def state(name: str) -> str:
        return next(check.state for check in health.checks() if check.name == name)

    assert (state("ledger.lag"), state("ledger.parked"), state("ledger.seal")) == ("ok", "ok", "ok")

    @handlers.after("*", name="test.poison")
    def poison(fact: object) -> None:
        raise ValueError("毒")

    actions.deliver()
    assert state("ledger.parked") == "fail"
    with filled.connect("anjian", autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger_fact DISABLE TRIGGER USER")
        late = committed()
        owner.execute("UPDATE ledger_fact SET recorded_at = now() - interval '2 minutes' WHERE id = %s", [late.id])
        assert state("ledger.lag") == "warn"
        owner.execute("UPDATE ledger_fact SET recorded_at = now() - interval '20 minutes' WHERE id = %s", [late.id])
        assert state("ledger.lag") == "fail"
