"""Cadences, deadlines, figures and thresholds: each form of writing, on sentences of our own."""

import datetime as dt
from dataclasses import replace

import pytest

from anjian.reader.tests.reading import POLICY, read, told

CADENCES = [
    ("各站每季度至少检修1次。", "每季度至少检修1次", {"at_least": 1, "per": "quarter"}),
    ("站长每月带队巡线不得少于两次。", "每月带队巡线不得少于两次", {"at_least": 2, "per": "month"}),
    ("水泵房一年不少于3次除锈。", "一年不少于3次", {"at_least": 3, "per": "year"}),
    ("全年督导两次。", "全年督导两次", {"exactly": 2, "per": "year"}),
    ("预案每三年修订一次。", "每三年修订一次", {"exactly": 1, "per": "3 years"}),
    ("规程两年一修订。", "两年一修订", {"exactly": 1, "per": "2 years"}),
    ("同一门店每年检查不超过一次。", "每年检查不超过一次", {"at_most": 1, "per": "year"}),
    ("每半年抽检2至3次。", "每半年抽检2至3次", {"at_least": 2, "at_most": 3, "per": "half year"}),
    ("网格员每周走访两次以上。", "每周走访两次以上", {"at_least": 2, "per": "week"}),
    ("至少每半个月盘点一次。", "至少每半个月盘点一次", {"at_least": 1, "per": "half month"}),
    ("泵站隔月召开一次碰头会。", "隔月召开一次", {"exactly": 1, "per": "2 months"}),
    ("锅炉房每班不少于三次点检。", "每班不少于三次", {"at_least": 3, "per": "shift"}),
    ("县局每季度向市局书面汇报。", "每季度", {"at_least": 1, "per": "quarter"}),
    ("对重点单位按月调度。", "按月", {"exactly": 1, "per": "month"}),
    ("公共场所每二小时进行一次巡查。", "每二小时进行一次", {"exactly": 1, "per": "2 hours"}),
]


@pytest.mark.parametrize(("text", "quote", "value"), CADENCES)
def test_a_cadence_is_read_with_its_count_and_period(text, quote, value):
    assert told(text) == [("cadence", quote, value)]


def test_a_series_of_checks_gives_a_cadence_each():
    assert [value for _, _, value in told("各厂做到周检月检季检。")] == [
        {"exactly": 1, "per": "week"},
        {"exactly": 1, "per": "month"},
        {"exactly": 1, "per": "quarter"},
    ]


def test_a_stricter_cadence_in_brackets_stands_beside_the_general_one():
    assert told("门店每年(地下门店每半年)至少组织1次疏散。") == [
        ("cadence", "每年(地下门店每半年)至少组织1次", {"at_least": 1, "per": "year"}),
        ("cadence", "每半年)至少组织1次", {"at_least": 1, "per": "half year"}),
    ]


def test_what_follows_in_a_list_carries_the_period_on():
    found = told("厂长每年至少讲一次安全课、参加一次消防演习、主持一次评审。")
    assert [value for _, _, value in found] == [{"at_least": 1, "per": "year"}] * 3


DEADLINES = [
    ("到2033年，村村通水。", {"by": "2033-12-31"}),
    ("2031年6月底前完成改造。", {"by": "2031-06-30"}),
    ("9月20日前报送小结。", {"by": "2031-09-20"}),
    ("年底前完成验收。", {"by": "2031-12-31"}),
    ("明年3月底前建成泵站。", {"by": "2032-03-31"}),
    ("请于4月25日下班前报送名单。", {"by": "2031-04-25"}),
    ("二〇三一年十二月三十一日前全部拆除。", {"by": "2031-12-31"}),
    ("2031年5月中旬至6月底为自查阶段。", {"from": "2031-05-11", "to": "2031-06-30"}),
    ("整治时间为2031年7月1日至9月30日。", {"from": "2031-07-01", "to": "2031-09-30"}),
    ("即日起至年底开展清理。", {"from": "2031-03-05", "to": "2031-12-31"}),
    ("自2031年6月1日起新装表具应当带通信口。", {"from": "2031-06-01"}),
    ("每年11月底前制定来年方案。", {"by": "11-30", "per": "year"}),
    ("每年1月31日前完成自评。", {"by": "01-31", "per": "year"}),
    ("每年一季度完成考评。", {"by": "03-31", "per": "year"}),
    ("每年6月至9月开展抽检。", {"from": "06-01", "to": "09-30", "per": "year"}),
    ("各站每月5日前报送台账。", {"by": "05", "per": "month"}),
    ("次月3日前上报报表。", {"by": "03", "per": "month"}),
    ("每季度首月10日前报送小结。", {"by": "01-10", "per": "quarter"}),
    ("每季度末月25日前报送小结。", {"by": "03-25", "per": "quarter"}),
    ("每周五前报送进度。", {"by": "周五", "per": "week"}),
    ("应当自收到申请之日起十五个工作日内答复。", {"within": "15 workdays", "after": "收到申请"}),
    ("站长接到报修后，应当于2小时内到场。", {"within": "2 hours", "after": "接到报修"}),
    ("事故结案后一年内组织评估。", {"within": "1 year", "after": "事故结案"}),
    ("要在事故发生一周内召集会议。", {"within": "1 week", "after": "事故发生"}),
    ("应当在有效期届满60日前申请换证。", {"within": "60 days", "before": "有效期届满"}),
    ("应当于期满前3个月提出申请。", {"within": "3 months", "before": "期满"}),
    ("整改期限最长不超过30日。", {"within": "30 days"}),
    ("力争用三年时间完成管网更新。", {"within": "3 years"}),
]


