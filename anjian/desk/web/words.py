"""The vocabulary, searchable, and the page of one fact: who asks for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.web.asking import own_place, viewer_of
from anjian.ui import moment
from anjian.ui.web.page import missing, page


@require_GET
@page
def words(request: HttpRequest) -> HttpResponse:
    """词汇. All declared words, those of one list with ``list``, those that hold a text with ``q``."""
    at, viewer = moment.of(request), viewer_of(request)
    text, only = request.GET.get("q", "").strip()[:60], request.GET.get("list", "")
    lists = queries.word_lists(viewer, text=text, known=at.known)
    chips = [("", _("全部"), sum(len(each.words) for each in lists))]
    chips += [(each.name, each.title, len(each.words)) for each in lists]
    kept = {"q": text} if text else {}
    day = {} if at.live else {"as_of": at.as_of.isoformat()}
    return render(
        request,
        "desk/words.html",
        {
            "here": "documents",
            "lists": [each for each in lists if each.words and only in ("", each.name)],
            "text": text,
            "only": only,
            "chips": [
                (word, n, "?" + urlencode({**kept, **({"list": name} if name else {}), **day}), name == only)
                for name, word, n in chips
            ],
            "empty_what": _("没有这样的词"),
            "empty_next": _("换一个说法再找；规则要用的新词由规则包的作者登记到词汇里，不需要改程序。"),
        },
    )


@require_GET
@page
def fact(request: HttpRequest, name: str) -> HttpResponse:
    """谁要这件事. Every rule that reads the fact: clause, document, who owes, how often, whether here."""
    at, viewer = moment.of(request), viewer_of(request)
    place = own_place(viewer)
    found = queries.asked(viewer, name, place=place, as_of=at.as_of, known=at.known)
    if found is None:
        raise missing(_("这个词"))
    groups = (
        ("here", _("在这里执行的"), found.here),
        ("elsewhere", _("已装入、这里没有采用的"), found.elsewhere),
    )
    return render(
        request,
        "desk/word_fact.html",
        {
            "here": "documents",
            "fact": found,
            "groups": [group for group in groups if group[2]],
            "place_name": queries.place_name(place, as_of=at.as_of),
            "empty_what": _("没有规则要这件事"),
            "empty_next": _("记下来照样留痕；以后装入的文件要它时，已记的也算。"),
        },
    )
