"""Who must act (责任主体): the subject in the words of the text, carried on where a clause leaves it out.

A subject is a phrase at the head of a clause that ends in a word for people or bodies (部门, 企业, 负责人, 政府 …)
and stands before a word of force, an adverb of duty or a verb; or the phrase after 由 (由消防救援机构责令改正).
What cannot be told is left out rather than guessed.
"""

from __future__ import annotations

import re

_HEAD = (
    r"(?:人民政府|政府|党委|党组|党工委|管委会|委员会|安委会|安委办|专委会|指挥部|领导小组|工作组|调查组|"
    r"巡查组|督导组|办公室|办公厅|办事处|部门|单位|企业|公司|集团|机构|机关|组织|团体|协会|商会|学校|"
    r"幼儿园|医院|院校|高校|党校|"
    r"总局|分局|[一-龥]局|[一-龥]厅|[一-龥]{2}部(?<!全部|内部|外部|局部|干部|各部|一部)|[一-龥]{1,3}委|"
    r"[一-龥]{2}院|中心|大队|支队|总队|中队|队伍|救援队|派出所|监管所|工作站|人员|负责人|责任人|管理人|"
    r"服务人|所有人|使用人|承租人|出租人|驾驶人|当事人|举报人|申请人|持证人|"
    r"员工|职工|工人|农民工|干部|班子|领导|同志|成员|主任|书记|省长|市长|县长|区长|局长|厂长|矿长|校长|"
    r"经理|组长|总监|专家|业主|住户|居民|村民|公民|个人|代表|代表人|控制人|法人|安全员|网格员|协管员|"
    r"监察员|执法人员|工程师|师|员|"
    r"纪委|监委|工会|共青团|妇联|街道|乡镇|社区|园区|开发区|功能区|各地|地区|地方|"
    r"[省市县区州旗镇乡村]|分公司|子公司|媒体|常务会议|常委会|全委会|会议|主管机关|场所|工地|"
    r"项目部|班组|车间|矿山|煤矿|工厂|工厂主|托管方|承包方|发包方|双方|各方|主体|门店|加油站|服务商|"
    r"运营商|保险公司|(?:经营|生产|所有|消费|劳动|志愿|建设|管理|使用|从业|开发|运营)者|(?:甲|乙|双|各|"
    r"发包|承包|出租|承租|委托|受托)方)"
)
_VERBS = (
    r"\d{1,4} ?[年月]|年底|应当|应(?!急|用|对|变|力)|必须|须(?!知)|需要?|(?<![主重需简摘])要(?!求|素|件|"
    r"点|害|闻|道|因|领)|"
    r"不得|不准|不能|禁止|严禁|负责(?!人|同志)|负有|负(?!责)|可以|可|有权|每(?!个|名|位|家)|至少|原则上|"
    r"定期|及时|会同|牵头|依法|依照|将|对|按照|按|在|是|为|向|于|根据|切实|认真|全面|统一|"
    r"加强|组织|建立|健全|完善|制定|编制|开展|落实|履行|承担|发现|接到|收到|发生|违反|未|拒不|具备|配备|"
    r"设立|设置|提供|参加|参与|听取|召开|带队|深入|实行|实施|公布|发布|通报|报告|报送|上报|指导|督促|监督|"
    r"检查|协助|配合|支持|推动|审查|审核|确定|成立|(?<![建附开增铺敷])设(?=在|立|置)|结合|通过|采取|结案|"
    r"变更|不|已|自|同时|共同|联合|分别|"
    r"均|都|也|还|并|一律|严格|坚持|做好|抓好|申请|提出|作出|出具|取得|保证|确保|离开|从事|因|以(?!上|下|"
    r"及|内|外|来|前|后)|利用|使用|有下列|履|安排|汇总|统筹|加大|完成|作为|凭|持|经|与|主动"
)
_LEADS = r"(?:(?:其中|同时|此外|另外|凡|如果?|若|对|其他|并|且|但|但是|各|本)[,、]?)?"
_SUBJECT = re.compile(rf"^ ?(?P<np>[^,。;:!?\n“”]{{1,70}}?)(?={_VERBS})")
_MODAL = re.compile(r"应当|必须|不得|可以|负责|设在")
_TAIL = re.compile(rf"{_HEAD}(?:\([^()]*\))?(?:等)?$")
_BY = re.compile(
    r"由(?P<np>(?!于|此)[^,。;:、由]{2,36}?(?:、[^,。;:、由]{2,24}){0,4}?)(?=责令|依法|处(?!理)|给予|负责|"
    r"组织|予以|吊销|没收|会同|提出|决定|取缔|撤销|按照|依照|根据|统一|牵头|担任|审查|向|对|批准|书面|"
    r"及时|暂扣|指定|确定|进行|执行|核实|报|约谈|实施|代为|汇总|主持|出具|承担|提请|编制)"
)
_NUMBERING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百千零〇\d]+(?:条|章|节|款)(?:之[一二三四五六七八九十]+)?|"
    r"[(（]?[一二三四五六七八九十\d]{1,3}[)）]、?|[一二三四五六七八九十]{1,3}、|"
    r"\d{1,2}(?:\.\d{1,2})+(?=[ 一-龥])|\d{1,3}(?:\.\d+)*[.、](?!\d)|[一二三四五六七八九十]是要?|[①-⑳]|"
    r"-{1,2}|[●■·•*#]+)\s*"
)
_NOT = re.compile(
    r"^(?:全年|今年|年底|本年|全[市省县区州国镇](?:全部)?$|抓紧|继续|优先|促进|提倡|触犯|构成|必要时|满足|"
    r"稳步|依托|发挥|增强|适当|足额|努力|集中|重点(?=检查|排查|整治)|举一反三|特别|主要对|教育引导|驻点|"
    r"首次|深刻|核定|强制|规定|求|交由|实现|建成|第一时间|超过|贯彻|重大情况|其直接|协调|统筹|加快|帮助|"
    r"委托|授权|巩固|动员|(?:城|郊|山|辖|库)区$|单处|有(?!关)|带动|按照|"
    r"根据|依据|依照|为|在|"
    r"对|对于|通过|结合|"
    r"针对|围绕|以|从|把|将|经|自|除|因|如|凡是?|若|坚持|严格|切实|认真|全面|加强|强化|建立|健全|完善|"
    r"推进|推动|落实|开展|组织|督促|指导|进一步|充分|积极|不断|深入|大力|有关规定|违反|未|不得|禁止|严禁|"
    r"鼓励|支持|引导|实行|实施|发生|发现|确保|提高|制定|加快|明确|规范|要|应|必须|可以|可|与|向|由|于|每|"
    r"至少|严厉|各项|下列|以下|这|该|其中|以及|和|及|或|并|的|是|处|给予|责令)"
)
_SPLIT = re.compile(r"、|和(?!谐)|以及|及(?!时|其)|与(?!此)|或者?")


