"""Every operation is asked whatever its description allows, and what it does not: no fault of ours, documented answers.

The requests are made by schemathesis from the description. Half of them name things that are there (facts, documents,
bodies of the sample), so that they come past the door; the bodies are sound ones with some parts exchanged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from anjian.access import actions as accounts
from anjian.access import queries as access
from anjian.api import actions as tokens
from anjian.duties.worker import freshen
from anjian.ledger import queries as ledger
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.sheets import queries as sheets

TODAY = dt.datetime.now(CHINA).date()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCOPES = ("read", "record", "decide", "register", "hooks")
EXAMPLES = {
    "list_others": 3,
    "list_others_duties": 3,
    "get_document": 3,
    "reset_password": 2,
    "open_account": 3,
    "get_clause": 4,
    "get_desk": 3,
    "search": 3,
    "get_board": 2,
    "get_beside": 2,
    "list_duties": 3,
    "export_duties": 2,
    "urge_duties": 2,
    "assign_duties": 2,
    "get_report": 2,
    "list_desk": 2,
    "list_recordable": 2,
    "get_book": 3,
    "get_saved": 2,
    "get_served": 4,
    "get_form": 4,
    "get_first_day": 2,
    "list_settings": 4,
    "get_duty": 5,
    "decide_setting": 5,
}
"""Fewer requests to what computes the duties of a whole city; the others get `USUAL`."""
USUAL = 6


@pytest.fixture(scope="module")
def house(copies: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """The sample, a token for everything, and what is there to be named."""
    from django.db import connections
    from django.test import override_settings

    with (
        copies("anjian_loaded"),
        override_settings(
            FILES=tmp_path_factory.mktemp("files"), API_RATE=100_000, ALLOWED_HOSTS=["*"], HOOKS_INSIDE=["127.0.0.0/8"]
        ),
    ):
        freshen()
        connections["default"].settings_dict["CONN_MAX_AGE"] = None  # one connection for all requests
        office = access.viewer_for("acct:city-office", as_of=TODAY)  # accounts of the sample ask from loop-back alone
        accounts.open_account(
            SYSTEM,
            login="programs",
            name="示例程序",
            password="a long sentence",
            since=TODAY,
            person=office.person,
            roles=sorted(office.roles),
        )
        viewer = access.viewer_for("acct:programs", as_of=TODAY)
        now = dt.datetime.now(dt.UTC)
        _, token = tokens.make_token(viewer, name="测试", scopes=SCOPES, days=1, now=now)
        accounts.open_account(
            SYSTEM, login="keeper", name="示例管理", password="a long sentence", since=TODAY, roles=["administrator"]
        )
        tried = {
            "body": "body:141000-tried",
            "name": "示例试局",
            "since": TODAY,
        }  # ended, renamed, filled by the requests
        people.found_body(SYSTEM, place="141000", classes=["department"], **tried)
        people.make_post(SYSTEM, post="post:141000-tried", classes=["department_head"], **tried)
        keeper = access.viewer_for("acct:keeper", as_of=TODAY)
        _, admin = tokens.make_token(keeper, name="管理", scopes=[*SCOPES, "admin"], days=1, now=now)
        listed = people.upload_list(
            viewer,
            sheets.table(["姓名", "部门", "职务"], [["示例甲", "无", "主任"]]),
            kind="posts",
            name="名册",
            now=now,
        )
        facts = ledger.facts(viewer, limit=5)
        post = viewer.posts[0]
        fact = {
            "fact": "inspections.visit_filed",
            "day": TODAY.isoformat(),
            "place": post.place,
            "parties": {"led_by": [{"kind": "post", "id": post.id}]},
            "attributes": {"found": "两处", "hazards_found": 2},
        }
        setting = {
            "rule": "linfen-2018/leader-inspects-monthly",
            "field": "at_least",
            "value": 2,
            "since": TODAY.isoformat(),
            "ground": "会议纪要",
        }
        since = {"since": TODAY.isoformat()}
        yield {
            "token": token,
            "admin": admin,
            "names": {
                "fact_id": [str(one.id) for one in facts],
                "document_id": ["linfen-2018", "nanyang-2021"],
                "number": ["3.8", "19.1"],
                "key": ["linfen-2018~leader-inspects-monthly!post:141000-xz!!" + f"{TODAY:%Y-%m}", "a!b!c!d"],
                "name": ["inspections.visit_filed", "meetings.held"],
                "code": ["141000", "141002000000", "141002101"],
                "body_id": ["body:141000-tried"],
                "post_id": ["post:141000-tried"],
                "enterprise_id": [party.id for one in facts for party in one.parties if party.kind == "enterprise"],
                "digest": ["0" * 64],
                "token_id": ["000000000000"],
                "subscription_id": [str(facts[0].id)],
                "person_id": [viewer.person, "me"],
                "list_id": [str(listed)],
                "batch": [str(facts[0].id)],
                "cell": ["示例-001"],
                "login": ["yaodu-deputy"],
                "role": ["office", "security"],
                "rung": [1],
                "sign_in": [str(facts[0].id)],
            },
            "bodies": {
                "record_fact": fact,
                "would_meet": fact,
                "record_batch": {"facts": [{**fact, "id": str(facts[0].id)}]},
                "decide_setting": setting,
                "found_body": {
                    "id": "body:141000-x",
                    "name": "示例局",
                    "place": "141000",
                    "classes": ["department"],
                    **since,
                },
                "make_post": {
                    "id": "post:x",
                    "name": "主任",
                    "body": post.body,
                    "classes": ["department_head"],
                    **since,
                },
                "enter_person": {"id": "person:x", "name": "示例新", **since},
                "appoint": {"person": viewer.person, **since},
                "delegate": {"person": viewer.person, "ground": "会议", **since},
                "move_person": {"leaves": post.id, "takes": post.id, **since},
                "give_function": {"function": "work_safety", **since},
                "draw_cell": {"cell": "示例-001", "place": "141002001", "name": "一格", **since},
                "change_cell": {"name": "二格", **since},
                "explain_list": {"mapping": {"name": "A", "body": "B", "post": "C"}},
                "adopt_document": {"place": "141000", **since},
                "open_account": {"login": "new.one", "name": "示例新", "password": "a long sentence"},
                "grant_role": {"role": "recorder"},
                "choose_home": {"place": "141000"},
                "answer_rung": {"do": "take", "ground": "会议"},
                "set_addresses": {"sms": "13800000000"},
                "subscribe": {"url": "http://127.0.0.1:9/x", "names": ["inspections.*"]},
            },
        }


def _schema() -> Any:
    from django.core.wsgi import get_wsgi_application
    from django.test import override_settings

    with override_settings(ALLOWED_HOSTS=["*"]):
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


SCHEMA = _schema()
OPERATIONS = {
    one.ok().definition.raw["operationId"]: one.ok() for one in SCHEMA.get_all_operations() if one.ok() is not None
}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"])
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_answers_as_it_is_described(house, name, mode):
    operation = OPERATIONS[name]
    try:
        cases = operation.as_strategy(generation_mode=mode)
    except Exception as nothing:
        pytest.skip(str(nothing))
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
        pytest.skip("nothing in the request can be wrong")

    @settings(
        max_examples=EXAMPLES.get(name, USUAL),
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def ask(data: Any) -> None:
        case = data.draw(cases)
        for parameter in case.path_parameters or {}:
            known = house["names"].get(parameter)
            if known and data.draw(st.booleans()):
                case.path_parameters[parameter] = data.draw(st.sampled_from(known))
        sound = house["bodies"].get(name)
        if sound and isinstance(case.body, dict) and data.draw(st.booleans()):
            kept = set(data.draw(st.lists(st.sampled_from(sorted(sound)), max_size=2)))
            case.body = {**sound, **{field: value for field, value in case.body.items() if field in kept}}
        token = house["admin" if operation.definition.raw["x-scope"] == "admin" else "token"]
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        answer = case.call_and_validate(checks=CHECKS)
        if "Authorization" in answer.request.headers:
            assert answer.status_code != 401, "to who shows the token the door is open"
        else:  # some that are not allowed leave it out
            assert answer.status_code == 401, "the door is shut to who shows nothing"

    ask()
