"""Reading a text from end to end (读文): cleaning, tree, particulars, sentences, quantities, draft rules."""

from __future__ import annotations

from dataclasses import replace

from anjian.reader import document, quantities, roles, rules, selfcounts, sentences, tree
from anjian.reader.cleaning import clean
from anjian.reader.events import Reading
from anjian.reader.sources import open_bytes


def read_text(text: str, *, form: str = "txt") -> Reading:
    """`anjian.reader.read_text`."""
    cleaned = clean(text)
    lines = roles.lines_of(cleaned.text)
    headings, blocks = tree.parse(cleaned, lines)
    particulars = document.read(cleaned, lines, headings)
    said = sentences.split(cleaned, blocks, headings, particulars)
    found = quantities.find(cleaned, said, blocks, headings, particulars)
    drafts = rules.draft(cleaned, said, found, headings, particulars)
    reading = Reading(text, cleaned, particulars, headings, blocks, tuple(said), tuple(found), tuple(drafts), form=form)
    return replace(reading, notices=_notices(reading))


def read_bytes(data: bytes, name: str) -> Reading:
    """`anjian.reader.read_bytes`."""
    source = open_bytes(data, name)
    reading = read_text(source.text, form=source.form)
    return replace(reading, notices=(*source.notices, *reading.notices))


def _notices(reading: Reading) -> tuple[str, ...]:
    """What a person should know before trusting the reading, in Chinese."""
    told: list[str] = []
    particulars = reading.document
    if not particulars.is_policy:
        told.append(f"看起来不是规范性文件：{particulars.why}")
    if reading.text.strip() and not reading.headings:
        told.append("没有找到层次序号（一、（一）1. 或者第几条），按自然段阅读")
    if particulars.title is None:
        told.append("没有找到标题")
    if particulars.is_policy and particulars.number is None:
        told.append("没有找到发文字号")
    if particulars.is_policy and particulars.issued is None:
        told.append("没有找到成文日期；没有年份的日期无法确定")
    lost = [repair for repair in reading.clean.repairs if repair.kind == "lost"]
    told += [f"正文说“{repair.now}”，但是没有找到这个附件" for repair in lost]
    inferred = sum(
        not repair.sure and repair.was != repair.now and repair.kind != "lost" for repair in reading.clean.repairs
    )
    if inferred:
        told.append(f"有{inferred}处修复是推断的，请核对原文")
    unreadable = sum(
        repair.kind in {"private_use", "garbled"} and repair.was == repair.now for repair in reading.clean.repairs
    )
    if unreadable:
        told.append(f"有{unreadable}处乱码无法还原")
    told += [
        f"{count.cite or '正文'}说“{count.quote}”，读到{count.found}项，请核对有没有漏读"
        for count in selfcounts.check(reading.clean, reading.headings)
        if not count.holds
    ]
    return tuple(told)
