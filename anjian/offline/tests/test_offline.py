"""Records from phones: each once, in the phone's own order, however they arrive; nothing is lost."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from django.db import transaction

from anjian.evidence import actions as evidence
from anjian.evidence import queries as pictures
from anjian.evidence.tests.test_photos import files, photo  # noqa: F401
from anjian.hazards import queries as hazards
from anjian.hazards.models import Hazard
from anjian.hazards.taking import facts_of, folded
from anjian.hazards.tests.ground import (
    ABROAD,
    COUNTY,
    FIRM,
    HEAD,
    INSPECTOR,
    OFFICE,
    TODAY,
    WORKER,
    found,
    go,
    new,
    officer,
    settle,
)
from anjian.ledger import actions as recording
from anjian.ledger import handlers
from anjian.ledger import queries as ledger
from anjian.ledger.events import Party
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.offline import actions, queries, taking
from anjian.offline.events import DECIDED, REFUSED, Answer, Ready, Sent
from anjian.offline.models import Entry
from anjian.registry import actions as registry

NOW = dt.datetime.now(dt.UTC)
PARTITIONS = int(os.environ.get("ANJIAN_PARTITIONS", "100"))
"""Ways to bring the same records; `make chaos` tries 1,000."""
MORNING = NOW - dt.timedelta(hours=1)


@pytest.fixture
def ground(db):
    settle()


class Phone:
    """A phone: makes records with ids and running numbers of its own."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer, self.device, self.made = viewer, uuid.uuid4(), 0

    def report(self, hazard: str, verb: str = "find", **more: object) -> Sent:
        attributes = {"found": "护栏缺失", **({"grade": "一般"} if verb != "notice" else {"source": "职工"})}
        told = {"hazard": hazard, "verb": verb, "enterprise": FIRM, "attributes": attributes}
        if verb == "find_out":
            told["by"] = self.viewer.posts[0].body
        return self.record("hazards.report", told, **more)

    def move(self, hazard: str, verb: str, *, attributes: dict[str, object] | None = None, **more: object) -> Sent:
        return self.record("hazards.move", {"hazard": hazard, "verb": verb, "attributes": attributes or {}}, **more)

    def record(self, kind: str, content: dict[str, object], **more: object) -> Sent:
        self.made += 1
        given = {"photos": (), "base": None, "law": "", "at": MORNING, "offset_ms": 0, **more}
        return Sent(uuid7(NOW), self.made, kind, content, **given)

    def send(self, *sent: Sent, first: int = 1, **more: object) -> list[Answer]:
        given = {"phone_now": NOW, "now": NOW, **more}
        return actions.sync(self.viewer, self.device, sent, first=first, **given)


def fates(answers: Iterable[Answer]) -> list[str]:
    return [one.fate for one in answers]


def test_records_are_applied_in_the_phones_order_and_sent_again_they_are_already_there(ground):
    phone, hazard = Phone(HEAD), new()
    report, begin, finish = (
        phone.report(hazard),
        phone.move(hazard, "begin", attributes={"measures": "设警戒"}),
        phone.move(hazard, "finish", attributes={"done": "已装护栏"}),
    )
    assert fates(phone.send(finish)) == ["waiting"]
    assert hazards.hazard(HEAD, hazard) is None
    assert fates(phone.send(begin, finish)) == ["waiting", "waiting"]
    answers = phone.send(report)
    assert (fates(answers), answers[0].fact) == (["accepted"], report.id)
    again = phone.send(report, begin, finish)
    assert fates(again) == ["accepted"] * 3
    assert [one.again for one in again] == [True, True, True]
    assert hazards.hazard(HEAD, hazard).state == "rectified"  # type: ignore[union-attr]
    assert [fact.name for fact in hazards.story(HEAD, hazard)] == [
        "hazards.self_found",
        "hazards.removal_begun",
        "hazards.rectified",
    ]
    assert queries.own(HEAD)[0].account == HEAD.account
    assert queries.own(INSPECTOR) == []


