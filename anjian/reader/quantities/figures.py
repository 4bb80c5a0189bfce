"""Figures and thresholds (数值与门槛): numbers that an actor must meet, and numbers that make a rule bite.

Values: `{"op": ">=", "number": 20, "unit": "%", "of": …}` or `{"min", "max", "unit"}`; a bound that is not included is
marked `min_open` or `max_open`. 以上, 以下 and 以内 include the number unless the document says otherwise, 超过, 不足
and 未满 do not.
Money is in 元. `of` says in the words of the text what is measured; `per` a period that the number is about.
"""

from __future__ import annotations

import re
from typing import Any

from anjian.reader import numbers, periods
from anjian.reader.events import Kind
from anjian.reader.numbers import NUMBER
from anjian.reader.quantities import ranges
from anjian.reader.quantities.amounts import MEASURE, SHARE, UNIT, glued, of_what, scaled, shared
from anjian.reader.quantities.found import MUST, Found, Stretch, clause_around, free
from anjian.reader.quantities.pairs import paired
from anjian.reader.quantities.sense import FINE, kind_of

_PRE = (
    r"(?:(?P<ge>(?:最[少低]|原则上|一般)?不(?:得|应|能|宜|可|许)?(?:少于|低于|小于|短于|早于)|至少|最少|"
    r"最低|不下于|≥|大于(?:或|或者)?等于|达到|达|满|保持在)"
    r"|(?P<le>(?:最[高多长]|总额|累计|一般|原则上)?不(?:得|应|能|宜|可|许)?(?:超过|高于|大于|多于|长于|"
    r"超出|超)|至多|最多|最高|≤|小于(?:或|或者)?等于|控制在|限于)"
    r"|(?P<gt>超过|超出|大于|高于|多于|逾期?|突破|>)|(?P<lt>不足|未满|不满|未达到?|不到|低于|少于|小于|<))"
)
_GAP = r"(?P<gap>[^,。;:()、\d]{0,10}?)"
_SINGLE = re.compile(
    rf"(?:{_PRE} ?(?P<about>约|为|了)?{_GAP})?(?:(?P<share>{SHARE})|"
    rf"(?<![\d.第再进这那首之])(?P<n>{NUMBER}) ?(?:人民币)?(?P<w>{UNIT}|{periods.UNIT}))"
    rf"(?:\(含(?:本数|{NUMBER}[^()]{{0,3}})?\))?(?P<post>(?:及|或)?其?以上|及?以下|以内|之内|以外|左右|"
    rf"(?:半径)?范围(?:以|之)?内|半径(?:以|之)?内)?"
)
_CLOSE = ("达到", "达", "满", "保持在", "最高", "最低", "超过", "高于", "低于", "逾")
_OPS = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<"}
_TASK = re.compile(
    r"配备|配置|配足|配强|配齐|设立|设置|增设|新设|建立|建成|建设|新建|改建|扩建|改造|打造|创建|培育|选聘|"
    r"聘任|聘请|聘用|招聘|招录|核增|增核|增加|新增|核定|明确|确定|安排|落实|选派|选配|抽调|派驻|抽查|抽取|"
    r"抽检|"
    r"关闭|淘汰|退出|整治|完成|投放|安装|购置|购买|新购|组建|组织|开展|举办|召开|进行|制作|评选|评定|扶持|"
    r"推广|实施|投资|投入|建好|确保|力争|达到?|不得|必须|应当|检查|执法|培训|演练|推出|发展|引进|储备|"
    r"拆除|布设|设"
)
_SELF = re.compile(
    r"^ ?(?:主要|具体|重点|方面的?|基本|专项|大|不同|突出|关键|核心|常见)?(?:工作|任务|措施|方面|阶段|"
    r"环节|要求|制度|机制|行动|行业|领域|问题|内容|步骤|层面|原则|体系|能力|关系|要素|责任|清单|统一|一律|"
    r"必须|同步|到位|落实|不放过|维度|层次|等级|类别|方向|抓手|系统|板块|季度|以上(?:生产|单位|部门|行政|"
    r"县|主)|月|专委会|专业委员会|指标|条件|标准|情形|意见|年度|转变|坚持|下降|不变|结合)"
)
_PROJECTS = re.compile(r"(?:整改|完成|立项|实施|制定|修订|推广) ?$")
_COMPARES = re.compile(r"以来|同比|比去年|比上年|截至目前|截止目前|历史|占全|遇难|死亡\d+人[。,]|较上年|位居")


