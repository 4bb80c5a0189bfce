"""A county inside an adopting city adopts too: one duty, the county's own settings first there, from their day."""

from __future__ import annotations

from datetime import date

import pytest

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions, queries
from anjian.policy.tests.places import ADMIN, DAY, DOCUMENT, LINFEN, OFFICE, QUWO, ROOT, viewer

pytestmark = pytest.mark.django_db
RULE = f"{DOCUMENT}/heads-inspect-regularly"
COUNTY = viewer("office", name="示例乙", place=QUWO)
JOINED = date(2020, 1, 1)
LATER = date(2026, 1, 1)
PACK = queries.read(ROOT / "packs" / DOCUMENT)
SHAANXI = "610100000000"


@pytest.fixture
def city():
    actions.load_pack(ADMIN, PACK)
    actions.adopt(OFFICE, document=DOCUMENT, place=LINFEN, since=DAY)
    set_(OFFICE, LINFEN, "year", date(2019, 1, 1))


@pytest.fixture
def county(city):
    actions.adopt(COUNTY, document=DOCUMENT, place=QUWO, since=JOINED)


def set_(who, place, value, since):
    actions.set_value(who, rule=RULE, field="per", place=place, value=value, since=since, ground="纪要")


def periods(place, as_of=LATER, known=None):
    found = [
        one for one in queries.instances(as_of=as_of, known=known) if one.rule.id == RULE and one.place == of(place)
    ]
    assert len(found) <= 1
    return [(part.since, part.fields["per"].value) for one in found for part in one.slices]


def row(place, as_of, field="per"):
    found = queries.sheet(OFFICE, DOCUMENT, place=place, as_of=as_of)
    return next(one for one in found if (one.rule, one.field) == (RULE, field))


def test_what_the_county_leaves_open_stays_as_the_city_has_set_it(county):
    assert periods(QUWO) == periods(LINFEN) == [(DAY, None), (date(2019, 1, 1), "year")]
    assert row(QUWO, LATER).decided_by == "示例甲"


def test_the_county_s_own_setting_wins_there_from_its_day_even_over_a_later_one_of_the_city(county):
    set_(COUNTY, QUWO, "quarter", date(2021, 7, 1))
    set_(OFFICE, LINFEN, "month", date(2023, 1, 1))
    before = [(DAY, None), (date(2019, 1, 1), "year")]
    assert periods(LINFEN) == [*before, (date(2023, 1, 1), "month")]
    assert periods(QUWO) == [*before, (date(2021, 7, 1), "quarter")]
    assert [row(QUWO, day).decided_by for day in (date(2021, 6, 30), LATER)] == ["示例甲", "示例乙"]
    assert row(LINFEN, LATER).current.value == "month"
    actions.unset_value(COUNTY, rule=RULE, field="per", place=QUWO, since=date(2024, 1, 1), ground="另议")
    assert periods(QUWO) == [*before, (date(2021, 7, 1), "quarter"), (date(2024, 1, 1), "month")]


def test_before_the_county_adopted_and_as_known_before_there_is_the_city_alone(city):
    ledger.sequence()
    before = facts.head()
    actions.adopt(COUNTY, document=DOCUMENT, place=QUWO, since=JOINED)
    ledger.sequence()
    assert periods(QUWO, as_of=date(2019, 12, 31)) == []
    assert periods(QUWO, known=before) == []
    assert periods(QUWO, as_of=JOINED) != []


def test_a_county_that_has_not_adopted_cannot_set_and_one_that_has_cannot_adopt_again(county):
    with pytest.raises(Refusal, match="没有采用"):
        set_(OFFICE, "141002000000", "month", LATER)
    with pytest.raises(Refusal, match="只采用一次"):
        actions.adopt(COUNTY, document=DOCUMENT, place=QUWO, since=LATER)
    with pytest.raises(Refusal, match="早于采用日"):
        set_(COUNTY, QUWO, "month", date(2019, 6, 1))
    assert [one.place for one in queries.adoptions(SYSTEM)] == [LINFEN, QUWO]
    assert len(queries.settings(SYSTEM)) == 1


def test_a_county_that_was_first_keeps_its_days_and_gets_what_the_city_sets_later():
    actions.load_pack(ADMIN, PACK)
    actions.adopt(COUNTY, document=DOCUMENT, place=QUWO, since=DAY)
    set_(COUNTY, QUWO, "quarter", date(2019, 1, 1))
    actions.adopt(OFFICE, document=DOCUMENT, place=LINFEN, since=JOINED)
    key = {"rule": RULE, "field": "counted", "place": LINFEN, "ground": "纪要"}
    actions.set_value(OFFICE, **key, value="together", since=JOINED)
    (there,) = [one for one in queries.instances(as_of=LATER) if one.rule.id == RULE and one.place == of(QUWO)]
    assert [(s.since, s.fields["per"].value, s.fields["counted"].value) for s in there.slices] == [
        (DAY, None, "each_post"),
        (date(2019, 1, 1), "quarter", "each_post"),
        (JOINED, "quarter", "together"),
    ]
    assert periods(LINFEN) == [(JOINED, None)]


def test_another_region_adopts_a_document_from_a_day_of_its_own():
    nanyang = queries.read(ROOT / "packs" / "nanyang-2021")
    actions.load_pack(ADMIN, nanyang)
    actions.adopt(SYSTEM, document="nanyang-2021", place="411300", since=date(2022, 1, 1))
    actions.adopt(SYSTEM, document="nanyang-2021", place=SHAANXI, since=date(2023, 5, 1))
    first = {
        one.place.lo: min(part.since for part in one.slices) for one in queries.instances(as_of=LATER) if one.slices
    }
    assert first == {"411300000000": date(2022, 1, 1), SHAANXI: date(2023, 5, 1)}
    assert {one.place.lo for one in queries.instances(as_of=date(2023, 4, 30))} == {"411300000000"}
