"""Title, number, issuer, days and region are the document's own; what is no policy is told apart."""

from __future__ import annotations

import datetime as dt

import pytest

from anjian.reader import read_text
from anjian.reader.document import day_of

BODY = "一、检查范围。各县应当每月检查隧道1次。\n二、严格落实责任。\n"


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("青政发〔2021〕5号", "青政发〔2021〕5号"),
        ("青政发[2021]5号", "青政发〔2021〕5号"),
        ("青政发（2021）5号", "青政发〔2021〕5号"),
        ("青政发(2021)5号", "青政发〔2021〕5号"),
        ("青政发【2021】5号", "青政发〔2021〕5号"),
        ("青政发﹝2021﹞5号", "青政发〔2021〕5号"),
        ("青政发［2021］ 5 号", "青政发〔2021〕5号"),
        ("（青安监总管三〔2013〕12号）", "青安监总管三〔2013〕12号"),
        ("青政发〔2021〕5号　　签发人：赵某", "青政发〔2021〕5号"),
    ],
)
def test_a_document_number_is_read_in_all_forms_of_brackets(printed: str, number: str):
    reading = read_text(f"青山市人民政府关于隧道检查的通知\n{printed}\n各县人民政府：\n{BODY}")
    assert reading.document.number == number


def test_a_number_that_is_only_cited_is_not_the_document_s():
    reading = read_text(
        f"青山市关于隧道检查的通知\n各县：\n根据《省政府关于隧道的意见》（青政发〔2020〕1号），现通知如下：\n{BODY}"
    )
    assert reading.document.number is None
    assert "没有找到发文字号" in reading.notices


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("青山市人民政府令\n第31号", "青山市人民政府令第31号"),
        ("青山省人民政府令（第310号）", "青山省人民政府令第310号"),
        ("青山省交通厅公告\n2021年第7号", "青山省交通厅公告2021年第7号"),
    ],
)
def test_a_decree_is_numbered_by_its_head_and_titled_by_what_it_publishes(head: str, number: str):
    reading = read_text(
        f"{head}\n《青山市隧道养护办法》已经通过，现予公布，自2021年9月1日起施行。\n市长　赵某\n"
        "2021年7月5日\n青山市隧道养护办法\n第一条　为了养护隧道，制定本办法。\n"
        "第二条　养护单位应当建档。\n"
    )
    document = reading.document
    assert (document.title, document.number) == ("青山市隧道养护办法", number)
    assert (document.issued, document.in_force) == (dt.date(2021, 7, 5), dt.date(2021, 9, 1))


def test_a_law_says_under_its_title_who_passed_it_and_by_which_order():
    reading = read_text(
        "隧道事故处理条例\n"
        "（2007年3月28日国务院第9次常务会议通过 2007年4月9日中华人民共和国国务院令第493号公布 自2007年6月1日起施行）\n"
        "第一条　为了处理事故，制定本条例。\n第二条　单位应当报告。\n"
    )
    document = reading.document
    assert (document.title, document.number, document.issuer, document.issued, document.in_force) == (
        "隧道事故处理条例", "中华人民共和国国务院令第493号", "国务院", dt.date(2007, 4, 9), dt.date(2007, 6, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018年1月22日", dt.date(2018, 1, 22)),
        ("二〇〇四年一月十六日", dt.date(2004, 1, 16)),
        ("二○一○年十二月三十一日", dt.date(2010, 12, 31)),
        ("2020 年 2 月 8 日", dt.date(2020, 2, 8)),
        ("2020-02-08", dt.date(2020, 2, 8)),
        ("2021年2月30日", None),
        ("上月底", None),
    ],
)
def test_days_as_documents_print_them(text: str, day: dt.date | None):
    assert day_of(text) == day


def test_the_day_of_the_page_is_not_the_day_of_the_document():
    reading = read_text(
        "青山市人民政府关于隧道检查的通知\n发布时间：2021-08-25 来源：市政府办\n青政发〔2021〕5号\n"
        f"各县人民政府：\n{BODY}青山市人民政府\n2021年8月20日\n"
    )
    assert reading.document.issued == dt.date(2021, 8, 20)
    assert reading.document.issuer == "青山市人民政府"


def test_the_box_of_facts_above_a_document_is_believed_and_taken_out():
    reading = read_text(
        "索 引 号：QS-1\n发文机关：白水市人民政府办公室\n成文日期：2021年08月20日\n"
        "标 题：白水市关于隧道检查的通知\n发文字号：白政办发〔2021〕5号\n发布日期：2021年09月01日\n"
        f"白水市关于隧道检查的通知\n各县：\n{BODY}"
    )
    document = reading.document
    assert (document.title, document.number, document.issuer, document.issued) == (
        "白水市关于隧道检查的通知", "白政办发〔2021〕5号", "白水市人民政府办公室", dt.date(2021, 8, 20),
    )  # fmt: skip
    assert sum(one.kind == "chrome" for one in reading.clean.repairs) == 6


def test_a_title_in_several_lines_with_joint_issuers():
    reading = read_text(
        "白水市公安局\n白水市交通局\n关于开展隧道\n检查的通知\n白公〔2009〕15号\n各县：\n"
        f"{BODY}白水市公安局　　白水市交通局\n二〇〇九年三月一日\n"
    )
    assert reading.document.title == "白水市公安局白水市交通局关于开展隧道检查的通知"
    assert reading.document.issued == dt.date(2009, 3, 1)


