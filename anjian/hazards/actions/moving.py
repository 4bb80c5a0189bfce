"""A hazard is reported, and moved along its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from anjian.duties import queries as duties
from anjian.hazards import limit, queries
from anjian.hazards.events import Moved
from anjian.hazards.firms import firm, no_firm
from anjian.hazards.judging import permitted
from anjian.hazards.models import Hazard
from anjian.hazards.states import LIFE, VERBS
from anjian.hazards.taking import OPENING
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.ledger.events import Party, Scalar
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.records import actions as records
from anjian.registry import queries as registry

Opening = Literal["notice", "find", "find_out"]
Said = Mapping[str, Scalar | list[Scalar]]


@transaction.atomic
def report(
    viewer: Viewer,
    verb: Opening,
    *,
    hazard: str,
    enterprise: str,
    day: dt.date,
    today: dt.date,
    attributes: Said,
    by: str = "",
    private: Mapping[str, Any] | None = None,
    files: Sequence[str] = (),
    id: UUID | None = None,
) -> Moved:
    """Say that there is a hazard (报隐患): ``notice`` anybody, ``find`` the enterprise, ``find_out`` a department.

    ``hazard``: the id that the form made, ``hazard:<uuid7>``; ``attributes`` and ``private`` as the vocabulary declares
    them for the verb's fact; ``by``: the department, for ``find_out``; ``id``: of the fact, made by the form, so that
    the same sent twice is one. Raises `records.events.Faults` with a refusal per field, and Refusal where the viewer
    may not say it; nothing is written then.
    """
    if verb not in OPENING:
        raise ValueError(f"{verb} does not begin a hazard")
    card = firm(viewer, enterprise, as_of=day)
    if card is None:
        raise no_firm()
    who = enterprise if verb == "find" else by
    return _record(
        viewer, verb, hazard, place=card.place, enterprise=card.id, day=day, today=today, by=who,
        attributes=attributes, private=private, files=files, id=id,
    )  # fmt: skip


@transaction.atomic
def move(
    viewer: Viewer,
    hazard: str,
    verb: str,
    *,
    day: dt.date,
    today: dt.date,
    by: str = "",
    attributes: Said | None = None,
    private: Mapping[str, Any] | None = None,
    files: Sequence[str] = (),
    into: str = "",
    posts: Mapping[str, str] | None = None,
    id: UUID | None = None,
    seen: int | None = None,
) -> Moved:
    """Move a hazard by one of `states.VERBS` (办理一步): the row of the table, who may, and what the step asks.

    ``by``: the body or enterprise whose act it is; left out: the enterprise where the viewer is of it, else the body
    of the viewer's first post. ``posts``: role → id of a post beside. ``seen``: `Card.moves` of what the viewer looked
    at; when it has moved since and the table does not let the verb pass any more, the refusal is
    ``hazards.conflict``. Refuses what is not there for the viewer (``hazards.missing``), and what `judging`
    refuses; nothing is changed then.
    """
    if verb not in VERBS:
        raise Refusal(f"没有“{verb}”这一步", "", f"可用：{'、'.join(VERBS)}", code="hazards.verb", field="verb")
    row = Hazard.objects.seen_by(viewer).filter(hazard=hazard).first()
    if row is None:
        raise queries.missing()
    by = by or _own(viewer, row.enterprise)
    ledger.lock(viewer, {one for one in (hazard, into, by, row.enterprise) if one})  # all whose turn the fact takes
    row.refresh_from_db()
    if id is None or not facts.taken(id):  # what was sent before is answered as before
        if seen is not None and seen != row.moves and verb not in LIFE.verbs(row.state):
            raise _conflict(row, verb)
        permitted(viewer, row, verb)
    return _record(
        viewer, verb, hazard, place=row.place, enterprise=row.enterprise, day=day, today=today,
        by=by, attributes=_dated(row, verb, day, attributes or {}), private=private, files=files, into=into,
        posts=posts or {}, id=id, grade=row.grade,
    )  # fmt: skip


def _record(
    viewer: Viewer,
    verb: str,
    hazard: str,
    *,
    place: str,
    enterprise: str,
    day: dt.date,
    today: dt.date,
    by: str,
    attributes: Said,
    private: Mapping[str, Any] | None,
    files: Sequence[str],
    id: UUID | None,
    into: str = "",
    posts: Mapping[str, str] = MappingProxyType({}),
    grade: str = "",
) -> Moved:
    name = VERBS[verb].fact
    declared = policy.vocabulary().facts[name]
    parties = [Party("hazard", "matter", hazard)]
    if "by" in declared.parties and by:
        parties.append(Party("by", "enterprise" if by == enterprise else "body", by))
    if "enterprise" in declared.parties:
        parties.append(Party("enterprise", "enterprise", enterprise))
    if into:
        parties.append(Party("into", "matter", into))
    parties += [Party(role, "post", post) for role, post in posts.items()]
    said = dict(attributes)
    if "grade" in declared.attributes and grade:
        said.setdefault("grade", grade)
    done = records.record(
        viewer,
        name,
        day=day,
        place=place,
        today=today,
        parties=parties,
        attributes=said,
        private=private,
        files=files,
        id=id,
        stood=frozenset(party for party in parties if party.kind == "enterprise"),  # one that is closed is marked
    )
    after = queries.hazard(viewer, hazard) or queries.told(hazard)
    return Moved(done.fact.id, after, done.again)


def _dated(row: Hazard, verb: str, day: dt.date, said: Said) -> Said:
    """What a fact says, with the day to which it moves the limit: rules of documents read that day from the fact."""
    until = said.get("until")
    if verb == "decide_extension" and said.get("granted"):
        until = until or row.asked_until
    elif verb == "resume":
        clock = limit.read([*row.steps, limit.kept("resume", day, "")], duties.calendar())
        until = clock.due if clock else None
    return {**said, "until": until} if until else said


def _own(viewer: Viewer, enterprise: str) -> str:
    if registry.is_own(viewer, enterprise):
        return enterprise
    return next((post.body for post in viewer.posts if post.body), "")


def _conflict(row: Hazard, verb: str) -> Refusal:
    return Refusal(
        f"这条隐患在您看过之后已经变为“{LIFE.words[row.state]}”",
        f"别人先办了一步，“{LIFE.words[verb]}”现在不能再办",
        "请看现在的情况，再决定怎么办；您填的内容还在",
        code="hazards.conflict",
    )
