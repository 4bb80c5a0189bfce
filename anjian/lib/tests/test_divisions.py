import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjian.lib import divisions
from anjian.lib.divisions import COUNTRY, DivisionRange
from anjian.lib.errors import Refusal


@pytest.mark.parametrize(
    ("code", "lo", "hi", "level", "parent"),
    [
        ("000000", "000000000000", "999999999999", "country", None),
        ("140000", "140000000000", "149999999999", "province", COUNTRY),
        ("141000", "141000000000", "141099999999", "city", "140000000000"),
        ("141081", "141081000000", "141081999999", "county", "141000000000"),
        ("141081001", "141081001000", "141081001999", "town", "141081000000"),
        ("141081001001", "141081001001", "141081001001", "village", "141081001000"),
        ("110101", "110101000000", "110101999999", "county", "110000000000"),
        ("500234", "500234000000", "500234999999", "county", "500000000000"),
        ("429004", "429004000000", "429004999999", "county", "420000000000"),
        ("659001", "659001000000", "659001999999", "county", "650000000000"),
        ("659001001", "659001001000", "659001001999", "town", "659001000000"),
        ("441900003", "441900003000", "441900003999", "town", "441900000000"),
        ("710000", "710000000000", "719999999999", "province", COUNTRY),
    ],
)
def test_a_code_is_a_range_with_a_level_and_a_parent(
    code: str, lo: str, hi: str, level: str, parent: str | None
) -> None:
    assert divisions.of(code) == DivisionRange(lo, hi)
    assert divisions.of(code.ljust(12, "0")) == DivisionRange(lo, hi)
    assert divisions.level(code) == level
    assert divisions.parent(code) == parent
    assert divisions.short(lo) == code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("", "digits"),
        ("14108", "length"),
        ("1410810", "length"),
        ("14108A", "digits"),
        ("１４１０８１", "digits"),
        (" 141081", "digits"),
        ("991000", "province"),
        ("001000", "province"),
        ("140081", "city"),
        ("147500", "city"),
        ("149900", "city"),
        ("110100", "group"),
        ("500200", "group"),
        ("429000", "group"),
        ("141081000001", "town"),
        ("140000001", "city"),
    ],
)
def test_a_wrong_code_is_refused_with_the_place_of_the_fault(code: str, kind: str) -> None:
    with pytest.raises(Refusal) as no:
        divisions.of(code)
    assert no.value.code == f"division.{kind}"
    assert no.value.field == "division"
    assert code in no.value.what
    assert no.value.next
    assert not divisions.is_code(code)


def test_a_county_contains_its_towns_but_not_its_city_or_neighbour() -> None:
    county = divisions.of("141081")
    assert county.contains("141081001")
    assert county.contains("141081")
    assert not county.contains("141000")
    assert not county.contains("141082")
    assert divisions.contains("141000", "141081")
    assert divisions.contains("110000", "110101")
    assert divisions.contains("000000", "659001")


def test_a_path_runs_from_the_country_to_the_place() -> None:
    assert [divisions.short(c) for c in divisions.path("141081001001")] == [
        "000000",
        "140000",
        "141000",
        "141081",
        "141081001",
        "141081001001",
    ]
    assert [divisions.short(c) for c in divisions.path("659001")] == ["000000", "650000", "659001"]


CODES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["00", "11", "14", "42", "44", "65", "82", "99"]),
        st.sampled_from(["00", "01", "10", "19", "90", "75"]),
        st.sampled_from(["00", "01", "04", "81"]),
        st.sampled_from(["", "000", "001", "999"]),
        st.sampled_from(["", "000", "001", "999"]),
    ),
)


@given(CODES)
def test_every_readable_code_lies_in_the_place_above_it_and_not_the_other_way(code: str) -> None:
    if not divisions.is_code(code):
        return
    above = divisions.parent(code)
    assert (above is None) == (divisions.normal(code) == COUNTRY)
    if above is not None:
        assert divisions.contains(above, code)
        assert not divisions.contains(code, above)
        assert divisions.LEVELS.index(divisions.level(above)) < divisions.LEVELS.index(divisions.level(code))
