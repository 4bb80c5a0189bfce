"""What is a picture and what is not (图片校验): plain Python over Pillow, no database.

A picture is believed only after its first bytes, its size in pixels and a full decode agree. It is stored again,
upright and at most 2,048 pixels long, without what the camera wrote into it; time and place are handed out beside it
as *stated*.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import IO

from PIL import ExifTags, Image, ImageOps

from anjian.lib.errors import Refusal

LARGEST = 20 * 1024 * 1024
"""Bytes of one file. A phone that runs our script sends about 1 MB."""
LONGEST = 2048
"""Pixels of the longer side of what is stored."""
MOST_PIXELS = {"JPEG": 170_000_000, "PNG": 40_000_000, "WEBP": 40_000_000}
"""Pixels that are decoded at most: a JPEG is shrunk while it is read, the others are not."""

_MAGIC = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"))
_NEXT = "请重新拍一张，或换一个 JPEG、PNG 文件；已填的内容都还在"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be stored: JPEG bytes, their size in pixels, and what the camera stated."""

    content: bytes
    width: int
    height: int
    taken_at: str
    place: str


def read(stream: IO[bytes], *, name: str) -> tuple[bytes, Picture]:
    """The bytes as they came and the picture made of them. Refuses what is too big, empty, or no picture."""
    shown = name[:60] or "未命名"
    raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise too_big(name)
    if not raw:
        raise Refusal(
            f"照片“{shown}”是空文件", "里面没有内容，不能作为证据", _NEXT, code="evidence.empty", field="photos"
        )
    return raw, _decode(raw, _kind(raw, shown), shown)


def too_big(name: str) -> Refusal:
    """What is said of a file beyond `LARGEST`."""
    return Refusal(
        f"照片“{name[:60] or '未命名'}”太大，超过{LARGEST // 1024 // 1024}MB",
        "太大的文件在现场传不上来，也会占满磁盘",
        "请用手机相机的普通画质重拍，或先压缩；已填的内容都还在",
        code="evidence.size",
        field="photos",
    )


def _kind(raw: bytes, shown: str) -> str:
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            return kind
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "WEBP"
    if raw[4:8] == b"ftyp" and raw[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"msf1"):
        raise Refusal(
            f"照片“{shown}”是苹果手机的 HEIC 格式",
            "多数单位的电脑打不开这种格式，存下来别人看不了",
            "请在手机“设置—相机—格式”里选“兼容性最佳”后重拍，或转成 JPEG 再传；已填的内容都还在",
            code="evidence.heic",
            field="photos",
        )
    raise Refusal(
        f"“{shown}”不是照片",
        "文件开头不是 JPEG、PNG 或 WebP 图片，改扩展名不能把它变成图片",
        _NEXT,
        code="evidence.kind",
        field="photos",
    )


def _decode(raw: bytes, kind: str, shown: str) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=[kind]) as image:
                if image.width * image.height > MOST_PIXELS[kind]:
                    raise Image.DecompressionBombError
                taken_at, place = _stated(image)
                if kind == "JPEG":
                    image.draft("RGB", (LONGEST, LONGEST))
                image.load()
                upright = ImageOps.exif_transpose(image)
                flat = _on_white(upright)
    except Image.DecompressionBombError:
        raise Refusal(
            f"照片“{shown}”的像素太多",
            "展开后会占满内存，可能是有意做的坏文件",
            _NEXT,
            code="evidence.pixels",
            field="photos",
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, ZeroDivisionError):
        # Pillow's readers raise all of these on damaged files.
        raise Refusal(
            f"照片“{shown}”打不开", "文件不完整，或者在传输中损坏了", _NEXT, code="evidence.damaged", field="photos"
        ) from None
    flat.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=86, optimize=True)
    return Picture(out.getvalue(), flat.width, flat.height, taken_at, place)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image.convert("RGB")


def _stated(image: Image.Image) -> tuple[str, str]:
    """Time and place as the camera wrote them; "" for what is not there or cannot be read."""
    exif = image.getexif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    when = str(inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime) or "").strip("\0 ")
    if len(when) >= 19 and when[4] == ":" and when[7] == ":":
        when = f"{when[:4]}-{when[5:7]}-{when[8:19]}"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place = ""
    try:
        north = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef, "N"))
        east = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef, "E"))
        if -90 <= north <= 90 and -180 <= east <= 180:
            place = f"{north:.6f},{east:.6f}"
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        place = ""
    return when[:32], place


def _degrees(parts: tuple[float, float, float], side: str) -> float:
    value = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    return -value if str(side).upper() in ("S", "W") else value
