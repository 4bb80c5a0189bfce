"""The living document (活的文件): clauses in order, with what became of each in a place on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from anjian.desk.queries.listing import Filters
from anjian.desk.queries.naming import names
from anjian.desk.queries.parts import part_view
from anjian.desk.queries.shapes import ArticleView, BodyView, ClauseView, Living, PlaceView, Tally, Unfolded
from anjian.desk.queries.sheet import open_holes
from anjian.desk.queries.wording import Law, rows, tally_by_rule, tally_of, urgency
from anjian.duties import queries as duties
from anjian.duties.queries import ClauseState, DutyRow, Tallied
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
_COUNTED = (*policy.FOUR, "data")
"""The classes of clauses that the line above a document counts one by one."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document on the shelf; ``since``: from when it binds in the place, None: it is loaded and not adopted there."""

    id: str
    title: str
    number: str
    issuer: str
    issued: dt.date | None
    since: dt.date | None


def shelf(viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None, text: str = "") -> list[Shelved]:
    """The loaded documents, those that bind in the place on that day first.

    ``text``: only those whose title, number or issuer holds it.
    """
    bound = binding(viewer, place=place, as_of=as_of, known=known)
    found = [
        Shelved(card.id, head.title, head.number, head.issuer, head.issued, bound.get(card.id))
        for card in policy.documents(viewer, known=known)
        if text.strip() in " ".join(((head := card.document).title, head.short, head.number, head.issuer))
    ]
    return sorted(found, key=lambda each: each.since is None)


def binding(viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None) -> dict[str, dt.date]:
    """The documents that bind in the place on that day, with the day since when."""
    found: dict[str, dt.date] = {}
    for adopted in policy.adoptions(viewer, known=known):
        if divisions.contains(adopted.place, place) and adopted.since <= as_of <= (adopted.until or dt.date.max):
            found[adopted.document] = min(adopted.since, found.get(adopted.document, dt.date.max))
    return found


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
    """The document for a place; None when it is not loaded.

    ``only``: open, mine, unset or unassigned; or a class of clauses (`policy.CLASSES`), ``rest`` for all but the four.
    """
    law = Law(viewer, known=known)
    card = law.document(document_id)
    if card is None:
        return None
    # An administrator without a place reads the document; how it is carried out somewhere is not theirs to see.
    states = duties.clause_states(viewer, document_id, place=place, as_of=as_of, known=known) if viewer.places else {}
    mine = _rules_of(viewer, as_of=as_of, known=known)
    copy = policy.attached(viewer, document_id, known=known)
    classes = policy.classes(card)
    page = _Page(law, Filters(place=place), mine, classes, class_words(), opened, copy)
    articles, shown = [], 0
    for article in card.articles:
        views = [_clause(each, states.get(each.id), page) for each in article.clauses]
        kept = tuple(view for view in views if _fits(view, only))
        shown += len(kept)
        articles.append(_article(article, views, kept))
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
        total=len(classes),
        coverage=tuple(_coverage(classes)),
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


WHOLE = 200
"""Duties of a clause that unfold at once; of more only the places with their numbers do."""


def unfold(viewer: Viewer, clause: ClauseCard, *, place: str, as_of: dt.date, known: int | None = None) -> Unfolded:
    """A clause unfolded: places, their bodies, their duties with facts; as many as the margin counts.

    Where there are too many for one piece, each place below stands with its numbers and unfolds by itself, and a place
    without places below leads to its list.
    """
    told = duties.tallies(viewer, as_of=as_of, known=known, place=place, rules=clause.rules, units=True)
    law = Law(viewer, known=known)
    filters = Filters(place=place, clause=clause.id)
    if sum(one.n for one in told if one.outcome is not Outcome.NO_SUBJECT) <= WHOLE:
        return _whole(viewer, clause, filters, law, as_of=as_of, known=known)
    below: dict[str, list[Tallied]] = defaultdict(list)
    for one in told:
        below[one.place].append(one)
    called = names(viewer, below, as_of=as_of)
    deeper = len(below) > 1
    views = tuple(
        PlaceView(
            code,
            called.get(code, code),
            tally_by_rule(listed, law),
            (),
            replace(filters, place=code).url(),
            deeper and code != divisions.normal(place),
        )
        for code, listed in sorted(below.items())
    )
    return Unfolded(views, ())


