"""From a rule and what a place has set to values over time (取值): pure, without a database.

A value is the text's own, or borrowed from another rule of the document, or set by the place where the text leaves it
open or where we assumed something. A hole that nobody has filled resolves to None: it waits, and no figure of ours
takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, get_args

from anjian.lib import ends
from anjian.lib.divisions import DivisionRange
from anjian.lib.errors import Refusal
from anjian.policy.events import Instance, Resolved, Setting, Slice, Source
from anjian.policy.pack import COUNTED_WORDS, PERIOD_WORDS, Amount, Borrowed, Dated, Rule, Unset, Who
from anjian.policy.pack.check_running import by_the_hour
from anjian.policy.pack.rules import TERMS, VALUED
from anjian.policy.pack.values import Period

Lookup = Callable[[str], Rule | None]
Cite = Callable[[Rule], str]
Bound = Callable[[Rule], tuple[date, date | None] | None]
"""From when until when a rule's document binds in the place; None: it does not."""


@dataclass(frozen=True)
class _Ground:
    """What values are resolved from, in one place."""

    settings: list[Setting]
    lookup: Lookup
    cite: Cite
    adopted: date
    bound: Bound = lambda rule: None


_DAY = timedelta(days=1)
_TERMS = frozenset(TERMS)
_DAYS = frozenset({"by", "since", "in_force"})
_NUMBERS = frozenset({"at_least"})
_WITH_WHO = ("lead", "counted", "others")
"""What comes along when who is borrowed."""
_WORDS = {"stated": "原文", "implied": "由原文推知", "assumed": "推定，当地可改"}


def instance(
    rule: Rule,
    *,
    digest: str,
    place: DivisionRange,
    adopted: tuple[date, date | None],
    settings: Iterable[Setting] = (),
    lookup: Lookup,
    cite: Cite,
    bound: Bound = lambda rule: None,
    fact: str = "",
) -> Instance:
    """The rule in a place that adopted its document on the first of these days (and left it on the second).

    ``lookup`` finds the rules it borrows from, by itself or by a setting; ``cite`` says in words where a rule stands in
    its document; ``bound`` on which days the document of a rule that a setting borrows from binds in the place.
    """
    settings = list(settings)
    lenders = {rule.id, *rule.loans().values()}
    lenders |= {lender for setting in settings if setting.rule in lenders and (lender := lender_of(setting.value))}
    own = [setting for setting in settings if setting.rule in lenders]
    ground = _Ground(own, lookup, cite, adopted[0], bound)
    slices = []
    for first, last in _binding(rule, own, adopted):
        starts = [first, *sorted(day for day in _cuts(rule, ground) if first < day <= (last or date.max))]
        for n, since in enumerate(starts):
            until = starts[n + 1] - _DAY if n + 1 < len(starts) else last
            slices.append(Slice(since, until, {name: _resolve(rule, name, since, ground) for name in names(rule)}))
    return Instance(rule, digest, place, tuple(_joined(slices)), fact)


def _binding(
    rule: Rule, settings: Iterable[Setting], adopted: tuple[date, date | None]
) -> list[tuple[date, date | None]]:
    """The spans of days on which a rule binds, in order.

    Where the text leaves the first day open, a day binds when the setting that holds on it names an earlier day or
    that day itself: what is set later, or taken back, changes no day before.
    """
    start = rule.in_force.since
    found = []
    for first, last in [(start, None)] if isinstance(start, date) else _said_to_bind(rule, start, settings):
        lasts = [day for day in (last, rule.in_force.to, adopted[1]) if day]
        since, until = max(first, adopted[0]), min(lasts, default=None)
        if until is None or since <= until:
            found.append((since, until))
    return found


def _said_to_bind(rule: Rule, start: Unset, settings: Iterable[Setting]) -> list[tuple[date, date | None]]:
    name = start.setting or "in_force"
    mine = [one for one in settings if (one.rule, one.field) == (rule.id, name)]
    days = ((one.since, ends.plan_date(one.value), one.until and one.until + _DAY) for one in mine)
    cuts = sorted({day for three in days for day in three if day})
    found: list[tuple[date, date | None]] = []
    for n, day in enumerate(cuts):
        picked = chosen(rule.id, name, day, mine)
        if picked is None or ends.plan_date(picked.value) > day:
            continue
        last = cuts[n + 1] - _DAY if n + 1 < len(cuts) else None
        if found and found[-1][1] == day - _DAY:
            found[-1] = (found[-1][0], last)
        else:
            found.append((day, last))
    return found


