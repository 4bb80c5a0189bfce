from dataclasses import FrozenInstanceError, replace

import pytest

from anjian.lib.divisions import of
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer

CLERK = Viewer(
    account="u1",
    name="王五",
    person="p1",
    posts=(),
    places=(of("141081"),),
    lines=frozenset({"危化"}),
    levels=frozenset({"county"}),
    roles=frozenset({"recorder"}),
    purpose="web",
)


def test_a_county_clerk_sees_the_county_and_below_only() -> None:
    assert CLERK.sees("141081")
    assert CLERK.sees("141081001001")
    assert not CLERK.sees("141000")
    assert not CLERK.sees("141082")
    assert replace(CLERK, places=(of("141081"), of("141082"))).sees("141082001")


def test_what_is_not_a_code_is_visible_to_nobody() -> None:
    for viewer in (CLERK, STRANGER, SYSTEM):
        assert not viewer.sees("")
        assert not viewer.sees("侯马")


def test_system_sees_everything_and_a_stranger_nothing() -> None:
    for place in ("000000", "141000", "659001", "141081001001"):
        assert SYSTEM.sees(place)
        assert not STRANGER.sees(place)
    assert SYSTEM.has("decider")
    assert SYSTEM.works_on("危化")
    assert SYSTEM.purpose == "system"
    assert SYSTEM.is_system
    assert not STRANGER.has("recorder")
    assert not STRANGER.is_system


def test_roles_and_lines_are_denied_unless_named() -> None:
    assert CLERK.has("recorder")
    assert not CLERK.has("decider")
    assert CLERK.works_on("危化")
    assert not CLERK.works_on("矿山")


def test_a_viewer_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CLERK.roles = frozenset({"decider"})  # type: ignore[misc]
