"""Is it a policy at all (是不是规范性文件)?

News, judgments, manuals and interviews are told apart by how they speak.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anjian.reader.events import Heading
from anjian.reader.roles import Line, is_title

_ENACTING = re.compile(
    r"制定本(?:条例|办法|规定|细则|规则|预案|方案|制度|标准|意见|规程|规范|导则|指南|计划|规划)|现(?:将|印发|予|就|提出|转发|通知|公布|发布|制定|决定)|(?:通知|意见|决定|规定|措施|方案|要求|实施意见|安排|通报|公告|纪要)如下"
    r"|提出(?:以下|如下)[^。，]{0,10}(?:意见|措施|要求)|请(?:认真)?(?:遵照|贯彻|结合实际|组织实施|各[地级部])|自(?:\d{4}年|发布|公布|印发|本?之?日)[^。]{0,20}(?:起)?(?:施行|实施|执行)"
    r"|本(?:条例|办法|规定|细则|意见|通知|方案|制度|规则|措施)(?:自|由|所称|适用)|根据[^。]{4,80}(?:，|。)[^。]{0,60}(?:制定|特制|提出|结合)|本规划|特此通[知告]"
)
_DUTY = re.compile(
    r"应当|必须|不得|严禁|要(?:求|按|将|把|对|加强|建立|严格|切实|认真)|责令|确保|落实|督促|处以|依法|加强|建立|完善|推进|强化"
)
_NEWS = re.compile(
    r"(?:本报|本网|本台|新华社|中新社|人民网|央视)[^。]{0,14}(?:讯|电|消息|报道)|记者[^。]{0,8}(?:从|获悉|了解|报道|采访|看到)|记者\s*[\u4e00-\u9fff]{2,4}[）)\s]|通讯员|据(?:悉|了解|介绍|报道)|[近昨日今]日(?:，|上午|下午|，?[^。]{2,30}(?:召开|举行|开展|赴|来到))"
    r"|(?:他|她|会议|局长|书记|市长|省长|主任|董事长|总经理|负责人)[^。，]{0,6}(?:指出|强调|要求|表示|认为|介绍|说)[，：,:]|会议(?:传达|听取|由|通报|认为|进一步强调)|出席(?:会议|并)|并(?:作|做)?(?:重要)?讲话|参加(?:了)?(?:会议|活动|调研)|(?:一行|实地)(?:先后)?(?:来到|深入|察看|查看|走访|调研)"
)
_BYLINE = re.compile(r"责任编辑|责编|[（(]\s*(?:文|图|记者|通讯员|摄影)|作者\s*[：:]|编辑\s*[：:]|稿源")
_INTERVIEW = re.compile(
    r"(?:^|[。？?！\n\s])[问答]\s*[：:]|答记者问|记者\s*[：:]|就[^。]{2,60}回答了?[^。]{0,8}(?:记者|提问)|专访|请问|接受[^。]{0,12}采访"
)
_JUDGMENT = re.compile(
    r"(?:民事|刑事|行政|执行)(?:判决|裁定|调解|决定)书|行政处罚决定书|当事人[：:]|[（(]\d{4}[）)][\u4e00-\u9fff\d]{1,12}(?:民|刑|行|执|商|知)[\u4e00-\u9fff]{0,3}\d+号|上诉人|被上诉人|原告[：:人]?|被告(?:人)?[：:人]?|本院(?:认为|查明|经审|受理|予以)|判决如下|裁定如下|公诉机关|审\s*判\s*长|书\s*记\s*员|诉讼请求|驳回"
)
_MANUAL = re.compile(
    r"说明书|使用手册|操作手册|用户手册|用户指南|点击[“【「]|按下|长按|单击|双击|按钮|菜单|界面|开机|关机|充电|安装(?:步骤|方法|向导)|打开(?:电源|软件|应用|App)|下载并安装|产品(?:型号|参数|规格|特点)|保修|售后|故障(?:现象|排除)|技术参数|接线|拧紧|请勿|如图\s*\d|见图\s*\d|登录系统|输入(?:用户名|密码)|第[一二三四五]步"
)
_ESSAY = re.compile(
    r"摘\s*要[：:]|关键词[：:]|参考文献|引言|本文(?:通过|从|分析|研究|以|提出|探讨)|DOI|基金项目|作者简介|我们来看|笔者|小编|转发(?:给|到朋友)|点赞|关注我们|公众号|案例[一二三四]"
)
_PRIVATE = re.compile(
    r"甲\s*方|乙\s*方|招标人|投标人|采购人|中标|供应商|报名(?:时间|条件|方式)|笔试|面试|应聘|同志们|各位(?:领导|来宾|代表)|谢谢大家|尊敬的"
)
"""Contracts, tenders, recruiting and speeches are official too, and no policies."""
_INSTITUTION = re.compile(
    r"(?:印发|出台|制定|修订|建立|健全|完善|设立|成立|明确)[^。；，]{0,30}"
    r"(?:制度|机制|办法|清单|规定|条例|意见|体系|标准|规则|方案|职责|通知|机构)"
)
"""A measure set up: texts full of them tell what was laid down, whatever they are called."""
_CASE = re.compile(
    r"(?:判决|裁定|调解|处罚决定|起诉|仲裁裁决|复议决定|不予受理决定|仲裁|检察建议)书$|事故(?:调查|技术)[^。]{0,6}报告$"
)
_REPORT_ON = re.compile(r"解读|图解|一图读懂|答记者问|发布会|综述|纪实|侧记|工作总结|情况介绍")
_NUMBERED = {"编", "章", "条"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a text is a policy, with the reason in Chinese."""

    is_policy: bool
    why: str


