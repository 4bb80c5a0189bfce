"""消息发送: how messages leave the house, which did not, and sending those again. Never what they say."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anjian.access import queries as access
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.messages import actions, events, queries
from anjian.ui import moment
from anjian.ui.web.page import page

SHOWN = 100
"""Messages on the page, the latest ones of the kind asked for."""


@never_cache
@require_http_methods(["GET", "POST"])
@page
def outgoing(request: HttpRequest) -> HttpResponse:
    """For who runs the house. ``state`` filters; POST sends one again."""
    viewer = cast(Viewer, getattr(request, "viewer", STRANGER))
    queries.refuse_unless_run(viewer)
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            number = request.POST.get("message", "")
            actions.send_again(viewer, number=int(number) if number.isdecimal() else 0, now=moment.clock(request))
        except Refusal as no:
            fault = no
        else:
            messages.success(request, _("已重新交给通道"))
            return HttpResponseRedirect(request.get_full_path())
    house = queries.outgoing(viewer)
    state = request.GET.get("state", "")
    state = state if state in events.STATES else ""
    names = {card.person: card.name for card in access.accounts(viewer, as_of=moment.live(request).today)}
    context = {
        "here": "messages-out",
        "fault": fault,
        "house": house,
        "channels": [
            (_(word), name in house.channels, house.reached.get(name, 0)) for name, word in events.CHANNELS.items()
        ],
        "chips": [("", _("全部"), sum(house.states.values()), not state)]
        + [(name, _(word), house.states.get(name, 0), state == name) for name, word in events.STATES.items()],
        "rows": [
            (
                one,
                names.get(one.person, one.person),
                _(events.STATES[one.state]),
                _(events.CHANNELS[one.channel]) if one.channel else "",
            )
            for one in queries.sendings(viewer, state=state or None, limit=SHOWN)
        ],
        "shown": SHOWN,
        "empty_what": _("没有这样的消息"),
        "empty_next": _("换一个筛选；到期提醒和到级提议产生时，会自动出现在这里。"),
    }
    return render(request, "messages_out/outgoing.html", context, status=400 if fault else 200)
