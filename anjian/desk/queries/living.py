"""The living document (活的文件): clauses in order, with what became of each in a place on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.desk.queries.naming import names
from anjian.desk.queries.parts import part_view
from anjian.desk.queries.shapes import ArticleView, BodyView, ClauseView, Living, PlaceView, Tally, Unfolded
from anjian.desk.queries.sheet import open_holes
from anjian.desk.queries.wording import Law, rows, tally, tally_of, urgency
from anjian.duties import queries as duties
from anjian.duties.queries import ClauseState, DutyRow
from anjian.lib import divisions
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.policy import queries as policy
from anjian.policy.queries import ArticleCard, ClauseCard
from anjian.registry import queries as registry
from anjian.ui import days

_UNSET = {Outcome.NOT_SET, Outcome.UNSCHEDULED, Outcome.UNDATED}


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document on the shelf."""

    id: str
    title: str
    number: str
    issuer: str
    issued: dt.date | None


def shelf(viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None) -> list[Shelved]:
    """The documents that bind in the place on that day."""
    binding = {
        adopted.document
        for adopted in policy.adoptions(viewer, known=known)
        if divisions.contains(adopted.place, place) and adopted.since <= as_of <= (adopted.until or dt.date.max)
    }
    return [
        Shelved(card.id, card.document.title, card.document.number, card.document.issuer, card.document.issued)
        for card in policy.documents(viewer, known=known)
        if card.id in binding
    ]


def places_to_choose(viewer: Viewer, *, as_of: dt.date) -> list[tuple[str, str]]:
    """(short code, name indented by level) of the places a viewer may choose: their own and two levels below."""
    found: dict[str, str] = {}
    for held in viewer.places:
        own = places.place(held.lo, as_of=as_of)
        found[divisions.short(held.lo)] = own.name if own else held.lo
        for below in places.children(held.lo, as_of=as_of):
            found[divisions.short(below.code)] = f"　{below.name}"
    return list(found.items())


def living(
    viewer: Viewer,
    document_id: str,
    *,
    place: str,
    as_of: dt.date,
    known: int | None = None,
    only: str = "",
    opened: str = "",
) -> Living | None:
    """The document for a place; None when it is not loaded. ``only``: open, mine, unset or unassigned."""
    law = Law(viewer, known=known)
    card = law.document(document_id)
    if card is None:
        return None
    # An administrator without a place reads the document; how it is carried out somewhere is not theirs to see.
    states = duties.clause_states(viewer, document_id, place=place, as_of=as_of, known=known) if viewer.places else {}
    mine = _rules_of(viewer, as_of=as_of, known=known)
    copy = policy.attached(viewer, document_id, known=known)
    articles, shown = [], 0
    for article in card.articles:
        views = [_clause(each, states.get(each.id), law, mine, opened, copy) for each in article.clauses]
        kept = tuple(view for view in views if _fits(view, only))
        shown += len(kept)
        articles.append(_article(article, views, kept))
    statuses: Counter[str] = Counter(each.clause.status for each in card.clauses)
    return Living(
        id=card.id,
        title=card.document.title,
        short=card.document.short or card.document.title,
        number=card.document.number,
        issuer=card.document.issuer,
        issued=card.document.issued,
        place=divisions.short(place),
        place_name=places.name(place, as_of=as_of),
        places=tuple(places_to_choose(viewer, as_of=as_of)),
        articles=tuple(articles),
        shown=shown,
        total=sum(statuses.values()),
        coverage=tuple((status, word, statuses[status]) for status, word in _statuses() if statuses[status]),
        holes=open_holes(viewer, document_id, place=place, as_of=as_of, known=known),
        adopted=next(
            (
                adopted.since
                for adopted in policy.adoptions(viewer, document=document_id, known=known)
                if divisions.contains(adopted.place, place)
            ),
            None,
        ),
    )


