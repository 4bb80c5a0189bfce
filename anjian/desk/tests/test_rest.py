"""The interface for programs does what the pages do: the same functions, the same rights, the same reasons."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from anjian.access import queries as access
from anjian.api import actions as tokens
from anjian.desk.tests.conftest import TODAY
from anjian.duties import queries as duties
from anjian.ledger import queries as ledger
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import SYSTEM
from anjian.registry import queries as registry

VISIT = "inspections.visit_filed"


class Program:
    """A program of an account: asks with its token."""

    def __init__(self, login: str, scopes: tuple[str, ...]) -> None:
        self.viewer = access.viewer_for(f"acct:{login}", as_of=TODAY)
        now = dt.datetime.now(dt.UTC)
        _, self.token = tokens.make_token(self.viewer, name="测试", scopes=scopes, days=1, now=now)
        self.post_held = self.viewer.posts[0].id if self.viewer.posts else ""

    def __call__(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        said = {"Authorization": f"Bearer {self.token}", **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1{address}", headers=said, **more)


@pytest.fixture(scope="module")
def made(sample: Any) -> dict[Any, Program]:
    """Programs made so far over the module's sample."""
    return {}


@pytest.fixture
def program(made: Any, settings: Any, tmp_path: Any, django_db_blocker: Any) -> Iterator[Callable[..., Program]]:
    settings.FILES = tmp_path / "files"
    with django_db_blocker.unblock():

        def come(login: str, *scopes: str) -> Program:
            asked = (login, scopes or ("read", "record"))
            if asked not in made:
                made[asked] = Program(*asked)
            return made[asked]

        yield come


def visit(asked: Program, **change: Any) -> dict[str, Any]:
    said = {
        "id": str(uuid7(dt.datetime.now(dt.UTC))),
        "fact": VISIT,
        "day": TODAY.isoformat(),
        "place": asked.viewer.posts[0].place,
        "parties": {"led_by": [{"kind": "post", "id": asked.post_held}]},
    }
    return {**said, **change}


def test_a_recorded_fact_meets_its_duty_and_is_taken_back(program):
    ask = program("yaodu-deputy")
    said = visit(ask)
    foreseen = ask("post", "/facts/would-meet", said)
    assert foreseen.status_code == 200
    answer = ask("post", "/facts", said)
    told = answer.json()
    assert (answer.status_code, told["id"], told["again"]) == (201, said["id"], False)
    met = ask("get", f"/facts/{said['id']}/met").json()["items"]
    assert {row["key"] for row in met} == {row["key"] for row in foreseen.json()["items"]}
    assert all(row["outcome"].startswith("met") for row in met)
    assert ask("get", f"/facts/{said['id']}").json()["mine"] is True
    undone = ask("post", f"/facts/{said['id']}/undo")
    assert (undone.status_code, undone.json()["voided"]) == (200, said["id"])
    assert ask("get", f"/facts/{said['id']}").json()["stands"] is False
    assert ask("post", f"/facts/{said['id']}/undo").status_code == 409


