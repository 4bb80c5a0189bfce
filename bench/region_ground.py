"""A big region of its own (大地区) for measurements: places, bodies, firms, five million facts, rules, the projection.

    with region() as ground:            # built once, some minutes; afterwards started in a second
        ...                             # Django is connected as the serving role; ground.logins, ground.counties …

It stands in a database server of its own under ``var/ground`` (or the folder that ANJIAN_GROUND names), outside git, by
the digest of its sizes and of the scripts that make it, and is brought up to the newest migrations when it is opened.
It may be opened by several processes at once. Everything in it is invented.
``python -m bench.region_ground`` builds it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from anjian.host import database, folders
from anjian.host.postgres import Server
from bench import region_facts, region_people, region_rules

FIRMS, FACTS = 100_000, 5_000_000
_HERE = Path(__file__).resolve().parent
_MADE_BY = ("region_ground.py", "region_people.py", "region_facts.py", "region_rules.py")
_BULK = {
    "fsync": "off", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "16GB",
    "maintenance_work_mem": "512MB", "autovacuum": "off", "checkpoint_timeout": "30min",
}  # fmt: skip
REAL = "linfen-2018"
"""The real document that the region has adopted too, with its clauses for bodies and posts."""


@dataclass(frozen=True)
class Region:
    """What was built. ``until``: the day before which its facts end; ``logins``: role → login, all with `password`."""

    folder: str
    until: dt.date
    firms: int
    facts: int
    cities: tuple[str, ...]
    counties: tuple[str, ...]
    province: str
    documents: tuple[str, ...]
    logins: dict[str, str]
    password: str = region_people.PASSWORD


@contextmanager
def region(firms: int = FIRMS, facts: int = FACTS, *, projection: bool = True) -> Iterator[Region]:
    """Open the region, building it when it is not there; Django is set up and connected as the serving role.

    projection   bring the projection up to this program and this day, which takes minutes when either has changed
    """
    folder = _folder(firms, facts)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as held:
        if not (folder / "region.json").exists():
            fcntl.flock(held, fcntl.LOCK_EX)
            if not (folder / "region.json").exists():
                _fresh(folder, firms, facts)
        fcntl.flock(held, fcntl.LOCK_SH)
        server = Server(folder / "pg")
        server.start()
        try:
            _connect(folder)
            _up_to_date(projection)
            yield _told(folder)
            _close()
        finally:
            if _last_one(held):
                server.stop()


def _folder(firms: int, facts: int) -> Path:
    made = hashlib.sha256(repr((firms, facts)).encode())
    for name in _MADE_BY:
        made.update((_HERE / name).read_bytes())
    root = Path(os.environ.get("ANJIAN_GROUND") or folders.ROOT / "var" / "ground")
    return root / f"{firms}-{facts}-{made.hexdigest()[:12]}"


def _last_one(held: Any) -> bool:
    """Whether nobody else has the region open."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _told(folder: Path) -> Region:
    said = json.loads((folder / "region.json").read_text(encoding="utf-8"))
    said["until"] = dt.date.fromisoformat(said["until"])
    for name in ("cities", "counties", "documents"):
        said[name] = tuple(said[name])
    return Region(**said)


# -- connecting -----------------------------------------------------------------------------------------------------


