"""Which headers of a sheet mean what (栏目): the field dictionary, as sheets know it."""

from __future__ import annotations

from anjian.registry.dictionary import Entry, dictionary, kinds
from anjian.sheets.events import Field

KIND = "enterprises"
"""Under which uploads and headers of offices are kept."""
REQUIRED = frozenset({"name"})
PLAIN = {
    "contact.主要负责人.name": ("负责人", "企业负责人", "主要负责人"),
    "contact.联系人.name": ("联系人", "企业联系人"),
    "contact.联系人.phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式"),
    "contact.法定代表人.name": ("法人", "法人代表", "法定代表人"),
}
"""Headers without a class that usually mean this one."""


def fields() -> tuple[Field, ...]:
    """Everything that a sheet of enterprises may tell, identity first."""
    return tuple(
        Field(
            name=one.name,
            label=one.label,
            synonyms=(*PLAIN.get(one.name, ()), *one.synonyms),
            required=one.name in REQUIRED,
            hint=one.hint,
        )
        for one in dictionary().values()
    )


def grouped() -> list[tuple[str, list[Entry]]]:
    """The entries as a form offers them: identity and attributes, then the kinds of items."""
    entries = list(dictionary().values())
    titles = {"identity": "身份", "attribute": "属性", **{kind: told.title.zh for kind, told in kinds().items()}}
    return [(title, [one for one in entries if one.group == group]) for group, title in titles.items()]
