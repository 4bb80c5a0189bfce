"""Work that a process of its own does beside this one (旁路进程): values one after the other, a little ahead.

For what needs a processor and nothing that this process holds: no connection, no lock. Two threads of one process would
only take the interpreter away from each other.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any, BinaryIO, Generic, TypeVar, cast

from anjian.host import garbage

T = TypeVar("T")


class Gone(Exception):
    """The process that made the values was ended from outside. What came from it stands; the rest is made anew."""


class Beside(Generic[T], Iterator[T]):
    """The values of a generator function that runs in a process of its own, in their order.

    ``dotted``: its name, ``package.module:function``; its arguments and values are pickled. The next value is made
    while this one is being used. What the function raises is raised by `next`. The process ends when nobody can read
    from it any more: with `close`, and with this process, however that ends.
    """

    def __init__(self, dotted: str, *args: Any) -> None:
        self._name = dotted
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([path or os.getcwd() for path in sys.path])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the process that started it
        )
        with contextlib.suppress(BrokenPipeError), self._pipe(self._process.stdin) as pipe:
            pickle.dump((dotted, args), pipe, pickle.HIGHEST_PROTOCOL)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def __next__(self) -> T:
        """Waits for the next value. Raises `Gone` when the process is no more."""
        try:
            made, error, ended = pickle.load(self._pipe(self._process.stdout))
        except (EOFError, ValueError, pickle.UnpicklingError) as why:
            self.close()
            raise Gone(self._name) from why
        if ended:
            self.close()
            raise error or StopIteration
        return cast(T, made)

    def close(self) -> None:
        """Let it go."""
        self._pipe(self._process.stdout).close()
        self._process.kill()
        self._process.wait()

    @staticmethod
    def _pipe(end: Any) -> BinaryIO:
        return cast(BinaryIO, end)


def _answers() -> Iterator[tuple[Any, Exception | None, bool]]:
    """A value, what was raised instead, and whether that is all."""
    import django

    django.setup()  # before classes of its modules are read
    dotted, args = pickle.load(sys.stdin.buffer)
    module, _, name = dotted.partition(":")
    try:
        for value in getattr(import_module(module), name)(*args):
            yield value, None, False
    except Exception as error:
        yield None, error, True
    else:
        yield None, None, True


def _main() -> None:
    garbage.seldom()
    end, sys.stdout = sys.stdout.buffer, sys.stderr  # what somebody prints is no value
    for answer in _answers():
        try:
            end.write(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
            end.flush()
        except BrokenPipeError:  # nobody wants more of it
            os._exit(0)


if __name__ == "__main__":
    _main()
