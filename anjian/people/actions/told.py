"""What is told of them in bulk, taken back or forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from anjian.ledger import actions as ledger
from anjian.ledger import queries as ledger_queries
from anjian.ledger.events import Fact, Party
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import events
from anjian.people.actions import saying
from anjian.people.models import Body, BodyFunction, Person, Post, Tenure
from anjian.people.pinyin import sort_key
from anjian.scope import actions as slices

FORGOTTEN = "（已删除）"


def import_told(
    viewer: Viewer,
    *,
    persons: Iterable[Mapping[str, Any]],
    bodies: Iterable[Mapping[str, Any]],
    functions: Iterable[Mapping[str, Any]],
    posts: Iterable[Mapping[str, Any]],
    tenures: Iterable[Mapping[str, Any]],
) -> int:
    """The rows of an imported history (see `ledger.import_history`), into empty tables. Returns how many."""
    if not viewer.is_system:
        raise saying.not_allowed()
    entered = [Person(**{**row, "sort_key": sort_key(row["name"])}) for row in persons]
    done = len(Person.objects.for_change().bulk_create(entered, batch_size=2000))
    for model, rows in ((Body, bodies), (BodyFunction, functions), (Post, posts), (Tenure, tenures)):
        done += slices.import_slices(model, rows)
    return done


def take_back(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said about bodies, posts, tenures and persons. Returns the rows taken back.

    Refuses when a later change stands on it, such as an appointment of a person whom it entered.
    """
    done = sum(slices.unsay(model, fact, by=by) for model in (Body, BodyFunction, Post, Tenure))
    entered = Person.objects.for_change().filter(said_by=fact)
    ids = list(entered.values_list("id", flat=True))
    if ids:
        sits = Tenure.objects.for_change().filter(replaced_by=None).filter(Q(person__in=ids) | Q(behalf__in=ids))
        if sits.exists():
            raise Refusal(
                "这条记录登记的人员已经任职，不能作废",
                "作废后，职务上的人就查不到姓名了",
                "请先作废他们的任职，再作废这一条",
                code="people.person_sits",
            )
        done += entered.delete()[0]
    return done


def said_anything(fact: UUID) -> bool:
    """Whether any row of bodies, posts or tenures was told by this fact."""
    return any(slices.told_something(model, fact) for model in (Body, BodyFunction, Post, Tenure))


@transaction.atomic
def forget_person(viewer: Viewer, *, person: str, ground: str, now: dt.datetime) -> Fact:
    """Delete the name of a person for ever (个人信息删除); their posts and acts stay, under the id alone.

    Erases the fact that entered them, when it entered them alone; a list (名册) leaves no names in the ledger.
    Refuses without a ground, and a person whom we do not know.
    """
    if not (viewer.is_system or viewer.has("administrator")):
        raise saying.not_allowed()
    saying.must_be_known(person)
    if not ground.strip():
        raise Refusal("没有写明依据", "删除不能恢复", "请写明谁在何时提出", code="people.no_ground", field="ground")
    said = {"ground": ground.strip()}
    at = now.astimezone(CHINA).date()
    fact = saying.record(viewer, events.FORGOTTEN, at, now, None, [Party("person", "person", person)], said)
    row = Person.objects.for_change().get(id=person)
    told = ledger_queries.fact(SYSTEM, row.said_by)
    if told is not None and told.name == events.PERSON_ENTERED and not told.erased:
        ledger.erase(viewer, told.id, ground=ground.strip())
    Person.objects.for_change().filter(id=person).update(name=FORGOTTEN, sort_key="")
    return fact


def forget(fact: UUID) -> int:
    """Drop the names of the persons whom an erased fact entered. Returns how many names went."""
    return Person.objects.for_change().filter(said_by=fact).update(name=FORGOTTEN, sort_key="")
