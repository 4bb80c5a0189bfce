"""The recipe of docs/how-to/new-document.md is walked as it stands: its blocks are a pack that holds."""

from __future__ import annotations

import re
import shutil

import pytest

from anjian.policy import proving, queries
from anjian.policy.examples import RUNNER
from anjian.policy.pack import PackRefused
from anjian.policy.queries import reading
from anjian.policy.tests.places import ROOT

PAGE = (ROOT / "docs" / "how-to" / "new-document.md").read_text(encoding="utf-8")
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


def test_a_pack_of_the_program_is_read_once_until_one_of_its_files_changes(tmp_path, monkeypatch):
    folder = shutil.copytree(ROOT / "packs" / "nanyang-2021", tmp_path / "nanyang-2021")
    assert queries.read(folder) is not queries.read(folder)  # a folder of somebody who is writing it
    monkeypatch.setattr(reading, "PACKS", tmp_path)
    pack = queries.read(folder)
    assert queries.read(folder) is pack
    path = folder / "article-06.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("heading: 学校", "heading: 学校和幼儿园"), encoding="utf-8"
    )
    changed = queries.read(folder)
    assert [section.article.heading for section in changed.sections if section.file.endswith("-06.yaml")] == [
        "学校和幼儿园"
    ]
    path.write_text("article: {number: 第六}\n", encoding="utf-8")
    with pytest.raises(PackRefused):
        queries.read(folder)
