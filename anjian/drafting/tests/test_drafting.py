"""The reading room: what is kept, two persons, nothing copied, a pack that passes the check, versions compared."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anjian.drafting import actions, gists, marking, queries, worker, writing
from anjian.drafting.tests.paper import HEAD, KEPT, MONTHLY, NOTICE, ONCE
from anjian.ledger import queries as ledger
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.policy import cli as law
from anjian.policy import examples as running
from anjian.policy import proving
from anjian.policy import queries as policy
from anjian.reader import read_text

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def person(name: str, *roles: str, place: str = "141021", who: str = "") -> Viewer:
    return Viewer(f"acct:{name}", name, who, (), (of(place),), frozenset(), frozenset(), frozenset(roles), "web")


FIRST, SECOND = person("甲", "office"), person("乙", "decider")


@pytest.fixture
def own_packs(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "packs"


def rows() -> tuple[int, ...]:
    """How many rows there are of everything that could have been kept."""
    with connection.cursor() as cursor:
        counts = []
        for table in ("drafting_source", "drafting_paper", "drafting_decision", "ledger_fact"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return tuple(counts)


def decided(text: str = NOTICE) -> Any:
    """A paper whose three drafts the first has proposed and the second confirmed."""
    id = actions.read(FIRST, text=text, now=NOW)
    actions.describe(FIRST, id, HEAD)
    for key, said in zip(("draft-1", "draft-2", "draft-3"), (MONTHLY, ONCE, KEPT), strict=True):
        actions.propose(FIRST, id, key, said)
    assert actions.confirm(SECOND, id, ["draft-1", "draft-2", "draft-3"]) == 3
    return id


@pytest.mark.django_db
def test_a_pasted_document_is_kept_with_its_text_and_what_was_read():
    id = actions.read(FIRST, text=NOTICE, now=NOW)
    paper = queries.paper(FIRST, id)
    assert paper is not None
    assert (paper.text, paper.title, paper.form) == (NOTICE, HEAD["title"], "txt")
    assert paper.result == read_text(NOTICE).as_dict()
    found = queries.drafts(FIRST, paper)
    assert [one.key for one in found] == ["draft-1", "draft-2", "draft-3"]
    assert [one.state for one in found] == ["open", "open", "open"]
    assert found[0].quote == NOTICE[found[0].start : found[0].end].strip()
    fact = ledger.fact(SYSTEM, paper.fact)
    assert fact is not None
    assert (fact.name, fact.recorded_by) == ("drafting.document_read", "acct:甲")


@pytest.mark.django_db
def test_who_works_elsewhere_or_has_no_office_sees_nothing():
    id = actions.read(FIRST, text=NOTICE, now=NOW)
    for viewer in (person("邻", "office", place="141002"), STRANGER):
        assert queries.paper(viewer, id) is None
        assert queries.papers(viewer) == []
    before = rows()
    for viewer in (person("邻", "office", place="141002"), person("记", "recorder"), STRANGER):
        with pytest.raises(Refusal):
            actions.propose(viewer, id, "draft-1", MONTHLY)
    assert rows() == before


def docx_locked() -> bytes:
    """The head of an encrypted office file."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000


