"""``violations`` finds each planted fault, and is silent on a sound page."""

from __future__ import annotations

import pytest

from tests.browser.html import violations

SOUND = """<!doctype html>
<html lang="zh-Hans"><head><title>工作台</title>
<link rel="stylesheet" href="/static/ui/paper.css"><script src="/static/ui/paper.js" defer></script>
<script type="application/json" id="points">{"a": "<p style=x>"}</script></head>
<body><svg viewBox="0 0 16 16" xmlns="http://www.w3.org/2000/svg"><circle cx="8" cy="8" r="6"/></svg>
<!-- <p style="x"> in a comment is no element -->
<a href="/duties/1/?as_of=2023-06-20#x">为什么</a> <a href="mailto:a@b.cn">信</a> <a href="#content">跳到正文</a>
<img src="data:image/png;base64,AAAA" alt=""> <img src="/photo/1" alt="现场照片" srcset="/photo/1 1x, /photo/2 2x">
<form method="post" action="/record/"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="day">日期</label><input id="day" name="day" type="date">
<label>地点 <select name="place"><option>侯马市</option></select></label>
<label><textarea name="note"></textarea> 说明</label>
<input name="q" aria-label="查找"><span id="words">人数</span><input name="n" aria-labelledby="words">
<label><input type="checkbox" name="ok">已整改</label>
<button type="submit">记录</button><input type="submit" value="撤回"></form></body></html>"""


def test_a_sound_page_has_no_violation() -> None:
    assert violations(SOUND) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ('<p style="width:38%">', "style= on <p>: the policy drops it silently"),
        ("<p STYLE=color:red>", "style= on <p>: the policy drops it silently"),
        ('<svg><rect style="fill:red"/></svg>', "style= on <rect>: the policy drops it silently"),
        ('<button onclick="go()">去</button>', "onclick= on <button>: inline handlers never run"),
        ("<body onload=go()>", "onload= on <body>: inline handlers never run"),
        ('<button hx-on:click="go()">去</button>', "hx-on:click= on <button>: inline handlers never run"),
        ("<div hx-vals='js:{a: 1}'>", "hx-vals= on <div> holds script: the policy refuses to evaluate it"),
        ("<script>go()</script>", "inline <script>: scripts come from files"),
        ('<script type="module">go()</script>', "inline <script>: scripts come from files"),
        ('<script type="importmap">{}</script>', "inline <script>: scripts come from files"),
        ("<style>p {color: red}</style>", "<style> in the page: style sheets come from files"),
        ("<svg><style>p {color: red}</style></svg>", "<style> in the page: style sheets come from files"),
        ('<base href="/x/">', "<base> is refused by the policy"),
        ('<iframe srcdoc="<p>x"></iframe>', "srcdoc= on <iframe>: a page inside the page"),
        ('<a href="javascript:go()">去</a>', "href= on <a> is a javascript: address"),
        ('<a href=" Java&#10;Script:go()">去</a>', "href= on <a> is a javascript: address"),
        ('<form action="javascript:go()"></form>', "action= on <form> is a javascript: address"),
        ('<script src="https://cdn.example/x.js"></script>', "src= on <script> leads to another host: cdn.example"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "href= on <link> leads to another host: cdn.example"),
        ('<a href="\\\\cdn.example\\x">去</a>', "href= on <a> leads to another host: cdn.example"),
        (
            '<img alt="" srcset="/a 1x, https://cdn.example/b 2x">',
            "srcset= on <img> leads to another host: cdn.example",
        ),
        ('<div hx-get="http://cdn.example/">', "hx-get= on <div> leads to another host: cdn.example"),
        (
            '<svg><use xlink:href="http://cdn.example/a#b"/></svg>',
            "xlink:href= on <use> leads to another host: cdn.example",
        ),
        (
            '<meta http-equiv="Refresh" content="0; url=http://cdn.example/">',
            "content= on <meta> leads to another host: cdn.example",
        ),
        ('<img src="/photo/1">', "<img> without alt: /photo/1"),
        ('<input type="image" src="/go.png">', "<input type=image> without alt"),
        ('<input name="q">', '<input name="q"> has no label'),
        ('<input name="q" placeholder="查找">', '<input name="q"> has no label'),
        ('<input type="checkbox" name="q">', '<input type="checkbox" name="q"> has no label'),
        ('<label for="other">名称</label><input id="q">', '<input id="q"> has no label'),
        ('<label for="q"> </label><input id="q">', '<input id="q"> has no label'),
        ("<label><select name=q><option>侯马市</option></select></label>", '<select name="q"> has no label'),
        ("<label>名称</label><textarea name=q></textarea>", '<textarea name="q"> has no label'),
        ('<input name="q" aria-labelledby="nowhere">', '<input name="q"> has no label'),
        ('<input name="q" aria-label=" ">', '<input name="q"> has no label'),
        ('<p id="a"></p>\n<p id="a"></p>', 'id="a" is there twice, first in line 1'),
    ],
)
def test_a_planted_violation_is_found(planted: str, found: str) -> None:
    assert [text.split(": ", 1)[1] for text in violations(planted)] == [found]
    inside = SOUND.replace("</body>", planted + "</body>")
    assert len(violations(inside)) == 1, "and nothing else is, in a sound page around it"


def test_a_violation_is_named_with_its_line() -> None:
    assert violations('<p>一</p>\n<p style="x">二</p>\n\n<img src="/a">') == [
        "line 2: style= on <p>: the policy drops it silently",
        "line 4: <img> without alt: /a",
    ]


def test_a_link_may_lead_to_a_host_that_is_allowed() -> None:
    link = '<a href="https://law.example/1">原文</a>'
    assert violations(link) == ["line 1: href= on <a> leads to another host: law.example"]
    assert violations(link, hosts=["law.example"]) == []


def test_a_label_may_come_after_its_field() -> None:
    assert violations('<input id="a"><label for="a">同意</label>') == []


def test_a_shape_closed_with_a_slash_does_not_swallow_the_rest_of_the_page() -> None:
    assert violations('<label>名称 <svg><path d="M0 0"/></svg><input name="a"></label><input name="b">') == [
        'line 1: <input name="b"> has no label'
    ]