def judge(
    raw: str, text: str, lines: list[Line], headings: tuple[Heading, ...], *, number: str | None, title: str | None
) -> Judgement:
    """Weigh how the text speaks. `raw` is the text before cleaning, where by-lines still stand."""
    size = max(1.0, len(text) / 1000)
    per = {
        name: len(pattern.findall(text)) / size
        for name, pattern in {
            "duty": _DUTY, "news": _NEWS, "interview": _INTERVIEW,
            "judgment": _JUDGMENT, "manual": _MANUAL, "essay": _ESSAY,
        }.items()
    }  # fmt: skip
    enacting = len(_ENACTING.findall(text))
    articles = sum(heading.number.startswith("第") and "条" in heading.number for heading in headings)
    titled = bool(title and is_title(title) and not _REPORT_ON.search(title))
    addressed = any(line.role == "address" for line in lines)
    measures = len(_INSTITUTION.findall(text)) / size
    signed = any(line.role == "signature" for line in lines)
    told: list[str] = []
    points = 0.0
    for value, amount, words in (
        (2.5 if titled else 0, titled, "标题是公文文种"),
        (2.0, bool(number), "有发文字号"),
        (1.5, addressed, "有主送机关"),
        (min(3.0, 1.2 * enacting), enacting > 0, "有制定、印发或施行的用语"),
        (3.0, articles >= 3, f"按条编写（{articles}条）"),
        (1.5, len(headings) >= 4, "有层次序号"),
        (0.5, signed, "有落款"),
        (2.0, measures >= 6 and size > 1.5, "通篇是制度、机制、清单等举措"),
        (min(2.0, per["duty"] / 6), per["duty"] >= 4, "多处使用应当、必须、要等要求用语"),
    ):
        if amount:
            points += value
            told.append(words)
    against: list[str] = []
    kinds = (
        (
            "interview",
            per["interview"] >= 1.0 and len(_INTERVIEW.findall(text)) >= 2,
            3.0 + per["interview"],
            "是问答或者采访",
        ),
        ("judgment", len(_JUDGMENT.findall(text)) >= 3, 3.0 + 2 * per["judgment"], "是裁判文书"),
        ("manual", len(_MANUAL.findall(text)) >= 3, 2.0 + 1.2 * per["manual"], "是操作说明或者产品说明"),
        ("news", len(_NEWS.findall(text)) >= 2 and per["news"] >= 0.8, 2.0 + 1.5 * per["news"], "是新闻报道"),
        ("private", len(_PRIVATE.findall(text)) >= 4, 5.0, "是合同、招标、招聘或者讲话"),
        ("essay", len(_ESSAY.findall(text)) >= 2, 1.5 + 1.5 * per["essay"], "是文章或者宣传稿"),
    )
    for _, met, weight, words in kinds:
        if met:
            points -= min(weight, 8.0)
            against.append(words)
    if (_BYLINE.search(raw[-400:]) or _BYLINE.search(raw[:400])) and not (titled and (number or addressed)):
        points -= 1.5
        against.append("有作者或者编辑署名")
    if title and _CASE.search(title):
        points -= 6.0
        against.append("标题是裁判、处罚文书或者事故调查报告")
    if title and _REPORT_ON.search(title) and not number:
        points -= 3.0
        against.append("标题是解读或者报道")
    if points >= 2.5:
        return Judgement(True, "，".join(told) or "像规范性文件")
    if against:
        return Judgement(False, "，".join(against))
    return Judgement(
        False, "没有公文的标题、文号、主送、条款或者要求用语" if not told else f"只有{'、'.join(told)}，不足以认定"
    )
