"""Figures in the documents are those of the program; links and pictures lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import docs

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def test_no_figure_is_stale():
    assert docs.stale() == [], "run: .venv/bin/anjian docs write"


def test_a_changed_figure_is_seen_to_be_stale(tmp_path: Path):
    for name, text in docs.pages().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "bench").mkdir()
    for path in (ROOT / "bench").glob("*.json"):
        (tmp_path / "bench" / path.name).write_bytes(path.read_bytes())
    assert docs.stale(tmp_path) == []
    page = tmp_path / "docs/reference/coverage.md"
    page.write_text(page.read_text(encoding="utf-8").replace("| 1", "| 2", 1) + " ", encoding="utf-8")
    assert docs.stale(tmp_path) == ["docs/reference/coverage.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_inside_the_project_leads_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")
    broken = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)", text)
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []
