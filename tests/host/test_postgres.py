"""The embedded server: made once, started, adopted, refused, and nothing lost by kill -9."""

from __future__ import annotations

import contextlib
import os
import pwd
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from anjian.host.postgres import Server, identity
from anjian.lib.errors import Refusal

from .conftest import python_for_nobody, until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def _connect(server: Server, role: str = "anjian", **more) -> psycopg.Connection:
    return psycopg.connect(**server.login(role, "anjian"), **more)


@pytest.fixture(scope="module")
def server(shared_folder) -> Iterator[Server]:
    """One that is up, for tests that only look at it or kill it."""
    one = Server(shared_folder / "pg")
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module")
def stopped(shared_folder) -> Path:
    one = Server(shared_folder / "stopped")
    one.start()
    one.stop()
    return one.home


@pytest.fixture
def finished(stopped, short_folder) -> Path:
    """The folder of a cluster that was made, ran and was stopped: a copy, with the owners of its files."""
    subprocess.run(["cp", "-a", str(stopped), str(short_folder / "pg")], check=True)
    return short_folder / "pg"


def test_it_is_made_once_started_later_and_adopted_while_it_runs(short_folder, servers) -> None:
    server = servers(short_folder / "pg")
    assert server.start().how == "made"
    with _connect(server) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    pid = server.pid()
    assert Server(short_folder / "pg").start().how == "adopted"
    assert server.pid() == pid
    assert server.stop() is True
    assert server.pid() is None
    assert server.stop() is False
    assert server.start().how == "started"
    with _connect(server) as connection:
        assert connection.execute("SELECT to_regclass('kept') IS NOT NULL").fetchone() == (True,)


def test_it_listens_on_no_network_and_in_a_session_of_its_own(server) -> None:
    assert psutil.Process(server.pid()).net_connections("inet") == []
    assert os.getsid(server.pid()) != os.getsid(0)


def test_owner_and_app_role_are_no_superusers_and_the_app_role_owns_nothing(server) -> None:
    with _connect(server, "anjian") as owner:
        assert owner.execute(
            "SELECT rolname, rolsuper FROM pg_roles WHERE rolname ~ '^anjian' ORDER BY 1"
        ).fetchall() == [
            ("anjian", False),
            ("anjian_app", False),
        ]
        owner.execute("CREATE TABLE a (n int)")
    with _connect(server, "anjian_app") as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE b (n int)")
        app.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SET ROLE anjian")


def test_chinese_letters_are_letters_to_trigram_search(server) -> None:
    with _connect(server) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT array_length(show_trgm('灭火器'), 1)").fetchone() == (4,)


def test_a_deep_folder_gets_a_short_socket_path(short_folder, servers) -> None:
    home = short_folder.joinpath(*["一个名字很长很长的文件夹"] * 6) / "pg"
    assert len(os.fsencode(home)) > 200
    server = servers(home)
    server.start()
    assert len(os.fsencode(server.sockets / ".s.PGSQL.5432")) <= 107
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    with _connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()
    assert not server.sockets.exists()


def test_a_half_made_cluster_is_made_anew(short_folder, servers) -> None:
    home = short_folder / "pg"
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("17\n")
    assert servers(home).start().how == "made"


def test_kill_9_inside_initdb_leaves_nothing_that_hinders_the_next_start(short_folder, servers) -> None:
    home = short_folder / "pg"
    code = f"from pathlib import Path; from anjian.host.postgres import Server; Server(Path({str(home)!r})).start()"
    for patience in (0.0, 0.1, 0.25):
        process = subprocess.Popen([sys.executable, "-c", code])
        until(lambda: (home / "data").exists())
        time.sleep(patience)
        initdb = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        for child in initdb:
            with contextlib.suppress(psutil.NoSuchProcess):  # it may just have come to its end
                child.kill()
        process.wait()
        Server(home).stop()
    server = servers(home)
    server.start()
    with _connect(server, "anjian_app") as app:
        assert app.execute("SELECT current_user").fetchone() == ("anjian_app",)


def test_a_finished_cluster_that_lost_its_data_is_refused_and_not_emptied(finished, servers) -> None:
    server = servers(finished)
    (finished / "data" / "PG_VERSION").unlink()
    before = sorted(p.name for p in (finished / "data").iterdir())
    with pytest.raises(Refusal) as refused:
        server.start()
    assert refused.value.code == "postgres.damaged"
    assert sorted(p.name for p in (finished / "data").iterdir()) == before


