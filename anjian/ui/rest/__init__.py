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
from anjian.ui.rest.problems import FAULTS, Fault, Problem, answer, problem, refuses, status_of, unreadable
from anjian.ui.rest.reading import Reader, Writer, clean
from anjian.ui.rest.sheets import CellFaultsOut, SheetColumnOut, columns_of, faults_by_cell

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
    "CellFaultsOut",
    "Fault",
    "Page",
    "Problem",
    "Reader",
    "SheetColumnOut",
    "ToldOut",
    "Writer",
    "answer",
    "asks",
    "at_of",
    "clean",
    "columns_of",
    "cursor_of",
    "cut",
    "faults_by_cell",
    "gives",
    "keeper",
    "live",
    "once",
    "page_of",
    "problem",
    "refuses",
    "scope_of",
    "status_of",
    "tell",
    "unreadable",
    "viewer_of",
    "wants_once",
]
