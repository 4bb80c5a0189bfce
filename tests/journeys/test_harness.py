"""The journeys' own net, tried with planted faults: each must be caught, or a green journey would mean nothing."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops

from config.security import POLICY
from tests.browser import axe, fonts, live, pages
from tests.journeys import conftest

HTML = "text/html; charset=utf-8"
ICON = '<link rel="icon" href="/icon.svg">'

# path: (status, content type, body). Pages without a fault first, then one fault each.
SITE: dict[str, tuple[str, str, str]] = {
    "/icon.svg": ("200 OK", "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'),
    "/good": (
        "200 OK",
        HTML,
        f"""<!doctype html><html lang="zh-CN"><head><title>好</title>{ICON}<link rel="stylesheet" href="/good.css">
        <meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>安全生产</h1>
        <p class="song">第三条　县级人民政府每季度至少带队检查一次</p><p class="fang">仿宋</p>
        <label for="n">名称</label> <input id="n"> <button>记录</button></main></body></html>""",
    ),
    "/good.css": (
        "200 OK",
        "text/css",
        ".song{font-family:serif} .fang{font-family:FangSong} h1{font-family:sans-serif}",
    ),
    "/says": ("200 OK", HTML, f'<title>x</title>{ICON}<script src="/says.js"></script>'),
    "/says.js": ("200 OK", "text/javascript", "console.info('left behind')"),
    "/throws": ("200 OK", HTML, f'<title>x</title>{ICON}<script src="/throws.js"></script>'),
    "/throws.js": ("200 OK", "text/javascript", "setTimeout(() => { throw new Error('fell over') }, 0)"),
    "/outside": ("200 OK", HTML, f'<title>x</title>{ICON}<a id="go" href="http://elsewhere.example/">去</a>'),
    "/styled": ("200 OK", HTML, f'<title>x</title>{ICON}<p style="color:red">红</p>'),
    "/inline": ("200 OK", HTML, f"<title>x</title>{ICON}<script>document.title = 'ran'</script>"),
    "/handler": ("200 OK", HTML, f"<title>x</title>{ICON}<button onclick=\"document.title='ran'\">按</button>"),
    "/broken": ("500 Internal Server Error", HTML, f"<title>x</title>{ICON}坏了"),
    "/refuses": ("409 Conflict", HTML, f"<title>x</title>{ICON}不能"),
    "/wide": (
        "200 OK",
        HTML,
        f"""<!doctype html><title>x</title>{ICON}<link rel="stylesheet" href="/wide.css">
        <meta name="viewport" content="width=device-width, initial-scale=1"><table class="t"><tr><td>太宽</table>
        <button class="s">小</button>""",
    ),
    "/wide.css": ("200 OK", "text/css", ".t{width:900px} .s{height:20px}"),
    "/faulty": (
        "200 OK",
        HTML,
        f"""<!doctype html><html lang="zh-CN"><head><title>毛病</title>{ICON}<link rel="stylesheet" href="/faulty.css">
        <meta name="viewport" content="width=device-width, user-scalable=no"></head><body><h3>先三级</h3>
        <p class="pale">太淡</p><p class="pale">又太淡</p><p class="deep">够深</p><p class="veil">一层纱</p>
        <div class="dark"><p class="pale">深底上看得清</p><p class="deep">深底上看不清<a href="/">里</a></p></div>
        <p class="half">半透明</p><p class="named">颜色的名字</p><p class="odd">另一种写法</p>
        <img src="/icon.svg"><input name="n"><button></button><ul><p>不是一项</p></ul>
        <div role="checkbox" aria-checked="也许">勾</div></body></html>""",
    ),
    "/faulty.css": (
        "200 OK",
        "text/css",
        """.pale{color:#bbb} .deep{color:#333} .dark{background:#222} .half{color:#333;opacity:.3} .named{color:silver}
        .veil{color:#777;background:rgba(0,0,0,.35)} .odd{color:oklch(80% 0.1 120)}""",
    ),
    "/unlabelled": ("200 OK", HTML, f'<!doctype html><html lang="zh-CN"><title>x</title>{ICON}<input name="n"></html>'),
}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    status, kind, body = SITE.get(environ["PATH_INFO"], ("404 Not Found", HTML, "无"))
    content = body.encode()
    start_response(
        status,
        [("Content-Type", kind), ("Content-Length", str(len(content))), ("Content-Security-Policy", POLICY)],
    )
    return [content]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with live.serve(application) as address:
        yield address


