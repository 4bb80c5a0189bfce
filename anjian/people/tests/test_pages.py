"""The pages of lists: upload, meaning of columns, trial, result, faults as a file, taken back; closed to others."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from anjian.access import actions as access
from anjian.lib.viewer import SYSTEM
from anjian.people import actions
from anjian.people.models import Person, Tenure
from anjian.sheets import queries as sheets
from tests.browser.html import violations

pytestmark = pytest.mark.django_db
D = dt.date
HEADERS = ["姓名", "部门", "职务", "到任", "类别"]
PASSWORD = "a long sentence of mine"


@pytest.fixture(autouse=True)
def county() -> None:
    for place, slug in (("141002", "a"), ("141021", "b")):
        body = f"body:{slug}"
        actions.found_body(
            SYSTEM, body=body, name=f"示例{slug}局", place=place, classes=["department"], since=D(2020, 1, 1)
        )
        actions.make_post(
            SYSTEM, post=f"post:{slug}", name="主任", body=body, classes=["department_head"], since=D(2020, 1, 1)
        )
        for role in ("office", "recorder"):
            login = f"{role}-{slug}"
            actions.enter_person(SYSTEM, person=f"person:{login}", name=f"示例{role}", since=D(2020, 1, 1))
            access.open_account(
                SYSTEM,
                login=login,
                name="某",
                password=PASSWORD,
                person=f"person:{login}",
                roles=[role],
                since=D(2020, 1, 1),
            )
        actions.appoint(SYSTEM, post=f"post:{slug}", person=f"person:office-{slug}", since=D(2020, 1, 1))


def come(login: str) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"login": login, "password": PASSWORD}).status_code == 302
    return client


def upload(client: Client, rows: list[list[str]], kind: str = "posts") -> str:
    file = SimpleUploadedFile("名册.xlsx", sheets.table(HEADERS, rows))
    answer = client.post("/people/import/", {"kind": kind, "file": file})
    assert answer.status_code == 302
    return answer.headers["Location"]


def cells(data: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


GOOD = ["示例甲", "示例a局", "科长", "2024-03-15", "部门主要负责人"]
BAD = ["示例乙", "示例b局", "科员", "三月", "部门主要负责人"]
MEANT = {"column.name": "A", "column.body": "B", "column.post": "C", "column.since": "D", "column.cls": "E"}


def test_a_list_goes_from_upload_by_trial_to_result_and_back():
    client = come("office-a")
    where = upload(client, [GOOD, BAD])
    page = client.get(where)
    assert page.status_code == 200
    assert violations(page.content.decode()) == []
    trial = client.post(where, {**MEANT, "do": "trial"})
    text = trial.content.decode()
    assert '可以导入 <b class="num">1</b> 行' in text
    assert re.findall(r'<th scope="row">([A-Z]\d+)</th>', text) == ["B3", "D3"]  # a neighbour's body is unknown here
    assert Person.objects.for_change().filter(name="示例甲").count() == 0
    assert violations(text) == []
    faults = client.get(f"{where}faults.xlsx")
    wrong = cells(faults.content)
    assert [row[:2] for row in wrong[1:]] == [("示例乙", "示例b局")]

    assert client.post(where, {**MEANT, "do": "import"}).status_code == 302
    done = client.get(where).content.decode()
    assert '已导入 <b class="num">1</b> 行' in done
    assert Person.objects.for_change().filter(name="示例甲").count() == 1
    assert cells(client.get(f"{where}faults.xlsx").content) == wrong
    # what the columns mean is remembered
    again = client.get(upload(client, [GOOD])).content.decode()
    assert "按上次的选择" in again

    start = client.get("/people/import/").content.decode()
    undo = re.search(r'action="(/people/imports/[^"]+/undo/)"', start).group(1)
    assert come("office-b").post(undo, {"reason": "x"}).status_code == 404
    assert Tenure.objects.for_change().filter(replaced_by=None).count() == 3
    assert client.post(undo, {"reason": "导错"}).status_code == 302
    assert Person.objects.for_change().filter(name="示例甲").count() == 0


def test_the_register_shows_its_own_county_its_vacancies_and_finds_by_words():
    actions.make_post(SYSTEM, post="post:v", name="副主任", body="body:a", classes=["x"], since=D(2020, 1, 1))
    client = come("office-a")
    text = client.get("/people/").content.decode()
    assert "示例a局" in text
    assert "示例b局" not in text
    assert "空缺 1 个" in text
    assert "副主任" not in client.get("/people/?words=没有").content.decode()
    assert violations(text) == []
    book = load_workbook(io.BytesIO(client.get("/people/export.xlsx").content)).active
    assert [[cell.value for cell in row][:3] for row in book.iter_rows(min_row=2)] == [
        ["示例office", "示例a局", "主任"],
        ["空缺", "示例a局", "副主任"],
    ]


def test_lists_are_closed_to_who_is_no_office_and_files_to_who_did_not_upload_them():
    where = upload(come("office-a"), [GOOD])
    assert come("office-b").get(where).status_code == 404
    assert come("office-b").get(f"{where}faults.xlsx").status_code == 404
    for address in ("/people/import/", where, "/people/export.xlsx", "/people/import/posts.xlsx"):
        assert come("recorder-a").get(address).status_code == 403, address
        assert Client().get(address).status_code == 302, address
    assert "主任" not in come("recorder-a").get("/people/").content.decode().split("<main")[1]


@pytest.mark.parametrize("file", [None, b"nonsense"])
def test_a_file_that_is_none_is_refused_on_the_page(file):
    given = {"file": SimpleUploadedFile("x.xlsx", file)} if file else {}
    answer = come("office-a").post("/people/import/", {"kind": "posts", **given})
    assert answer.status_code == 400
    assert violations(answer.content.decode()) == []
