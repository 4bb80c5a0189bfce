"""Sentences with their force, and where each one went (句子、效力、去向).

Every word of the document lies in exactly one sentence with exactly one disposition. What becomes no draft says why,
from the closed list of `REASONS`, so that nothing is left behind silently.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from anjian.reader import actors
from anjian.reader.events import Block, Clean, Disposition, Document, Heading, Sentence
from anjian.reader.numbers import same_length, unfolded

REASONS: dict[str, str] = {
    "title": "标题、发文字号、题注",
    "chrome": "网页杂项",
    "signature": "署名、日期、印发信息",
    "heading": "条目标题",
    "contents": "目录",
    "table_head": "表头",
    "attachment": "附件名",
    "salutation": "主送机关",
    "forwarding": "转发、印发用语",
    "basis": "目的和依据",
    "scope": "适用范围",
    "in_force": "施行、废止、解释权",
    "background": "背景、形势、已有情况",
    "slogan": "指导思想、原则、口号",
    "lead_in": "引出下文各项",
    "report": "已经做过的事",
    "not_policy": "不是政策文件",
    "fragment": "残句，读不出谁做什么",
}

_FORCE = re.compile(
    r"严禁|禁止|不得|不准|不许|不能(?!够)|一律不|必须|务必|应当|应(?!急|用|对|变|力|答|届|付|有尽)|确保|"
    r"力争|责令|处以?(?=[^,。;]{0,20}(?:罚款|罚金|拘留))|"
    r"吊销|追究|给予[^,。;]{0,12}处分|须(?!知)|需要|有权|可以|鼓励|支持|提倡|(?<![主重需简摘纪概])要(?!求|"
    r"素|件|点|害|闻|塞|道|因|领|么|约|是)|负责|原则上"
)
_ADVERBS = (
    r"(?:进一步|切实|认真|严格|全面|深入|积极|大力|不断|加快|继续|扎实|充分|着力|有效|及时|定期|依法|逐步|"
    r"稳步|严肃|严厉|集中|持续|主动|统筹|重点|坚决|尽快|广泛|深化|规范|高度|科学|合理|妥善|优先|适时|逐一|"
    r"努力)"
)
_IMPERATIVE = re.compile(
    rf"^{_ADVERBS}{{0,4}}+(?:[对在按将把以从向][^,;]{{1,50}}?,?)?{_ADVERBS}{{0,3}}+"
    r"(?:移交|打造|计入|加强|健全|完善|建立|推进|推动|落实|开展|组织|强化|严格|制定|制订|修订|深化|加快|"
    r"实施|督促|指导|做好|抓好|提高|提升|引导|构建|规范|配备|配齐|设立|编制|公布|公开|公示|明确|优化|执行|"
    r"实行|推行|推广|畅通|打击|查处|整治|排查|整改|治理|压实|夯实|细化|纳入|列入|作为|检查|督查|巡查|考核|"
    r"评估|评价|审查|审核|审批|登记|备案|报送|上报|报告|通报|移送|告知|听取|召开|研究|部署|学习|宣传|培训|"
    r"演练|培育|发展|建设|改造|更新|淘汰|关闭|取缔|搬迁|安装|购买|投入|提取|保障|保证|防范|防止|遏制|杜绝|"
    r"消除|化解|控制|管控|减少|降低|维护|保护|发挥|运用|利用|借助|探索|试点|创建|打造|搭建|整合|共享|对接|"
    r"协调|配合|协助|支持|参与|动员|发动|鼓励|倡导|营造|树立|坚持|贯彻|遵守|履行|承担|划分|界定|厘清|理顺|"
    r"改革|创新|转变|简化|取消|下放|扩大|拓展|增加|增强|充实|选派|选拔|聘请|表彰|奖励|惩戒|约谈|问责|追究|"
    r"处罚|曝光|警示|回访|督办|挂牌|验收|销号|复查|跟踪|监测|监控|预警|预防|辨识|识别|分级|分类|确定|划定|"
    r"梳理|摸清|掌握|汇总|总结|分析|统计|公告|发布|印发|出台|调整|调度|会商|联合|会同|牵头|成立|组建|调集|"
    r"储备|救援|处置|疏散|撤离|停止|暂停|恢复|延长|缩短|采取|采用|使用|注重|突出|聚焦|紧盯|围绕|统一|贯穿|"
    r"延伸|引入|引进|培养|选树|评选|宣讲|解读|辅导|帮扶|服务|清理|清查|普查|自查|互查|抽查|核查|倒查|复核|"
    r"认定|评定|鉴定|检测|检验|加大|加密|加装|增设|增配|拆除|封闭|隔离|保持|保存|记录|建档|归档|录入|上传|"
    r"填报|申报|申请|缴纳|投保|参保|形成|实现|达到|完成|推出|制作|编写|汇编|开设|开通|开发|上线|接入|联网|"
    r"更改|变更|延续|注销|吊销|撤销|给予|责令|予以)"
)
_SCOPE = re.compile(r"适用(?:本|于)|(?:本|该)(?:条例|办法|规定|细则|意见|方案|规则|规划)(?:所)?适用")
_IN_FORCE = re.compile(
    r"(?:自|从)[^。;]{2,40}起(?:施行|实施|执行|生效)|同时废止|(?:^|"
    r"[,。;])(?:本[^,。;]{0,12})?有效期(?:至|为|到|限|\d)[^,。;]{1,16}[。]?$|由[^。;]{2,30}负责解释|"
    r"本(?:条例|办法|规定|细则|意见|规则|通知)(?:由|自)"
)
_BASIS = re.compile(
    r"^(?:为了?|依据|根据|按照|遵照)[^。]{4,240}?(?:制定(?:本|以下|如下)|提出(?:如下|以下)|特制定|"
    r"现(?:就|将|提出|制定)|结合[^。]{2,20}实际[,，]?(?:制定|提出|现))|(?:提出|制定)(?:以?如?下|"
    r"本)[^。]{0,12}(?:意见|方案|措施|办法|计划|通知)?[。:]?$"
)
_FORWARD = re.compile(
    r"现(?:予以?|将[^。]{2,60})?(?:转发|印发|公布|下发|发布)|(?:转发|印发|下发|发)给你们|"
    r"^请(?:你们)?(?:结合|认真|遵照|贯彻|各地)[^。]{0,30}(?:执行|落实|实施|抓好)|"
    r"(?:会议|审议)[^。]{0,12}通过[,，。]|^特此(?:通知|公告)"
)
_DEFINITION = re.compile(r"所称|是指|系指|本[条例办法规定]+[^。]{0,10}包括|[“”]以上[“”]|包括本数|下列用语|含义")
_ELSEWHERE = re.compile(
    r"(?:另有规定|已有[^,。]{0,12}规定)的?[,，]?(?:从其规定|依照其规定|适用其规定|依照|按照)|从其规定|"
    r"由国务院[^。]{0,24}(?:制定|规定)|由[^。]{2,20}另行(?:制定|规定)|(?:依照|按照|"
    r"适用)[^。]{2,40}(?:的规定执行|有关规定执行|规定办理)[。]?$"
)
_LIABLE = re.compile(
    r"罚款|罚金|拘留|给予[^,。;]{0,12}处分|追究[^,。;]{0,16}(?:刑事|法律|行政|民事|相关)?责任|吊销|暂扣|"
    r"没收违法所得|责令[^,。;]{0,16}(?:改正|停产|停业|停止|限期)|行业禁入|职业禁入|联合惩戒|"
    r"承担[^,。;]{0,8}赔偿责任"
)
_LIABLE_PLACE = re.compile(r"法律责任|罚则|责任追究|处罚")
_BACKGROUND_PLACE = re.compile(
    r"形势|现状|成效|成就|进展|回顾|背景|存在的?(?:主要)?问题|面临|情况通报|事故(?:情况|概况|经过)|基本情况|意义"
)
_SLOGAN_PLACE = re.compile(r"指导思想|总体要求|基本原则|工作原则|基本思路|总体思路")
_SLOGAN = re.compile(
    r"以[^。]{4,60}(?:为指导|思想)|坚持[“”]?(?:以人为本|人民至上|安全第一|党的|[^,。]{2,14}原则)|高举|"
    r"深入贯彻(?:落实)?(?:党的|习近平)|全面贯彻(?:落实)?(?:党的|习近平)|提高(?:政治站位|认识)|充分认识|"
    r"不忘初心|牢固树立"
)
_REPORT = re.compile(
    r"(?:已|已经|曾)[一-龥]{1,20}|了[^解,。]{1,30}[,。]|以来[,，]|取得了[^。]{0,20}(?:成效|成绩|进展)|"
    r"同比|造成[^。]{0,14}(?:死亡|遇难|受伤)|遇难|(?:\d+|多)起[^。]{0,14}事故[,。]"
)
_SALUTE = re.compile(
    r"^[^。]{2,200}(?:人民政府|管委会|委员会|部门|单位|公司|机构|局|厅|企业|直属机构|学校)[^。]{0,24}:$"
)
_LEAD_IN = re.compile(r"(?:下列|以下|如下)[^。]{0,30}[:。]?$|:$")
_ENDS = re.compile(r"[。;!?\n]+[”’\")]*")


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `start:end`: up to 。；！？ or a line end, without blanks around; brackets hold together."""
    pieces, at, depth = [], start, 0
    position = start
    while position < end:
        letter = text[position]
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif letter == "\n":
            depth = 0
        if letter in "。;!?\n" and (depth == 0 or letter == "\n"):
            stop = position + 1
            while stop < end and text[stop] in '。;!?”’")':
                stop += 1
            pieces.append((at, stop))
            at = position = stop
            continue
        position += 1
        if depth and position - at > 400:
            depth = 0
    if at < end:
        pieces.append((at, end))
    trimmed = []
    for first, last in pieces:
        while first < last and text[first] in " \n#":
            first += 1
        while last > first and text[last - 1] in " \n":
            last -= 1
        if first < last:
            trimmed.append((first, last))
    return trimmed