def find(stretch: Stretch, taken: list[tuple[int, int]]) -> list[Found]:
    """The figures and thresholds of a stretch; marks what it read in `taken`."""
    found: list[Found] = []
    for one in (*ranges.find(stretch, taken), *_zeros(stretch), *_halves(stretch), *_rates(stretch), *_again(stretch)):
        if free(taken, one.start, one.end):
            found.append(one)
            taken.append((one.start, one.end))
    for one in _singles(stretch, taken):
        if free(taken, one.start, one.end):
            found.append(one)
            taken.append((one.start, one.end))
    return sorted(paired(stretch, found), key=lambda one: one.start)


_HALF = re.compile(
    r"(?P<pre>不得?少于|不低于|不得?超过|超过|逾|满)?(?P<n>半年|半个?月|半个?小时)(?P<post>及?以[上下])?"
)


def _halves(stretch: Stretch) -> list[Found]:
    """保存半年以上, 离岗超过半年: half of a period as a figure."""
    found = []
    for match in _HALF.finditer(stretch.text):
        length = periods.length(match["n"])
        if length is None or not (match["pre"] or match["post"]):
            continue
        pre = match["pre"] or ""
        op = "<=" if pre.startswith("不") and "超" in pre else ">" if pre in ("超过", "逾") else ">="
        if match["post"] and match["post"].endswith("下"):
            op = "<="
        value: dict[str, Any] = {"op": op, "number": length.number, "unit": length.chinese}
        of = of_what(stretch.text, match.start())
        if of:
            value["of"] = of
        kind = kind_of(stretch, match.start(), match.end(), op, timed=True)
        found.append(Found(match.start(), match.end(), kind, value))
    return found


_AGAIN = re.compile(
    rf"(?P<t>{periods.LENGTH})(?:之|以)?内(?:(?!可以|申请|"
    rf"应当)[^,。;\d一二两三四五]){{0,12}}?(?:再次(?!申请)|多次|屡次|又发生|"
    rf"重复)"
)


def _again(stretch: Stretch) -> list[Found]:
    """两年内再次违法的: how long what went before still counts."""
    found = []
    for match in _AGAIN.finditer(stretch.text):
        length = periods.length(match["t"])
        if length and not re.search(r"[近每第]$|不得", stretch.text[: match.start()][-4:]):
            value: dict[str, Any] = {"op": "<=", "number": length.number, "unit": length.chinese}
            found.append(Found(match.start(), match.end(), "threshold", value))
    return found


_RATE = re.compile(
    r"(?P<pre>控制在|不超过|不高于|降至|降到|不得超过|低于) ?(?P<n>\d+(?:\.\d+)?) ?(?:以内|以下|之内)?(?=[,。;、)]|$)"
)


def _rates(stretch: Stretch) -> list[Found]:
    """十万就业人员死亡率控制在1.5以内: a number without a unit, of a rate or index."""
    found = []
    for match in _RATE.finditer(stretch.text):
        of = of_what(stretch.text, match.start())
        number = numbers.value(match["n"])
        if of and number is not None and re.search(r"率|指数|浓度|比$|值$|系数", of):
            value: dict[str, Any] = {"op": "<=", "number": number, "unit": "", "of": of}
            found.append(Found(match.start(), match.end(), "figure", value))
    return found


