"""Board, page for the leader, files, timelines: numbers open lists of that length, others' names are not told."""

from __future__ import annotations

import html
import re

import pytest

from anjian.desk.queries.board import month_before
from anjian.desk.tests.conftest import TODAY


def cells(answer):
    board = answer.context["board"]
    for row in (*board.rows, board.whole):
        for cell in row.cells:
            yield row, cell


@pytest.mark.parametrize("address", ["/board/?place=141002&by=bodies", "/board/"])
def test_every_number_of_the_board_opens_a_list_of_that_length(come, address):
    """Of each column the first number and the sum; of the month before likewise."""
    client = come("city-office")
    answer = client.get(address)
    told = {(cell.name, row.url): (cell.url, cell.n) for row, cell in reversed(list(cells(answer))) if cell.n}
    first = dict({name: pair for (name, _), pair in told.items()}.values())
    board = answer.context["board"]
    lists = dict([*first.items(), *((cell.url, cell.n) for cell in board.whole.cells if cell.n)])
    lists |= {row.before_url: row.before.of for row in (board.rows[0], board.whole) if row.before.of}
    assert len(lists) >= 10
    assert {url: client.get(url).context["list"].total for url in lists} == lists


def test_rows_are_sorted_by_what_is_overdue_and_add_up_to_the_whole(come):
    board = come("city-office").get("/board/").context["board"]
    assert [row.lapsed for row in board.rows] == sorted((row.lapsed for row in board.rows), reverse=True)
    for n, cell in enumerate(board.whole.cells):
        assert sum(row.cells[n].n for row in board.rows) == cell.n, cell.name
    assert board.month == month_before(TODAY)[0]


def test_a_rate_has_its_denominator_and_none_without_one(come):
    board = come("city-office").get("/board/").context["board"]
    assert board.whole.rate.words == f"{100 * board.whole.rate.done // board.whole.rate.of} % · " + (
        f"{board.whole.rate.done}/{board.whole.rate.of}"
    )
    assert "无" in {row.before.words for row in board.rows if not row.before.of}


def test_a_county_compares_itself_by_sums_and_opens_no_list_of_its_neighbour(come):
    client = come("quwo-office")
    assert client.get("/board/?place=141002").status_code == 403
    assert client.get("/board/?place=141000").status_code == 403
    answer = client.get("/board/beside/")
    rows = {row.name: row for row in answer.context["board"].rows}
    assert rows["尧都区"].cells[0].n > 0
    assert all(not cell.url for _, cell in cells(answer))
    assert "/duties/" not in answer.content.decode()
    assert come("ent-001").get("/board/beside/").status_code == 404


def test_the_page_of_the_leader_says_the_numbers_of_the_board(come):
    client = come("city-mayor")
    answer = client.get("/month/")
    month, board = answer.context["month"], client.get("/board/").context["board"]
    assert [cell.n for cell in month.board.whole.cells] == [cell.n for cell in board.whole.cells]
    assert month.worst == tuple(row for row in board.rows if row.lapsed)[:5]
    opened = dict.fromkeys(
        html.unescape(url) for url in re.findall(r'href="(/duties/\?[^"]+)"', answer.content.decode())
    )
    said = {cell.url: cell.n for cell in month.board.whole.cells if cell.name != "unset" or cell.n}
    said |= {row.lapsed_url: row.lapsed for row in month.worst}
    said |= {row.before_url: row.before.of for row in (month.board.whole, *month.worst) if row.before.of}
    assert {url: client.get(url).context["list"].total for url in opened} == {url: said[url] for url in opened}
    assert len(opened) > 8
    assert len(month.oldest) <= 6
    assert [row.due for row in month.oldest] == sorted(row.due for row in month.oldest)


def test_the_file_of_a_body_lists_its_posts_its_numbers_and_what_happened(come):
    client = come("yaodu-office")
    answer = client.get("/bodies/body:141002-ajj/")
    told = answer.context["file"]
    assert {post.name for post in told.posts} == {"尧都区安监局局长", "尧都区安委办综合岗", "尧都区安监局执法岗"}
    assert told.owed.filters is not None
    assert client.get(told.owed.filters.url()).context["list"].total == told.owed.tally.total > 0
    assert any(row.clauses for row in told.timeline.rows)
    assert client.get(f"/enterprises/?regulator={told.card.id}").context["count"] == f"{told.firms} 家"
    assert come("quwo-office").get("/bodies/body:141002-ajj/").status_code == 404


