"""The recipe of docs/how-to/document-to-pack.md is walked as it stands: its blocks are a pack that holds."""

from __future__ import annotations

import re

from anjian.policy import proving, queries
from anjian.policy.examples import RUNNER
from anjian.policy.tests.places import ROOT

PAGE = (ROOT / "docs" / "how-to" / "document-to-pack.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```yaml\n# packs/(\S+)\n(.*?)```", re.DOTALL)


def test_the_page_becomes_a_pack_without_python(tmp_path):
    for name, text in BLOCK.findall(PAGE):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder,) = queries.pack_folders(tmp_path)
    pack = queries.read(folder, strict=True)
    assert [clause.status for clause in pack.clauses] == ["automated", "pending", "attested"]
    assert proving.failures(pack, runners={"reference": RUNNER["reference"]}) == []
    assert [str(fault) for fault in proving.unproved(pack, runner=RUNNER["reference"])] == []