def test_what_the_phone_no_longer_has_is_not_waited_for_and_a_number_used_twice_is_marked(ground):
    phone = Phone(HEAD)
    lost, kept = phone.report(new()), phone.report(new())
    assert fates(phone.send(kept, first=2)) == ["accepted"]
    late = phone.send(lost)
    assert (fates(late), late[0].marks) == (["accepted"], ("number_repeated",))


def test_a_move_that_somebody_else_was_faster_with_is_kept_as_a_fact_and_waits_for_one_decision(ground):
    hazard = found()
    seen = hazards.hazard(HEAD, hazard).moves  # type: ignore[union-attr]
    phone = Phone(HEAD)
    go(HEAD, hazard, "finish", TODAY, done="别人先报的")
    answers = phone.send(phone.move(hazard, "finish", attributes={"done": "护栏装好了"}, base=seen))
    assert fates(answers) == ["conflict"]
    assert "待验收" in answers[0].what
    (refused,) = ledger.latest(SYSTEM, names=[REFUSED])
    assert refused.private["content"]["attributes"] == {"done": "护栏装好了"}
    assert refused.party("hazard") == (hazard,)
    assert [one.id for one in queries.undecided(INSPECTOR)] == [answers[0].id]
    assert queries.undecided(ABROAD) == []
    with pytest.raises(Refusal):
        actions.decide(INSPECTOR, answers[0].id, do="record", reason="照记", today=TODAY)
    assert fates(queries.answers(HEAD, [answers[0].id])) == ["conflict"]
    go(HEAD, hazard, "send_back", TODAY, reason="没有改好")
    with pytest.raises(Refusal) as no:
        actions.decide(ABROAD, answers[0].id, do="drop", reason="x", today=TODAY)
    assert no.value.code == "offline.missing"
    done = actions.decide(HEAD, answers[0].id, do="record", reason="后来退回，这次是真的", today=TODAY)
    assert (done.fate, done.fact) == ("accepted", answers[0].id)
    assert hazards.hazard(HEAD, hazard).state == "rectified"  # type: ignore[union-attr]
    assert ledger.latest(SYSTEM, names=[DECIDED])[0].attributes["do"] == "record"
    with pytest.raises(Refusal, match="已经有结果"):
        actions.decide(HEAD, answers[0].id, do="drop", reason="x", today=TODAY)


def test_a_record_waits_for_its_pictures_and_one_whose_picture_is_lost_is_recorded_and_marked(ground, files):  # noqa: F811
    phone, raw = Phone(HEAD), photo().getvalue()
    digest, gone = hashlib.sha256(raw).hexdigest(), "0" * 64
    first, second = phone.report(new(), photos=(digest,)), phone.report(new(), photos=(gone,))
    assert fates(phone.send(first, second)) == ["waiting", "waiting"]
    kept = evidence.keep(HEAD, photo(), name="x.jpg", now=NOW)
    assert fates(phone.send(first, second)) == ["accepted", "waiting"]
    assert ledger.fact(HEAD, first.id).attributes["files"] == [kept.digest]  # type: ignore[union-attr]
    answers = phone.send(second, lost=[gone])
    assert (fates(answers), answers[0].marks) == (["accepted"], ("photo_lost",))


def test_pictures_of_what_is_held_are_kept_until_somebody_else_has_decided(ground, files):  # noqa: F811
    registry.close(SYSTEM, enterprise=FIRM, last_day=TODAY - dt.timedelta(days=30))
    phone = Phone(INSPECTOR)
    first, second = (
        phone.report(new(), "find_out", photos=(hashlib.sha256(photo(colour=colour).getvalue()).hexdigest(),))
        for colour in ("red", "blue")
    )
    kept = [evidence.keep(INSPECTOR, photo(colour=colour), name="x", now=NOW).digest for colour in ("red", "blue")]
    assert fates(phone.send(first, second)) == ["held", "held"]
    later = NOW + dt.timedelta(days=3)
    assert evidence.sweep(later) == 0
    colleague = officer("acct:colleague", OFFICE, COUNTY)
    actions.decide(colleague, first.id, do="record", reason="查实", today=TODAY)
    actions.decide(colleague, second.id, do="drop", reason="记错", today=TODAY)
    assert ledger.fact(SYSTEM, first.id).attributes["files"] == [kept[0]]  # type: ignore[union-attr]
    assert evidence.sweep(later) == 1
    assert pictures.of_fact(SYSTEM, first.id)[0].digest == kept[0]


