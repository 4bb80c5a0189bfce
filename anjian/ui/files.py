"""Files out (文件): workbooks and documents to be kept under a name of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, overload

from django.http import HttpResponse, StreamingHttpResponse

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP: Final = "application/zip"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@overload
def attached(content: bytes, file: str, media: str = EXCEL) -> HttpResponse: ...


@overload
def attached(content: Iterator[bytes], file: str, media: str = EXCEL) -> StreamingHttpResponse: ...


def attached(content: bytes | Iterator[bytes], file: str, media: str = EXCEL) -> HttpResponse | StreamingHttpResponse:
    """An answer that the browser keeps as ``file`` (a plain name); content in pieces is sent as it comes."""
    kind = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    return kind(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{file}"'})
