"""Reading single sentences in tests: what stands in them, without a whole document around."""

import datetime as dt

from anjian.reader import quantities, sentences
from anjian.reader.events import Block, Clean, Document, Heading, Quantity, Sentence

POLICY = Document("关于某某的通知", None, None, dt.date(2031, 3, 5), None, None, None, True, "")


def split(text: str, document: Document = POLICY, headings: tuple[Heading, ...] = ()) -> list[Sentence]:
    """The sentences of a text whose lines are its paragraphs."""
    return sentences.split(Clean.of(text), _blocks(text), headings, document)


def read(text: str, document: Document = POLICY) -> list[Quantity]:
    """The quantities of a text whose lines are its paragraphs, signed on 5 March 2031."""
    clean, blocks = Clean.of(text), _blocks(text)
    return quantities.find(clean, sentences.split(clean, blocks, (), document), blocks, (), document)


def told(text: str) -> list[tuple[str, str, dict]]:
    """Kind, quote and value (without what is measured) of each quantity."""
    return [
        (one.kind, one.quote, {name: value for name, value in one.value.items() if name not in ("of",)})
        for one in read(text)
    ]


def _blocks(text: str) -> list[Block]:
    blocks, at = [], 0
    for line in text.split("\n"):
        end = min(len(text), at + len(line) + 1)
        if end > at:
            blocks.append(Block(at, end, "", None, "text"))
        at = end
    return blocks
