"""PDF files with a text layer (带文字层的 PDF). Pages are separated by a form feed; lines stay as they are printed."""

from __future__ import annotations

import pypdfium2 as pdfium

from anjian.lib.errors import Refusal

_LEAST_A_PAGE = 12
"""Characters below which a page has no text layer worth the name: a page number, a stamp."""


def extracted(data: bytes, *, name: str, pages: int) -> tuple[str, tuple[str, ...]]:
    """(text, what to tell the person). Raises Refusal for protected, damaged and picture-only files."""
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Refusal(
                f"“{name}”有密码保护", "没有密码读不出里面的文字", "请取消密码后另存，再选一次", code="reader.protected"
            ) from None
        raise Refusal(
            f"“{name}”已经损坏", "文件不完整，打不开", "请重新下载，再选一次", code="reader.damaged"
        ) from None
    try:
        if count > pages:
            raise Refusal(
                f"“{name}”有{count}页，超过上限{pages}页",
                "这不像一份公文",
                "请把需要的几页单独存出来再读",
                code="reader.too_long",
            )
        texts = [_page(document, number) for number in range(count)]
    finally:
        document.close()
    empty = sum(len("".join(text.split())) < _LEAST_A_PAGE for text in texts)
    if empty == count:
        raise Refusal(
            f"“{name}”是扫描图片，没有文字层",
            f"{count}页里都读不出文字",
            "请先做文字识别（OCR），核对后存成 .docx 或 .txt 再读",
            code="reader.picture",
        )
    told = (f"{count}页中有{empty}页没有文字层，没有读到",) if empty else ()
    return "\f".join(text.rstrip("\n") + "\n" for text in texts), told


def _page(document: pdfium.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            text: str = words.get_text_range()
        finally:
            words.close()
    finally:
        page.close()
    # U+FFFE stands where the file itself breaks a word at the end of a line.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x00", "")
