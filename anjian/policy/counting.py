"""Counting a document's clauses by what the program does with them (覆盖).

Four classes are honest about time: *dated and computed* (可按期判断), *undated but tracked* (无期限跟踪: the text says
及时 or 定期, age and last day show), *waits for a setting* (等当地设定: no verdict before the place decides who or how
much), *attested* (仅留痕). What is left is covered by another clause, built in, or pending on something, named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anjian.policy import resolving
from anjian.policy.pack import STATUS_WORDS, Clause, Pack, Procedure, Register, Rule

CLASSES: Mapping[str, str] = {
    "dated": "可按期判断",
    "undated": "无期限跟踪",
    "waits": "等当地设定",
    "attested": "仅留痕",
    "covered": "由他条覆盖",
    "built_in": "系统自带",
    "data": "作判定和分工的数据",
    "pending": "待建",
    "unassigned": "没有责任单位",
}
"""Classes of a clause, in the order of the page."""

_TIME = frozenset({"per", "within", "by"})
_WAITS = frozenset({"attested", "covered_by", "built_in", "data", "pending", "unassigned"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many clauses of a document are in which class, which wait for what, and how many rules have holes."""

    document: str
    title: str
    clauses: int
    rules: int
    classes: Mapping[str, int]
    pending: Mapping[str, int]
    holes: int

    def as_dict(self) -> dict[str, object]:
        """As plain values, for ``--json``."""
        return {
            "document": self.document,
            "clauses": self.clauses,
            "rules": self.rules,
            "classes": dict(self.classes),
            "pending": dict(self.pending),
            "holes": self.holes,
        }

    def text(self) -> str:
        """As lines of Chinese."""
        lines = [f"{self.title}：{self.clauses}条款，{self.rules}条规则，{self.holes}处由当地设定"]
        lines += [f"  {word} {self.classes[code]}" for code, word in CLASSES.items() if self.classes[code]]
        lines += [f"    待建：{name} {number}" for name, number in self.pending.items()]
        return "\n".join(lines)


def page(pack: Pack) -> str:
    """The coverage of a pack as a page (覆盖情况): the counts, and every clause with its class and reason."""
    counted = count(pack)
    sizes = f"{counted.rules} rules · {counted.holes} holes."
    lines = [
        f"# {pack.document.title} · coverage",
        "",
        " · ".join(filter(None, [pack.document.number, f"{counted.clauses} clauses", sizes])),
        f"Written by `anjian law coverage {pack.document.id} --to …`; a test fails when it is stale.",
        "",
        "| class | clauses |",
        "|---|---|",
        *(f"| {CLASSES[name]} {name} | {number} |" for name, number in counted.classes.items() if number),
        *(f"| — {CLASSES['pending']}：{name} | {number} |" for name, number in counted.pending.items()),
    ]
    for section in pack.sections:
        lines += ["", f"## {section.article.number} {section.article.heading}", ""]
        for clause in section.clauses:
            rules = "、".join(f"`{rule.id.split('/', 1)[1]}`" for rule in pack.running(clause.id))
            why = clause.reason or rules
            lines.append(f"- **{clause.number}** {CLASSES[class_of(pack, clause)]} — {clause.gist}（{why}）")
    return "\n".join(lines) + "\n"


def count(pack: Pack) -> Coverage:
    """Count the clauses of a pack, before any place has set anything."""
    classes = Counter(class_of(pack, clause) for clause in pack.clauses)
    pending = Counter(clause.waits_for for clause in pack.clauses if clause.status == "pending")
    rules = list(pack.rules)
    return Coverage(
        pack.document.id,
        pack.document.short or pack.document.title,
        sum(classes.values()),
        len(rules),
        {name: classes[name] for name in CLASSES},
        dict(pending.most_common()),
        sum(len(rule.holes()) for rule in rules),
    )


FOUR = ("dated", "undated", "waits", "attested")
"""The classes that are honest about time."""


def total(counts: Sequence[Coverage]) -> str:
    """The four counts of each document on a line of its own, and of all together, as lines of Chinese."""
    lines = [f"{len(counts)}份文件，{sum(one.clauses for one in counts)}条款，{sum(one.rules for one in counts)}条规则"]
    for one in counts:
        lines.append(f"  {one.title}：" + "，".join(f"{CLASSES[name]} {one.classes[name]}" for name in FOUR))
    sums = (f"{CLASSES[name]} {sum(one.classes[name] for one in counts)}" for name in FOUR)
    return "\n".join([*lines, "  合计：" + "，".join(sums)])


def class_of(pack: Pack, clause: Clause) -> str:
    """The class of one clause of a pack."""
    return classify(clause, pack.running(clause.id), pack.rule)


def classify(clause: Clause, running: Iterable[Rule], lookup: resolving.Lookup) -> str:
    """The class of a clause that these rules run. Of several rules the one that says most about time counts."""
    if clause.status in _WAITS:
        return "covered" if clause.status == "covered_by" else clause.status
    found = {_class(rule, lookup) for rule in running}
    return next(name for name in FOUR if name in found)


def _class(rule: Rule, lookup: resolving.Lookup) -> str:
    if rule.field("kind") == "attested":
        return "attested"
    holes = set(rule.holes())
    for field, lender in rule.loans().items():
        lent = lookup(lender)
        holes |= ({"lead", "who"} if field == "who" else {field}) & set(lent.holes()) if lent else set()
    if not resolving.led(rule, lookup):
        holes -= {"lead"}
    if holes - _TIME - {"counted"}:
        return "waits"
    return "undated" if _timeless(rule) or holes & _TIME else "dated"


def _timeless(rule: Rule) -> bool:
    """Whether the text gives no time at all: steps without a term, a list without a day or an age."""
    if isinstance(rule, Procedure):
        return not any(step.within for step in rule.steps)
    return isinstance(rule, Register) and rule.renewed_within is None and rule.by is None


__all__ = ["CLASSES", "STATUS_WORDS", "Coverage", "class_of", "count"]
