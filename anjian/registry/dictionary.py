"""The field dictionary (字段字典): everything that may be told of an enterprise, and the one reading of its values.

Forms, sheets, programs and the command line hand over what was written; what comes back is the checked value that the
tables keep, or a refusal that says why and what to write. What there is to tell is data: `packs/vocabulary`.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from anjian.lib import credit_code, divisions, written
from anjian.lib.errors import Refusal
from anjian.policy import queries as policy
from anjian.registry import industries
from anjian.registry.values import IDENTITY, Value

NONE: Mapping[str, str] = MappingProxyType({})
_YES = {"是", "有", "√", "✓", "true", "yes", "y", "1"}
_NO = {"否", "无", "没有", "×", "✗", "false", "no", "n", "0"}
_LONGEST = 200
_NAME_LONGEST = 128
_WHOLE = 2**31


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be told of an enterprise (栏目).

    name      its name in code: ``staff``, ``permit.安全生产许可证.expires``
    label     the usual header in Chinese, ``label_en`` in English; ``synonyms`` other headers that mean it
    hint      what to write in it
    type      text, number, day, bool, enum
    choices   of an enum: (value kept, word shown)
    unit      of a number
    group     ``identity``, ``attribute``, or the kind of an item (``permit``)
    cls       of an item: which it is (安全生产许可证); ``field``: what of it; both "" for the rest
    personal  kept in the private body of its fact alone
    """

    name: str
    label: str
    label_en: str
    synonyms: tuple[str, ...]
    hint: str
    type: str
    choices: tuple[tuple[str, str], ...]
    unit: str
    group: str
    cls: str
    field: str
    personal: bool
    _declared: policy.Attribute

    def parse(self, text: str, *, names: Mapping[str, str] = NONE) -> Value:
        """The value that a text means; None for an empty one: not known.

        ``names``: words that mean ids, for fields that hold one: names of towns → their codes, of bodies → their ids.
        Raises Refusal (what, why, next; its field is this entry's name) for everything else.
        """
        plain = text.strip()
        if not plain:
            return None
        plain = names.get(plain, self._declared.means.get(plain, plain))
        own = _OWN.get(self.name)
        return own(plain) if own else _BY_TYPE[self.type](self, plain)

    def read(self, value: object) -> Value:
        """The checked value of what a program hands over: a text is parsed, anything else must be of the type."""
        if value is None:
            return None
        if isinstance(value, str):
            return self.parse(value)
        if self.type == "bool":
            return value if isinstance(value, bool) else self.parse(str(value))
        if self.type == "number" and type(value) is int and 0 <= value < _WHOLE and not self._declared.decimals:
            return value
        if isinstance(value, bool) or self.type in ("text", "enum"):
            raise self.wrong(f"“{self.label}”不能是“{value}”", self.hint or "请填文字")
        return self.parse(str(value))

    def say(self, value: Value) -> str:
        """The value as a person reads it; "" when it is not known."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, Decimal):
            return format(value.normalize(), "f")
        return dict(self.choices).get(str(value), str(value))

    def wrong(self, what: str, next: str) -> Refusal:
        """The refusal of a value."""
        return Refusal(what, "底册有错，统计和责任都会错", next, code=f"registry.{self.name}", field=self.name)


def dictionary() -> Mapping[str, Entry]:
    """Every entry by name: identity, attributes, then the fields of each class of items."""
    words = policy.vocabulary()
    if words.digest not in _made:
        _made.clear()
        _made[words.digest] = MappingProxyType({entry.name: entry for entry in _entries(words)})
    return _made[words.digest]


_made: dict[str, Mapping[str, Entry]] = {}


def declared() -> Mapping[str, Entry]:
    """The attributes of an enterprise by name: what can be told of it beside its identity and its items."""
    return {name: entry for name, entry in dictionary().items() if entry.group == "attribute"}


def kinds() -> Mapping[str, policy.ItemKind]:
    """The kinds of items (许可证照, 特种设备 …) with their classes and fields."""
    return policy.vocabulary().subjects["enterprise"].items


def named(name: str) -> Entry:
    """The entry of that name. Raises Refusal for a name that is none."""
    found = dictionary().get(name)
    if found is not None:
        return found
    near = difflib.get_close_matches(name, dictionary(), n=3, cutoff=0.4)
    offered = near or [one.name for one in dictionary().values() if one.group == "attribute"]
    known = "、".join(f"{one}（{dictionary()[one].label}）" for one in offered)
    raise Refusal(
        f"企业没有“{name}”这项属性",
        "没有登记的项目不知道怎么读",
        f"可填：{known}",
        code=f"registry.{name}",
        field=name,
    )


def _entries(words: policy.Vocabulary) -> Iterator[Entry]:
    subject = words.subjects["enterprise"]
    for name, told in subject.attributes.items():
        yield _entry(name, told, "identity" if name in IDENTITY else "attribute")
    for kind, items in subject.items.items():
        for cls in items.classes:
            for field, told in items.fields.items():
                yield _entry(f"{kind}.{cls}.{field}", told, kind, cls, field)


def _entry(name: str, told: policy.Attribute, group: str, cls: str = "", field: str = "") -> Entry:
    headers = [f"{cls}{word}" for word in (told.label.zh, *told.synonyms)]
    return Entry(
        name=name,
        label=headers[0],
        label_en=f"{cls} · {told.label.en}" if cls else told.label.en,
        synonyms=tuple(headers[1:]),
        hint=told.hint,
        type=told.type,
        choices=_choices(name, told),
        unit=told.unit,
        group=group,
        cls=cls,
        field=field,
        personal=told.personal,
        _declared=told,
    )


def _choices(name: str, told: policy.Attribute) -> tuple[tuple[str, str], ...]:
    """An option whose first other word is its name on screen is shown by that."""
    shown: dict[str, str] = {}
    for word, option in told.means.items():
        if option in told.options and option.isascii():
            shown.setdefault(option, word)
    return tuple((option, shown.get(option, option)) for option in told.options if option != "closed")


# -- reading, by type -------------------------------------------------------------------------------------------------


def _text(entry: Entry, text: str) -> str:
    if len(text) > _LONGEST or "\x00" in text:
        raise entry.wrong(f"“{entry.label}”太长或有不能保存的字符", f"最多{_LONGEST}字")
    return text


def _number(entry: Entry, text: str) -> int | Decimal:
    declared, is_degrees = entry._declared, entry.unit == "度"
    try:
        found = written.number(text, unit=entry.unit)
    except Refusal:
        found = Decimal("NaN")
    if is_degrees and not (found.is_finite() and abs(found) <= (declared.most or 0)):
        raise entry.wrong(f"“{entry.label}”不是度数：{text[:20]}", entry.hint or "请填十进制的度，如 111.517975")
    if declared.decimals:
        if not is_degrees and not found >= 0:
            raise entry.wrong(f"“{entry.label}”应是0或正数，现为“{text[:20]}”", "请核对；不清楚的留空")
        return found.quantize(Decimal(1).scaleb(-declared.decimals))
    if not found.is_finite() or found < 0 or found != found.to_integral_value() or found >= _WHOLE:
        raise entry.wrong(f"“{entry.label}”应是0或正整数，现为“{text[:20]}”", "请核对人数；不清楚的留空")
    return int(found)


def _day(entry: Entry, text: str) -> dt.date:
    try:
        return written.day(text)
    except Refusal as no:
        raise entry.wrong(f"“{entry.label}”的{no.what}：{text[:20]}", no.next) from None


def _bool(entry: Entry, text: str) -> bool:
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise entry.wrong(f"“{entry.label}”只填是或否", "请填 true 或 false；不清楚的留空")


def _enum(entry: Entry, text: str) -> str:
    if text in dict(entry.choices):
        return text
    near = difflib.get_close_matches(text, [word for _, word in entry.choices], n=1)
    meant = f"是否指“{near[0]}”？" if near else ""
    known = "、".join(word for _, word in entry.choices)
    raise entry.wrong(f"“{entry.label}”没有“{text[:20]}”这一项", f"{meant}可选：{known}")


_BY_TYPE: Mapping[str, Callable[[Entry, str], Value]] = {
    "text": _text, "number": _number, "day": _day, "bool": _bool, "enum": _enum,
}  # fmt: skip


# -- reading, by name -------------------------------------------------------------------------------------------------


def _name(text: str) -> str:
    if len(text) > _NAME_LONGEST:
        raise named("name").wrong("企业名称太长", f"最多{_NAME_LONGEST}字，请按营业执照填写全称")
    return text


def _place(text: str) -> str:
    code = divisions.normal(text)
    if divisions.level(code) not in ("county", "town", "village"):
        raise named("place").wrong("所在地要具体到县级以下", "请选到县（市、区）、乡镇或村")
    return code


def _industry(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise named("industry").wrong(f"行业代码“{text[:20]}”不对", "请填GB/T 4754的数字代码，不带门类字母")
    return industries.require(text)


_OWN: Mapping[str, Callable[[str], str]] = {
    "name": _name, "credit_code": credit_code.read, "place": _place, "industry": _industry,
}  # fmt: skip
