"""A short turn of the kill test; the 300 kills are ``make chaos``."""

from __future__ import annotations

from tests.chaos import kill


def test_each_part_killed_once_under_load_loses_halves_and_repeats_nothing() -> None:
    figures = kill.run(kills=10, seed=7, sample="small")
    assert {name: figures[name] for name in kill.MUST_BE_ZERO} == dict.fromkeys(kill.MUST_BE_ZERO, 0)
    assert figures["verified"]
    assert figures["acknowledged"] >= 100
    assert figures["claims"] >= 10
    assert sum(figures["kills"].values()) >= 9
