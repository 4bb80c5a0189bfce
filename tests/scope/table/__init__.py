"""Every address of the program, and how it is asked for something that is another's (走查表).

One entry per address pattern. A new route or operation is entered here on purpose, or the walk fails. What stands in
braces is something of the county 尧都区 that nobody else may learn of: a fact, a duty, a photo, a person …
"""

from __future__ import annotations

from tests.scope.table.asks import API, Ask, filled, get
from tests.scope.table.pages import PAGES
from tests.scope.table.programs import PROGRAMS

__all__ = ["FORMS", "NOWHERE", "OWN", "PAGES", "PUBLISHED", "SUMS", "WALK", "Ask", "filled"]
OWN = {("post", "api/v1/messages/trial"), ("post", "api/v1/arrivals")}
"""Operations that change something of the walker alone, another thing each time: not asked. What arrives is kept with
the words of its sender; whose enterprise it finds is tried beside it (`hazards/tests/test_arrivals.py`)."""
FORMS = ("/record/", f"{API}/words/facts/")
"""Below these stand forms, which name the offices and posts that may be chosen."""

WALK = PAGES | {f"api/v1/{pattern}": asks for pattern, asks in PROGRAMS.items()}
NOWHERE = get(
    "/nowhere/", "/facts/{fact}", "/files/", "/media/{digest}.jpg", "/static/{digest}.jpg", "/var/files/{digest}"
)
"""Addresses that are none: error pages say nothing either."""

SUMS = {"/board/beside/", f"{API}/board/beside"}
"""Sums of the places beside one's own are open: they may change with what happens there. Names and lists are not."""

PUBLISHED = {"/listed/", f"{API}/listings/public"}
"""What an office has made public (挂牌公示) names firms and offices to everybody; its room tests what stands there."""
