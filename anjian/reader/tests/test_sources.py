"""Files of four forms give their text; what cannot be read is refused with what to do, and nothing is kept."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from anjian.lib.errors import Refusal
from anjian.reader import read_bytes
from anjian.reader.sources import open_bytes
from anjian.reader.sources.counting import chinese, printed

NOTICE = "白水市关于隧道检查的通知\n各县：\n一、检查。各县每月检查1次。\n二、报送。每季度报送1次。\n"


def pdf(lines: list[str], *, password: bool = False) -> bytes:
    """A PDF of one page with the standard Chinese font (ISO 32000-1, 9.7.5.2), RC4 where protected."""
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td\n" for line in lines)
    content = f"BT /F1 12 Tf 60 780 Td\n{shown}ET".encode()
    key = b""
    encrypt = ""
    if password:
        pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
        owner = _rc4(hashlib.md5((b"owner" + pad)[:32]).digest()[:5], (b"secret" + pad)[:32])
        key = hashlib.md5((b"secret" + pad)[:32] + owner + struct.pack("<i", -4) + b"0123456789abcdef").digest()[:5]
        user = _rc4(key, pad)
        encrypt = f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>"
        content = _rc4(hashlib.md5(key + (4).to_bytes(3, "little") + b"\x00\x00").digest()[:10], content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    extra = f" /Encrypt {encrypt} /ID [<{b'0123456789abcdef'.hex()}> <{b'0123456789abcdef'.hex()}>]" if encrypt else ""
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R{extra} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
        + chunk(b"IEND", b"")
    )


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("白水市关于隧道检查的通知")
    document.add_paragraph("查公路隧道", style="List Number")
    document.add_paragraph("查铁路隧道", style="List Number")
    table = document.add_table(rows=3, cols=3)
    for row, cells in enumerate([["序号", "任务", "单位"], ["1", "查隧道", "市交通局"], ["2", "查桥梁", ""]]):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    table.cell(1, 2).merge(table.cell(2, 2))
    last = document.add_paragraph("每月检查1次。")
    gone = OxmlElement("w:del")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText")
    words.text = "删去的话"
    run.append(words)
    gone.append(run)
    last._p.append(gone)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NOTICE.encode("utf-8"), "utf-8"),
        (NOTICE.encode("utf-8-sig"), "utf-8 with a mark"),
        (NOTICE.encode("gb18030"), "gb18030"),
        (NOTICE.encode("utf-16"), "utf-16 with a mark"),
    ],
)
def test_text_in_the_usual_encodings_gives_the_same_text(data: bytes, encoding: str):
    source = open_bytes(data, "通知.txt")
    assert (source.text, source.form) == (NOTICE, "txt")


def test_line_ends_stay_as_they_are_so_that_offsets_fit_the_file():
    assert open_bytes("一、查。\r\n二、报。\r\n".encode(), "a.txt").text == "一、查。\r\n二、报。\r\n"


def test_a_word_file_gives_paragraphs_numbers_and_tables_in_their_order():
    reading = read_bytes(word(), "通知.docx")
    assert reading.form == "docx"
    assert reading.text == (
        "白水市关于隧道检查的通知\n1.查公路隧道\n2.查铁路隧道\n序号\t任务\t单位\n1\t查隧道\t市交通局\n2\t查桥梁\t市交通局\n每月检查1次。\n"
    )
    assert reading.as_dict()["text"] == reading.text
    assert reading.clean.repairs == ()


def test_numbers_that_word_makes_are_printed_in_their_form():
    document = docx.Document()
    document.add_paragraph("白水市隧道检查方案")
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    for depth, (form, shape) in enumerate(
        [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    ):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", shape)):
            one = OxmlElement(name)
            one.set(qn("w:val"), value)
            level.append(one)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "90")
    number.append(link)
    numbering.append(number)
    for depth, words in [
        (0, "检查"),
        (1, "公路隧道。"),
        (2, "长隧道。"),
        (2, "短隧道。"),
        (1, "铁路隧道。"),
        (0, "登记"),
    ]:
        paragraph = document.add_paragraph(words)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = depth
        properties.get_or_add_numId().val = 90
    out = io.BytesIO()
    document.save(out)
    reading = read_bytes(out.getvalue(), "方案.docx")
    assert [(one.number, one.title, one.cite) for one in reading.headings] == [
        ("一、", "检查", "一"),
        ("（一）", "公路隧道", "一（一）"),
        ("1.", "长隧道", "一（一）1"),
        ("2.", "短隧道", "一（一）2"),
        ("（二）", "铁路隧道", "一（二）"),
        ("二、", "登记", "二"),
    ]


def test_a_pdf_with_a_text_layer_gives_its_lines():
    reading = read_bytes(pdf(NOTICE.strip().split("\n")), "通知.pdf")
    assert reading.form == "pdf"
    assert reading.text == NOTICE
    assert [one.number for one in reading.headings] == ["一、", "二、"]


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>白水市关于隧道检查的通知_白水市人民政府</title>
<style>p{color:red}</style><script>var a = "每天检查9次。";</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">政务公开</a></div>
<table class="xxgk"><tr><td>发文字号：白政办〔2021〕9号</td><td>成文日期：2021年08月20日</td></tr></table>
<h1>白水市关于隧道检查的通知</h1><div style="display:none">每天检查8次。</div>
<div id="content"><p>各县：</p><p>现将有关事项通知如下，请认真落实。</p>
<p><b>一、检查。</b>各县每月检查1次，并做好记录。</p>
<table><tr><th>序号</th><th>任务</th><th>单位</th></tr>
<tr><td>1</td><td>查隧道，登记</td><td rowspan="2">市交通局<br>市城管局</td></tr>
<tr><td>2</td><td>查桥梁</td></tr></table>
<ol><li>先查长隧道，再查短隧道。</li><li>先查旧桥梁，再查新桥梁。</li></ol></div>
<div class="footer">主办：白水市人民政府，技术支持：某公司</div></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page_gives_its_document_without_the_frame(encoding: str):
    data = PAGE.replace('charset="utf-8"', f'charset="{"gb2312" if encoding == "gb18030" else "utf-8"}"').encode(
        encoding
    )
    reading = read_bytes(data, "通知.html")
    assert reading.form == "html"
    assert reading.text == (
        "发文字号：白政办〔2021〕9号\n成文日期：2021年08月20日\n白水市关于隧道检查的通知\n各县：\n现将有关事项通知如下，请认真落实。\n"
        "一、检查。各县每月检查1次，并做好记录。\n序号\t任务\t单位\n1\t查隧道，登记\t市交通局 市城管局\n"
        "2\t查桥梁\t市交通局 市城管局\n"
        "1.先查长隧道，再查短隧道。\n2.先查旧桥梁，再查新桥梁。\n"
    )
    assert (reading.document.number, str(reading.document.issued)) == ("白政办〔2021〕9号", "2021-08-20")
    assert reading.document.title == "白水市关于隧道检查的通知"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code", "said"),
    [
        (b"", "空.txt", "reader.empty", "是空文件"),
        (b"  \n\t\n", "空白.txt", "reader.empty", "里没有文字"),
        ("\ufeff".encode(), "空.txt", "reader.empty", "里没有文字"),
        (b"<html><body></body></html>", "空.html", "reader.empty", "里没有文字"),
        (pdf([]), "扫描.pdf", "reader.picture", "是扫描图片，没有文字层"),
        (pdf(["隧道"], password=True), "密.pdf", "reader.protected", "有密码保护"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密.docx", "reader.protected", "有密码保护"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧.doc", "reader.unsupported", "是旧版 Office 文档"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧.docx", "reader.unsupported", "是旧版 Office 文档"),
        (word(), "其实是文档.pdf", "reader.wrong_ending", "扩展名是 .pdf，内容却是Word 文档"),
        (word(), "其实是文档.txt", "reader.wrong_ending", "扩展名是 .txt，内容却是Word 文档"),
        (pdf(["隧道"]), "其实是.docx", "reader.wrong_ending", "扩展名是 .docx，内容却是PDF"),
        (NOTICE.encode(), "其实是.pdf", "reader.wrong_ending", "扩展名是 .pdf，内容却是纯文本"),
        (NOTICE.encode(), "其实是.docx", "reader.wrong_ending", "扩展名是 .docx，内容却是纯文本"),
        (PAGE.encode(), "其实是.txt", "reader.wrong_ending", "扩展名是 .txt，内容却是网页"),
        (png(), "照片.docx", "reader.picture", "的内容是PNG 图片"),
        (png(), "照片.png", "reader.picture", "的内容是PNG 图片"),
        (bytes(range(256)) * 20, "程序.txt", "reader.wrong_ending", "不是文字"),
        (_archive("a.txt"), "包.zip", "reader.unsupported", "是压缩包"),
        (_archive("xl/workbook.xml"), "表.docx", "reader.unsupported", "是Excel 表格"),
        (_archive("word/document.xml"), "坏.docx", "reader.damaged", "已经损坏"),
        (word()[:3000], "半.docx", "reader.damaged", "已经损坏"),
        (b"%PDF-1.4\n%%EOF", "坏.pdf", "reader.damaged", "已经损坏"),
        (b"{\\rtf1 x}", "旧.rtf", "reader.unsupported", "是 RTF 文档"),
        (NOTICE.encode(), "通知.xyz", "reader.unsupported", "不认识扩展名 .xyz"),
        (
            NOTICE.encode()[:31] + b"\xff\xfe\xff" + NOTICE.encode()[31:],
            "坏.txt",
            "reader.encoding",
            "文字编码已经损坏",
        ),
        (NOTICE.encode()[:-2], "截断.txt", "reader.encoding", "文字编码已经损坏"),
        (NOTICE.encode().decode("latin-1").encode(), "认错.txt", "reader.encoding", "文字编码已经损坏"),
        (
            NOTICE.encode("gb18030")[:30] + b"\xff\xff" + NOTICE.encode("gb18030")[30:],
            "坏.txt",
            "reader.encoding",
            "文字编码已经损坏",
        ),
        (("锟斤拷" * 40).encode(), "认错.txt", "reader.encoding", "文字编码已经损坏"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, name: str, code: str, said: str):
    with pytest.raises(Refusal) as refused:
        read_bytes(data, name)
    assert refused.value.code == code
    assert said in refused.value.what
    assert refused.value.why
    assert refused.value.next


def test_a_file_past_the_limit_is_refused_before_it_is_read_and_the_limit_can_be_raised(monkeypatch):
    monkeypatch.setenv("ANJIAN_READER_MEGABYTES", "1")
    data = NOTICE.encode() + b" " * (1024 * 1024)
    with pytest.raises(Refusal) as refused:
        read_bytes(data, "大.txt")
    assert refused.value.code == "reader.too_large"
    assert "超过上限1 MB" in refused.value.what
    monkeypatch.setenv("ANJIAN_READER_MEGABYTES", "2")
    assert read_bytes(data, "大.txt").document.title == "白水市关于隧道检查的通知"


def test_counts_are_printed_as_chinese_numerals():
    assert [chinese(n) for n in (1, 10, 11, 20, 35, 100, 101, 110, 999)] == [
        "一", "十", "十一", "二十", "三十五", "一百", "一百零一", "一百一十", "九百九十九",
    ]  # fmt: skip
    assert [printed(3, form) for form in ("decimal", "decimalEnclosedCircle", "lowerLetter", "upperRoman", "none")] == [
        "3", "③", "c", "III", "",
    ]  # fmt: skip


def test_reading_leaves_no_file_behind(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read_bytes(word(), "a.docx")
    with pytest.raises(Refusal):
        read_bytes(png(), "a.png")
    assert list(tmp_path.iterdir()) == []
