"""One record serves every document: its page says so, and the shelf of the place counts what that saved."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import RequestFactory

from anjian.desk.web.documents import documents
from anjian.desk.web.facts import fact
from anjian.duties.tests import test_serving as city
from anjian.duties.tests import town
from anjian.duties.tests.test_serving import _city  # noqa: F401 - the city that adopted several documents
from anjian.lib.viewer import STRANGER
from tests.browser.html import violations

D = dt.date
pytestmark = pytest.mark.django_db


def asked(view, address: str, viewer, **more):
    request = RequestFactory().get(address)
    request.viewer = viewer
    return view(request, **more).content.decode()


def test_the_page_of_a_record_groups_its_duties_by_document_and_says_what_it_saved():
    page = asked(fact, "/x/?as_of=2026-05-20", town.office(), fact_id=city.UUID(city.hear(D(2026, 4, 15))))
    assert violations(page) == []
    assert "这条记录同时用于 2 份文件的 2 项职责，省去 1 次填报" in page
    assert re.findall(r'<h3><a href="/documents/([\w-]+)/', page) == ["jiangsu-2020", "linfen-2018"]
    alone = asked(fact, "/x/?as_of=2026-05-20", town.office(), fact_id=city.UUID(city.meet(D(2026, 4, 3))))
    assert "履行了" in alone
    assert "省去" not in alone


def test_the_shelf_of_a_place_counts_the_filings_saved_and_lists_the_records():
    first = city.hear(D(2026, 4, 15))
    page = asked(documents, "/documents/?as_of=2026-05-20&part=saved", town.office())
    assert violations(page) == []
    assert "2026年 1 条记录办成 2 项职责" in page
    assert "<b>省去 1 次填报</b>" in page
    assert f'href="/facts/{first}/' in page
    below = asked(documents, "/documents/?as_of=2026-05-20&part=saved", town.office(town.QU))
    assert "2026年 0 条记录办成 0 项职责" in below
    assert first not in below
    assert "条记录办成" not in asked(documents, "/documents/?part=saved", STRANGER)
    bare = asked(documents, "/documents/?as_of=2026-05-20", town.office())
    assert "条记录办成" not in bare
    assert 'hx-get="/documents/?as_of=2026-05-20&amp;part=saved"' in bare
