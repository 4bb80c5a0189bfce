import pytest

from anjian.lib.errors import Refusal
from anjian.lib.states import Life, Move

WORDS = {
    "found": "已发现",
    "rectifying": "整改中",
    "verified": "已核查",
    "closed": "已销号",
    "order": "责令整改",
    "verify": "核查",
    "reject": "退回整改",
    "close": "销号",
}
MOVES = (
    Move("order", "found", "rectifying", who=frozenset({"inspector"}), evidence=("photo",), clock="rectify"),
    Move("verify", "rectifying", "verified"),
    Move("reject", "verified", "rectifying"),
    Move("close", "verified", "closed"),
)
HAZARD = Life("隐患", MOVES, "found", frozenset({"closed"}), WORDS)


def test_a_verb_leads_from_state_to_state() -> None:
    assert HAZARD.next("found", "order") == "rectifying"
    assert HAZARD.verbs("verified") == ("reject", "close")
    assert HAZARD.verbs("closed") == ()
    assert HAZARD.move("found", "order").clock == "rectify"
    assert HAZARD.fold(["order", "verify", "reject", "verify", "close"]) == "closed"
    assert HAZARD.fold([]) == "found"


def test_what_is_not_possible_is_refused_naming_what_is() -> None:
    with pytest.raises(Refusal) as no:
        HAZARD.next("verified", "order")
    assert no.value.what == "隐患现在是“已核查”，不能责令整改"
    assert no.value.next == "现在可以：退回整改、销号"
    assert no.value.code == "state.move"
    with pytest.raises(Refusal, match="已经办结"):
        HAZARD.next("closed", "order")
    with pytest.raises(Refusal, match="不能核查"):
        HAZARD.fold(["verify"])


def test_a_state_that_is_not_in_the_table_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="no state 'lost'"):
        HAZARD.verbs("lost")


@pytest.mark.parametrize(
    ("moves", "initial", "final", "says"),
    [
        ((*MOVES, Move("verify", "rectifying", "closed")), "found", {"closed"}, "two moves for verify in rectifying"),
        ((*MOVES, Move("reopen", "lost", "found")), "found", {"closed"}, "lost cannot be reached"),
        ((*MOVES, Move("drop", "found", "dropped")), "found", {"closed"}, "no end can be reached from dropped"),
        (MOVES, "found", {"closed", "merged"}, "merged cannot be reached"),
        (MOVES, "found", set(), "there is no final state"),
    ],
)
def test_a_table_that_is_not_sound_cannot_be_made(
    moves: tuple[Move, ...], initial: str, final: set[str], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Life("隐患", moves, initial, frozenset(final))
