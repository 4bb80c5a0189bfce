"""A text's own counts of its parts (自报数), used as check sums: 突出抓好4项工作 and then 一是 … 四是.

Such a number binds nobody and is no quantity; it says how many parts must have been read. Where the parts that follow
are fewer or more, something was lost in the text or in its tree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from anjian.reader import numbers
from anjian.reader.events import Clean, Heading

_COUNT = re.compile(
    rf"(?:抓好|做好|落实好?|开展|重点|主要有?|分为?|分成|以下|下列|如下|包括|突出|围绕|共)[^,。;:\d一二两三四五六七八九十]{{0,6}}?"
    rf"(?P<n>{numbers.NUMBER}) ?(?:个|项|类|条|点|大|张|方面)(?:重点|主要|具体|专项)?"
    r"(?P<noun>阶段|任务|工作|措施|方面|步骤|环节|事项|制度|机制|行动|内容|要求)"
    r"(?=[^,。;:]{0,8}[:。]|,?(?:一是|①))"
)
_ORDER = "一二三四五六七八九十"
_FIRST = re.compile(r"一(?:是|要)(?!否|旦)|①|\(1\)|第一,|首先,")
_NEAR = 160


@dataclass(frozen=True, slots=True)
class SelfCount:
    """`said` parts are announced at `start:end` of the input text; `found` were read; `cite` says where."""

    start: int
    end: int
    quote: str
    said: int
    found: int
    cite: str

    @property
    def holds(self) -> bool:
        """Whether as many parts were read as the text announces."""
        return self.said == self.found


def check(clean: Clean, headings: Sequence[Heading]) -> list[SelfCount]:
    """The announced counts whose parts can be counted, in order; a count without countable parts is left out."""
    text = numbers.same_length(clean.text)
    counts = []
    for match in _COUNT.finditer(text):
        said = numbers.value(match["n"])
        if not isinstance(said, int) or not 2 <= said <= 30:
            continue
        over = _over(headings, match.start())
        end = _scope(headings, over, len(text))
        below = _below(headings, over, match.end(), end)
        # Stages have headings; what is listed inside the first of them is no stage.
        found = (below if match["noun"] in ("阶段", "步骤", "环节") else 0) or _listed(text, match.end(), end) or below
        if found:
            start, stop = clean.span(match.start("n"), match.end())
            cite = headings[over].cite if over is not None else ""
            counts.append(SelfCount(start, stop, clean.raw[start:stop], said, found, cite))
    return counts


def _over(headings: Sequence[Heading], place: int) -> int | None:
    """The heading that a place stands under."""
    found = None
    for position, heading in enumerate(headings):
        if heading.clean_start > place:
            break
        found = position
    return found


def _scope(headings: Sequence[Heading], over: int | None, length: int) -> int:
    """Where the part under a heading ends: at the next heading that is not deeper."""
    if over is None:
        return length
    for heading in headings[over + 1 :]:
        if heading.level <= headings[over].level:
            return heading.clean_start
    return length


def _listed(text: str, start: int, end: int) -> int:
    """How many of 一是, 二是 … (or ①②, (1)(2)) follow in order, when the first one stands near."""
    first = _FIRST.search(text, start, min(end, start + _NEAR))
    if not first:
        return 0
    # 。 between the count and its first part is usual after a heading, a whole paragraph is not.
    count, at = 1, first.end()
    while count < len(_ORDER):
        following = _next(first[0], count)
        place = re.compile(following).search(text, at, end)
        if not place:
            break
        count, at = count + 1, place.end()
    return count


def _next(first: str, count: int) -> str:
    if first == "①":
        return chr(ord("①") + count)
    if first == "(1)":
        return rf"\({count + 1}\)"
    if first.startswith("第一"):
        return f"第{_ORDER[count]},"
    if first.startswith("首先"):
        return ("其次,", "再次,|最后,", "最后,")[min(count - 1, 2)]
    return f"{_ORDER[count]}(?:是|要)"


def _below(headings: Sequence[Heading], over: int | None, start: int, end: int) -> int:
    """How many headings of the next level follow inside the part."""
    inside = [one for one in headings if start <= one.clean_start < end]
    if over is not None:
        inside = [one for one in inside if one.level > headings[over].level]
    if not inside:
        return 0
    level = min(one.level for one in inside)
    return sum(one.level == level for one in inside)
