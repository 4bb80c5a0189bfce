"""Tables whose cells were written one on a line (表格塌成单列), and tables that cannot be told apart any more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anjian.reader.cleaning.working import Edit

_SERIAL_HEAD = re.compile(r"^\s*(?:序\s*号|编\s*号|项目序号|No\.?)\s*$", re.I)
_SERIAL = re.compile(r"^\s*(\d{1,3})[.、]?\s*$")
_HEAD_CELL = 20
_MOST_COLUMNS = 12
_LEAST_ROWS = 2

Lines = list[tuple[int, int, str]]


_OTHER = re.compile(
    r"附\s*[件表录]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]+[章条]|备注[：:]|注[：:]"
)
"""What cannot be a cell of the last row: the next part of the document begins."""


def _lines(text: str) -> Lines:
    found: Lines = []
    place = 0
    for line in text.split("\n"):
        body = line.strip()
        if body:
            start = place + line.index(body[0])
            found.append((start, start + len(body), body))
        place += len(line) + 1
    return found


def cells_on_lines(text: str) -> Iterator[Edit]:
    """Rows of a table whose first column counts 1, 2, 3 …: the cells of a row stand on one line, a tab between."""
    lines = _lines(text)
    at = 0
    while at < len(lines):
        if _SERIAL_HEAD.match(lines[at][2]) and "\t" not in lines[at][2]:
            columns = _columns(lines, at)
            if columns:
                first = at + columns + bool(_OTHER.match(lines[at + columns][2]))
                stop, rows = _rows(lines, first, columns)
                if len(rows) >= _LEAST_ROWS:
                    for begin, end, sure in [(at, at + columns, True), *rows]:
                        yield from _joined(lines, begin, end, columns, sure=sure)
                    at = stop
                    continue
        at += 1


def _columns(lines: Lines, head: int) -> int:
    """How many columns the head names: the short lines from 序号 to the first 1; 0 when this is no head."""
    for count in range(2, _MOST_COLUMNS + 1):
        if head + count >= len(lines):
            return 0
        body = lines[head + count][2]
        if _OTHER.match(body) and head + count + 1 < len(lines):
            # The name of the first part of the table stands between the head and the first row.
            return count if lines[head + count + 1][2].rstrip(".、") == "1" else 0
        if _SERIAL.match(body):
            return count if _SERIAL.match(body)[1] == "1" else 0  # type: ignore[index]
        if len(body) > _HEAD_CELL or "。" in body:
            return 0
    return 0


def _rows(lines: Lines, start: int, columns: int) -> tuple[int, list[tuple[int, int, bool]]]:
    """(where the table stops, its rows as (first line, line behind the last, sure)); a head repeated is a row too."""
    rows: list[tuple[int, int, bool]] = []
    at, wanted = start, 1
    while at < len(lines):
        found = _SERIAL.match(lines[at][2])
        if not found or int(found[1]) != wanted:
            break
        end = at + columns
        behind = _next_serial(lines, at + 1, wanted + 1, columns)
        if behind is None:
            # The last row: as long as the others, unless something else begins or the text ends first.
            lengths = [behind - first for first, behind, _ in rows]
            usual = max(set(lengths), key=lambda one: (lengths.count(one), one)) if lengths else columns
            last = at + 1
            while last < min(at + usual, len(lines)) and not _OTHER.match(lines[last][2]):
                last += 1
            rows.append((at, last, last == end))
            return last, rows
        if behind > at + 1 and _SERIAL_HEAD.match(lines[behind - columns][2] if behind >= columns else ""):
            rows.append((at, behind - columns, behind - columns == end))
            rows.append((behind - columns, behind, True))
        elif behind > end and all(_OTHER.match(lines[one][2]) for one in range(end, behind)):
            # The name of a part of the table stands between two rows: 一、…
            rows.append((at, end, True))
        else:
            rows.append((at, behind, behind == end))
        at, wanted = behind, wanted + 1
    return at, rows


def _next_serial(lines: Lines, start: int, wanted: int, columns: int) -> int | None:
    """The line that holds the next serial number: at its place if it is there, else the nearest behind."""
    expected = start + columns - 1
    if expected < len(lines) and lines[expected][2].rstrip(".、") == str(wanted):
        return expected
    for at in range(start, min(len(lines), start + 3 * columns)):
        if lines[at][2].rstrip(".、") == str(wanted):
            return at
    return None


def _joined(lines: Lines, first: int, last: int, columns: int, *, sure: bool) -> Iterator[Edit]:
    """The lines `first:last` as one row. More lines than columns: a cell was broken, the longest one takes them up."""
    # A line that ends with a comma goes on in the next: the cell was broken there.
    inside = {at for at in range(first + 1, last - 1) if lines[at][2].endswith(("，", ","))}
    extra = (last - first) - len(inside) - columns
    if extra > 0 and not inside and last - first > 2:
        # The broken cell is taken to be the one that is long: its pieces follow each other.
        best = max(
            range(first + 1, last - extra), key=lambda at: sum(len(lines[one][2]) for one in range(at, at + extra + 1))
        )
        inside = set(range(best, best + extra))
    for at in range(first, last - 1):
        yield Edit(lines[at][1], lines[at + 1][0], "" if at in inside else "\t", "table", sure and at not in inside)


_COLLAPSED = re.compile(r"(?:[\d.%＜＞<>＋+\-—－/]){18,}")


_SPACED_HEAD = re.compile(r"(?m)^[ \u3000]*序[ \u3000]?号((?:[ \u3000]+[^\s，。；：]{1,15}){1,7})[ \u3000]*$")
_BLANKS = r"[ \u3000]"


def cells_by_blanks(text: str) -> Iterator[Edit]:
    """Rows whose cells only blanks keep apart, as PDF files print them: a head with 序号, then 1, 2, 3 … in front."""
    for head in _SPACED_HEAD.finditer(text):
        gaps = re.findall(rf"{_BLANKS}+", head.group().strip()[2:].lstrip())
        narrow = any(len(gap) < 2 for gap in gaps) or head.group(1)[:2].strip() != ""
        gap = re.compile(rf"(?<=\S){_BLANKS}{{{1 if narrow else 2},}}(?=\S)")
        start = head.start() + len(head.group()) - len(head.group().lstrip())
        first = head.group().strip()
        inner = re.match(r"序[ \u3000]?号", first)
        cells = _gaps(first, gap, start, after=inner.end() if inner else 2)
        rows, wanted = [cells], 1
        place = head.end() + 1
        while place < len(text):
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            line = text[place:end]
            body = line.strip()
            if not re.match(rf"{wanted}(?:[.、])?{_BLANKS}", body):
                break
            found = _gaps(body, gap, place + line.index(body[0]))
            if len(found) != len(cells):
                break
            rows.append(found)
            place, wanted = end + 1, wanted + 1
        if wanted > _LEAST_ROWS:
            for found in rows:
                for begin, stop in found:
                    yield Edit(begin, stop, "\t", "table")


def _gaps(body: str, gap: re.Pattern[str], start: int, *, after: int = 0) -> list[tuple[int, int]]:
    """Where the blanks between the cells of a line are."""
    return [(start + found.start(), start + found.end()) for found in gap.finditer(body) if found.start() >= after]


_FIGURES = re.compile(r"(?<=[\u4e00-\u9fff）])\d{3,}(?:\.\d+)?")


def collapsed(text: str) -> Iterator[tuple[int, int]]:
    """Runs of figures that were the cells of a table once and cannot be told apart: to be flagged."""
    for found in _COLLAPSED.finditer(text):
        run = found.group()
        if (sum(c.isdigit() for c in run) >= 14 and not run.isdigit() and "." in run) or (
            run.isdigit() and len(run) > 20
        ):
            yield found.span()
    place = 0
    for line in text.split("\n"):
        if len(line) > 60 and "\t" not in line and not re.search("[。；]", line) and len(_FIGURES.findall(line)) >= 5:
            start = place + len(line) - len(line.lstrip())
            yield start, place + len(line.rstrip())
        place += len(line) + 1
