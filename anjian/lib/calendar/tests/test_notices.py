from datetime import date
from pathlib import Path

import pytest

from anjian.lib.calendar import SHIPPED, Calendar, adopt, check_notice, preview, read_festivals
from anjian.lib.calendar.notices import year_files
from anjian.lib.calendar.tests import shipped
from anjian.lib.errors import Refusal

FESTIVALS = read_festivals(SHIPPED)

# Invented, in the shape of a real notice: 13 days of the law, balanced.
NEXT = """\
year: 2027
notices:
  - title: 2027年的通知（测试）
    number: null
    issued: 2026-11-20
    holidays:
      - {name: 元旦, rest: [2027-01-01, 2027-01-03]}
      - {name: 春节, rest: [2027-02-05, 2027-02-11], work: [2027-02-20]}
      - {name: 清明节, rest: [2027-04-03, 2027-04-05]}
      - {name: 劳动节, rest: [2027-05-01, 2027-05-05], work: [2027-05-08]}
      - {name: 端午节, rest: [2027-06-09, 2027-06-09]}
      - {name: 中秋节, rest: [2027-09-15, 2027-09-15]}
      - {name: 国庆节, rest: [2027-10-01, 2027-10-07], work: [2027-09-26, 2027-10-09]}
"""


def write(folder: Path, text: str, name: str = "2027.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_all_shipped_years_are_complete_and_balanced() -> None:
    years = [int(path.stem) for path in year_files(SHIPPED)]
    assert years == list(range(2004, max(years) + 1))
    assert max(years) >= shipped.LAST
    for path in year_files(SHIPPED):
        assert check_notice(path, festivals=FESTIVALS).year == int(path.stem)


def test_a_file_written_from_next_years_notice_can_be_loaded(tmp_path: Path) -> None:
    year = check_notice(write(tmp_path, NEXT), festivals=FESTIVALS)
    assert year.notices[0].known_from == date(2026, 11, 20)
    years = [check_notice(path, festivals=FESTIVALS) for path in shipped.files()]
    after = Calendar.of([*years, year], FESTIVALS)
    assert after.last == date(2027, 12, 26)
    assert after.roll(date(2027, 10, 1)) == date(2027, 10, 8)
    assert not after.provisional(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("year: 2027\n", "", "calendar.missing_year", "没有写明年份"),
        ("year: 2027", "year: 2026", "calendar.wrong_year", "文件名是2027年"),
        ("2027-05-08", "2028-05-06", "calendar.wrong_year", "2028-05-06"),
        ("2027-01-01, 2027-01-03", "2026-12-20, 2027-01-03", "calendar.wrong_year", "2026-12-20"),
        ("2027-02-05, 2027-02-11", "2027-02-11, 2027-02-05", "calendar.range", "早于首日"),
        ("2027-02-05, 2027-02-11", "2027-02-05, 2027-04-11", "calendar.range", "一次放假66天"),
        ("work: [2027-05-08]", "work: [2027-05-07]", "calendar.makeup", "2027-05-07（周五）本来就是工作日"),
        ("work: [2027-05-08]", "work: [2027-10-03]", "calendar.overlap", "2027-10-03（周日）出现两次"),
        ("2027-06-09, 2027-06-09", "2027-05-05, 2027-05-05", "calendar.overlap", "2027-05-05（周三）"),
        ("      - {name: 清明节, rest: [2027-04-03, 2027-04-05]}\n", "", "calendar.gap", "缺清明节"),
        (", work: [2027-05-08]", "", "calendar.balance", "为14天，放假办法规定13天"),
        ("2027-02-05, 2027-02-11", "2027-02-06, 2027-02-11", "calendar.balance", "为12天"),
        ("name: 端午节", "name: 中秋节", "calendar.gap", "缺端午节"),
        ("name: 端午节", "name: 端午节、中秋节", "calendar.shape", "中秋节写了两次"),
        ("rest: [2027-06-09, 2027-06-09]", "off: [2027-06-09, 2027-06-09]", "calendar.shape", "不认识的项"),
        ("rest: [2027-06-09, 2027-06-09]", "rest: [2027-06-09]", "calendar.shape", "端午节的rest"),
        ("2027-06-09, 2027-06-09", "2027-6-9, 2027-6-9x", "calendar.shape", "不是日期"),
        ("2027-06-09, 2027-06-09", "2027-06-31, 2027-06-31", "calendar.unreadable", "读不出来"),
        ("    holidays:", "    holidays: [", "calendar.unreadable", "读不出来"),
        ("notices:", "notice:", "calendar.shape", "notices"),
        ("number: null", "number: 12", "calendar.shape", "文号"),
    ],
)
def test_a_notice_that_cannot_be_right_is_refused_in_words(
    tmp_path: Path, old: str, new: str, code: str, says: str
) -> None:
    assert old in NEXT
    path = write(tmp_path, NEXT.replace(old, new))
    before = path.read_bytes()
    with pytest.raises(Refusal) as no:
        check_notice(path, festivals=FESTIVALS)
    assert no.value.code == code
    assert says in no.value.what
    assert "2027.yaml" in no.value.what
    assert no.value.why
    assert no.value.next
    assert path.read_bytes() == before