def split(clean: Clean, blocks: Sequence[Block], headings: Sequence[Heading], document: Document) -> list[Sentence]:
    """The sentences of a document in order, each with its disposition, force, clause and actors.

    A heading's number and title are a sentence of their own; a table row is one. Actors are carried on inside a
    paragraph and from a lead-in (…应当履行下列职责：) to the items under it.
    """
    text = same_length(clean.text)
    runs: dict[int, list[Heading]] = {}
    for heading in headings:
        runs.setdefault(heading.clean_start, []).append(heading)
    starts = sorted(runs)
    found: list[Sentence] = []
    lead: tuple[str, tuple[str, ...]] | None = None
    titles = titles_of(headings)
    columns = {
        block.table: tuple(clean.text[first:last] for first, last in block.cells) for block in blocks if block.header
    }
    for block in blocks:
        places = titles[block.heading] if block.heading is not None else ()
        acting: tuple[str, ...] = ()
        if lead is not None and block.cite.startswith(lead[0]) and actors.numbering(text[block.start : block.end]):
            acting = lead[1]
        rows = _bearers(clean, block, columns.get(block.table, ())) if block.kind == "table_row" else ()
        for first, last, is_heading in _cut(text, block, starts, runs):
            words = text[first:last]
            force = _FORCE.search(words)
            disposition: Disposition
            reason: str | None
            named: tuple[str, ...] = rows
            if is_heading:
                disposition, reason = "unmapped", "heading"
            elif block.kind == "table_row":
                disposition, reason = ("unmapped", "table_head") if block.header else ("drafted", None)
            else:
                named = actors.carried(words, len(words), ()) if block.kind == "text" else ()
                named = tuple(unfolded(clean.text[first:last], name) for name in named)
                ahead = block.heading is None and bool(headings)
                disposition, reason = _dispose(words, block, places, document, named=bool(named), ahead=ahead)
            if named:
                opening = actors.carried(words, 0, ())
                acting = tuple(unfolded(clean.text[first:last], name) for name in opening) or named
            begun, ended = clean.span(first, last)
            found.append(
                Sentence(
                    start=begun,
                    end=ended,
                    clean_start=first,
                    clean_end=last,
                    disposition=disposition,
                    reason=reason,
                    force=None
                    if force is None or is_heading
                    else clean.text[first + force.start() : first + force.end()],
                    clause=block.cite,
                    actors=() if is_heading or block.kind in ("chrome", "title", "signature") else (named or acting),
                )
            )
            if not is_heading and block.kind == "text":
                if words.endswith(":"):
                    lead = (block.cite, named or acting)
                elif not actors.numbering(text[block.start : block.end]):
                    lead = None
    return found


