"""Nobody learns what is not theirs (权限走查): every address, as four who must not see 尧都区.

Three things are looked at. No id and no name of another stands in an answer. What is there and not theirs is answered
like what is not there at all. And when something happens there, not one sign of any answer changes: no row, no count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from anjian.duties.worker import freshen
from tests.scope import ground
from tests.scope.table import FORMS, NOWHERE, OWN, PUBLISHED, SUMS, WALK, Ask, filled


@pytest.fixture(scope="module")
def walked(copies: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """All answers: of things of 尧都区, of nothing, and of the first again after something happened there."""
    from django.test import override_settings

    files = tmp_path_factory.mktemp("files")
    with copies("anjian_loaded"), override_settings(FILES=files, API_RATE=100_000):
        things = ground.things()
        walkers = ground.walkers()
        freshen()
        before = ground.count_of_yaodu()
        asks = [ask for entry in (*WALK.values(), NOWHERE) for ask in entry]
        first = {name: _walk(walker, asks, things) for name, walker in walkers.items()}
        about = [asks[n] for n in _about(asks)]
        nothing = {name: _walk(walker, about, ground.NOBODY) for name, walker in walkers.items()}
        after = ground.count_of_yaodu()
        ground.change(things)
        freshen()
        again = {name: _walk(walker, asks, things) for name, walker in walkers.items()}
        yield {
            "things": things,
            "walkers": walkers,
            "asks": asks,
            "first": first,
            "nothing": nothing,
            "again": again,
            "counted": (before, after),
        }


def _walk(walker: ground.Walker, asks: list[Ask], things: dict[str, str]) -> list[tuple[int, str]]:
    return [walker.ask(filled(ask, things)) for ask in asks]


def _about(asks: list[Ask]) -> list[int]:
    """Which of them name something in braces."""
    return [n for n, ask in enumerate(asks) if filled(ask, ground.NOBODY) != ask]


def test_every_address_is_in_the_table_and_every_operation_is_asked():
    found = {pattern for pattern, _ in _patterns(get_resolver())}
    assert found - set(WALK) == set(), "enter new addresses in tests/scope/table/"
    assert set(WALK) - found == set(), "these are gone"
    from config.api import description

    asked = {(ask.method, _plain(pattern)) for pattern, asks in WALK.items() for ask in asks}
    described = {
        (method, path.strip("/")) for path, operations in description()["paths"].items() for method in operations
    }
    missing = {(method, path) for method, path in described if (method, _braced(path)) not in asked | OWN}
    assert missing == set(), "ask each operation at least once"


@pytest.mark.parametrize("name", ground.WALKERS)
def test_no_id_and_no_name_of_another_stands_in_an_answer(walked, name):
    walker = walked["walkers"][name]
    assert walker.ids
    assert walker.names
    found = []
    for when in ("first", "again"):
        for ask, (status, text) in zip(walked["asks"], walked[when][name], strict=True):
            asked = filled(ask, walked["things"])
            leaks = walker.leaks(text, but=f"{unquote(asked.address)} {asked.data}")
            if leaks and ask.address not in PUBLISHED:
                found.append(f"{ask.method} {asked.address} {status}: {leaks[:5]}")
            assert status != 500, asked
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ground.WALKERS)
def test_what_is_not_theirs_is_answered_like_what_is_not_there(walked, name):
    asks, found = walked["asks"], []
    for n, (status, text) in zip(_about(asks), walked["nothing"][name], strict=True):
        known = any(f"{{{word}}}" in f"{asks[n]}" for word in ("post", "post_name", "body", "person"))
        if name == "ent-002" and (known or asks[n].address.startswith(FORMS)):
            continue  # offices and posts of the county where the firm stands are known to it
        there = walked["first"][name][n]
        first, nothing = _neutral(there[1], walked["things"]), _neutral(text, ground.NOBODY)
        if (there[0], first) != (status, nothing):
            found.append(f"{asks[n].method} {asks[n].address}: {there[0]}, {status}: {_where(first, nothing)}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ground.WALKERS)
def test_when_something_happens_elsewhere_no_answer_changes(walked, name):
    found = [
        f"{ask.method} {ask.address} {_where(first[1], again[1])}"
        for ask, first, again in zip(walked["asks"], walked["first"][name], walked["again"][name], strict=True)
        if first != again and ask.address not in SUMS
    ]
    assert not found, "\n".join(found)


def test_walking_changed_nothing_there(walked):
    before, after = walked["counted"]
    assert before == after


def test_a_planted_leak_is_found(walked):
    """The walk can fail: an answer with a firm's name in it, and one that counts it."""
    walker = walked["walkers"]["quwo-office"]
    name, id = sorted(walker.names)[0], sorted(walker.ids)[0]
    assert walker.leaks(f"<td>{name}</td>", but="") == [name]
    assert walker.leaks(f'{{"id": "{id}"}}', but="") == [id]
    assert walker.leaks(f"<p>没有找到{name}</p>", but=f"/people/?words={name}") == []


def test_the_owner_does_see_what_the_others_do_not(walked):
    """The things are there: otherwise nobody could have seen them, and the walk would say nothing."""
    from django.test import Client

    browser: Client = ground.signed_in("yaodu-deputy")
    things = walked["things"]
    assert browser.get(f"/facts/{things['fact']}/").status_code == 200
    assert browser.get(f"/files/{things['digest']}").status_code == 200
    assert browser.get(f"/duties/{things['duty']}/").status_code == 200
    office = ground.signed_in("yaodu-office")
    assert office.get(f"/people/import/{things['sheet']}/").status_code == 200
    assert office.get(f"/reading/{things['reading']}/").status_code == 200
    assert things["firm_name"] in office.get("/record/?fact=inspections.visit_filed").content.decode()


def _neutral(text: str, things: dict[str, str]) -> str:
    """The text without the words that were asked for, and without what is said of one's own step before."""
    text = re.sub(r'<div class="messages" role="status">.*?</div>', "", text, flags=re.DOTALL)
    for value in sorted(things.values(), key=len, reverse=True):
        for said in (value, quote(value), quote(quote(value))):  # as it is, in a link, in a link that leads on
            text = text.replace(said, "<asked>")
    return text


def _where(first: str, again: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(first, again, strict=False)) if a != b), min(len(first), len(again)))
    return f"…{first[max(0, at - 60) : at + 60]!r} became …{again[max(0, at - 60) : at + 60]!r}"


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback
        else:
            yield from _patterns(entry, prefix + str(entry.pattern))


def _plain(pattern: str) -> str:
    return _braced(pattern.replace("<", "{").replace(">", "}"))


def _braced(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)