def test_the_title_is_found_below_lines_of_the_page_and_a_number_in_brackets_stands_under_it():
    reading = read_text(
        f"当前位置：首页 > 文件\n2020-03-04 10:20\n关于隧道检查的意见\n（试行）\n（白安委〔2020〕3号）\n各县：\n{BODY}"
    )
    assert (reading.document.title, reading.document.number) == ("关于隧道检查的意见（试行）", "白安委〔2020〕3号")


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("临汾市人民政府关于隧道检查的通知", "141000"),
        ("南通市如东县人民政府关于隧道检查的通知", "320623"),
        ("云南省交通厅关于隧道检查的通知", "530000"),
        ("内蒙古自治区人民政府关于隧道检查的通知", "150000"),
        ("北京市朝阳区人民政府关于隧道检查的通知", "110105"),
        ("上海市人民政府关于隧道检查的通知", "310000"),
        ("国务院关于隧道检查的通知", None),
        ("交通运输部关于隧道检查的通知", None),
        ("关于隧道检查的通知", None),
    ],
)
def test_the_region_is_a_code_where_the_name_is_known(title: str, region: str | None):
    assert read_text(f"{title}\n各有关单位：\n{BODY}").document.region == region


def test_a_body_named_from_inside_its_city_is_named_in_full():
    reading = read_text(
        f"市政府办公室关于隧道检查的通知\n各县：\n南通市的隧道由南通市交通局管理，南通市每年检查。\n{BODY}"
    )
    assert (reading.document.issuer, reading.document.region) == ("南通市人民政府办公室", "320600")


@pytest.mark.parametrize(
    ("closing", "start", "end"),
    [
        ("本办法自2021年5月1日起施行，有效期五年。", dt.date(2021, 5, 1), dt.date(2026, 4, 30)),
        ("本办法自2021年5月1日起施行，有效期至2023年12月31日。", dt.date(2021, 5, 1), dt.date(2023, 12, 31)),
        ("本办法自印发之日起施行。", dt.date(2021, 3, 9), None),
    ],
)
def test_from_when_and_until_when_a_document_holds(closing: str, start: dt.date, end: dt.date | None):
    reading = read_text(
        f"白水市隧道养护办法\n第一条　养护单位应当建档。\n第二条　每年检查。\n第三条　{closing}\n"
        "白水市交通局\n2021年3月9日\n"
    )
    assert (reading.document.in_force, reading.document.expires) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        (
            "我市召开隧道安全会议\n"
            "本报讯（记者 赵某）4月2日，全市隧道安全会议召开。市长出席会议并讲话。会议强调，各县每月检查1次。\n"
            "据了解，去年我市共检查隧道300座。市交通局局长孙某表示，今年将加大力度。\n"
        ),
        (
            "赵某与白水隧道公司合同纠纷民事判决书\n（2021）青01民终12号\n"
            "上诉人（原审被告）赵某。被上诉人白水隧道公司。\n本院认为，公司应当支付工程款。判决如下：\n"
            "驳回上诉，维持原判。\n审判长 钱某\n书记员 孙某\n"
        ),
        (
            "隧道风机使用说明书\n一、产品特点\n1.额定电压380V。\n二、安装方法\n"
            "（一）打开电源，按下“启动”按钮，风机应当转动。\n（二）请勿带电接线。\n三、故障排除\n"
            "长按按钮5秒复位。保修12个月。\n"
        ),
        (
            "市交通局就隧道养护新规答记者问\n问：新规何时施行？\n答：自2021年9月1日起施行。\n"
            "问：多久检查一次？\n答：养护单位应当每月检查一次。\n"
        ),
        "关于《白水市隧道养护办法》的解读\n一、制定背景\n隧道增长很快。\n二、主要内容\n办法规定每月检查一次。\n",
        (
            "隧道施工合同\n甲方：白水市交通局\n乙方：青山公司\n一、乙方应当于2021年9月1日前完工。\n"
            "二、甲方应当按月付款。\n三、乙方不得转包。\n"
        ),
        "春天的隧道\n昨天我路过一条很长的隧道，里面很亮。出来以后看见了山。\n",
    ],
)
def test_news_judgments_manuals_and_interviews_are_no_policies(text: str):
    reading = read_text(text)
    assert reading.document.is_policy is False
    assert reading.document.why
    assert reading.rules == ()
    assert reading.notices[0].startswith("看起来不是规范性文件")


@pytest.mark.parametrize(
    "text",
    [
        f"关于隧道检查的通知\n各县：\n{BODY}特此通知。\n",
        "白水市隧道养护办法\n第一条　养护单位应当建档。\n第二条　每年检查。\n第三条　自2021年5月1日起施行。\n",
        (
            "白水市隧道突发事件应急预案\n1 总则\n1.1 编制目的\n为了应对突发事件，制定本预案。\n1.2 适用范围\n"
            "全市。\n1.3 职责\n交通局应当每半年演练1次。\n"
        ),
        (
            "白水市隧道养护三年行动计划\n一、目标。到2024年底前，完成100座隧道检查。\n"
            "二、措施。建立台账，落实责任。\n三、分工。\n（一）市交通局牵头。\n"
        ),
    ],
)
def test_notices_statutes_plans_and_programmes_are_policies(text: str):
    assert read_text(text).document.is_policy is True
