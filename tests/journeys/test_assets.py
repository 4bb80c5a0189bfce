"""Vendored scripts and the web manifest, in the browser and under the policy of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from anjian.ui import assets
from config.security import POLICY
from tests.browser import live, pages

STATIC = assets.VENDOR.parent
KINDS = {
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}

PAGE = """<!doctype html><html lang="zh-CN"><head><title>页</title>
<link rel="icon" href="/ui/favicon.svg"><link rel="manifest" href="/ui/manifest.webmanifest">
<meta name="htmx-config" content='{"includeIndicatorCSS":false}'><script src="/vendor/htmx.min.js"></script></head>
<body hx-headers:inherited='{"X-CSRFToken": "token"}'><main><h1>工作台</h1>
<button hx-post="/part" hx-target="#place" hx-swap="innerHTML">记录</button><div id="place">等待</div></main>
</body></html>"""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    path = environ["PATH_INFO"]
    file = STATIC / path.lstrip("/")
    kind = "text/html; charset=utf-8"
    if path == "/part":
        content = f"<p>已记录：{environ['REQUEST_METHOD']} {environ.get('HTTP_X_CSRFTOKEN', '无')}</p>".encode()
    elif file.is_file():
        content, kind = file.read_bytes(), KINDS[file.suffix]
    else:
        content = PAGE.encode()
    start_response(
        "200 OK",
        [("Content-Type", kind), ("Content-Length", str(len(content))), ("Content-Security-Policy", POLICY)],
    )
    return [content]


@pytest.fixture
def page(desk: pages.Desk) -> Iterator[Any]:
    with live.serve(application) as address:
        page = desk.open("desk", address)
        page.goto("/")
        yield page
        assert desk.close() == []


def test_htmx_exchanges_a_part_and_sends_the_inherited_header_under_the_policy(page: Any) -> None:
    page.click("button")
    page.get_by_text("已记录").wait_for()
    assert page.inner_text("#place") == "已记录：POST token"
    assert page.evaluate("htmx.version") == {asset.name: asset.version for asset in assets.read()}["htmx"]


def test_the_browser_reads_our_manifest_without_complaint(page: Any) -> None:
    found = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert found["errors"] == []
    assert '"short_name": "安监"' in found["data"]
