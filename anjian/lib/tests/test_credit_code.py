import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from anjian.lib import credit_code
from anjian.lib.errors import Refusal

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def complete(first: str) -> str:
    return first + credit_code.check_character(first)


def test_known_codes_are_read() -> None:
    assert credit_code.read("91110000600037341L") == "91110000600037341L"
    assert credit_code.read("91350100M000100Y43") == "91350100M000100Y43"
    assert credit_code.read(" 9135 0100 m000100y43 ") == "91350100M000100Y43"
    assert credit_code.read("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"


@given(st.text("123456789", min_size=2, max_size=2), st.integers(0, 999999), st.text(ALPHABET, min_size=9, max_size=9))
def test_what_an_independent_check_accepts_is_accepted(head: str, region: int, organisation: str) -> None:
    code = complete(f"{head}{region:06d}{organisation}")
    assert uscc.is_valid(code)
    assert credit_code.read(code) == code
    for other in ALPHABET:
        if other != code[17]:
            assert not uscc.is_valid(code[:17] + other)
            assert not credit_code.is_valid(code[:17] + other)


@given(st.sampled_from("NAY"), st.text(ALPHABET, min_size=16, max_size=16))
def test_letters_in_the_first_eight_places_are_read_though_others_refuse_them(first: str, rest: str) -> None:
    code = complete(first + rest)
    assert credit_code.read(code) == code
    assert not uscc.is_valid(code)


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(first: str, place: int, other: str) -> None:
    code = complete(first)
    wrong = code[:place] + other + code[place + 1 :]
    assert credit_code.is_valid(wrong) == (wrong == code)


@pytest.mark.parametrize(
    ("code", "kind", "says", "then"),
    [
        ("", "length", "现为0位", "营业执照"),
        ("600037341", "length", "现为9位", "组织机构代码"),
        ("140000100012345", "length", "现为15位", "旧注册号"),
        ("9111000060003734", "length", "现为16位", "营业执照"),
        ("9111OOOO600037341L", "character", "第5位“O”", "91110000600037341L，校验相符"),
        ("911100006000I7341L", "character", "第13位“I”", "多半是1，请核对"),
        ("9135010OM000100Y43", "character", "第8位“O”", "91350100M000100Y43"),
        ("91110000600037341*", "character", "第18位“*”", "数字和大写字母"),
        ("91110000600037341M", "check", "第18位校验码“M”与前17位不符（应为“L”）", "颠倒"),
        ("91110000600037431L", "check", "第18位", "颠倒"),
    ],
)
def test_a_wrong_code_is_refused_with_the_place_and_what_was_meant(code: str, kind: str, says: str, then: str) -> None:
    with pytest.raises(Refusal) as no:
        credit_code.read(code)
    assert no.value.code == f"credit_code.{kind}"
    assert no.value.field == "credit_code"
    assert says in no.value.what
    assert then in no.value.next


def test_the_organisation_code_stands_in_places_nine_to_seventeen() -> None:
    assert credit_code.organisation_code("91110000600037341L") == "60003734-1"
    assert credit_code.organisation_code("91350100M000100Y43") == "M000100Y-4"
    assert credit_code.read_organisation("60003734-1") == "60003734-1"
    assert credit_code.read_organisation("m000100y4") == "M000100Y-4"


@pytest.mark.parametrize(
    ("code", "kind"), [("60003734", "length"), ("60003734-2", "check"), ("6000#734-1", "character")]
)
def test_a_wrong_organisation_code_is_refused(code: str, kind: str) -> None:
    with pytest.raises(Refusal) as no:
        credit_code.read_organisation(code)
    assert no.value.code == f"organisation_code.{kind}"