_ZERO = re.compile(
    r"(?P<q>“?〇(?:事故|死亡|伤亡|撤销|败诉|发生|增长|上访|投诉|伤害|失误|违章|亡人|较大|重大|"
    r"隐患)[^,。;“”]{0,6}?”?)|(?<=为)〇(?=[,。;目])|〇起"
)


def _zeros(stretch: Stretch) -> list[Found]:
    """零事故, 行政复议零撤销, 较大事故为零."""
    if stretch.past:
        return []
    found = []
    for match in _ZERO.finditer(stretch.text):
        value: dict[str, Any] = {"op": "=", "number": 0, "unit": "起"}
        word = match["q"]
        of = re.sub(r"[“”〇]", "", word) if word else re.sub(r"为$", "", of_what(stretch.text, match.start()) or "")
        if of:
            value["of"] = of
        found.append(Found(match.start(), match.end(), "figure", value))
    return found


def _singles(stretch: Stretch, taken: list[tuple[int, int]]) -> list[Found]:
    text, found = stretch.text, []
    at = 0
    while match := _SINGLE.search(text, at):
        at = max(match.end(), match.start() + 1)
        if match["gap"] and re.search(
            r"不(?:得|应|能|宜)?[少低超高大小多]|超过|至少|控制在|大于|小于|等于|高于|低于", match["gap"]
        ):
            at = match.start() + 1
            continue
        begun = match.start("share") if match["share"] else match.start("n")
        if match["gap"] is not None and re.search(rf"{MUST.pattern}|[一二三四五六七八九十]{{2,}}", match["gap"]):
            match_again = _SINGLE.match(text, begun)
            if match_again is None:
                continue
            match = match_again
        one = _one(stretch, match, taken)
        if one:
            found.append(one)
    return found