def test_data_of_another_major_version_is_refused_with_both_commands(finished, servers) -> None:
    server = servers(finished)
    (finished / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(Refusal) as refused:
        server.start()
    assert refused.value.code == "postgres.major"
    assert "anjian backup" in refused.value.next
    assert "anjian restore" in refused.value.next
    assert server.pid() is None


def test_a_recycled_process_number_is_not_taken_for_the_server(finished, servers) -> None:
    server = servers(finished)
    (finished / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{finished / 'data'}\n0\n5432\n\n\n")
    assert server.pid() is None
    assert server.stop() is False
    assert server.start().how == "started"


def test_a_zombie_is_not_taken_for_the_server(finished) -> None:
    server = Server(finished)
    server.start()
    pid = server.pid()
    os.kill(pid, signal.SIGKILL)  # our child, not reaped: a zombie
    until(lambda: psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    assert server.pid() is None
    assert server.start().how == "started"
    server.stop()


def test_two_starts_at_once_end_in_one_server(short_folder, servers) -> None:
    home = short_folder / "pg"
    code = (
        "from pathlib import Path; from anjian.host.postgres import Server;"
        f"s = Server(Path({str(home)!r})); print(s.start().how, s.pid())"
    )
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=120)[0].split() for process in both]
    servers(home)
    assert sorted(how for how, _ in said) == ["adopted", "adopted", "made"]
    assert len({pid for _, pid in said}) == 1


def test_kill_9_twenty_times_loses_no_acknowledged_row_and_leaves_no_half(server) -> None:
    with _connect(server) as connection:
        connection.execute("CREATE TABLE fact (k text PRIMARY KEY)")
        connection.execute("CREATE TABLE half (k text PRIMARY KEY REFERENCES fact)")
    acknowledged: list[str] = []
    stop = threading.Event()

    def write(number: int) -> None:
        turn = 0
        while not stop.is_set():
            try:
                with _connect(server, connect_timeout=2) as connection:
                    while not stop.is_set():
                        turn += 1
                        key = f"{number}-{turn}"
                        with connection.transaction():
                            connection.execute("INSERT INTO fact VALUES (%s)", [key])
                            connection.execute("INSERT INTO half VALUES (%s)", [key])
                        acknowledged.append(key)
            except psycopg.Error:
                time.sleep(0.01)

    writers = [threading.Thread(target=write, args=(number,), daemon=True) for number in range(3)]
    for writer in writers:
        writer.start()
    chance = random.Random(20180122)
    for turn in range(20):
        before = len(acknowledged)
        until(lambda before=before: len(acknowledged) > before + 5)
        time.sleep(chance.uniform(0, 0.05))
        postmaster = psutil.Process(server.pid())
        family = postmaster.children(recursive=True)
        os.kill(postmaster.pid, signal.SIGKILL)
        if turn % 2:  # the postmaster alone leaves children that still hold the shared memory
            for child in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
        server.start()
    stop.set()
    for writer in writers:
        writer.join(20)
    with _connect(server) as connection:
        kept = {key for (key,) in connection.execute("SELECT k FROM fact")}
        halves = connection.execute("SELECT count(*) FROM fact LEFT JOIN half USING (k) WHERE half IS NULL").fetchone()
    assert set(acknowledged) - kept == set()
    assert halves == (0,)
    assert len(acknowledged) > 100


# -- accounts -------------------------------------------------------------------------------------------------------


@as_root
def test_as_root_the_server_runs_as_nobody(server, shared_folder) -> None:
    assert psutil.Process(server.pid()).uids().effective == pwd.getpwnam("nobody").pw_uid
    assert shared_folder.stat().st_mode & 0o777 == 0o755


@as_root
def test_below_a_closed_home_root_runs_it_in_a_user_namespace_and_opens_no_parent(short_folder, servers) -> None:
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    if not identity.reaches(identity.Identity("namespace", *identity.unprivileged()), Server(closed).programs, closed):
        pytest.skip("this kernel allows root no user namespace")
    server = servers(closed / "checkout" / "pg")
    server.start()
    assert closed.stat().st_mode & 0o777 == 0o700
    assert server.data.stat().st_uid == 0
    with _connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()
    assert servers(closed / "checkout" / "pg").start().how == "started"


@as_root
def test_where_neither_reaches_data_and_programs_go_elsewhere_and_are_found_again(short_folder, servers) -> None:
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    server = servers(closed / "pg", ways=("drop",))
    try:
        server.start()
        assert server.home.parent.parent == Path("/var/tmp")
        with _connect(Server(closed / "pg")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert Server(closed / "pg", ways=("drop",)).start().how == "adopted"
    finally:
        server.stop()
        shutil.rmtree(server.home.parent)


@as_root
def test_an_ordinary_user_runs_it_as_himself_and_is_refused_what_root_made(short_folder, servers) -> None:
    python = python_for_nobody()
    if python is None:
        pytest.skip("no Python 3.11 here that an ordinary account can run")
    nobody = pwd.getpwnam("nobody")

    def as_nobody(code: str) -> str:
        done = subprocess.run(
            [*python[:-1], python[-1] + code],
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
            timeout=120,
            env={"PATH": "/usr/bin:/bin"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    own = short_folder / "own"
    own.mkdir()
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    life = "from pathlib import Path; from anjian.host.postgres import Server; s = Server(Path({!r})); "
    assert as_nobody(life.format(str(own / "pg")) + "print(s.start().how, s.stop(), s.start().how, s.stop())") == (
        "made True started True"
    )
    # What root made: a Chinese refusal, and nothing changed.
    roots = servers(short_folder / "roots" / "pg")
    roots.start()
    roots.stop()
    (short_folder / "roots" / "secret").write_text("x")
    before = sorted(str(p) for p in (short_folder / "roots").rglob("*"))
    said = as_nobody(
        "from pathlib import Path; from anjian.host import folders; from anjian.lib.errors import Refusal\n"
        f"try: folders.ready(Path({str(short_folder / 'roots')!r}))\n"
        "except Refusal as r: print(r.code, r.what, r.next)"
    )
    assert said.startswith("folder.foreign 运行目录")
    assert "属于账户 root，当前账户是 nobody" in said
    assert "chown -R nobody" in said
    assert sorted(str(p) for p in (short_folder / "roots").rglob("*")) == before


@as_root
def test_root_is_refused_a_run_time_folder_of_an_ordinary_user(short_folder) -> None:
    from anjian.host import folders

    folder = short_folder / "var"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    with pytest.raises(Refusal) as refused:
        folders.ready(folder)
    assert refused.value.code == "folder.foreign"
    assert list(folder.iterdir()) == []
