"""Refusals as answers for programs (拒绝的答复): RFC 9457 ``application/problem+json`` with what, why and next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from django.http import HttpResponse
from ninja import Schema
from ninja.operation import Operation
from pydantic import Field

from anjian.lib.errors import Refusal

MEDIA: Final = "application/problem+json"
_BY_END: Final[Mapping[str, int]] = {
    "missing": 404,
    "forbidden": 403,
    "place_scope": 403,
    "not_allowed": 403,
    "unauthorized": 401,
    "unreadable_body": 400,
    "too_large": 413,
    "media": 415,
    "too_fast": 429,
    "key_used": 409,
    "id_taken": 409,
    "used": 409,
    "undone": 409,
    "method": 405,
}
_TITLES: Final[Mapping[int, str]] = {
    400: "请求读不懂",
    401: "需要凭证",
    403: "不允许",
    404: "没有找到",
    405: "不支持这种方法",
    409: "和已有的冲突",
    413: "太大",
    415: "格式不支持",
    422: "内容有错",
    429: "太频繁",
    500: "系统出错",
}


class Fault(Schema):
    """One thing that is wrong: 哪里不对、为什么、怎么办, a stable code, and the field."""

    what: str
    why: str = ""
    next: str = ""
    code: str
    field: str | None = None


class Problem(Schema):
    """Why nothing was done (RFC 9457). ``what``, ``why``, ``next`` are sentences to show; ``faults`` name fields."""

    type: str = Field(description="urn:anjian: and the stable code")
    title: str
    status: int
    detail: str
    what: str
    why: str = ""
    next: str = ""
    code: str
    field: str | None = None
    faults: list[Fault] = []


class Refused(Schema):
    """What ninja makes of an answer `Problem`: made and described once, not for each status of each operation."""

    response: Problem

    @classmethod
    @cache
    def model_json_schema(cls, *told: Any, **how: Any) -> dict[str, Any]:  # type: ignore[override]
        """The same call, answered from memory; nobody changes the answer."""
        return super().model_json_schema(*told, **how)


FAULTS: Final[dict[int, None]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429))
"""What every operation may answer besides its own; `refuses` says that each is a `Problem`."""


def refuses(operation: Operation) -> None:
    """Describe the faults of an operation whose answers name `FAULTS`."""
    told = operation.response_models
    told.update({status: Refused for status in FAULTS if status in told and told[status] is None})


def status_of(no: Refusal) -> int:
    """The status of a refusal, by the end of its code; 422 when it is none of the known ends."""
    return _BY_END.get(no.code.rsplit(".", 1)[-1], 422)


def problem(no: Refusal, *, status: int | None = None, faults: Iterable[Refusal] = ()) -> dict[str, Any]:
    """A refusal as the members of a problem. ``faults``: when several things are wrong, each of them."""
    status = status or status_of(no)
    told = list(faults) or list(getattr(no, "faults", ()))
    return {
        "type": f"urn:anjian:{no.code}",
        "title": _TITLES.get(status, "没有完成"),
        "status": status,
        "detail": str(no),
        **no.as_dict(),
        "faults": [each.as_dict() for each in told],
    }


def answer(no: Refusal, *, status: int | None = None, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A refusal as an answer."""
    told = problem(no, status=status)
    return HttpResponse(
        json.dumps(told, ensure_ascii=False).encode(), status=told["status"], content_type=MEDIA, headers=headers
    )


def unreadable(what: str, next: str, *, field: str | None = None) -> Refusal:
    """The refusal of a request that cannot be read at all (400)."""
    return Refusal(what, "读不懂就不能猜；没有保存任何内容", next, code="api.unreadable_body", field=field)
