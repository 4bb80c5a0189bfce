"""The real documents in the reading room, where they lie beside the project."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import RequestFactory

from anjian.drafting import actions, gists, queries, writing
from anjian.drafting.tests.paper import HEAD
from anjian.drafting.web import room
from anjian.lib.divisions import of
from anjian.lib.viewer import Viewer

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
TEXTS = sorted(SEEDS.glob("*.txt"))
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
OFFICE = Viewer("acct:甲", "甲", "", (), (of("141000"),), frozenset(), frozenset(), frozenset({"office"}), "web")

pytestmark = pytest.mark.skipif(not TEXTS, reason="the official texts are not beside the project")


@pytest.mark.django_db
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem[:3])
def test_a_real_document_opens_in_the_room_and_its_stubs_make_a_pack_that_copies_nothing(path: Path):
    id = actions.read(OFFICE, data=path.read_bytes(), name=path.name, now=NOW)
    paper = queries.paper(OFFICE, id)
    assert paper is not None
    drafts = queries.drafts(OFFICE, paper)
    assert len(drafts) >= 80
    request = RequestFactory().get(f"/reading/{id}/", {"draft": drafts[3].key})
    request.viewer = OFFICE  # type: ignore[attr-defined]
    answer = room.room(request, id)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count('class="rd-draft open"') == len(drafts)
    assert page.count('name="gist"') == 1
    kept = [
        replace(
            one,
            content={"becomes": "attested", "gist": gists.propose(one.guess, paper.text) or "见原文", "reason": "x"},
        )
        for one in drafts
    ]
    made = writing.files(HEAD, kept, paper.result["headings"], paper.text)
    assert sum(1 for _ in writing.checked(made, HEAD["id"]).clauses) == len(drafts)
    parts = "\n".join(text for name, text in made.items() if name != "document.yaml")
    assert [line for line in parts.splitlines() if gists.copied(line, paper.text)] == []
