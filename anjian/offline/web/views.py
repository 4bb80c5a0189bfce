"""离线记录: the page that works without a signal, its worker, the phone's token; what waits for a decision."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjian.api import actions as api
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.offline import actions, queries
from anjian.offline.events import FATES, MARKS, Answer
from anjian.offline.web.middleware import COOKIE
from anjian.ui import moment
from anjian.ui.web.page import page

DAYS = 30
"""How long a phone may record before it needs a new token."""


@require_GET
@page
def phone(request: HttpRequest) -> HttpResponse:
    """Lists to be checked, records that wait to be sent and the fate of each. Works from the phone's own store."""
    viewer = _viewer(request)
    chooses = bool(viewer.places)  # an office carries what it chooses; a firm has its own
    context = {"here": "offline", "words": _words(), "account": viewer.account, "chooses": chooses}
    return render(request, "offline/phone.html", context)


@require_GET
@page
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the page; it keeps the page and its files on the phone."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@require_POST
@never_cache
@page
def device(request: HttpRequest) -> HttpResponse:
    """A token for this phone, for recording alone; told once, to the page that asks."""
    try:
        card, text = api.make_token(
            _viewer(request), name=_("离线手机"), scopes=["record"], days=DAYS, now=moment.clock(request), kind="device"
        )
    except Refusal as no:
        return JsonResponse(no.as_dict(), status=400)
    answer = JsonResponse({"token": text, "id": card.id})
    answer.set_cookie(COOKIE, card.id, max_age=DAYS * 86400, httponly=True, samesite="Lax", secure=request.is_secure())
    return answer


@require_http_methods(["GET", "POST"])
@page
def held(request: HttpRequest) -> HttpResponse:
    """待核. Records that could not be made as they were sent; each is decided once."""
    viewer = _viewer(request)
    fault = None
    if request.method == "POST":
        try:
            done = _decided(request, viewer)
        except Refusal as no:
            fault = no
        else:
            messages.success(request, _("已核定：%(word)s") % {"word": _(FATES[done.fate])})
            return HttpResponseRedirect(request.path)
    rows = [
        (one, _(one.title), _(FATES[one.fate]), [_(MARKS[mark]) for mark in one.marks])
        for one in queries.undecided(viewer)
    ]
    context = {"here": "offline", "rows": rows, "fault": fault, "empty_what": _("没有待核的离线记录")}
    return render(request, "offline/held.html", context, status=400 if fault else 200)


def _decided(request: HttpRequest, viewer: Viewer) -> Answer:
    try:
        entry = UUID(request.POST.get("entry", ""))
    except ValueError:
        raise Refusal(_("没有说是哪一条"), "", _("请从列表里选"), code="offline.entry") from None
    return actions.decide(
        viewer,
        entry,
        do="record" if request.POST.get("do") == "record" else "drop",
        reason=request.POST.get("reason", ""),
        today=moment.live(request).today,
    )


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@cache
def _worker() -> bytes:
    return (Path(__file__).resolve().parents[1] / "static" / "offline" / "worker.js").read_bytes()


def _words() -> dict[str, str]:
    """What the page's script says."""
    return {
        **{f"fate.{fate}": _(word) for fate, word in FATES.items()},
        "kept": _("已存本机"),
        "sending": _("正在上传"),
        "sent": _("已上传"),
        "undecided": _("待核"),
        "offline": _("没有网络：记录存在这台手机上，有网后自动上传"),
        "online": _("网络正常"),
        "sign_in": _("请登录后上传；手机上的记录都还在"),
        "how": _("每一条写的是不该有的情况：现场没有，选“符合”；有，选“不符合”。"),
        "conform": _("符合"),
        "not_conform": _("不符合"),
        "not_applicable": _("不适用"),
        "camera": _("拍照"),
        "what": _("看到的情况"),
        "save": _("存下这条隐患"),
        "finish": _("这张清单查完了"),
        "left": _("还有没查的项目"),
        "finished": _("已记下：自查一次"),
        "unsure": _("原文待核"),
        "unsent": _("还有没上传的记录，退出就会清空；再点一次退出"),
        "no_lists": _("没有要带的清单：清单按企业的行业编制，监管人员先选企业"),
        "no_words": _("请先写看到的情况"),
        "choose": _("要带哪家企业的清单和隐患"),
        "find": _("查找"),
        "carry": _("带上"),
        "leave": _("不带了"),
        "none": _("没有找到这样的企业"),
        "matters": _("要办的隐患"),
        "keep": _("存下"),
        "fill": _("还没有填好"),
        "optional": _("（可不填）"),
        "yes": _("是"),
        "no": _("否"),
        "records": _("本机的记录"),
        "no_records": _("还没有离线记录"),
    }
