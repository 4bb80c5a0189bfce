"""Web pages (.html): the part that is the document, with its title and the box of facts above it (网页正文)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from anjian.lib.errors import Refusal
from anjian.reader.sources import text
from anjian.reader.sources.counting import chinese, printed

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_DROP = (
    "script",
    "style",
    "noscript",
    "iframe",
    "nav",
    "footer",
    "aside",
    "form",
    "button",
    "select",
    "svg",
    "object",
    "template",
    "link",
    "meta",
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|foot|bottom|sidebar|side|breadcrumb|crumb|share|bshare|related|recommend|copyright|toolbar|search|login|ad|ads|advert|banner|pager|comment|qrcode|ewm|weizhi|location|friendlink|links?)(?:$|[\s_-])",
    re.I,
)
_HEAD = re.compile(r"(?:^|[\s_-])(?:header|head|top|hd)(?:$|[\s_-])", re.I)
_TITLE_CLASS = re.compile(r"title|biaoti|headline|(?:^|[\s_-])bt(?:$|[\s_-])", re.I)
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl",
    "dt", "dd", "table", "tbody", "thead", "tr", "td", "th", "blockquote", "pre", "center", "body", "hr", "figure",
    "caption", "form", "fieldset",
}  # fmt: skip
_SIGNS = re.compile("[，。；：、]")
_ENDS = re.compile("[，。；,;]")
_INFO = re.compile(
    r"(?:索\s*引\s*号|发文字号|文\s*号|成文日期|发文日期|印发日期|发文机关|发布机构|标\s*题|主题分类|有效性|生效日期|废止日期|发布日期)\s*[：:]"
)
_SHARE = 0.72


def extracted(data: bytes, *, name: str) -> str:
    """The text of the page's document, a paragraph a line, cells of a data table separated by tabs. Raises Refusal."""
    words = _decoded(data, name)
    try:
        root = html.document_fromstring(
            words.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
        )
    except (etree.ParserError, ValueError, etree.XMLSyntaxError):
        raise Refusal(
            f"“{name}”里没有文字", "网页是空的", "请检查网页是否保存完整，再选一次", code="reader.empty"
        ) from None
    heading = _text_of(root.find(".//title"))
    _prune(root)
    body = root.find("body")
    page = body if body is not None else root
    main = _main(page)
    before = list(_before(page, main))
    lines = list(_lines(main))
    inside = "\n".join(lines[:12])
    told: list[str] = [line for line in before if _INFO.search(line)]
    titles = [line for line in before if not _INFO.search(line) and _squeezed(line) not in _squeezed(inside)]
    if titles:
        told.append(titles[-1])
    elif heading and re.search(r"[\u4e00-\u9fff]{6}", heading) and not _has_title(inside):
        named = re.split(r"\s*[-_|–—]+\s*|_", heading.strip())[0].strip()
        if named and _squeezed(named) not in _squeezed(inside):
            told.append(named)
    return "\n".join([*told, *lines]).strip("\n") + "\n"


def _decoded(data: bytes, name: str) -> str:
    named = _CHARSET.search(data[:4096])
    encoding = named.group(1).decode("ascii").lower() if named else ""
    if encoding.startswith("gb"):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return text.decoded(data, name=name)


def _prune(root: Any) -> None:
    """Take away what is no text of the page: programs, menus, foot lines, hidden parts."""
    for one in list(root.iter()):
        if not isinstance(one.tag, str):
            _remove(one)
            continue
        named = f"{one.get('class') or ''} {one.get('id') or ''}"
        if one.tag in _DROP or _HIDDEN.search(one.get("style") or "") or _is_frame(one, named):
            _remove(one)


def _is_frame(one: Any, named: str) -> bool:
    """Menus, paths, foot lines by their name. One with sentences in it is a badly named body, one with h1 its title."""
    if one.tag in {"html", "body", "td", "tr", "table", "tbody"}:
        return False
    signs = len(_SIGNS.findall("".join(one.itertext())))
    if one.tag == "header" or _HEAD.search(named):
        return one.find(".//h1") is None and signs == 0
    return bool(_FRAME.search(named)) and signs < 30


def _remove(one: Any) -> None:
    parent = one.getparent()
    if parent is None:
        return
    if one.tail:
        before = one.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + one.tail
        else:
            parent.text = (parent.text or "") + one.tail
    parent.remove(one)


def _main(page: Any) -> Any:
    """The innermost part that holds most of the page's sentences: follow the child that has nearly all of them."""
    best = page
    while True:
        total = _sentences(best)
        if total == 0:
            return best
        inner = max((one for one in best if isinstance(one.tag, str)), key=_sentences, default=None)
        if inner is None or inner.tag in {"p", "span", "table", "tr", "tbody", "font", "b", "strong", "ol", "ul", "li"}:
            if (
                inner is not None
                and inner.tag in {"table", "tbody", "tr"}
                and _sentences(inner) >= 0.9 * total
                and _is_layout(inner)
            ):
                best = inner
                continue
            return best
        if _sentences(inner) < _SHARE * total:
            return best
        best = inner


