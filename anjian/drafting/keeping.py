"""The folders of packs made here (本机规则包): written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from anjian.policy import queries as policy


def put(name: str, files: Mapping[str, str]) -> Path:
    """Write the pack's folder; an earlier one of that name is replaced in one step."""
    root = policy.own_packs()
    root.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=root, prefix=".part-"))
    try:
        for file, content in files.items():
            with (fresh / file).open("w", encoding="utf-8") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
        fresh.chmod(0o755)
        target = root / name
        if target.exists():
            old = Path(tempfile.mkdtemp(dir=root, prefix=".old-"))
            os.replace(target, old / name)
            os.replace(fresh, target)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(fresh, target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return target
