"""What loading a pack would change for whom (装入前谁的职责会变), before it does.

Policy knows what the rules would be in a place; who owes them it asks the module that runs rules (`examples.TELLER`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import examples, queries
from anjian.policy.events import Instance
from anjian.policy.pack import Pack, digest_of
from anjian.policy.queries import loaded, nesting

_WORDS = {"gains": "新增", "loses": "不再有", "changes": "改变"}


@dataclass(frozen=True, slots=True)
class Shift:
    """A bearer gains, loses or changes a duty, from a day on.

    what  gains, loses or changes
    how   what changes, in words; empty for what is gained or lost
    """

    bearer: str
    rule: str
    what: str
    since: date
    how: str = ""

    def __str__(self) -> str:
        return f"{self.bearer} 自{self.since.isoformat()}{_WORDS[self.what]} {self.rule}" + (
            f"：{self.how}" if self.how else ""
        )


def shifts(pack: Pack, *, place: str, as_of: date) -> list[Shift]:
    """Who would gain, lose or change which duty in the adopting place, if the pack were loaded; in order of rules.

    Asked of those who are there on ``as_of``. Refuses a place that has not adopted the document itself.
    """
    place = divisions.normal(place)
    name = pack.document.id
    adopted = [one for one in queries.adoptions(SYSTEM, document=name) if one.place == place]
    if not adopted:
        raise Refusal(f"{place[:6]}没有采用“{name}”", "没有采用，就没有人因它承担职责", "请写采用它的地方")
    before = [one for one in queries.instances(as_of=as_of, document=name) if one.place == divisions.of(place)]
    after = _after(pack, place)
    old, new = {one.rule.id: one for one in before}, {one.rule.id: one for one in after}
    touched = [rule for rule in dict.fromkeys((*new, *old)) if _differs(old.get(rule), new.get(rule))]
    tell = examples.TELLER[0]
    owed = tell([old[rule] for rule in touched if rule in old], lambda rule: old[rule].rule if rule in old else None,
                as_of)  # fmt: skip
    will = tell([new[rule] for rule in touched if rule in new], pack.rule, as_of)
    found: list[Shift] = []
    for rule in touched:
        was, now = owed.get(rule, frozenset()), will.get(rule, frozenset())
        how, since = _how(old.get(rule), new.get(rule))
        found += (Shift(one, rule, "gains", _first(new[rule]), "") for one in sorted(now - was))
        found += (Shift(one, rule, "loses", as_of, "") for one in sorted(was - now))
        found += (Shift(one, rule, "changes", since, how) for one in sorted(was & now) if how)
    return found


def _after(pack: Pack, place: str) -> list[Instance]:
    _, _, bound = loaded.around(place)
    adopted = queries.adoptions(SYSTEM)
    told = nesting.heard(place, queries.settings(SYSTEM), adopted)
    name = pack.document.id
    days = nesting.spans(nesting.over(place, (one for one in adopted if one.document == name)))
    near = (pack.rule, pack.chip, bound)
    return [loaded.instance_of(rule, digest_of(rule), place, days, told, near) for rule in pack.rules]


def _differs(old: Instance | None, new: Instance | None) -> bool:
    return old is None or new is None or old.digest != new.digest or old.slices != new.slices


def _first(one: Instance) -> date:
    return one.slices[0].since


def _how(old: Instance | None, new: Instance | None) -> tuple[str, date]:
    """What changes, and from which day: the first on which a value differs; the rule's own first day for the rest."""
    if old is None or new is None or not new.slices:
        return "", date.min
    was, now = old.rule.content(), new.rule.content()
    fields = [name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)]
    for part in new.slices:
        held = next((one for one in old.slices if one.since <= part.since <= (one.until or date.max)), None)
        if held is None or held.fields != part.fields:
            return "、".join(fields) or "取值", part.since
    return "、".join(fields), _first(new)