def _one(stretch: Stretch, match: re.Match[str], taken: list[tuple[int, int]]) -> Found | None:
    text = stretch.text
    begun = match.start("share") if match["share"] else match.start("n")
    named = next((name for name in _OPS if match[name]), None)
    # 达到 and 满 reach over words only where 至少 would: 达到国家标准3项 is no comparison.
    if (
        named
        and match["gap"]
        and ((not match["gap"].endswith("的") and match[named] in _CLOSE) or match[named] in ("<", ">"))
    ):
        named = None
    start = match.start() if named else begun
    end = match.end()
    if not free(taken, begun, end):
        return None
    if (
        not match["share"]
        and re.match(rf"^{numbers.CHINESE}$", match["n"])
        and re.search(r"[第统唯同专单万之其逐进不另某任每之]$", text[:begun])
        and match["n"][0] in "一"
    ):
        return None
    number_of: tuple[int | float, str] | None
    if match["share"]:
        number_of = shared(match["share"])
    else:
        number = None if re.fullmatch(r"[百千万亿]+", match["n"]) else numbers.value(match["n"])
        number_of = None if number is None else scaled(number, match["w"])
    if number_of is None or glued(text, begun, match.end("w") if match["w"] else match.end("share")):
        return None
    number, unit = number_of
    post = match["post"] or ""
    # 1999年, 2020年: a year of the calendar is no length.
    window = re.search(rf"(?P<t>{periods.LENGTH})(?:之|以)?内[^,。;]{{0,24}}?$", text[:start])
    if (unit == "年" and 1900 <= number <= 2100) or (unit in ("日", "天", "月") and re.search(r"月 ?$", text[:begun])):
        return None
    op = _OPS[named] if named else "="
    if post.endswith("上"):
        op = (">=" if stretch.includes(start, above=True) or "及" in post else ">") if named != "le" else op
    elif post.endswith("下") or post.endswith("内"):
        op = (
            ("<=" if stretch.includes(start, above=False) or post.endswith("内") or "及" in post else "<")
            if named != "ge"
            else op
        )
    elif post == "以外":
        op = ">"
    elif named == "ge" and match["ge"] in ("达到", "达", "满", "保持在", "保持") and unit == "%" and number == 100:
        op = "="
    measured = bool(match["share"]) or bool(re.fullmatch(MEASURE, (match["w"] or "").replace(" ", "")))
    timed = not measured and not match["share"] and bool(re.fullmatch(periods.UNIT, match["w"]))
    first, last = clause_around(text, start, end)
    left, right = text[first:start], text[end:last]
    if re.match(r"^ ?(?:时间|之一)", right) and op == "=" and not timed:
        return None
    if (timed and unit == "月" and "个" not in match["w"]) or (
        re.search(r"[近最过][近去]? ?$|前 ?$|过去 ?$|之 ?$", left) and timed
    ):
        return None
    if stretch.past and not MUST.search(left):
        return None
    if stretch.background and not MUST.search(left):
        return None
    if (
        _COMPARES.search(text[first:last])
        and not re.search(r"下降|减少|降低|削减|压减", text[first:last])
        and not MUST.search(text[first:last])
        and op == "="
    ):
        return None
    if op == "=" and not _bare(text, left, right, match, measured, timed, number, unit):
        return None
    if op != "=" and unit in ("年", "月", "日", "天", "周") and named == "gt" and re.match(r"^ ?(?:以来|来)", right):
        return None
    value: dict[str, Any] = {"op": op, "number": number, "unit": unit}
    of = of_what(text, start)
    if of:
        value["of"] = of
    if (
        window
        and not timed
        and unit in ("次", "起", "件", "人", "个", "例")
        and (length := periods.length(window["t"]))
    ):
        value["within"] = str(length)
        if free(taken, window.start(), end):
            start = window.start()
    share = re.search(
        rf"每(?:增加|新增|满)? ?({NUMBER} ?[一-龥]{{1,3}}?)(?:至少|再|增配|增设|增加|配备|设置|设|安排|不少于|"
        rf"应当|要){{0,2}} ?$",
        left,
    )
    if share:
        value["per"] = share[1]
    per = re.search(rf"每{periods.PERIOD}", left)
    if per and (period := periods.period(per[0])) and not re.search(r"次", left[per.end() :]):
        value["per"] = period
    kind: Kind = kind_of(stretch, start, end, op, timed)
    if kind == "threshold" and (of is None or re.search(r"造成|发生|^是指|导致", of)):
        # 造成30人以上死亡: what is counted stands behind the number.
        behind = re.match(r"^的?([一-龥]{2,10}?)(?=的|[(,、。;]|或|$)", right)
        if behind and not timed:
            value["of"] = behind[1]
    return Found(start, end, kind, value)


