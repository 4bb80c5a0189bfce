"""The questions."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from anjian.duties import judging, rulebook
from anjian.duties.answers import ClauseState, Counts, Desk, DutyDetail, DutyRow, Tallied
from anjian.duties.evaluating import Standing
from anjian.duties.queries import mine
from anjian.duties.queries.assigned import assigned
from anjian.duties.queries.choosing import since_of
from anjian.duties.queries.keys import key_of, read_key
from anjian.duties.queries.numbers import GROUPED, MET, first_of, last_of, numbers_of, this_month
from anjian.duties.queries.shaping import row as shape
from anjian.duties.queries.sources import Rows, rows, visible
from anjian.duties.queries.tallying import tallies
from anjian.duties.reading import defaults
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome, Verdict
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import queries as policy

EVER = dt.date(1949, 10, 1)


def verdicts(
    viewer: Viewer,
    *,
    as_of: dt.date,
    known: int | None = None,
    since: dt.date | None = None,
    bearers: Iterable[str] | None = None,
    place: str | None = None,
    rules: Collection[str] | None = None,
) -> list[Verdict]:
    """The evaluator: every duty that this viewer may see, with the facts that counted, sorted.

    `since`: finished periods and matters that ended before are left out; None: from the start of last year. The same
    arguments with a `known` give the same answer for ever.
    """
    own = mine.bearers(viewer)
    found = rows(
        as_of=as_of,
        known=known,
        since=since or dt.date(as_of.year - 1, 1, 1),
        bearers=None if bearers is None else tuple(bearers),
        place=place,
        rules=rules,
        facts=True,
    ).rows
    return [
        judging.verdict(one, as_of) for one in sorted(found, key=lambda one: one.identity) if visible(viewer, one, own)
    ]


def desk(viewer: Viewer, *, as_of: dt.date, known: int | None = None) -> Desk:
    """What this person owes on a day, in groups, with the numbers of the first sentence."""
    own = mine.bearers(viewer)
    since = first_of(as_of, -3)
    found = rows(as_of=as_of, known=known, since=since, bearers=own) if own else Rows([], "")
    groups: dict[str, list[DutyRow]] = {name: [] for name in GROUPS}
    groups["waiting"] += [shape(one, as_of) for one in _given(viewer, own, as_of=as_of, known=known)]
    last = _last_periods(found.rows)
    for standing in found.rows:
        group = _group(standing, as_of, last)
        if group:
            groups[group].append(shape(standing, as_of))
    for name, listed in groups.items():
        groups[name] = sorted(listed, key=_by_day)
    return Desk(
        as_of=as_of,
        counts=_sentence(found.rows, as_of, groups),
        groups={name: tuple(listed) for name, listed in groups.items()},
        by_projection=not found.why,
        why=found.why,
    )


GROUPS = ("overdue", "waiting", "week", "month", "later", "undated", "unset", "missed", "done")


def _given(viewer: Viewer, own: Collection[str], *, as_of: dt.date, known: int | None) -> list[Standing]:
    """Open duties of others that were given to the viewer's posts to see to; what one owes oneself is listed anyway."""
    given = [one for one in assigned(viewer).values() if one.day <= as_of and not set(one.bearer.split("+")) & set(own)]
    if not given:
        return []
    bearers = {id for one in given for id in one.bearer.split("+")}
    keys, rules = {one.duty for one in given}, {one.rule for one in given}
    found = rows(as_of=as_of, known=known, since=since_of(as_of), bearers=bearers, rules=rules).rows
    return [one for one in found if one.outcome.open and key_of(one) in keys and visible(viewer, one, own)]


def _group(one: Standing, as_of: dt.date, last: Mapping[tuple[str, str, str], str]) -> str:
    match one.outcome:
        case Outcome.OVERDUE | Outcome.UNMET | Outcome.SHORT:
            return "overdue"
        case Outcome.BREACHED:
            return "overdue" if one.begins and one.begins >= first_of(as_of) else "missed"
        case Outcome.UNKNOWN | Outcome.GAP:
            return "waiting" if one.due is None or one.due >= as_of else ""
        case Outcome.UNDATED:
            return "undated"
        case Outcome.NOT_SET | Outcome.UNSCHEDULED:
            return "unset" if one.due is None or one.due >= as_of or one.kind != "recurring" else ""
        case Outcome.MISSED:
            return "missed" if last.get((one.rule, one.bearer, one.each_id)) == one.token else ""
        case Outcome.DUE:
            assert one.due is not None
            if one.due <= as_of + dt.timedelta(days=int(defaults()["near_days"])):
                return "week"
            return "month" if one.due <= last_of(as_of) else "later"
        case outcome if outcome in MET and outcome is not Outcome.ATTESTED:
            return "done" if this_month(one, as_of) else ""
    return ""


