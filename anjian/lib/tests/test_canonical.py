import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjian.lib import canonical


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": 2, "乙": 3, "B": 4}, '{"B":4,"a":2,"b":1,"乙":3}'),
        (1.0, "1"),
        (1e2, "100"),
        (-0.0, "0"),
        (1e22, "10000000000000000000000"),
        (1e23, "100000000000000000000000"),
        (0.1, "0.1"),
        (1e-7, "1e-07"),
        (Decimal("1.10"), "1.1"),
        (Decimal("1E+2"), "100"),
        (10**20 + 1, "100000000000000000001"),
        (True, "true"),
        (None, "null"),
        ('甲\n"é', '"甲\\n\\"é"'),
        (date(2025, 9, 26), '"2025-09-26"'),
        (datetime(2025, 9, 26, 16, 30, tzinfo=UTC), '"2025-09-27T00:30:00+08:00"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ((1, [2, {"x": ()}]), '[1,[2,{"x":[]}]]'),
        (Colour.RED, '"red"'),
    ],
)
def test_a_value_has_one_text(value: Any, text: str) -> None:
    assert canonical.encode(value) == text.encode()


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("-Infinity"),
        Decimal("0.12345678901234567890123"),
        Decimal("1E+400"),
        Decimal("1E+999999"),
        10**400,
        datetime(2025, 1, 1),  # noqa: DTZ001
        {1: "a"},
        {1, 2},
        b"x",
        "a\x00b",
        "\ud800",
        {"\ud800": 1},
        object(),
    ],
)
def test_what_would_not_come_back_the_same_is_an_error_that_names_the_place(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^\$\.a\[1\]"):
        canonical.encode({"a": [0, value]})


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical.digest({"a": 1, "b": 2.0}) == canonical.digest({"b": 2, "a": 1.0})
    # printf '{"a":1,"b":2}' | sha256sum
    assert canonical.digest({"a": 1, "b": 2}) == "43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777"


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates()
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def as_jsonb(value: Any) -> Any:
    """What psycopg gives back from a jsonb column: numbers pass through ``numeric`` and come back in plain digits."""

    def digits(number: str) -> Any:
        text = format(Decimal(number), "f")
        text = "0" + text[2:] if text.startswith("-0") and Decimal(text) == 0 else text
        return float(text) if "." in text else int(text)

    return json.loads(json.dumps(value), parse_float=digits, parse_int=digits)


@given(VALUES)
def test_a_round_trip_through_jsonb_keeps_the_bytes(value: Any) -> None:
    stored = as_jsonb(canonical.plain(value))
    assert canonical.encode(stored) == canonical.encode(value)
