"""From a file to its text (取出文字): .txt, .html, .docx, .pdf; what cannot be read is refused with what to do next.

The contents decide, not the ending of the name; where both disagree the file is refused, because the person believes
to hand in something else. Nothing is written anywhere.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePath

from anjian.lib.errors import Refusal


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read. `bytes`: of a file; `characters`: of its text; `pages`: of a PDF.

    An official document of 100 articles has about 30,000 characters; the longest yearbook-like ones some hundred
    thousand. A file past these limits is a scan, an archive or no document at all, and would hold the machine up for
    minutes; ANJIAN_READER_MEGABYTES raises the first.
    """

    bytes: int = 50 * 1024 * 1024
    characters: int = 2_000_000
    pages: int = 2000


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file, its form (txt, html, docx, pdf) and what a person should know about the extraction."""

    text: str
    form: str
    notices: tuple[str, ...] = ()


def limits() -> Limits:
    """The limits in force: the built-in ones, the size of a file as ANJIAN_READER_MEGABYTES says."""
    told = os.environ.get("ANJIAN_READER_MEGABYTES", "")
    return Limits(bytes=int(told) * 1024 * 1024) if told.isdigit() and int(told) > 0 else Limits()


def refuse_size(size: int, name: str) -> None:
    """Refuse a file by its size before it is read; the empty one too."""
    most = limits().bytes
    if size == 0:
        raise Refusal(f"“{name}”是空文件", "里面没有一个字节", "请检查文件是否下载完整，再选一次", code="reader.empty")
    if size > most:
        raise Refusal(
            f"“{name}”有{size / 1024 / 1024:.0f} MB，超过上限{most // 1024 // 1024} MB",
            "一份公文的文字远小于这个大小，这样的文件多半是扫描图片或者压缩包，读它会占住整台机器",
            "请换成文字版；确实需要时用环境变量 ANJIAN_READER_MEGABYTES 提高上限",
            code="reader.too_large",
        )


def open_bytes(data: bytes, name: str) -> Source:
    """The text of a file given as bytes; `name` is its name with the ending. Raises Refusal."""
    from anjian.reader.sources import pdf, sniffing, text, web, word  # 0.15 s: only where a file is read

    refuse_size(len(data), name)
    ending = PurePath(name).suffix.lower().lstrip(".")
    form = sniffing.form_of(data, name=name, ending=ending)
    notices: tuple[str, ...] = ()
    if form == "txt":
        found = text.decoded(data, name=name)
    elif form == "html":
        found = web.extracted(data, name=name)
    elif form == "docx":
        found = word.extracted(data, name=name)
    else:
        found, notices = pdf.extracted(data, name=name, pages=limits().pages)
    if not found.strip().strip("\ufeff\u200b"):
        raise Refusal(f"“{name}”里没有文字", "读出来的内容全是空白", "请检查文件内容，再选一次", code="reader.empty")
    if len(found) > limits().characters:
        raise Refusal(
            f"“{name}”有{len(found)}个字，超过上限{limits().characters}个字",
            "这不像一份公文",
            "请把需要的文件单独存出来再读",
            code="reader.too_long",
        )
    return Source(found, form, notices)
