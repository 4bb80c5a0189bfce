"""Second factors, 三员, sign-ins that are listed and ended, sign-on by a provider: each of them a fact."""

from __future__ import annotations

import datetime as dt
import re

import pyotp
import pytest
from django.db import connection
from django.test import Client

from anjian.access import actions, queries
from anjian.access.models import Account, Attempt, Factor, Grant, Session
from anjian.ledger import queries as facts
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from tests.browser.html import violations

pytestmark = pytest.mark.django_db
D = dt.date
DAY = D(2020, 1, 1)
NOW = dt.datetime.now(CHINA)
PASSWORD = "seven green lamps burn"
THREE = ("administrator", "security", "auditor")


@pytest.fixture(autouse=True)
def keepers() -> None:
    for role in THREE:
        actions.open_account(SYSTEM, login=f"k-{role}", name=role, password=PASSWORD, since=DAY, roles=[role])
    for login in ("clerk", "other"):
        actions.open_account(SYSTEM, login=login, name="示例甲", password=PASSWORD, since=DAY)


def as_(login: str):
    return queries.viewer_for(f"acct:{login}", as_of=NOW.date())


def names(*, party: str = "") -> list[str]:
    found = facts.facts(SYSTEM, party=party or None, limit=100)
    return [fact.name for fact in sorted(found, key=lambda fact: fact.seq)]


def code(secret: str, at: dt.datetime | None = None) -> str:
    return pyotp.TOTP(secret).at(int((at or dt.datetime.now(CHINA)).timestamp()))


def enrol(login: str, now: dt.datetime = NOW) -> tuple[str, list[str]]:
    secret = actions.new_secret()
    return secret, actions.set_factor(f"acct:{login}", secret=secret, code=code(secret, now), now=now)


def come(login: str, next: str = "/account/") -> Client:
    """Signs in with all that is asked."""
    client = Client()
    answer = client.post("/sign-in/", {"login": login, "password": PASSWORD, "next": next})
    if answer.headers["Location"] == "/sign-in/code/":
        page = client.get("/sign-in/code/").content.decode()
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")
        assert client.post("/sign-in/code/", {"code": code(secret)}).status_code == 200
    return client


# -- the second factor ------------------------------------------------------------------------------------------------


def test_the_three_set_a_second_factor_up_before_anything_opens_and_others_need_none():
    clerk = Client()
    answer = clerk.post("/sign-in/", {"login": "clerk", "password": PASSWORD, "next": "/account/"})
    assert answer.headers["Location"] == "/account/"

    client = Client()
    answer = client.post("/sign-in/", {"login": "k-administrator", "password": PASSWORD, "next": "/accounts/"})
    assert answer.headers["Location"] == "/sign-in/code/"
    assert client.get("/accounts/").headers["Location"].startswith("/sign-in/")  # still a stranger
    page = client.get("/sign-in/code/").content.decode()
    assert violations(page) == []
    assert "<svg" in page
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 400
    done = client.post("/sign-in/code/", {"code": code(secret)})
    assert len(re.findall(r"<li><code>[0-9a-f]{4}-[0-9a-f]{6}</code>", done.content.decode())) == 8
    assert client.get("/accounts/").status_code == 200
    assert "access.factor_set" in names(party="acct:k-administrator")

    # from now on the code of the phone, each once
    again = Client()
    again.post("/sign-in/", {"login": "k-administrator", "password": PASSWORD})
    page = again.get("/sign-in/code/").content.decode()
    assert secret not in page.replace(" ", "")
    assert again.post("/sign-in/code/", {"code": code(secret)}).status_code == 400  # that one was used to set it up
    later = dt.datetime.now(CHINA) + dt.timedelta(seconds=30)
    assert again.post("/sign-in/code/", {"code": code(secret, later)}).status_code == 302
    assert again.get("/accounts/").status_code == 200


