"""The last day of a duty as facts name it (到期日由事实写明): a paper says until when, a later decision moves it."""

from __future__ import annotations

from pydantic import Field, model_validator

from anjian.policy.pack.rules import Evidence
from anjian.policy.pack.values import Model, wrong


class Moving(Evidence):
    """A fact that moves the last day, written like evidence of the same matter.

    fact      its name; facts that are one (``is_a``) move it too
    where     conditions on its attributes and parties, all of them
    each_of   never written: a day is moved for everybody
    to        its attribute that names the new day; a fact without it moves nothing
    """

    to: str = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Moving:
        if self.each_of:
            raise wrong("until.shape", "改动到期日的事实不分对象", "删去 each_of")
        return self


class Until(Model):
    """The last day, named by the triggering fact instead of counted from it; it never rolls.

    named   attribute of the triggering fact that holds it; a fact without it leaves the duty undated
    moved   the facts that move it; the last of them stands
    """

    named: str = Field(min_length=1)
    moved: tuple[Moving, ...] = ()


def one_limit(within: object, until: Until | None) -> None:
    """A response has a term from its trigger or a day that is named, never both. Raises what pydantic reports."""
    if (within is None) == (until is None):
        raise wrong(
            "within.shape", "期限没有写清", "写 within（从触发起算），或 until（触发的事实写明哪一天），只写一种"
        )