def names(rule: Rule) -> tuple[str, ...]:
    """Every field with a value in a slice: valued fields, holes, and who when it is open or borrowed."""
    found = [name for name in VALUED if rule.field(name) is not None]
    found += [name for name in rule.holes() if name not in found]
    if isinstance(rule.who, Borrowed):
        found += ["who", *_WITH_WHO]
    return tuple(dict.fromkeys(found))


def parse_setting(rule: Rule, field: str, value: Any) -> Any:
    """What a place wrote for a field, read as the rule needs it. Refuses what the field cannot be, in Chinese."""
    hole = rule.holes().get(field)
    if field not in settable(rule):
        known = "、".join(settable(rule)) or "没有可设定的"
        raise _refuse(field, f"“{field}”不是这条规则留给当地设定的", f"可设定：{known}")
    if hole and hole.options and str(value) not in hole.options:
        raise _refuse(field, f"原文只允许{'、'.join(hole.options)}，没有“{value}”", "请从中选一个")
    read = _read(rule, field, value)
    if isinstance(read, ends.Term) and read.unit == "hour" and not by_the_hour(rule, field):
        what = f"以小时计的期限（{read}）只能从一件事实的时刻算起"
        raise _refuse(field, what, "请按日、工作日或更长的单位设定")
    return read


def settable(rule: Rule) -> tuple[str, ...]:
    """Fields that the place may set: the holes of the text, and what we assumed."""
    return (*rule.holes(), *(name for name, basis in rule.basis.items() if basis == "assumed" and name in VALUED))


def countings(rule: Rule) -> tuple[str, ...]:
    """The ways of counting that fit who owes: posts by post, bodies by body; by the lead only where one is marked.

    Counting by person is left out: it needs the days that each person held the post, which no verdict reads yet.
    """
    who = rule.who
    if isinstance(who, Who) and who.kind == "posts":
        return ("each_post", "together")
    led = isinstance(who, Who) and who.lead is not None
    return ("each_body", "together", *(("lead_only",) if led else ()))


def led(rule: Rule, lookup: Lookup, counted: Any = None) -> bool:
    """Whether its duty waits for the lead (牵头): only where the lead alone is counted.

    ``counted``: what the place says; left out, what the rule says, or the one from which it borrows its bearer.
    """
    lender = lookup(rule.loans()["who"]) if "who" in rule.loans() else None
    own = rule.field("counted")
    return (counted or own or (lender.field("counted") if lender else None)) == "lead_only"


def _read(rule: Rule, field: str, value: Any) -> Any:
    name = _valued_name(rule, field)
    if name == "per":
        code = next((code for code, word in PERIOD_WORDS.items() if value in (code, word)), None)
        if code is None or code not in get_args(Period):
            raise _refuse(field, f"“{value}”不是周期", f"可选：{'、'.join(PERIOD_WORDS.values())}")
        return code
    if name in _TERMS:
        return value if isinstance(value, ends.Term) else ends.Term.parse(str(value))
    if name in _DAYS:
        return ends.plan_date(value)
    if name in _NUMBERS:
        return _number(field, value, whole=True)
    if name == "target":
        return Amount.model_validate(value)
    if name == "counted":
        code = next((code for code, word in COUNTED_WORDS.items() if value in (code, word)), None)
        if code not in countings(rule):
            words = "、".join(COUNTED_WORDS[one] for one in countings(rule))
            raise _refuse(field, f"这条规则不能按“{COUNTED_WORDS.get(code or '', value)}”计数", f"可选：{words}")
        return code
    if name in ("who", "others"):
        bodies = tuple(
            str(item) for item in (value if isinstance(value, list | tuple) else [value]) if str(item).strip()
        )
        if not bodies:
            raise _refuse(field, "没有写明由哪些单位承担", "请至少选一个单位")
        return bodies
    if any(test.unset and (test.unset.setting or key) == field and test.op in ("over", "under", "at_least", "at_most")
           for _, key, test in rule.tests()):  # fmt: skip
        return _number(field, value, whole=False)
    if not str(value).strip():
        raise _refuse(field, "设定的值是空的", "请填写，或取消设定")
    return str(value).strip()


