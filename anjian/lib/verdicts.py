"""Verdicts (判定): what a duty's state is on a day, and why. Made by the evaluators, read by every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Literal

from anjian.lib.ends import Period

Force = Literal["must", "should", "may", "encouraged", "practice", "draft", "reported"]
"""How binding a rule is: 应当, 原则上, 可以, 鼓励, another place's practice until adopted, draft, reported."""

SOON_SIGN, SOON_WORD = "◔", "快到期"
"""How a due duty is shown when its day is near; how near is the page's setting, not a state of the duty."""


class Outcome(Enum):
    """The state of a duty. Its value is its code; each has a Chinese word and a sign that differs by shape.

    red     a must-rule with this outcome is shown in red: something is wrong *now*
    lapse   it counts as not fulfilled, so consequences may follow (a missed period is over: a lapse, no longer red)
    open    something can still be done about it
    """

    word: str
    sign: str
    red: bool
    lapse: bool
    open: bool

    def __new__(cls, code: str, word: str, sign: str, marks: str) -> Outcome:
        made = object.__new__(cls)
        made._value_ = code
        made.word, made.sign = word, sign
        made.red, made.lapse, made.open = "red" in marks, "lapse" in marks, "open" in marks
        return made

    MET = ("met", "已办", "●", "")
    MET_LATE = ("met_late", "迟办", "◐", "")
    MET_ENTERED_LATE = ("met_entered_late", "按期办理、迟录入", "◐", "")
    DUE = ("due", "应办", "○", "open")
    OVERDUE = ("overdue", "逾期", "■", "red lapse open")
    MISSED = ("missed", "未办成（期已过）", "▨", "lapse")
    UNDATED = ("undated", "应办、无期限", "–", "open")
    UNSCHEDULED = ("unscheduled", "应办、未定周期", "–", "open")
    UNMET = ("unmet", "不符合", "■", "red lapse open")
    SHORT = ("short", "未达标", "■", "red lapse open")
    BREACHED = ("breached", "违反", "■", "red lapse")
    UNKNOWN = ("unknown", "情况不明", "?", "open")
    NOT_SET = ("not_set", "未设定", "∅", "open")
    GAP = ("gap", "职务空缺", "?", "open")
    NO_SUBJECT = ("no_subject", "没有对象", "?", "")
    LIFTED = ("lifted", "已解除", "–", "")
    ATTESTED = ("attested", "仅留痕", "●", "")
    NOT_YET = ("not_yet", "尚未开始", "–", "")


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the answer to 为什么.

    kind   clause, rule, setting, figure, fact, day, condition, holder …
    text   in Chinese, as shown
    ref    id of what it speaks of (clause, rule version, fact, day); "" when there is none
    """

    kind: str
    text: str
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The state of one duty: rule × bearer × ``each`` × period or matter.

    rule         id of the rule
    clauses      ids of the clauses it carries out
    bearer       id of who owes (post, body, enterprise)
    each         id of that for which it is owed once each (a county toured, a recipient); None when there is none
    period       the period judged; None for duties that do not recur
    matter       id of the fact or matter that a response answers; None otherwise
    due          the last day; None when there is none
    due_at       the instant, for terms in hours only
    outcome      the state
    need, have   how much is asked and how much counted; None where nothing is counted
    facts        ids of the facts that counted
    reasons      why, in the order in which they are shown
    provisional  the due date rests on days that no notice settles yet (暂定)
    force        how binding the rule is
    """

    rule: str
    clauses: tuple[str, ...]
    bearer: str
    each: str | None = None
    period: Period | None = None
    due: date | None = None
    outcome: Outcome
    need: int | Decimal | None = None
    have: int | Decimal | None = None
    facts: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    provisional: bool = False
    force: Force = "must"
    matter: str | None = None
    due_at: datetime | None = None

    @property
    def red(self) -> bool:
        """Whether it is shown in red and may climb a ladder: only what must be done."""
        return self.outcome.red and self.force == "must"

    @property
    def key(self) -> str:
        """The duty's name in addresses and claims: rule|bearer|each|period start or matter."""
        start = self.period.start.isoformat() if self.period else self.matter or ""
        return "|".join((self.rule, self.bearer, self.each or "", start))