def numbering(text: str) -> int:
    """How many characters of number or mark stand before the words (（一）, 1., 第三条, 一是)."""
    end = 0
    while match := _NUMBERING.match(text[end:]):
        if match.end() == 0 or end > 24:
            break
        end += match.end()
    return end


def subject(clause: str) -> tuple[str, ...]:
    """The actors that head this folded clause, in its words; empty when it names none."""
    clause = clause[numbering(clause) :].strip()
    passive = _BY.search(clause)
    for match in _candidates(clause):
        phrase = _tidy(match)
        if phrase:
            return _parts(phrase)
    phrase = _tidy(passive["np"]) if passive else None
    return _parts(phrase) if phrase else ()


_BODY_OF = re.compile(r"(?:其他|社会|行业|中介|群团|群众|党|基层|自律|经济|国际|志愿|自治|服务|相关|有关)组织$")
_ACT_INSIDE = re.compile(
    r"被|(?<!方|导|趋)向|(?<!内|外)让|把|授权|移送|移交|明确|针对|组织(?=.{4})|委托(?!的)|提请|每|《|帮助|推进|"
    r"经(?!营|济|信|理|费|办|发|纪)|"
    r"(?<![主重需简摘首])要(?!素|求|点)|应当|是否|情况|结果|责任制"
)


