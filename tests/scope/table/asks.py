"""What one address is asked with, and the things that several requests name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``data``: of a form, or of JSON for programs."""

    method: str
    address: str
    data: Mapping[str, Any] | None = None


def get(*addresses: str) -> tuple[Ask, ...]:
    """Read them."""
    return tuple(Ask("get", address) for address in addresses)


def post(address: str, /, **data: Any) -> tuple[Ask, ...]:
    """Send a form, or JSON below /api/."""
    return (Ask("post", address, data),)


FACT = {"fact": "inspections.visit_filed", "place": "141002"}
SINCE = {"since": "2026-01-01"}
LAST = {"last_day": "2026-01-01"}
SETTING = {
    "rule": "linfen-2018/leader-inspects-monthly",
    "field": "at_least",
    "value": "3",
    "since": "2026-01-01",
    "ground": "x",
}
RULE = {"place": "141002", "line": "industry", "industry": "06", "function": "coal", "cite": "x"}
DOCUMENT = "/documents/linfen-2018/"
API = "/api/v1"


def filled(ask: Ask, things: Mapping[str, str]) -> Ask:
    """The request with the braces filled; in an address as a browser writes it."""
    address, data = ask.address, json.dumps(ask.data, ensure_ascii=False)
    for name, value in things.items():
        address = address.replace(f"{{{name}}}", quote(value, safe=":/!~"))
        data = data.replace(f"{{{name}}}", value)
    return Ask(ask.method, address, json.loads(data))
