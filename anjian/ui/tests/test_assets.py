"""Vendored files are what we took, licensed and silent; icon and manifest are sound."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from PIL import Image

from anjian.ui import assets

OWN = assets.VENDOR.parent / "ui"


def test_every_vendored_file_is_unchanged_licensed_and_silent() -> None:
    assert assets.problems() == []


def test_the_vendored_htmx_says_the_version_we_list() -> None:
    (htmx,) = [asset for asset in assets.read() if asset.name == "htmx"]
    assert f'version="{htmx.version}"' in (assets.VENDOR / htmx.file).read_text(encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(assets.VENDOR, tmp_path / "vendor"))


def append(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).open("a").write(text) and None  # type: ignore[return-value]


def relist(**changes: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        entries = yaml.safe_load((folder / assets.LIST).read_text(encoding="utf-8"))
        entries[0].update(changes)
        (folder / assets.LIST).write_text(yaml.safe_dump(entries), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (append("htmx.min.js", " "), "htmx.min.js: changed since it was taken"),
        (append("htmx.min.js", "\nfetch('https://cdn.example/x')"), "names an outside address: https://cdn.example/x"),
        (append("htmx.min.js", "\nimport('//cdn.example/x')"), "names an outside address: //cdn.example/x"),
        (append("htmx.min.js", "\n//# sourceMappingURL=htmx.map"), "asks for //# sourceMappingURL=htmx.map"),
        (lambda folder: (folder / "htmx.min.js").unlink(), "htmx.min.js: listed, but not there"),
        (
            lambda folder: (folder / "htmx.LICENSE.txt").write_text(" "),
            "its licence htmx.LICENSE.txt is not there or empty",
        ),
        (lambda folder: (folder / "more.js").write_text("1"), "more.js: there, but not listed in VENDORED.yaml"),
        (relist(colour="blue"), "entry 1: missing [], not understood ['colour']"),
        (lambda folder: (folder / assets.LIST).unlink(), "No such file"),
        (lambda folder: (folder / assets.LIST).write_text("- 1"), "entry 1: a mapping is expected"),
    ],
)
def test_a_spoilt_folder_is_reported(copy: Path, spoil: Callable[[Path], object], said: str) -> None:
    assert assets.problems(copy) == []
    spoil(copy)
    assert any(said in text for text in assets.problems(copy)), assets.problems(copy)


def test_a_host_that_is_only_mentioned_is_named_with_its_reason(copy: Path) -> None:
    append("htmx.min.js", "\n'see https://docs.example/a'")(copy)
    before = assets.problems(copy)
    relist(mentions={"docs.example": "in the text of an error"})(copy)
    assert [text for text in before if text not in assets.problems(copy)] == [
        "htmx.min.js: names an outside address: https://docs.example/a"
    ]


def test_the_manifest_names_icons_that_are_there_in_the_size_it_says() -> None:
    manifest = json.loads((OWN / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["start_url"] == "/"
    assert manifest["lang"] == "zh-Hans"
    for icon in manifest["icons"]:
        path = OWN / icon["src"]
        if path.suffix == ".svg":
            assert path.is_file()
            assert icon["sizes"] == "any"
        else:
            with Image.open(path) as picture:
                assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_the_icon_holds_only_shapes() -> None:
    """No text (it would need a font), no style, no script, no reference to anything."""
    root = ElementTree.parse(OWN / "favicon.svg").getroot()
    assert {element.tag.split("}")[1] for element in root.iter()} == {"svg", "title", "rect", "g", "path"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if "href" in name or name == "style" or name.startswith("on")}
