"""A step of the start: packs that were saved here and whose folder is gone (a restored backup) are written again."""

from __future__ import annotations

from anjian.drafting import keeping
from anjian.drafting.models import Paper
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy


def put_back() -> str:
    """Write the missing folders. Returns what it did, in Chinese."""
    rows = Paper.objects.seen_by(SYSTEM).exclude(pack="").order_by("at").only("pack", "pack_files")
    kept = {row.pack: row.pack_files for row in rows}
    missing = [name for name in kept if not (policy.own_packs() / name / "document.yaml").is_file()]
    for name in missing:
        keeping.put(name, kept[name])
    return f"本机规则包：{len(kept)}个" + (f"，写回{'、'.join(missing)}" if missing else "")
