"""Words of texts for who must act: hundreds of phrases, far fewer roles; what is not in the table is not guessed."""

from __future__ import annotations

import re

import pytest
import yaml

from anjian.policy.pack import read_vocabulary
from anjian.policy.queries import vocabulary
from anjian.policy.tests.places import ROOT

WORDS = vocabulary()
CATALOGUES = ROOT.parent / "shared" / "provisions"
FILES = sorted((ROOT / "packs" / "vocabulary").glob("actors*.yaml"))


def phrases() -> set[str]:
    """Every phrase that the five catalogues have for who must act."""
    found: set[str] = set()
    for path in CATALOGUES.glob("*.yaml"):
        for clause in yaml.safe_load(path.read_text(encoding="utf-8"))["clauses"]:
            told = clause.get("actor") or []
            found.update(map(str, told if isinstance(told, list) else [told]))
    return found


@pytest.mark.skipif(not CATALOGUES.is_dir(), reason="the catalogues are not here")
def test_every_phrase_of_the_five_catalogues_is_read():
    told = phrases()
    read = {phrase: WORDS.actor(phrase) for phrase in told}
    assert [phrase for phrase, actor in read.items() if actor is None] == []
    assert len(told) == 489
    roles = {(actor.kind, actor.codes) for actor in read.values()}
    on_levels = {(actor.kind, actor.codes, actor.level) for actor in read.values()}
    assert (len(roles), len(on_levels)) == (94, 205)


@pytest.mark.parametrize(
    ("phrase", "kind", "codes", "level"),
    [
        ("各级党委、政府", "bodies", ("party_committee", "government"), "each"),
        ("省委", "bodies", ("party_committee",), "province"),
        ("省应急厅", "departments", ("work_safety",), "province"),
        ("省长", "posts", ("head_of_government",), "province"),
        ("建设、交通、质监、消防等部门", "departments", ("housing", "transport", "quality", "fire"), ""),
        ("县(市、区)", "place", (), "county"),
        ("市级负有某某监督管理职责的部门", "departments", ("supervision_duty",), "city"),
        ("矿山、道路运输单位", "enterprises", (), ""),
    ],
)
def test_a_phrase_is_a_sign_and_a_word_or_a_list_with_one_ending(phrase, kind, codes, level):
    found = WORDS.actor(phrase)
    assert (found.phrase, found.kind, found.codes, found.level) == (phrase, kind, codes, level)


def test_the_line_of_work_is_that_of_the_function_or_of_the_enterprises():
    assert WORDS.actor("市煤炭局").line == "coal"
    assert WORDS.actor("烟花爆竹批发企业").line == "fireworks"
    assert WORDS.actor("市财政局").line == ""
    assert WORDS.actor("建设、消防等部门").line == ""  # two lines are none


def test_a_list_of_unlike_parts_or_with_an_unknown_part_is_not_guessed():
    assert WORDS.actor("公安、企业") is None
    assert WORDS.actor("公安、某某部门") is None
    assert WORDS.actor("、") is None
    assert WORDS.actor("") is None


def test_the_mark_that_the_text_names_nobody_is_kept_beside_the_reading():
    marked, plain = WORDS.actor("各级政府(文未点明)"), WORDS.actor("各级政府")
    assert (marked.unnamed, plain.unnamed) == (True, False)
    assert marked.role == plain.role


def test_a_place_has_a_level_and_what_is_no_body_says_why():
    for word, entry in WORDS.actors.items():
        if entry.kind == "place":
            assert entry.level, word
        if entry.kind == "nobody":
            assert entry.about, word
        assert bool(entry.codes) == (entry.kind in ("posts", "bodies", "departments")), word


def test_every_word_of_the_table_is_found_by_itself_as_its_own_entry():
    for word, entry in WORDS.actors.items():
        if "…" in word:
            continue
        found = WORDS.actor(word)
        assert (found.kind, found.codes, found.about) == (entry.kind, entry.codes, entry.about), word


def test_no_word_of_the_table_is_as_long_as_a_copied_run():
    for word in WORDS.actors:
        assert all(len(part) < 14 for part in re.findall(r"[\u3400-\u9fff]+", word)), word


def test_the_table_is_split_by_family_and_no_family_is_long():
    assert len(FILES) >= 6
    for path in FILES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 150, path.name


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{kind: nobody}", "“甲”不是机构，没有写为什么"),
        ("{kind: place}", "“甲”是地方，没有写哪一级"),
        ("{kind: place, level: shire}", "“shire”不在可选范围"),
        ('{kind: place, place: "3201"}', "place"),
        ("{kind: society, codes: [x]}", "“甲”是society，codes 不对"),
    ],
)
def test_a_word_without_its_reason_or_its_level_is_refused(tmp_path, entry, says):
    from anjian.policy.pack import PackRefused

    (tmp_path / "actors.yaml").write_text(f"actors:\n  甲: {entry}\n", encoding="utf-8")
    with pytest.raises(PackRefused, match=re.escape(says)):
        read_vocabulary(tmp_path)
