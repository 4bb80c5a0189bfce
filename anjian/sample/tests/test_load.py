"""The sample in a database: once, whole, into an empty house, on this machine; and how its duties come out."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from typer.testing import CliRunner

from anjian.access import actions as access
from anjian.access import queries as accounts
from anjian.duties import queries as duties
from anjian.evidence import queries as evidence
from anjian.hazards import folding, judging, taking
from anjian.hazards import queries as hazards
from anjian.hazards.models import Hazard, Picture
from anjian.hazards.states import OPEN_STATES
from anjian.ledger import queries as facts
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM
from anjian.papers import queries as papers
from anjian.people import queries as people
from anjian.policy import queries as policy
from anjian.registry import queries as registry
from anjian.sample import actions, cli, describing, health, queries, region
from anjian.supervision import queries as supervision

D = dt.date
TODAY = D(2026, 3, 20)
NOON = dt.datetime(2026, 3, 20, 12, 0, tzinfo=CHINA)
LISTED, STRUCK_OFF = 4, 1
"""Of the sample of this day; each has its paper."""
NOT_TOLD = {Outcome.LIFTED, Outcome.NOT_YET}
"""Not in the sample: a bearer that ended inside a period, a period that has not begun."""
TABLES = (
    "ledger_fact", "people_body", "people_post", "people_tenure", "people_person", "registry_enterprise",
    "access_account", "places_division", "policy_document", "sample_mark",
)  # fmt: skip


@pytest.fixture(scope="module")
def sample_database(copies, django_db_blocker):
    """One database with the sample for the tests that only look at it, or clean up after themselves."""
    with copies("anjian_migrated"), django_db_blocker.unblock():
        actions.load(today=TODAY, size="small")
        yield


@pytest.fixture
def loaded(sample_database, django_db_blocker) -> Iterator[queries.Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield queries.loaded()
        transaction.set_rollback(True)


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_it_is_loaded_whole_marked_and_verified(loaded):
    assert (queries.is_sample(), queries.loaded()) == (True, loaded)
    assert loaded.facts == counts()["ledger_fact"] > 1500
    with connection.cursor() as cursor:
        cursor.execute("SELECT origin, count(*) FROM rel_fact GROUP BY 1")
        issued = LISTED + STRUCK_OFF
        assert dict(cursor.fetchall()) == {"sample": loaded.facts - issued, "live": issued}
        cursor.execute("SELECT count(*) FROM rel_fact WHERE position IS NULL")
        assert cursor.fetchone()[0] == 0
    assert facts.verify(SYSTEM).ok


def test_what_was_listed_has_its_papers_with_numbers_that_have_no_gap(loaded):
    told = papers.register(SYSTEM, limit=100)
    series: dict[tuple[str, str, int], list[int]] = {}
    for one in sorted(told, key=lambda one: (one.day, one.n)):
        series.setdefault((one.place, one.kind, one.day.year), []).append(one.n)
    assert sum(map(len, series.values())) == LISTED + STRUCK_OFF
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series.values())
    boards = supervision.boards(SYSTEM, as_of=TODAY)
    assert {one.matter for one in told if one.kind == "supervision_notice"} == {one.hazard for one in boards}
    struck = {one.hazard for one in boards if one.delisted_on}
    assert {one.matter for one in told if one.kind == "delisting_notice"} == struck


def test_loading_again_changes_nothing_even_for_another_day(loaded):
    before = counts()
    assert actions.load(today=TODAY, size="small") == loaded
    assert actions.load(today=TODAY + dt.timedelta(days=40), size="small") == loaded
    assert counts() == before


def test_the_deputy_head_sees_the_county_and_not_the_neighbour(loaded):
    deputy = accounts.viewer_for("acct:yaodu-deputy", as_of=TODAY)
    assert [post.id for post in deputy.posts] == ["post:141002-awhfzr", "post:141002-fxz-2"]
    assert {card.place[:6] for card in registry.find(deputy, as_of=TODAY, limit=100)} == {"141002"}
    assert {post.place[:6] for post in people.posts(deputy, as_of=TODAY)} == {"141002", "141000"}
    city = accounts.viewer_for("acct:city-office", as_of=TODAY)
    assert {card.place[:6] for card in registry.find(city, as_of=TODAY, limit=100)} == {"141002", "141021"}
    assert registry.count(city, as_of=TODAY) == 32


def test_an_enterprise_sees_itself_alone(loaded):
    mine = accounts.viewer_for("acct:ent-001", as_of=TODAY)
    assert mine.places == ()
    assert [card.id for card in registry.find(mine, as_of=TODAY)] == [mine.posts[0].body]


def test_every_login_signs_in_here_and_none_from_elsewhere(loaded):
    for login in queries.logins():
        asked = {"login": login.login, "password": region.PASSWORD, "now": NOON}
        assert access.sign_in(**asked, local=True)[0] == f"acct:{login.login}"
        with pytest.raises(Refusal) as no:
            access.sign_in(**asked, local=False)
        assert no.value.code == "access.wrong"


def test_the_logins_stand_on_the_sign_in_page_of_this_machine_and_every_page_is_marked(loaded):
    here = Client().get("/sign-in/").content.decode()
    away = Client(REMOTE_ADDR="192.0.2.7").get("/sign-in/").content.decode()
    proxied = Client().get("/sign-in/", headers={"X-Forwarded-For": "192.0.2.7"}).content.decode()
    assert region.PASSWORD in here
    assert "yaodu-deputy" in here
    assert all(region.PASSWORD not in page for page in (away, proxied))
    assert all("示例数据" in page for page in (here, away))


def test_the_office_was_renamed_and_is_found_under_both_names(loaded):
    def name(day: dt.date) -> str:
        return people.body(SYSTEM, "body:141002-ajj", as_of=day).name

    assert (name(D(2018, 12, 31)), name(D(2019, 1, 1))) == ("尧都区安监局", "尧都区应急管理局")


def test_what_was_told_late_was_not_known_before(loaded):
    late = registry.find(SYSTEM, as_of=TODAY, words="示例六号", limit=1)[0]
    then = facts.position_at(dt.datetime(2026, 1, 1, tzinfo=CHINA))
    assert (late.staff, registry.enterprise(SYSTEM, late.id, as_of=D(2025, 12, 1)).staff) == (260, 260)
    assert registry.enterprise(SYSTEM, late.id, as_of=D(2025, 12, 1), known=then).staff != 260


def test_the_document_is_adopted_from_its_day_and_was_known_from_then(loaded):
    before = facts.position_at(dt.datetime(2018, 1, 22, 6, 0, tzinfo=CHINA))
    assert policy.instances(as_of=D(2018, 1, 22), known=before) == []
    then = facts.position_at(dt.datetime(2018, 1, 23, tzinfo=CHINA))
    found = policy.instances(as_of=D(2018, 1, 23), known=then)
    assert {one.place.lo for one in found} == {region.CITY}
    assert "linfen-2018/leader-inspects-monthly" in {one.rule.id for one in found}


def test_every_party_stood_on_the_day_of_its_fact(loaded):
    """Bodies, posts, enterprises and places of all facts but those that found them."""
    stood = "s.since <= f.day AND (s.until IS NULL OR s.until >= f.day)"
    with connection.cursor() as cursor:
        for kind in ("body", "post", "enterprise"):
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM rel_{kind} s "
                f"WHERE s.{kind} = p.id AND NOT s.replaced AND {stood})) "
                "FROM rel_party p JOIN rel_fact f ON f.fact = p.fact "
                "WHERE p.kind = %s AND f.name !~ '^(people|registry|access|policy|ledger)'",
                [kind],
            )
            found, wrong = cursor.fetchone()
            assert found > 100
            assert wrong == 0, kind
        cursor.execute(
            "SELECT count(*) FROM rel_fact f WHERE place IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM rel_place s WHERE s.place = f.place AND {stood})"
        )
        assert cursor.fetchone()[0] == 0


def test_every_step_of_its_hazards_is_one_that_the_rooms_let_pass(loaded):
    """Each fact is judged in its turn before it is put onto the row: what comes of it is the row that was loaded."""
    calendar = duties.calendar()
    rows = {row.hazard: row for row in Hazard.objects.for_change()}
    for hazard, row in rows.items():
        told = taking.facts_of(hazard)
        fresh = taking.begun(hazard, told[0])
        for fact in told:
            into = rows.get(next(iter(fact.party("into")), ""))
            judging.judge(SYSTEM, fresh, fact, calendar, into=into)
            folding.fold(fresh, fact, calendar)
        assert (fresh.state, fresh.due, fresh.moves) == (row.state, row.due, len(told)), hazard
    assert len(rows) == 69
    assert [row.hazard for row in rows.values() if row.marks] == []


def test_hazards_wait_in_every_step_and_some_are_listed_late_struck_off_and_published(loaded):
    rows = hazards.find(SYSTEM, as_of=TODAY, limit=200)
    waiting = Counter(row.state for row in rows)
    assert set(waiting) == set(hazards.STATES) - {"unknown"}
    assert len(rows) / 2 < waiting["closed"] < len(rows) - 15
    assert sum(row.major for row in rows) == 7
    board = hazards.board(SYSTEM, as_of=TODAY, inside=region.CITY)
    assert {line.place for line in board if line.running} == {region.YAODU, region.QUWO}
    running = [row.state for row in rows if row.state in OPEN_STATES]
    assert sum(line.running for line in board) == len(running) > 15
    boards = {one.hazard.removeprefix("hazard:sample-"): one for one in supervision.boards(SYSTEM, as_of=TODAY)}
    assert {key: (board.level, board.state) for key, board in boards.items()} == {
        "coke-gas": ("市级", "late"),
        "foundry-pit": ("县级", "listed"),
        "cement-silo": ("县级", "delisted"),
        "builder-shoring": ("县级", "listed"),
    }
    assert all(board.number and board.supervisor and board.due and board.published_on for board in boards.values())
    assert (boards["foundry-pit"].due - boards["foundry-pit"].first_due).days == 30
    assert boards["cement-silo"].end_published_on == TODAY - dt.timedelta(days=75)
    assert {one.kind for one in hazards.leads(SYSTEM, as_of=TODAY, inside=region.CITY)} == {
        "minutes",
        "copied",
        "photo",
    }


def test_the_pictures_of_its_hazards_can_be_looked_at(loaded):
    named = list(Picture.objects.for_change().values_list("digest", flat=True))
    assert len(named) == 5
    assert all(evidence.path(digest).read_bytes().startswith(b"\xff\xd8\xff") for digest in named)


def test_a_loaded_sample_is_a_fault_as_soon_as_others_are_served(loaded, settings):
    assert [(one.name, one.state) for one in health.checks()] == [("sample.loaded", "ok")]
    settings.ALLOWED_HOSTS = ["127.0.0.1", "anjian.example"]
    assert [(one.name, one.state) for one in health.checks()] == [("sample.served", "fail")]


# -- outcomes ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found(sample_database) -> Counter[tuple[str, Outcome]]:
    return Counter((row.rule.partition("/")[2], row.outcome) for row in duties.verdicts(SYSTEM, as_of=TODAY))


def test_every_outcome_occurs(found):
    seen = Counter()
    for (_, outcome), number in found.items():
        seen[outcome] += number
    assert set(Outcome) - set(seen) <= NOT_TOLD


@pytest.mark.parametrize(
    ("rule", "outcome", "number"),
    [
        ("evaluate-within-a-year", Outcome.MET_LATE, 1),
        ("evaluate-within-a-year", Outcome.OVERDUE, 1),
        ("publish-evaluation", Outcome.MET, 1),
        ("publish-evaluation", Outcome.DUE, 1),
        ("publish-evaluation", Outcome.OVERDUE, 1),
        ("major-decision-gate", Outcome.BREACHED, 1),
        ("major-decision-gate", Outcome.MET, 1),
        ("committee-chair", Outcome.UNMET, 1),
        ("tours-of-counties", Outcome.UNSCHEDULED, 17),
        ("every-enterprise-has-regulator", Outcome.UNKNOWN, 15),
        ("annex-27", Outcome.NOT_SET, 7),
    ],
)
def test_the_story_has_the_outcomes_it_was_written_for(found, rule, outcome, number):
    assert found[rule, outcome] == number


def test_this_months_visit_stands_on_the_desk_of_the_deputy_head_and_nothing_is_overdue_there(sample_database):
    desk = duties.desk(accounts.viewer_for("acct:yaodu-deputy", as_of=TODAY), as_of=TODAY)
    owed = [row for row in desk.groups["month"] if row.rule == "linfen-2018/leader-inspects-monthly"]
    assert [(row.bearer, row.outcome, row.due) for row in owed] == [("post:141002-fxz-2", Outcome.DUE, D(2026, 3, 31))]
    assert desk.groups["overdue"] == ()


def test_most_visits_are_met(found):
    visits = {outcome: found["leader-inspects-monthly", outcome] for outcome in Outcome}
    told = sum(visits[o] for o in (Outcome.MET, Outcome.MET_ENTERED_LATE, Outcome.MISSED))
    assert visits[Outcome.MISSED] < 0.15 * told
    assert visits[Outcome.GAP] >= 1


def test_every_leading_cadre_owes_a_visit_in_every_month_of_this_and_last_year(found):
    leaders, months = 6 + 6 + 5, 12 + 3
    owed = {one: found["leader-inspects-monthly", one] for one in Outcome if one is not Outcome.NO_SUBJECT}
    assert sum(owed.values()) == leaders * months
    assert found["leader-inspects-monthly", Outcome.NO_SUBJECT] == 15  # counties of whose leaders nothing is known


def test_it_is_described_by_city_and_its_duties_are_counted_once_each(sample_database, found):
    told = describing.describe(as_of=TODAY)
    (city,) = told.cities
    offices, towns = 14 + 2 * 10, 3
    assert (city.code, city.name) == ("141000", "临汾市")
    assert city.numbers["counties"] == 17
    assert city.numbers["bodies"] == offices + 15 + 2 * towns
    assert city.numbers["posts"] == (3 * 10 + 4 + 4 + 3) + 2 * towns + 2
    assert city.numbers["enterprises"] == 32
    assert city.numbers["vacant"] == 2
    assert told.facts == sum(told.names.values()) == queries.loaded().facts
    counted = Counter()
    for line in told.duties:
        assert line.document == "linfen-2018"
        counted.update(line.numbers)
    assert sum(counted.values()) == sum(found.values())
    assert counted["late"] == sum(number for (_, outcome), number in found.items() if outcome is Outcome.MET_LATE)
    assert counted["met"] > 5 * counted["missed"] > 0


def test_what_is_described_can_be_read_by_people_and_programs(sample_database):
    runner = CliRunner()
    words = runner.invoke(cli.app, ["describe"]).stdout
    assert "  临汾市：县区17，" in words
    assert "  linfen-2018 县级：已办" in words
    told = json.loads(runner.invoke(cli.app, ["describe", "--json"]).stdout)
    assert (told["size"], told["facts"]) == ("small", queries.loaded().facts)
