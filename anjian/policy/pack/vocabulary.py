"""The vocabulary (词汇): the declared words that packs use — facts, functions of departments, classes, topics.

A fact is named by what happened, never by a clause or a document; its attributes are typed, its parties have roles and
kinds, and from that its form makes itself. Functions and classes survive renames: the names of departments are dated.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from anjian.policy.pack.actors import Actor, read_actor, shapes

AttributeType = Literal["text", "number", "day", "bool", "enum"]
PartyKind = Literal["place", "body", "post", "person", "enterprise", "matter", "document", "rule", "account"]


class Entry(BaseModel):
    """What all entries share: frozen, nothing unknown is let in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Title(Entry):
    """The name on screen, in Chinese and English.

    zh  in Chinese
    en  in English
    """

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Attribute(Entry):
    """One attribute of a fact (属性).

    type          text, number, day, bool, enum
    multiple      a list of such values
    label         the word on the form
    options       the words to choose from, for an enum
    options_from  ``topics``: the options are the entries of that list (stored by code)
    open          other words than the options may be written too (等)
    unit          of a number: 元, 人 …
    required      ``now`` when recording, ``later`` before the fact is complete, empty: never
    personal      says something about a person: may be erased, never counts in a rule
    seen_by       classes of posts, by code, whose holders read it, where it is personal: in their own places; besides
                  them only who recorded it and whom it is about
    decimals      digits after the point that a number keeps; 0: whole numbers
    most          the largest number that can be
    synonyms      headers of sheets that mean it too; of an item's field what stands behind its class, "" for nothing
    means         other words for the options, or for 是 and 否: the word written → the option
    hint          what to write, one line, in Chinese
    """

    type: AttributeType
    label: Title
    multiple: bool = False
    options: tuple[str, ...] = ()
    options_from: Literal["", "topics"] = ""
    open: bool = False
    unit: str = ""
    required: Literal["", "now", "later"] = ""
    personal: bool = False
    seen_by: tuple[str, ...] = ()
    decimals: int = Field(0, ge=0, le=6)
    most: int | None = None
    synonyms: tuple[str, ...] = ()
    means: Mapping[str, str] = {}
    hint: str = ""


class PartyRole(Entry):
    """One role of a party in a fact (参与角色).

    kind      what may stand there
    multiple  more than one may
    classes   for bodies and posts: only these classes, by code; empty: any
    required  ``now`` when recording, ``later`` before the fact is complete, empty: never
    label     the word on the form
    """

    kind: tuple[PartyKind, ...] = Field(min_length=1)
    label: Title
    multiple: bool = False
    classes: tuple[str, ...] = ()
    required: Literal["", "now", "later"] = ""


class FactType(Entry):
    """One declared fact (事实): what happened, with its attributes and parties.

    verb        what to do, for the desk, at most 20 characters (带队检查)
    is_a        the more general fact that this one also is; a duty that asks for that one is met by this one too
    attributes  by code
    parties     by role
    photos      the form offers photos
    title       its name on screen
    about       one line more, for whoever is not sure
    """

    title: Title
    verb: str = Field(min_length=1, max_length=20)
    is_a: str = ""
    about: str = ""
    attributes: Mapping[str, Attribute] = {}
    parties: Mapping[str, PartyRole] = {}
    photos: bool = False


class FunctionName(Entry):
    """A name that departments with this function bear, with its days; None: open.

    name   short name
    since  first day
    until  last day
    """

    name: str
    since: datetime.date | None = None
    until: datetime.date | None = None


class FunctionEntry(Entry):
    """One function (职能) of a department: what it is for, under whatever name.

    names    short names without the place: 安监局 until the reform, 应急管理局 after it
    written  names that texts write whole, with the level: 临汾煤监分局 is of the city
    line     line of work (条线)
    title    its name on screen
    aliases  other words for it
    note     what to know about it
    """

    title: Title
    names: tuple[FunctionName, ...] = ()
    aliases: tuple[str, ...] = ()
    written: Mapping[str, str] = {}
    line: str = ""
    note: str = ""


