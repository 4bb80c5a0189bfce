"""Journeys (端到端测试): what a person does, in a real browser against the real application.

How to write one::

    def test_a_clerk_sees_what_is_late(region, signed_in, look):
        page = signed_in("yaodu-office")
        ...
        look(page, "late")    # sound as it stands; var/shots/late-desk.png, to be looked at

``live``           address of the application, served over the test's own database: that of ``loaded_database`` (packs
                   and sample) or ``fresh_database`` (empty), whichever the test asks for; empty where it asks for
                   neither. A module that shares one database overrides the fixture ``journey_database``.
``region``         ``loaded_database`` with the duties of today at hand, as the worker leaves them.
``desk_page``      a page of 1366 x 768; ``phone_page`` one of 390 x 844 with touch. Both on ``live``.
``open_page``      ``open_page("desk")`` for a further person, with cookies of its own.
``shot``           ``shot(name)`` keeps a picture of every open page, ``shot(name, page, whole=True)`` of one, down
                   to its end. They are for who runs the journeys in one process: among the workers of ``make test``,
                   where nobody looks at them, none is taken.
``signed_in``      ``signed_in("yaodu-deputy", "phone")``: a page of its own for somebody of the sample, at their desk.
``look``           ``look(page, "desk", thumb=True)`` asserts that a page is sound as it stands (what the policy would
                   drop, ``axe``, ``fits``, buttons for a thumb) and keeps its picture under the name, if there is one.
``axe``, ``fits``  assert accessibility; assert that nothing scrolls sideways.
``expects``        ``with expects(page, "409"): …`` where a complaint on the console is part of the journey.

Without being asked, each page fails its test at the end if its console was not empty, a script failed, anything was
asked of another host, the content security policy refused something, or an answer was 5xx. After a failure the pages
are kept as ``var/shots/failed-….png``.

Where no browser can be had the journeys skip, with the reason; under ``CI=true`` they fail instead.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from anjian.duties.worker import freshen
from tests.browser import axe as accessibility
from tests.browser import fetch, fonts, pages
from tests.browser import live as server
from tests.journeys import connections
from tests.journeys.visits import sign_in, sound

_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """The browser of this worker. Package, not session: its event loop must not outlive the journeys in the worker."""
    with contextlib.ExitStack() as stack:
        try:
            chromium = stack.enter_context(pages.launched(fetch.ensure()))
        except (fetch.NoBrowser, fonts.NoFonts) as reason:
            give_up(str(reason), environment=os.environ)
        yield chromium


def give_up(reason: str, *, environment: Any) -> None:
    """Skips, or fails under CI."""
    if fetch.demanded(environment):
        pytest.fail(f"journeys need a browser: {reason}", pytrace=False)
    pytest.skip(f"no browser: {reason}")


@pytest.fixture(scope="package")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Application]:
    """The application as the web server runs it, with the static files of the source tree.

    Files collected earlier under ``var/static`` are left aside: they may be of another day than the templates.
    """
    from django.core.wsgi import get_wsgi_application
    from django.test import override_settings

    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield get_wsgi_application()


@pytest.fixture
def journey_database(request: pytest.FixtureRequest) -> Any:
    """The database under ``live``; see above."""
    asked = "loaded_database" if "loaded_database" in request.fixturenames else "fresh_database"
    return request.getfixturevalue(asked)


@pytest.fixture
def region(loaded_database: Any) -> Any:
    """``loaded_database`` as the worker leaves it: duties of today are at hand."""
    freshen()
    return loaded_database


@pytest.fixture
def live(journey_database: Any, application: server.Application, tmp_path: Path) -> Iterator[str]:
    """Address of the application over this test's database; evidence files go to a folder of this test's own."""
    from django.conf import settings
    from django.test import override_settings

    files = tmp_path / "files"
    storages = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(files)}}}
    with override_settings(FILES=files, STORAGES=storages), connections.served(application) as address:
        yield address


@pytest.fixture
def desk(request: pytest.FixtureRequest, browser: Any) -> Iterator[pages.Desk]:
    """The pages of this test. Judges them at the end."""
    of_this_test = pages.Desk(browser, test=request.node.name)
    yield of_this_test
    wrong = of_this_test.close(failed=request.node.stash.get(_FAILED, False))
    if wrong:
        pytest.fail("the pages of this journey complained:\n" + "\n".join(wrong), pytrace=False)


@pytest.fixture
def open_page(live: str, desk: pages.Desk) -> Callable[..., Any]:
    return lambda kind="desk", **more: desk.open(kind, live, **more)


@pytest.fixture
def desk_page(open_page: Callable[..., Any]) -> Any:
    return open_page("desk")


@pytest.fixture
def phone_page(open_page: Callable[..., Any]) -> Any:
    return open_page("phone")


@pytest.fixture
def shot(desk: pages.Desk) -> Callable[..., list[Path]]:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return lambda *_args, **_more: []
    return desk.shot


@pytest.fixture
def expects(desk: pages.Desk) -> Callable[..., contextlib.AbstractContextManager[None]]:
    return desk.expects


@pytest.fixture
def axe() -> Callable[..., None]:
    def check(page: Any, *, within: str | None = None) -> None:
        found = accessibility.findings(page, within=within)
        assert not found, "axe-core found:\n" + "\n".join(found)

    return check


@pytest.fixture
def fits() -> Callable[[Any], None]:
    def check(page: Any) -> None:
        wide = pages.overflow(page)
        assert not wide, "the page scrolls sideways:\n" + "\n".join(wide)

    return check


@pytest.fixture
def signed_in(open_page: Callable[..., Any]) -> Callable[..., Any]:
    def enter(login: str, kind: str = "desk", **more: Any) -> Any:
        page = open_page(kind, **more)
        sign_in(page, login)
        return page

    return enter


@pytest.fixture
def look(axe: Callable[..., None], fits: Callable[[Any], None], shot: Callable[..., Any]) -> Callable[..., None]:
    def judge(page: Any, name: str = "", *, thumb: bool = False, whole: bool = False) -> None:
        sound(page, axe, fits, thumb=thumb)
        if name:
            shot(name, page, whole=whole)

    return judge