def _sentences(one: Any) -> int:
    """How many signs of running text are in it, those in links left out."""
    if not isinstance(one.tag, str):
        return 0
    total = len(_ENDS.findall("".join(one.itertext())))
    return total - sum(len(_ENDS.findall("".join(link.itertext()))) for link in one.iter("a"))


def _before(page: Any, main: Any) -> Iterator[str]:
    """Titles and facts that stand on the page before its main part."""
    if page is main:
        return
    for one in page.iter():
        if one is main:
            return
        if not isinstance(one.tag, str) or any(above is main for above in one.iterancestors()):
            continue
        named = f"{one.get('class') or ''} {one.get('id') or ''}"
        words = _text_of(one)
        if (one.tag in {"h1", "h2"} or _TITLE_CLASS.search(named)) and 6 <= len(words) <= 120 and "。" not in words:
            yield words
        elif one.tag in {"tr", "li", "p", "dl"} and len(words) <= 300 and _INFO.search(words):
            for found in re.finditer(rf"({_INFO.pattern})\s*(.*?)(?=\s*{_INFO.pattern}|$)", words):
                if found.group(2).strip():
                    yield f"{found.group(1).strip()}{found.group(2).strip()}"


def _lines(main: Any) -> Iterator[str]:
    parts: list[str] = []
    _walk(main, parts, lists=[])
    for line in "".join(parts).split("\n"):
        tidy = re.sub(r"[ \t\r\f\v]*\x1f[ \t\r\f\v]*", "\t", re.sub(r"[ \r\f\v]+", " ", line)).strip(" ")
        if tidy.strip():
            yield tidy


def _walk(one: Any, parts: list[str], *, lists: list[tuple[str, int]]) -> None:
    tag = one.tag
    if tag == "table" and not _is_layout(one):
        parts.append("\n")
        parts.extend("\x1f".join(cells) + "\n" for cells in _rows(one))
        return
    if tag == "br":
        parts.append("\n")
        return
    block = tag in _BLOCKS
    if block:
        parts.append("\n")
    if tag == "ol":
        lists = [
            *lists,
            (one.get("type") or "1", int(one.get("start") or 1) if (one.get("start") or "1").isdigit() else 1),
        ]
    elif tag == "ul":
        lists = [*lists, ("", 0)]
    if tag == "li" and lists and lists[-1][0]:
        form, start = lists[-1]
        place = start + sum(1 for _ in one.itersiblings("li", preceding=True))
        forms = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}
        parts.append(f"{printed(place, forms.get(form, 'decimal')) if form in forms else chinese(place)}.")
    _say(one.text, parts)
    for child in one:
        if isinstance(child.tag, str):
            _walk(child, parts, lists=lists)
        _say(child.tail, parts)
    if block:
        parts.append("\n")


def _say(words: str | None, parts: list[str]) -> None:
    """Text of a page: its line ends mean nothing, and none stands between two Chinese characters."""
    if words:
        words = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*[\r\n]+\s*(?=[\u3000-\u9fff\uff00-\uffef])", "", words)
        parts.append(re.sub(r"[ \t\r\n]+", " ", words))


def _is_layout(table: Any) -> bool:
    """A table that only places things: one inside another, a single column, or whole texts in its cells."""
    if table.find(".//table") is not None:
        return True
    rows = list(table.iter("tr"))
    widths = [sum(1 for one in row if one.tag in {"td", "th"}) for row in rows]
    if not rows or max(widths, default=0) < 2:
        return True
    longest = max((len("".join(cell.itertext())) for cell in table.iter("td")), default=0)
    return len(rows) <= 3 and longest > 600


def _rows(table: Any) -> Iterator[list[str]]:
    """Each row with its cells as printed; a cell over several rows is repeated in each."""
    waiting: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            _fill(cells, waiting)
            words = " ".join(_lines(cell)).replace("\t", " ").strip()
            down, wide = (_count(cell.get(name)) for name in ("rowspan", "colspan"))
            if down > 1:
                waiting[len(cells)] = (down - 1, words)
            cells.append(words)
            cells += [""] * (wide - 1)
        _fill(cells, waiting)
        if any(cells):
            yield cells


def _fill(cells: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    while len(cells) in waiting:
        place = len(cells)
        left, words = waiting.pop(place)
        if left > 1:
            waiting[place] = (left - 1, words)
        cells.append(words)


def _count(told: str | None) -> int:
    return min(int(told), 200) if told and told.isdigit() and int(told) > 0 else 1


def _text_of(one: Any) -> str:
    return " ".join("".join(one.itertext()).split()) if one is not None else ""


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _has_title(words: str) -> bool:
    return bool(
        re.search(r"(?m)^.{4,80}(?:通知|意见|方案|办法|规定|条例|细则|规划|计划|通报|决定|公告|措施|预案)\s*$", words)
    )
