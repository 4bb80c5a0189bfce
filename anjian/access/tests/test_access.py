"""Sign-in and its lock-out, who the viewer is on a day, and: every address asks who is there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from anjian.access import actions, queries, viewing
from anjian.access.models import Account, Attempt, Grant
from anjian.access.web import middleware, views
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.people import actions as people

pytestmark = pytest.mark.django_db
D = dt.date
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)
MINUTE = dt.timedelta(minutes=1)
YAODU, QUWO = "141002000000", "141021000000"


@pytest.fixture(autouse=True)
def region() -> None:
    for place, name in ((YAODU, "甲区"), (QUWO, "乙县")):
        people.found_body(
            SYSTEM,
            body=f"body:{place[:6]}-zf",
            name=f"示例{name}政府",
            place=place,
            classes=["government"],
            functions=["work_safety"],
            since=D(2020, 1, 1),
        )
        people.make_post(
            SYSTEM,
            post=f"post:{place[:6]}-fxz",
            name=f"{name}副职",
            body=f"body:{place[:6]}-zf",
            classes=["leading_cadre"],
            since=D(2020, 1, 1),
        )
    people.enter_person(SYSTEM, person="person:p1", name="示例甲", since=D(2020, 1, 1))
    people.appoint(SYSTEM, post="post:141002-fxz", person="person:p1", since=D(2020, 1, 1))
    actions.open_account(
        SYSTEM, login="yaodu", name="示例甲", password="a long sentence", person="person:p1", since=D(2020, 1, 1)
    )


def attempt(password: str, now: dt.datetime, login: str = "yaodu") -> str:
    """The id of the account, or the code of the refusal."""
    try:
        return actions.sign_in(login=login, password=password, now=now)[0]
    except Refusal as no:
        return no.code


def test_the_password_is_kept_as_an_argon2_hash_and_never_in_the_ledger():
    kept = Account.objects.for_change().get().password
    assert kept.startswith("argon2")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_body WHERE body::text LIKE '%a long%' OR body::text LIKE '%argon2%'"
        )
        assert cursor.fetchone()[0] == 0


def test_five_wrong_passwords_lock_the_login_for_fifteen_minutes():
    tries = [attempt("wrong", NOON + n * MINUTE) for n in range(5)]
    assert tries == ["access.wrong"] * 4 + ["access.locked"]
    assert attempt("a long sentence", NOON + 5 * MINUTE) == "access.locked"
    assert attempt("a long sentence", NOON + 18 * MINUTE) == "access.locked"
    assert attempt("a long sentence", NOON + 19 * MINUTE) == "acct:yaodu"
    assert Attempt.objects.for_change().count() == 0


def test_a_locked_login_says_until_when_and_how_many_tries_are_left():
    with pytest.raises(Refusal, match="还可以试4次"):
        actions.sign_in(login="yaodu", password="wrong", now=NOON)
    for n in range(1, 4):
        attempt("wrong", NOON + n * MINUTE)
    with pytest.raises(Refusal, match="15分钟后（12:19）"):
        actions.sign_in(login="yaodu", password="wrong", now=NOON + 4 * MINUTE)


def test_a_lock_is_a_fact_and_a_wrong_password_is_not():
    for n in range(5):
        attempt("wrong", NOON + n * MINUTE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rel_fact WHERE name = 'access.locked'")
        assert cursor.fetchone()[0] == 1


def test_wrong_passwords_that_lie_apart_do_not_lock():
    assert [attempt("wrong", NOON + n * 5 * MINUTE) for n in range(8)] == ["access.wrong"] * 8
    assert attempt("a long sentence", NOON + 41 * MINUTE) == "acct:yaodu"


def test_an_unknown_login_is_answered_and_locked_like_a_known_one():
    known = [attempt("wrong", NOON + n * MINUTE) for n in range(6)]
    unknown = [attempt("wrong", NOON + n * MINUTE, login="nobody") for n in range(6)]
    assert known == unknown == ["access.wrong"] * 4 + ["access.locked"] * 2


def test_the_login_is_read_in_any_case_and_a_closed_account_is_unknown():
    assert attempt("a long sentence", NOON, login=" YaoDu ") == "acct:yaodu"
    actions.close_account(SYSTEM, login="yaodu", on=D(2026, 1, 1))
    assert attempt("a long sentence", NOON) == "access.wrong"
    assert queries.viewer_for("acct:yaodu", as_of=D(2026, 3, 2)) == STRANGER


def test_a_viewer_has_the_posts_places_lines_and_roles_of_the_day():
    actions.grant(SYSTEM, login="yaodu", role="office", since=D(2026, 1, 1))
    people.appoint(SYSTEM, post="post:141021-fxz", person="person:p1", since=D(2026, 3, 15))
    people.vacate(SYSTEM, post="post:141002-fxz", last_day=D(2026, 3, 14))
    before, after = (queries.viewer_for("acct:yaodu", as_of=day) for day in (D(2026, 3, 14), D(2026, 3, 15)))
    assert ([p.id for p in before.posts], [p.id for p in after.posts]) == (["post:141002-fxz"], ["post:141021-fxz"])
    assert (before.sees("141002100"), before.sees("141021100")) == (True, False)
    assert (after.sees("141002100"), after.sees("141021100")) == (False, True)
    assert (before.levels, before.lines, before.roles) == ({"county"}, {"work_safety"}, {"office"})
    assert queries.viewer_for("acct:yaodu", as_of=D(2025, 12, 31)).roles == frozenset()


def test_a_post_inside_an_enterprise_gives_no_place():
    people.enter_person(SYSTEM, person="person:p2", name="示例乙", since=D(2020, 1, 1))
    people.make_post(
        SYSTEM,
        post="post:e1",
        name="负责人",
        body="ent:e1",
        classes=["enterprise_head"],
        since=D(2020, 1, 1),
        place=YAODU,
        level=people.ENTERPRISE_LEVEL,
    )
    people.appoint(SYSTEM, post="post:e1", person="person:p2", since=D(2020, 1, 1))
    actions.open_account(
        SYSTEM, login="ent", name="示例乙", password="a long sentence", person="person:p2", since=D(2020, 1, 1)
    )
    found = queries.viewer_for("acct:ent", as_of=D(2026, 1, 1))
    assert (found.places, [p.body for p in found.posts]) == ((), ["ent:e1"])


def test_only_administrators_see_other_accounts_and_change_them():
    mine = queries.viewer_for("acct:yaodu", as_of=D(2026, 1, 1))
    actions.open_account(
        SYSTEM, login="boss", name="管", password="a long sentence", roles=["administrator"], since=D(2020, 1, 1)
    )
    boss = queries.viewer_for("acct:boss", as_of=D(2026, 1, 1))
    assert [a.login for a in queries.accounts(mine, as_of=D(2026, 1, 1))] == ["yaodu"]
    assert [a.login for a in queries.accounts(boss, as_of=D(2026, 1, 1))] == ["boss", "yaodu"]
    assert queries.accounts(STRANGER, as_of=D(2026, 1, 1)) == []
    with pytest.raises(Refusal, match="只有安全管理员"):
        actions.grant(mine, login="yaodu", role="administrator", since=D(2020, 1, 1))
    assert Grant.objects.for_change().count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"login": "yaodu"}, "access.login_taken"),
        ({"login": "有 空格"}, "access.login"),
        ({"password": "short"}, "access.password"),
        ({"password": "aaaaaaaaaaaa"}, "access.password"),
        ({"roles": ["king"]}, "access.role"),
    ],
)
def test_a_wrong_account_is_refused_and_nothing_is_written(change, code):
    asked = {"login": "new", "name": "新", "password": "a long sentence", "since": D(2026, 1, 1), **change}
    with pytest.raises(Refusal) as no:
        actions.open_account(SYSTEM, **asked)
    assert no.value.code == code
    assert Account.objects.for_change().count() == 1


# -- pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pages(settings):
    """The addresses of access and one page behind the door, whatever else is wired."""
    settings.ROOT_URLCONF = "anjian.access.tests.door"
    if "anjian.access.web.middleware.ViewerMiddleware" not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "anjian.access.web.middleware.ViewerMiddleware"]
    return Client()


def sign_in(client: Client, **more):
    return client.post("/sign-in/", {"login": "yaodu", "password": "a long sentence", **more})


def test_signing_in_leads_to_where_one_was_going_and_out_again(pages):
    answer = pages.get("/behind/?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=%2Fbehind%2F%3Fx%3D1")
    answer = sign_in(pages, next="/behind/?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/behind/?x=1")
    answer = pages.get("/behind/")
    assert (answer.status_code, answer.content.decode()) == (200, "acct:yaodu")
    assert answer.headers["Cache-Control"] == "private, no-store"
    pages.post("/sign-out/")
    assert pages.get("/behind/").status_code == 302


def test_signing_in_never_leads_to_another_house(pages):
    for bad in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "\\\\elsewhere.example"):
        pages = Client()
        assert sign_in(pages, next=bad).headers["Location"] == "/"


def test_a_wrong_password_keeps_the_login_and_says_what_to_do(pages):
    answer = pages.post("/sign-in/", {"login": "yaodu", "password": "wrong"})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="yaodu"' in text
    assert "登录名或口令不对" in text
    assert "还可以试4次" in text
    assert pages.get("/behind/").status_code == 302


def test_a_new_password_ends_the_running_session(pages):
    sign_in(pages)
    assert pages.get("/behind/").status_code == 200
    actions.set_password(SYSTEM, login="yaodu", password="another sentence", now=NOON)
    assert pages.get("/behind/").status_code == 302


def test_the_session_gets_a_new_id_when_somebody_signs_in(pages):
    pages.get("/sign-in/")
    session = pages.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    sign_in(pages)
    assert pages.session.session_key != planted


def test_a_page_for_a_role_is_closed_to_others(pages):
    sign_in(pages)
    assert pages.get("/administrators/").status_code == 403
    actions.grant(SYSTEM, login="yaodu", role="administrator", since=D(2020, 1, 1))
    assert pages.get("/administrators/").status_code == 403  # signed in with a password alone: not yet
    actions.take(SYSTEM, login="yaodu", role="administrator", last_day=D(2020, 1, 2))
    actions.grant(SYSTEM, login="yaodu", role="administrator", since=D(2020, 1, 3))
    Account.objects.for_change().filter(login="yaodu").update(origin="sample")  # the sample has no second factor
    assert pages.get("/administrators/").status_code == 200


def test_a_stranger_gets_an_answer_that_fits_who_asks(pages):
    assert pages.get("/behind/", headers={"HX-Request": "true"}).status_code == 401
    assert pages.get("/behind/", headers={"Accept": "application/json"}).status_code == 401
    assert pages.post("/behind/", {}).headers["Location"] == "/sign-in/"


def walk(resolver: URLResolver, prefix: str = ""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback
        else:
            yield from walk(entry, prefix + str(entry.pattern))


PUBLIC = {
    "sign-in/code/",
    "sign-in/oidc/",
    "sign-in/oidc/back/",
    "sign-in/",
    "sign-out/",
    "language/",
    "hazards/at/<str:token>/",
    "listed/",
}
"""Every address that a stranger may open. A new one is entered here on purpose or not at all."""
BY_TOKEN = "api/v1/"
"""Addresses for programs ask no session: their own door is tried, address by address, in tests/scope."""


def test_every_address_is_on_the_public_list_or_asks_who_is_there():
    found = {address: view for address, view in walk(get_resolver()) if not address.startswith(BY_TOKEN)}
    assert {address for address, view in found.items() if viewing.is_public(view)} <= PUBLIC
    door = middleware.ViewerMiddleware(lambda request: None)
    for address, view in found.items():
        request = RequestFactory().get("/" + address)
        request.viewer, request.session = STRANGER, {}
        answer = door.process_view(request, view, (), {})
        assert (answer is None) == (address in PUBLIC), address
        assert answer is None or answer.status_code in (302, 401)


def test_a_view_without_a_mark_is_not_public():
    assert viewing.is_public(views.sign_in)
    assert not viewing.is_public(lambda request: None)
