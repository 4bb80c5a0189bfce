"""What happens to documents, and the values others get: rules in force with what the place has set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from anjian.lib.divisions import DivisionRange
from anjian.policy.pack import Rule

PACK_LOADED = "policy.pack_loaded"
"""A pack was loaded or changed (装入规则包): party document; attributes digest, rules, clauses."""
ADOPTED = "policy.adopted"
"""A place takes a document over from a day (采用): parties document, place; attribute since."""
VALUE_SET = "policy.value_set"
"""A named person sets what the text leaves open (设定): parties rule, place; attributes field, value, since, ground."""
VALUE_UNSET = "policy.value_unset"
"""A setting ends from a day (取消设定): parties rule, place; attributes field, since, ground."""
TEXT_ATTACHED = "policy.text_attached"
"""An office attached its own copy of the text (附上原文): party document; attributes digest, file, found, missing."""

Source = Literal["stated", "implied", "assumed", "borrowed", "set"]

SOURCE_WORDS: Mapping[str, str] = {
    "stated": "原文",
    "implied": "可推知",
    "assumed": "推定",
    "borrowed": "借自他条",
    "set": "当地设定",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """One value of a rule in a place and a span of days, and whose it is.

    value   None: waits for a setting. Otherwise by field: per a period's code; within, after_period, cure a
            `lib.ends.Term`; by and since a date; at_least a number; target an `Amount`; counted a word of `Counted`;
            who a `Who` or a tuple of body ids; lead a body id; other settings as the place gave them
    basis   stated · implied · assumed · borrowed · set
    source  words for the screen: where it comes from
    word    the text's own word that left it open (定期); None when it left nothing open
    """

    value: Any
    basis: Source
    source: str
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """A span of days, both ends inclusive, None open, in which all values of the rule stay the same."""

    since: date
    until: date | None
    fields: Mapping[str, Resolved]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a place has set: for a rule and field, from a day to a day, by whom, with which ground.

    rank   of settings that hold on one day the highest speaks: the nearer a place, the higher
    """

    rule: str
    field: str
    value: Any
    since: date
    until: date | None = None
    by: str = ""
    ground: str = ""
    fact: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """A rule version in an adopting place, with its values over time (规则在一地).

    rule    the parsed rule
    digest  of the version
    place   the adopting place with everything below it
    slices  the days on which it binds there, in order, without overlap; empty: it never does
    fact    the fact that loaded this version
    """

    rule: Rule
    digest: str
    place: DivisionRange
    slices: tuple[Slice, ...]
    fact: str = ""

    @property
    def document(self) -> str:
        """The document's id."""
        return self.rule.document
