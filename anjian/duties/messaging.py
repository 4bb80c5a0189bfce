"""What the clock tells persons (通知): reminders and rungs of ladders, handed to `messages` once for each of them.

The key is the claim of the step and the person, in the transaction of the step: told once, or neither done nor told.
Who is told is whoever has the duty on the desk that day (`queries.mine`): the holder of the post, of a body those who
lead it or record for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from anjian.access import queries as access
from anjian.duties.models import Reminder, Rung
from anjian.duties.reading import defaults
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.messages import actions as messages
from anjian.messages.events import Note
from anjian.people import queries as people
from anjian.policy import queries as policy


def reminded(made: Collection[tuple[str, Reminder]], *, as_of: dt.date) -> int:
    """Tell the persons of each bearer what falls due, under the claim of each reminder; returns how many are owed."""
    whom = persons({one for _key, row in made for one in row.bearer.split("+")}, as_of=as_of)
    called = people.names(SYSTEM, whom, as_of=as_of)
    notes = []
    for key, row in made:
        left = (row.due - as_of).days
        when = f"{left}天后到期" if left > 0 else "今天到期" if left == 0 else f"已过{-left}天"
        for bearer in row.bearer.split("+"):
            text = f"{called.get(bearer, '您负责')}：{row.duties}项职责，{row.due:%Y年%m月%d日}{when}。请在工作台办理。"
            notes += [
                Note(f"{key}|{person}", person, f"{row.duties}项职责{when}", text)
                for person in sorted(whom.get(bearer, ()))
            ]
    return _hand(notes, as_of)


def reached(rung: Rung, *, as_of: dt.date) -> int:
    """Tell who decides, or who must act, that a rung was reached; returns how many messages are owed."""
    title = _title(rung)
    if rung.state == "proposed":
        return _tell(rung, rung.decider, f"等您单位决定：{title}", "这一级已经到了，采取或不采取，请写明理由。", as_of)
    return _tell(rung, rung.target, f"应当采取：{title}", "这一级已经到了，请办理并记录。", as_of)


def groundless(rung: Rung, *, as_of: dt.date) -> int:
    """Tell who took a measure that its ground is gone; returns how many messages are owed."""
    return _tell(rung, rung.target, f"要不要撤销：{_title(rung)}", "采取它的理由已经不成立，请决定撤销或维持。", as_of)


def persons(bearers: Iterable[str], *, as_of: dt.date) -> dict[str, set[str]]:
    """The persons on whose desks the duties of these bearers (posts, bodies, enterprises) stand on a day."""
    wanted = set(bearers)
    posts = {one for one in wanted if one.startswith("post:")}
    found: dict[str, set[str]] = {one: set() for one in wanted}
    for seat in people.posts(SYSTEM, as_of=as_of, ids=posts) if posts else []:
        found[seat.id] |= {seat.person} - {""}
    if wanted > posts:
        leads = set(defaults()["leading_post_classes"])
        records = access.persons_with(defaults()["recording_roles"], as_of=as_of)
        for seat in people.posts(SYSTEM, as_of=as_of, bodies=wanted - posts):
            if seat.person and (seat.classes & leads or seat.person in records):
                found[seat.body].add(seat.person)
    return found


def _title(rung: Rung) -> str:
    """What the measure is called in our words."""
    card = policy.rule(SYSTEM, rung.rule)
    return card.rule.title if card else rung.rule


def _tell(rung: Rung, to: str, subject: str, text: str, as_of: dt.date) -> int:
    whom = {one for found in persons(to.split("+"), as_of=as_of).values() for one in found}
    notes = [Note(f"{rung.key}|{rung.state}|{person}", person, subject, text) for person in sorted(whom)]
    return _hand(notes, as_of)


def _hand(notes: Collection[Note], as_of: dt.date) -> int:
    """Messages of a day are of its morning: nobody is woken because a worker passes midnight."""
    morning = dt.time.fromisoformat(defaults()["tell_at"])
    return messages.owe_all(SYSTEM, notes, now=dt.datetime.combine(as_of, morning, CHINA))
