"""A real HTTP server on 127.0.0.1 around a WSGI application, in threads of the test's own process.

In-process, because the pages must see the test's own database; threaded with keep-alive, because a browser opens
several connections at once and holds them.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATIENCE = 30.0
"""Seconds to wait for answers under way when the server is closed."""


class _Handler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the browser reports every failed request, and the watch turns it into a failure."""


class _Server(ThreadedWSGIServer):
    block_on_close = False  # an idle kept-alive connection must not hold up the end of the test

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes a page hangs up in mid-answer; that is no error of the server."""


class _Counted:
    """Counts answers under way and runs ``after_each`` in the thread of a request once its answer is out."""

    def __init__(self, application: Application, after_each: Callable[[], None]) -> None:
        self._application = application
        self._after_each = after_each
        self._running = 0
        self._changed = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self._changed:
            self._running += 1
        try:
            answer = self._application(environ, start_response)
        except BaseException:
            self._done()
            raise
        return _Closing(answer, self._done)

    def _done(self) -> None:
        try:
            self._after_each()
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def drain(self) -> bool:
        """Waits until no answer is under way; False where one is still after ``PATIENCE`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._running == 0, timeout=PATIENCE)


class _Closing:
    """An answer that tells when it is closed; the server closes every answer, also of a client that hung up."""

    def __init__(self, answer: Iterable[bytes], done: Callable[[], None]) -> None:
        self._answer = answer
        self._done = done
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            close = getattr(self._answer, "close", None)
            if close is not None:
                close()
        finally:
            self._done()


@contextlib.contextmanager
def serve(application: Application, *, after_each: Callable[[], None] = lambda: None) -> Iterator[str]:
    """Serves ``application`` on a free port; yields its address, like ``http://127.0.0.1:40123``.

    ``after_each`` runs in the thread of each request once its answer is out. At the end it waits for answers under way.
    Raises ``TimeoutError`` where a view never answers.
    """
    counted = _Counted(application, after_each)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.set_app(counted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(timeout=PATIENCE)
        server.server_close()
        if not counted.drain():
            raise TimeoutError("an answer of the test server is still under way: does a view hold a stream open?")
