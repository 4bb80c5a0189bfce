"""From lines to the tree (条目树): headings in reading order, and blocks that cover every character once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from anjian.reader.events import Block, Clean, Heading, Place
from anjian.reader.headings import split_title
from anjian.reader.numbering import Number
from anjian.reader.roles import Line

_ARTICLE = 5
_ORDINAL = re.compile(r"(?:(?<=[。；：，、）])|^)([一二三四五六七八九十]{1,2})是(?!否)")
_ORDINALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"]
_CLOSING = re.compile(
    r"(?:各级|各地|各部门|各县|各市|各区|各州|各单位|各有关|请各|请你|本(?:意见|通知|方案|办法|规定|措施|计划)|以上|此前|过去)"
)
_CHINESE = "一二三四五六七八九十"


@dataclass(slots=True)
class _Open:
    """A heading that is still open: paragraphs counted below it, dashes, items."""

    number: Number
    index: int
    paragraphs: int = 0
    dashes: int = 0


@dataclass(slots=True)
class _State:
    clean: Clean
    ranks: dict[float, float]
    levels: dict[float, int]
    headings: list[Heading] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    number_ends: list[int] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    attachment: str = ""
    paragraphs: int = 0
    table: int = -1
    in_table: bool = False
    rows: int = 0
    serial: int = 0


def parse(clean: Clean, lines: list[Line]) -> tuple[tuple[Heading, ...], tuple[Block, ...]]:
    """Headings in reading order and blocks that cover the cleaned text. `lines` come from `roles.lines_of`."""
    _drop_strays(lines)
    ranks = _ranks(lines)
    used = sorted({ranks[line.number.rank] for line in lines if line.number and line.role == "body"})
    state = _State(clean, ranks, {rank: at + 1 for at, rank in enumerate(used)})
    for at, line in enumerate(lines):
        if line.role != "table" and line.role != "blank":
            state.in_table = False
        if line.role == "blank":
            _extend(state, line)
        elif line.role == "table":
            _row(state, line)
        elif line.role == "body" and line.number:
            _numbered(state, line, _next_shown(lines, at))
        elif line.role == "body":
            _paragraph(state, line)
        else:
            if line.attachment is not None:
                state.attachment, state.stack, state.paragraphs = line.attachment, [], 0
            kinds: dict[str, Place] = {
                "title": "title", "head": "title", "address": "text", "contents": "chrome",
                "attachment": "attachment", "signature": "signature",
            }  # fmt: skip
            cite = {"title": "标题", "head": "版头", "address": "主送", "signature": "落款"}.get(line.role, "")
            state.blocks.append(Block(line.full_start, line.full_end, state.attachment or cite, None, kinds[line.role]))
    _lists(state)
    blocks = _closing(clean.text, _articles(state.blocks, state.headings))
    return tuple(state.headings), tuple(_headers(clean.text, blocks))


def _lists(state: _State) -> None:
    """The last member of a list whose others end with ； is no title either, though it ends with a full stop."""
    text = state.clean.text
    before: dict[str, int] = {}
    for at, heading in enumerate(state.headings):
        parent = heading.cite[: len(heading.cite) - len(heading.number.rstrip("、.．"))]
        last = before.get(parent)
        before[parent] = at
        if heading.title is None or last is None:
            continue
        listed = state.headings[last].title is None and text[: heading.clean_start].rstrip().endswith(("；", ";"))
        if listed:
            state.headings[at] = replace(heading, title=None, clean_end=state.number_ends[at])


def _next_shown(lines: list[Line], at: int) -> Line | None:
    return next((line for line in lines[at + 1 : at + 6] if line.role != "blank"), None)


def _drop_strays(lines: list[Line]) -> None:
    """Letters, 1） and bare figures open a place only when they count from the first."""
    last: dict[str, int] = {}
    for line in lines:
        if line.number and line.number.family in {"a.", "1）", "1"}:
            if line.number.value not in {1, last.get(line.number.family, 0) + 1} or line.role != "body":
                line.number = None
                continue
            last[line.number.family] = line.number.value


def _ranks(lines: list[Line]) -> dict[float, float]:
    """Which family is inside which: as usual, unless this document puts （一） below 1. or the like."""
    numbers = [line.number for line in lines if line.number and line.role == "body"]
    present = sorted({number.rank for number in numbers})
    ranks: dict[float, float] = {rank: rank for rank in present}
    for outer, inner in ((7.0, 8.0), (6.0, 7.0), (8.0, 9.0)):
        if outer not in ranks or inner not in ranks:
            continue
        order = [number for number in numbers if number.rank in {outer, inner}]
        restarts = {rank: sum(number.value == 1 for number in order if number.rank == rank) for rank in (outer, inner)}
        if order[0].rank == inner and restarts[inner] == 1 and restarts[outer] >= 2:
            ranks[outer], ranks[inner] = inner, outer
    return ranks


def _extend(state: _State, line: Line) -> None:
    if state.blocks:
        state.blocks[-1] = replace(state.blocks[-1], end=line.full_end)
    else:
        state.blocks.append(Block(line.full_start, line.full_end, "", None, "chrome"))


def _numbered(state: _State, line: Line, behind: Line | None) -> None:
    number = line.number
    assert number is not None
    rank = state.ranks[number.rank]
    while state.stack and state.ranks[state.stack[-1].number.rank] >= rank:
        state.stack.pop()
    rest = line.text[number.end :]
    title, length = split_title(rest, number.family)
    end = line.start + number.end + length
    if not rest and number.family in {"编", "部分", "章", "节", "一、"} and behind is not None:
        # The number stands alone, its title on the next line.
        alone = behind.role in {"body", "title", "head"} and behind.number is None and len(behind.text) <= 30
        if alone and not re.search("[。；，：]", behind.text):
            title, _ = split_title(behind.text, "章")
    opened = _Open(number, len(state.headings), paragraphs=1 if rest[length:].strip("。： ") else 0)
    parent = state.stack[-1] if state.stack else None
    state.stack.append(opened)
    cite = _path(state, parent)
    raw = "".join(state.clean.quote(line.start, line.start + _token(line, number)).split())
    printed = raw if 0 < len(raw) <= len(number.printed) + 2 else number.printed
    state.number_ends.append(line.start + number.end)
    state.headings.append(
        Heading(
            printed, title, state.levels[rank], state.clean.span(line.start, line.start + 1)[0], line.start, end, cite
        )
    )
    _pieces(state, line, opened.index, cite)


def _token(line: Line, number: Number) -> int:
    """How many characters of the line the number takes, blanks inside included, those behind it not."""
    return len(line.text[: number.end].rstrip().rstrip("：:"))


def _paragraph(state: _State, line: Line) -> None:
    article = next((one for one in reversed(state.stack) if one.number.rank == _ARTICLE), None)
    if article is not None and state.stack[-1] is not article and state.stack[-1].number.rank > _ARTICLE:
        # Behind the items of an article a paragraph without a number is the article's next 款.
        while state.stack[-1] is not article:
            state.stack.pop()
    if not state.stack:
        state.paragraphs += 1
        lead = "引言" if not state.headings and not state.attachment else state.attachment or "正文"
        cite = lead if state.paragraphs == 1 else f"{lead} 第{state.paragraphs}段"
        _pieces(state, line, None, cite.strip())
        return
    top = state.stack[-1]
    base = state.headings[top.index].cite
    ordinal = _ORDINAL.match(line.text)
    if line.text.startswith(("—", "－", "●", "◆", "■", "·")):
        top.dashes += 1
        cite = f"{base} 第{top.dashes}项"
    elif ordinal and ordinal.start() == 0:
        cite = base
    else:
        top.paragraphs += 1
        if top.number.rank == _ARTICLE:
            cite = f"{base}第{_numeral(top.paragraphs)}款"
        else:
            cite = base if top.paragraphs == 1 else f"{base} 第{top.paragraphs}段"
    _pieces(state, line, top.index, cite)


def _numeral(value: int) -> str:
    return _ORDINALS[value - 1] if value <= len(_ORDINALS) else str(value)


def _path(state: _State, parent: _Open | None) -> str:
    """The path a person would write: 二（三）1; 第五条第二款第（一）项; 3.2.1."""
    shown = [one.number for one in state.stack]
    at = next((n for n, one in enumerate(shown) if one.rank == _ARTICLE), None)
    if at is not None:
        article = shown[at]
        steps = [article.cited()]
        if len(shown) > at + 1:
            opened = state.stack[at]
            steps.append(f"第{_numeral(max(1, opened.paragraphs))}款" if opened.paragraphs else "")
            for depth, one in enumerate(shown[at + 1 :]):
                steps.append(f"第{one.cited()}{'项' if depth == 0 else '目'}")
    else:
        last_decimal = max((n for n, one in enumerate(shown) if one.family in {"1.1"}), default=None)
        if last_decimal is not None:
            shown = shown[last_decimal:]
        steps = [one.cited() + (" " if one.rank <= 4 and n + 1 < len(shown) else "") for n, one in enumerate(shown)]
    path = "".join(steps)
    return f"{state.attachment} {path}" if state.attachment else path


def _pieces(state: _State, line: Line, heading: int | None, cite: str) -> None:
    """One block for the line, or one for each of 一是… 二是…"""
    spots: list[tuple[int, str]] = []
    for found in _ORDINAL.finditer(line.text):
        word = found.group(1)
        expected = _ORDINALS[len(spots)] if len(spots) < len(_ORDINALS) else ""
        if word == expected or (not spots and found.start() == 0):
            spots.append((found.start(), word))
    if not spots or (len(spots) == 1 and spots[0][0] > 0):
        state.blocks.append(Block(line.full_start, line.full_end, cite, heading, "text"))
        return
    start = line.full_start
    for at, (place, _) in enumerate(spots):
        if place or at:
            begin = line.start + place
            if begin > start:
                state.blocks.append(
                    Block(start, begin, cite if at == 0 else f"{cite} {spots[at - 1][1]}是", heading, "text")
                )
            start = begin
    state.blocks.append(Block(start, line.full_end, f"{cite} {spots[-1][1]}是", heading, "text"))


def _row(state: _State, line: Line) -> None:
    text = line.text
    counted = re.match(r"(\d{1,3})[.、]?\s*[\t|]", text)
    # A row that goes on counting belongs to the table before, though the name of a part stood between.
    goes_on = counted is not None and int(counted[1]) == state.serial + 1 and (state.serial > 0 or state.rows == 1)
    if not state.in_table and not goes_on:
        state.table += 1
        state.rows = 0
    state.in_table = True
    state.serial = int(counted[1]) if counted else 0
    if "\t" in text:
        cells = _cells(state.clean.text, line.start, line.end, "\t")
    else:
        start = line.start + (1 if text.startswith("|") else 0)
        end = line.end - (1 if text.endswith("|") else 0)
        cells = _cells(state.clean.text, start, end, "|")
        if re.fullmatch(r"[\s|:\-—]+", text):
            state.blocks.append(Block(line.full_start, line.full_end, "", None, "chrome"))
            return
    state.rows += 1
    first = state.clean.text[cells[0][0] : cells[0][1]] if cells else ""
    serial = re.fullmatch(r"(\d{1,3})[.、]?", first)
    # A table of the text itself is cited by its number, one of an attachment by the attachment.
    lead = state.attachment or (state.headings[state.stack[-1].index].cite if state.stack else f"表{state.table + 1}")
    cite = f"{lead} 序号{serial[1]}" if serial else f"{lead} 第{state.rows}行"
    heading = state.stack[-1].index if state.stack else None
    state.blocks.append(Block(line.full_start, line.full_end, cite, heading, "table_row", cells, table=state.table))


def _cells(text: str, start: int, end: int, sign: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    place = start
    while place <= end:
        stop = text.find(sign, place, end)
        stop = end if stop < 0 else stop
        body = text[place:stop]
        lead = len(body) - len(body.lstrip())
        found.append((place + lead, place + lead + len(body.strip())) if body.strip() else (place, place))
        place = stop + 1
    return tuple(found)


def _headers(text: str, blocks: list[Block]) -> list[Block]:
    """Rows that name the columns: before the first row with a figure in front, or the first row of short cells."""
    counted = {
        block.table
        for block in blocks
        if block.kind == "table_row" and block.cells and text[slice(*block.cells[0])].rstrip(".、").isdigit()
    }
    told: list[Block] = []
    seen: set[int | None] = set()
    for block in blocks:
        if block.kind == "table_row":
            first = text[slice(*block.cells[0])] if block.cells else ""
            if block.table in counted:
                header = bool(re.match(r"序\s*号|编\s*号|No", first)) or (
                    block.table not in seen and not first[:1].isdigit()
                )
            else:
                header = block.table not in seen and all(end - start <= 16 for start, end in block.cells)
            seen.add(block.table)
            if header:
                block = replace(block, header=True)
        told.append(block)
    return told


def _articles(blocks: list[Block], headings: list[Heading]) -> list[Block]:
    """The first paragraph of an article with more than one is its 第一款, so that all of them are cited alike."""
    several = {block.heading for block in blocks if block.heading is not None and block.cite.endswith("第二款")}
    told: list[Block] = []
    for block in blocks:
        if block.heading in several and block.kind == "text" and block.cite == headings[block.heading].cite:
            block = replace(block, cite=block.cite + "第一款")
        told.append(block)
    for at, heading in enumerate(headings):
        # 第一款 is said of an item only where the article has a second paragraph.
        found = re.match(r"(.*条(?:之.)?)第一款(第.+)$", heading.cite)
        if found and not any(headings[number].cite == found[1] for number in several if number is not None):
            headings[at] = replace(heading, cite=found[1] + found[2])
            told = [
                replace(b, cite=b.cite.replace(heading.cite, found[1] + found[2])) if b.heading == at else b
                for b in told
            ]
    return told


def _closing(text: str, blocks: list[Block]) -> list[Block]:
    """Paragraphs behind the last numbered place that speak to all: the end of the document (结尾段)."""
    body = [at for at, block in enumerate(blocks) if block.kind == "text" and not block.cite.startswith("附件")]
    told = list(blocks)
    for at in reversed(body):
        block = blocks[at]
        siblings = sum(one.heading == block.heading for one in blocks[:at])
        second = re.search(r" 第\d+段$", block.cite) or siblings >= 2
        if block.heading is None or not second or not _CLOSING.match(text[block.start : block.end].strip()):
            break
        told[at] = replace(block, cite="结尾段", heading=None)
    return told
