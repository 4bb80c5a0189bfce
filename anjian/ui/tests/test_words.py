"""The English words: complete, nothing left over, compiled, with the same blanks to fill."""

from __future__ import annotations

import gettext
import io
import re

import pytest

from anjian.ui import catalog

BLANK = re.compile(r"%\(\w+\)s|%[sd]")


def test_every_text_on_the_screen_has_english_and_no_english_is_left_over():
    held, used = catalog.read(), catalog.used()
    assert sorted(key for key in used if key not in held or not all(held[key].words)) == []
    assert sorted(key for key in held if key and key not in used) == []


def test_the_compiled_catalogue_is_that_of_its_source():
    assert catalog.MO.read_bytes() == catalog.compiled(), "run: anjian words compile"


def test_the_compiled_catalogue_is_read_by_the_standard_library():
    words = gettext.GNUTranslations(io.BytesIO(catalog.compiled()))
    assert words.gettext("工作台") == "My desk"
    assert (
        words.ngettext("保存后将履行 %(n)s 项职责：", "保存后将履行 %(n)s 项职责：", 1)
        == "Saving will meet %(n)s duty:"
    )
    assert (
        words.ngettext("保存后将履行 %(n)s 项职责：", "保存后将履行 %(n)s 项职责：", 2)
        == "Saving will meet %(n)s duties:"
    )


@pytest.mark.parametrize("key", sorted(key for key in catalog.read() if BLANK.search(key)))
def test_the_english_has_the_same_blanks(key):
    for words in catalog.read()[key].words:
        assert sorted(BLANK.findall(words)) == sorted(BLANK.findall(key))


def test_a_text_in_a_template_and_one_in_python_are_found(tmp_path):
    (tmp_path / "anjian" / "x" / "templates").mkdir(parents=True)
    (tmp_path / "anjian" / "x" / "a.py").write_text(
        'from y import gettext as _\nw = _("甲")\nn = ngettext("乙", "乙们", 2)\n'
    )
    (tmp_path / "anjian" / "x" / "templates" / "b.html").write_text(
        "{% load i18n %}{% trans '丙' %}{% blocktrans count n=3 %}丁 {{ n }}{% plural %}丁们 {{ n }}{% endblocktrans %}"
        "{% blocktrans with a='\"'|upper %}戊 {{ a }}{% endblocktrans %}"
    )
    found = catalog.used(tmp_path)
    assert {key: entry.plural for key, entry in found.items()} == {
        "甲": "", "乙": "乙们", "丙": "", "丁 %(n)s": "丁们 %(n)s", "戊 %(a)s": ""
    }  # fmt: skip


def test_collecting_keeps_english_words_and_tells_what_is_missing(tmp_path):
    path = tmp_path / "django.po"
    catalog.write(
        {"": catalog.Entry("", words=["Language: en\n"]), "工作台": catalog.Entry("工作台", words=["Desk!"])}, path
    )
    missing, gone = catalog.collect(path)
    assert catalog.read(path)["工作台"].words == ["Desk!"]
    assert "工作台" not in missing
    assert "文件" in missing
    assert gone == []


@pytest.mark.parametrize("text", ['msgid "a"\n', 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "nonsense\n"])
def test_a_broken_catalogue_is_named_with_its_line(tmp_path, text):
    path = tmp_path / "django.po"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"django\.po:\d"):
        catalog.read(path)