class ClassEntry(Entry):
    """One class of posts or bodies (类别), with the levels on which it exists.

    title    its name on screen
    aliases  other words for it
    levels   levels on which it exists; a rule that asks for another finds nobody
    note     what to know about it
    """

    title: Title
    aliases: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    note: str = ""


class TopicEntry(Entry):
    """One topic (议题) of meetings, letters and activities; ``is_a`` a wider one.

    title  its name on screen
    is_a   the wider topic
    """

    title: Title
    is_a: str = ""


class ActorEntry(Entry):
    """One word of texts for who must act (责任主体), read once for all documents.

    kind   posts, bodies, departments; enterprises; staff inside them; grassroots; a group made for one matter;
           society; place: the text names a place and means its government; vague: the text does not say who;
           nobody: no body at all, and ``about`` says why
    codes  classes or functions, for the first three
    about  what narrows it, in words; for nobody the reason
    level  of the word itself, when no sign of a level stands before it (省长)
    line   line of work (条线) of enterprises; that of departments is the function's
    place  12-digit code of the place that the word names
    """

    kind: Literal[
        "posts", "bodies", "departments", "enterprises", "staff", "grassroots", "group", "society", "place", "vague",
        "nobody",
    ]  # fmt: skip
    codes: tuple[str, ...] = ()
    about: str = ""
    level: Literal["", "each", "country", "province", "city", "county", "town", "village"] = ""
    line: str = ""
    place: str = Field("", pattern=r"^(\d{12})?$")


class ItemKind(Entry):
    """What a subject may have several of (分项): permits, equipment, sites; each of a class, with fields of its own.

    title    the kind's name on screen
    classes  the words that say which it is: 安全生产许可证, 锅炉
    several  an enterprise usually has more than one of a class, told apart by number, name or address
    fields   what is told of one, by name
    """

    title: Title
    several: bool = False
    classes: tuple[str, ...] = Field(min_length=1)
    fields: Mapping[str, Attribute]


class SubjectEntry(Entry):
    """What is told about a kind of subject (对象), as of a day: its attributes with their types, and its items.

    title       its name on screen
    attributes  by name, each with its type; rules may ask them
    items       what it may have several of, by kind; rules do not ask them
    """

    title: Title
    attributes: Mapping[str, Attribute]
    items: Mapping[str, ItemKind] = {}


class Lists(Entry):
    """All lists of the vocabulary as its files give them.

    signs      the sign of a level before a department's name: 市 for city
    actors     words of texts for who must act
    facts      facts by name
    functions  functions of departments by code
    posts      classes of posts by code
    bodies     classes of bodies by code
    topics     topics by code
    subjects   what is told about enterprises, bodies, posts
    """

    facts: Mapping[str, FactType] = {}
    functions: Mapping[str, FunctionEntry] = {}
    posts: Mapping[str, ClassEntry] = {}
    bodies: Mapping[str, ClassEntry] = {}
    topics: Mapping[str, TopicEntry] = {}
    subjects: Mapping[str, SubjectEntry] = {}
    actors: Mapping[str, ActorEntry] = {}
    signs: Mapping[str, str] = {}


@dataclass(frozen=True)
class Named:
    """A department as a text writes it (原文称谓): its function and the level of its government."""

    as_written: str
    function: str
    level: str


