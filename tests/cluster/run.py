"""Random worlds and rules of the packs on a Spark cluster, on PostgreSQL and by the reference: the same rows.

``make cluster-test`` or ``python -m tests.cluster.run [--worlds 8] [--seed 30000]``. The engine is opened as the
product opens it, by the address of the master alone. Ends with 0 when nothing differs, 1 when something does, 2 when
Spark cannot be had here.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

import django
import psycopg

from anjian.duties import engines
from anjian.duties.tests.engines import Postgres
from anjian.host.postgres import Server
from anjian.lib.errors import Refusal
from tests.cluster import machines


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--worlds", type=int, default=8)
    given.add_argument("--seed", type=int, default=30_000)
    options = given.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is stopped then too
    django.setup()
    from tests.cluster.comparing import compare  # it reads packs: only now

    with tempfile.TemporaryDirectory(prefix="anjian-cluster-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = Server(folder / "pg", settings={"fsync": "off"})
        server.start()
        try:
            (folder / "spark").mkdir(mode=0o700)
            with (
                psycopg.connect(**server.login("postgres", "postgres"), autocommit=True) as connection,
                machines.running(folder / "spark") as cluster,
            ):
                print(f"集群已启动 / cluster is up: {cluster.master}, {machines.WORKERS} workers", flush=True)
                os.environ.update(cluster.env)
                with engines.opened(cluster.master) as spark:
                    return compare(spark, Postgres(connection), cluster, worlds=options.worlds, first=options.seed)
        except Refusal as refusal:
            print(f"× {refusal} (Spark cannot be had here)", file=sys.stderr)
            return 2
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
