"""Text files (纯文本): UTF-8, UTF-16 with its mark, GB18030; what decodes by accident only is refused."""

from __future__ import annotations

import codecs
import re

from anjian.lib.errors import Refusal

_COMMON = frozenset(
    "的一国在人了有中是年和大业不为发会工经上地市要个产这出行作生家以成到日民来我部对进多全建他公开们场展时理新方主企资实学报制政济用同于法高长现本月定化加动合品重关机分力自外者区能设后就等体下万元社过前面农也得与说之员而务利电文事可种总改三各好金第司其从平代当天水省提商十管内小技位目起海所立已通入量子问度北保心还科委都术使明着次将增基名向门应里美由规今题记点计去强两些表系办教正条最达特革收二期并程厂如道际及西口京华任调性导组东路活广意比投决交统党南安此领结营项情解议义山先车然价放世间因共院步物界集把持无但城相书村求治取原处府研质信四运县军件育局干队团又造形级标联专少费效据手施权江近深更认果格几看没职服台式益想数单样只被亿老受优常销志战流很接乡头给至难观指创证织论别五协变风批见究支那查张精每林转划准做需传争税构具百或才积势举必型易视快李参回引镇首推思完消值该走装众责备州供包副极整确知贸己环话反身选亚么带采王策真女谈严斯况色打德告仅它气料神率识劳境源青护列兴许户马港则节款拉直案股光较河花根布线土克再群医清速律她族历非感占续师何影功负验望财类货约艺售连纪按讯史示象养获石食抓富模始住赛客越闻央席坚监督隐患危险化学煤矿消防应急演练培训检查整治排违规罚款附则细履职单位负第条款章依照令细"
)


def decoded(data: bytes, *, name: str) -> str:
    """The characters of a text file, its byte order mark dropped, its line ends kept. Raises Refusal."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            try:
                return _sound(data[len(mark) :].decode(encoding), name)
            except UnicodeDecodeError as error:
                raise _broken(name, error.start + len(mark)) from None
    try:
        return _sound(data.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        place = error.start
    wide = _wide(data)
    if wide is not None:
        return _sound(wide, name)
    if b"\x00" in data[:8192]:
        raise Refusal(
            f"“{name}”不是文字",
            "里面是程序或者图片一类的内容",
            "请确认文件没有选错",
            code="reader.wrong_ending",
            field="file",
        )
    if _nearly_utf8(data):
        raise _broken(name, place)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        if _plausible(data.decode("gb18030", "replace")):
            raise _broken(name, error.start) from None
        raise _broken(name, place) from None
    if not _plausible(text):
        raise _broken(name, place)
    return _sound(text, name)


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of what is ASCII is zero, or it reads as Chinese."""
    if len(data) % 2 or b"\x00" not in data[:4096]:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _plausible(text) and "\x00" not in text:
            return text
    return None


def _nearly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    return han >= 8 and bad <= 0.2 * han


def _plausible(text: str) -> bool:
    """Whether characters are those that documents are made of; wrong decoding gives rare ones."""
    han = [c for c in text[:20_000] if "\u4e00" <= c <= "\u9fff"]
    odd = sum(not (c.isprintable() or c.isspace()) or "\ue000" <= c <= "\uf8ff" for c in text[:20_000])
    if odd > 0.05 * max(1, len(text[:20_000])):
        return False
    if len(han) < 4:
        return all(ord(c) < 0x2000 or "\u3000" <= c <= "\uffef" for c in text[:20_000])
    return sum(c in _COMMON for c in han) >= 0.3 * len(han)


def _sound(text: str, name: str) -> str:
    """The text when it is one; text that was saved with the wrong encoding before cannot be brought back."""
    text = text.removeprefix("\ufeff")
    size = max(1, len(text))
    lost = text.count("\ufffd") + 3 * len(re.findall("锟斤拷", text))
    latin = len(re.findall(r"[\u00c0-\u00ff][\u0080-\u00bf]", text))
    zero = text.count("\x00")
    if lost > 0.02 * size or (latin > 0.15 * size and latin >= 4) or zero > 0.02 * size:
        found = re.search(r"\ufffd|锟斤拷|[\u00c0-\u00ff][\u0080-\u00bf]|\x00", text)
        raise _broken(name, found.start() if found else 0, unit="个字")
    return text


def _broken(name: str, place: int, *, unit: str = "个字节") -> Refusal:
    return Refusal(
        f"“{name}”的文字编码已经损坏（从第{place + 1}{unit}起读不出来）",
        "可以读 UTF-8 和 GB18030（GBK）；硬读会把字认错",
        "请用原来的程序打开，另存为 UTF-8，再选一次",
        code="reader.encoding",
    )