def _connect(folder: Path) -> None:
    """Django on this region; a process opens one region, since settings are read once."""
    os.environ["ANJIAN_VAR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()


def _up_to_date(projection: bool) -> None:
    from django.core.management import call_command
    from django.db import connection

    database.prepare(database.target())
    connection.close()
    connection.settings_dict["USER"] = database.OWNER
    call_command("migrate", verbosity=0)
    connection.close()
    connection.settings_dict["USER"] = database.APP
    if projection:
        from anjian.duties import actions
        from anjian.lib.ends import CHINA

        begun = time.perf_counter()
        if actions.freshen(as_of=dt.datetime.now(CHINA).date()):
            _say(f"projection made anew in {time.perf_counter() - begun:.0f} s")
            _settle()


def _settle() -> None:
    """Statistics and visibility as they are on a server that runs for a while."""
    with psycopg.connect(**database.target().owner, autocommit=True) as raw:
        raw.execute("VACUUM (ANALYZE) duties_standing")


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _say(words: str) -> None:
    print(f"region: {words}", file=sys.stderr, flush=True)


# -- building -------------------------------------------------------------------------------------------------------


def _fresh(folder: Path, firms: int, facts: int) -> None:
    """Build into an empty folder; a half-made one is thrown away, with the server that may still run on it."""
    if (folder / "pg").exists():
        Server(folder / "pg").stop()
    shutil.rmtree(folder, ignore_errors=True)
    folders.ready(folder)
    begun = time.perf_counter()
    server = Server(folder / "pg", settings=_BULK)
    server.start()
    try:
        _connect(folder)
        _up_to_date(False)
        made = _build(folder, firms, facts)
        _close()
    finally:
        server.stop()
    said = {**asdict(made), "until": made.until.isoformat()}
    (folder / "region.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    _say(f"{firms} firms, {facts} facts in {time.perf_counter() - begun:.0f} s")


def _build(folder: Path, firms: int, facts: int) -> Region:
    from anjian.lib.ends import CHINA

    until = dt.datetime.now(CHINA).date()
    places = region_people.Places.of(firms)
    with psycopg.connect(**database.target().owner, autocommit=True) as raw:
        _divisions(raw, places)
        _firms(raw, places, firms, facts, until)
        _say("firms are there")
        region_facts.fill(raw, firms=firms, facts=facts, until=until)
        _say("facts are there")
        raw.execute("DROP TABLE region_firm")
    logins = _people(places, facts=firms + facts, until=until)
    _law(folder)
    with psycopg.connect(**database.target().owner, autocommit=True) as raw:
        raw.execute("VACUUM (ANALYZE)")
    return Region(
        folder=str(folder), until=until, firms=firms, facts=facts, cities=places.cities, counties=places.counties,
        province=region_people.PROVINCE, documents=(region_rules.DOCUMENT, REAL), logins=logins,
    )  # fmt: skip


def _divisions(raw: psycopg.Connection[Any], places: region_people.Places) -> None:
    rows = [
        {"place": "000000000000", "level": "country", "parent": None, "name": "中华人民共和国"},
        *places.rows(),
    ]
    with (
        raw.cursor() as cursor,
        cursor.copy("COPY places_division (place, level, parent, name, since, source) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([*row.values(), dt.date(2000, 1, 1), "bench"])


def _firms(raw: psycopg.Connection[Any], places: region_people.Places, firms: int, facts: int, until: dt.date) -> None:
    from anjian.registry.models import Enterprise

    region_people.put_firms(
        raw,
        region_people.firms(places, firms, until),
        Enterprise,
        lambda number: region_facts.registration(number, firms + facts, until),
    )


def _people(places: region_people.Places, *, facts: int, until: dt.date) -> dict[str, str]:
    """Bodies, posts and persons, said by the first fact; an account for each role. Returns role → login."""
    from anjian.access import actions as access
    from anjian.lib.viewer import SYSTEM
    from anjian.people import actions as people

    said_by = region_facts.registration(0, facts, until)
    told = region_people.People(places, said_by)
    county, city = places.counties[0], places.cities[0]
    posts = {
        "county-officer": (region_people.post_id(county, "ajj-zb"), ("office", "recorder")),
        "county-deputy": (region_people.post_id(county, "fxz-2"), ("recorder",)),
        "city-leader": (region_people.post_id(city, "xz"), ("recorder", "decider")),
        "city-office": (region_people.post_id(city, "ajj-zb"), ("office", "recorder", "decider")),
    }
    since = region_people.FOUNDED
    people.import_told(
        SYSTEM, persons=told.persons, bodies=told.bodies, functions=told.functions, posts=told.posts,
        tenures=told.tenures,
    )  # fmt: skip
    names = {row["id"]: row["name"] for row in told.persons}
    accounts = [
        {"login": login, "name": names[told.holders[post]], "person": told.holders[post], "said_by": said_by}
        for login, (post, _) in posts.items()
    ]
    accounts.append({"login": "admin", "name": "系统管理员", "person": "", "said_by": said_by})
    grants = [
        {"account": f"acct:{login}", "role": role, "since": since, "until": None, "said_by": said_by}
        for login, (_, roles) in (*posts.items(), ("admin", ("", ("administrator",))))
        for role in sorted(roles)
    ]
    access.import_accounts(SYSTEM, accounts, grants, password=region_people.PASSWORD)
    return {account["login"]: account["login"] for account in accounts}


def _law(folder: Path) -> None:
    """Both documents, loaded and adopted for the whole region by the program's own verbs."""
    from anjian.ledger import actions as ledger
    from anjian.lib.viewer import SYSTEM
    from anjian.policy import actions as policy
    from anjian.policy import queries as documents

    for path, since in (
        (region_rules.write(folder / "packs", place=region_people.PROVINCE), region_rules.IN_FORCE),
        (documents.PACKS / REAL, dt.date(2018, 1, 22)),
    ):
        policy.load_pack(SYSTEM, path)
        policy.adopt(SYSTEM, document=path.name, place=region_people.PROVINCE, since=since)
    ledger.sequence()


def main(firms: int = FIRMS, facts: int = FACTS) -> None:
    """Build it, when it is not there, and say where it is and how big."""
    with region(firms, facts) as ground:
        with psycopg.connect(**database.target().owner) as raw:
            size = raw.execute(
                "SELECT pg_size_pretty(pg_database_size(current_database())), "
                "(SELECT count(*) FROM duties_standing), (SELECT count(*) FROM ledger_party)"
            ).fetchone()
        print(ground.folder, *(size or ()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
