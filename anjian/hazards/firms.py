"""The enterprise that a hazard is of (隐患所在的企业): found, offered by its name, refused where it is none."""

from __future__ import annotations

import datetime as dt

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import queries as registry

OFFERED = 20
"""Enterprises offered to somebody who types a name."""


def firm(viewer: Viewer, enterprise: str, *, as_of: dt.date) -> registry.Card | None:
    """The enterprise; one that is closed too: a hazard there is marked, not refused."""
    found = registry.enterprise(viewer, enterprise, as_of=as_of)
    return found or registry.cards(viewer, [enterprise], as_of=as_of).get(enterprise)


def firms(viewer: Viewer, words: str, *, as_of: dt.date) -> list[registry.Card]:
    """Enterprises of that name that the viewer sees; nobody without words."""
    return registry.find(viewer, as_of=as_of, words=words, limit=OFFERED) if words else []


def no_firm(field: str = "party.enterprise") -> Refusal:
    """The same for one that is not there and one that is not theirs to see. ``field``: of the form that named it."""
    return Refusal(
        "没有找到这家企业",
        "它不存在，或者不在您的权限范围内；隐患要记在一家企业名下，才知道由谁整改、由谁监管",
        "请从名单里选择企业；还没有登记的，先登记企业",
        code="hazards.enterprise",
        field=field,
    )
