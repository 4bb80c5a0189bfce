"""`law check`: what one rule or clause alone cannot know — names resolve, dates fit, no circles."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from anjian.policy.pack.check_counting import check_counting
from anjian.policy.pack.check_evidence import check_evidence
from anjian.policy.pack.check_examples import check_examples
from anjian.policy.pack.check_following import check_following
from anjian.policy.pack.check_running import check_running, runs
from anjian.policy.pack.check_serving import check_serving
from anjian.policy.pack.document import Clause, Pack
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.kinds import Attested, Definition, Gate, Indicator, Lapse, Procedure, Recurring
from anjian.policy.pack.rules import VALUED, Evidence, Rule
from anjian.policy.pack.values import Dated, Unset
from anjian.policy.pack.who import Who


def check(pack: Pack) -> list[Fault]:
    """Every fault of a pack that was read, in the order of the document."""
    found: list[Fault] = []
    for section in pack.sections:
        for clause in section.clauses:
            found += _clause(pack, clause)
        for rule in section.rules:
            found += _rule(pack, rule)
    found += _actors(pack)
    found += _cycles(pack)
    found += _counts(pack)
    return found


def _clause(pack: Pack, clause: Clause) -> Iterator[Fault]:
    rules = pack.running(clause.id)
    if clause.status in ("automated", "partial") and not rules and clause.id not in pack.unread:
        yield pack.fault(
            clause.id, ("status",), "条款写着自动判断，却没有规则运行它", "写规则，或改状态并说明原因", "clause.no_rule"
        )
    told = [rule for rule in rules if clause.status == "built_in" or runs(rule)]
    if clause.status in ("pending", "built_in") and told:
        yield pack.fault(
            clause.id,
            ("status",),
            f"规则{told[0].id}在运行它，状态却是{clause.status}",
            "改成 automated 或 partial",
            "clause.has_rule",
        )
    if clause.status == "attested" and any(not isinstance(rule, Attested) for rule in rules):
        yield pack.fault(
            clause.id, ("status",), "仅留痕的条款有要判断的规则", "改成 automated 或 partial", "clause.has_rule"
        )
    for n, other in enumerate(clause.by):
        if not pack.knows(other):
            yield pack.fault(clause.id, ("by", n), f"没有条款或规则“{other}”", "请核对编号", "clause.unknown")
    for n, other in enumerate(clause.body):
        if not pack.knows(other):
            yield pack.fault(clause.id, ("body", n), f"没有条款“{other}”", "请核对编号", "clause.unknown")
    for n, name in enumerate(clause.bodies):
        if pack.vocabulary.department(name) is None:
            what = f"部门“{name}”对不上任何职能"
            yield pack.fault(clause.id, ("bodies", n), what, "登记到 functions.yaml", "department.unknown")
    if not clause.id.startswith(f"{pack.document.id}/"):
        yield pack.fault(clause.id, ("id",), f"条款编号不以{pack.document.id}/开头", "请核对编号", "id.foreign")


def _actors(pack: Pack) -> Iterator[Fault]:
    """Words for who must act that nobody has read as a role yet: each is told once, where it stands first."""
    found: dict[str, list[tuple[Clause, int]]] = {}
    for clause in pack.clauses:
        for n, phrase in enumerate(clause.actor):
            if pack.vocabulary.actor(phrase) is None:
                found.setdefault(phrase, []).append((clause, n))
    for phrase, places in found.items():
        (first, n), others = places[0], dict.fromkeys(clause.number for clause, _ in places[1:])
        also = f"（还见于{'、'.join(others)}）" if others else ""
        what = f"“{phrase}”没有读作哪一类责任主体{also}"
        yield pack.fault(first.id, ("actor", n), what, "登记到 packs/vocabulary/actors.yaml", "actor.unknown")


def _rule(pack: Pack, rule: Rule) -> Iterator[Fault]:
    if rule.document != pack.document.id:
        yield pack.fault(rule.id, ("id",), f"规则编号不以{pack.document.id}/开头", "请核对编号", "id.foreign")
    for n, clause in enumerate(rule.clauses):
        if not pack.knows(clause):
            yield pack.fault(rule.id, ("clauses", n), f"没有条款“{clause}”", "先写条款，再写规则", "clause.unknown")
    yield from _names(pack, rule)
    yield from _spans(pack, rule)
    yield from _levels(pack, rule)
    yield from _bases(pack, rule)
    yield from check_evidence(pack, rule)
    yield from check_counting(pack, rule)
    yield from check_examples(pack, rule)
    yield from check_following(pack, rule)
    yield from check_serving(pack, rule)
    yield from check_running(pack, rule)


def _names(pack: Pack, rule: Rule) -> Iterator[Fault]:
    for name, other in rule.loans().items():
        lender = pack.rule(other)
        if lender is None and not pack.knows(other):
            yield pack.fault(rule.id, (name,), f"借自“{other}”，但没有这条规则", "请核对规则编号", "loan.dangling")
        elif lender is not None and getattr(lender, name, None) is None:
            yield pack.fault(rule.id, (name,), f"“{other}”没有“{name}”可借", "换一条规则，或写 unset", "loan.nothing")
    for name in ("exception_to", "leaves", "after"):
        other = getattr(rule, name, "")
        if other and not pack.knows(other):
            yield pack.fault(rule.id, (name,), f"没有规则“{other}”", "请核对规则编号", "rule.unknown")
    for n, other in enumerate(rule.steward):
        if not pack.knows(other):
            yield pack.fault(rule.id, ("steward", n), f"没有规则“{other}”", "请核对规则编号", "rule.unknown")
    when = getattr(rule, "when", None)
    trigger = rule.before or rule.forbids if isinstance(rule, Gate) else when if isinstance(when, Evidence) else None
    selectors = [("who", rule.who), ("for_each", rule.for_each), ("is", getattr(rule, "is_", None))]
    for name, who in selectors:
        if isinstance(who, Who) and who.role_of and not _of_lapse(rule, who):
            entry = pack.vocabulary.facts.get(trigger.fact) if trigger else None
            if entry is None:
                yield pack.fault(
                    rule.id,
                    (name, "role_of"),
                    "这类规则没有触发的事实，不能用 role_of",
                    "改用 posts、bodies 等",
                    "role.no_trigger",
                )
            elif who.role_of not in entry.parties:
                known = "、".join(entry.parties)
                yield pack.fault(
                    rule.id,
                    (name, "role_of"),
                    f"{trigger.fact if trigger else ''} 没有参与方“{who.role_of}”",
                    f"可用：{known}",
                    "role.unknown",
                )
    target = rule.target if isinstance(rule, Indicator) and rule.of is None else None
    if isinstance(target, Dated) and any(value.unit == "%" for _, _, value in target.spans()):
        what = "目标是百分数，却没有分母"
        yield pack.fault(rule.id, ("target",), what, "写 of（分母）", "indicator.no_denominator")


def _of_lapse(rule: Rule, who: Who) -> bool:
    """The one who did not do it is the bearer of the consequence; a procedure looks into the facts of its steps."""
    lapse = isinstance(getattr(rule, "when", None), Lapse)
    return isinstance(rule, Procedure) or (lapse and who.role_of == "bearer")


def _spans(pack: Pack, rule: Rule) -> Iterator[Fault]:
    start = rule.in_force.since
    for name in VALUED:
        value = getattr(rule, name, None)
        if not isinstance(value, Dated):
            continue
        first = value.values[0][0]
        if isinstance(start, datetime.date) and first and first > start:
            yield pack.fault(
                rule.id, (name,), f"规则自{start}施行，“{name}”却从{first}才有值", "补上施行日起的值", "span.gap"
            )
        for day, _ in value.values[1:]:
            if day and rule.in_force.to and day > rule.in_force.to:
                yield pack.fault(
                    rule.id,
                    (name, day.isoformat()),
                    f"{day}晚于规则的终止日{rule.in_force.to}",
                    "请核对日期",
                    "span.wrong",
                )
    in_force = pack.document.in_force
    if in_force and isinstance(start, datetime.date) and start < in_force:
        yield pack.fault(
            rule.id,
            ("in_force", "from"),
            f"规则自{start}施行，早于文件的{in_force}",
            "文件不溯及既往；请核对",
            "span.wrong",
        )


def _levels(pack: Pack, rule: Rule) -> Iterator[Fault]:
    words = pack.vocabulary
    for name, who in (("who", rule.who), ("for_each", rule.for_each), ("is", getattr(rule, "is_", None))):
        if not isinstance(who, Who):
            continue
        for field, entries in (("posts", words.posts), ("bodies", words.bodies)):
            for code in getattr(who, field):
                entry = entries.get(code)
                for level in who.levels:
                    if entry and entry.levels and level not in entry.levels:
                        yield pack.fault(
                            rule.id,
                            (name, "levels"),
                            f"“{entry.title.zh}”没有{level}一级，规则会找不到人",
                            f"只有：{'、'.join(entry.levels)}",
                            "who.nobody",
                        )
        if who.inside == "$each.place" and rule.for_each is None:
            yield pack.fault(rule.id, (name, "in"), "没有 for_each，不能引用 $each", "写 for_each", "reference.each")
        if who.owner_of and rule.for_each is None:
            yield pack.fault(
                rule.id, (name, "owner_of"), "没有 for_each，不能引用 $each", "写 for_each", "reference.each"
            )


def _bases(pack: Pack, rule: Rule) -> Iterator[Fault]:
    loans = rule.loans()
    for name, basis in rule.basis.items():
        if name not in type(rule).model_fields:
            yield pack.fault(
                rule.id, ("basis", name), f"依据里的“{name}”不是这条规则的字段", "请核对字段名", "basis.unknown"
            )
        elif isinstance(getattr(rule, name), Unset):
            yield pack.fault(rule.id, ("basis", name), f"“{name}”未设定，谈不上依据", "删去这一项", "basis.unset")
        elif (basis == "borrowed") != (name in loans):
            yield pack.fault(
                rule.id,
                ("basis", name),
                f"“{name}”的依据与写法不一致",
                "借来的写 {from: 规则} 并注明 borrowed",
                "basis.loan",
            )
    for name in loans:
        if rule.basis.get(name) != "borrowed":
            yield pack.fault(
                rule.id, (name,), f"“{name}”是借来的，依据里没有注明", f"在 basis 里写 {name}: borrowed", "basis.loan"
            )
    if isinstance(rule, Recurring) and rule.counted is None and isinstance(rule.who, Who) and rule.who.kind == "posts":
        yield pack.fault(
            rule.id, ("who",), "对职务的要求没有说明按谁计数", "写 counted（each_post 等）并注明依据", "counted.missing"
        )
    if not rule.examples and not isinstance(rule, Attested | Definition) and rule.force == "must":
        yield pack.fault(rule.id, ("id",), "规则没有例子，无从证明它算得对", "至少写一个会失败的例子", "example.none")


def _cycles(pack: Pack) -> Iterator[Fault]:
    loans = {rule.id: set(rule.loans().values()) for rule in pack.rules}
    reported: set[str] = set()
    for start in loans:
        trail, here = [start], loans[start]
        while here:
            step = sorted(here)[0]
            if step in trail:
                ring = trail[trail.index(step) :]
                if not reported & set(ring):
                    reported |= set(ring)
                    yield pack.fault(
                        start, ("id",), f"借用绕成了圈：{' → '.join([*ring, step])}", "其中一条要自己写值", "loan.cycle"
                    )
                break
            trail.append(step)
            here = loans.get(step, set())


def _counts(pack: Pack) -> Iterator[Fault]:
    expects, file = pack.document.expects, "document.yaml"
    text = next(text for name, text in pack.texts.items() if name.endswith(file))
    rows = [clause for clause in pack.clauses if "/annex." in clause.id]
    years = Counter(clause.year for clause in rows)
    for name, want, have in (
        ("clauses", expects.clauses, sum(1 for _ in pack.clauses)),
        ("annex", expects.annex, len(rows)),
    ):
        if want is not None and want != have:
            yield Fault(
                text.file,
                text.line(("document", "expects", name)),
                f"文件自己有{want}项（{name}），规则包里有{have}项",
                "补齐或核对",
                "expects.count",
            )
    for year, want in expects.by.items():
        if years[year] != want:
            line = text.line(("document", "expects", "by", str(year)))
            yield Fault(
                text.file, line, f"{year}年应有{want}项，规则包里有{years[year]}项", "补齐或核对", "expects.count"
            )
