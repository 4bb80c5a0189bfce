"""The first day (开张五步): what an empty start still needs, step by step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.access import queries as access
from anjian.access.events import THREE
from anjian.desk.queries.sheet import open_holes
from anjian.lib.divisions import COUNTRY, of
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.policy import queries as policy

READERS = ("administrator", "office", "security")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, whether it is done, what there is, what is missing, where to go, what to type instead."""

    name: str
    title: str
    done: bool
    there: str
    missing: str = ""
    url: str = ""
    word: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class FirstDay:
    """The five steps, the place chosen ("" for none), and what may be chosen on the page."""

    place: str
    place_name: str
    steps: tuple[Step, ...]
    cities: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.done for step in self.steps)


def may_see(viewer: Viewer) -> bool:
    """Whether the guide is theirs: who starts the house up."""
    return bool(viewer.account) and any(map(viewer.has, READERS))


def first_day(viewer: Viewer, *, as_of: dt.date) -> FirstDay:
    """Where an empty start stands. Counts only; names nobody."""
    # Who runs the house counts all of it; an office counts what it sees, and no accounts.
    who = SYSTEM if viewer.is_system or viewer.has("administrator") or viewer.has("security") else viewer
    home = places.home() or ""
    inside = home or COUNTRY
    called = places.path_name(home, as_of=as_of) if home else ""
    bodies = people.bodies(who, as_of=as_of, inside=inside)
    posts = people.posts(who, as_of=as_of, inside=inside)
    adopted = [
        card
        for card in policy.adoptions(who)
        if home and _concerns(card.place, home) and card.since <= as_of and (card.until is None or card.until >= as_of)
    ]
    open_ = sum(open_holes(SYSTEM, card.document, place=card.place, as_of=as_of) for card in adopted)
    chosen = {card.document for card in adopted}
    first = adopted[0] if adopted else None
    return FirstDay(
        place=home,
        place_name=called,
        steps=(
            Step(
                "place",
                _("选定地方"),
                bool(home),
                called,
                "" if home else _("还没有选定本系统服务哪个市、县"),
                command="anjian places home 141000",
            ),
            Step(
                "people",
                _("登记机构、职务和人员"),
                bool(bodies) and bool(posts) and any(not post.vacant for post in posts),
                _("机构 %(b)s 个，职务 %(p)s 个，有人任职 %(h)s 个")
                % {"b": len(bodies), "p": len(posts), "h": sum(not post.vacant for post in posts)},
                "" if bodies and posts else _("先导入机构，再导入人员和职务"),
                url="/people/import/",
                word=_("导入名册"),
                command="anjian people import 名册.xlsx --place 141000",
            ),
            _accounts(as_of, counted=who.is_system),
            Step(
                "document",
                _("采用文件"),
                bool(adopted),
                _("已采用 %(n)s 份") % {"n": len(adopted)},
                "" if adopted else _("还没有文件在这里执行"),
                url="/documents/",
                word=_("看文件"),
                command="anjian law adopt linfen-2018 141000",
            ),
            Step(
                "settings",
                _("定下原文留给当地的数"),
                bool(adopted) and open_ == 0,
                _("还有 %(n)s 处没有定") % {"n": open_} if adopted else "",
                "" if adopted else _("采用文件以后才知道要定什么"),
                url=f"/documents/{first.document}/settings/?place={first.place}" if first else "",
                word=_("打开设定表"),
            ),
        ),
        cities=tuple(
            (found.code, places.path_name(found.code, as_of=as_of))
            for found in places.subtree(COUNTRY, as_of=as_of)
            if found.level in ("city", "county")
        ),
        documents=tuple(
            (card.id, card.document.short or card.document.title)
            for card in policy.documents(SYSTEM)
            if card.id not in chosen
        ),
    )


def _concerns(place: str, home: str) -> bool:
    """Whether an adoption concerns the home: it lies in it, or above it."""
    return of(home).contains(of(place)) or of(place).contains(of(home))


def _accounts(as_of: dt.date, *, counted: bool) -> Step:
    cards = [card for card in access.accounts(SYSTEM, as_of=as_of) if card.active]
    held = {role for card in cards for role in card.roles}
    lacking = [access.role_name(role) for role in (*THREE, "office") if role not in held]
    return Step(
        "accounts",
        _("开账号"),
        not lacking,
        _("账号 %(n)s 个") % {"n": len(cards)} if counted else "",
        _("还没有：%(roles)s") % {"roles": "、".join(lacking)} if lacking else "",
        url="/accounts/",
        word=_("账号管理"),
        command="anjian account open LOGIN --name 姓名 --role security",
    )
