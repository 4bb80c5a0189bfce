import threading
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from anjian.lib import uuid7
from anjian.lib.errors import Refusal

NOON = datetime(2025, 9, 26, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))


def test_an_identifier_is_a_version_7_that_holds_its_time() -> None:
    made = uuid7.uuid7(NOON)
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert uuid7.time_of(made) == datetime(2025, 9, 26, 4, 0, 0, 123000, tzinfo=UTC)
    # the example of RFC 9562, appendix A.6
    assert uuid7.time_of(UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")) == datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)


def test_identifiers_sort_by_time_and_within_a_millisecond_by_order_of_making() -> None:
    same = [uuid7.uuid7(NOON) for _ in range(10_000)]
    assert same == sorted(same)
    assert len(set(same)) == 10_000
    assert [str(x) for x in same] == sorted(str(x) for x in same)
    assert uuid7.uuid7(NOON + timedelta(milliseconds=1)) > same[-1]
    assert uuid7.uuid7(NOON - timedelta(days=1)) < same[0]


def test_threads_never_make_the_same_identifier() -> None:
    made: list[UUID] = []
    threads = [threading.Thread(target=lambda: made.extend([uuid7.uuid7(NOON) for _ in range(2000)])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


def test_a_time_without_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="time zone"):
        uuid7.uuid7(datetime(2025, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="cannot hold"):
        uuid7.uuid7(datetime(1969, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "abc", "1e734f47-543b-40b1-b4fe-b397297d952a", None])
def test_an_identifier_of_another_kind_from_a_device_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as no:
        uuid7.read(text)
    assert no.value.code == "uuid.version"


def test_an_identifier_from_a_device_is_read() -> None:
    made = uuid7.uuid7(NOON)
    assert uuid7.read(str(made)) == made