@pytest.mark.parametrize(("text", "value"), DEADLINES)
def test_a_deadline_is_read_with_its_day_or_its_event(text, value):
    assert [(kind, found) for kind, _, found in told(text)] == [("deadline", value)]


def test_two_days_share_what_stands_behind_the_second():
    assert [value for _, _, value in told("每年7月15日和1月15日前报送总结。")] == [
        {"by": "07-15", "per": "year"},
        {"by": "01-15", "per": "year"},
    ]


FIGURES = [
    ("持证率要达到100%。", "figure", {"op": "=", "number": 100, "unit": "%"}),
    ("抽查比例不低于百分之二十。", "figure", {"op": ">=", "number": 20, "unit": "%"}),
    ("八成以上的站点要装表。", "figure", {"op": ">=", "number": 80, "unit": "%"}),
    ("每站配备专职人员不少于３名。", "figure", {"op": ">=", "number": 3, "unit": "名"}),
    ("应当由二人以上共同进行。", "figure", {"op": ">=", "number": 2, "unit": "人"}),
    ("处五千元以上五万元以下罚款。", "figure", {"min": 5000, "max": 50000, "unit": "元"}),
    ("可以处二万元以下的罚款。", "figure", {"op": "<=", "number": 20000, "unit": "元"}),
    ("处违法所得一倍以上三倍以下的罚款。", "figure", {"min": 1, "max": 3, "unit": "倍"}),
    ("处上一年年收入百分之四十的罚款。", "figure", {"op": "=", "number": 40, "unit": "%"}),
    ("处十日以上十五日以下拘留。", "figure", {"min": 10, "max": 15, "unit": "日"}),
    ("档案应当保存三年以上。", "figure", {"op": ">=", "number": 3, "unit": "年"}),
    ("许可证有效期为3年。", "figure", {"op": "=", "number": 3, "unit": "年"}),
    ("岗前培训不得少于二十四学时。", "figure", {"op": ">=", "number": 24, "unit": "学时"}),
    ("间距不应小于6米。", "figure", {"op": ">=", "number": 6, "unit": "米"}),
    ("死亡率控制在1.5以内。", "figure", {"op": "<=", "number": 1.5, "unit": ""}),
    ("再关闭小厂40家。", "figure", {"op": "=", "number": 40, "unit": "家"}),
    ("从业人员超过100人的，应当设安全科。", "threshold", {"op": ">", "number": 100, "unit": "人"}),
    ("从业人员三百人以上的单位应当设总监。", "threshold", {"op": ">=", "number": 300, "unit": "人"}),
    ("储量50吨以上100吨以下的仓库。", "threshold", {"min": 50, "max": 100, "unit": "吨"}),
    ("违法所得不足十万元的，从轻处理。", "threshold", {"op": "<", "number": 100000, "unit": "元"}),
    ("离岗六个月以上的工人应当重新培训。", "threshold", {"op": ">=", "number": 6, "unit": "月"}),
    ("作业人数10人（含10人）以上的车间。", "threshold", {"op": ">=", "number": 10, "unit": "人"}),
    ("气温达到37摄氏度以上时，停止作业。", "threshold", {"op": ">=", "number": 37, "unit": "摄氏度"}),
    ("逾期30日未缴纳的，移送法院。", "threshold", {"op": ">", "number": 30, "unit": "日"}),
    ("一年内发生两起以上事故的，予以约谈。", "threshold", {"op": ">=", "number": 2, "unit": "起", "within": "1 year"}),
]


@pytest.mark.parametrize(("text", "kind", "value"), FIGURES)
def test_a_number_is_a_figure_to_meet_or_a_threshold_that_makes_a_rule_bite(text, kind, value):
    assert [(found, what) for found, _, what in told(text)] == [(kind, value)]


def test_two_numbers_are_paired_with_their_two_subjects():
    first, second = read("县(市)、区挂牌整治老旧管段分别不少于30处和25处。")
    assert (first.value["number"], first.actor) == (30, "县(市)")
    assert (second.value["number"], second.value["op"], second.actor) == (25, ">=", "区")


def test_a_document_may_say_that_a_bound_is_not_included():
    text = "死亡3人以上10人以下的事故由市里调查。\n本办法所称的“以上”包括本数，所称的“以下”不包括本数。"
    [found] = read(text)
    assert found.value == {"min": 3, "max": 10, "unit": "人", "max_open": True, "of": "死亡"}


SILENT = [
    "要定期巡查、及时上报。",
    "按照“两个清单”“五个一”的要求落实。",
    "突出抓好4项工作，完善三项机制。",
    "根据《某办法》（某政发〔2030〕15号）第十二条规定办理。",
    "考核得分低于60分的，予以提醒。",
    "联系电话：0532-88881234。",
    "本办法自2031年5月1日起施行。",
    "会议通过了三项决定。",
    "截至目前，全市已查处案件33起，涉及46人。",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_binds_nobody_is_not_counted(text):
    assert told(text) == []


def test_days_before_the_document_tell_what_was():
    assert told("2029年6月底前建成的项目。") == []
    later = replace(POLICY, issued=dt.date(2028, 1, 1))
    assert [one.value for one in read("2029年6月底前建成泵站。", later)] == [{"by": "2029-06-30"}]


def test_the_actor_is_whoever_the_clause_names_before_the_number():
    first, second = read("水务部门应当每月巡线一次，用水单位应当每季度自查一次。")
    assert (first.actor, second.actor) == ("水务部门", "用水单位")
