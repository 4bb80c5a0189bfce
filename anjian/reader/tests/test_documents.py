"""Whole documents of our own invention, of different kinds, regions and years: every number in them, and no other.

Beside each text lies what must be read: a line for each number, checked by eye against the text.
"""

from pathlib import Path

import pytest

from anjian.reader import read_text
from anjian.reader.measuring import told

TEXTS = sorted((Path(__file__).parent / "documents").glob("*.txt"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_number_that_binds_is_read_and_no_other(path):
    lines = [f"{one.kind} {told(one.value)} | {one.quote}" for one in read_text(path.read_text("utf-8")).quantities]
    assert lines == path.with_suffix(".numbers").read_text("utf-8").splitlines()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_line_ends_of_another_system_change_nothing(path):
    text = path.read_text("utf-8")
    whole = [told(one.value) for one in read_text(text).quantities]
    assert [told(one.value) for one in read_text(text.replace("\n", "\r\n")).quantities] == whole
