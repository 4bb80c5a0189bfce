"""A name sorts and is found by how it is read as a whole, though its words are read one by one."""

from __future__ import annotations

import itertools

from pypinyin import lazy_pinyin

from anjian.people.actions import sort_key

HEADS = ("重庆", "银行", "长治", "长乐", "朝阳", "单县", "解放路", "大柴旦", "会理", "石家庄", "乐亭", "Ａ重", "7")
TAILS = ("行", "重工有限公司", "（长城）分公司", "A12号", "都会酒店", "率先传动", "省会", "解放", "　藏品 行")


def test_a_name_is_written_without_tones_with_its_initials():
    assert sort_key("重庆 长银行A7") == " chongqingzhangyinhanga7 cqzyha7"


def test_its_words_are_read_as_in_the_whole_name():
    for name in map("".join, itertools.product(HEADS, TAILS)):
        whole = "".join(lazy_pinyin("".join(name.split()))).lower()
        assert sort_key(name).split(" ")[1] == whole
