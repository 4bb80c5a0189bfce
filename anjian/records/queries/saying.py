"""What a recorded fact says, in words (记录写了什么)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anjian.policy import queries as policy
from anjian.ui import days


def said(fact: str, code: str, value: Any) -> tuple[str, list[str]]:
    """The label of an attribute in the reader's language and its values as they are read, with their unit.

    An attribute that the vocabulary does not declare has no label: "".
    """
    entry = policy.vocabulary().facts.get(fact)
    attribute = entry.attributes.get(code) if entry else None
    values = value if isinstance(value, list | tuple) else [value]
    if attribute is None:
        return "", [_plain(each) for each in values]
    choices = dict(policy.vocabulary().choices(attribute))
    unit = f" {attribute.unit}" if attribute.unit else ""
    label = attribute.label.en if days.english() else attribute.label.zh
    return label, [choices.get(str(each), _plain(each)) + unit for each in values]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)
