"""What is wrong in a pack (毛病), with its file and line: all of it at once, in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from anjian.lib.errors import Refusal


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong: where it stands, what is wrong, what to do.

    file   path of the YAML file as it was asked for
    line   line in that file, from 1
    what   what is wrong (哪里不对)
    next   what to do (怎么改)
    code   a stable word for programs and tests, such as ``fact.unknown``
    """

    file: str
    line: int
    what: str
    next: str = ""
    code: str = "pack.wrong"

    def __str__(self) -> str:
        tail = f"。{self.next}" if self.next else ""
        return f"{self.file}:{self.line} {self.what}{tail}"


class PackRefused(Refusal):
    """A pack with faults is not loaded at all. ``faults`` holds every one of them, in the order of files and lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        shown = "\n".join(str(fault) for fault in self.faults[:50])
        more = f"\n……另有{len(self.faults) - 50}处" if len(self.faults) > 50 else ""
        super().__init__(
            f"规则包有{len(self.faults)}处毛病：\n{shown}{more}",
            "有毛病的规则会算错职责，所以整包没有装入，原有的仍然有效",
            "请按文件和行号改正后再运行 anjian law check",
            code="pack.refused",
        )


def shown(path: Path) -> str:
    """The path as a person reads it: from the folder of packs on."""
    return "/".join(path.parts[-2:])
