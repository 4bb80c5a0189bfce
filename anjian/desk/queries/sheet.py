"""The setting sheet in words (设定表)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from anjian.desk.queries.lending import Lenders
from anjian.desk.queries.naming import names
from anjian.desk.queries.saying import selected_words
from anjian.desk.queries.shapes import ClauseLine, Hole, OrphanLine, Sheet, hole_anchor
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.policy import queries as policy
from anjian.policy.queries import DocumentCard, Setting, SheetRow
from anjian.registry import queries as registry

_MOST = 80
"""More bodies or firms than this are typed by id instead of chosen."""


def _labels() -> dict[str, str]:
    return {
        "per": _("周期"),
        "within": _("期限"),
        "after_period": _("期后期限"),
        "cure": _("补办期限"),
        "renewed_within": _("更新期限"),
        "valid_for": _("有效期"),
        "wait": _("到级前"),
        "complete": _("应有内容"),
        "by": _("完成日期"),
        "since": _("起算日"),
        "in_force": _("施行日"),
        "at_least": _("次数"),
        "target": _("目标"),
        "counted": _("怎么计"),
        "lead": _("牵头单位"),
        "who": _("责任单位"),
    }


def _hints() -> dict[str, str]:
    return {
        "term": _("例如：20个工作日、1年"),
        "day": _("例如：2026-12-31"),
        "count": _("只填数字"),
        "number": _("只填数字"),
        "target": _("例如：100%"),
        "bodies": _("机构编号，用逗号隔开"),
    }


STATES = ("open", "set", "borrowed", "assumed")
"""What a row of the sheet can be: nobody has decided, the place has, it borrows, or we assumed and it may differ."""


def state_of(row: SheetRow) -> str:
    """One of `STATES`."""
    if row.set:
        return "borrowed" if row.current.basis == "borrowed" else "set"
    return "assumed" if row.assumed else "open"


def sheet(
    viewer: Viewer,
    document_id: str,
    *,
    place: str,
    as_of: dt.date,
    known: int | None = None,
    only: str = "",
    article: str = "",
    body: str = "",
    opened: str = "",
    typed: Mapping[str, str] | None = None,
) -> Sheet:
    """The holes of the document in the place, those that nobody has decided first, else in the document's order.

    ``only``: one of `STATES`; ``article``: the key of an article; ``body``: a class, function or department of those
    that the rule names. ``opened``: the anchor of the hole whose form stands open. ``typed``: what was sent and refused
    (rule, field, value, since, ground, borrow), so that it stands there again.
    """
    card = policy.document(viewer, document_id, known=known)
    if card is None:
        return Sheet((), {}, (), (), ())
    rows = policy.sheet(viewer, document_id, place=place, as_of=as_of, known=known)
    rows.sort(key=lambda row: (row.set, row.assumed))
    articles = {clause.id: each for each in card.articles for clause in each.clauses}
    bodies = {row.rule: _bodies(card, row.rule) for row in rows}
    fitting = [row for row in rows if not article or any(articles[id].key == article for id in row.clauses)]
    fitting = [row for row in fitting if not body or body in bodies[row.rule]]
    kept = [row for row in fitting if not only or state_of(row) == only]
    holes = _holes(viewer, card, kept, place=place, as_of=as_of, known=known, opened=opened, typed=typed or {})
    keys = {articles[id].key for row in rows for id in row.clauses}
    return Sheet(
        holes=tuple(holes),
        counts=Counter(state_of(row) for row in fitting),
        articles=tuple(
            (each.key, f"{each.article.number} {each.article.heading}") for each in card.articles if each.key in keys
        ),
        bodies=tuple(name for name, _n in Counter(name for row in rows for name in bodies[row.rule]).most_common()),
        orphans=tuple(_orphan(each, place) for each in _orphans(viewer, card, place=place, as_of=as_of, known=known)),
    )


def _holes(
    viewer: Viewer,
    card: DocumentCard,
    rows: list[SheetRow],
    *,
    place: str,
    as_of: dt.date,
    known: int | None,
    opened: str,
    typed: Mapping[str, str],
) -> Iterator[Hole]:
    lines = {each.id: each for each in card.clauses}
    coming = _coming(viewer, card.id, place=place, as_of=as_of, known=known)
    told = [text for row in rows for text in _texts(row.current.value)]
    told += [text for later in coming.values() for text in _texts(later.value)]
    called = names(viewer, told, as_of=as_of)
    lenders = Lenders(viewer, place=place, as_of=as_of, known=known)
    for row in rows:
        again = typed if (typed.get("rule"), typed.get("field")) == (row.rule, row.field) else {}
        made = hole_anchor(row.rule, row.field)
        shown = bool(again) or opened == made
        options = (row.choices or tuple(_offered(viewer, row, place, as_of))) if shown else ()
        later = coming.get((row.rule, row.field))
        yield Hole(
            row=row,
            label=label(row),
            clauses=tuple(
                ClauseLine(id, each.clause.cite, each.clause.gist, f"/documents/{card.id}/#{_anchor(id)}")
                for id in row.clauses
                if (each := lines.get(id))
            ),
            value=_words(row, row.current.value, called),
            proposed="" if row.proposed is None else row.shown(row.proposed),
            hint="" if options else _hints().get(row.kind, ""),
            options=options,
            typed={
                "value": again.get("value", ""),
                "since": again.get("since", as_of.isoformat()),
                "ground": again.get("ground", ""),
                "borrow": again.get("borrow", ""),
            },
            state=state_of(row),
            open=shown,
            lenders=lenders.of(row) if row.may_borrow else (),
            later=_later(row, later, called) if later else "",
        )


def _bodies(card: DocumentCard, rule_id: str) -> tuple[str, ...]:
    """Who the rule names, one by one; of a rule that borrows its bearer, whom the lender names."""
    rule = card.rules[rule_id].rule
    lender = card.rules.get(rule.loans().get("who", ""))
    return selected_words(lender.rule.who if lender else rule.who, policy.vocabulary())


def _orphans(
    viewer: Viewer, card: DocumentCard, *, place: str, as_of: dt.date, known: int | None
) -> list[policy.Orphan]:
    return policy.orphans(viewer, card.id, place=place, as_of=as_of, known=known)


def _orphan(each: policy.Orphan, place: str) -> OrphanLine:
    document_id = each.clause.id.split("/", 1)[0]
    settings = f"/documents/{document_id}/settings/?place={divisions.short(place)}"
    line = ClauseLine(
        each.clause.id,
        each.clause.clause.cite,
        each.clause.clause.gist,
        f"/documents/{document_id}/#{_anchor(each.clause.id)}",
    )
    anchors = [hole_anchor(rule, field) for rule, field in each.fields]
    return OrphanLine(line, each.why, tuple(f"{settings}&open={made}#{made}" for made in anchors))


def _coming(
    viewer: Viewer, document_id: str, *, place: str, as_of: dt.date, known: int | None
) -> dict[tuple[str, str], Setting]:
    """What is decided already and holds only later, the next of each field."""
    found: dict[tuple[str, str], Setting] = {}
    here = divisions.normal(place)
    for where, setting in policy.settings(viewer, document=document_id, known=known):
        if divisions.contains(where, here) and setting.since > as_of:
            found.setdefault((setting.rule, setting.field), setting)
    return found


def _later(row: SheetRow, setting: Setting, called: Mapping[str, str]) -> str:
    lender = setting.value.get("borrow", "") if isinstance(setting.value, Mapping) else ""
    value = _("借用 %(rule)s") % {"rule": lender} if lender else _words(row, setting.value, called)
    return _("自 %(day)s 起：%(value)s（%(by)s，%(ground)s）") % {
        "day": setting.since,
        "value": value,
        "by": setting.by,
        "ground": setting.ground,
    }


def open_holes(viewer: Viewer, document_id: str, *, place: str, as_of: dt.date, known: int | None = None) -> int:
    """How many of them nobody has decided, where the text itself leaves it open."""
    return _open_holes(policy.rules_digest(known=known), viewer, document_id, place, as_of, known)


@lru_cache(maxsize=256)
def _open_holes(
    name_of_state: str, viewer: Viewer, document_id: str, place: str, as_of: dt.date, known: int | None
) -> int:
    """The same for the same state of all documents, adoptions and settings."""
    rows = policy.sheet(viewer, document_id, place=place, as_of=as_of, known=known)
    return sum(1 for row in rows if not row.set and not row.assumed)


def label(row: SheetRow) -> str:
    """What is asked for, in words: the field's, else what kind of thing is to be filled in."""
    by_kind = {"enterprise": _("是哪家企业"), "number": _("数额"), "text": _("填什么"), "choice": _("选哪个")}
    return _labels().get(row.field) or by_kind.get(row.kind) or row.field


def _offered(viewer: Viewer, row: SheetRow, place: str, as_of: dt.date) -> list[tuple[str, str]]:
    if row.kind == "body":
        found = [(body.id, body.name) for body in people.bodies(viewer, as_of=as_of, inside=place)]
    elif row.kind == "enterprise":
        firms = registry.find(viewer, as_of=as_of, inside=place, limit=_MOST + 1)
        found = [(firm.id, f"{firm.name}（{firm.credit_code[-6:]}）") for firm in firms]
    else:
        return []
    return found if len(found) <= _MOST else []


def _words(row: SheetRow, value: Any, called: Mapping[str, str]) -> str:
    if value is None:
        return ""
    shown = [name if (name := called.get(text, text)) != text else row.shown(text) for text in _texts(value)]
    return "、".join(shown) if shown else row.shown(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [] if value is None else [str(value)]


def _anchor(clause_id: str) -> str:
    return policy.anchor(clause_id.split("/", 1)[1])
