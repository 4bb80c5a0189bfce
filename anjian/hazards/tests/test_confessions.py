"""What other systems confess, each tried: two numbers alike and two completions at once here, over real connections.

The others stand beside what they are about: the extension that moves no date in `supervision.tests.test_ladder` and
`test_supervision`, photos for strangers in `supervision.tests.test_pages`, the export that eats memory in
`sheets.tests.test_streaming`, pages without limit in `tests.programs.test_same_as_pages`, Chinese printed as boxes in
`papers.tests.test_papers` (faces of the .docx) and `tests.journeys.test_hazards` (what the browser prints).
"""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from anjian.hazards import actions, queries
from anjian.hazards.models import Hazard
from anjian.hazards.taking import facts_of
from anjian.hazards.tests.ground import FIRM, HEAD, TODAY, WORKER, found, new, settle
from anjian.lib.errors import Refusal


@pytest.fixture
def town(fresh_database, settings, tmp_path):
    settings.FILES = tmp_path
    settle()
    return fresh_database


def together(*calls) -> list[object]:
    """All at once, each on a connection of its own; what each gave or was refused with."""
    gate, given = threading.Barrier(len(calls)), [None] * len(calls)

    def one(n: int, call) -> None:
        gate.wait()
        try:
            given[n] = call()
        except Refusal as no:
            given[n] = no.code
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n, call)) for n, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def report(viewer):
    return actions.report(
        viewer, "notice", hazard=new(), enterprise=FIRM, day=TODAY, today=TODAY,
        attributes={"source": "职工", "found": "异响"},
    ).card.number  # fmt: skip


def test_numbers_given_at_the_same_time_are_all_different_and_have_no_gap(town):
    numbers = together(*([lambda: report(HEAD), lambda: report(WORKER)] * 5))
    assert sorted(int(number.rsplit("-", 1)[1]) for number in numbers) == list(range(1, 11))


def test_of_two_completions_at_once_one_is_recorded_and_the_other_told_why_not(town):
    hazard = found("一般", day=TODAY)
    seen = queries.hazard(HEAD, hazard).moves

    def finish(viewer):
        return actions.move(
            viewer, hazard, "finish", day=TODAY, today=TODAY, attributes={"done": "改好"}, seen=seen
        ).card.state

    assert sorted(together(lambda: finish(HEAD), lambda: finish(WORKER))) == ["hazards.conflict", "rectified"]
    assert [fact.name for fact in facts_of(hazard)] == ["hazards.self_found", "hazards.rectified"]
    assert Hazard.objects.for_change().get(hazard=hazard).moves == 2