_BEARER = re.compile(r"责任|牵头|负责|承办|主体|落实|实施单位|单位|部门")


def _bearers(clean: Clean, block: Block, heads: tuple[str, ...]) -> tuple[str, ...]:
    """Who a table row names in its column of bearers (责任单位), in the order printed."""
    for head, (first, last) in zip(heads, block.cells, strict=False):
        if _BEARER.search(head) and not re.search(r"任务|内容|事项|措施|工作$", head):
            names = re.split(r"[、,，;；\n]| {1,}", clean.text[first:last])
            return tuple(name for name in (one.strip() for one in names) if name)
    return ()


def titles_of(headings: Sequence[Heading]) -> list[tuple[str, ...]]:
    """For each heading the titles it stands under, outermost first, with its own."""
    path: list[Heading] = []
    titles = []
    for heading in headings:
        while path and path[-1].level >= heading.level:
            path.pop()
        path.append(heading)
        titles.append(tuple(one.title for one in path if one.title))
    return titles


def _cut(text: str, block: Block, starts: Sequence[int], runs: dict[int, list[Heading]]) -> list[tuple[int, int, bool]]:
    if block.kind == "table_row":
        return [(first, last, False) for first, last in [_trim(text, block.start, block.end)] if last > first]
    cuts: list[tuple[int, int, bool]] = []
    at = block.start
    for heading in _within(block, starts, runs):
        if heading.clean_start > at:
            cuts += [(first, last, False) for first, last in _pieces(text, at, heading.clean_start)]
        first, last = _trim(text, max(at, heading.clean_start), min(heading.clean_end, block.end))
        if heading.title is not None and last > first and _names(text[first:last]):
            stop = last
            while stop < block.end and text[stop] in "。:":
                stop += 1
            cuts.append((first, stop, True))
            at = stop
        else:
            at = max(at, heading.clean_start)
    cuts += [(first, last, False) for first, last in _pieces(text, at, block.end)]
    return cuts


