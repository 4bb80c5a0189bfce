"""Bodies and addresses read strictly (读请求): what the database could not keep is refused before anything runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import unquote

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from anjian.ui.rest.problems import unreadable

DEEPEST = 12
"""Lists and objects inside each other at most."""


class Reader(Parser):
    """JSON in UTF-8 without NUL, without half characters, not nested endlessly."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as Python values. Refuses (400) what is no JSON or could not be stored."""
        try:
            value = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise unreadable("请求内容不是JSON", "请发送UTF-8编码的JSON") from None
        clean(value)
        return cast("dict[str, Any]", value)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: Sequence[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The parameters of an address or a form."""
        found = super().parse_querydict(data, list(list_fields), request)
        clean(found)
        return found


class Writer(JSONRenderer):
    """Chinese stays Chinese on the wire."""

    json_dumps_params = {"ensure_ascii": False}


def clean(value: Any, depth: int = 0) -> None:
    """Refuse (400) text that no database keeps: NUL, half of a surrogate pair; and nesting without end."""
    if depth > DEEPEST:
        raise unreadable(f"内容嵌套超过{DEEPEST}层", "请按接口说明的格式发送")
    if isinstance(value, str):
        if "\x00" in value:
            raise unreadable("内容里有不能保存的字符（NUL）", "请去掉它再发送")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise unreadable("内容里有半个字符", "请按UTF-8重新编码后发送") from None
    elif isinstance(value, dict):
        for key, each in value.items():
            clean(key, depth + 1)
            clean(each, depth + 1)
    elif isinstance(value, list | tuple):
        for each in value:
            clean(each, depth + 1)


def clean_address(request: HttpRequest) -> None:
    """Refuse an address with NUL in it, wherever it stands."""
    if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in unquote(request.path):
        raise unreadable("地址里有不能用的字符（NUL）", "请核对地址")


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")