@dataclass(frozen=True)
class Vocabulary:
    """All declared words, found by code or by any of their names."""

    facts: Mapping[str, FactType]
    functions: Mapping[str, FunctionEntry]
    posts: Mapping[str, ClassEntry]
    bodies: Mapping[str, ClassEntry]
    topics: Mapping[str, TopicEntry]
    subjects: Mapping[str, SubjectEntry]
    actors: Mapping[str, ActorEntry] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    def fact_name(self, word: str) -> str | None:
        """The fact of that name or Chinese title; None when there is none."""
        return _find(word, self.facts, self._by_title["facts"])

    def function(self, word: str) -> str | None:
        """The code of a function by code, title, alias or a department's short name."""
        return _find(word, self.functions, self._function_words)

    def post_class(self, word: str) -> str | None:
        """The code of a class of posts by code, title or alias."""
        return _find(word, self.posts, self._by_title["posts"])

    def body_class(self, word: str) -> str | None:
        """The code of a class of bodies by code, title or alias."""
        return _find(word, self.bodies, self._by_title["bodies"])

    def topic(self, word: str) -> str | None:
        """The code of a topic by code or title."""
        return _find(word, self.topics, self._by_title["topics"])

    def department(self, written: str) -> Named | None:
        """A department as a text writes it (市安监局, 县公安局): the sign of its level, then one of its names.

        A second name in brackets (市安监局(市安委办)) is the same department under another signboard.
        """
        plain = re.split(r"[(（]", written)[0].strip()
        for prefix in sorted(self.signs, key=len, reverse=True):
            code = self.function(plain.removeprefix(prefix)) if plain.startswith(prefix) else None
            if code:
                return Named(written, code, self.signs[prefix])
        whole = self._written.get(plain)
        return Named(written, whole.function, whole.level) if whole else None

    def actor(self, phrase: str) -> Actor | None:
        """A phrase of a text for who must act (各级政府, 市安监局, 有关部门), read; None when it is not known."""
        return read_actor(self, phrase)

    def covering(self, fact: str) -> tuple[str, ...]:
        """The fact itself and every declared fact that is one (``is_a``), so that a visit by a leader is a visit."""
        found = [fact]
        for name in found:
            found.extend(other for other, entry in self.facts.items() if entry.is_a == name and other not in found)
        return tuple(found)

    def narrower_topics(self, topic: str) -> tuple[str, ...]:
        """The topic itself and every topic that is one."""
        found = [topic]
        for name in found:
            found.extend(other for other, entry in self.topics.items() if entry.is_a == name and other not in found)
        return tuple(found)

    def choices(self, attribute: Attribute) -> tuple[tuple[str, str], ...]:
        """What a form offers: (stored value, word on screen)."""
        if attribute.options_from == "topics":
            return tuple((code, entry.title.zh) for code, entry in self.topics.items())
        return tuple((word, word) for word in attribute.options)

    def department_name(self, function: str, as_of: datetime.date) -> str:
        """The short name that departments with this function bear on that day (安监局, later 应急管理局)."""
        entry = self.functions[function]
        for name in entry.names:
            if (name.since or datetime.date.min) <= as_of <= (name.until or datetime.date.max):
                return name.name
        return entry.title.zh

    def near(self, word: str) -> str:
        """The known word most like this one; empty when none is."""
        known = [
            *self.facts, *self.functions, *self.posts, *self.bodies, *self.topics,
            *self._function_words, *self._titles(self.posts), *self._titles(self.bodies), *self._titles(self.topics),
        ]  # fmt: skip
        return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.5)), "")

    @cached_property
    def _by_title(self) -> dict[str, dict[str, str]]:
        """Codes by title and alias: asked for each name of each rule."""
        return {
            "facts": self._titles(self.facts),
            "posts": self._titles(self.posts),
            "bodies": self._titles(self.bodies),
            "topics": self._titles(self.topics),
        }

    @cached_property
    def _function_words(self) -> dict[str, str]:
        words = self._titles(self.functions)
        for code, entry in self.functions.items():
            words.update({name.name: code for name in entry.names})
        return words

    @cached_property
    def _written(self) -> dict[str, Named]:
        return {
            name: Named(name, code, level)
            for code, entry in self.functions.items()
            for name, level in entry.written.items()
        }

    @cached_property
    def actor_shapes(self) -> tuple[tuple[re.Pattern[str], ActorEntry], ...]:
        """Words for who must act that leave something open (负有…职责的部门), as patterns."""
        return shapes(self.actors)

    @staticmethod
    def _titles(entries: Mapping[str, FactType | FunctionEntry | ClassEntry | TopicEntry]) -> dict[str, str]:
        words: dict[str, str] = {}
        for code, entry in entries.items():
            words[entry.title.zh] = code
            for alias in getattr(entry, "aliases", ()):
                words.setdefault(alias, code)
        return words


def _find(word: str, entries: Iterable[str], words: Mapping[str, str]) -> str | None:
    return word if word in entries else words.get(word)
