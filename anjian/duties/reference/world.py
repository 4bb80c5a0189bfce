"""The world of the reference evaluator: rows of the relations as plain mappings, and simple questions about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anjian.duties.asks import Ask, Evidence, Kin, Pick, Ref, Slot, Span, Test, Who
from anjian.lib import conditions, divisions
from anjian.lib.calendar import Calendar

Row = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """Rows by name of the relation, the calendar, the day asked, and the position asked (None: everything).

    spent  facts that another rule has used up, by bearer
    """

    rows: Mapping[str, Sequence[Row]]
    calendar: Calendar
    as_of: dt.date
    known: int | None = None
    spent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _live: dict[str, list[Row]] = field(default_factory=dict, compare=False)
    _of: dict[str, dict[Any, list[Row]]] = field(default_factory=dict, compare=False)

    def seen(self, relation: str) -> list[Row]:
        """The rows that we know: of slices those not replaced, of facts those that happened and stand."""
        if relation not in self._live:
            self._live[relation] = [row for row in self.rows.get(relation, ()) if self._is_seen(relation, row)]
        return self._live[relation]

    def of(self, relation: str, fact: Row) -> list[Row]:
        """The rows of a relation that speak of a fact, in their order."""
        if relation not in self._of:
            self._of[relation] = {}
            for row in self.rows.get(relation, ()):
                self._of[relation].setdefault(row["fact"], []).append(row)
        return self._of[relation].get(fact["fact"], [])

    def _is_seen(self, relation: str, row: Row) -> bool:
        if relation == "rel_fact":
            if row["day"] > self.as_of or not self._by_now(row["position"]):
                return False
            return not any(self._by_now(void["position"]) for void in self.of("rel_void", row))
        if "replaced" not in row:
            return True
        if self.known is None:
            return not row["replaced"]
        told = row["known_since"] is not None and row["known_since"] <= self.known
        taken_back = row["known_until"] is not None and row["known_until"] <= self.known
        return told and not taken_back

    def _by_now(self, position: int | None) -> bool:
        return self.known is None or (position is not None and position <= self.known)

    def on(self, relation: str, day: dt.date) -> list[Row]:
        """The seen rows that hold on a day."""
        return [row for row in self.seen(relation) if holds(row, day)]


def holds(row: Row, day: dt.date) -> bool:
    """Whether a slice holds on a day, both ends inclusive."""
    return bool(row["since"] <= day and (row["until"] is None or day <= row["until"]))


def in_range(ask: Ask, place: str) -> bool:
    """Whether a place runs this ask."""
    return ask.lo <= place <= ask.hi and not any(lo <= place <= hi for lo, hi in ask.holes)


def span_on(ask: Ask, day: dt.date) -> Span | None:
    """The span of the rule on a day."""
    found = [span for span in ask.spans if span.since <= day and (span.until is None or day <= span.until)]
    assert len(found) <= 1, f"{ask.rule}: two spans on {day}"
    return found[0] if found else None


_SOURCES = {"post": ("rel_post", "post"), "enterprise": ("rel_enterprise", "enterprise"), "body": ("rel_body", "body")}


def slices(world: World, ask: Ask, who: Who) -> list[tuple[str, Row, Pick, bool]]:
    """Every seen slice that the selector may mean: (id, row, pick, sure)."""
    found = []
    for pick in who.picks:
        relation, key = _SOURCES[pick.kind]
        if pick.by == "function":
            relation = "rel_body_function"
        for row in world.seen(relation):
            said = {"class": "class", "function": "function", "id": key}.get(pick.by)
            if said and row[said] not in pick.codes:
                continue
            if pick.levels and row["level"] not in pick.levels:
                continue
            if not in_range(ask, row["place"]):
                continue
            sure: bool | None = conditions.ask(pick.where, row) if pick.where else True
            if sure is False:
                continue
            found += [(row[key], part, pick, sure is True) for part in _while_named(world, row, pick)]
    return found


def _while_named(world: World, row: Row, pick: Pick) -> list[Row]:
    """The stretches of a slice in which its place has a name of the asked kind."""
    if not pick.endings:
        return [row]
    found: list[Row] = []
    for place in world.seen("rel_place"):
        if place["place"] != row["place"] or not place["name"].endswith(pick.endings):
            continue
        since = max(row["since"], place["since"])
        until = min((day for day in (row["until"], place["until"]) if day), default=None)
        if until is None or since <= until:
            found.append({**row, "since": since, "until": until})
    return found


def below(place: str, other: str) -> bool:
    """Whether `other` is `place` or lies in it."""
    return divisions.contains(place, other)


def is_vacant(world: World, post: str, day: dt.date) -> bool:
    """Whether nobody holds the post on the day."""
    return not any(row["post"] == post for row in world.on("rel_tenure", day))


# -- facts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """What a fact is tested against: one duty, its span, and the fact that triggered it."""

    members: tuple[str, ...]
    place: str
    each: str
    label: str
    span: Span
    cause: Row | None = None
    posts: bool = False


def parties(world: World, fact: Row, role: str) -> list[Row]:
    """The parties of a fact in a role; with a merged file also the one that it is a part of on the day asked."""
    named = [row for row in world.of("rel_party", fact) if row["role"] == role]
    merged = world.on("rel_merged", world.as_of)
    return named + [{**row, "id": one["survivor"]} for row in named for one in merged if one["enterprise"] == row["id"]]


def values(world: World, fact: Row, attr: str) -> list[Row]:
    """The values of an attribute of a fact."""
    return [row for row in world.of("rel_attr", fact) if row["attr"] == attr]


def fits(world: World, tests: Iterable[Test], fact: Row, case: Case) -> bool | None:
    """All tests, three-valued."""
    answers = [_fits(world, test, fact, case) for test in tests]
    if False in answers:
        return False
    return None if None in answers else True


def named(world: World, evidence: Evidence) -> list[Row]:
    """The seen facts of these names."""
    return [row for row in world.seen("rel_fact") if row["name"] in evidence.names]


def unset(ask: Ask, span: Span, *evidences: Evidence | None) -> bool:
    """Whether the place has left open something that these tests need."""
    tests = [test for evidence in evidences if evidence for test in evidence.tests]
    tests += [test for part in ask.parts for test in part.tests]
    return any(isinstance(test.want, Slot) and span.slots.get(test.want.name) is None for test in tests)


def _fits(world: World, test: Test, fact: Row, case: Case) -> bool | None:
    if test.on == "place":
        return None if fact["place"] is None else below(case.place, fact["place"])
    if test.on == "party":
        return _party(world, test, fact, case)
    found = values(world, fact, test.key)
    if isinstance(test.want, Slot) and case.span.slots.get(test.want.name) is None:
        return None
    if not found:
        return None
    if test.on == "text":
        said = {row["text"] for row in found} - {None}
        if test.op == "all":
            assert isinstance(test.want, tuple)
            return set(test.want) <= said
        return bool(said & set(_wanted(world, test.want, case)))
    (wanted,) = _wanted(world, test.want, case)
    answers = [_compare(test.op, row["num" if test.on == "num" else "day"], wanted) for row in found]
    if True in answers:
        return True
    return False if False in answers else None


def _compare(op: str, value: Any, wanted: Any) -> bool | None:
    if value is None:
        return None
    answers: Mapping[str, bool] = {
        "over": value > wanted,
        "at_least": value >= wanted,
        "under": value < wanted,
        "at_most": value <= wanted,
        "any": value == wanted,
    }
    return answers[op]


def _wanted(world: World, want: object, case: Case) -> list[Any]:
    if isinstance(want, tuple):
        return list(want)
    if isinstance(want, Slot):
        value = case.span.slots.get(want.name)
        return [] if value is None else [value]
    assert isinstance(want, Ref)
    if want.what == "bearer":
        return list(case.members)
    if want.what == "each":
        return [case.each]
    if want.what == "period":
        return [case.label]
    assert case.cause is not None
    if want.role:
        return [row["id"] for row in parties(world, case.cause, want.field)]
    return [row["text"] for row in values(world, case.cause, want.field) if row["text"] is not None]


def _party(world: World, test: Test, fact: Row, case: Case) -> bool:
    found = parties(world, fact, test.key)
    ids = {row["id"] for row in found}
    if isinstance(test.want, Kin):
        return any(_is_kin(world, test.want, id, fact["day"], case.place) for id in ids)
    if test.op == "all":
        assert isinstance(test.want, tuple)
        return set(test.want) <= ids
    if isinstance(test.want, Ref) and test.want.what == "bearer" and case.posts:
        held = {row["id"] for row in found if row["kind"] == "person"}
        ids |= {row["post"] for row in world.on("rel_tenure", fact["day"]) if row["person"] in held}
    return bool(ids & set(_wanted(world, test.want, case)))


def _is_kin(world: World, kin: Kin, body: str, day: dt.date, place: str) -> bool:
    rows = [row for row in world.on("rel_body", day) if row["class"] in kin.classes]
    rows += [row for row in world.on("rel_body_function", day) if row["function"] in kin.functions]
    places = {row["place"] for row in rows if row["body"] == body}
    if kin.up is None:
        return bool(places)
    return bool(places & above(world, place, kin.up, day))


def above(world: World, place: str, up: int, day: dt.date) -> set[str]:
    """The place that many levels above, on the day (a set, for a place whose history is told twice)."""
    found = {place}
    for _ in range(up):
        found = {row["parent"] for row in world.on("rel_place", day) if row["place"] in found}
    return found


def comes_first(fact: Row, act: Row) -> bool:
    """Whether a fact came before an act."""
    if fact["day"] != act["day"]:
        return bool(fact["day"] < act["day"])
    if fact["precision"] != "minute" or act["precision"] != "minute":
        return True  # on one day, and nobody wrote down the minute
    return bool(fact["happened_at"] <= act["happened_at"])
