"""What tests of hazards stand on."""

from __future__ import annotations

import pytest

from anjian.hazards.tests.ground import settle


@pytest.fixture
def ground(db, settings, tmp_path):
    """A county, its city and two firms; photos in a folder of the test's own."""
    settings.FILES = tmp_path
    settle()
