"""The interface for programs below ``/api/v1/`` (应用接口): the operations of all modules, one door, one kind of fault.

`config.modules.REST` lists the routers. Every operation is behind a token whose scope it asks for (an operation that
does not say which, and is no GET, is for nobody); cookies are not looked at. The description stands at
``/api/v1/openapi.json`` and holds no data.
"""

from __future__ import annotations

import importlib
import json
import logging
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.cache import patch_cache_control
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer

from anjian.access import viewing
from anjian.api import actions as tokens
from anjian.api import pace
from anjian.api import queries as asking
from anjian.api.events import Asked
from anjian.lib.errors import Refusal
from anjian.ui import moment, rest
from anjian.ui.rest.problems import MEDIA
from anjian.ui.rest.reading import clean_address
from config import modules

log = logging.getLogger("anjian.api")
ABOUT = """\
页面能做的，程序都能做：同样的函数、同样的权限、同样的理由。

* 凭证：在“接口凭证”页或用 `anjian token make` 发放，放在 `Authorization: Bearer …` 里；
  范围由账号的职务决定，用途由凭证决定。
* 重发：记录以事实编号（`id`）或 `Idempotency-Key` 为准，重发不会记两次；其他改动以 `Idempotency-Key` 为准，保留一天。
* 用途：每个操作的 `x-scope` 是凭证要有的用途（`*` 为任何一种）。
* 分页：`limit` 和上一页答复里的 `next`（放进 `cursor`）。
* 出错：`application/problem+json`，`what` 哪里不对、`why` 为什么、`next` 怎么办；`faults` 逐项列出。
* 时点：`as_of` 按哪一天看，`known` 按当时所知看。
"""


class Bearer(HttpBearer):
    """A token in ``Authorization: Bearer``: who asks today, and how fast."""

    def authenticate(self, request: HttpRequest, token: str) -> Asked | None:
        """Who shows the token; None: nobody. Sets ``request.viewer``. Refuses who asks too fast."""
        now = moment.clock(request)
        found = asking.asked_by(token, now=now, local=viewing.is_local(request))
        if found is None:
            return None
        asked, note = found
        wait = pace.wait_for(asked.token)
        if wait:
            raise _TooFast(wait)
        if note:
            tokens.note_use(asked.token, now=now)
        request.viewer = asked.viewer  # type: ignore[attr-defined]
        return asked


class _TooFast(Refusal):
    def __init__(self, wait: float) -> None:
        self.wait = max(1, round(wait + 0.5))
        super().__init__(
            "请求太频繁",
            f"每个凭证每秒最多{settings.API_RATE}次，免得一个程序拖慢所有人",
            f"请在{self.wait}秒后重试；一次要记很多请用 /facts/batch",
            code="api.too_fast",
        )


class House(NinjaAPI):
    """Our interface: named operations, and faults described as what they are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name. Notes the scope that it asks for, for the description."""
        name: str = operation.view_func.__name__
        self.scopes[name] = rest.scope_of(operation.view_func, operation.methods[0]) or ""
        return name

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The description, with faults as ``application/problem+json`` and the scope of each operation."""
        self.scopes: dict[str, str] = {}
        schema = super().get_openapi_schema(**where)
        for operations in schema["paths"].values():
            for told in operations.values():
                told["x-scope"] = self.scopes[told["operationId"]]
                for status, said in told["responses"].items():
                    if int(status) >= 400 and "application/json" in said.get("content", {}):
                        said["content"] = {MEDIA: said["content"]["application/json"]}
        return schema


def _guarded(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Around every operation: its scope is one of the token's."""

    @wraps(operation)
    def inner(request: HttpRequest, *given: Any, **named: Any) -> Any:
        asked: Asked = request.auth  # type: ignore[attr-defined]
        scope = rest.scope_of(operation, request.method or "")
        if scope is None or scope not in (rest.ANY, *asked.scopes):
            word = rest.SCOPES.get(scope or "", "这件事")
            raise Refusal(
                f"这个凭证不能用于{word}",
                "凭证只能做发放时选定的事",
                f"请另发一个用途含“{scope or ''}”的凭证",
                code="api.scope.forbidden",
            )
        return operation(request, *given, **named)

    return inner


def _api() -> House:
    made = House(
        title="安监 Anjian",
        version="1",
        description=ABOUT,
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
        auth=Bearer(),
        parser=rest.Reader(),
        renderer=rest.Writer(),
    )
    made.add_decorator(_guarded)
    made.add_exception_handler(Refusal, _refused)
    made.add_exception_handler(AuthenticationError, _unknown)
    made.add_exception_handler(ValidationError, _invalid)
    made.add_exception_handler(HttpError, _unread)
    made.add_exception_handler(Http404, lambda request, error: _nowhere(request))
    for tag, dotted in modules.REST:
        module, _, name = dotted.rpartition(".")
        router: Router = getattr(importlib.import_module(module), name)
        for view in router.path_operations.values():
            for operation in view.operations:
                rest.refuses(operation)
        made.add_router("", router, tags=[tag])
    return made