def _names(words: str) -> bool:
    """Whether a title only names its place; one with commas, a duty or a number that binds is read as a sentence."""
    bare = words[actors.numbering(words) :]
    return len(bare) <= 40 and not re.search(r"[,;]|应当|必须|不得|严禁|至少|不少于|以上|以下|每|\d日|罚款", bare)


def _within(block: Block, starts: Sequence[int], runs: dict[int, list[Heading]]) -> list[Heading]:
    found: list[Heading] = []
    position = bisect_left(starts, block.start)
    while position < len(starts) and starts[position] < block.end:
        found += runs[starts[position]]
        position += 1
    return found


def _trim(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and text[first] in " \n#":
        first += 1
    while last > first and text[last - 1] in " \n":
        last -= 1
    return first, last


_BY_KIND = {"chrome": "chrome", "title": "title", "signature": "signature", "attachment": "attachment"}


def _dispose(
    words: str, block: Block, places: tuple[str, ...], document: Document, *, named: bool, ahead: bool
) -> tuple[Disposition, str | None]:
    """The disposition of a folded sentence and, when unmapped, the reason; `ahead` of all headings is background."""
    if block.kind in _BY_KIND:
        return "unmapped", _BY_KIND[block.kind]
    if not document.is_policy:
        return "unmapped", "not_policy"
    bare = words[actors.numbering(words) :].strip()
    if not re.search(r"[一-龥]", bare) or len(bare) < 4:
        return "unmapped", "fragment"
    if _IN_FORCE.search(bare) and len(bare) < 160:
        return "unmapped", "in_force"
    if _DEFINITION.search(bare):
        return "definition", None
    if block.heading is None:
        if _SALUTE.match(bare) and not re.search(r"应当|必须|要|下列|如下|以下|职责", bare):
            return "unmapped", "salutation"
        if _FORWARD.search(bare):
            return "unmapped", "forwarding"
    if _BASIS.search(bare):
        return "unmapped", "basis"
    if _SCOPE.search(bare):
        return "unmapped", "scope"
    if _ELSEWHERE.search(bare):
        return "of_others", None
    place = " ".join(places)
    if _LIABLE.search(bare) or (_LIABLE_PLACE.search(place) and _FORCE.search(bare)):
        return "liability", None
    force = _FORCE.search(bare)
    if _BACKGROUND_PLACE.search(place) and not re.search(r"应当|必须|不得|严禁", bare):
        return "unmapped", "background"
    if (_SLOGAN_PLACE.search(place) and not re.search(r"\d{4}年|\d ?%|百分之|每", bare)) or (
        _SLOGAN.search(bare) and not re.search(r"应当|必须|不得|\d|每", bare)
    ):
        return "unmapped", "slogan"
    if re.search(r"规定[^,。;]{0,16}的?[,]?(?:适用|依照|按照|从)其规定", bare):
        return "of_others", None
    if bare.endswith(":") and not re.search(r"(?:应当|必须|不得|要)[^,]{6,}[,]", bare) and _LEAD_IN.search(bare):
        return "unmapped", "lead_in"
    if _REPORT.search(bare) and not re.search(r"应当|必须|不得|严禁|(?<![主重需])要(?!求)|确保", bare):
        return "unmapped", "background" if ahead else "report"
    if force or named or (len(bare) < len(words) and len(bare) >= 6) or _IMPERATIVE.match(bare):
        return "drafted", None
    if ahead and not re.search(r"每|不得|不少于|不低于|有效期|[年月日]内", bare):
        return "unmapped", "background"
    if re.search(r"\d|每|以上|以下", bare) or any(_IMPERATIVE.match(part) for part in re.split(r"[,、]", bare)):
        return "drafted", None
    if re.match(r"^[^,。]{2,60}(?:的|情况|行为|措施|制度|资料|材料|文件|证明)[;。,]?$", bare) or len(bare) < 40:
        # An item of a list: it belongs to what leads it in.
        return "drafted", None
    return "unmapped", "fragment"