def _valued_name(rule: Rule, field: str) -> str:
    for name in VALUED:
        value = rule.field(name)
        if isinstance(value, Unset) and (value.setting or name) == field:
            return name
    start = rule.in_force.since
    if isinstance(start, Unset) and start.setting == field:
        return "in_force"
    return field


def _number(field: str, value: Any, *, whole: bool) -> int | float:
    try:
        number = float(str(value))
    except ValueError:
        raise _refuse(field, f"“{value}”不是数", "请写数字") from None
    if number < 0 or (whole and (number != int(number) or number < 1)):
        raise _refuse(field, f"“{value}”不能用在这里", "请写正整数" if whole else "请写不小于零的数")
    return int(number) if number == int(number) else number


def _refuse(field: str, what: str, next: str) -> Refusal:
    return Refusal(what, "设定要能被规则读懂，才能据以判断", next, code="policy.setting", field=field)


def _cuts(rule: Rule, ground: _Ground) -> set[date]:
    found: set[date] = set()
    for setting in ground.settings:
        found |= {setting.since, *([setting.until + _DAY] if setting.until else [])}
        if lender := ground.lookup(lender_of(setting.value)):
            found |= _days_of(lender, _valued_name(rule, setting.field), ground)
    for name in VALUED:
        value = rule.field(name)
        if isinstance(value, Borrowed):
            lender = ground.lookup(value.rule)
            value = lender.field(name) if lender else None
        if isinstance(value, Dated):
            found |= {since or ground.adopted for since, _, _ in value.spans()}
    return found


def _days_of(lender: Rule, name: str, ground: _Ground) -> set[date]:
    """Days on which what another document lends may change: its own values, and when it begins and ends to bind."""
    value, bound = lender.field(name), ground.bound(lender)
    found = {since for since, _, _ in value.spans() if since} if isinstance(value, Dated) else set()
    for since, until in _binding(lender, ground.settings, bound) if bound else ():
        found |= {since, *([until + _DAY] if until else [])}
    return found


def lender_of(value: Any) -> str:
    """The rule that a setting borrows from; empty when it is a value of the place's own."""
    return str(value["borrow"]) if isinstance(value, Mapping) and set(value) == {"borrow"} else ""


def borrow(
    rule: Rule,
    field: str,
    lender: str,
    *,
    since: date,
    settings: Iterable[Setting],
    lookup: Lookup,
    cite: Cite,
    bound: Bound,
) -> dict[str, str]:
    """A setting that takes over the value of a rule of another document, as it is kept.

    Refuses a field that the text does not let borrow from that rule (``may_borrow``), a rule that is not loaded or does
    not bind in the place on that day, one that has no such value then, and one whose value does not fit.
    """
    hole = rule.holes().get(field)
    held = lookup(lender)
    name = _valued_name(rule, field)
    if hole is None or name not in VALUED or held is None or not {held.id, *held.clauses} & set(hole.may_borrow):
        known = "、".join(hole.may_borrow) if hole and hole.may_borrow else "没有可借的"
        raise _refuse(field, f"“{field}”不能借用“{lender}”", f"规则包里写明可借的（may_borrow）：{known}")
    ground = _Ground(list(settings), lookup, cite, since, bound)
    made = Setting(rule.id, field, {"borrow": lender}, since)
    lent = _lent(rule, field, made, since, ground, hole, ())
    if lent.value is None:
        raise _refuse(field, f"{since}这天没有值可借：{lent.source}", "请换一个日期，或由当地自己设定")
    return {"borrow": lender}