def test_a_timeline_is_told_page_by_page_and_as_of_a_day(come):
    client = come("city-office")
    seen, before = [], ""
    for _page in range(3):
        told = client.get("/bodies/body:141000-ajj/", {"before": before}).context["timeline"]
        seen += [row.id for row in told.rows]
        before = told.before
    assert len(seen) == len(set(seen)) > 60
    past = client.get("/bodies/body:141000-ajj/", {"as_of": "2020-01-01"}).context["timeline"]
    assert max(row.day.isoformat() for row in past.rows) <= "2020-01-01"
    assert client.get("/bodies/body:141000-ajj/", {"before": "x"}).status_code == 200


def test_the_list_of_enterprises_is_narrowed_and_paged_by_key(come, monkeypatch):
    from anjian.registry.web import listing

    client = come("yaodu-office")
    whole = [row.id for row in client.get("/enterprises/").context["rows"]]
    monkeypatch.setattr(listing, "PAGE", 7)
    found, after = [], ""
    while True:
        answer = client.get("/enterprises/", {"after": after})
        found += [row.id for row in answer.context["rows"]]
        after = answer.context["next"]
        if not after:
            break
    assert found == whole
    assert len(whole) > 15
    coking = client.get("/enterprises/?q=jhc&industry=25&status=operating").context["rows"]
    assert {row.industry for row in coking} == {"2521"}
    assert come("city-office").get("/enterprises/?regulator=none").context["rows"]
    assert client.get("/enterprises/?industry=煤").status_code == 400


def test_the_file_of_an_enterprise_says_who_answers_and_what_it_owes(come):
    client = come("yaodu-office")
    told = client.get("/enterprises/ent:91141002EXAMPL012W/").context["file"]
    assert [(one.line, one.body) for one in told.answers] == [
        ("行业监管", "尧都区应急管理局"), ("综合监管", "尧都区应急管理局"), ("属地监管", "尧都区人民政府")
    ]  # fmt: skip
    assert told.gaps == ()
    assert client.get(told.owed.filters.url()).context["list"].total == told.owed.tally.total > 0
    saved = [(one.ledgers, one.rules) for one in told.lacking]
    assert saved == sorted(saved, reverse=True) != []
    for stranger in ("quwo-office", "ent-002"):
        assert come(stranger).get("/enterprises/ent:91141002EXAMPL012W/").status_code == 404


def test_a_page_that_did_not_change_is_not_sent_again(come):
    client = come("yaodu-office")
    first = client.get("/board/")
    mark = first.headers["ETag"]
    assert f'data-poll="{mark.strip(chr(34))}"' in first.content.decode()
    again = client.get("/board/", headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/board/?by=bodies", headers={"If-None-Match": mark}).status_code == 200
    assert come("quwo-office").get("/board/", headers={"If-None-Match": mark}).status_code == 200


def test_a_list_is_kept_under_a_name_by_its_owner_alone(come):
    client, other = come("yaodu-office"), come("quwo-office")
    url = "/duties/?place=141002&outcome=overdue"
    assert client.post("/views/", {"name": "尧都逾期", "url": url}).headers["Location"] == url
    view = next(one for one in client.get("/views/").context["views"] if one.name == "尧都逾期")
    assert view.url == url
    assert other.get("/views/").context["views"] == []
    assert other.post(f"/views/{view.id}/drop/").status_code == 404
    client.post("/views/", {"name": " 尧都逾期 ", "url": "/board/"})
    assert [(one.name, one.url) for one in client.get("/views/").context["views"]] == [("尧都逾期", "/board/")]
    for name, bad in (("", url), ("x" * 31, url), ("外面", "https://example.org/"), ("外面", "//example.org/")):
        assert client.post("/views/", {"name": name, "url": bad}).status_code == 400
    kept = client.get("/views/").context["views"]
    assert len(kept) == 1
    assert client.post(f"/views/{kept[0].id}/drop/").status_code == 302
    assert client.get("/views/").context["views"] == []


@pytest.mark.parametrize("login", ["city-office", "city-mayor", "yaodu-deputy", "ent-001", "admin"])
def test_the_rail_has_at_most_seven_words_and_the_phone_four(come, login):
    answer = come(login).get("/help/")
    words = [name for name, entry in answer.context["entries"] if not entry.action]
    assert len(words) <= 7
    assert [name for name, _ in answer.context["thumbs"]] == ["desk", "record", "enterprises", "own"]
