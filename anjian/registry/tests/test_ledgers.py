"""Told once: the ledgers of many offices are fed one after the other, become one file, and come out cell by cell."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.places.cli import load_packs
from anjian.registry import queries
from anjian.registry.ledgers.templates import asked, ledgers, recognised
from anjian.registry.ledgers.writing import export_ledger, export_list
from anjian.registry.models import Enterprise
from anjian.registry.tests.ledger_sheets import COUNTY, book, code
from anjian.registry.tests.test_intake import ME, TODAY, office, taken, tried
from anjian.scope.queries import told_by
from anjian.sheets import actions as sheets

pytestmark = pytest.mark.django_db
FIRMS = 3
DAYS = ("2024-03-15", "2025-06-30", "2027-12-31")
PLAIN = {
    "place": "屯里镇",
    "industry": "2614",
    "regulator": "尧都区应急管理局",
    "longitude": "111.5",
    "latitude": "36.08",
}


def value(name: str, number: int) -> str:
    """What the office knows of a firm, whatever ledger asks: the same words for the same thing."""
    entry = queries.dictionary()[name]
    if name == "name":
        return f"示例化工{number}厂"
    if name == "credit_code":
        return code(number)
    if name in PLAIN:
        return PLAIN[name]
    sign = sum(name.encode()) + number
    match entry.type:
        case "enum":
            return entry.choices[sign % len(entry.choices)][1]
        case "bool":
            return "是" if sign % 2 else "否"
        case "day":
            return DAYS[sign % 3]
        case "number":
            return str(sign % 900)
    return f"{entry.field or name}-{sign}"


@pytest.fixture(autouse=True)
def _ground() -> None:
    load_packs()
    people.found_body(
        SYSTEM,
        body="body:ajj",
        name="尧都区应急管理局",
        place=COUNTY,
        classes=["department"],
        since=TODAY.replace(year=2019),
    )


def cells(data: bytes) -> list[list[str]]:
    return [["" if one is None else str(one) for one in row] for row in load_workbook(io.BytesIO(data)).active.values]


def test_every_ledger_is_fed_into_one_file_and_comes_out_as_it_was():
    fed: dict[str, list[list[str]]] = {}
    for one in ledgers().values():
        rows = [[value(entry.name, n) for entry in one.columns.values()] for n in range(1, FIRMS + 1)]
        fed[one.id] = rows
        counts = fed_into_one(book(rows, list(one.columns), title=one.title))
        assert counts["faulty"] == 0
        assert sum(counts.get(name, 0) for name in ("new", "changed", "same")) == FIRMS
    assert told_by(Enterprise.objects.for_change()).count() == FIRMS  # one live row each: nothing was told twice
    for one in ledgers().values():
        out = b"".join(export_ledger(ME, one.id, as_of=TODAY).chunks)
        assert cells(out) == [
            [one.title, *[""] * (len(one.columns) - 1)],
            list(one.columns),
            *fed[one.id],
        ]
        assert tried(out).counts == {"same": FIRMS, "faulty": 0}


def fed_into_one(data: bytes) -> dict[str, int]:
    """Tried out, and taken in where it says anything new."""
    trial = tried(data)
    return taken(data).counts if trial.counts.get("new") or trial.counts.get("changed") else trial.counts


def test_what_the_ledgers_ask_is_counted_and_each_is_recognised_by_its_own_headers():
    found = asked()
    assert (found.ledgers, found.fields, found.facts, found.saved) == (12, 151, 67, 84)
    for one in ledgers().values():
        assert recognised(["序号", *one.columns]) == one
    assert recognised(["企业名称", "信用代码"]) is None


def test_the_list_goes_out_under_the_headers_that_the_office_wants_and_names_only_what_it_sees():
    one = ledgers()["basic"]
    taken(book([[value(entry.name, 1) for entry in one.columns.values()]], list(one.columns)))
    sheets.name_columns(ME, kind="enterprises", office=f"{COUNTY}000000", headers={"name": "单位全称", "staff": "人数"})
    first, heads, row = cells(b"".join(export_list(ME, as_of=TODAY).chunks))
    assert first[0] == f"企业名单 · 截至 {TODAY}"
    shown: dict[str, Any] = dict(zip(heads, row, strict=True))
    assert (shown["单位全称"], shown["人数"], shown["主管部门"], shown["所在乡镇"]) == (
        "示例化工1厂",
        value("staff", 1),
        "尧都区应急管理局",
        "屯里镇",
    )
    assert len(cells(b"".join(export_list(office("acct:b", "141021"), as_of=TODAY).chunks))) == 2
    (phone,) = [row[10] for row in cells(b"".join(export_ledger(office(role="x"), "basic", as_of=TODAY).chunks))[2:]]
    assert phone == ""  # telephones are for those who keep the register
