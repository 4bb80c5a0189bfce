"""All quantities of a document: stretch by stretch, each finder in turn, spans brought back to the input text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from anjian.reader import actors, numbers
from anjian.reader.events import Block, Clean, Document, Heading, Quantity, Sentence
from anjian.reader.numbers import same_length
from anjian.reader.quantities import cadences, deadlines, figures
from anjian.reader.quantities.found import BLOT, MUST, Found, Stretch, masked
from anjian.reader.sentences import titles_of

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d) ?年|〔((?:19|20)\d\d)〕")
_INCLUDES = re.compile(r"(?:以上|以下|以内)[^。]{0,30}包括本(?:数|级)")
_ABOVE_NOT = re.compile(r"以上[”\"]?[^。以]{0,12}(?:不包括|不含)本数")
_BELOW_NOT = re.compile(r"以下[”\"]?[^。以]{0,12}(?:不包括|不含)本数")
_PAST = re.compile(
    r"(?:已(?!经批准|取消|有(?!效)|领|建成的|投)|已经(?!批准|取得|建成的|投入)|累计(?!达|不|超|满|完成率|"
    r"扣|记|时间|至)|共计|[增减]少?[加长]?了|(?:下降|上升|达到|超过|提高|翻)了|没有(?:全部)?实现|仅(?:增|减)|截至目前|"
    r"以来[,共]|遇难|[较比]去年|同比|共(?:移送|查处|发现|排查|检查|有|发生|立案)|曾(?!经)|(?:发生|"
    r"造成)[^,。]{0,12}(?:起|死亡)[^的,。]{0,12}事故[,。])"
)
_DONE = re.compile(r"应当|必须|不得|责令|处以?罚|罚款|严禁|力争|确保|务必")
_BACKGROUND = frozenset({"background"})
_SILENT = frozenset(
    {
        "title",
        "chrome",
        "signature",
        "contents",
        "in_force",
        "forwarding",
        "salutation",
        "scope",
        "attachment",
        "table_head",
    }
)


def _printed(document: Document) -> bool:
    return bool(re.search(r"(?:19|20)\d\d", same_length(f"{document.number or ''}{document.title or ''}")))


def year_of(document: Document, text: str) -> int | None:
    """The year that days without one belong to: of the day of issue, the number, the title, else the one named most."""
    if document.issued:
        return document.issued.year
    for words in (document.number or "", document.title or ""):
        match = re.search(r"(?:19|20)\d\d", same_length(words))
        if match:
            return int(match[0])
    years = Counter(match[1] or match[2] for match in _YEAR.finditer(text))
    return int(years.most_common(1)[0][0]) if years else None


def find(
    clean: Clean,
    sentences: Sequence[Sentence],
    blocks: Sequence[Block],
    headings: Sequence[Heading],
    document: Document,
) -> list[Quantity]:
    """Every cadence, deadline, figure and threshold of the document in order of place."""
    text = same_length(clean.text)
    year = year_of(document, text)
    floor = year if document.issued or _printed(document) else None
    above = not _ABOVE_NOT.search(text)
    below = not _BELOW_NOT.search(text)
    scoped = bool(re.search(r"(?:本条(?!例)|本章|本款|前款|本节)[^。]{0,24}(?:以上|以下)[”\"]?[^。以]{0,12}包括", text))
    workdays = bool(_DAYS_ARE_WORKDAYS.search(text))
    rows = {block.start: block for block in blocks if block.kind == "table_row"}
    columns = _columns(clean, blocks)
    titles, starts = titles_of(headings), [heading.clean_start for heading in headings]
    found: list[Quantity] = []
    for sentence in sentences:
        row = _row_of(sentence, rows, blocks)
        stretches: list[Stretch]
        if row is not None:
            if row.header:
                continue
            heads = columns.get(row.table, ())
            stretches = [
                Stretch(
                    masked(text[first:last]),
                    first,
                    year,
                    document.issued,
                    column=heads[position] if position < len(heads) else "",
                    above_includes=above,
                    below_includes=below,
                    floor=floor,
                    fines_include=scoped,
                )
                for position, (first, last) in enumerate(row.cells)
                if last > first
            ]
        else:
            words = text[sentence.clean_start : sentence.clean_end]
            if sentence.reason in _SILENT:
                continue
            stretches = [
                Stretch(
                    masked(words),
                    sentence.clean_start,
                    year,
                    document.issued,
                    background=sentence.reason in _BACKGROUND,
                    above_includes=above,
                    below_includes=below,
                    past=_tells(words, goal=_is_goal(titles, starts, sentence)),
                    only_cadences=sentence.reason == "in_force",
                    workdays=workdays,
                    floor=floor,
                    fines_include=scoped,
                )
            ]
        for stretch in stretches:
            for part in _windows(stretch):
                found += _quantities(clean, part, sentence)
    return sorted(found, key=lambda one: (one.start, one.end))


_WORDS = frozenset({"of", "after", "before"})
_LONGEST = 600
"""A longer stretch is read in parts of so many characters: no sentence that binds is longer, and time stays linear."""


def _is_goal(titles: Sequence[tuple[str, ...]], starts: Sequence[int], sentence: Sentence) -> bool:
    """Whether a sentence stands under a heading that names goals (工作目标)."""
    under = bisect_right(starts, sentence.clean_start) - 1
    return under >= 0 and bool(re.search(r"目标|指标", " ".join(titles[under])))


def _tells(words: str, *, goal: bool) -> bool:
    """Whether a folded sentence tells what was done; …的, in it makes 已 a condition, a goal makes 同比 one."""
    told = _PAST.search(words)
    if not told or _DONE.search(words) or MUST.search(words):
        return False
    if re.match(r"累计|共计", told[0]) and re.search(r"不低于|不少于|不超过|至少|每年", words):
        return False
    if re.match(r"同比|[较比]去年", told[0]) and (
        goal or re.search(r"以上|以内|不低于|不超过|控制|不发生|力争|目标", words)
    ):
        return False
    return not (told[0].startswith(("已", "累计", "共计")) and re.search(r"的,|的[^,。;]{2,12}$", words))


_DAYS_ARE_WORKDAYS = re.compile(r"[“\"]?日[”\"]?[^。;]{0,24}?(?:是指|均为|指|按|为)工作日")


def _windows(stretch: Stretch) -> Iterator[Stretch]:
    """The stretch in parts of at most `_LONGEST` characters, cut behind a mark where there is one."""
    text, at = stretch.text, 0
    while len(text) - at > _LONGEST:
        cut = max(text.rfind(mark, at + _LONGEST // 2, at + _LONGEST) for mark in ";,、)")
        cut = cut + 1 if cut > at else at + _LONGEST
        yield replace(stretch, text=text[at:cut], start=stretch.start + at)
        at = cut
    yield replace(stretch, text=text[at:], start=stretch.start + at) if at else stretch


def _quantities(clean: Clean, stretch: Stretch, sentence: Sentence) -> list[Quantity]:
    words = clean.text[stretch.start : stretch.start + len(stretch.text)]
    taken: list[tuple[int, int]] = []
    read: list[Found] = []
    if stretch.column is not None:
        due = _cell_year(stretch)
        if due:
            read.append(due)
            taken.append((due.start, due.end))
    if not stretch.only_cadences:
        read += deadlines.find(stretch, taken)
    read += cadences.find(stretch, taken)
    if not stretch.only_cadences:
        read += figures.find(stretch, taken)
    quantities = []
    for one in read:
        start, end = clean.span(stretch.start + one.start, stretch.start + one.end)
        actor = one.actor
        if actor is None:
            named = sentence.actors
            if stretch.column is None or not named:
                # Whom the sentence names only later did not act yet.
                later = actors.carried(stretch.text, len(stretch.text), ())
                named = actors.carried(stretch.text, one.start, () if later else named)
                opens = one.kind == "deadline" and re.search(r"(?:^|[,;:。]) ?$", stretch.text[: one.start])
                if not named and later and opens and stretch.text[one.end :].startswith(","):
                    # 5月31日前,各地要完成动员: the subject follows the day.
                    named = actors.subject(stretch.text[one.end :].lstrip(" ,前"))
            actor = "、".join(named) or None
        value = {name: _own(words, said) if name in _WORDS else said for name, said in one.value.items()}
        actor = numbers.unfolded(words, actor) if actor else None
        quantities.append(Quantity(clean.raw[start:end], start, end, one.kind, value, actor, sentence.clause or None))
    return quantities


_CELL_YEAR = re.compile(r"^ ?((?:19|20)\d\d)(?: ?年)?(?:度|底|年底)?前? ?$")
_DUE = re.compile(r"完成(?:时间|时限|期限|年限)|时限|期限|时间|进度|年限|截止|节点")


def _own(words: str, said: str) -> str:
    """The words of the text behind what a finder says of its masked, folded stretch."""
    if BLOT not in said:
        return numbers.unfolded(words, said)
    pattern = "".join("." if letter == BLOT else re.escape(letter) for letter in said.strip(BLOT + " "))
    match = re.search(pattern, same_length(words)) if pattern else None
    return words[match.start() : match.end()] if match else said.replace(BLOT, "").strip()


def _cell_year(stretch: Stretch) -> Found | None:
    """A year alone in a column of dates (完成时间) is a plan date: its last day."""
    match = _CELL_YEAR.match(stretch.text)
    if match and _DUE.search(stretch.column or ""):
        return Found(match.start(1), match.end(), "deadline", {"by": f"{match[1]}-12-31"})
    return None


def _columns(clean: Clean, blocks: Sequence[Block]) -> dict[int | None, tuple[str, ...]]:
    """The heads of the columns of each table, from its header row."""
    heads: dict[int | None, tuple[str, ...]] = {}
    for block in blocks:
        if block.kind == "table_row" and block.header and block.table not in heads:
            heads[block.table] = tuple(re.sub(r"\s", "", clean.text[first:last]) for first, last in block.cells)
    return heads


def _row_of(sentence: Sentence, rows: dict[int, Block], blocks: Sequence[Block]) -> Block | None:
    if not rows:
        return None
    row = rows.get(sentence.clean_start)
    if row is not None:
        return row
    # The sentence is trimmed: its row may begin a blank earlier.
    return next(
        (block for block in rows.values() if block.start <= sentence.clean_start and sentence.clean_end <= block.end),
        None,
    )
