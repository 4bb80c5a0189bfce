"""How much of a catalogue of documents the reader finds, and how much of what it finds is right (召回率、准确率).

The catalogue is a folder of YAML files (one a document, schema beside it) made by hand from the texts, which lie in a
folder `seeds` beside it. Each cadence, deadline and figure of a clause is looked for among the quantities read: same
kind (figure and threshold count as one), same number, period, day and unit, and a place in the tree that is the
clause's own, above it or below it. What is not to be found says why: by a rule below, or by a line of `measured.csv`.

Recall is found / (all - explained). Precision is (found in the catalogue + judged right by a person) / read; the
judgements are the other lines of `measured.csv`.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from anjian.reader import numbers, read_text
from anjian.reader.events import Quantity

JUDGED = Path(__file__).with_name("measured.csv")
"""Our judgements, a line each: document, clause, kind, value, verdict (explained or right), why; no words of texts."""

_PER = {"half_year": "half year", "three_years": "3 years", "two_years": "2 years"}
_NUMERAL = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千万]+)"
_UNIT = r"(?:亿元|万元|元|%|名|人|个|家|倍|次|条|项|级(?!站)|年|起|份|分|户|所|座|台|辆|小时|学时)"
_FIGURE = re.compile(
    rf"(?P<op>≥|≤|>|<|不低于|不少于|下降|减少)?\s*(?P<n>{_NUMERAL})(?P<u>{_UNIT})(?P<post>及?以[上下])?"
)
_SIZES = re.compile(
    rf"{_NUMERAL}(?:类|方面|种|环节|要素|步|情形|形式|层面|部法律|份文件|项|级(?!站)|化|策|方|部门|张|条(?!线)"
    r"|个(?:统一|同步|全|谁|必|所有|一|行业|方面|监管|问题|阶段|条线|环节|层面|平台|单位))"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number of the catalogue for a clause: `values` are tuples to be met by quantities, `why` explains a miss."""

    clause: str
    place: str
    kind: str
    said: str
    values: tuple[tuple[Any, ...], ...]
    why: str | None = None