def test_the_same_request_sent_again_records_once_and_another_under_its_id_is_refused(program):
    ask = program("yaodu-deputy")
    said = visit(ask)
    last = ledger.latest(SYSTEM, limit=1)[0]
    assert [ask("post", "/facts", said).status_code for _ in range(3)] == [201, 200, 200]
    other = ask("post", "/facts", {**said, "day": (TODAY - dt.timedelta(days=1)).isoformat()})
    assert (other.status_code, other.json()["code"]) == (409, "api.key_used")
    assert [str(fact.id) for fact in ledger.latest(SYSTEM, limit=2)] == [said["id"], str(last.id)]
    keyed = {name: value for name, value in said.items() if name != "id"}
    answers = [ask("post", "/facts", keyed, **{"Idempotency-Key": "outbox-7"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    somebody = program("quwo-deputy")
    theirs = somebody("post", "/facts", visit(somebody, id=said["id"]))
    assert (theirs.status_code, theirs.json()["code"]) == (409, "records.used")


def test_a_batch_answers_for_each_and_one_that_is_refused_stops_no_other(program):
    ask = program("yaodu-deputy")
    good, wrong, late = visit(ask), visit(ask, day="2999-01-01"), visit(ask)
    unread = visit(ask, parties={"led_by": [{"kind": "post", "id": "post:nobody"}]})
    answer = ask("post", "/facts/batch", {"facts": [good, wrong, unread, late, good]})
    told = answer.json()["answers"]
    assert answer.status_code == 200
    assert [one["status"] for one in told] == [201, 422, 422, 201, 200]
    assert [one["id"] for one in told] == [good["id"], wrong["id"], unread["id"], late["id"], good["id"]]
    assert told[1]["problem"]["faults"][0]["code"] == "records.future"
    assert told[2]["problem"]["faults"][0]["field"] == "party.led_by"
    assert ledger.fact(SYSTEM, uuid.UUID(wrong["id"])) is None


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"fact": "no.such"}, 404, "records.fact.missing"),
        ({"place": "141021"}, 403, "records.place_scope"),
        ({"place": "zzz"}, 422, None),
        ({"attributes": {"no_such": 1}}, 422, "api.undeclared"),
        ({"parties": {"no_such": []}}, 422, "api.undeclared"),
        ({"parties": {"led_by": [{"kind": "enterprise", "id": "ent:1"}]}}, 422, "api.undeclared"),
        ({"parties": {}}, 422, "records.required"),
        ({"photos": ["0" * 64]}, 422, "evidence.gone"),
        ({"day": "yesterday"}, 422, "api.invalid"),
        ({"more": 1}, 422, "api.invalid"),
        ({"place": "14\x001002"}, 400, "api.unreadable_body"),
        ({"attributes": {"note": "\ud800"}}, 400, "api.unreadable_body"),
    ],
)
def test_what_cannot_be_recorded_says_what_why_and_what_next_and_nothing_is_written(program, change, status, code):
    ask = program("yaodu-deputy")
    said = visit(ask, **change)
    answer = ask("post", "/facts", said)
    told = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert code is None or told["code"] == code
    assert told["what"]
    assert told["next"]
    assert ledger.fact(SYSTEM, uuid.UUID(said["id"])) is None


def test_a_photo_is_put_in_before_and_named_by_the_fact(program):
    ask = program("yaodu-deputy")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "现场.jpg"
    kept = Client().post("/api/v1/photos", {"photo": picture}, headers={"Authorization": f"Bearer {ask.token}"})
    digest = kept.json()["digest"]
    said = visit(ask, photos=[digest])
    assert ask("post", "/facts", said).status_code == 201
    assert ask("post", "/facts", said).json()["again"] is True
    got = ask("get", f"/photos/{digest}")
    assert (got.status_code, got.headers["Content-Type"]) == (200, "image/jpeg")
    assert program("quwo-deputy")("get", f"/photos/{digest}").status_code == 404


def test_the_desk_and_a_duty_are_those_of_the_page(program):
    ask = program("yaodu-deputy")
    told = ask("get", "/desk").json()
    found = duties.desk(ask.viewer, as_of=TODAY)
    listed = {row["key"] for group in told["groups"] for row in group["duties"]}
    assert (told["owed"], told["overdue"]) == (found.counts.owed, found.counts.overdue)
    assert listed == {row.key for rows in found.groups.values() for row in rows}
    key = sorted(listed)[0]
    why = ask("get", f"/duties/{key}").json()
    assert why["duty"]["key"] == key
    assert why["reasons"]
    assert ask("get", "/duties/nonsense").status_code == 422
    assert program("quwo-deputy")("get", f"/duties/{key}").status_code == 404


def test_long_lists_come_in_pages_that_fit_together(program):
    ask = program("city-office")
    whole, cursor = [], None
    while True:
        told = ask("get", f"/enterprises?limit=7{f'&cursor={cursor}' if cursor else ''}").json()
        assert len(told["items"]) <= 7
        whole += [each["id"] for each in told["items"]]
        cursor = told["next"]
        if cursor is None:
            break
    assert len(whole) == len(set(whole)) == told["count"]
    facts, cursor = [], None
    for _ in range(3):
        told = ask("get", f"/facts?limit=5{f'&cursor={cursor}' if cursor else ''}").json()
        facts += [(each["day"], each["id"]) for each in told["items"]]
        cursor = told["next"]
    assert facts == [(one.day.isoformat(), str(one.id)) for one in ledger.facts(ask.viewer, limit=15, until=TODAY)]
    for wrong in ("x", "e30", "WyJhIl0", "%00"):
        assert ask("get", f"/facts?cursor={wrong}").status_code in (400, 422)
    assert ask("get", "/facts?limit=0").status_code == 422
    assert ask("get", "/facts?limit=1000").status_code == 422