def _refused(request: HttpRequest, no: Any) -> HttpResponse:
    wait = {"Retry-After": str(no.wait)} if isinstance(no, _TooFast) else None
    return rest.answer(no, headers=wait)


def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    no = Refusal(
        "没有出示凭证，或者凭证无效",
        "不知道是谁在问，就不能给出任何内容；凭证可能已到期或吊销，账号可能已注销",
        "请在“接口凭证”页发放新的，放在 Authorization: Bearer 里",
        code="api.unauthorized",
    )
    return rest.answer(no, headers={"WWW-Authenticate": 'Bearer realm="anjian"'})


def _unread(request: HttpRequest, error: Any) -> HttpResponse:
    """A body that could not be read; ninja hides why behind its own error."""
    why = error.__cause__
    return rest.answer(why if isinstance(why, Refusal) else rest.unreadable("请求读不懂", "请对照接口说明"))


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """What does not fit the description, each place with what is wrong there."""
    faults = []
    for each in error.errors[:50]:
        where = ".".join(str(part) for part in each["loc"][1:] if part not in ("body",)) or str(each["loc"][0])
        faults.append(
            Refusal(
                f"{where}：{_WORDS.get(each['type'], '不合要求')}",
                str(each["msg"])[:200],
                "请按接口说明改正",
                code=f"api.invalid.{each['type']}",
                field=where,
            )
        )
    return rest.answer(_Several(faults), status=422)


class _Several(Refusal):
    def __init__(self, faults: list[Refusal]) -> None:
        first = faults[0]
        super().__init__(first.what, first.why, first.next, code="api.invalid", field=first.field)
        self.faults = faults


_WORDS = {
    "missing": "没有填",
    "uuid_parsing": "不是UUID",
    "uuid_type": "不是UUID",
    "int_parsing": "不是整数",
    "int_type": "不是整数",
    "string_type": "不是文字",
    "string_too_long": "太长",
    "string_too_short": "太短",
    "list_type": "不是列表",
    "dict_type": "不是对象",
    "extra_forbidden": "没有这一项",
    "too_long": "太多",
    "date_from_datetime_parsing": "不是日期",
    "date_parsing": "不是日期",
    "date_type": "不是日期",
    "literal_error": "不是可选的值",
    "enum": "不是可选的值",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "bool_parsing": "不是是或否",
}


def _nowhere(request: HttpRequest) -> HttpResponse:
    no = Refusal(
        "没有这个接口地址", "它不存在，或者不在您的权限范围内", "请对照 /api/v1/openapi.json", code="api.missing"
    )
    return rest.answer(no)


def _closed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Around every address: what cannot be read is refused first, and whatever happens is said as a problem."""

    @wraps(view)
    def inner(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
        try:
            clean_address(request)
            answer = view(request, *given, **named)
        except Refusal as no:
            answer = rest.answer(no)
        except RequestDataTooBig:
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
            big = Refusal(f"内容超过{most}KB", "太大的请求会拖慢所有人", "请分批发送", code="api.too_large")
            answer = rest.answer(big)
        except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
            answer = rest.answer(rest.unreadable("请求读不懂", "请对照接口说明"))
        except Exception as error:
            log.error("%s %s", request.method, request.path, exc_info=error)
            answer = rest.answer(
                Refusal("系统出错了", "这是程序的毛病，没有保存任何内容", "请稍后重试，并告诉管理员", code="api.fault"),
                status=500,
            )
        if isinstance(answer, HttpResponseNotAllowed):
            allow = {"Allow": answer.headers["Allow"]}
            said = Refusal(f"这个地址不支持 {request.method}", "", f"可用：{allow['Allow']}", code="api.method")
            answer = rest.answer(said, headers=allow)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    inner.csrf_exempt = True  # type: ignore[attr-defined]  # nothing here reads a cookie
    return viewing.public(inner)  # the door of pages is not asked: `Bearer` is the door, and closed by default


def _described(request: HttpRequest) -> HttpResponseBase:
    """The description of the interface. No data in it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return HttpResponse(_description(), content_type="application/json; charset=utf-8")


@cache
def description() -> OpenAPISchema:
    """The description of every operation. Made once per process: it takes most of a second, and anybody may ask."""
    return api.get_openapi_schema()


@cache
def _description() -> bytes:
    return json.dumps(description(), ensure_ascii=False, cls=NinjaJSONEncoder).encode()


def _wrapped(entries: list[URLPattern | URLResolver]) -> list[URLPattern]:
    found = [entry for entry in entries if isinstance(entry, URLPattern) and entry.name != "api-root"]
    for entry in found:
        entry.callback = _closed(entry.callback)
    return found


api = _api()
urls = [
    path("openapi.json", _closed(_described), name="openapi"),
    *_wrapped(api.urls[0]),
    # Whatever is below, an address with a line end in it too: `path` would leave that to the pages.
    re_path(r"[\s\S]+", _closed(lambda request: _nowhere(request)), name="api-nowhere"),
    path("", _closed(lambda request: _nowhere(request)), name="api-root"),
]