def test_a_code_counts_once_and_the_neighbouring_half_minutes_count():
    secret, _ = enrol("k-auditor")
    for offset, good in ((90, False), (30, True), (30, False), (60, False)):
        at = NOW + dt.timedelta(seconds=60)
        told = code(secret, NOW + dt.timedelta(seconds=60 + offset))
        if good:
            actions.check_code("acct:k-auditor", code=told, now=at)
        else:
            with pytest.raises(Refusal):
                actions.check_code("acct:k-auditor", code=told, now=at)


def test_wrong_codes_lock_like_wrong_passwords_and_a_right_password_does_not_count_them_off():
    secret, _ = enrol("k-auditor")
    tries = []
    for n in range(5):
        at = NOW + dt.timedelta(minutes=1, seconds=n)
        actions.sign_in(login="k-auditor", password=PASSWORD, now=at)
        with pytest.raises(Refusal) as no:
            actions.check_code("acct:k-auditor", code="000000", now=at)
        tries.append(no.value.code)
    assert tries == ["access.wrong"] * 4 + ["access.locked"]
    at = NOW + dt.timedelta(minutes=2)
    with pytest.raises(Refusal, match="已锁定"):
        actions.check_code("acct:k-auditor", code=code(secret, at), now=at)
    with pytest.raises(Refusal, match="已锁定"):
        actions.sign_in(login="k-auditor", password=PASSWORD, now=at)
    at = NOW + dt.timedelta(minutes=17)
    actions.sign_in(login="k-auditor", password=PASSWORD, now=at)
    actions.check_code("acct:k-auditor", code=code(secret, at), now=at)
    assert Attempt.objects.for_change().count() == 0
    assert names().count("access.locked") == 1


def test_a_recovery_code_stands_in_for_the_phone_once():
    _, spare = enrol("k-auditor")
    actions.check_code("acct:k-auditor", code=spare[0].upper(), now=NOW)
    with pytest.raises(Refusal):
        actions.check_code("acct:k-auditor", code=spare[0], now=NOW)
    assert len(Factor.objects.for_change().get().recovery) == 7
    assert "access.recovery_used" in names()


def test_neither_secret_nor_recovery_codes_stand_readable_anywhere():
    secret, spare = enrol("k-auditor")
    row = Factor.objects.for_change().get()
    assert secret.encode() not in bytes(row.secret)
    assert not set(spare) & set(row.recovery)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_body WHERE body::text LIKE %s", [f"%{secret}%"])
        assert cursor.fetchone()[0] == 0


def test_the_three_cannot_drop_their_factor_and_the_security_administrator_resets_it():
    enrol("k-auditor")
    enrol("clerk")
    with pytest.raises(Refusal, match="必须使用动态码"):
        actions.remove_factor(as_("k-auditor"), login="k-auditor", now=NOW)
    with pytest.raises(Refusal, match="只有安全管理员"):
        actions.remove_factor(as_("k-administrator"), login="k-auditor", now=NOW)
    assert Factor.objects.for_change().count() == 2
    actions.remove_factor(as_("k-security"), login="k-auditor", now=NOW)
    actions.remove_factor(as_("clerk"), login="clerk", now=NOW)
    assert actions.second_step("acct:k-auditor", now=NOW) == "enrol"
    assert names().count("access.factor_removed") == 2


def test_a_role_given_to_somebody_signed_in_by_password_alone_counts_from_the_next_sign_in():
    client = come("clerk")
    actions.grant(as_("k-security"), login="clerk", role="administrator", since=DAY)
    assert client.get("/accounts/").status_code == 403
    assert come("clerk").get("/accounts/").status_code == 200


def test_a_half_sign_in_ends_with_a_new_password():
    client = Client()
    client.post("/sign-in/", {"login": "k-auditor", "password": PASSWORD})
    assert client.get("/sign-in/code/").status_code == 200
    actions.set_password(SYSTEM, login="k-auditor", password="quite another sentence", now=NOW)
    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"