def _whole(
    viewer: Viewer, clause: ClauseCard, filters: Filters, law: Law, *, as_of: dt.date, known: int | None
) -> Unfolded:
    """All duties of a clause in a place, under their places and bodies; places where nobody is entered apart."""
    found = duties.page(
        viewer, as_of=as_of, known=known, place=filters.place, rules=clause.rules, running=True, facts=True,
        limit=WHOLE * 10,
    )  # fmt: skip
    under = _bodies(viewer, found.rows, as_of=as_of, known=known)
    held: dict[str, dict[str, list[DutyRow]]] = defaultdict(lambda: defaultdict(list))
    for each in found.rows:
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
            replace(filters, place=code).url(),
        )
        for code, bodies in sorted(held.items())
    ]
    bare = [view for view in views if {count.outcome for count in view.tally.counts} == {Outcome.NO_SUBJECT}]
    return Unfolded(tuple(view for view in views if view not in bare), tuple(bare))


@dataclass(frozen=True, slots=True)
class _Page:
    """What every clause of one page is shown with."""

    law: Law
    filters: Filters
    mine: set[str]
    classes: dict[str, str]
    words: Mapping[str, str]
    opened: str
    copy: policy.TextCard | None


def _clause(each: ClauseCard, state: ClauseState | None, page: _Page) -> ClauseView:
    english = days.english() and each.clause.gist_en
    now = {one.outcome for one in state.now} if state else set()
    kind = page.classes[each.id]
    return ClauseView(
        id=each.id,
        number=each.clause.number,
        cite=each.clause.cite,
        gist=each.clause.gist_en if english else each.clause.gist,
        status=each.clause.status,
        kind=kind,
        status_word=page.words[kind],
        reason=each.clause.reason,
        tally=tally_by_rule(state.now, page.law) if state else Tally(),
        places=state.places if state else 0,
        url=replace(page.filters, clause=each.id).url(),
        mine=bool(page.mine & set(each.rules)),
        unset=bool(now & _UNSET),
        unassigned=each.clause.status == "unassigned" or Outcome.NO_SUBJECT in now,
        rules=len(each.rules),
        why_not="；".join(state.not_run) if state else "",
        open=each.clause.number == page.opened,
        words=(page.copy.of(each.id) or "") if page.copy else "",
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
    if only == "rest":
        return view.kind not in _COUNTED
    return view.kind == only if only in policy.CLASSES else True


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


def _coverage(classes: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """(filter, word, how many clauses) of the classes honest about time, of data if any, and of all others."""
    counts, words = Counter(classes.values()), class_words()
    for kind in _COUNTED:
        if kind in policy.FOUR or counts[kind]:
            yield kind, words[kind], counts[kind]
    yield "rest", _("其余"), sum(n for kind, n in counts.items() if kind not in _COUNTED)


def _bodies(viewer: Viewer, told: Iterable[DutyRow], *, as_of: dt.date, known: int | None) -> dict[str, str]:
    """The body under which each bearer stands: a post under its own, an enterprise under its regulator."""
    ids = {id for each in told for id in each.bearer.split("+")}
    posts = people.posts(viewer, as_of=as_of, known=known, ids=[id for id in ids if id.startswith("post:")])
    firms = registry.cards(viewer, [id for id in ids if id.startswith("ent:")], as_of=as_of)
    return {post.id: post.body for post in posts} | {id: firm.regulator or id for id, firm in firms.items()}


def class_words() -> dict[str, str]:
    """The classes of clauses in words."""
    return {
        "dated": _("可按期判断"),
        "undated": _("无期限跟踪"),
        "waits": _("等当地设定"),
        "attested": _("仅留痕"),
        "covered": _("由他条覆盖"),
        "built_in": _("系统自带"),
        "data": _("作判定和分工的数据"),
        "pending": _("待建"),
        "unassigned": _("没有责任单位"),
    }