def _tidy(phrase: str) -> str | None:
    """The phrase when it names people or bodies and nothing else, without 请 before and 组织 behind it."""
    phrase = re.sub(r"^(?:请|还?要|并|而|同时|即|其中)(?=各|市|县|省|区|相关|有关|[一-龥]{2})", "", phrase.strip())
    by = re.match(r"^.*?(?<![理自事缘来])由(?=.{2})", phrase)
    if by:
        phrase = phrase[by.end() :]
    if phrase.endswith("组织") and not _BODY_OF.search(phrase):
        phrase = re.sub(r"(?:亲自|统一|牵头)?组织$", "", phrase)
    if len(phrase) < 2 or phrase.startswith("《") or _NOT.match(phrase) or not _TAIL.search(phrase):
        return None
    if phrase.count("(") != phrase.count(")") or _ACT_INSIDE.search(phrase):
        return None
    return phrase


def names(phrase: str) -> bool:
    """Whether a phrase ends in a word for people or bodies."""
    return bool(_TAIL.search(phrase))


def _candidates(clause: str) -> list[str]:
    """Phrases from the head of the clause up to each word that may follow a subject, shortest first."""
    head = re.sub(r"^(?:其中|同时|此外|另外|但|但是|并且)[,、]?", "", clause)
    found = []
    of_those = re.match(
        r"^(?:负责|承担|从事|设有|具有|使用|存在|发生|负有)[^,。;]{1,40}?的[^,。;]{1,24}?(?=应当|必须|不得|要|"
        r"可以|每)",
        head,
    )
    if of_those and not _MODAL.search(of_those[0][2:]):
        return [of_those[0]]
    for match in re.finditer(_VERBS, head[:80]):
        if match.start() == 0:
            break
        if any(mark in head[: match.start()] for mark in ",。;:!?\n"):
            break
        found.append(head[: match.start()])
        if len(found) > 14:
            break
    first = re.match(r"^[^,。;:!?\n]{2,40}(?=,)", head)
    if (
        first
        and not _MODAL.search(first[0])
        and re.match(rf"(?:其他|各级|各类|各|市|县|省|区|国务院|负有|从事)[^,]*(?:{_HEAD})$", first[0])
    ):
        found.append(first[0])
    apart = re.match(r"^[^,。;:!?\n]{2,100}(?=, ?(?:应当|必须|不得|可以|要|应))", head)
    if apart and not _MODAL.search(apart[0]) and not apart[0].endswith("的"):
        found.append(apart[0])
    return found


# 省、自治区、直辖市人民政府 and 市、县应急管理部门 are one kind of body on several levels, not a list.
_PLACE = re.compile(
    r"^(?:各|本)?(?:省|自治区|直辖市|设区的市|自治州|地|州|盟|市|县|区|旗|乡|镇|村|街道|园区|"
    r".级)(?:\([^()]*\))?$"
)


def _parts(phrase: str) -> tuple[str, ...]:
    phrase = phrase.strip(" 、,的")
    held = re.sub(r"\([^()]*\)", lambda match: "\ufffc" * len(match[0]), phrase)
    parts, at = [], 0
    for match in _SPLIT.finditer(held):
        parts.append(phrase[at : match.start()])
        at = match.end()
    parts.append(phrase[at:])
    parts = [part.strip() for part in parts]
    whole = any(_PLACE.match(part) for part in parts[:-1])
    if len(parts) > 1 and not whole and all(len(part) >= 2 and _TAIL.search(part) for part in parts):
        return tuple(parts)
    return (phrase,)


def carried(sentence: str, upto: int, before: tuple[str, ...]) -> tuple[str, ...]:
    """Who acts at character `upto` of a sentence: the last subject named in it up to there, else who acted before."""
    found = before
    at = 0
    for match in re.finditer(r"[^,;:]+[,;:]?", sentence):
        if match.start() > upto:
            break
        named = subject(match[0] if at else sentence[: match.end()])
        if named:
            found = named
        at = match.end()
    clause = max(sentence.rfind(mark, 0, upto) for mark in ",;:") + 1 if upto else 0
    for match in _EACH_ITS_OWN.finditer(sentence, clause, min(len(sentence), upto + 2)):
        phrase = match["np"]
        if _TAIL.search(phrase) and not _NOT.match(phrase) and "等" not in phrase:
            found = _parts(phrase)
    return found


_EACH_ITS_OWN = re.compile(r"、(?P<np>[^、,;:。]{2,24}?)(?=每[年月季周日天半两班])")