# -- 三员 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", THREE)
@pytest.mark.parametrize("second", THREE)
def test_no_account_and_no_person_holds_two_of_the_three(first, second):
    if first == second:
        return
    actions.open_account(SYSTEM, login="one", name="某", password=PASSWORD, since=DAY, roles=[first], person="person:x")
    actions.open_account(SYSTEM, login="two", name="某", password=PASSWORD, since=DAY, person="person:x")
    before = Grant.objects.for_change().count()
    for login in ("one", "two"):
        with pytest.raises(Refusal, match="三员分立"):
            actions.grant(SYSTEM, login=login, role=second, since=D(2026, 1, 1))
    with pytest.raises(Refusal, match="三员分立"):
        actions.open_account(SYSTEM, login="x3", name="某", password=PASSWORD, since=DAY, roles=[first, second])
    assert Grant.objects.for_change().count() == before
    assert not Account.objects.for_change().filter(login="x3").exists()


DEEDS = {
    "open": lambda who: actions.open_account(who, login="new", name="新", password=PASSWORD, since=DAY),
    "close": lambda who: actions.close_account(who, login="other", on=NOW.date()),
    "password": lambda who: actions.set_password(who, login="other", password="quite a long one", now=NOW),
    "grant": lambda who: actions.grant(who, login="other", role="office", since=DAY),
    "take": lambda who: actions.take(who, login="k-auditor", role="auditor", last_day=NOW.date()),
    "end": lambda who: actions.end_session(who, Session.objects.for_change().get().id, now=NOW),
    "log": lambda who: queries.log(who)[0],
}
MAY = {
    "administrator": {"open", "close", "password"},
    "security": {"grant", "take", "end"},
    "auditor": {"log"},
    "clerk": set(),
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("deed", DEEDS)
def test_each_of_the_three_does_its_own_and_nothing_of_the_others(role, deed):
    actions.begin("acct:k-auditor", key="", device="x", address="", way="password", now=NOW)
    who = as_("clerk" if role == "clerk" else f"k-{role}")
    if role == "auditor" and deed == "end":
        return  # the session is the auditor's own: everybody ends their own
    before = names()
    if deed in MAY[role]:
        DEEDS[deed](who)
        return
    with pytest.raises((Refusal, IndexError)):
        DEEDS[deed](who)
    assert names() == before


def test_nobody_gives_a_role_to_themselves_and_a_system_administrator_opens_accounts_without_roles():
    with pytest.raises(Refusal, match="不能给自己"):
        actions.grant(as_("k-security"), login="k-security", role="office", since=DAY)
    with pytest.raises(Refusal, match="只有安全管理员"):
        actions.open_account(
            as_("k-administrator"), login="new", name="新", password=PASSWORD, since=DAY, roles=["office"]
        )
    assert not Account.objects.for_change().filter(login="new").exists()


@pytest.mark.parametrize(
    ("password", "roles", "words"),
    [
        ("short77", [], "至少8位"),
        ("elevensigns", ["auditor"], "至少12位"),
        ("password1", [], "最常被人试"),
        ("zhangsan-is-me", [], "登录名或姓名"),
        ("示例丁的口令是这个", [], "登录名或姓名"),
    ],
)
def test_a_simple_password_is_refused(password, roles, words):
    with pytest.raises(Refusal, match=words):
        actions.open_account(SYSTEM, login="zhangsan", name="示例丁", password=password, since=DAY, roles=roles)
    assert not Account.objects.for_change().filter(login="zhangsan").exists()


def test_the_same_password_again_is_refused():
    with pytest.raises(Refusal, match="和原来的一样"):
        actions.set_password(SYSTEM, login="clerk", password=PASSWORD, now=NOW)


def test_the_pages_of_the_three_show_each_its_own():
    shown = {role: come(f"k-{role}").get("/accounts/").content.decode() for role in THREE}
    assert ('value="open"' in shown["administrator"], 'value="grant"' in shown["administrator"]) == (True, False)
    assert ('value="open"' in shown["security"], 'value="grant"' in shown["security"]) == (False, True)
    assert ('value="open"' in shown["auditor"], 'value="grant"' in shown["auditor"]) == (False, False)
    for text in shown.values():
        assert violations(text) == []
    assert come("clerk").get("/accounts/").status_code == 403


def test_a_system_administrator_opens_by_the_page_and_the_security_administrator_grants_and_the_auditor_reads():
    admin, security, auditor = (come(f"k-{role}") for role in THREE)
    told = {"do": "open", "login": "fresh", "name": "示例己", "password": PASSWORD}
    assert admin.post("/accounts/change/", told).status_code == 302
    assert admin.post("/accounts/change/", {"do": "grant", "login": "fresh", "role": "office"}).status_code == 400
    assert security.post("/accounts/change/", {"do": "grant", "login": "fresh", "role": "office"}).status_code == 302
    assert as_("fresh").roles == {"office"}
    assert security.post("/accounts/change/", {"do": "take", "login": "fresh", "role": "office"}).status_code == 302
    page = auditor.get("/accounts/log/").content.decode()
    assert "授予角色" in page
    assert "登录" in page
    assert admin.get("/accounts/log/").status_code == 403


# -- sign-ins ---------------------------------------------------------------------------------------------------------


def test_a_sign_in_is_listed_with_its_device_and_ended_from_another():
    one, two = come("clerk"), Client()
    two.post(
        "/sign-in/",
        {"login": "clerk", "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18) AppleWebKit Safari/604 MicroMessenger/8"},
    )
    page = one.get("/account/").content.decode()
    assert violations(page) == []
    assert "微信 · iPhone" in page
    phone = Session.objects.for_change().get(device="微信 · iPhone")
    assert one.post(f"/account/sessions/{phone.id}/end/").status_code == 302
    assert two.get("/account/").headers["Location"].startswith("/sign-in/")
    assert one.get("/account/").status_code == 200
    assert names(party="acct:clerk").count("access.signed_in") == 2
    assert names(party="acct:clerk").count("access.session_ended") == 1


def test_others_sign_ins_are_not_there_for_a_clerk_and_are_ended_by_the_security_administrator():
    target = come("k-auditor")
    session = Session.objects.for_change().get(account="acct:k-auditor")
    clerk = come("clerk")
    assert clerk.post(f"/account/sessions/{session.id}/end/").status_code == 404
    assert target.get("/account/").status_code == 200
    assert come("k-security").post(f"/account/sessions/{session.id}/end/").status_code == 302
    assert target.get("/account/").status_code == 302


def test_signing_out_a_new_password_and_closing_end_sign_ins():
    client = come("clerk")
    client.post("/sign-out/")
    assert Session.objects.for_change().filter(ended_at=None).count() == 0
    other, here = come("clerk"), come("clerk")
    answer = here.post("/account/password/", {"old": PASSWORD, "new": "a quite different one"})
    assert answer.headers["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    actions.close_account(SYSTEM, login="clerk", on=NOW.date())
    assert here.get("/account/").status_code == 302
    assert Session.objects.for_change().filter(ended_at=None).count() == 0


def test_a_wrong_old_password_changes_nothing_and_counts():
    client = come("clerk")
    answer = client.post("/account/password/", {"old": "nonsense", "new": "a quite different one"})
    assert answer.status_code == 400
    assert "还可以试4次" in answer.content.decode()
    assert client.get("/account/").status_code == 200
    assert come("clerk").get("/account/").status_code == 200


def test_a_running_session_says_now_and_then_that_it_is_in_use(monkeypatch):
    client = come("clerk")
    first = Session.objects.for_change().get().seen_at
    client.get("/account/")
    assert Session.objects.for_change().get().seen_at == first
    from anjian.ui.web import clock

    later = dt.datetime.now(CHINA) + dt.timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    client.get("/account/")
    assert Session.objects.for_change().get().seen_at == later


# -- the first administrator stands in for the office -----------------------------------------------------------------


def test_an_administrator_fills_the_register_until_the_first_office_is_there():
    client = come("k-administrator")
    assert client.get("/people/import/").status_code == 200
    actions.grant(as_("k-security"), login="clerk", role="office", since=DAY)
    assert client.get("/people/import/").status_code == 403
