"""A deputy head is told what falls due, by a gateway on this machine; who runs the house sees that it arrived."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import yaml

from anjian.access import queries as access
from anjian.lib.viewer import SYSTEM
from anjian.messages import actions as messages


@pytest.fixture
def gateway(tmp_path: Any, monkeypatch: Any) -> Iterator[list[str]]:
    """A gateway of short messages that takes the first and refuses the others; the house is set up to use it."""
    got: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            body = b'{"id": "1"}'
            self.send_response(200 if len(got) == 1 else 400)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told = {"sms": {"url": f"http://127.0.0.1:{server.server_port}/sms", "secret": "k"}}
    file = tmp_path / "messages.yaml"
    file.write_text(yaml.safe_dump({**told, "quiet": {"from": "21:30", "to": "07:30"}}))
    monkeypatch.setenv("ANJIAN_MESSAGES", str(file))
    yield got
    server.shutdown()
    server.server_close()


def test_one_says_where_one_is_reached_and_the_keeper_sees_what_arrived_and_sends_again(
    loaded_database: Any,
    gateway: list[str],
    signed_in: Callable[..., Any],
    look: Callable[..., None],
) -> None:
    phone = signed_in("yaodu-deputy", "phone")
    phone.goto("/messages/")
    phone.get_by_label("短信").fill("13800000000")
    phone.get_by_role("button", name="保存").click()
    phone.get_by_role("button", name="给自己试发一条").click()
    phone.locator("text=这是一条试发的消息").wait_for()
    now = dt.datetime.now(dt.UTC)
    messages.send_due(now=now)  # what the worker does
    person = access.viewer_for("acct:yaodu-deputy", as_of=now.date()).person
    messages.owe(SYSTEM, key="k", person=person, subject="2项职责3天后到期", text="x", now=now, urgent=True)
    messages.send_due(now=now)
    assert ("13800000000" in gateway[0], len(gateway)) == (True, 2)
    phone.reload()
    assert "已发出" in phone.locator("main").inner_text()
    look(phone, "messages", thumb=True, whole=True)

    desk = signed_in("admin")
    desk.goto("/messages/out/?state=failed")
    text = desk.locator("main").inner_text()
    assert ("回答400" in text, "职责3天后到期" in text) == (True, False)  # what became of it, not what it says
    look(desk, "messages-out", whole=True)
    desk.get_by_role("button", name="再发").click()
    desk.locator("text=已重新交给通道").wait_for()
    small = signed_in("admin", "phone")
    small.goto("/messages/out/")
    look(small, "messages-out", whole=True)
