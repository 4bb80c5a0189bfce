"""An invented document with rules of the later kinds: its examples hold, and each field of each rule matters."""

from __future__ import annotations

from pathlib import Path

import pytest

from anjian.policy import proving
from anjian.policy import queries as policy
from anjian.policy.examples import RUNNER

PACK = policy.read(Path(__file__).parent / "toy-2018", strict=True)


def test_the_slow_reference_gives_each_example_its_verdict():
    assert proving.failures(PACK, runners={"reference": RUNNER["reference"]}) == []


@pytest.mark.django_db
def test_the_compiled_text_gives_each_example_its_verdict():
    assert proving.failures(PACK, runners={"compiled": RUNNER["compiled"]}) == []


def test_a_bent_field_is_noticed_by_some_example():
    assert [str(fault) for fault in proving.unproved(PACK, runner=RUNNER["reference"])] == []
