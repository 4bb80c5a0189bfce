"""Lines of the page, not of the document (网页残留): advertisements, paths, counters, foot lines, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anjian.reader.cleaning.signs import HEADING
from anjian.reader.cleaning.working import Edit

_LONGEST = 160
_HEAD, _TAIL = 14, 24
"""How many lines with text at either end are looked at for what would be doubtful in the middle."""

_SPAM = re.compile(
    r"久久|精品国产|国产精品|福利|无码|中文字幕|在线观看|在线视频|视频观看|成人|三级片|av女优|娱乐城|博彩|彩票|时时彩|六合彩|赌场|棋牌|私服"
    r"|代开发票|办证|刻章|贷款热线|加微信|加V信|微信号[:：]|减肥|壮阳|伟哥|裸聊|约炮|老虎机|百家乐|提现|充值送|免费看|全集下载|种子下载|外挂"
    r"|代写|论文发表|兼职日结|刷单"
)
_OFFICIAL = re.compile(r"通知|意见|方案|办法|规定|条例|安全|政府|委员会|应当|企业|监管|整治|处罚|执法|严禁|打击")
_ANYWHERE = re.compile(
    r"首页\s*[>»›＞/|→-]|(?:当前|所在|您的?|现在)?(?:所在)?的?位置\s*[：:].*[>»›＞→-]|(?:上|下)一[篇条页]\s*[：:]?|ICP备|ICP证|公网安备|网站标识码|版权所有|Copyright|©"
    r"|(?:网页|网站)(?:访问|浏览)?(?:量|次数)|^[【\[]?\s*(?:字体|字号)\s*[：:]|[【\[]\s*(?:打印|关闭|收藏|大\s*中\s*小)|扫一扫|扫码|二维码|分享到|一键分享|返回(?:顶部|列表|首页|上页)"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?\s*[：:]|(?:发布|发稿|更新|录入|上传|添加)(?:时间|日期)\s*[：:]|累计次数|责任编辑|责编\s*[：:]"
    r"|^\s*(?:信息|文章|稿件|新闻|内容|转载)?(?:来源|稿源|出处)\s*[：:|｜丨]|转载请注明|本文来自|更多(?:内容|资讯|信息)?请?(?:访问|关注|点击)"
    r"|^(?:https?://|www\.)\S+$|^\s*(?:网站地图|联系我们|关于我们|设为首页|加入收藏|无障碍(?:浏览|阅读)?|手机版|登录|注册|打印(?:本页|此页|本文)?|关闭(?:窗口|本页)?|收藏|分享|微信|微博|繁体|简体)"
    r"(?:[\s|｜·/、>-]*(?:网站地图|联系我们|关于我们|设为首页|加入收藏|无障碍|手机版|登录|注册|打印(?:本页|此页|本文)?|关闭(?:窗口|本页)?|收藏|分享|微信|微博|繁体|简体|QQ空间|[A-Z]{1,3}))*\s*$"
    r"|涉密[^。]{0,6}(?:严禁|禁止)上网|^\s*[（(]\s*(?:文|图|记者|通讯员|编辑|摄影?)[ /：:]?[^（）()。，]{1,20}[）)]\s*$"
)
_AT_THE_ENDS = re.compile(
    r"^\s*(?:主办|承办|协办|建设管理|技术支持|运行维护|维护|管理|网站管理|作者|编辑|审核|校对|编审|监制|点击|时间|日期|发布者|发布人|阅读|浏览|文章编号|信息编号)(?:单位|人)?\s*[：:]"
    r"|^\s*(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:[0-2]?\d|3[01])(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*$"
    r"|^\s*(?:相关(?:链接|阅读|文章|新闻|信息|文档|稿件|解读|附件下载)|附件下载|政策解读|推荐阅读|热点(?:新闻|推荐)|图解|延伸阅读)\s*[：:]?\s*$"
)
_LABEL = (
    r"(?:索\s*引\s*号|主题(?:分类|词)|信息分类|分类|体裁分类|组配分类|发文(?:机关|单位|机构|字号|日期)|发布机构|制发机关|公开(?:方式|范围|形式|类型|责任部门)"
    r"|(?:成文|印发|生成|生效|废止|失效|公开)(?:日期|时间)|有\s*效\s*性|时\s*效\s*性|效力(?:状态|级别)|文\s*(?:件\s*编\s*)?号|标\s*题|名\s*称|关\s*键\s*词|内容概述|文件状态|制定机关|公布日期|施行日期|法律效力位阶|时效性)\s*[：:]"
)
_INFO = re.compile(rf"^\s*{_LABEL}")
_NEXT_LABEL = re.compile(rf"\t+|(?<=\s)(?={_LABEL})")
"""The box of facts that government sites put above a document; `anjian.reader.document` reads it before it goes."""
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－·]{1,2}\s*\d{1,3}\s*[-—–－·]{1,2}|第\s*\d{1,3}\s*页(?:[\s/，,]*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|Page\s*\d{1,3}(?:\s*of\s*\d{1,3})?)\s*$",
    re.I,
)
_RELATED = re.compile(
    r"^\s*(?:相关(?:链接|阅读|文章|新闻|信息|文档|稿件|解读)|推荐阅读|热点(?:新闻|推荐)|延伸阅读)\s*[：:]?\s*$"
)


def info_lines(text: str) -> list[str]:
    """The lines of the box of facts, label and value: 成文日期：2014年12月27日. A value on its own line is joined."""
    found: list[str] = []
    lines = [line.strip() for line in text.split("\n") if line.strip()][:60]
    for number, line in enumerate(lines):
        if _INFO.match(line) and len(line) <= _LONGEST:
            alone = re.search(r"[：:]\s*$", line) and number + 1 < len(lines) and not _INFO.match(lines[number + 1])
            whole = line + lines[number + 1] if alone else line
            found += [piece.strip() for piece in _NEXT_LABEL.split(whole) if piece.strip()]
    return found


def page_lines(text: str) -> Iterator[Edit]:
    """Whole lines that are of the page: an advertisement (spam), the site's frame (chrome), a page number (page)."""
    lines = text.split("\n")
    shown = [number for number, line in enumerate(lines) if line.strip()]
    head, tail = set(shown[:_HEAD]), set(shown[-_TAIL:])
    if len(shown) <= 2:
        return
    first_number = next((n for n in shown if HEADING.match(lines[n].strip())), shown[-1] + 1)
    drop: dict[int, str] = {}
    info = sum(bool(_INFO.match(lines[n])) for n in shown[:40])
    numbers = sum(bool(_PAGE_NUMBER.match(lines[n])) for n in shown)
    after_info = False
    for order, number in enumerate(shown):
        line = lines[number].strip()
        early = number in head and number < first_number
        late = number in tail and number > first_number
        if _PAGE_NUMBER.match(line) and (numbers >= 2 or not line.isdigit()):
            drop[number] = "page"
        elif len(line) > _LONGEST:
            pass
        elif _is_spam(line, early=early, late=late):
            drop[number] = "spam"
        elif "。" not in line and (
            _ANYWHERE.search(line) or ((early or late) and _AT_THE_ENDS.match(line) and not HEADING.match(line))
        ):
            drop[number] = "chrome"
        elif number < first_number and order < 60 and info >= 2 and _INFO.match(line):
            drop[number] = "chrome"
            after_info = bool(re.search(r"[：:]\s*$", line))
            continue
        elif after_info and number < first_number:
            drop[number] = "chrome"
        after_info = False
    _behind_related(lines, shown, tail, drop)
    if len(drop) >= len(shown):
        return
    starts: list[int] = []
    place = 0
    for line in lines:
        starts.append(place)
        place += len(line) + 1
    for number, kind in drop.items():
        start, end = starts[number], starts[number] + len(lines[number])
        # The line goes with its end, the last line with the end before it.
        if number + 1 < len(lines):
            end += 1
        elif start:
            start -= 1
        yield Edit(start, end, "", kind)


def _is_spam(line: str, *, early: bool, late: bool) -> bool:
    hits = len(_SPAM.findall(line))
    if not hits or "。" in line or _OFFICIAL.search(line):
        return False
    return hits >= 3 or (hits >= 1 and (early or late) and (len(re.findall(r"[,，|｜_]", line)) >= 2 or hits >= 2))


def _behind_related(lines: list[str], shown: list[int], tail: set[int], drop: dict[int, str]) -> None:
    """Links below 相关链接 at the end of the page go with it."""
    for order, number in enumerate(shown):
        if number in tail and _RELATED.match(lines[number]):
            rest = shown[order + 1 :]
            if all(len(lines[one].strip()) <= 60 and "。" not in lines[one] for one in rest):
                for one in (number, *rest):
                    drop.setdefault(one, "chrome")
            return