def _last_periods(found: Iterable[Standing]) -> dict[tuple[str, str, str], str]:
    """The latest period that is over, of each recurring duty."""
    last: dict[tuple[str, str, str], tuple[dt.date, str]] = {}
    for one in found:
        if one.kind == "recurring" and one.ends and one.outcome is Outcome.MISSED:
            key = (one.rule, one.bearer, one.each_id)
            last[key] = max(last.get(key, (dt.date.min, "")), (one.ends, one.token))
    return {key: token for key, (_, token) in last.items()}


def desk_list(viewer: Viewer, number: str, *, as_of: dt.date, known: int | None = None) -> tuple[DutyRow, ...]:
    """The duties that one number of the first sentence counts (one of `NUMBERS`), by day; as many as it says."""
    own = mine.bearers(viewer)
    found = rows(as_of=as_of, known=known, since=first_of(as_of, -3), bearers=own).rows if own else []
    if number in GROUPED:
        last = _last_periods(found)
        counted = [one for one in found if _group(one, as_of, last) == number]
    else:
        counted = [one for one in found if number in numbers_of(one, as_of)]
    if number == "waiting":
        counted += _given(viewer, own, as_of=as_of, known=known)
    return tuple(sorted((shape(one, as_of) for one in counted), key=_by_day))


def _by_day(one: DutyRow) -> tuple[object, ...]:
    return (one.due or dt.date.max, one.rule, one.bearer, one.each, one.key)


def _sentence(found: Iterable[Standing], as_of: dt.date, groups: Mapping[str, list[DutyRow]]) -> Counts:
    told = Counter(number for one in found for number in numbers_of(one, as_of))
    return Counts(told["owed"], told["done"], told["soon"], *(len(groups[name]) for name in GROUPED))


def duty(viewer: Viewer, key: str, *, as_of: dt.date, known: int | None = None) -> DutyDetail:
    """One duty with every reason. Refuses a key that is none, and a duty that is not there for this viewer."""
    rule, bearer, each, token = read_key(key)
    found = rows(
        as_of=as_of, known=known, since=EVER, bearers=(bearer.split("+") if bearer else None), rules=(rule,), facts=True
    ).rows
    own = mine.bearers(viewer)
    for one in found:
        if (one.bearer, one.each_id, one.token) == (bearer, each, token) and visible(viewer, one, own):
            return DutyDetail(shape(one, as_of), judging.verdict(one, as_of, cites=_cites(rule, known), full=True))
    raise Refusal(
        "没有找到这项职责",
        "它在这一天不存在，或者不在您的权限范围内",
        "请从工作台重新进入，或换一个日期再看",
        code="duties.missing",
    )


def _cites(rule: str, known: int | None) -> dict[str, str]:
    card = policy.document(SYSTEM, rule.split("/")[0], known=known)
    if card is None:
        return {}
    short = card.document.short or card.document.number or card.document.title
    return {one.id: f"{short} {one.clause.cite}：{one.clause.gist}" for one in card.clauses}


def clause_states(
    viewer: Viewer, document: str, *, place: str, as_of: dt.date, known: int | None = None
) -> dict[str, ClauseState]:
    """Each clause that rules run, by id: how its duties stand in a place and everything below it."""
    _may_see(viewer, place)
    card = policy.document(SYSTEM, document, known=known)
    if card is None:
        return {}
    left = rulebook.book(as_of, known=known).left
    told: dict[str, list[Tallied]] = defaultdict(list)
    for one in tallies(viewer, as_of=as_of, known=known, place=place, rules=card.rules, units=True):
        told[one.rule].append(one)
    return {
        clause.id: ClauseState(
            now=(now := tuple(one for rule in clause.rules for one in told[rule])),
            rules=clause.rules,
            not_run=tuple(one.why for one in left if one.rule in clause.rules),
            places=len({one.place for one in now if one.outcome is not Outcome.NO_SUBJECT} - {of(place).lo}),
        )
        for clause in card.clauses
        if clause.rules
    }


def _may_see(viewer: Viewer, place: str) -> None:
    if not viewer.is_system and not viewer.sees(place) and not any(of(place).contains(held) for held in viewer.places):
        raise Refusal(
            "不能查看这个地方的落实情况",
            "它不在您的管辖范围内",
            "请选择您所在地方或它的下级",
            code="duties.place",
            field="place",
        )
