"""What every operation of the interface for programs shares (应用接口): faults as answers, scopes, pages, texts.

The counterpart of `ui.web`: there a refusal becomes a page, here it becomes ``application/problem+json``. A module puts
its operations into its folder ``rest/`` on a ninja ``Router``; `config.api` mounts them below ``/api/v1/``. Who asks is
on ``request.viewer``, put there from the token; nothing reads a cookie.
"""

from anjian.ui.files import EXCEL, WORD
from anjian.ui.rest.asking import (
    ANY,
    KEYED,
    SCOPES,
    Answer,
    At,
    ToldOut,
    asks,
    at_of,
    keeper,
    live,
    once,
    scope_of,
    tell,
    viewer_of,
    wants_once,
)
from anjian.ui.rest.files import gives
from anjian.ui.rest.paging import LIMIT, MOST, Page, cursor_of, cut, page_of
from anjian.ui.rest.problems import FAULTS, Fault, Problem, answer, problem, status_of, unreadable
from anjian.ui.rest.reading import Reader, Writer, clean

__all__ = [
    "ANY",
    "EXCEL",
    "FAULTS",
    "KEYED",
    "LIMIT",
    "MOST",
    "SCOPES",
    "WORD",
    "Answer",
    "At",
    "Fault",
    "Page",
    "Problem",
    "Reader",
    "ToldOut",
    "Writer",
    "answer",
    "asks",
    "at_of",
    "clean",
    "cursor_of",
    "cut",
    "gives",
    "keeper",
    "live",
    "once",
    "page_of",
    "problem",
    "scope_of",
    "status_of",
    "tell",
    "unreadable",
    "viewer_of",
    "wants_once",
]
