"""The form of a declared fact (表单), made from the vocabulary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.policy.queries import Attribute, FactType, PartyRole
from anjian.records import parties
from anjian.records.events import Control, Field, Form
from anjian.records.parties import Choice

MOST_SHOWN = 5
"""Fields that stand open on the record page, photos counted; the rest is folded."""
MOST_LISTED = 60
"""More choices than this are typed with suggestions instead of listed."""

_CONTROLS: Mapping[str, Control] = {"text": "text", "number": "number", "day": "date", "bool": "bool", "enum": "enum"}


class _Title(Protocol):
    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def declared(fact_name: str) -> FactType:
    """The declaration of a fact. Refuses a name that the vocabulary does not know."""
    found = policy.vocabulary().facts.get(fact_name)
    if found is None:
        raise Refusal(
            f"没有“{fact_name[:60]}”这种记录",
            "能记录的事都在词汇表里声明过，规则才看得懂",
            "请从“记录”页面选择要记的事",
            code="records.fact.missing",
            field="fact",
        )
    return found


def form(
    viewer: Viewer,
    fact_name: str,
    *,
    as_of: dt.date,
    values: Mapping[str, Sequence[str]] | None = None,
    english: bool = False,
    offered: bool = True,
) -> Form:
    """The form of a fact for this viewer. ``values``: what stands in its controls by name.

    ``offered=False`` leaves out whom and what one may choose: enough to read a filled form, and far quicker.

    Required fields come first; at most five are shown, photos counted, the others are folded. Refuses unknown facts.
    """
    entry = declared(fact_name)
    vocabulary = policy.vocabulary()
    held = {name: tuple(given) for name, given in (values or {}).items()}

    def word(title: _Title) -> str:
        return title.en if english else title.zh

    fields = [
        Field("day", "", "day", "Day" if english else "日期", "now", values=held.get("day", (as_of.isoformat(),))),
        _place(viewer, as_of, held, english=english, offered=offered),
    ]
    rest = [
        _party(viewer, role, told, word(told.label), as_of, held)
        if offered
        else Field(
            f"party.{role}",
            role,
            "party",
            word(told.label),
            told.required,
            told.multiple,
            kinds=told.kind,
            classes=told.classes,
            values=held.get(f"party.{role}", ()),
        )
        for role, told in entry.parties.items()
    ]
    rest += [
        _attribute(code, told, word(told.label), vocabulary.choices(told), held)
        for code, told in entry.attributes.items()
    ]
    rest.sort(key=lambda each: {"now": 0, "later": 1, "": 2}[each.need])
    fields += rest
    # What must be given is always open, and so is what holds a value already.
    room = MOST_SHOWN - int(entry.photos)
    must = [each for each in fields if each.need == "now"]
    shown = {each.name for each in must} | {each.name for each in fields[: max(0, room)] if each.need != ""}
    for each in fields:
        if len(shown) >= room:
            break
        shown.add(each.name)
    return Form(
        fact=fact_name,
        title=word(entry.title),
        verb=word(entry.title) if english else entry.verb,
        about=entry.about,
        shown=tuple(each for each in fields if each.name in shown),
        more=tuple(each for each in fields if each.name not in shown),
        photos=entry.photos,
    )


def last_time(viewer: Viewer, fact_name: str) -> Fact | None:
    """The last standing fact of this name that the viewer recorded or one of their posts took part in."""
    own = {post.id for post in viewer.posts} | {post.body for post in viewer.posts if post.body}
    for fact in ledger.facts(viewer, names=[fact_name], limit=100):
        if fact.stands and (fact.recorded_by == viewer.account or own & {party.id for party in fact.parties}):
            return fact
    return None


def _place(
    viewer: Viewer, as_of: dt.date, held: Mapping[str, tuple[str, ...]], *, english: bool, offered: bool
) -> Field:
    kind = parties.kind("place") if offered else None
    choices = tuple(kind.offer(viewer, as_of, (), "", MOST_LISTED)) if kind else ()
    values = held.get("place")
    if values is None:
        values = (choices[0].id,) if choices else ()
    if offered:
        choices += _also(viewer, "place", values, choices, as_of)
    label = "Place" if english else "地点"
    return Field("place", "", "place", label, "now", kinds=("place",), choices=choices, values=values)


def _party(
    viewer: Viewer, role: str, told: PartyRole, label: str, as_of: dt.date, held: Mapping[str, tuple[str, ...]]
) -> Field:
    name = f"party.{role}"
    choices: list[Choice] = []
    for kind_name in told.kind:
        kind = parties.kind(kind_name)
        if kind:
            choices += [
                Choice(f"{kind_name}|{each.id}", each.name, each.hint)
                for each in kind.offer(viewer, as_of, told.classes, "", MOST_LISTED + 1)
            ]
    values = held.get(name, ())
    if not values and told.required == "now" and not told.multiple and choices and choices[0].id in _own(viewer):
        values = (choices[0].id,)
    for kind_name in told.kind:
        wanted = tuple(value.partition("|")[2] for value in values if value.startswith(f"{kind_name}|"))
        listed = [Choice(each.id.partition("|")[2], each.name) for each in choices]
        more = _also(viewer, kind_name, wanted, listed, as_of)
        choices = [Choice(f"{kind_name}|{each.id}", each.name, each.hint) for each in more] + choices
    typed = len(choices) > MOST_LISTED or told.kind == ("matter",)
    return Field(
        name,
        role,
        "party",
        label,
        told.required,
        told.multiple,
        typed=typed,
        kinds=told.kind,
        classes=told.classes,
        choices=tuple(choices[: MOST_LISTED if typed else None]),
        values=values,
    )


def _attribute(
    code: str,
    told: Attribute,
    label: str,
    choices: Sequence[tuple[str, str]],
    held: Mapping[str, tuple[str, ...]],
) -> Field:
    name = f"attr.{code}"
    control = "enum" if choices else _CONTROLS[told.type]
    values = held.get(name, ())
    listed = [Choice(value, word) for value, word in choices]
    if told.open:  # words of our own that were typed before stay visible when the form comes back
        listed += [Choice(value, value) for value in values if value and value not in {each.id for each in listed}]
    return Field(
        name,
        code,
        control,
        label,
        told.required,
        told.multiple,
        open=told.open,
        unit=told.unit,
        choices=tuple(listed),
        values=values,
    )


def _own(viewer: Viewer) -> set[str]:
    return (
        {f"post|{post.id}" for post in viewer.posts}
        | {f"body|{post.body}" for post in viewer.posts}
        | {f"person|{viewer.person}"}
    )


def _also(
    viewer: Viewer, kind_name: str, values: Sequence[str], choices: Sequence[Choice], as_of: dt.date
) -> tuple[Choice, ...]:
    """What is chosen but not offered, under its own name, so that a form never drops what it was given."""
    kind = parties.kind(kind_name)
    listed = {each.id for each in choices}
    if kind is None:
        return ()
    named = [(value, kind.named(viewer, value, as_of)) for value in values if value and value not in listed]
    return tuple(Choice(value, name) for value, name in named if name)
