"""Verdicts as rows of a list (职责行): what is to do, for whom, from which clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from urllib.parse import quote

from django.utils.translation import gettext as _

from anjian.desk.queries.naming import names
from anjian.desk.queries.shapes import ClauseLine, Count, Row, Tally, Told
from anjian.lib.verdicts import Outcome, Reason, Verdict
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.policy.queries import ClauseCard, DocumentCard, RuleCard
from anjian.ui import days

_ORDER = {outcome: n for n, outcome in enumerate(Outcome)}


class Law:
    """The documents that one page speaks of, read once each."""

    def __init__(self, viewer: Viewer, *, known: int | None = None) -> None:
        self._viewer = viewer
        self._known = known
        self._cards: dict[str, DocumentCard | None] = {}
        self._clauses: dict[str, dict[str, ClauseCard]] = {}

    def document(self, id: str) -> DocumentCard | None:
        """The document of that id; None when it is not loaded."""
        if id not in self._cards:
            self._cards[id] = policy.document(self._viewer, id, known=self._known)
        return self._cards[id]

    def rule(self, id: str) -> RuleCard | None:
        """The rule of that id; None when it is not loaded any more."""
        card = self.document(id.split("/", 1)[0])
        return card.rules.get(id) if card else None

    def line(self, clause_id: str) -> ClauseLine:
        """A clause with its gist and its address in the living document."""
        document_id, number = clause_id.split("/", 1)
        if document_id not in self._clauses:
            card = self.document(document_id)
            self._clauses[document_id] = {each.id: each for each in card.clauses} if card else {}
        found = self._clauses[document_id].get(clause_id)
        url = f"/documents/{document_id}/"
        if found is None:
            return ClauseLine(clause_id, number, "", url, anchor(number))
        gist = found.clause.gist_en if days.english() and found.clause.gist_en else found.clause.gist
        return ClauseLine(clause_id, found.clause.cite, gist, url, anchor(number))

    @cached_property
    def words(self) -> policy.Vocabulary:
        """The vocabulary."""
        return policy.vocabulary()


def anchor(number: str) -> str:
    """The id on the page of a clause by its number."""
    return "c-" + number.replace(".", "-")


def rows(
    viewer: Viewer,
    verdicts: Iterable[Verdict],
    *,
    law: Law,
    as_of: dt.date,
    record: bool = False,
    prefills: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> list[Row]:
    """The verdicts as rows, in the order given. ``record``: offer to record what is still open."""
    told = list(verdicts)
    called = names(
        viewer, [id for v in told for id in (v.bearer, v.each, _place_of(v), _matter_of(v)) if id], as_of=as_of
    )
    return [_row(each, law=law, called=called, record=record) for each in told]


def _row(verdict: Verdict, *, law: Law, called: Mapping[str, str], record: bool) -> Row:
    card = law.rule(verdict.rule)
    clauses = tuple(law.line(id) for id in verdict.clauses)
    fact = fact_of(card)
    url = f"/duties/{quote(verdict.key, safe='')}/"
    about = verdict.each or _matter_of(verdict) or ""
    offered = record and fact and verdict.outcome.open and verdict.bearer
    return Row(
        key=verdict.key,
        url=url,
        title=title(card, law, verdict),
        bearer_name=called.get(verdict.bearer, verdict.bearer)
        if verdict.bearer
        else called.get(_place_of(verdict), "") or _("没有对象"),
        outcome=verdict.outcome,
        rule=verdict.rule,
        bearer=verdict.bearer,
        each=verdict.each or "",
        each_name=called.get(about, about),
        period=days.period(_key(verdict)) if verdict.period else "",
        due=verdict.due,
        red=verdict.red,
        provisional=verdict.provisional,
        chip=card.chip if card else verdict.rule,
        chip_url=f"{clauses[0].url}#{clauses[0].anchor}" if clauses else "",
        clauses=clauses,
        fact_to_record=fact,
        record_url=f"/record/?duty={quote(verdict.key, safe='')}" if offered else "",
        note=_note(verdict.reasons),
        facts=verdict.facts,
    )


def fact_of(card: RuleCard | None) -> str:
    """The fact that meets the rule, as far as one can be recorded by hand; "" for states and words."""
    if card is None:
        return ""
    return next((told.fact for name, told in card.rule.evidence() if name in ("owes", "before")), "")


def title(card: RuleCard | None, law: Law, verdict: Verdict | None = None) -> str:
    """What is to do, verb first, at most 20 characters: 带队检查1次; the rule's title where nothing is to do."""
    if card is None:
        return verdict.rule if verdict else ""
    entry = law.words.facts.get(fact_of(card))
    if days.english() and entry is not None:
        return entry.title.en
    verb = card.rule.verb or (entry.verb if entry else card.rule.title)
    need = verdict.need if verdict and getattr(card.rule, "kind", "") == "recurring" else None
    return f"{verb}{need}次" if need else verb


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Counts by outcome, in the order of the outcomes, red ones apart."""
    counts: dict[tuple[Outcome, bool], int] = {}
    for each in verdicts:
        key = (each.outcome, each.red)
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (not pair[0][1], _ORDER[pair[0][0]]))
    return Tally(tuple(Count(outcome, n, red) for (outcome, red), n in ordered))


def urgency(verdict: Verdict) -> tuple[object, ...]:
    """The order of a list: wrong now, open by date, unknown, done; then by bearer."""
    rank = 0 if verdict.red else 1 if verdict.outcome.open else 2
    return (rank, verdict.due or dt.date.max, _ORDER[verdict.outcome], verdict.bearer, verdict.each or "")


def reasons(told: Sequence[Reason], law: Law) -> tuple[Told, ...]:
    """Reasons with the word before each and where it leads. The clause stands above them with its gist."""
    words = _reason_words()
    made = []
    for each in told:
        url = ""
        if each.kind == "clause":
            continue
        if each.kind in ("fact", "trigger") and _is_uuid(each.ref):
            url = f"/facts/{each.ref}/"
        made.append(Told(words.get(each.kind, _("说明")), each.text, url))
    return tuple(made)


def _reason_words() -> dict[str, str]:
    return {
        "rule": _("规则"),
        "figure": _("数字"),
        "setting": _("当地设定"),
        "unset": _("未设定"),
        "period": _("期间"),
        "trigger": _("起因"),
        "day": _("顺延"),
        "due": _("期限"),
        "part": _("分项"),
        "fact": _("记录"),
        "none": _("记录"),
        "met_on": _("达到"),
        "late": _("迟录"),
        "age": _("已过"),
        "last": _("上次"),
        "value": _("现值"),
        "count": _("次数"),
        "holder": _("职务"),
        "ended": _("解除"),
        "condition": _("情况"),
        "order": _("先后"),
        "nobody": _("对象"),
    }


def _note(told: Sequence[Reason]) -> str:
    return " · ".join(each.text for each in told if each.kind in ("age", "last", "value", "count"))


def _key(verdict: Verdict) -> str:
    return verdict.period.label if verdict.period else ""


def _matter_of(verdict: Verdict) -> str | None:
    return verdict.matter if verdict.bearer and not _is_uuid(verdict.matter or "") else None


def _place_of(verdict: Verdict) -> str:
    """A verdict without a bearer names the place where there is nobody."""
    return verdict.matter or "" if not verdict.bearer else ""


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4
