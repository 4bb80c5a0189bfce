"""The reading room: documents that were read; one of them with its drafts beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.drafting import actions, events, gists, marking, queries
from anjian.lib.divisions import LEVELS
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.policy import actions as policy_actions
from anjian.policy import queries as policy
from anjian.reader.sources import limits, refuse_size
from anjian.ui import moment
from anjian.ui.web.page import missing, page


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks; refuses whom the room is not for."""
    viewer = cast(Viewer, getattr(request, "viewer", STRANGER))
    if not events.may_work(viewer):
        raise Refusal(
            _("读文室只对本级安委办和决定人开放"),
            _("文件变成规则，会改变一个地方所有人的职责"),
            _("请联系本级安委办"),
            code="drafting.forbidden",
        )
    return viewer


@require_http_methods(["GET", "POST"])
@page
def start(request: HttpRequest) -> HttpResponse:
    """读文室. POST reads a file or pasted text; a refusal keeps what was pasted."""
    viewer = viewer_of(request)
    fault: Refusal | None = None
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            if given is not None:
                refuse_size(given.size or 0, given.name or "")
            id = actions.read(
                viewer,
                data=given.read() if given is not None else b"",
                name=(given.name or "") if given is not None else "",
                text=request.POST.get("text", ""),
                now=moment.clock(request),
                previous=_uuid(request.POST.get("previous", "")),
            )
        except Refusal as no:
            fault = no
        else:
            return HttpResponseRedirect(f"/reading/{id}/")
    context = {
        "here": "reading",
        "papers": queries.papers(viewer),
        "fault": fault,
        "text": request.POST.get("text", ""),
        "previous": request.POST.get("previous", request.GET.get("previous", "")),
        "most": limits().bytes // 1024 // 1024,
        "empty_what": _("还没有读过文件"),
        "empty_next": _("选一个文件或粘贴原文，读出来的条目、数字和草稿都在下一页。"),
    }
    return render(request, "drafting/start.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@page
def room(request: HttpRequest, id: UUID) -> HttpResponse:
    """One document: its text with every reading marked, its drafts; `?draft=` opens the form of one."""
    viewer = viewer_of(request)
    paper = queries.paper(viewer, id)
    if paper is None:
        raise missing(_("这份读入的文件"))
    fault: Refusal | None = None
    typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if request.method == "POST":
        try:
            said, where = _do(request, viewer, paper, typed)
        except Refusal as no:
            fault = no
        else:
            messages.success(request, said)
            return HttpResponseRedirect(f"/reading/{id}/{where}")
    drafts = queries.drafts(viewer, paper)
    opened = typed.get("key", "") if fault and typed.get("do") == "propose" else request.GET.get("draft", "")
    chosen = next((draft for draft in drafts if draft.key == opened), None)
    counts = [(events.STATES[state], sum(one.state == state for one in drafts)) for state in events.STATES]
    context: dict[str, Any] = {
        "here": "reading",
        "paper": paper,
        "stretches": list(marking.stretches(paper.text, paper.result)),
        "shares": marking.shares(paper.text, paper.result),
        "drafts": drafts,
        "counts": [pair for pair in counts if pair[1]],
        "to_judge": [one for one in drafts if one.state == "proposed" and one.account != viewer.account],
        "chosen": chosen,
        "form": _form(paper, chosen, typed if fault else {}) if chosen else None,
        "head": _head(paper, typed if fault and typed.get("do") == "describe" else {}),
        "describing": bool(fault and typed.get("do") == "describe") or not paper.particulars,
        "fault": fault,
        "doing": typed.get("do", ""),
        "me": viewer.account,
        "shifts": _shifts(viewer, paper, drafts),
        "left": sum(one.state != "confirmed" for one in drafts),
        "adopted": _adopted(viewer, paper),
        "today": moment.live(request).today,
    }
    return render(request, "drafting/room.html", context, status=400 if fault else 200)


def _do(request: HttpRequest, viewer: Viewer, paper: events.Paper, typed: Mapping[str, str]) -> tuple[str, str]:
    """What was asked for; answers with what was done and where to go on."""
    key = typed.get("key", "")
    match typed.get("do", ""):
        case "describe":
            actions.describe(viewer, paper.id, typed)
            return _("已写明文件本身"), ""
        case "propose":
            actions.propose(viewer, paper.id, key, typed)
            return _("已拟，等另一个人核"), f"#d-{key}"
        case "confirm":
            count = actions.confirm(viewer, paper.id, request.POST.getlist("key"))
            return _("已核 %(n)s 条") % {"n": count}, ""
        case "return":
            actions.send_back(viewer, paper.id, key, reason=typed.get("reason", ""))
            return _("已退回"), f"#d-{key}"
        case "split":
            made = actions.split(viewer, paper.id, key)
            return _("已另起一条草稿"), f"?draft={made}#d-{made}"
        case "save":
            pack = actions.save(viewer, paper.id)
            size = {"clauses": sum(1 for _c in pack.clauses), "rules": sum(1 for _r in pack.rules)}
            return _("已存为规则包并装入：%(clauses)s 款，%(rules)s 条规则") % size, ""
        case "adopt":
            since = _since(typed.get("since", ""))
            policy_actions.adopt(viewer, document=paper.pack, place=viewer.places[0].lo, since=since)
            return _("已采用，自 %(since)s 起执行") % {"since": since}, ""
    raise Refusal(_("没有说要做什么"), "", _("请用页面上的按钮"), code="drafting.do")


def _since(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            _("“%(text)s”不是日期") % {"text": text[:20]},
            _("从哪天起采用要写清楚"),
            _("请按年-月-日填写"),
            code="drafting.day",
            field="since",
        ) from None


def _form(paper: events.Paper, draft: events.Draft, typed: Mapping[str, str]) -> dict[str, Any]:
    """The form of a draft: what was typed, else what was decided, else what the reader proposes."""
    guess = draft.guess
    kind = guess.get("kind", "")
    bearer, level = queries.bearer_of(guess.get("actor", ""))
    words = policy.vocabulary()
    near = queries.near(draft.quote)
    proposed = {
        "becomes": kind if kind in events.BECOMES else "attested",
        "gist": gists.propose(guess, paper.text),
        "actor": guess.get("actor", "") if words.actor(guess.get("actor", "")) else "",
        "bearer": bearer,
        "level": level,
        "fact": "",
        "at_least": guess.get("at_least", "1"),
        "per": guess.get("per", "") if guess.get("per", "") in policy.PERIOD_WORDS else "",
        "per_word": guess.get("per_word", ""),
        "by": guess.get("by", ""),
    }
    if guess.get("per_word"):
        proposed["per"] = "set"
    given = {**proposed, **draft.content, **typed}
    return {
        "given": given,
        "becomes": events.BECOMES.items(),
        "bearers": queries.bearers(),
        "levels": [(level, _LEVEL[level]) for level in LEVELS if level in _LEVEL],
        "near": near,
        "evidence": [(code, name) for code, name, _kinds in queries.evidence()],
        "periods": [(code, word) for code, word in policy.PERIOD_WORDS.items() if code != "shift"],
        "unknown_actor": bool(guess.get("actor")) and not proposed["actor"],
    }


_LEVEL = {"province": "省级", "city": "市级", "county": "县级", "town": "乡级"}


def _head(paper: events.Paper, typed: Mapping[str, str]) -> dict[str, str]:
    found = paper.result
    issued = found["issued"] or ""
    proposed = {
        "id": "",
        "title": found["title"] or "",
        "short": "",
        "number": found["number"] or "",
        "issuer": found["issuer"] or "",
        "place": found["region"] if str(found["region"] or "").isdigit() else paper.place[:6],
        "issued": issued,
        "in_force": found["in_force"] or issued,
    }
    return {**proposed, **paper.particulars, **typed}


def _shifts(viewer: Viewer, paper: events.Paper, drafts: list[events.Draft]) -> dict[str, Any] | None:
    """What differs from the version before: only what is not the same, and how many are."""
    earlier = queries.paper(viewer, paper.previous) if paper.previous else None
    if earlier is None:
        return None
    found = queries.shifts(queries.drafts(viewer, earlier), drafts)
    words = {"changed": _("改了"), "new": _("新增"), "gone": _("没有了")}
    return {
        "earlier": earlier,
        "same": sum(one.what == "same" for one in found),
        "rows": [(words[one.what], one) for one in found if one.what != "same"],
    }


def _adopted(viewer: Viewer, paper: events.Paper) -> bool:
    return bool(paper.pack) and any(
        one.document == paper.pack and one.place == viewer.places[0].lo for one in policy.adoptions(viewer)
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