def test_a_phone_two_days_off_is_set_right_and_marked(ground):
    phone = Phone(HEAD)
    two = dt.timedelta(days=2)
    ahead = phone.report(new(), at=MORNING + two, offset_ms=-int(two.total_seconds() * 1000))
    never = phone.report(new(), at=MORNING - two, offset_ms=None)
    answers = phone.send(ahead, never, phone_now=NOW - two)
    assert [one.marks for one in answers] == [("clock_off",), ("clock_off",)]
    assert [ledger.fact(HEAD, one.id).day for one in answers] == [answers[0].day] * 2  # type: ignore[union-attr]
    wild = phone.report(new(), at=NOW + two, offset_ms=0)
    (answer,) = phone.send(wild)
    assert (answer.day, answer.marks) == (TODAY, ("clock_off",))
    assert [row.marks for row in Hazard.objects.for_change().all()] == [["clock_off"]] * 3
    assert [folded(row.hazard, facts_of(row.hazard)).marks for row in Hazard.objects.for_change().all()] == [
        ["clock_off"]
    ] * 3


def test_a_closed_enterprise_holds_the_record_until_somebody_decides(ground):
    registry.close(SYSTEM, enterprise=FIRM, last_day=TODAY - dt.timedelta(days=30))
    phone, hazard = Phone(INSPECTOR), new()
    (answer,) = phone.send(phone.report(hazard, "find_out"))
    assert (answer.fate, answer.fact) == ("held", None)
    assert "已经关闭" in answer.what
    assert hazards.hazard(SYSTEM, hazard) is None
    done = actions.decide(INSPECTOR, answer.id, do="record", reason="查实仍在生产", today=TODAY)
    assert done.fate == "accepted"
    assert "enterprise_closed" in hazards.hazard(SYSTEM, hazard).marks  # type: ignore[union-attr]


def test_a_criterion_that_was_not_in_force_holds_the_record_and_a_phone_carries_those_of_its_trade(ground):
    early = dt.datetime(2018, 6, 1, tzinfo=dt.UTC)
    lapsed = next(one for one in hazards.book().criteria.values() if one.standard.in_force(early.date()) is False)
    in_force = next(one for one in hazards.book().criteria.values() if one.standard.in_force(TODAY))
    phone, hazard = Phone(HEAD), new()
    old, new_one = (
        phone.record(
            "hazards.report",
            {
                "hazard": each,
                "verb": "find",
                "enterprise": FIRM,
                "attributes": {"found": "x", "grade": "重大", "criterion": one.id, "judged": "人工", "reason": "看过"},
            },
            law="an older list",
            at=at,
        )
        for each, one, at in ((hazard, lapsed, early), (new(), in_force, MORNING))
    )
    answers = phone.send(old, new_one, law="the list of today")
    assert fates(answers) == ["held", "accepted"]
    assert [one.marks for one in answers] == [("law_changed",)] * 2
    assert (lapsed.standard.name in answers[0].what, hazards.hazard(SYSTEM, hazard)) == (True, None)
    lists, law = queries.carried(HEAD, as_of=TODAY)
    assert ([one.about for one in lists], len(law)) == (["示例钢铁有限公司"], 64)
    carried = {item.id for item in lists[0].items}
    assert {one.id for one in hazards.offered(industry="3110", day=TODAY)} == carried
    assert queries.carried(STRANGER, as_of=TODAY)[0] == []