def clause_places(
    viewer: Viewer, clause: ClauseCard, *, place: str, as_of: dt.date, known: int | None = None
) -> Unfolded:
    """A clause unfolded: places, their bodies, their duties. The duties are those that the margin counts."""
    law = Law(viewer, known=known)
    found = duties.clause_bodies(viewer, clause.id, place=place, as_of=as_of, known=known, below=True)
    told = [each for listed in found.values() for each in listed]
    under = _bodies(viewer, told, as_of=as_of, known=known)
    held: dict[str, dict[str, list[DutyRow]]] = defaultdict(lambda: defaultdict(list))
    for each in told:
        held[each.place][under.get(each.bearer.split("+")[0], each.bearer)].append(each)
    called = names(viewer, [*held, *(body for bodies in held.values() for body in bodies)], as_of=as_of)
    views = [
        PlaceView(
            code,
            called.get(code, code),
            tally_of(each for listed in bodies.values() for each in listed),
            tuple(
                BodyView(
                    body,
                    called.get(body, body),
                    tally_of(listed),
                    tuple(rows(viewer, sorted(listed, key=urgency), law=law, as_of=as_of)),
                )
                for body, listed in sorted(bodies.items())
            ),
        )
        for code, bodies in sorted(held.items())
    ]
    bare = [view for view in views if {count.outcome for count in view.tally.counts} == {Outcome.NO_SUBJECT}]
    return Unfolded(tuple(view for view in views if view not in bare), tuple(bare))


def _clause(
    each: ClauseCard, state: ClauseState | None, law: Law, mine: set[str], opened: str, copy: policy.TextCard | None
) -> ClauseView:
    english = days.english() and each.clause.gist_en
    now = state.now if state else {}
    return ClauseView(
        id=each.id,
        number=each.clause.number,
        cite=each.clause.cite,
        gist=each.clause.gist_en if english else each.clause.gist,
        status=each.clause.status,
        status_word=dict(_statuses()).get(each.clause.status, each.status_word),
        reason=each.clause.reason,
        actor="、".join(each.clause.actor),
        tally=tally(now, red=all((card := law.rule(rule)) is None or card.rule.force == "must" for rule in each.rules)),
        mine=bool(mine & set(each.rules)),
        unset=any(now.get(outcome) for outcome in _UNSET),
        unassigned=each.clause.status == "unassigned" or bool(now.get(Outcome.NO_SUBJECT)),
        rules=len(each.rules),
        why_not="；".join(state.not_run) if state else "",
        open=each.clause.number == opened,
        words=(copy.of(each.id) or "") if copy else "",
        part=part_view(each),
    )


def _fits(view: ClauseView, only: str) -> bool:
    if only == "open":
        return view.tally.late > 0 or view.tally.left > 0
    if only == "mine":
        return view.mine
    if only == "unset":
        return view.unset
    if only == "unassigned":
        return view.unassigned
    return True


def _article(article: ArticleCard, views: Sequence[ClauseView], kept: tuple[ClauseView, ...]) -> ArticleView:
    whole = Tally(tuple(count for view in views for count in view.tally.counts))
    if whole.red:
        sign, tone, word = "■", "red", _("有逾期或不符")
    elif any(view.unset for view in views):
        sign, tone, word = "∅", "", _("有未设定")
    elif whole.left or whole.late:
        sign, tone, word = "○", "", _("有应办")
    elif whole.done:
        sign, tone, word = "●", "done", _("已落实")
    else:
        sign, tone, word = "–", "", _("不作判断")
    return ArticleView(article.article.number, article.article.heading, article.article.part, sign, tone, word, kept)


def _rules_of(viewer: Viewer, *, as_of: dt.date, known: int | None) -> set[str]:
    """Rules under which the viewer owes something."""
    desk = duties.desk(viewer, as_of=as_of, known=known)
    return {each.rule for listed in desk.groups.values() for each in listed}


def _bodies(viewer: Viewer, told: Iterable[DutyRow], *, as_of: dt.date, known: int | None) -> dict[str, str]:
    """The body under which each bearer stands: a post under its own, an enterprise under its regulator."""
    ids = {id for each in told for id in each.bearer.split("+")}
    posts = people.posts(viewer, as_of=as_of, known=known, ids=[id for id in ids if id.startswith("post:")])
    firms = registry.cards(viewer, [id for id in ids if id.startswith("ent:")], as_of=as_of)
    return {post.id: post.body for post in posts} | {id: firm.regulator or id for id, firm in firms.items()}


def _statuses() -> list[tuple[str, str]]:
    return [
        ("automated", _("自动判断")),
        ("partial", _("部分判断")),
        ("covered_by", _("由他条覆盖")),
        ("built_in", _("系统自带")),
        ("data", _("作判定和分工的数据")),
        ("attested", _("仅留痕")),
        ("pending", _("待建")),
        ("unassigned", _("没有责任单位")),
    ]
