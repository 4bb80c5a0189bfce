"""No handler of another module listens while the ledger is tested."""

from collections.abc import Iterator

import pytest

from anjian.ledger import handlers


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    with handlers.alone():
        yield