def test_an_inspector_carries_whom_they_choose_and_a_hazard_is_moved_by_what_the_phone_carried(ground, files):  # noqa: F811
    assert [one.id for one in queries.subjects(INSPECTOR, as_of=TODAY, words="钢铁")] == [FIRM]
    assert (
        queries.subjects(ABROAD, as_of=TODAY, words="钢铁") == queries.subjects(INSPECTOR, as_of=TODAY, words="") == []
    )
    assert queries.carried(INSPECTOR, as_of=TODAY)[0] == queries.carried(ABROAD, as_of=TODAY, about=[FIRM])[0] == []
    ((one,), _law) = queries.carried(INSPECTOR, as_of=TODAY, about=[FIRM])
    phone = Phone(INSPECTOR)
    given = {"id": str(uuid.uuid4()), "item": one.items[0].id, "text": "看过现场", "not_conform": "1"}

    def filled(value):
        if isinstance(value, dict):
            return {name: filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [filled(inner) for inner in value]
        return re.sub(r"\$(\w+)", lambda found: given[found[1]], value) if isinstance(value, str) else value

    answers = phone.send(*(phone.record(kind, filled(content)) for kind, content in (one.wrong, one.done)))
    assert fates(answers) == ["accepted", "accepted"]
    hazard = f"hazard:{given['id']}"
    card = hazards.hazard(INSPECTOR, hazard)
    assert (card.ordered_by, card.criterion, card.grade) == (OFFICE, one.items[0].id, "重大")
    visit = ledger.fact(INSPECTOR, answers[1].id)
    assert (visit.name, visit.attributes["hazards_found"]) == ("inspections.done", 1)
    ordinary = found()
    told = {each.id: each for each in queries.matters(HEAD, as_of=TODAY)}
    assert {move.content["verb"] for move in told[ordinary].moves} == {"begin", "finish", "tell"}
    (finish,) = [move for move in told[ordinary].moves if move.content["verb"] == "finish"]
    assert ([(blank.name, blank.kind, blank.required) for blank in finish.blanks], finish.photos) == (
        [("done", "text", True), ("cost", "number", False)],
        True,
    )
    mine = Phone(HEAD)
    sent = mine.record(
        finish.kind, {**finish.content, "attributes": {"done": "已装好", "cost": 1.5}}, base=told[ordinary].base
    )
    again = mine.record(finish.kind, {**finish.content, "attributes": {"done": "已装好"}}, base=told[ordinary].base)
    assert fates(mine.send(sent, again)) == ["accepted", "conflict"]
    assert {each.id for each in queries.matters(INSPECTOR, as_of=TODAY, about=[FIRM])} == {ordinary}
    assert queries.matters(ABROAD, as_of=TODAY, about=[FIRM]) == []


def test_what_cannot_be_read_is_held_and_does_not_stop_what_follows(ground):
    phone = Phone(HEAD)
    strange = phone.record("something.else", {"a": 1})
    broken = phone.record("hazards.report", {"verb": "find"})
    forbidden = phone.report(new(), "find_out")
    fine = phone.report(new())
    assert fates(phone.send(strange, broken, forbidden, fine)) == ["held", "held", "held", "accepted"]
    assert Entry.objects.for_change().get(id=strange.id).content == {"a": 1}
    dropped = actions.decide(HEAD, strange.id, do="drop", reason="试记的", today=TODAY)
    assert dropped.fate == "dropped"


def test_a_stranger_and_the_phone_of_somebody_else_send_nothing(ground):
    phone = Phone(HEAD)
    phone.send(phone.report(new()))
    for viewer, code in ((STRANGER, "offline.forbidden"), (WORKER, "offline.device")):
        with pytest.raises(Refusal) as no:
            actions.sync(viewer, phone.device, [phone.report(new())], first=1, phone_now=NOW, now=NOW)
        assert no.value.code == code
    assert Entry.objects.for_change().count() == 1


def journey(dice: random.Random, phones: dict[Phone, list[Sent]]) -> list[tuple[Phone, list[Sent]]]:
    """Requests that bring every record at least once: cut anywhere, in any order, some sent again."""
    sends = []
    for phone, records in phones.items():
        left = dice.sample(records, len(records)) if dice.random() < 0.5 else list(records)
        while left:
            n = dice.randint(1, len(left))
            sends.append((phone, left[:n]))
            left = left[n:]
        sends += [(phone, dice.sample(records, 2)) for _ in range(dice.randint(0, 1))]
    return dice.sample(sends, len(sends))


def each_journey(phones: dict[Phone, list[Sent]], seeds: Iterable[int]) -> Iterator[dict[uuid.UUID, str]]:
    """The fates of all records after each of these ways to bring them; what was done is undone after each."""
    for seed in seeds:
        with transaction.atomic():
            for phone, records in journey(random.Random(seed), phones):
                phone.send(*records)
            told = dict(Entry.objects.for_change().values_list("id", "fate"))
            assert set(told) == {one.id for records in phones.values() for one in records}
            yield told
            transaction.set_rollback(True)


def chained(viewer: Viewer, ready: Ready) -> uuid.UUID:
    """Record a fact that says all that was recorded before it in its chain."""
    if ready.content["word"] == "x":
        raise Refusal("不行", code="test.no")
    before = ledger.latest(SYSTEM, names=["offline.test_chained"], party=ready.content["chain"], limit=1)
    words = f"{before[0].attributes['words'] if before else ''}{ready.content['word']}"
    parties = [Party("chain", "matter", ready.content["chain"])]
    with handlers.alone():
        return recording.record(
            viewer,
            "offline.test_chained",
            happened_at=NOW,
            place=None,
            parties=parties,
            attributes={"words": words},
            id=ready.id,
        ).id


def test_random_partitions_and_orders_of_offline_work_end_in_one_state(fresh_database):
    """Within a phone its running numbers decide: what comes of its records is one and the same however they arrive.

    The kind is made for this test, so that many are quick: what it records depends on all that came before.
    """
    taking.takes("test.chained", word="试", take=chained, about=lambda viewer, content: (None, ()))
    ended: Counter[tuple[object, ...]] = Counter()
    for seed in range(PARTITIONS):
        phones = {}
        for viewer, chain, words in ((HEAD, f"matter:a{seed}", "abxc"), (INSPECTOR, f"matter:b{seed}", "def")):
            phone = Phone(viewer)
            phones[phone] = [phone.record("test.chained", {"chain": chain, "word": word}) for word in words]
        for phone, records in journey(random.Random(seed), phones):
            phone.send(*records)
        fates_of = [tuple(fates(queries.answers(SYSTEM, [one.id for one in records]))) for records in phones.values()]
        said = [
            tuple(fact.attributes["words"] for fact in ledger.latest(SYSTEM, party=f"matter:{name}{seed}", limit=9))
            for name in "ab"
        ]
        ended[(*fates_of, *said)] += 1
    assert ended == {
        (
            ("accepted", "accepted", "held", "accepted"),
            ("accepted",) * 3,
            ("abc", "ab", "a"),
            ("def", "de", "d"),
        ): PARTITIONS
    }


def test_of_a_shared_hazard_one_move_wins_and_the_other_is_kept_whoever_arrives_first(ground):
    """Between phones the position in the ledger decides; the hazard is always what its facts come to."""
    firm, office = Phone(HEAD), Phone(INSPECTOR)
    mine, theirs, shared = new(), new(), found()
    seen = hazards.hazard(HEAD, shared).moves  # type: ignore[union-attr]
    graded = {"grade": "一般", "judged": "人工", "reason": "现场看过"}
    finish = firm.move(shared, "finish", attributes={"done": "换过了"}, base=seen)
    grade = office.move(shared, "grade", base=seen, attributes=graded)
    phones = {
        firm: [finish, firm.report(mine), firm.move(mine, "finish", attributes={"done": "已装护栏"})],
        office: [grade, office.report(theirs, "find_out"), office.move(theirs, "grade", attributes=graded)],
    }
    ended, shares = set(), set()
    for told in each_journey(phones, range(20)):
        rows = Hazard.objects.for_change().in_bulk([mine, theirs, shared], field_name="hazard")
        ended.add(tuple((rows[one].state, rows[one].grade, rows[one].moves) for one in (mine, theirs)))
        shares.add((told[finish.id], told[grade.id]))
        again = folded(shared, hazards.story(SYSTEM, shared))
        assert (rows[shared].state, rows[shared].moves) == (again.state, again.moves)
    assert ended == {(("rectified", "一般", 2), ("open", "一般", 2))}
    assert shares == {("accepted", "conflict"), ("accepted", "accepted")}
