"""The page on which a firm is renamed, moved, split and closed: each from a day, and what it was stays readable."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from anjian.lib.divisions import of
from anjian.lib.viewer import SYSTEM, PostHeld, Viewer
from anjian.places import actions as place_actions
from anjian.places import queries as places
from anjian.places.cli import FOLDER, load_packs
from anjian.registry import actions, queries
from anjian.registry.models import Enterprise
from anjian.registry.tests.ledger_sheets import TOWN, code
from anjian.registry.tests.test_intake import ME, office
from anjian.registry.web.changing import change
from anjian.registry.web.registering import new
from anjian.ui import moment
from tests.browser.html import violations

pytestmark = pytest.mark.django_db
FIRM, PART = f"ent:{code(1)}", f"ent:{code(2)}"
NOBODY: frozenset[str] = frozenset()
SEAT = PostHeld(id="post:f", cls="", name="安全员", place=TOWN, level="town", body=FIRM)
OWN = Viewer("acct:f", "某", "", (SEAT,), (), NOBODY, NOBODY, NOBODY, "web")
OTHER = Viewer("acct:q", "某", "", (), (of("141021"),), NOBODY, NOBODY, frozenset({"office"}), "web")


@pytest.fixture(autouse=True)
def _firm() -> None:
    load_packs()
    told = {"name": "示例一厂", "place": TOWN, "industry": "3311", "since": dt.date(2020, 1, 1)}
    actions.register(SYSTEM, credit_code=code(1), **told)


def page(viewer=ME, **form):
    return seen(change, viewer, form, FIRM)


def registered(viewer=ME, **form):
    return seen(new, viewer, form)


def seen(view, viewer, form, *args):
    request = RequestFactory().post("/x/", form) if form else RequestFactory().get("/x/")
    request.viewer, request.session = viewer, {}
    request._messages = FallbackStorage(request)
    response = view(request, *args)
    text = response.content.decode()
    assert violations(text) == []
    return response.status_code, text if response.status_code != 302 else response.headers["Location"]


def today() -> dt.date:
    return moment.of(RequestFactory().get("/x/")).today


def test_a_firm_is_renamed_and_moved_from_a_day_and_found_by_what_it_was():
    town = "141002101000"
    said = {"name": "示例新厂", "credit_code": code(1), "place": town, "industry": "3311", "since": "2026-03-01"}
    assert page(do="change", **said) == (302, f"/enterprises/{FIRM}/")
    before, after = queries.history(ME, FIRM)
    assert (before.name, before.place, before.until) == ("示例一厂", f"{TOWN}000", dt.date(2026, 2, 28))
    assert (after.name, after.place, after.since) == ("示例新厂", town, dt.date(2026, 3, 1))
    assert [one.id for one in queries.find(ME, words="示例一厂", as_of=today())] == [FIRM]
    status, text = page(do="change", **said)
    assert (status, "没有改动" in text, len(queries.history(ME, FIRM))) == (400, True, 2)


def test_a_part_becomes_a_firm_of_its_own_and_the_firm_closes():
    assert page(do="split", part="示例二厂", part_code=code(2), since="2026-03-01") == (302, f"/enterprises/{PART}/")
    assert queries.enterprise(ME, PART, as_of=today()).place == f"{TOWN}000"
    assert page(do="close", since="2026-04-30", reason="注销") == (302, f"/enterprises/{FIRM}/")
    assert queries.enterprise(ME, FIRM, as_of=dt.date(2026, 4, 30)).name == "示例一厂"
    assert queries.enterprise(ME, FIRM, as_of=dt.date(2026, 5, 1)) is None


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"do": "change", "name": "示例一厂", "credit_code": "91", "since": "2026-03-01"}, "应为18位，现为2位"),
        ({"do": "change", "name": "示例新厂", "since": "明天"}, "日期读不懂"),
        ({"do": "change", "place": "141021100000", "since": "2026-03-01"}, ""),
        ({"do": "split", "part": "示例二厂", "part_code": "", "since": "2026-03-01"}, "既没有统一社会信用代码"),
        ({"do": "split", "part": "示例二厂", "part_code": code(1), "since": "2026-03-01"}, "已经登记过"),
        ({"do": "close", "since": ""}, "日期读不懂"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_changes(form, words):
    status, text = page(**form)
    assert (status, words in text) == (400, True)
    assert [one.name for one in queries.history(ME, FIRM)] == ["示例一厂"]
    assert Enterprise.objects.for_change().count() == 1


def test_its_own_people_and_other_counties_do_not_change_it():
    assert (page(OWN)[0], page(OTHER)[0]) == (403, 404)
    assert page(OWN, do="close", since="2026-04-30")[0] == 403
    assert queries.enterprise(ME, FIRM, as_of=today()) is not None


def test_one_firm_is_registered_by_hand_and_what_it_may_be_already_is_shown_first():
    said = {"name": "示例一厂有限公司", "place": TOWN, "industry": "3311", "since": "2026-03-01", "status": "operating"}
    status, text = registered(**said)
    assert (status, "还没有登记：可能已经在册" in text, f'href="/enterprises/{FIRM}/"' in text) == (200, True, True)
    assert Enterprise.objects.for_change().count() == 1
    status, address = registered(**said, sure="yes")
    assert (status, len(address)) == (302, len("/enterprises/ent:/") + 16)
    coded = said | {"name": "别家机械", "credit_code": code(3)}
    assert registered(**coded) == (302, f"/enterprises/ent:{code(3)}/")
    status, text = registered(**coded, sure="yes")
    assert (status, "已经登记过" in text) == (400, True)
    assert Enterprise.objects.for_change().count() == 3
    for wrong, words in (({"since": "明天"}, "日期读不懂"), ({"place": ""}, "所在地"), ({"industry": "0170"}, "2011")):
        status, text = registered(**(said | {"name": "别的店", "sure": "yes"} | wrong))
        assert (status, words in text) == (400, True), words
    assert Enterprise.objects.for_change().count() == 3
    assert (registered(OWN)[0], registered(OWN, **said)[0]) == (403, 403)


def test_a_city_chooses_among_all_its_towns_and_saving_a_name_moves_no_firm():
    place_actions.load(SYSTEM, FOLDER / "villages")
    village = "141082001011"
    actions.register(
        SYSTEM, enterprise="ent:far", name="示例远厂", place=village, industry="3311", since=dt.date(2020, 1, 1)
    )
    city = office(place="141000")
    status, text = seen(change, city, {}, "ent:far")
    offered = re.findall(r'<option value="(\d{12})"( selected)?>([^<]+)<', text)
    assert (status, text.count("<optgroup")) == (200, 17)
    assert len(offered) > 170
    assert {code[:6] for code, _, _ in offered} == {one.code[:6] for one in _counties()}
    assert [(code, words.count(" › ")) for code, chosen, words in offered if chosen] == [(village, 1)]
    assert not [code for code, _, _ in offered if code != village and code[9:] != "000"], "其余的村太多，列到乡镇"
    said = {"name": "示例远方厂", "place": village, "industry": "3311", "since": "2026-03-01"}
    assert seen(change, city, said | {"do": "change"}, "ent:far")[0] == 302
    assert [(one.name, one.place) for one in queries.history(city, "ent:far")] == [
        ("示例远厂", village), ("示例远方厂", village),
    ]  # fmt: skip
    status, text = seen(new, OTHER, {})
    assert (status, f'value="{TOWN}000"' in text, 'value="141021100001"' in text) == (200, False, True), "本县列到村"


def _counties():
    return places.at_level("county", inside="141000", as_of=today())