def pdf_of_pictures() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, "PDF")
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "x")
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.txt", b""),
        ("空白.txt", b"  \n \n"),
        ("扫描.pdf", pdf_of_pictures()),
        ("加密.docx", docx_locked()),
        ("压缩.docx", zipped()),
        ("图片.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("坏.txt", bytes(range(128, 256)) * 40),
        ("表.xlsx", zipped()),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do_and_nothing_is_kept(name: str, data: bytes):
    before = rows()
    with pytest.raises(Refusal) as no:
        actions.read(FIRST, data=data, name=name, now=NOW)
    assert no.value.what
    assert no.value.next
    assert rows() == before


@pytest.mark.django_db
def test_a_file_past_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANJIAN_READER_MEGABYTES", "1")
    before = rows()
    with pytest.raises(Refusal) as no:
        actions.read(FIRST, data="字".encode() * 400_000, name="大.txt", now=NOW)
    assert no.value.code == "reader.too_large"
    assert rows() == before


@pytest.mark.django_db
def test_the_same_person_cannot_confirm_not_even_by_another_account():
    one = person("甲", "office", who="person:1")
    id = actions.read(one, text=NOTICE, now=NOW)
    actions.propose(one, id, "draft-1", MONTHLY)
    before = rows()
    for viewer in (one, person("甲二", "decider", who="person:1")):
        with pytest.raises(Refusal) as no:
            actions.confirm(viewer, id, ["draft-1"])
        assert no.value.code == "drafting.same_person"
    assert rows() == before
    actions.confirm(SECOND, id, ["draft-1"])
    paper = queries.paper(FIRST, id)
    assert paper is not None
    first = queries.drafts(FIRST, paper)[0]
    assert (first.state, first.by, first.judged_by) == ("confirmed", "甲", "乙")


@pytest.mark.django_db
def test_a_gist_that_repeats_fourteen_characters_is_refused_with_its_place():
    id = actions.read(FIRST, text=NOTICE, now=NOW)
    before = rows()
    copied = MONTHLY | {"gist": "每月组织检查一次，出租房屋燃气取暖"}
    with pytest.raises(Refusal) as no:
        actions.propose(FIRST, id, "draft-1", copied)
    assert no.value.field == "gist"
    assert "“每月组织检查一次出租房屋燃气”（原文第10行" in no.value.what
    assert rows() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"becomes": ""}, "becomes"),
        ({"gist": ""}, "gist"),
        ({"bearer": ""}, "bearer"),
        ({"fact": ""}, "fact"),
        ({"bearer": "posts:head_of_government"}, "fact"),
        ({"at_least": "两"}, "at_least"),
        ({"becomes": "attested"}, "reason"),
        ({"becomes": "one_off", "by": "明年"}, "by"),
        ({"actor": "某某大王"}, "actor"),
        ({"bearer": "bodies:standing_committee", "level": "town"}, "level"),
    ],
)
def test_a_draft_that_could_not_stand_in_a_pack_is_refused_at_its_field(change: dict[str, str], field: str):
    id = actions.read(FIRST, text=NOTICE, now=NOW)
    before = rows()
    with pytest.raises(Refusal) as no:
        actions.propose(FIRST, id, "draft-1", MONTHLY | change)
    assert no.value.field == field
    assert rows() == before


@pytest.mark.django_db
def test_two_persons_make_a_pack_that_the_check_and_its_own_examples_prove(own_packs: Path):
    id = decided()
    pack = actions.save(SECOND, id)
    folder = own_packs / "quwo-heating-2025"
    assert sorted(path.name for path in folder.iterdir()) == ["document.yaml", "part-01.yaml", "part-02.yaml"]
    assert folder in policy.pack_folders()
    again = policy.read(folder, strict=True)
    assert again.digest == pack.digest
    assert [clause.status for clause in again.clauses] == ["automated", "automated", "attested"]
    assert [rule.kind for rule in again.rules] == ["recurring", "one_off"]
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("part-*.yaml"))
    assert all(gists.copied(line, NOTICE) is None for line in text.splitlines())
    with running.opened(["reference"]) as runners:
        assert proving.failures(again, runners=runners) == []
        assert proving.unproved(again, runner=runners["reference"]) == []
    card = policy.document(SYSTEM, "quwo-heating-2025")
    assert card is not None
    assert card.document.title == HEAD["title"]
    names = [fact.name for fact in ledger.facts(SYSTEM, names=("drafting.pack_saved",))]
    assert names == ["drafting.pack_saved"]


