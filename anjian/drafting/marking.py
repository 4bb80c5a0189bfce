"""The text with what was read marked on it (标出): stretches that share all their marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from anjian.reader.sentences import REASONS

DISPOSITIONS: Mapping[str, str] = {
    "drafted": "起草",
    "definition": "定义",
    "liability": "罚则",
    "of_others": "他人的事",
    "unmapped": "未读作职责",
}
PLAIN = frozenset(
    {"title", "heading", "salutation", "signature", "in_force", "chrome", "contents", "table_head", "attachment"}
)
"""Reasons that leave nothing to ask: these sentences carry no duty by their place."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that share all marks: css words, and the sentence that begins here (None inside one)."""

    text: str
    css: str
    tip: str
    sentence: int | None


def stretches(text: str, result: Mapping[str, Any]) -> Iterator[Stretch]:
    """The whole text from its first character to its last, cut where any mark begins or ends."""
    spans: list[tuple[int, int, str, str]] = []
    starts: dict[int, int] = {}
    for n, one in enumerate(result["sentences"]):
        spans.append((one["start"], one["end"], f"rd-{one['disposition']}", ""))
        starts.setdefault(one["start"], n)
    for one in result["headings"]:
        end = one["start"] + len(one["number"]) + len(one["title"] or "")
        spans.append((one["start"], min(end, len(text)), "rd-heading", ""))
    for one in result["quantities"]:
        spans.append((one["start"], one["end"], "rd-number", _number(one)))
    for one in result["cleaning"]:
        if one["end"] > one["start"]:
            sure = "" if one["sure"] else "（推断）"
            spans.append((one["start"], one["end"], "rd-repair", f"修复{sure}：{one['now'][:40] or '删去'}"))
    cuts = sorted({0, len(text), *starts, *(n for span in spans for n in span[:2] if 0 <= n <= len(text))})
    opening: dict[int, list[tuple[int, int, str, str]]] = {}
    for span in spans:
        opening.setdefault(span[0], []).append(span)
    running: list[tuple[int, int, str, str]] = []
    for begin, end in pairwise(cuts):
        running = [span for span in running if span[1] > begin] + opening.get(begin, [])
        here = [span for span in running if span[1] > begin]
        css = " ".join(dict.fromkeys(span[2] for span in here))
        tip = "；".join(dict.fromkeys(span[3] for span in here if span[3]))
        yield Stretch(text[begin:end], css, tip, starts.get(begin))


def _number(one: Mapping[str, Any]) -> str:
    words = {"cadence": "次数周期", "deadline": "期限", "figure": "数字", "threshold": "界限"}
    value = "，".join(f"{name} {value}" for name, value in one["value"].items())
    return f"{words[one['kind']]}：{value}"


def shares(text: str, result: Mapping[str, Any]) -> Mapping[str, Any]:
    """How much of the text was read: characters of sentences by disposition, and the unmapped ones that ask a person.

    `share` is the part, in percent, of the sentences' characters that is unmapped and not so by its place (title,
    heading, signature …).
    """
    counts = dict.fromkeys(DISPOSITIONS, 0)
    total = asked = 0
    left: list[tuple[int, str, str]] = []
    for n, one in enumerate(result["sentences"]):
        size = one["end"] - one["start"]
        counts[one["disposition"]] += 1
        if one["disposition"] == "unmapped" and one["reason"] in PLAIN:
            continue
        total += size
        if one["disposition"] == "unmapped":
            asked += size
            reason = REASONS.get(one["reason"] or "", one["reason"] or "")
            left.append((n, reason, " ".join(text[one["start"] : one["end"]].split())[:80]))
    return {
        "share": round(100 * asked / total) if total else 0,
        "left": left,
        "counts": [(DISPOSITIONS[name], number) for name, number in counts.items() if number],
        "numbers": len(result["quantities"]),
        "repairs": len(result["cleaning"]),
        "unsure": [one for one in result["cleaning"] if not one["sure"]],
    }
