"""What a file really is, by its first bytes (认文件), whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile

from anjian.lib.errors import Refusal

ENDINGS = {
    "txt": "txt",
    "text": "txt",
    "md": "txt",
    "html": "html",
    "htm": "html",
    "shtml": "html",
    "docx": "docx",
    "pdf": "pdf",
    "": "",
}
NAMES = {"txt": "纯文本", "html": "网页", "docx": "Word 文档（.docx）", "pdf": "PDF"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = {
    b"\x89PNG": "PNG 图片",
    b"\xff\xd8\xff": "JPEG 图片",
    b"GIF8": "GIF 图片",
    b"BM": "BMP 图片",
    b"II*\x00": "TIFF 图片",
    b"MM\x00*": "TIFF 图片",
}
_PAGE = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAGS = re.compile(rb"<(?:p|div|span|table|br|body|html|h[1-6]|meta|article|ul|li|a)\b[^>]*>", re.I)
_SUPPORTED = "可以读 .txt、.html、.docx 和带文字层的 .pdf"


def form_of(data: bytes, *, name: str, ending: str) -> str:
    """txt, html, docx or pdf. Refuses what is none of them and what its name says it is not."""
    if ending not in ENDINGS:
        _refuse_other(data, name=name, ending=ending)
    real = _by_contents(data, name=name)
    said = ENDINGS[ending]
    if real == "txt" and said == "html":
        if not _TAGS.search(data[:200_000]):
            _refuse_wrong(name, said, real)
        real = "html"
    if not said:
        return real
    if said != real:
        _refuse_wrong(name, said, real)
    return real


def _by_contents(data: bytes, *, name: str) -> str:
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zipped(data, name=name)
    if data.startswith(_OLE):
        _refuse_ole(data, name=name)
    if data.startswith(b"{\\rtf"):
        raise Refusal(
            f"“{name}”是 RTF 文档", _SUPPORTED, "请用 Word 或 WPS 打开，另存为 .docx 再读", code="reader.unsupported"
        )
    for sign, kind in _PICTURES.items():
        if data.startswith(sign) and b"\x00" in data[:4096]:
            raise Refusal(
                f"“{name}”的内容是{kind}",
                "图片里没有可以读的文字",
                "请先做文字识别，存成 .docx 或 .txt，核对后再读",
                code="reader.picture",
            )
    if _PAGE.match(data[:4096].lstrip(b"\xef\xbb\xbf")):
        return "html"
    return "txt"


def _zipped(data: bytes, *, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = set(archive.namelist())
    except zipfile.BadZipFile:
        raise Refusal(
            f"“{name}”已经损坏", "文件不完整，打不开", "请重新下载或者重新保存，再选一次", code="reader.damaged"
        ) from None
    if "word/document.xml" in inside:
        return "docx"
    kind = (
        "Excel 表格" if "xl/workbook.xml" in inside
        else "演示文稿" if "ppt/presentation.xml" in inside
        else "OFD 版式文件" if "OFD.xml" in inside
        else "OpenDocument 文档" if "mimetype" in inside
        else "压缩包"
    )  # fmt: skip
    todo = "请解压后逐个读里面的文件" if kind == "压缩包" else "请打开后另存为 .docx 或者 .pdf 再读"
    raise Refusal(f"“{name}”是{kind}", _SUPPORTED, todo, code="reader.unsupported")


def _refuse_ole(data: bytes, *, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refusal(
            f"“{name}”有密码保护",
            "没有密码读不出里面的文字",
            "请在 Word 里取消密码后另存，再选一次",
            code="reader.protected",
        )
    raise Refusal(
        f"“{name}”是旧版 Office 文档（.doc、.xls 或 .wps）",
        _SUPPORTED,
        "请用 Word 或 WPS 打开，另存为 .docx 再读",
        code="reader.unsupported",
    )


def _refuse_wrong(name: str, said: str, real: str) -> None:
    raise Refusal(
        f"“{name}”的扩展名是 .{name.rsplit('.', 1)[-1]}，内容却是{NAMES[real]}",
        f"按{NAMES[said]}读不出来，也可能选错了文件",
        f"请确认文件没有选错，再把扩展名改为 .{real}",
        code="reader.wrong_ending",
        field="file",
    )


def _refuse_other(data: bytes, *, name: str, ending: str) -> None:
    """An ending nobody knows: old Office, pictures and archives say what they are; else what can be read."""
    _by_contents(data, name=name)
    raise Refusal(
        f"不认识扩展名 .{ending}（“{name}”）",
        _SUPPORTED,
        "请换成其中一种格式再读",
        code="reader.unsupported",
        field="file",
    )