def test_a_setting_is_made_once_per_key_by_who_may(program):
    ask = program("city-office", "read", "decide")
    sheet = ask("get", "/documents/linfen-2018/settings?only=open&limit=200").json()
    hole = next(row for row in sheet["items"] if row["kind"] == "term")
    said = {"rule": hole["rule"], "field": hole["field"], "value": "20个工作日", "since": TODAY.isoformat()}
    no = ask("post", "/documents/linfen-2018/settings", {**said, "ground": " "})
    assert (no.status_code, no.json()["code"]) == (422, "policy.no_ground")
    answers = [
        ask("post", "/documents/linfen-2018/settings", {**said, "ground": "会议纪要"}, **{"Idempotency-Key": "k1"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    other = ask("post", "/documents/linfen-2018/settings", {**said, "ground": "别的"}, **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "api.key_used")
    county = program("quwo-deputy", "decide")("post", "/documents/linfen-2018/settings", {**said, "ground": "x"})
    assert county.status_code == 403


def test_a_past_day_is_answered_and_a_day_to_come_is_not(program):
    ask = program("yaodu-deputy")
    assert ask("get", "/desk?as_of=2026-03-15").status_code == 200
    assert ask("get", "/desk?as_of=2999-01-01").status_code == 422
    assert ask("get", "/desk?known=-1").status_code == 422


def test_health_is_for_administrators_with_a_token_for_it(program):
    assert program("admin", "admin")("get", "/health").status_code == 200
    assert program("admin", "read")("get", "/health").status_code == 403
    assert program("yaodu-deputy", "read")("get", "/health").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/me",
        "/others",
        "/others/duties?rule=linfen-2018/leader-inspects-monthly",
        "/documents",
        "/documents/linfen-2018?only=open",
        "/documents/linfen-2018/clauses/3.8",
        "/words",
        "/words/facts?words=检查",
        "/words/facts/inspections.visit_filed",
        "/places?words=尧都",
        "/places/141002",
        "/bodies",
        "/posts?words=副",
        "/persons?words=示例",
        "/enterprises",
    ],
)
def test_every_question_of_the_pages_is_answered(program, address):
    answer = program("yaodu-deputy")("get", address)
    assert answer.status_code == 200, answer.content.decode()[:500]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_name_in_a_record_is_read_by_who_recorded_it_and_by_posts_that_the_vocabulary_names_on_page_and_here(
    program, come
):
    deputy = program("yaodu-deputy")
    firm = registry.find(SYSTEM, as_of=TODAY, inside="141002", limit=1)[0]
    said = visit(deputy, fact="fire.manager_named", parties={"by": [{"kind": "enterprise", "id": firm.id}]})
    told = deputy("post", "/facts", {**said, "attributes": {"manager": "示例管理人甲"}})
    assert told.status_code == 201, told.json()
    at = f"/facts/{said['id']}"
    for login, reads in (("yaodu-deputy", True), ("city-office", True), ("city-mayor", False)):
        answer = program(login)("get", at).json()
        assert (answer["private"], answer["withheld"]) == (({"manager": "示例管理人甲"} if reads else {}), not reads)
        listed = next(
            one
            for one in program(login)("get", "/facts?place=141002&limit=100").json()["items"]
            if one["id"] == said["id"]
        )
        assert listed["private"] == answer["private"]
        page = come(login).get(f"{at}/").content.decode()
        assert ("示例管理人甲" in page) is reads
        assert ("只对记录的人、本人和履行职责需要的职务显示" in page) is not reads


class Unread:
    """A body that nobody may read."""

    def read(self, *_: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize(
    ("address", "most"), [("/enterprises/import/", 51), ("/people/import/", 21), ("/record/", 200)]
)
def test_a_body_that_says_it_is_too_large_is_refused_unread(come, program, address, most):
    client, bearer = come("yaodu-office"), f"Bearer {program('yaodu-office', 'register').token}"

    def sent(by: Client, to: str, size: int, **more: Any) -> Any:
        declared = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(size), **more}
        return by.generic("POST", to, b"", "multipart/form-data; boundary=x", **declared)

    answer = sent(client, address, 2 * 1024**3)
    assert (answer.status_code, f"有2048MB，超过{most}MB" in answer.content.decode()) == (413, True)
    assert sent(client, address, most * 1024**2).status_code != 413
    told = sent(Client(), "/api/v1/registry/imports", 2 * 1024**3, HTTP_AUTHORIZATION=bearer)
    assert (told.status_code, told.json()["code"]) == (413, "request.too_large")
