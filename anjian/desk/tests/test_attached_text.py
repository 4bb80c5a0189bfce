"""The living document shows the text that the office has attached, under the clause it belongs to."""

from __future__ import annotations

from anjian.desk.tests.test_pages import violations
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions, queries

PAGE = "/documents/linfen-2018/"


def sentence(number: int) -> str:
    return f"示例原文<{number}>号。"


def invented() -> str:
    """A text with the outline that the cites of the pack ask for, and nothing of the real one."""
    parts, articles = ("一", "二", "三", "四", "五", "六"), {}
    for card in queries.document(SYSTEM, "linfen-2018").clauses:
        head, _, tail = card.clause.cite.partition(" 第1段第")
        if tail and head[0] in parts and tail[:-1].isdigit():
            articles[head] = max(articles.get(head, 0), int(tail[:-1]))
    lines, last, n = [], "", 0
    for head in sorted(articles, key=lambda head: parts.index(head[0])):
        if head[0] != last:
            last = head[0]
            lines.append(f"{last}、部分")
        said = []
        for _ in range(articles[head]):
            n += 1
            said.append(sentence(n))
        lines.append(f"{head[1:]}标题。" + "".join(said))
    return "\n".join(lines)


def test_the_words_of_a_clause_stand_under_it_once_the_office_has_attached_them(come):
    client = come("yaodu-deputy")
    assert "<blockquote" not in client.get(PAGE).content.decode()
    card = actions.attach_text(SYSTEM, document="linfen-2018", raw=invented().encode(), file="示例.txt")
    page = client.get(PAGE).content.decode()
    assert violations(page) == []
    assert page.count("<blockquote") == len(card.spans)
    said = card.of("linfen-2018/3.8")
    clause = page[page.index('id="c-3-8"') : page.index('id="c-3-9"')]
    assert (
        f'<blockquote class="gist" lang="zh-CN">{said.replace("<", "&lt;").replace(">", "&gt;")}</blockquote>' in clause
    )
    assert "<1>" not in page
    early = client.get(f"{PAGE}?as_of=2026-01-31&known=1").content.decode()
    assert "<blockquote" not in early
