"""Pages are tried over the sample, as somebody signed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from anjian.duties.worker import freshen
from anjian.lib.ends import CHINA
from anjian.sample.region import PASSWORD

TODAY = dt.datetime.now(CHINA).date()


@pytest.fixture(scope="module")
def sample(copies: Any) -> Iterator[Any]:
    """One copy of the sample for a module of tests."""
    with copies("anjian_loaded") as copy:
        freshen()  # as the worker does; nothing when the template has it
        yield copy


@pytest.fixture
def come(sample: Any, settings: Any, tmp_path: Any, django_db_blocker: Any) -> Iterator[Callable[[str], Client]]:
    """``come("yaodu-deputy")``: a client who has signed in."""
    settings.FILES = tmp_path / "files"
    with django_db_blocker.unblock():

        def sign_in(login: str) -> Client:
            client = Client()
            answer = client.post("/sign-in/", {"login": login, "password": PASSWORD, "next": "/"})
            assert answer.status_code == 302
            return client

        yield sign_in