def test_a_second_notice_must_say_that_it_amends_and_what_it_replaces(tmp_path: Path) -> None:
    def amended(extra: str, replaces: str) -> Path:
        return write(
            tmp_path,
            NEXT
            + f"""\
  - title: 延长春节假期
    {extra}
    holidays:
      - {{name: 春节, rest: [2027-02-05, 2027-02-14], work: [2027-02-20]{replaces}}}
""",
        )

    year = check_notice(amended("amends: true", ", replaces: 春节"), festivals=FESTIVALS)
    assert [holiday.last for holiday, _ in year.effective() if holiday.name == "春节"] == [date(2027, 2, 14)]
    with pytest.raises(Refusal, match="应写明amends"):
        check_notice(amended("amends: false", ", replaces: 春节"), festivals=FESTIVALS)
    with pytest.raises(Refusal, match="前面的通知里没有"):
        check_notice(amended("amends: true", ", replaces: 元宵节"), festivals=FESTIVALS)
    with pytest.raises(Refusal, match="出现两次"):
        check_notice(amended("amends: true", ""), festivals=FESTIVALS)


def test_an_unreadable_or_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as no:
        check_notice(tmp_path / "2027.yaml", festivals=FESTIVALS)
    assert no.value.code == "calendar.unreadable"
    (tmp_path / "2027.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refusal) as no:
        check_notice(tmp_path / "2027.yaml", festivals=FESTIVALS)
    assert no.value.code == "calendar.unreadable"
    with pytest.raises(Refusal, match=r"calendar\.yaml"):
        read_festivals(tmp_path)


def test_a_year_before_the_law_that_is_registered_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, NEXT.replace("2027", "1998").replace("2026", "1997"), "1998.yaml")
    with pytest.raises(Refusal, match="没有1998年的法定节假日规定"):
        check_notice(path, festivals=FESTIVALS)


def test_a_notice_is_previewed_without_writing_and_adopted_whole(tmp_path: Path) -> None:
    folder = shipped.copied(tmp_path / "calendar")
    path = write(tmp_path, NEXT, "new.yaml")
    before, after = preview(path, folder=folder)
    assert not (folder / "2027.yaml").exists()
    changed = list(before.changes(after))
    assert changed[0].day == date(2027, 1, 1)
    assert (changed[0].was_work, changed[0].is_work, changed[0].now) == (True, False, "元旦")
    assert sum(change.was_work != change.is_work for change in changed) == 13 + 2 * 4  # the law's days, 4 swapped
    assert adopt(path, folder=folder).digest == after.digest
    assert (folder / "2027.yaml").read_text(encoding="utf-8") == NEXT
    assert Calendar.load(folder).digest == after.digest
    assert [file for file in folder.iterdir() if file.suffix == ".part"] == []


def test_a_notice_that_is_refused_or_leaves_a_gap_changes_nothing(tmp_path: Path) -> None:
    folder = shipped.copied(tmp_path / "calendar")
    names = sorted(file.name for file in folder.iterdir())
    with pytest.raises(Refusal, match="缺清明节"):
        adopt(write(tmp_path, NEXT.replace("name: 清明节", "name: 植树节"), "new.yaml"), folder=folder)
    assert sorted(file.name for file in folder.iterdir()) == names
    assert Calendar.load(folder).last == date(2026, 12, 26)
    (folder / "2026.yaml").unlink()
    with pytest.raises(Refusal, match="缺2026年"):
        adopt(write(tmp_path, NEXT, "new.yaml"), folder=folder)
    assert sorted(file.name for file in folder.iterdir()) == [name for name in names if name != "2026.yaml"]
