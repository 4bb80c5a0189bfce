"""The hook by which other modules hear of facts (回应).

``within`` handlers run inside the recording transaction, in the order they were registered; what they raise undoes the
recording. ``after`` handlers get each fact once, by position, from the worker: their effects and their cursor commit
together. A fact a handler cannot take is *parked* with its subjects: those wait, the others go on.

Patterns are exact names (``records.meeting_held``) or end in a star (``records.*``, ``*``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from anjian.ledger.events import SUPERSEDED, VOIDED, Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

Within = Callable[[Fact, Viewer], None]
WithinMany = Callable[[Sequence[Fact], Viewer], None]
After = Callable[[Fact], None]


@dataclass(frozen=True, slots=True)
class Listener:
    """A registered ``after`` handler; ``history``: it also hears an imported history."""

    name: str
    pattern: str
    call: After
    history: bool


@dataclass(frozen=True, slots=True)
class _Inner:
    """A registered ``within`` handler; ``many`` takes a chunk at once."""

    pattern: str
    call: Within
    many: WithinMany | None


Opener = Callable[[Viewer, Fact], Collection[str]]
_within: list[_Inner] = []
_after: dict[str, Listener] = {}
_openers: list[tuple[str, Opener]] = []


def within(pattern: str, *, many: WithinMany | None = None) -> Callable[[Within], Within]:
    """Decorator: call ``fn(fact, viewer)`` inside the transaction that records a fact of this name.

    A void, a supersession or an erasure is a fact of its own (``ledger.voided`` …) that names its target in
    ``attributes["fact"]`` and carries its parties. ``many(facts, viewer)`` stands for the calls of a chunk that is
    recorded at once (`actions.record_many`): it must do what ``fn`` does for one after the other.
    """
    _check(pattern)

    def register(call: Within) -> Within:
        _within.append(_Inner(pattern, call, many))
        return call

    return register


def after(pattern: str, *, name: str, history: bool = False) -> Callable[[After], After]:
    """Decorator: let the worker call ``fn(fact)`` for each fact of this name, once, in the order of positions.

    ``name`` is the key of its cursor: never rename it. A new name hears every live fact from the beginning (and, with
    ``history``, the imported ones), so a handler that sends something claims it first. Raises ValueError when taken.
    """
    _check(pattern)

    def register(call: After) -> After:
        if not name or name in _after:
            raise ValueError(f"an after-handler called {name!r} is already registered")
        _after[name] = Listener(name, pattern, call, history)
        return call

    return register


def opens(pattern: str) -> Callable[[Opener], Opener]:
    """Decorator: ``fn(viewer, fact)`` names the private members of a fact of this name that the viewer may read.

    Asked where facts are read, of facts the viewer sees at all. What nobody opens is read by the program, by who
    recorded it and by whom the fact is about, see `queries.fact`.
    """
    _check(pattern)

    def register(call: Opener) -> Opener:
        _openers.append((pattern, call))
        return call

    return register


def opened(viewer: Viewer, fact: Fact) -> set[str]:
    """The private members of a fact that are opened to this viewer."""
    return {name for pattern, call in _openers if matches(pattern, fact.name) for name in call(viewer, fact)}


def corrected_by_change(
    *,
    take_back: Callable[[UUID, UUID], object],
    said_anything: Callable[[UUID], bool],
    refusal: Callable[[], Refusal],
    take_back_many: Callable[[Mapping[UUID, UUID]], object] | None = None,
) -> None:
    """Let rows that facts told for spans of days follow a void, and refuse that such a fact is superseded.

    Such a fact is corrected by another change, which cuts the days itself; a supersession would not say what held when.
    ``take_back(fact, void)`` undoes what the voided fact said, ``said_anything(fact)`` tells whether rows of the module
    stand on it; ``refusal`` makes what is raised when such a fact is superseded. ``take_back_many`` does for a chunk of
    voids (fact → void) what ``take_back`` does for each.
    """

    def voided_many(facts: Sequence[Fact], viewer: Viewer) -> None:
        assert take_back_many is not None
        take_back_many({UUID(str(fact.attributes["fact"])): fact.id for fact in facts})

    @within(VOIDED, many=voided_many if take_back_many is not None else None)
    def voided(fact: Fact, viewer: Viewer) -> None:
        take_back(UUID(str(fact.attributes["fact"])), fact.id)

    @within(SUPERSEDED)
    def superseded(fact: Fact, viewer: Viewer) -> None:
        if said_anything(UUID(str(fact.attributes["fact"]))):
            raise refusal()


def run_within(fact: Fact, viewer: Viewer) -> None:
    """Call the ``within`` handlers for a fact that was just written."""
    for one in tuple(_within):
        if matches(one.pattern, fact.name):
            one.call(fact, viewer)


def run_within_many(facts: Sequence[Fact], viewer: Viewer) -> None:
    """Call the ``within`` handlers for a chunk of facts: handler by handler, each in the order of the facts."""
    names = {fact.name for fact in facts}
    for one in tuple(_within):
        heard = {name for name in names if matches(one.pattern, name)}
        meant = [fact for fact in facts if fact.name in heard] if heard else []
        if one.many is not None and meant:
            one.many(meant, viewer)
            continue
        for fact in meant:
            one.call(fact, viewer)


def listeners() -> tuple[Listener, ...]:
    """The ``after`` handlers, in the order they were registered."""
    return tuple(_after.values())


def matches(pattern: str, name: str) -> bool:
    """Whether a fact of this name is meant."""
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


@contextmanager
def alone() -> Iterator[None]:
    """For tests: no handler is registered inside, and those registered inside are gone afterwards."""
    saved = _within[:], dict(_after), _openers[:]
    _within.clear()
    _after.clear()
    _openers.clear()
    try:
        yield
    finally:
        _within[:] = saved[0]
        _after.clear()
        _after.update(saved[1])
        _openers[:] = saved[2]


def _check(pattern: str) -> None:
    if not pattern or "*" in pattern[:-1]:
        raise ValueError(f"a pattern is a name or ends in one star, not {pattern!r}")
