"""Becomes a Spark daemon that ends with its parent: ``python -m tests.cluster.daemon <log> <class> <arguments>``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pyspark

from anjian.host import children

if __name__ == "__main__":
    children.die_with_parent()
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    os.execv(program, [str(program), *sys.argv[2:]])  # the wish to die with the parent outlives exec
