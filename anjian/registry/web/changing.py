"""办理变更: a firm is renamed or moves, a part of it becomes a firm of its own, it closes; each from a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.lib import written
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import actions, queries
from anjian.registry.queries import Card
from anjian.registry.rights import keeps
from anjian.registry.web.asking import place_choices, viewer_of
from anjian.ui import moment
from anjian.ui.web.page import missing, page

FIELDS = ("name", "credit_code", "place", "industry")
"""What a change may be of."""


@require_http_methods(["GET", "POST"])
@page
def change(request: HttpRequest, enterprise_id: str) -> HttpResponse:
    """变更、分立、关闭. For who keeps the register of its place."""
    viewer, today = viewer_of(request), moment.live(request).today
    card = queries.enterprise(viewer, enterprise_id, as_of=today)
    if card is None:
        if closed := queries.cards(viewer, [enterprise_id], as_of=today).get(enterprise_id):
            raise Refusal(
                _("“%(name)s”已经关闭，不能再办理变更") % {"name": closed.name},
                _("关闭以后没有可以变更的；以前的记载都还在"),
                _("办错了的，请打开“关闭”那条记录作废"),
                code="registry.closed",
            )
        raise missing(_("这家企业"))
    if not keeps(viewer, card.place):
        raise Refusal(
            _("您不能办理这家企业的变更"),
            _("底册由所在地的安委办和监管部门维护"),
            _("请联系企业所在县（市、区）的安委办"),
            code="registry.forbidden",
        )
    fault: Refusal | None = None
    if request.method == "POST":
        typed = {name: str(value).strip() for name, value in request.POST.items()}
        try:
            subject = _VERBS[typed.get("do", "change")](request, viewer, card, typed)
            return HttpResponseRedirect(f"/enterprises/{subject}/")
        except Refusal as no:
            fault = no
    told = {name: getattr(card, name) for name in FIELDS}
    context = {
        "here": "enterprises",
        "card": card,
        "said": told | {name: value for name, value in request.POST.items() if name in FIELDS},
        "place_choices": place_choices(viewer, as_of=today, also=card.place),
        "fault": fault,
        "today": today,
    }
    return render(request, "registry/change.html", context, status=400 if fault else 200)


def _change(request: HttpRequest, viewer: Viewer, card: Card, typed: Mapping[str, str]) -> str:
    """What the form says otherwise than the file."""
    said: dict[str, Any] = {
        name: typed[name] for name in FIELDS if name in typed and typed[name] != getattr(card, name)
    }
    if not said:
        raise Refusal(
            _("没有改动"), _("填的同档案里一样；什么也没有写入"), _("请改一项再保存"), code="registry.nothing"
        )
    actions.change(viewer, enterprise=card.id, since=_day(typed), **said)
    words = "、".join(queries.named(name).label for name in said)
    messages.success(request, _("已办理变更：%(words)s。以前的写法还查得到") % {"words": words})
    return card.id


def _split(request: HttpRequest, viewer: Viewer, card: Card, typed: Mapping[str, str]) -> str:
    fact = actions.split(
        viewer,
        enterprise=card.id,
        since=_day(typed),
        name=typed.get("part", ""),
        credit_code=typed.get("part_code", ""),
        reason=typed.get("reason", ""),
    )
    messages.success(request, _("已从“%(name)s”分立，原来的档案照旧") % {"name": card.name})
    return fact.party("enterprise")[0]


def _close(request: HttpRequest, viewer: Viewer, card: Card, typed: Mapping[str, str]) -> str:
    actions.close(viewer, enterprise=card.id, last_day=_day(typed), reason=typed.get("reason", ""))
    messages.success(request, _("已关闭“%(name)s”；从第二天起不再要求它做什么，档案照样查得到") % {"name": card.name})
    return card.id


def _day(typed: Mapping[str, str]) -> dt.date:
    return written.day(typed.get("since", ""))


_VERBS: Mapping[str, Callable[[HttpRequest, Viewer, Card, Mapping[str, str]], str]] = {
    "change": _change, "split": _split, "close": _close,
}  # fmt: skip
