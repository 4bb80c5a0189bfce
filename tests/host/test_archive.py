"""Backup and restore, rehearsed: into a second server, with other role names, and everything that must be refused."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from anjian.host import archive, database
from anjian.host.postgres import Server
from anjian.lib.errors import Refusal

NOW = 1_790_000_000.0
PASSING = {"fsync": "off"}
"""Nothing here asks what survives a crash of the machine; setting such a server up costs a third."""


@pytest.fixture
def var(monkeypatch, tmp_path) -> Path:
    monkeypatch.setenv("ANJIAN_VAR", str(tmp_path / "var"))
    (tmp_path / "var").mkdir()
    return tmp_path / "var"


@pytest.fixture(scope="module")
def houses(shared_folder) -> Iterator[tuple[Server, Server]]:
    """Two servers for all tests, the second with other role names; each test has databases of its own there."""
    one, two = (Server(shared_folder / name, settings=PASSING) for name in ("one", "two"))
    try:
        one.start()
        two.start()
        with _boss(two) as boss:
            boss.execute("CREATE ROLE city_owner LOGIN")
            boss.execute("CREATE ROLE city_app LOGIN")
        yield one, two
    finally:
        one.stop()
        two.stop()


def _boss(server: Server) -> psycopg.Connection:
    return psycopg.connect(**server.login("postgres", "postgres"), autocommit=True)


@contextlib.contextmanager
def _database(server: Server, *, owner: str, app: str) -> Iterator[database.Target]:
    with _boss(server) as boss:
        boss.execute(f"CREATE DATABASE house OWNER {owner}")
        yield database.Target(server.login(app, "house"), server.login(owner, "house"), False)
        boss.execute("DROP DATABASE house WITH (FORCE)")


@pytest.fixture
def source(houses, var) -> Iterator[database.Target]:
    """A small database with what matters: a sequence, a view, a trigger, a table that the app role may not change."""
    with _database(houses[0], owner="anjian", app="anjian_app") as to:
        _fill(to, var)
        yield to


def _fill(to: database.Target, var: Path) -> None:
    database.prepare(to)
    with psycopg.connect(**to.owner) as owner:
        owner.execute("CREATE TABLE fact (id bigserial PRIMARY KEY, body jsonb)")
        owner.execute("REVOKE UPDATE, DELETE ON fact FROM anjian_app")
        owner.execute("CREATE VIEW rel_fact AS SELECT id FROM fact")
        owner.execute("CREATE TABLE note (k text PRIMARY KEY)")
        owner.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'kept for ever'; END$$;"
            "CREATE FUNCTION door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 7';"
            "CREATE FUNCTION locked() RETURNS int LANGUAGE sql AS 'SELECT 8';"
            "REVOKE ALL ON FUNCTION door() FROM PUBLIC; GRANT EXECUTE ON FUNCTION door() TO anjian_app;"
            "REVOKE ALL ON FUNCTION locked() FROM PUBLIC;"
            "CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON fact FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        owner.execute("CREATE TABLE django_migrations (id int, app text, name text)")
        owner.execute("INSERT INTO django_migrations VALUES (1, 'ledger', '0001_initial')")
    with psycopg.connect(**to.app) as app:
        app.execute(
            "INSERT INTO fact (body) SELECT jsonb_build_object('词', '隐患', 'n', n) FROM generate_series(1, 500) n"
        )
        app.execute("INSERT INTO note VALUES ('a')")
    photo = b"a photo"
    digest = hashlib.sha256(photo).hexdigest()
    (var / "files" / digest[:2]).mkdir(parents=True)
    (var / "files" / digest[:2] / digest).write_bytes(photo)
    (var / "files" / ".half-written").write_bytes(b"x")


@pytest.fixture
def target(houses) -> Iterator[database.Target]:
    with _database(houses[1], owner="city_owner", app="city_app") as to:
        yield to


@pytest.fixture
def made(source, var, tmp_path) -> Path:
    archive.backup(source, tmp_path / "备份.tar", files=var / "files", now=NOW)
    return tmp_path / "备份.tar"


def _tables(to: database.Target) -> list[str]:
    with psycopg.connect(**to.owner) as owner:
        return [
            name for (name,) in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ]


def test_a_backup_restored_into_a_second_server_has_the_rows_the_files_and_the_rights(
    made, source, target, tmp_path, var
):
    assert made.stat().st_mode & 0o777 == 0o600
    assert archive.last() == {"at": NOW, "file": str(made)}
    summary = archive.restore(target, made, files=tmp_path / "second" / "files")
    assert summary == archive.Summary(
        file=str(made), bytes=made.stat().st_size, made_at="2026-09-21T22:13:20+08:00", server="17.10",
        tables=3, rows=502, files=1, migrations=["ledger.0001_initial"],
    )  # fmt: skip
    with psycopg.connect(**source.owner) as one, psycopg.connect(**target.owner) as two:
        rows = "SELECT id, body::text FROM fact ORDER BY id"
        assert two.execute(rows).fetchall() == one.execute(rows).fetchall()
    with psycopg.connect(**target.app, autocommit=True) as app:
        assert app.execute("INSERT INTO fact (body) VALUES ('{}') RETURNING id").fetchone() == (501,)
        assert app.execute("SELECT count(*) FROM rel_fact").fetchone() == (501,)
        app.execute("UPDATE note SET k = 'b'")
        assert app.execute("SELECT door()").fetchone() == (7,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT locked()")
        for attack in ("UPDATE fact SET body = '{}'", "DELETE FROM fact", "TRUNCATE fact", "TRUNCATE note"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(attack)
    with psycopg.connect(**target.owner) as owner, pytest.raises(psycopg.errors.RaiseException, match="kept for ever"):
        owner.execute("DELETE FROM fact")
    kept = [p for p in (tmp_path / "second" / "files").rglob("*") if p.is_file()]
    assert [p.read_bytes() for p in kept] == [b"a photo"]
    assert kept[0].name == hashlib.sha256(b"a photo").hexdigest()


def test_after_dump_and_restore_into_a_second_server_handlers_still_hear_everything(
    fresh_database, django_uses, target, var, tmp_path
) -> None:
    from anjian.ledger import actions, handlers, queries
    from anjian.ledger.tests.making import committed
    from anjian.lib.viewer import SYSTEM

    heard: list[tuple[int, str]] = []
    with handlers.alone():
        handlers.after("*", name="test.rehearsal")(
            lambda fact: heard.append((fact.position, fact.attributes["hazards"]))
        )
        for number in range(40):
            committed(attributes={"hazards": number})
        assert (actions.sequence(), actions.deliver()) == (40, 40)
        for number in range(40, 50):
            committed(attributes={"hazards": number})
        actions.sequence()  # ten are in order and not yet heard, five not even in order
        for number in range(50, 55):
            committed(attributes={"hazards": number})
        anchor = actions.anchor(SYSTEM)
        with fresh_database.connect() as app:
            app.execute("INSERT INTO django_session VALUES ('signed-in', '', now())")
        del heard[:]
        here = database.Target(fresh_database.login("anjian_app"), fresh_database.login("anjian"), False)
        archive.backup(here, tmp_path / "ledger.tar", files=var / "files", now=NOW)
        archive.restore(target, tmp_path / "ledger.tar", files=tmp_path / "files2")
        with django_uses(target.app):
            for number in range(55, 60):
                committed(attributes={"hazards": number})
            while actions.sequence() + actions.deliver():
                pass
            assert [number for _, number in heard] == list(range(40, 60))
            assert [position for position, _ in heard] == list(range(41, 61))
            assert queries.head() == 60
            with psycopg.connect(**target.app) as app:
                assert app.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
            assert actions.verify(SYSTEM, anchors=[anchor]).ok
            with psycopg.connect(**target.app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("UPDATE ledger_fact SET place = '110000000000'")
            # What is changed with the triggers switched off is named.
            with psycopg.connect(**target.owner) as owner:
                owner.execute("ALTER TABLE ledger_fact DISABLE TRIGGER ALL")
                owner.execute(
                    "UPDATE ledger_fact SET place = '110000000000' WHERE seq = (SELECT min(seq) FROM ledger_fact)"
                )
            assert not actions.verify(SYSTEM, anchors=[anchor]).ok


def test_new_tables_after_a_restore_are_usable_by_the_app_role(made, target, tmp_path) -> None:
    archive.restore(target, made, files=tmp_path / "files2")
    with psycopg.connect(**target.owner) as owner:
        owner.execute("CREATE TABLE later (n int)")
    with psycopg.connect(**target.app) as app:
        app.execute("INSERT INTO later VALUES (1)")


def test_rows_written_while_the_dump_runs_are_in_it_or_not_but_the_counts_agree(source, target, var, tmp_path) -> None:
    import threading

    stop = threading.Event()

    def write() -> None:
        with psycopg.connect(**source.app, autocommit=True) as app:
            while not stop.is_set():
                app.execute("INSERT INTO fact (body) VALUES ('{}')")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        archive.backup(source, tmp_path / "busy.tar", files=var / "files", now=NOW)
    finally:
        stop.set()
        writer.join()
    summary = archive.restore(target, tmp_path / "busy.tar", files=tmp_path / "files2")
    with psycopg.connect(**target.owner) as owner:
        assert owner.execute("SELECT count(*) FROM fact").fetchone() == (summary["rows"] - 2,)


def test_a_database_that_is_not_empty_is_refused_and_unchanged(made, source, tmp_path) -> None:
    before = _tables(source)
    with pytest.raises(Refusal) as refused:
        archive.restore(source, made, files=tmp_path / "files2")
    assert refused.value.code == "restore.not_empty"
    assert _tables(source) == before
    assert not (tmp_path / "files2").exists()


def test_an_existing_file_is_never_overwritten(made, source, var) -> None:
    before = made.read_bytes()
    with pytest.raises(Refusal) as refused:
        archive.backup(source, made, files=var / "files", now=NOW)
    assert refused.value.code == "backup.exists"
    assert made.read_bytes() == before
    assert sorted(p.name for p in made.parent.iterdir()) == ["var", "备份.tar"]


def _rewritten(made: Path, name: str, change) -> Path:
    """The backup with one member changed."""
    out = made.with_name("changed.tar")
    with tarfile.open(made) as old, tarfile.open(out, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name.startswith(name):
                content = change(content)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return out


@pytest.mark.parametrize("name", ["files/", "database.dump"])
def test_a_changed_byte_is_named_and_nothing_is_restored(made, target, tmp_path, name: str) -> None:
    changed = _rewritten(made, name, lambda content: content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(Refusal) as refused:
        archive.restore(target, changed, files=tmp_path / "files2")
    assert refused.value.code == "restore.digest"
    assert name in refused.value.what
    assert _tables(target) == []
    assert list((tmp_path / "files2").rglob("*")) == []


def _manifest(change):
    def changed(content: bytes) -> bytes:
        manifest = json.loads(content)
        change(manifest)
        return json.dumps(manifest).encode()

    return changed


def test_a_count_that_does_not_agree_leaves_the_database_empty(made, target, tmp_path) -> None:
    changed = _rewritten(made, "manifest.json", _manifest(lambda m: m["rows"].update(fact=501)))
    with pytest.raises(Refusal) as refused:
        archive.restore(target, changed, files=tmp_path / "files2")
    assert refused.value.code == "restore.count"
    assert "fact" in refused.value.what
    assert _tables(target) == []
    archive.restore(target, made, files=tmp_path / "files2")  # and it can be tried again
    assert _tables(target) == ["django_migrations", "fact", "note"]


def test_a_manifest_that_points_outside_the_folder_is_refused(made, target, tmp_path) -> None:
    changed = _rewritten(made, "manifest.json", _manifest(lambda m: m["sha256"].update({"files/../../out": "00"})))
    with pytest.raises(Refusal) as refused:
        archive.restore(target, changed, files=tmp_path / "files2")
    assert refused.value.code == "restore.unreadable"
    assert _tables(target) == []


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\0" * 20480])
def test_what_is_no_backup_is_refused(content: bytes, target, tmp_path) -> None:
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(Refusal) as refused:
        archive.restore(target, tmp_path / "x.tar", files=tmp_path / "files2")
    assert refused.value.code == "restore.unreadable"


def test_a_truncated_backup_is_refused(made, target, tmp_path) -> None:
    (tmp_path / "cut.tar").write_bytes(made.read_bytes()[: made.stat().st_size // 2])
    with pytest.raises(Refusal) as refused:
        archive.restore(target, tmp_path / "cut.tar", files=tmp_path / "files2")
    assert refused.value.code == "restore.unreadable"
    assert _tables(target) == []