@pytest.mark.django_db
def test_nothing_is_saved_while_a_draft_is_undecided_or_by_who_described_it(own_packs: Path):
    id = actions.read(FIRST, text=NOTICE, now=NOW)
    with pytest.raises(Refusal, match="还没有写明文件本身"):
        actions.save(SECOND, id)
    actions.describe(FIRST, id, HEAD)
    actions.propose(FIRST, id, "draft-1", MONTHLY)
    before = rows()
    with pytest.raises(Refusal, match="还有3条草稿没有核定（未处理2条，待核或退回1条）"):
        actions.save(SECOND, id)
    with pytest.raises(Refusal, match="要由另一个人核对"):
        actions.save(FIRST, id)
    assert rows() == before
    assert not own_packs.exists()


@pytest.mark.django_db
def test_a_pack_of_the_program_is_never_replaced(own_packs: Path):
    id = actions.read(FIRST, text=NOTICE, now=NOW)
    before = rows()
    with pytest.raises(Refusal) as no:
        actions.describe(FIRST, id, HEAD | {"id": "linfen-2018"})
    assert no.value.field == "id"
    for wrong in ("../x", "A", "", "a/b"):
        with pytest.raises(Refusal):
            actions.describe(FIRST, id, HEAD | {"id": wrong})
    assert rows() == before


@pytest.mark.django_db
def test_another_document_cannot_take_an_id_that_is_taken(own_packs: Path):
    actions.save(SECOND, decided())
    other = decided(NOTICE.replace("〔2025〕9号", "〔2025〕10号"))
    before = rows()
    with pytest.raises(Refusal, match="已经是另一份文件的"):
        actions.save(SECOND, other)
    assert rows() == before


@pytest.mark.django_db
def test_a_draft_can_be_split_dismissed_and_sent_back():
    id = actions.read(FIRST, text=NOTICE, now=NOW)
    assert actions.split(FIRST, id, "draft-1") == "draft-1.1"
    assert actions.split(FIRST, id, "sentence-3") == "sentence-3"
    paper = queries.paper(FIRST, id)
    assert paper is not None
    found = queries.drafts(FIRST, paper)
    assert [one.key for one in found] == ["sentence-3", "draft-1", "draft-1.1", "draft-2", "draft-3"]
    actions.propose(FIRST, id, "draft-1.1", {"becomes": "dismissed", "reason": "和上一条是一回事"})
    with pytest.raises(Refusal, match="没有写退回的理由"):
        actions.send_back(SECOND, id, "draft-1.1", reason=" ")
    actions.send_back(SECOND, id, "draft-1.1", reason="要分开")
    back = next(one for one in queries.drafts(FIRST, paper) if one.key == "draft-1.1")
    assert (back.state, back.remark) == ("returned", "要分开")


@pytest.mark.django_db
def test_a_new_version_says_what_changed_and_carries_what_did_not(own_packs: Path):
    id = decided()
    actions.save(SECOND, id)
    newer = NOTICE.replace("每月组织检查一次", "每季度组织检查两次").replace(
        "各乡镇人民政府要加强一氧化碳中毒预防宣传。", "县教育局应当每年组织一次学生安全演练。"
    )
    later = actions.read(FIRST, text=newer, now=NOW, previous=id)
    one, two = queries.paper(FIRST, id), queries.paper(FIRST, later)
    assert one is not None
    assert two is not None
    drafts = queries.drafts(FIRST, two)
    found = queries.shifts(queries.drafts(FIRST, one), drafts)
    assert [(shift.what, shift.key, shift.old) for shift in found] == [
        ("changed", "draft-1", "draft-1"),
        ("same", "draft-2", "draft-2"),
        ("new", "draft-3", ""),
        ("gone", "", "draft-3"),
    ]
    assert found[0].duty == "周期职责"
    assert ("周期", "month", "quarter") in found[0].fields
    assert ("次数", "1", "2") in found[0].fields
    assert [draft.state for draft in drafts] == ["open", "proposed", "open"]
    assert drafts[1].by == "甲"
    with pytest.raises(Refusal):
        actions.confirm(FIRST, later, ["draft-2"])


