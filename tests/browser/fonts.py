"""Chinese fonts for the browser of the journeys, the same on every machine.

A bare machine has no Chinese font: pages would show boxes, and a screenshot would prove nothing. The development
dependency ``pylopdf-fonts-zh-cn`` carries Noto Sans SC (黑体 kind) and Noto Serif SC (宋体 kind), both OFL-1.1. A
fontconfig file names these two and *nothing else*, also where the machine has fonts of its own, so that a line breaks
at the same character everywhere. The usual Chinese family names are mapped to the face of their kind; there is no 仿宋
or 楷体 among them, and the Song face stands in.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"

# Family names as Chinese style sheets write them, and the face that stands in for each.
STANDS_IN: dict[str, tuple[str, ...]] = {
    SANS: (
        "sans-serif",
        "system-ui",
        "monospace",
        "Microsoft YaHei",
        "微软雅黑",
        "SimHei",
        "黑体",
        "PingFang SC",
        "Source Han Sans SC",
        "Noto Sans CJK SC",
    ),
    SERIF: (
        "serif",
        "SimSun",
        "NSimSun",
        "宋体",
        "STSong",
        "Songti SC",
        "Source Han Serif SC",
        "Noto Serif CJK SC",
        "FangSong",
        "FangSong_GB2312",
        "仿宋",
        "仿宋_GB2312",
        "STFangsong",
        "KaiTi",
        "楷体",
    ),
}


class NoFonts(Exception):
    """The package with the Chinese fonts is not installed."""


def faces() -> tuple[Path, ...]:
    """The font files, sans first. Raises ``NoFonts``."""
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        raise NoFonts("the development dependency pylopdf-fonts-zh-cn is not installed, Chinese would show as boxes")
    home = Path(spec.origin).parent
    found = (home / "NotoSansSC-Regular.otf", home / "NotoSerifSC-Regular.otf")
    for path in found:
        if not path.is_file():
            raise NoFonts(f"{path.name} is missing from pylopdf-fonts-zh-cn")
    return found


def configuration(files: tuple[Path, ...], *, cache: Path) -> str:
    """The text of a fontconfig file that knows ``files`` and keeps its index in ``cache``."""
    folders = sorted({str(path.parent) for path in files})
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">', "<fontconfig>"]
    lines += [f"  <dir>{escape(folder)}</dir>" for folder in folders]
    lines.append(f"  <cachedir>{escape(str(cache))}</cachedir>")
    for face, names in STANDS_IN.items():
        for name in names:
            lines.append(
                f'  <match target="pattern"><test qual="any" name="family"><string>{escape(name)}</string></test>'
                f'<edit name="family" mode="assign" binding="same"><string>{face}</string></edit></match>'
            )
    # Anything else a page may ask for falls to the sans face instead of to whatever comes first.
    lines.append(
        f'  <match target="pattern"><edit name="family" mode="append_last"><string>{SANS}</string></edit></match>'
    )
    lines.append("</fontconfig>")
    return "\n".join(lines) + "\n"


def environment(*, folder: Path) -> dict[str, str]:
    """Writes ``fonts.conf`` and returns the variables that make a browser use it.

    It is kept in ``folder`` (``var/browser``) or, where that belongs to another user, in a folder of this user's own.
    Raises ``NoFonts``.
    """
    files = faces()
    own = hashlib.sha256(str(folder).encode()).hexdigest()[:8]  # two checkouts of one user stay apart
    for place in (folder, Path(tempfile.gettempdir()) / f"anjian-fonts-{os.getuid()}-{own}"):
        text = configuration(files, cache=place / "font-cache")
        path = place / "fonts.conf"
        try:
            place.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                fresh = path.with_name(f"fonts-{os.getpid()}.tmp")
                fresh.write_text(text, encoding="utf-8")
                os.replace(fresh, path)  # another worker's browser may be reading it
        except OSError:  # another user's folder
            continue
        return {"FONTCONFIG_FILE": str(path)}
    raise NoFonts(f"neither {folder} nor the folder for temporary files can be written")
