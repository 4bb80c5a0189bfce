"""An empty start: five steps, each done by its own page, until all are."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anjian.access import actions as access
from anjian.access import queries as accounts
from anjian.access.tests.test_accounts import PASSWORD, come
from anjian.desk.queries.first_day import first_day
from anjian.desk.tests.conftest import TODAY
from anjian.lib.viewer import SYSTEM
from anjian.people import queries as people
from anjian.places.cli import FOLDER
from anjian.policy import queries as policy
from anjian.policy.actions import load_pack
from anjian.sheets import queries as sheets
from tests.browser.html import violations

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 1, 1)


def steps() -> list[bool]:
    return [step.done for step in first_day(SYSTEM, as_of=TODAY).steps]


def take(client: Client, kind: str, rows: list[list[str]], fields: tuple[object, ...]) -> None:
    headers = [field.label for field in fields]
    file = SimpleUploadedFile("表.xlsx", sheets.table(headers, rows))
    where = client.post("/people/import/", {"kind": kind, "file": file}).headers["Location"]
    meant = {f"column.{field.name}": chr(65 + n) for n, field in enumerate(fields)}
    answer = client.post(where, {**meant, "do": "import"})
    assert answer.status_code == 302, answer.content.decode()


def test_from_an_empty_house_to_five_steps_done_by_pages_alone():
    from anjian.places import actions as places

    places.load(SYSTEM, FOLDER)
    load_pack(SYSTEM, policy.PACKS / "linfen-2018")
    access.open_account(SYSTEM, login="boss", name="管", password=PASSWORD, since=DAY, roles=["administrator"])
    access.open_account(SYSTEM, login="guard", name="安", password=PASSWORD, since=DAY, roles=["security"])
    assert steps() == [False] * 5

    boss = come("boss")
    page = boss.get("/first-day/").content.decode()
    assert violations(page) == []
    assert "5 步里做完了 0 步" in page
    assert boss.post("/first-day/", {"do": "place", "place": "141021"}).status_code == 302
    assert boss.post("/first-day/", {"do": "place", "place": "149999"}).status_code == 400
    assert steps() == [True, False, False, False, False]

    body = ["示例县政府", "曲沃县", "政府", "", "2020-01-01", ""]
    take(boss, "bodies", [body], people.BODIES_SHEET)
    post = ["示例甲", "示例县政府", "县长", "2020-01-02", "", "7", "政府主要负责人", "", ""]
    clerk = ["示例乙", "示例县政府", "安委办主任", "2020-01-02", "", "8", "班子其他成员", "", ""]
    take(boss, "posts", [post, clerk], people.POSTS_SHEET)
    assert steps() == [True, True, False, False, False]

    for login, person in (("office", "person:141021-8"), ("audit", "")):
        told = {"do": "open", "login": login, "name": "示例", "password": "a lamp for " + login[::-1], "person": person}
        assert boss.post("/accounts/change/", told).status_code == 302
    guard = come("guard")
    for login, role in (("office", "office"), ("audit", "auditor")):
        assert guard.post("/accounts/change/", {"do": "grant", "login": login, "role": role}).status_code == 302
    assert steps() == [True, True, True, False, False]
    # the office is there: the administrator stands in for nobody any more
    assert boss.get("/people/import/").status_code == 403

    office = Client()
    assert office.post("/sign-in/", {"login": "office", "password": "a lamp for eciffo"}).status_code == 302
    assert office.post("/first-day/", {"do": "adopt", "document": "linfen-2018"}).status_code == 302
    assert steps()[3]
    assert [card.place for card in policy.adoptions(SYSTEM)] == ["141021000000"]
    page = office.get("/first-day/").content.decode()
    assert "/documents/linfen-2018/settings/?place=141021000000" in page
    assert accounts.viewer_for("acct:office", as_of=TODAY).sees("141021")


def test_the_guide_is_closed_to_others_and_the_place_is_chosen_by_the_administrator_alone(come_as_clerk):
    assert come_as_clerk.get("/first-day/").status_code == 403
    assert Client().get("/first-day/").status_code == 302


@pytest.fixture
def come_as_clerk() -> Client:
    access.open_account(SYSTEM, login="clerk", name="某", password=PASSWORD, since=DAY)
    return come("clerk")
