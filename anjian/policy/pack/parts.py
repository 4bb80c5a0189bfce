"""What a clause gives that is no duty (条款数据): a criterion, an item of a checklist, who answers for a line of work.

Such clauses are carried as data for the modules that use them: criteria when a hazard is judged, items when an
inspection is prepared, assignments when somebody asks who answers for a firm. Nobody owes them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anjian.policy.pack.values import Line, Model, Topic


class Criterion(Model):
    """A finding that makes a hazard a major one (重大隐患判定情形), for a line of work.

    line    the line of work, a topic of the vocabulary
    refers  the standard on which it rests, where the text names one
    """

    kind: Literal["criterion"]
    line: Topic
    refers: Line | Literal[""] = ""


class ChecklistItem(Model):
    """A problem on which checks of a line of work are to look (重点排查内容).

    line  the line of work, a topic of the vocabulary
    """

    kind: Literal["item"]
    line: Topic


class Assignment(Model):
    """Who leads a line of work and who shares in it (监管分工), in the text's own words for them.

    line        the line of work, a topic of the vocabulary
    lead        who leads
    share       who shares (分工负责)
    ways        several leads: each for its own part (按职责分别), or not said
    open        the text closes the list with 等
    answers     in which way they answer for an enterprise: for its industry, in general, or for their own ground
    industries  beginnings of classes of GB/T 4754 whose enterprises are meant; the texts name none, so this is our
                reading (推定), and what rests on it is only proposed. Empty: no enterprise is meant by its industry
    """

    kind: Literal["assignment"]
    line: Topic
    lead: tuple[Line, ...] = Field(min_length=1)
    share: tuple[Line, ...] = ()
    ways: Literal["each", ""] = ""
    open: bool = False
    answers: Literal["industry", "general", "territory"] = "industry"
    industries: tuple[Annotated[str, Field(pattern=r"^[0-9]{2,4}$")], ...] = ()


Part = Annotated[Criterion | ChecklistItem | Assignment, Field(discriminator="kind")]
"""What a clause of status `data` gives."""

PART_WORDS = {"criterion": "判定标准", "item": "排查重点", "assignment": "监管分工"}
"""How each is called on a screen."""
