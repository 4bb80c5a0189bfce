"""Verdicts as rows of a list (职责行): what is to do, for whom, from which clause."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from anjian.desk.queries.naming import fact_word, names
from anjian.desk.queries.shapes import ClauseLine, Count, Row, Tally, Told
from anjian.duties import queries as duties
from anjian.duties.queries import DutyRow, Tallied
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib.verdicts import Outcome, Reason
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.policy.queries import ClauseCard, DocumentCard, RuleCard
from anjian.ui import days

_ORDER = {outcome: n for n, outcome in enumerate(Outcome)}


class Law:
    """The documents that one page speaks of, all read at once when the first is asked for."""

    def __init__(self, viewer: Viewer, *, known: int | None = None) -> None:
        self._viewer = viewer
        self._known = known
        self._clauses: dict[str, dict[str, ClauseCard]] = {}

    def document(self, id: str) -> DocumentCard | None:
        """The document of that id; None when it is not loaded."""
        return self._cards.get(id)

    @cached_property
    def _cards(self) -> dict[str, DocumentCard]:
        return {card.id: card for card in policy.documents(self._viewer, known=self._known)}

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
            return ClauseLine(clause_id, number, "", url, policy.anchor(number))
        gist = found.clause.gist_en if days.english() and found.clause.gist_en else found.clause.gist
        return ClauseLine(clause_id, found.clause.cite, gist, url, policy.anchor(number))

    @cached_property
    def words(self) -> policy.Vocabulary:
        """The vocabulary."""
        return policy.vocabulary()


def rows(viewer: Viewer, told: Iterable[DutyRow], *, law: Law, as_of: dt.date, record: bool = False) -> list[Row]:
    """Duties as rows, in the order given. ``record``: offer to record what is still open."""
    listed = list(told)
    causes = _causes(viewer, listed)
    ids = [id for each in listed for id in (*each.bearer.split("+"), each.each, each.place)]
    called = names(viewer, [*ids, *(matter.id for _fact, matter in causes.values())], as_of=as_of)
    matters = {key: _matter(fact, matter, called) for key, (fact, matter) in causes.items()}
    return [_row(each, law=law, called=called, matter=matters.get(each.key, ""), record=record) for each in listed]


def rows_to_do(viewer: Viewer, told: Iterable[DutyRow], *, law: Law, as_of: dt.date, live: bool) -> list[Row]:
    """As `rows`, with what can be done: who of the viewer's own body sees to each, and where it is recorded.

    ``live``: offer to record what the viewer owes; what others owe, and one only sees to, is not recorded here.
    """
    listed, own = rows(viewer, told, law=law, as_of=as_of, record=live), set(duties.bearers(viewer))
    given = duties.assigned(viewer, duties=[row.key for row in listed])
    called = names(viewer, [one.post for one in given.values()], as_of=as_of) if given else {}
    return [
        replace(
            row,
            seen_to=called[given[row.key].post] if row.key in given else "",
            record_url="" if own.isdisjoint(row.bearer.split("+")) else row.record_url,
        )
        for row in listed
    ]


def _row(each: DutyRow, *, law: Law, called: Mapping[str, str], matter: str, record: bool) -> Row:
    clauses = tuple(law.line(id) for id in each.clauses)
    open_ = each.outcome.open and each.outcome.value not in ("gap", "not_set")
    offered = record and bool(each.fact_to_record) and open_
    bearer = "、".join(called.get(id, id) for id in each.bearer.split("+") if id)
    return Row(
        key=each.key,
        url=f"/duties/{each.key}/",
        title=title(each, law),
        bearer_name=bearer or called.get(each.place, each.place),
        outcome=each.outcome,
        rule=each.rule,
        bearer=each.bearer,
        each=each.each,
        each_name=called.get(each.each, each.each) if each.each else matter,
        period=days.period(each.period),
        due=each.due,
        red=each.red,
        provisional=each.provisional,
        chip=each.source_chip,
        chip_url=f"{clauses[0].url}#{clauses[0].anchor}" if clauses else "",
        clauses=clauses,
        fact_to_record=each.fact_to_record,
        record_url=f"/record/?duty={each.key}" if offered else "",
        note=_note(each),
        prefill=each.prefill,
        facts=each.facts,
        place=each.place,
    )


def title(each: DutyRow, law: Law) -> str:
    """What is to do, verb first, at most 20 characters: 带队检查1次."""
    entry = law.words.facts.get(each.fact_to_record)
    if days.english() and entry is not None:
        return entry.title.en
    counted = each.period and each.need and entry is not None and each.verb == entry.verb
    return f"{each.verb}{each.need}次" if counted else each.verb


def token_of(key: str) -> str:
    """The last part of a duty's key: the period's label or the id of the fact that caused it."""
    return key.rpartition("!")[2]


def _causes(viewer: Viewer, listed: Iterable[DutyRow]) -> dict[str, tuple[Fact, Party]]:
    """By key of a response the fact that caused it, with the first matter that it names."""
    tokens = {each.key: UUID(token) for each in listed if _is_uuid(token := token_of(each.key))}
    facts = ledger.those(viewer, tokens.values()) if tokens else {}
    found = {key: facts[token] for key, token in tokens.items() if token in facts}
    return {
        key: (fact, party)
        for key, fact in found.items()
        if (party := next((one for one in fact.parties if one.kind == "matter"), None)) is not None
    }


def _matter(fact: Fact, matter: Party, called: Mapping[str, str]) -> str:
    """What a response is about: the matter by its name or number; where it has none, what happened and when."""
    name = matter.name or called[matter.id]
    if name != matter.id:
        return name
    return f"{fact_word(fact.name, english=days.english())} {fact.day.isoformat()}"


def tally(outcomes: Mapping[Outcome, int], *, red: bool = True) -> Tally:
    """Counts by outcome, wrong ones first, then in the order of the outcomes. ``red``: the rules are must-rules."""
    ordered = sorted(outcomes.items(), key=lambda pair: (not (red and pair[0].red), _ORDER[pair[0]]))
    return Tally(tuple(Count(outcome, n, red and outcome.red) for outcome, n in ordered if n))


def tally_by_rule(told: Iterable[Tallied], law: Law) -> Tally:
    """Numbers of several rules together; red where one of them must not be so."""
    counts: Counter[Outcome] = Counter()
    red: set[Outcome] = set()
    for one in told:
        counts[one.outcome] += one.n
        card = law.rule(one.rule)
        if one.outcome.red and (card is None or card.rule.force == "must"):
            red.add(one.outcome)
    ordered = sorted(counts, key=lambda outcome: (outcome not in red, _ORDER[outcome]))
    return Tally(tuple(Count(outcome, counts[outcome], outcome in red) for outcome in ordered))


def tally_of(told: Iterable[DutyRow | Row]) -> Tally:
    """Counts by outcome of rows; what is red and what only lapsed is counted apart."""
    counts: dict[tuple[Outcome, bool], int] = {}
    for each in told:
        counts[each.outcome, each.red] = counts.get((each.outcome, each.red), 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (not pair[0][1], _ORDER[pair[0][0]]))
    return Tally(tuple(Count(outcome, n, red) for (outcome, red), n in ordered))


def urgency(each: DutyRow) -> tuple[object, ...]:
    """The order of a list: wrong now, open by date, done; then by bearer."""
    rank = 0 if each.red else 1 if each.outcome.open else 2
    return (rank, each.due or dt.date.max, _ORDER[each.outcome], each.bearer, each.each, each.key)


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
        "case": _("情形"),
        "cover": _("覆盖"),
        "beyond": _("另计"),
        "clock": _("钟点"),
    }


def _note(each: DutyRow) -> str:
    told = []
    if each.age is not None:
        told.append(_("已过 %(n)s 天") % {"n": each.age})
    if each.last and each.outcome.open:
        told.append(_("上次 %(day)s") % {"day": each.last.isoformat()})
    return " · ".join(told)


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4