@dataclass(slots=True)
class Measured:
    """The outcome for one document."""

    document: str
    wanted: list[Wanted] = field(default_factory=list)
    found: list[Wanted] = field(default_factory=list)
    missed: list[Wanted] = field(default_factory=list)
    explained: list[Wanted] = field(default_factory=list)
    read: int = 0
    matched: int = 0
    judged: int = 0
    unmatched: list[Quantity] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Found of what is there to be found."""
        looked_for = len(self.found) + len(self.missed)
        return len(self.found) / looked_for if looked_for else 1.0

    @property
    def precision(self) -> float:
        """Right of what was read."""
        return (self.matched + self.judged) / self.read if self.read else 1.0


def place_of(cite: str) -> str:
    """The path of a cite without sentence and paragraph: 二(三) 第1段第4句 → 二(三); 附件 序号2(…) → 附件 序号2."""
    cite = numbers.same_length(cite).strip()
    annex = re.match(r"附件 ?序号 ?\d+", cite)
    if annex:
        return annex[0].replace(" ", "")
    if cite.startswith(("附件", "结尾")) or not re.match(r"[一二三四五六七八九十(第\d]", cite):
        return ""
    return re.split(r" ", cite, maxsplit=1)[0]


def _near(place: str, clause: str | None) -> bool:
    other = place_of(clause or "")
    return not place or not other or other.startswith(place) or place.startswith(other)


def _cadence(value: dict[str, Any]) -> tuple[tuple[Any, ...], ...]:
    least, per = value.get("at_least") or value.get("exactly"), value.get("per")
    return (("cadence", least, _PER.get(str(per), str(per))),) if least else ()


def _deadline(value: Any) -> tuple[tuple[Any, ...], ...]:
    if isinstance(value, dict):
        within = str(value.get("within"))
        yearly = re.match(r"(\d+)月(\d+)日前", within)
        if yearly:
            return (("by", f"{int(yearly[1]):02d}-{int(yearly[2]):02d}"),)
        return (("within", within),) if re.match(r"\d", within) else ()
    if isinstance(value, dt.date):
        return (("by", value.isoformat()),)
    text = str(value)
    if re.fullmatch(r"\d{4}", text):
        return (("by", f"{text}-12-31"),)
    month = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if month:
        last = (
            dt.date(int(month[1]) + int(month[2]) // 12, int(month[2]) % 12 + 1, 1) - dt.timedelta(days=1)
        ).isoformat()
        return (("by", last),)
    return (("by", text),)


def _figures(text: str) -> tuple[tuple[Any, ...], ...]:
    values: list[tuple[Any, ...]] = []
    for match in _FIGURE.finditer(text):
        number = numbers.value(match["n"])
        unit = match["u"]
        if number is None or (match["u"] == "年" and number > 1900):
            continue
        scale = {"亿元": 100_000_000, "万元": 10_000}.get(unit)
        if scale:
            number, unit = numbers.plain(number * scale), "元"
        values.append(("figure", number, "人" if unit == "名" else unit))
    if re.search(r"零[撤败事死]|为零", text):
        values.append(("figure", 0, "起"))
    return tuple(values)


def _why(clause: dict[str, Any], figure: str) -> str | None:
    """Why a figure of the catalogue is no number to be read, None when it is one."""
    if "%" in figure:
        return None
    if not re.search(r"\d|[一二两三四五六七八九十百]", figure):
        return "没有数"
    if re.search(r"文未|本文未|未写|未给出|未列|原文未", figure) and not re.search(r"≥|%", figure):
        return "没有数"
    if (clause.get("cadence") or clause.get("deadline")) and re.search(
        r"每|年度|全年|一年|一周|一调整|一修订|年底|内$|日前|月底|\d次|同比|重特大|\d{4}年", figure
    ):
        return "与频次或时限相同"
    if "0起" in figure:
        return "原文没有写数"
    if re.search(r"号|第.+条|〔|1\d条|69项|\d{4}(?:年版|-\d{4}|—\d{4})|12350|\d+月\d+日", figure):
        return "文号、条号、名称或年份"
    if re.search(
        r"两直|一危|三违|到位|落实|清单|一设一挂|四罚|三推进|监管$|所有|四个一律|三化|必须|七进|双罚|不放过|"
        r"三同时|人员$|四色|示例",
        figure,
    ):
        return "口号或名称"
    if _SIZES.search(figure) and not re.search(r"[≥≤><%]|及以上", figure):
        return "目录数了列举项，原文没有这个数或者只报总数"
    return None


def wanted_of(catalogue: dict[str, Any]) -> list[Wanted]:
    """Every cadence, deadline and figure of a catalogue, with what it should be read as."""
    wanted: list[Wanted] = []
    for clause in catalogue["clauses"]:
        place = place_of(str(clause["cite"]))
        if clause.get("cadence"):
            values = _cadence(clause["cadence"])
            per = str(clause["cadence"].get("per"))
            why = None
            if not values or per == "unspecified":
                why = "原文只说定期、经常，没有数"
            elif per == "phase":
                values, why = (("figure", clause["cadence"].get("at_least"), "次"),), None
            wanted.append(Wanted(clause["id"], place, "cadence", f"{clause['cadence']}", values, why))
        if clause.get("deadline"):
            values = _deadline(clause["deadline"])
            wanted.append(
                Wanted(clause["id"], place, "deadline", f"{clause['deadline']}", values, None if values else "没有数")
            )
        if clause.get("figure"):
            figure = str(clause["figure"])
            values = _figures(figure)
            why = _why(clause, figure) or (None if values else "没有数")
            wanted.append(Wanted(clause["id"], place, "figure", figure, values, why))
    return wanted


def keys_of(quantity: Quantity) -> set[tuple[Any, ...]]:
    """What a quantity read may be compared by."""
    value = quantity.value
    if quantity.kind == "cadence":
        count = value.get("at_least") or value.get("exactly") or value.get("at_most")
        return {("cadence", count, value["per"])}
    if quantity.kind == "deadline":
        keys: set[tuple[Any, ...]] = set()
        for name in ("by", "to", "from"):
            if name in value:
                keys.add(("by", value[name]))
        if str(value.get("from", "")).endswith("-01-01") and "to" not in value:
            keys.add(("by", value["from"][:4] + "-12-31"))  # 从2020年起: the catalogue notes the year
        if "within" in value:
            keys.add(("within", value["within"]))
        return keys
    unit = "人" if value["unit"] == "名" else value["unit"]
    return {("figure", value[name], unit) for name in ("number", "min", "max") if name in value}


def judgements(path: Path = JUDGED) -> dict[tuple[str, str, str, str], tuple[str, str]]:
    """Our judgements by (document, clause, kind, value): verdict and why."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            (row["document"], row["clause"], row["kind"], row["value"]): (row["verdict"], row["why"])
            for row in csv.DictReader(lines)
        }


