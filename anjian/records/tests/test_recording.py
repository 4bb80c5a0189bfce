"""Recording any declared fact: the form, what is typed, what is refused, the double tap, taking back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import uuid

import pytest
from django.db import connection
from PIL import Image

from anjian.evidence import actions as evidence
from anjian.evidence import queries as photos
from anjian.ledger import queries as ledger
from anjian.ledger.events import Party
from anjian.lib.divisions import of
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER
from anjian.records import actions, queries
from anjian.records.events import Draft, Faults
from anjian.records.tests.conftest import BODY, DEPUTY, LATE

TODAY = dt.datetime.now(CHINA).date()
VISIT = "inspections.visit_filed"
LED = Party("led_by", "post", DEPUTY, "尧都区副区长")


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact WHERE name NOT LIKE 'people.%' AND name NOT LIKE 'places.%'")
        return cursor.fetchone()[0]


def visit(viewer, **changes):
    given = {"day": TODAY, "place": "141002", "parties": [LED], "today": TODAY, **changes}
    return actions.record(viewer, VISIT, **given)


def test_a_form_shows_at_most_five_fields_with_the_day_the_place_and_the_own_post_filled_in(deputy):
    form = queries.form(deputy, VISIT, as_of=TODAY)
    assert len(form.shown) + 1 <= 5  # photos are the fifth
    assert [field.name for field in form.shown][:3] == ["day", "place", "party.led_by"]
    by_name = {field.name: field for field in form.fields}
    assert by_name["day"].value == TODAY.isoformat()
    assert by_name["place"].value == "141002000000"
    assert by_name["party.led_by"].value == f"post|{DEPUTY}"
    assert {field.name for field in form.more} >= {"attr.mode", "attr.hazards_found"}


@pytest.mark.parametrize("name", sorted(__import__("anjian.policy.queries", fromlist=["x"]).vocabulary().facts))
def test_every_declared_fact_has_a_form_that_can_be_read_back(deputy, name):
    form = queries.form(deputy, name, as_of=TODAY)
    values = {field.name: list(field.values) for field in form.fields if field.values}
    draft = queries.read(deputy, name, values, as_of=TODAY)
    assert draft.day == TODAY
    missing = {fault.field for fault in queries.faults(deputy, draft, today=TODAY) if fault.code == "records.required"}
    assert missing == {field.name for field in form.fields if field.need == "now" and not field.values}


def test_what_is_typed_becomes_days_numbers_and_parties(deputy):
    draft = queries.read(
        deputy,
        VISIT,
        {
            "day": ["2026年11月3日"],
            "place": ["141002"],
            "party.led_by": ["尧都区副区长"],
            "party.object": [f"body|{BODY}", ""],
            "attr.hazards_found": ["１，２00"],
            "attr.mode": ["暗访"],
        },
        as_of=TODAY,
    )
    assert draft == Draft(
        VISIT,
        dt.date(2026, 11, 3),
        "141002000000",
        (LED, Party("object", "body", BODY, "尧都区政府")),
        {"hazards_found": 1200, "mode": "暗访"},
        {},
    )


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("day", "三号", "不是日期"),
        ("day", "2026-02-30", "不是日期"),
        ("place", "某某镇", "没有找到地方"),
        ("party.led_by", "无此人", "没有找到职务"),
        ("attr.hazards_found", "好几条", "不是数字"),
        ("attr.hazards_found", "NaN", "不是数字"),
        ("attr.found", "字" * 2001, "超过2000字"),
    ],
)
def test_what_cannot_be_read_names_its_field(deputy, field, text, words):
    with pytest.raises(Faults) as no:
        queries.read(deputy, VISIT, {field: [text]}, as_of=TODAY)
    assert [(fault.field, words in fault.what) for fault in no.value.faults] == [(field, True)]


def test_a_visit_is_recorded_with_its_photo(deputy, settings, tmp_path):
    settings.FILES = tmp_path
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    out.seek(0)
    kept = evidence.keep(deputy, out, name="x.jpg", now=dt.datetime.now(dt.UTC))
    done = visit(deputy, attributes={"hazards_found": 2}, files=[kept.digest])
    fact = ledger.fact(deputy, done.fact.id)
    assert (fact.day, fact.place, fact.recorded_by, fact.precision) == (TODAY, "141002000000", "acct:t1", "day")
    assert fact.attributes == {"hazards_found": 2, "files": [kept.digest]}
    assert [photo.digest for photo in photos.of_fact(deputy, fact.id)] == [kept.digest]


def test_the_same_form_sent_twice_makes_one_fact(deputy):
    id = uuid.uuid4()
    first = visit(deputy, id=id)
    second = visit(deputy, id=id)
    assert (first.fact.id, first.again, second.fact.id, second.again) == (id, False, id, True)
    assert count() == 1


def test_a_used_form_of_somebody_else_is_refused(deputy):
    id = uuid.uuid4()
    visit(deputy, id=id)
    other = dataclasses.replace(deputy, account="acct:t2")
    with pytest.raises(Refusal) as no:
        visit(other, id=id)
    assert no.value.code == "records.used"
    assert count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"day": TODAY + dt.timedelta(days=1)}, "day", "还没有到"),
        ({"day": dt.date(202, 11, 3)}, "day", "太早"),
        ({"place": None}, "place", "没有选地点"),
        ({"place": "141099"}, "place", "没有代码为141099的地方"),
        ({"place": "14100"}, "place", "应为6位"),
        ({"place": "141021"}, "place", "不在您的范围内"),
        ({"parties": []}, "party.led_by", "没有填带队"),
        ({"parties": [LED, Party("led_by", "post", LATE)]}, "party.led_by", "只能有一个"),
        ({"parties": [Party("led_by", "person", "person:t1")]}, "party.led_by", "应为职务，现为人员"),
        ({"parties": [Party("led_by", "post", "post:nobody")]}, "party.led_by", "没有职务"),
        ({"parties": [LED, Party("boss", "post", DEPUTY)]}, "party.boss", "没有“boss”这种参与方"),
        (
            {"parties": [Party("led_by", "post", LATE, "新设")], "day": dt.date(2026, 5, 31)},
            "party.led_by",
            "到2026-06-01才设立",
        ),
        ({"attributes": {"colour": "red"}}, "attr.colour", "没有“colour”这一项"),
        ({"attributes": {"hazards_found": "many"}}, "attr.hazards_found", "应为数字"),
        ({"attributes": {"hazards_found": True}}, "attr.hazards_found", "应为数字"),
        ({"attributes": {"hazards_found": [1, 2]}}, "attr.hazards_found", "只能填一个"),
    ],
)
def test_a_wrong_draft_names_its_field_and_nothing_is_written(deputy, changes, field, words):
    with pytest.raises(Faults) as no:
        visit(deputy, **changes)
    assert [fault.field for fault in no.value.faults if words in fault.what] == [field]
    assert count() == 0


def test_all_faults_come_at_once(deputy):
    with pytest.raises(Faults) as no:
        visit(deputy, day=TODAY + dt.timedelta(days=1), place=None, parties=[])
    assert [fault.field for fault in no.value.faults] == ["day", "place", "party.led_by"]


def test_a_closed_choice_takes_only_its_options(deputy):
    with pytest.raises(Faults) as no:
        actions.record(
            deputy,
            "accidents.closed",
            day=TODAY,
            place="141002",
            today=TODAY,
            parties=[Party("accident", "matter", "matter:x1"), Party("investigated_by", "body", BODY)],
            attributes={"grade": "很大"},
        )
    assert [(fault.field, fault.code) for fault in no.value.faults] == [("attr.grade", "records.option")]
    assert count() == 0


def test_a_fact_nobody_declared_and_a_stranger_are_refused(deputy):
    with pytest.raises(Refusal) as no:
        actions.record(deputy, "invented.thing", day=TODAY, place="141002", today=TODAY)
    assert no.value.code == "records.fact.missing"
    with pytest.raises(Refusal):
        visit(STRANGER)
    assert count() == 0


def test_a_photo_that_is_gone_leaves_no_fact(deputy, settings, tmp_path):
    settings.FILES = tmp_path
    with pytest.raises(Refusal) as no:
        visit(deputy, files=["0" * 64])
    assert no.value.code == "evidence.gone"
    assert count() == 0


def test_a_record_is_taken_back_within_ten_minutes_by_who_made_it(deputy):
    made = visit(deputy).fact
    void = actions.undo(deputy, made.id, now=made.recorded_at + dt.timedelta(minutes=9, seconds=59))
    assert void.name == "ledger.voided"
    assert ledger.fact(deputy, made.id).voided_by == void.id
    with pytest.raises(Refusal) as no:
        actions.undo(deputy, made.id, now=made.recorded_at)
    assert no.value.code == "records.undone"


def test_not_later_and_not_by_somebody_else(deputy):
    made = visit(deputy).fact
    other = dataclasses.replace(deputy, account="acct:t2")
    far = dataclasses.replace(deputy, account="acct:t3", places=(of("141021"),))
    for who, now, code in (
        (deputy, made.recorded_at + dt.timedelta(minutes=10, seconds=1), "records.undo_late"),
        (other, made.recorded_at, "records.undo.forbidden"),
        (far, made.recorded_at, "records.missing"),
    ):
        with pytest.raises(Refusal) as no:
            actions.undo(who, made.id, now=now)
        assert no.value.code == code
    assert ledger.fact(deputy, made.id).stands


def test_the_next_form_remembers_the_last_time(deputy):
    made = visit(deputy, parties=[LED, Party("object", "body", BODY, "尧都区政府")]).fact
    assert queries.last_time(deputy, VISIT).id == made.id
    actions.undo(deputy, made.id, now=made.recorded_at)
    assert queries.last_time(deputy, VISIT) is None
