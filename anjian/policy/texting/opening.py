"""From the bytes of a file to its text; what is not a text is refused."""

from __future__ import annotations

from anjian.lib.errors import Refusal

LARGEST = 5 * 1024 * 1024
"""Bytes of the largest file that is taken: the longest official document known to us is a fiftieth of it."""


def open_text(raw: bytes) -> str:
    """The text of a file in UTF-8 or GB18030, with one kind of line end and no byte order mark.

    Refuses what is too large, empty, in another encoding, or no text at all.
    """
    if len(raw) > LARGEST:
        raise _refused(
            f"文件有{len(raw) / 1048576:.1f}MB，超过{LARGEST // 1048576}MB",
            "一份文件的文字不会这么大，多半是扫描件或别的文件",
            "请另存为纯文本再附上",
            "policy.text_too_large",
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise _refused(
            "读不懂这个文件的编码",
            "只认 UTF-8 和 GB18030，认错编码会存下乱码",
            "请另存为 UTF-8 纯文本再附上",
            "policy.text_encoding",
        )
    if "\x00" in text:
        raise _refused(
            "这不是纯文本文件", "里面有文字不会用到的字节", "请另存为 UTF-8 纯文本再附上", "policy.text_binary"
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _refused("文件是空的", "没有文字，找不到任何条款", "请核对选的是不是这份文件", "policy.text_empty")
    return text


def _refused(what: str, why: str, next: str, code: str) -> Refusal:
    return Refusal(what, why, next, code=code, field="file")