def _bare(
    text: str, left: str, right: str, match: re.Match[str], measured: bool, timed: bool, number: int | float, unit: str
) -> bool:
    """Whether a number without a comparison still binds somebody."""
    if re.search(r"\((?:折合|约合|相当于|即|折)[^()]*$", text[: match.start()]):
        return False
    chinese = not match["share"] and re.fullmatch(numbers.CHINESE, match["n"]) is not None
    if (
        re.search(r"连续 ?$", left)
        and unit in ("年", "月", "周", "季度", "次", "届")
        and re.match(r"^[^,。;]{0,24}的", right)
    ):
        return True
    if timed:
        if unit in ("年", "月", "日", "天", "周", "工作日") and re.search(
            r"(?:延长|缩短)(?:至|到|为)? ?$|(?:保存|留存|存放)(?:时间|期限)?(?:为|满)? ?$|(?:有效期|任期|保存期|"
            r"保管期|试运行|试用期|公示期?|影响期|禁入期|"
            r"保修期|追溯期|处分期|过渡期)(?:限|"
            r"间|为|是|满|不少于)*(?:限为|为)? ?$|(?:拘留|公示|公告|实习|停产|暂停|停业|扣押|见习) ?(?:期)?(?:为|"
            r"满)? ?$",
            left,
        ):
            return True
        return bool(re.match(r"^ ?(?:有期徒刑|拘留|有效)", right))
    if unit in ("小时", "分钟", "秒"):
        if unit == "小时" and number == 24:
            return not bool(
                re.match(
                    r"^ ?(?:以?内|之内|累计|降|雨|热线|制剂|平均|最大|最高|便利|前|后|左右|到|至|为|自助|或)",
                    right,
                )
            )
        return bool(
            re.search(r"(?:时间|不|为|培训|学习|每天|每日|演练) ?$", left)
            or (unit == "小时" and re.search(r"每[日天周]", left))
        )
    if re.search(r"[由从] ?$", left) and re.match(
        r"^ ?(?:提高|提升|增加|下降|降低|上升|增长|降|升|减少|调整|压减)[到至]?", right
    ):
        return False
    if measured:
        if re.search(r"每(?:人|日|天|月|年|吨|班|次) ?$", left) and unit == "元":
            return True
        if unit == "元":
            return bool(
                FINE.search(left)
                or _TASK.search(left[-16:])
                or re.search(r"按|标准|每|为|提取|缴|保额|限额|金额|资金|经费|各|予以", left)
                or re.match(r"^ ?(?:罚款|奖励|补助|用于|新建|建设|新购|建成|配备|的)", right)
            )
        if unit in ("岁", "周岁", "倍", "%", "百分点", "‰", "‱", "学时", "课时"):
            return not re.search(r"(?:了|只有|仅|不到|占|约占|共计) ?$", left)
        return not re.search(r"全长|总长|约 ?$|现有|共有|位于|占地|海拔|人口|相距|年降|纬|经度", left)
    if unit in ("期", "批") and not chinese and re.search(r"(?:举办|开办|班|组织|开展|活动) ?$", left):
        return True
    if unit in ("级", "成", "期", "市", "县", "镇", "乡", "村", "层", "条", "项", "班组", "路", "头"):
        return unit == "项" and not chinese and bool(_PROJECTS.search(left)) and not _SELF.match(right)
    if _SELF.match(right) or re.search(r"每(?:增加|新增|满|超过)? ?$", left):
        return False
    if unit in ("人", "名") and re.search(r"(?:应|须|必须|要)(?:当)?(?:有|由|派) ?$|以[上下内]的? ?$|平方米 ?$", left):
        return True
    if (unit == "个" and chinese and number < 10) or number == 0:
        return False
    near = left[-14:]
    if unit == "次":
        if re.search(r"每[年月季半周日]|各[^,。;]{0,6}$|分别[^,。;]{0,6}$|连任 ?$", left):
            return False
        if chinese and re.search(r"(?:这|那|有|上|首|再|又|各|某|当|前|任何|任) ?$", left):
            return False
        return bool(
            re.search(
                r"组织|开展|进行|召开|举[办行]|参加|补考|检查|演练|排查|培训|研究|听取|会商|督[查导]|巡[查视]|至少|"
                r"评估|普查|集中|考核|调度|报告|抽查|约谈|通报",
                near,
            )
        )
    if chinese and number == 1 and unit not in ("名", "人"):
        return False
    if re.match(r"^ ?(?:一档|一策|一企|一表|一岗|一证|一码|一卡|一哨|一牌|双责)", right) or (
        re.search(r"一$", left) and chinese
    ):
        return False
    if (
        unit in ("人", "名")
        and re.search(r"(?:等|共|死亡|造成|受伤|重伤|遇难|涉案人员|及其他|其他|的) ?$", near)
        and not MUST.search(left)
    ):
        return False
    return bool(
        _TASK.search(near)
        or (
            re.search(r"(?:职数|编制|人员|副主任|专家|名额|执法人员|管理人员|不)[^,。;]{0,4}$", near)
            and unit in ("名", "人")
        )
        or (MUST.search(left) and unit in ("名", "人", "台", "辆", "套", "座", "处", "所", "支", "艘") and not chinese)
    )
