"""State tables (状态表): the life of a matter as data, one row for each move that is possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from anjian.lib.errors import Refusal


@dataclass(frozen=True, slots=True)
class Move:
    """One row: in state ``frm`` the verb leads to state ``to``.

    who       roles that may do it; empty: nobody but the program
    evidence  what must be there (photo, letter …)
    clock     name of the clock that starts with it; None when none does
    """

    verb: str
    frm: str
    to: str
    who: frozenset[str] = frozenset()
    evidence: tuple[str, ...] = ()
    clock: str | None = None


@dataclass(frozen=True)
class Life:
    """All moves of one kind of matter.

    ``words`` gives the Chinese word of each state and verb. Raises ValueError when the table is not sound: two moves
    for one state and verb, a state that cannot be reached, one that is not final and cannot be left or from which no
    end can be reached, a move out of a final state that is not named in ``moves`` is simply not possible.
    """

    name: str
    moves: tuple[Move, ...]
    initial: str
    final: frozenset[str]
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        faults = self._faults()
        if faults:
            raise ValueError(f"the states of {self.name} are not sound: {'; '.join(faults)}")

    @cached_property
    def states(self) -> frozenset[str]:
        """Every state named."""
        return frozenset({self.initial, *self.final, *(s for move in self.moves for s in (move.frm, move.to))})

    @cached_property
    def _table(self) -> dict[tuple[str, str], Move]:
        return {(move.frm, move.verb): move for move in self.moves}

    def verbs(self, state: str) -> tuple[str, ...]:
        """What can be done in a state, in the order of the table. Raises ValueError for a state that is not in it."""
        self._known(state)
        return tuple(move.verb for move in self.moves if move.frm == state)

    def move(self, state: str, verb: str) -> Move:
        """The row for a verb in a state. Raises :class:`Refusal`, naming what is possible now, when there is none."""
        self._known(state)
        found = self._table.get((state, verb))
        if found is None:
            possible = "、".join(self._word(v) for v in self.verbs(state))
            raise Refusal(
                f"{self.name}现在是“{self._word(state)}”，不能{self._word(verb)}",
                "跳过步骤，前面的期限和证据就没有着落",
                f"现在可以：{possible}" if possible else "这件事已经办结，不能再变动；有新情况请另立一件",
                code="state.move",
            )
        return found

    def next(self, state: str, verb: str) -> str:
        """The state after the verb. Raises :class:`Refusal` like :meth:`move`."""
        return self.move(state, verb).to

    def fold(self, verbs: Iterable[str]) -> str:
        """The state after these verbs from the beginning on. Refuses the first that is not possible."""
        state = self.initial
        for verb in verbs:
            state = self.next(state, verb)
        return state

    def _word(self, code: str) -> str:
        return self.words.get(code, code)

    def _known(self, state: str) -> None:
        if state not in self.states:
            raise ValueError(f"{self.name} has no state {state!r}")

    def _faults(self) -> list[str]:
        faults = []
        seen: set[tuple[str, str]] = set()
        for move in self.moves:
            if (move.frm, move.verb) in seen:
                faults.append(f"two moves for {move.verb} in {move.frm}")
            seen.add((move.frm, move.verb))
        forward = self._reach({self.initial}, [(move.frm, move.to) for move in self.moves])
        backward = self._reach(set(self.final), [(move.to, move.frm) for move in self.moves])
        faults += [f"{state} cannot be reached" for state in sorted(self.states - forward)]
        faults += [f"no end can be reached from {state}" for state in sorted(self.states - backward)]
        if not self.final:
            faults.append("there is no final state")
        return faults

    @staticmethod
    def _reach(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
        reached, fresh = set(start), set(start)
        while fresh:
            fresh = {to for frm, to in edges if frm in fresh} - reached
            reached |= fresh
        return reached
