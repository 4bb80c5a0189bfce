"""The fences hold on the project, and each is seen to fail on a planted violation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.apps import apps

from anjian.reader import read_text
from tests.architecture import fences

PROGRAM = list(fences.sources())
SHARED = fences.ROOT.parent / "shared"


@pytest.mark.parametrize(
    "fence", [fences.faces, fences.names, fences.lengths, fences.clocks, fences.raw_managers, fences.public_docstrings]
)
def test_the_program_keeps_the_fence(fence):
    assert fence(PROGRAM) == []


@pytest.mark.parametrize(
    ("fence", "path", "text"),
    [
        (fences.faces, "anjian/desk/web/views.py", "from anjian.ledger.models import Row\n"),
        (fences.faces, "anjian/desk/web/views.py", "from anjian.people.queries_inner import x\n"),
        (fences.names, "anjian/utils.py", ""),
        (fences.names, "anjian/desk/helpers/page.py", ""),
        (fences.lengths, "anjian/desk/long.py", "x = 1\n" * 500),
        (fences.clocks, "anjian/duties/queries.py", "import datetime\nday = datetime.date.today()\n"),
        (fences.clocks, "anjian/policy/actions.py", "from django.utils import timezone\nnow = timezone.now()\n"),
        (fences.raw_managers, "anjian/desk/web/views.py", "rows = Enterprise.objects.all()\n"),
        (fences.raw_managers, "anjian/desk/web/views.py", "rows = Enterprise.objects.for_change().all()\n"),
        (fences.raw_managers, "anjian/duties/projection.py", "rows = Standing.objects.filter(id=1)\n"),
        (fences.public_docstrings, "anjian/people/queries.py", "def posts(viewer): ...\n"),
    ],
)
def test_a_planted_violation_is_found(fence, path, text):
    assert len(fence([(path, text)])) == 1


def test_a_planted_foreign_table_is_found():
    sql = "WITH f AS (SELECT * FROM rel_fact) SELECT * FROM f JOIN registry_enterprise e ON true"
    assert fences.foreign_tables(sql, published={"rel_fact"}) == ["reads registry_enterprise: not a published relation"]


def test_a_planted_copied_sentence_is_found():
    official = "各有关单位应当按照规定的期限和要求完成整改并书面报告结果。"
    assert fences.copied_runs([("x.yaml", "gist: 应当按照规定的,期限和要求完成整改")], [official])
    assert not fences.copied_runs([("x.yaml", "gist: 按期整改并报告")], [official])


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the official texts are not beside the project")
def test_no_sentence_of_a_document_stands_in_the_project():
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py", "*.yaml", "*.md", "*.html", "*.csv", "*.po", "*.js"],
        cwd=fences.ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    texts = [
        (name, (fences.ROOT / name).read_text(encoding="utf-8")) for name in tracked if (fences.ROOT / name).is_file()
    ]
    official = [path.read_text(encoding="utf-8", errors="replace") for path in sorted((SHARED / "seeds").glob("*.txt"))]
    official += [read_text(text).clean.text for text in official]  # one is dirty: as the reader mends it, too
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in fences.ROOT.glob("packs/*/document.yaml")]
    titles = [
        str(value) for data in documents for value in (data.get("document") or data).values() if isinstance(value, str)
    ]
    assert fences.copied_runs(texts, official, titles=titles) == []


def test_foreign_keys_stay_inside_their_module_or_point_down_without_a_reverse_name():
    from config.modules import MODULES

    order = {name.rsplit(".", 1)[-1]: n for n, name in enumerate(MODULES)}
    wrong = []
    for model in apps.get_models():
        mine = model._meta.app_label
        if mine not in order:
            continue
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            theirs = field.related_model._meta.app_label
            if theirs == mine or theirs not in order:
                continue
            if order[theirs] >= order[mine] or not field.remote_field.is_hidden():
                wrong.append(f"{model.__name__}.{field.name} -> {theirs}")
    assert wrong == []


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("anjian/ledger/actions.py", "from anjian.duties import queries\n"),
        ("anjian/lib/days.py", "import django\n"),
        ("anjian/host/server.py", "from anjian.ledger import queries\n"),
        ("anjian/people/queries.py", "from anjian.people import actions\n"),
    ],
)
def test_the_ladder_breaks_on_a_planted_import(tmp_path: Path, where: str, text: str):
    for path, _ in PROGRAM:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("", encoding="utf-8")
    (tmp_path / ".importlinter").write_text(
        (fences.ROOT / ".importlinter").read_text(encoding="utf-8"), encoding="utf-8"
    )
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / where).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / where).write_text(text, encoding="utf-8")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1
