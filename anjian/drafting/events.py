"""What happens in the reading room, and the plain values its questions answer with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _

from anjian.lib.viewer import Viewer

READ = "drafting.document_read"
"""A document was read (读入): party reading (matter); attributes digest, file, drafts."""
DESCRIBED = "drafting.document_described"
"""Somebody wrote down the document's own particulars (写明): attribute document, the pack's id."""
PROPOSED = "drafting.draft_proposed"
"""One person decided what becomes of a draft (拟): attributes draft, becomes."""
CONFIRMED = "drafting.draft_confirmed"
"""Another person agreed (核): attribute draft."""
RETURNED = "drafting.draft_returned"
"""Another person did not agree (退回): attributes draft, reason."""
SPLIT = "drafting.draft_split"
"""A draft was split, or one was begun from a sentence (拆分): attributes draft, from."""
SAVED = "drafting.pack_saved"
"""The confirmed drafts were written as a pack (存为规则包): attributes document, digest, clauses, rules."""

State = Literal["open", "proposed", "confirmed", "returned"]
Becomes = Literal["recurring", "one_off", "attested", "pending", "dismissed"]

STATES: Mapping[str, str] = {"open": _("未处理"), "proposed": _("待核"), "confirmed": _("已核"), "returned": _("退回")}
BECOMES: Mapping[str, str] = {
    "recurring": _("周期职责"),
    "one_off": _("限期任务"),
    "attested": _("仅留痕"),
    "pending": _("待建"),
    "dismissed": _("不作职责"),
}
"""What a draft may become: a rule that is judged, a clause that is only kept, or nothing with a reason."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as read (读入的文件).

    text       the input text; offsets of `result` point into it
    result     the reader's object (`Reading.as_dict`)
    previous   the earlier version it was read beside; None for a first one
    particulars  what `describe` wrote: id, title, short, number, issuer, place, issued, in_force; empty before
    described_by account that wrote them
    pack       id of the pack that was saved; "" before
    """

    id: UUID
    place: str
    name: str
    digest: str
    form: str
    title: str
    text: str
    result: Mapping[str, Any]
    previous: UUID | None
    particulars: Mapping[str, str]
    described_by: str
    described_name: str
    pack: str
    by: str
    at: dt.datetime
    fact: UUID


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft (草稿) and what has been decided about it.

    key      the reader's id (`draft-3`), with a number behind it when split (`draft-3.1`), or `sentence-12`
    sentence index of its sentence; `start:end` of it in the input text
    quote    its words
    guess    what the reader makes of it: kind, actor, action, object, at_least, per, by
    content  what was decided: becomes, gist, actor, bearer, level, fact, at_least, per, by, reason …
    by       who drafted; `judged_by` who confirmed or returned
    """

    key: str
    sentence: int
    start: int
    end: int
    cite: str
    quote: str
    guess: Mapping[str, str]
    state: State = "open"
    content: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    person: str = ""
    by: str = ""
    judged_by: str = ""
    remark: str = ""

    @property
    def word(self) -> str:
        """Its state in Chinese."""
        return STATES[self.state]

    @property
    def becomes(self) -> str:
        """What it becomes, in Chinese."""
        return BECOMES.get(self.content.get("becomes", ""), "")


def may_work(viewer: Viewer) -> bool:
    """Whether the room is open to them: an office or who decides, with a place."""
    return bool(viewer.account) and bool(viewer.places) and (viewer.has("office") or viewer.has("decider"))