def _resolve(rule: Rule, name: str, day: date, ground: _Ground, trail: tuple[str, ...] = ()) -> Resolved:
    value = rule.field(name)
    hole = value if isinstance(value, Unset) else rule.holes().get(name)
    if hole is not None:
        return _set(rule, hole.setting or name, day, ground, hole, trail)
    loans = rule.loans()
    loan = loans.get(name) or (loans.get("who") if name in _WITH_WHO and value is None else None)
    if loan:
        lender = ground.lookup(loan)
        if lender is None or rule.id in trail:
            return Resolved(None, "borrowed", f"借自{loan}，但它没有装入")
        lent = _resolve(lender, name, day, ground, (*trail, rule.id))
        return Resolved(lent.value, "borrowed", f"借自{ground.cite(lender)}（{lent.source}）", lent.word)
    basis: Source = rule.basis.get(name, "stated")
    picked = chosen(rule.id, name, day, ground.settings) if basis == "assumed" else None
    if picked:
        return as_set(rule, picked) or Resolved(None, "set", _said(picked))
    plain = value.at(day, adopted=ground.adopted) if isinstance(value, Dated) else value
    if name == "by" and isinstance(plain, str):
        plain = ends.plan_date(plain)
    return Resolved(plain, basis, f"{ground.cite(rule)}{_WORDS[basis]}")


def _set(rule: Rule, name: str, day: date, ground: _Ground, hole: Unset, trail: tuple[str, ...] = ()) -> Resolved:
    picked = chosen(rule.id, name, day, ground.settings)
    if picked is None:
        return Resolved(None, "stated", f"原文只说“{hole.unset}”，当地未设定", hole.unset)
    if lender_of(picked.value):
        return _lent(rule, name, picked, day, ground, hole, trail)
    return Resolved(_read(rule, name, picked.value), "set", _said(picked), hole.unset)


def _lent(
    rule: Rule, name: str, chosen: Setting, day: date, ground: _Ground, hole: Unset, trail: tuple[str, ...]
) -> Resolved:
    """What a rule of another document says on that day, while it binds there; None when it says nothing."""
    wanted = lender_of(chosen.value)
    lender, who = ground.lookup(wanted), _said(chosen)
    if lender is None or rule.id in trail:
        return Resolved(None, "borrowed", f"借自{wanted}，但它没有装入；{who}", hole.unset)
    bound = ground.bound(lender)
    spans = _binding(lender, ground.settings, bound) if bound else []
    if not any(since <= day <= (until or date.max) for since, until in spans):
        return Resolved(None, "borrowed", f"借自{ground.cite(lender)}，但它{day.isoformat()}在当地没有施行", hole.unset)
    lent = _resolve(lender, _valued_name(rule, name), day, ground, (*trail, rule.id))
    fits = lent.value is not None and type(lent.value) is type(_read(rule, name, lent.value))
    source = f"借自{ground.cite(lender)}（{lent.source}）；{who}"
    return Resolved(lent.value if fits else None, "borrowed", source, hole.unset)


def chosen(rule_id: str, name: str, day: date, settings: Iterable[Setting]) -> Setting | None:
    """The setting of a field that speaks on a day: the nearest one, of these the latest; None: nobody has set it."""
    found = [
        setting
        for setting in settings
        if setting.rule == rule_id and setting.field == name and setting.since <= day <= (setting.until or date.max)
    ]
    return max(found, key=lambda setting: (setting.rank, setting.since), default=None)


def as_set(rule: Rule, setting: Setting) -> Resolved | None:
    """The value of a setting by itself, for days on which the rule does not bind (yet); None for a borrowed one."""
    if lender_of(setting.value):
        return None
    hole = rule.holes().get(setting.field)
    return Resolved(_read(rule, setting.field, setting.value), "set", _said(setting), hole.unset if hole else None)


def _said(setting: Setting) -> str:
    ground = f"，依据：{setting.ground}" if setting.ground else ""
    return f"{setting.by or '当地'} 自{setting.since.isoformat()}设定{ground}"


def _joined(slices: list[Slice]) -> Iterable[Slice]:
    """Neighbours that say the same become one."""
    held: Slice | None = None
    for part in slices:
        if held and held.fields == part.fields and held.until and held.until + _DAY == part.since:
            held = Slice(held.since, part.until, held.fields)
            continue
        if held:
            yield held
        held = part
    if held:
        yield held
