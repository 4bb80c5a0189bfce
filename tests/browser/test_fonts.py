"""The font configuration names our two faces and nothing of the machine's."""

from __future__ import annotations

import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.browser import fonts


def test_both_faces_are_there_and_are_fonts() -> None:
    assert [path.name for path in fonts.faces()] == ["NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf"]
    assert {path.read_bytes()[:4] for path in fonts.faces()} == {b"OTTO"}


def test_only_the_folder_of_the_two_faces_is_searched(tmp_path: Path) -> None:
    tree = ElementTree.fromstring(fonts.configuration(fonts.faces(), cache=tmp_path / "a & b"))
    assert [element.text for element in tree.findall("dir")] == [str(fonts.faces()[0].parent)]
    assert [element.text for element in tree.findall("cachedir")] == [str(tmp_path / "a & b")]
    assert tree.find("include") is None


def test_every_usual_family_has_one_face(tmp_path: Path) -> None:
    names = [name for group in fonts.STANDS_IN.values() for name in group]
    assert len(names) == len(set(names))
    tree = ElementTree.fromstring(fonts.configuration(fonts.faces(), cache=tmp_path))
    given = {
        match.findtext("test/string"): match.findtext("edit/string")
        for match in tree.findall("match")
        if match.find("test") is not None
    }
    assert given == {name: face for face, group in fonts.STANDS_IN.items() for name in group}


def test_the_file_is_written_once_and_left_alone(tmp_path: Path) -> None:
    first = fonts.environment(folder=tmp_path)
    path = Path(first["FONTCONFIG_FILE"])
    assert path == tmp_path / "fonts.conf"
    before = path.stat().st_ino
    assert fonts.environment(folder=tmp_path) == first
    assert path.stat().st_ino == before


def test_where_the_folder_is_anothers_the_file_goes_to_a_folder_of_this_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "own"))
    (tmp_path / "file").write_text("")
    path = Path(fonts.environment(folder=tmp_path / "file" / "browser")["FONTCONFIG_FILE"])
    assert path.parent.parent == tmp_path / "own"
    assert path.is_file()


def test_without_the_package_it_says_which_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(fonts.NoFonts, match="pylopdf-fonts-zh-cn is not installed"):
        fonts.faces()
