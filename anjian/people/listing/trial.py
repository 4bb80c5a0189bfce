"""An uploaded list on its way in (试算): what its columns mean, what it would do. Pages and programs ask the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import words
from anjian.people.listing.bodies import check_bodies
from anjian.people.listing.fields import BODIES, POSTS
from anjian.people.listing.plans import BodiesPlan, PostsPlan
from anjian.people.listing.posts import check_posts
from anjian.sheets import queries as sheets
from anjian.sheets.events import Field, Look

KINDS = {"posts": "人员和职务", "bodies": "机构"}
"""What a list may be of."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file would do: its look, its plan, how many good rows."""

    look: Look
    plan: PostsPlan | BodiesPlan

    @property
    def good(self) -> int:
        """Rows that would come in."""
        return len(self.plan.seats if isinstance(self.plan, PostsPlan) else self.plan.bodies)


def may_list(viewer: Viewer) -> bool:
    """Whether lists are theirs to take in and out."""
    return bool(viewer.account) and (viewer.has("office") or viewer.has("administrator")) and bool(viewer.places)


def office_of(viewer: Viewer) -> str:
    """The place whose lists they keep. Refuses whom lists are not for."""
    if not may_list(viewer):
        raise Refusal(
            "名册只对安委办人员和管理员开放", "名册决定职责落到谁身上", "请联系本级安委办", code="people.forbidden"
        )
    return viewer.places[0].lo


def list_file(viewer: Viewer, id: UUID) -> sheets.File:
    """A list that this account uploaded. Refuses, like something that is not there, everybody else's, and other files.

    Refuses whom lists are not for.
    """
    office_of(viewer)
    file = sheets.file(viewer, id)
    if file.kind not in KINDS:
        raise Refusal("没有找到这份名册", "它不是人员或机构的名册", "请重新上传", code="people.missing", field="file")
    return file


def fields_of(kind: str) -> tuple[Field, ...]:
    """What a list of this kind may tell."""
    return BODIES if kind == "bodies" else POSTS


def look_at(viewer: Viewer, file: sheets.File, chosen: Mapping[str, Any]) -> Look:
    """The header of an uploaded list and what each column means: as chosen, as the office chose before, or guessed."""
    fields = fields_of(file.kind)
    known = sheets.remembered(viewer, kind=file.kind, office=office_of(viewer))
    first = sheets.look(file.data, fields, known=known, sheet=str(chosen.get("sheet", "")))
    if not chosen:
        return first
    return sheets.look(file.data, fields, known=known, sheet=first.sheet, mapping=chosen["mapping"])


def try_out(viewer: Viewer, file: sheets.File, found: Look, chosen: Mapping[str, Any], *, now: dt.datetime) -> Trial:
    """What taking it in would do, cell by cell; nothing is written. Refuses a day that cannot be read."""
    today, office = now.astimezone(CHINA).date(), office_of(viewer)
    told: dict[str, Any] = {"today": today, "since": _since(chosen, today), "months": bool(chosen["months"])}
    rows = sheets.rows(file.data, found)
    if file.kind == "bodies":
        return Trial(found, check_bodies(viewer, rows, inside=office, **told))
    cls = words.codes("post", [chosen["cls"]])[0] if chosen["cls"] else ""
    return Trial(found, check_posts(viewer, rows, office=office, cls=cls, **told))


def faulty_rows(viewer: Viewer, file: sheets.File, *, now: dt.datetime) -> bytes | None:
    """The faulty rows as a file under the office's own header, to be corrected and fed again; None without faults."""
    if file.faults is not None or not (file.data and file.chosen):
        return file.faults
    trial = try_out(viewer, file, look_at(viewer, file, file.chosen), file.chosen, now=now)
    return sheets.fault_file(file.data, trial.look, trial.plan.faults) if trial.plan.faults else None


def _since(chosen: Mapping[str, Any], today: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(chosen["since"]) if chosen["since"] else today
    except ValueError:
        raise Refusal(
            "起始日期读不懂", "没写日期的行要从哪天起", "请重选日期", code="people.day", field="since"
        ) from None
