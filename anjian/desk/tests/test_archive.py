"""The archive of a hazard: checked by its own program alone; one byte that was changed anywhere is named."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import uuid
import zipfile

import pytest

from anjian.desk import queries
from anjian.evidence.tests.test_photos import files  # noqa: F401
from anjian.hazards.tests.ground import ABROAD, COUNTY, FIRM, HEAD, INSPECTOR, OFFICE, TODAY, found, go, photo, settle
from anjian.ledger import actions as ledger
from anjian.ledger import standalone
from anjian.ledger.events import Party
from anjian.lib.viewer import SYSTEM
from anjian.papers import actions as papers
from anjian.papers.events import Said


@pytest.fixture
def archived(db, files):  # noqa: F811
    """A hazard that was found, rectified with a photo, and written about; its archive and anchor."""
    settle()
    hazard = found()
    go(HEAD, hazard, "finish", dt.date(2026, 9, 25), done="护栏装好", files=[photo(HEAD)])
    said = Said(
        "尧都区应急管理局",
        {
            "recipient": "示例钢铁有限公司",
            "matter": "隐患整改",
            "ground": "规定",
            "facts": ["护栏缺失"],
            "asked": ["整改"],
        },
    )
    papers.issue(
        INSPECTOR, "letter", id=uuid.uuid4(), place=COUNTY, body=OFFICE, sign="尧应急函", day=TODAY, today=TODAY,
        said=said, to=[Party("to", "enterprise", FIRM)], matter=hazard,
    )  # fmt: skip
    ledger.sequence()
    anchor = ledger.anchor(SYSTEM)
    made = queries.archive(INSPECTOR, hazard, as_of=TODAY)
    assert made is not None
    return hazard, made, str(anchor)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_archive_is_checked_by_its_own_program_without_the_house(archived, tmp_path):
    hazard, made, anchor = archived
    inside = parts(made)
    assert {name.split("/")[0] for name in inside} == {
        *("photos", "papers", "facts.json", "clauses.json", "story.txt", "verify.py"),
        *("manifest.json", "manifest.sha256"),
    }
    (tmp_path / "case.zip").write_bytes(made)
    (tmp_path / "verify.py").write_bytes(inside["verify.py"])
    alone = [sys.executable, "-I", "-S", "verify.py", "case.zip"]
    done = subprocess.run([*alone, anchor], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "√ 案卷完整：3条事实，其中3条已封签。"), done
    other = anchor.replace("sha256:", "sha256:0").replace("00", "01", 1)
    wrong = subprocess.run([*alone, other], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "存证" in wrong.stdout
    (tmp_path / "case.zip").write_bytes(made[:-1])
    cut = subprocess.run(alone, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (cut.returncode, cut.stdout[0]) == (1, "×")
    assert "护栏缺失" not in inside["story.txt"].decode()
    assert "煤气区域没有固定式报警器" in inside["story.txt"].decode()
    assert queries.archive(ABROAD, hazard, as_of=TODAY) is None


def test_one_byte_changed_anywhere_is_named(archived):
    _, made, anchor = archived
    assert standalone.check(made, anchor)[0] == []
    for at in range(0, len(made), 211):
        flipped = bytearray(made)
        flipped[at] ^= 1
        assert standalone.check(bytes(flipped), anchor)[0], at


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda told: told["facts"][0].update(place="141021000000"), "地点"),
        (lambda told: told["facts"][0].update(body=told["facts"][0]["body"].replace("报警器", "警报器")), "正文被改动"),
        (lambda told: told["facts"][1]["parties"].pop(), "参与方"),
        (lambda told: told["facts"][1]["path"][0].__setitem__(1, "00" * 32), "与封签不符"),
        (lambda told: told["seals"][0].update(root="00" * 32), "接不上"),
        (lambda told: told["seals"].clear(), "没有它的封签"),
        (lambda told: told["facts"].pop(), "没有一条事实以这个内容为证"),
    ],
    ids=["header", "body", "parties", "path", "seal", "no-seals", "fact-left-out"],
)
def test_a_forger_who_makes_the_archive_anew_is_found_out_by_the_seals(archived, change, named):
    """Whoever rewrites the list of files as well cannot rewrite what is sealed."""
    _, made, anchor = archived
    inside = parts(made)
    told = json.loads(inside["facts.json"])
    change(told)
    inside["facts.json"] = json.dumps(told).encode()
    listed = {name: standalone.hashlib.sha256(inside[name]).hexdigest() for name in inside if "manifest" not in name}
    inside["manifest.json"] = json.dumps({"files": listed}).encode()
    inside["manifest.sha256"] = (standalone.hashlib.sha256(inside["manifest.json"]).hexdigest() + "\n").encode()
    wrong = standalone.check(standalone.archived(inside), anchor)[0]
    assert any(named in line for line in wrong), wrong