@pytest.fixture
def watched(browser: Any, site: str, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a page on the planted site and returns it with the desk that judges it."""
    desk = pages.Desk(browser, test="planted", shots=tmp_path)
    yield lambda kind="desk": (desk.open(kind, site), desk)
    desk.close()


@pytest.mark.parametrize("kind", ["desk", "phone"])
def test_a_page_without_fault_passes(watched: Callable[..., Any], kind: str) -> None:
    page, desk = watched(kind)
    page.goto("/good")
    assert axe.findings(page) == []
    assert pages.overflow(page) == []
    assert desk.close() == []


@pytest.mark.parametrize(
    ("path", "caught"),
    [
        ("/says", "console info: left behind"),
        ("/throws", "script error: .*fell over"),
        ("/styled", "policy: style-src-attr refused inline"),
        ("/styled", "console error: .*inline style"),
        ("/inline", "policy: script-src-elem refused inline"),
        ("/broken", "500 .*/broken"),
        ("/refuses", "console error: .*409"),
        ("/nowhere", "console error: .*404"),
    ],
)
def test_a_planted_fault_is_caught(watched: Callable[..., Any], path: str, caught: str) -> None:
    page, desk = watched()
    page.goto(path)
    wrong = desk.close()
    assert any(re.search(caught, text) for text in wrong), wrong


def test_an_inline_handler_is_caught_and_does_not_run(watched: Callable[..., Any]) -> None:
    page, desk = watched()
    page.goto("/handler")
    page.click("button")
    assert page.title() == "x"
    assert any("policy: script-src-attr refused inline" in text for text in desk.close())


def test_a_request_to_another_host_is_caught_and_does_not_arrive(watched: Callable[..., Any]) -> None:
    page, desk = watched()
    page.goto("/outside")
    page.click("#go")
    page.wait_for_url("chrome-error://chromewebdata/")
    assert any(text == "desk page: outside request: http://elsewhere.example/" for text in desk.close())


def test_an_expected_complaint_passes_and_must_come(watched: Callable[..., Any]) -> None:
    page, desk = watched()
    with desk.expects(page, "409"):
        page.goto("/refuses")
    with pytest.raises(AssertionError, match="no complaint matches"), desk.expects(page, "409"):
        page.goto("/good")
    assert desk.close() == []


def test_what_was_not_expected_stays_a_complaint(watched: Callable[..., Any]) -> None:
    page, desk = watched()
    with desk.expects(page, "409"):
        page.goto("/refuses")
        page.goto("/says")
    assert desk.close() == ["desk page: console info: left behind"]


def test_axe_reports_a_field_without_label(watched: Callable[..., Any]) -> None:
    page, _ = watched()
    page.goto("/unlabelled")
    assert any("critical label:" in line for line in axe.findings(page))


def test_axe_finds_made_quicker_what_it_finds_as_it_comes(watched: Callable[..., Any]) -> None:
    page, _ = watched()
    page.goto("/faulty")
    ours = [*axe.findings(page), *axe.findings(page)]
    page.reload()
    page.evaluate(Axe().axe_script)
    theirs = axe.spelled(page.evaluate("axe.run().then(all => all.violations)"))
    assert ours == [*theirs, *theirs]
    rules = Counter(line.split(":")[0] for line in theirs)
    assert rules["serious color-contrast"] == 7
    assert len(rules) >= 6, rules


def test_a_page_wider_than_the_phone_is_reported_with_what_sticks_out(watched: Callable[..., Any]) -> None:
    page, _ = watched("phone")
    page.goto("/wide")
    assert any('<table class="t">' in line and "太宽" in line for line in pages.overflow(page)), pages.overflow(page)


def test_a_button_too_low_for_a_thumb_is_reported(watched: Callable[..., Any]) -> None:
    page, _ = watched("phone")
    page.goto("/wide")
    assert pages.small_targets(page, least=48) == ["<button> 20 px: 小"]


def test_pictures_are_kept_by_name_and_kind(watched: Callable[..., Any], tmp_path: Path) -> None:
    page, desk = watched()
    page.goto("/good")
    assert desk.shot("one") == [tmp_path / "one-desk.png"]
    with Image.open(tmp_path / "one-desk.png") as picture:
        assert picture.size == (1366, 768)


def test_a_failed_test_leaves_a_picture(watched: Callable[..., Any], tmp_path: Path) -> None:
    page, desk = watched("phone")
    page.goto("/good")
    desk.close(failed=True)
    assert (tmp_path / "failed-planted-phone.png").is_file()


def picture(page: Any, selector: str, path: Path) -> Image.Image:
    page.locator(selector).screenshot(path=path)
    return Image.open(path).convert("L")


def test_chinese_is_drawn_and_not_shown_as_boxes(watched: Callable[..., Any], tmp_path: Path) -> None:
    """Two different characters of equal width differ in the picture; as boxes they would be the same."""
    page, _ = watched()
    page.goto("/good")
    drawn = []
    for number, character in enumerate("安监䶮"):
        page.evaluate("text => document.querySelector('h1').textContent = text", character)
        drawn.append(picture(page, "h1", tmp_path / f"{number}.png"))
    for one, other in [(0, 1), (1, 2), (0, 2)]:
        assert ImageChops.difference(drawn[one], drawn[other]).getbbox() is not None


def test_sans_and_song_are_two_faces_and_fangsong_is_not_left_to_chance(
    watched: Callable[..., Any], browser: Any
) -> None:
    page, _ = watched()
    page.goto("/good")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]

    def face(selector: str) -> list[str]:
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        return [used["familyName"] for used in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]]

    assert face("h1") == [fonts.SANS]
    assert face(".song") == [fonts.SERIF]
    assert face(".fang") == [fonts.SERIF]


def test_without_a_browser_journeys_skip_and_under_ci_they_fail() -> None:
    with pytest.raises(pytest.skip.Exception, match="no npm"):
        conftest.give_up("no npm", environment={})
    with pytest.raises(pytest.fail.Exception, match="no npm"):
        conftest.give_up("no npm", environment={"CI": "true"})


def test_the_server_waits_for_an_answer_under_way_before_it_is_gone() -> None:
    asked, go_on, after = threading.Event(), threading.Event(), []

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.set()
        go_on.wait(10)
        return application({**environ, "PATH_INFO": "/good"}, start_response)

    import urllib.request

    got: list[int] = []
    with live.serve(slow, after_each=lambda: after.append(True)) as address:
        reader = threading.Thread(target=lambda: got.append(urllib.request.urlopen(address, timeout=10).status))
        reader.start()
        assert asked.wait(10)
        threading.Timer(0.2, go_on.set).start()
    assert after == [True]
    reader.join(10)
    assert got == [200]