def shortened(said: str) -> str:
    """What the catalogue says of a number without its bracket, which may hold words of the text."""
    return re.sub(r"[(（][^{}]*$", "", said)


def told(value: dict[str, Any]) -> str:
    """A value as one short text, for judgements and pages: at_least=1 per=year."""
    return " ".join(f"{name}={value[name]}" for name in value if name not in ("of", "after", "before"))


def measure(name: str, catalogue: dict[str, Any], text: str) -> Measured:
    """Read a text and compare it with its catalogue."""
    judged = judgements()
    reading = read_text(text)
    outcome = Measured(name, wanted=wanted_of(catalogue), read=len(reading.quantities))
    indexed = [(quantity, keys_of(quantity)) for quantity in reading.quantities]
    used: set[int] = set()
    for one in outcome.wanted:
        hits = [
            position
            for position, (quantity, keys) in enumerate(indexed)
            if keys & set(one.values) and _near(one.place, quantity.clause)
        ]
        verdict = judged.get((name, one.clause, one.kind, shortened(one.said)))
        got = set().union(*(indexed[position][1] for position in hits))
        if one.why is None and hits and set(one.values) <= got:
            outcome.found.append(one)
            used.update(hits)
        elif one.why is not None or verdict is not None:
            why = one.why or (verdict[1] if verdict else "")
            outcome.explained.append(Wanted(one.clause, one.place, one.kind, one.said, one.values, why))
            used.update(hits)
        else:
            outcome.missed.append(one)
    outcome.matched = len(used)
    for position, (quantity, _) in enumerate(indexed):
        if position in used:
            continue
        verdict = judged.get((name, quantity.clause or "", quantity.kind, told(quantity.value)))
        if verdict and verdict[0] == "right":
            outcome.judged += 1
        else:
            outcome.unmatched.append(quantity)
    return outcome


def all_of(shared: Path) -> list[Measured]:
    """Measure every catalogue in `shared/provisions` against its text in `shared/seeds`."""
    outcomes = []
    for path in sorted((shared / "provisions").glob("*.yaml")):
        catalogue = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        text = (shared / "seeds" / catalogue["document"]["seed"]).read_bytes().decode("utf-8-sig")
        outcomes.append(measure(path.stem, catalogue, text))
    return outcomes


def page(outcomes: list[Measured]) -> str:
    """The page docs/reference/reader.md: figures per document, misses, and what was explained."""
    lines = [
        "# The reader, measured · 读文的召回率与准确率",
        "",
        "Written by `anjian read measure`; do not edit. What is compared, and how: `anjian/reader/measuring.py`.",
        "",
        "| document | in the catalogue | explained | to be found | found | recall | read | right | precision |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in outcomes:
        looked_for = len(one.found) + len(one.missed)
        lines.append(
            f"| {one.document} | {len(one.wanted)} | {len(one.explained)} | {looked_for} | {len(one.found)} | "
            f"{one.recall:.3f} | {one.read} | {one.matched + one.judged} | {one.precision:.3f} |"
        )
    lines += ["", "## Not found · 没有找到", ""]
    lines += [
        f"* {one.clause} {one.kind}: {shortened(one.said)}" for outcome in outcomes for one in outcome.missed
    ] or ["(none)"]
    lines += ["", "## Read, not in the catalogue and not judged right · 读出而目录没有、也未判为正确", ""]
    lines += [
        f"* {outcome.document} {quantity.clause}: {quantity.kind} {told(quantity.value)}"
        for outcome in outcomes
        for quantity in outcome.unmatched
    ] or ["(none)"]
    lines += ["", "## Why a number of the catalogue is not one to be read · 不算的理由", ""]
    reasons = Counter((outcome.document, one.why) for outcome in outcomes for one in outcome.explained)
    lines += ["| document | why | entries |", "|---|---|---|"]
    lines += [f"| {document} | {why} | {count} |" for (document, why), count in sorted(reasons.items(), key=str)]
    return "\n".join(lines) + "\n"