@pytest.mark.django_db
def test_a_duty_keeps_its_name_through_versions_even_when_others_come_before_it(own_packs: Path):
    id = decided()
    before = {rule.title: rule.id for rule in actions.save(SECOND, id).rules}
    more = "县教育局应当每年组织一次学生安全演练。"
    newer = NOTICE.replace("每月组织检查一次", "每季度组织检查两次").replace("县人民政府应当", more + "县人民政府应当")
    later = actions.read(FIRST, text=newer, now=NOW, previous=id)
    actions.describe(FIRST, later, HEAD)
    actions.propose(FIRST, later, "draft-1", {"becomes": "dismissed", "reason": "另有文件管"})
    actions.propose(FIRST, later, "draft-2", MONTHLY | {"per": "quarter", "at_least": "2"})
    actions.confirm(SECOND, later, ["draft-1", "draft-2", "draft-3", "draft-4"])
    pack = actions.save(SECOND, later)
    assert {rule.title: rule.id for rule in pack.rules} == before
    assert len(set(before.values())) == 2


@pytest.mark.django_db
def test_a_lost_folder_is_written_again_at_the_start(own_packs: Path):
    actions.save(SECOND, decided())
    folder = own_packs / "quwo-heating-2025"
    before = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert worker.put_back() == "本机规则包：1个，写回quwo-heating-2025"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == before
    assert worker.put_back() == "本机规则包：1个"


@pytest.mark.django_db
def test_a_pack_made_here_that_was_spoilt_does_not_stop_the_start(own_packs: Path, monkeypatch: pytest.MonkeyPatch):
    actions.save(SECOND, decided())
    folder = own_packs / "quwo-heating-2025"
    part = folder / "part-01.yaml"
    part.write_text(part.read_text(encoding="utf-8").replace("fire.checked", "fire.cheked"), encoding="utf-8")
    monkeypatch.setattr(policy, "pack_folders", lambda: (folder,))
    before = rows()
    told = law.load_packs()
    assert told.startswith("文件：0个规则包，没有变化；本机规则包quwo-heating-2025有毛病，没有重新装入")
    assert rows() == before


@pytest.mark.parametrize("text", [NOTICE, "", "只有一行", NOTICE.replace("\n", "\r\n"), "一、" * 50])
def test_the_marked_text_is_the_whole_text(text: str):
    made = list(marking.stretches(text, read_text(text).as_dict()))
    assert "".join(one.text for one in made) == text


def test_marks_lie_where_the_reader_found_them():
    made = list(marking.stretches(NOTICE, read_text(NOTICE).as_dict()))
    numbers = [one.text for one in made if "rd-number" in one.css]
    assert numbers == ["每月组织检查一次", "2026年12月31日前"]
    assert all("rd-drafted" in one.css for one in made if one.text in numbers)


@pytest.mark.parametrize("per", ["day", "week", "month", "quarter", "half_year", "year", "set"])
@pytest.mark.parametrize(
    ("bearer", "fact"),
    [
        ("bodies:government", "fire.checked|by"),
        ("departments:fire", "fire.checked|by"),
        ("posts:head_of_government", "inspections.visit_filed|led_by"),
    ],
)
def test_every_period_and_kind_of_bearer_gives_a_rule_whose_examples_hold(per: str, bearer: str, fact: str):
    said = MONTHLY | {"per": per, "bearer": bearer, "fact": fact, "at_least": "2"}
    result = read_text(NOTICE).as_dict()
    draft = replace(_draft(), content=said)
    pack = writing.checked(writing.files(HEAD, [draft], result["headings"], NOTICE), HEAD["id"])
    with running.opened(["reference"]) as runners:
        assert proving.failures(pack, runners=runners) == []


def _draft() -> Any:
    from anjian.drafting.events import Draft

    start = NOTICE.index("县人民政府应当")
    return Draft("draft-1", 5, start, start + 26, "一", NOTICE[start : start + 26], {"force": "must"})
