"""Pages that are asked again and again whether they changed (轮询): 304 when they did not, and no stream is held open.

The mark of a page is the digest of what it shows to this viewer, nothing else: it does not change when something
happens that they may not see. While nothing at all was recorded since the page was last made, the answer comes without
making it again.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from functools import wraps
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified

from anjian.desk.web.asking import viewer_of
from anjian.ledger import queries as ledger
from anjian.ui import moment
from anjian.ui.web.page import View

_PLACEHOLDER = b'data-poll="-"'
_SECRETS = re.compile(rb'(csrfmiddlewaretoken" value="|"X-CSRFToken": ")[^"]*')
"""The marks against forged forms differ at each answer."""
KEPT = 4096
"""Pages remembered in a process; the least recently asked one is forgotten first."""

Key = tuple[str, ...]


class _Seen:
    """For each page its mark and the position of the ledger at which it was right."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, tuple[str, int]] = OrderedDict()
        self._lock = Lock()

    def is_right(self, key: Key, mark: str, head: int) -> bool:
        with self._lock:
            return self._pages.get(key) == (mark, head)

    def keep(self, key: Key, mark: str, head: int) -> None:
        with self._lock:
            self._pages[key] = (mark, head)
            self._pages.move_to_end(key)
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)


_seen = _Seen()


def polled(view: View) -> View:
    """Wrap a view whose template extends the layout: its page carries a mark and answers 304 to the mark it has."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.polled = True  # type: ignore[attr-defined]
        head, asked = ledger.head(), request.headers.get("If-None-Match", "").strip('"')
        day = moment.live(request).today.isoformat()
        key = (viewer_of(request).account, request.get_full_path(), getattr(request, "LANGUAGE_CODE", ""), day)
        if asked and _seen.is_right(key, asked, head):
            return HttpResponseNotModified()
        answer = view(request, *args, **kwargs)
        content: bytes = getattr(answer, "content", b"")
        if answer.status_code != 200 or _PLACEHOLDER not in content:
            return answer
        mark = hashlib.sha256(_SECRETS.sub(rb"\1", content)).hexdigest()[:32]
        _seen.keep(key, mark, head)
        if asked == mark:
            return HttpResponseNotModified()
        answer.content = content.replace(_PLACEHOLDER, f'data-poll="{mark}"'.encode(), 1)  # type: ignore[attr-defined]
        answer.headers["ETag"] = f'"{mark}"'
        return answer

    return inner
