"""我的消息: what one was told, where one is reached."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.messages import actions, events, queries
from anjian.ui import moment
from anjian.ui.web.page import page

SHOWN = 50
"""Messages on the page, the latest ones."""
HINTS = {
    "wecom": gettext_noop("企业微信里的账号"),
    "dingtalk": gettext_noop("钉钉里的用户编号"),
    "sms": gettext_noop("手机号"),
    "mail": gettext_noop("邮箱地址"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@page
def own(request: HttpRequest) -> HttpResponse:
    """What one was told. POST says where one is reached, or sends oneself a trial."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, _do(request, viewer))
        except Refusal as no:
            fault = no
        else:
            return HttpResponseRedirect("/messages/")
    house = queries.outgoing(viewer)
    there = queries.addresses(viewer, viewer.person) if viewer.person else {}
    if fault:
        there = {**there, **{name: request.POST[name] for name in events.CHANNELS if name in request.POST}}
    context = {
        "here": "messages",
        "fault": fault,
        "house": house,
        "channels": [
            (name, _(word), _(HINTS[name]), there.get(name, ""), name in house.channels)
            for name, word in events.CHANNELS.items()
        ],
        "person": viewer.person,
        "rows": [
            (one, _(events.STATES[one.state]), _(events.CHANNELS[one.channel]) if one.channel else "")
            for one in queries.messages(viewer, limit=SHOWN)
        ]
        if viewer.person
        else [],
        "empty_what": _("还没有消息"),
        "empty_next": _("有职责快到期、有提议等您决定时，会在这里告诉您。"),
    }
    return render(request, "messages_out/own.html", context, status=400 if fault else 200)


def _do(request: HttpRequest, viewer: Viewer) -> str:
    now = moment.clock(request)
    if request.POST.get("do") == "trial":
        actions.try_out(viewer, now=now)
        return _("已交给通道，几秒后在下面看结果")
    said = {name: request.POST.get(name, "") for name in events.CHANNELS}
    actions.set_addresses(viewer, person=viewer.person, addresses=said, now=now)
    return _("联系方式已保存")
