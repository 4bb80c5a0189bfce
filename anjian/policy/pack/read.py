"""Reading a pack or the vocabulary from its folder: every fault with its line, all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from anjian.lib import canonical
from anjian.policy.pack.check import check
from anjian.policy.pack.document import Article, Clause, Document, Head, Pack, Section
from anjian.policy.pack.faults import Fault, PackRefused
from anjian.policy.pack.kinds import KINDS
from anjian.policy.pack.lines import Path_, Text, WrongYaml, read
from anjian.policy.pack.rows import expand
from anjian.policy.pack.rules import KIND_WORDS, Rule
from anjian.policy.pack.vocabulary import Lists, Vocabulary
from anjian.policy.pack.words import check_list, check_whole

M = TypeVar("M", bound=BaseModel)

_BEING_WRITTEN = frozenset({"article.unlisted", "actor.unknown"})
_PLAIN = {
    "string_type": "要写文字",
    "int_type": "要写整数",
    "int_parsing": "要写整数",
    "bool_type": "要写 true 或 false",
    "bool_parsing": "要写 true 或 false",
    "date_type": "要写日期",
    "date_parsing": "要写日期",
    "date_from_datetime_parsing": "要写日期，如 2018-01-22",
    "tuple_type": "要写一列",
    "dict_type": "要写成“键: 值”",
    "mapping_type": "要写成“键: 值”",
    "model_type": "要写成“键: 值”",
    "model_attributes_type": "要写成“键: 值”",
    "string_too_short": "不能为空",
    "too_short": "写得太少",
}


def faults_of(error: ValidationError, text: Text, start: Path_) -> Iterator[Fault]:
    """What pydantic found, in Chinese, each with its line."""
    for detail in error.errors(include_url=False):
        path = _path(text, start, detail["loc"])
        what, advice, code = _words(detail)
        if code == "key.on" and (*path, "on") in text.lines:
            path = (*path, "on")
        where = ".".join(str(step) for step in path[len(start) :] if not isinstance(step, int))
        yield Fault(text.file, text.line(path), f"{where + '：' if where else ''}{what}", advice, code)


def _path(text: Text, start: Path_, loc: tuple[int | str, ...]) -> Path_:
    path = start
    for step in loc:
        if (*path, step) in text.lines:
            path = (*path, step)
    return path


def _words(detail: ErrorDetails) -> tuple[str, str, str]:
    kind, last = detail["type"], str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "anjian":
        what, advice, code = [*detail["msg"].split("\x1f"), "", "pack.wrong"][:3]
        return what, advice, code
    if kind == "missing":
        return f"缺少“{last}”", "补上这一项", "key.missing"
    if kind == "extra_forbidden":
        if last == "on":
            return "键 on 不用", "例子写 as_of，事实写 day", "key.on"
        return f"不认识的键“{last}”", "请核对拼写；格式见 docs/reference", "key.unknown"
    if kind in ("literal_error", "enum"):
        return (
            f"“{detail['input']}”不在可选范围",
            f"可选：{(detail.get('ctx') or {}).get('expected', '')}",
            "value.choice",
        )
    if kind == "string_too_long":
        return f"太长，最多{(detail.get('ctx') or {}).get('max_length')}字", "请写短", "value.long"
    if kind == "string_pattern_mismatch":
        return f"“{detail['input']}”的写法不对", "编号用小写字母、数字和连字符，如 linfen-2018/3.8", "id.wrong"
    return f"“{str(detail['input'])[:40]}”不对：{_PLAIN.get(kind, detail['msg'])}", "", "value.wrong"


def parse(
    model: type[M], data: Any, text: Text, start: Path_, words: Vocabulary | None, faults: list[Fault]
) -> M | None:
    """Read one thing; on faults they are added to the list and None comes back."""
    try:
        return model.model_validate(data, context={"vocabulary": words})
    except ValidationError as error:
        faults.extend(faults_of(error, text, start))
        return None


def _open(path: Path, faults: list[Fault]) -> Text | None:
    try:
        return read(path)
    except WrongYaml as error:
        faults.append(error.fault)
        return None


def read_vocabulary(folder: Path) -> Vocabulary:
    """All YAML files of the folder as one vocabulary. Raises :class:`PackRefused` with every fault."""
    faults: list[Fault] = []
    merged: dict[str, dict[str, Any]] = {}
    found: dict[str, dict[str, Any]] = {}
    texts: dict[tuple[str, str], Text] = {}
    for path in sorted(folder.glob("*.yaml")):
        text = _open(path, faults)
        if text is None:
            continue
        if not isinstance(text.data, dict):
            faults.append(Fault(text.file, 1, "词汇文件是空的", "", "vocabulary.empty"))
            continue
        lists = parse(Lists, text.data, text, (), None, faults)
        for name, entries in text.data.items():
            for code in entries or {}:
                if code in merged.setdefault(name, {}):
                    line = text.line((name, str(code)))
                    faults.append(Fault(text.file, line, f"“{code}”登记了两次", "请合并为一处", "vocabulary.twice"))
                merged[name][code] = entries[code]
                texts[name, str(code)] = text
        if lists is not None:
            for name in Lists.model_fields:
                found.setdefault(name, {}).update(getattr(lists, name))
            faults.extend(check_list(lists, text))
    if not merged and not faults:
        faults.append(
            Fault(
                str(folder),
                1,
                "没有找到词汇文件",
                "应有 facts.yaml、functions.yaml、classes.yaml、topics.yaml",
                "vocabulary.none",
            )
        )
    vocabulary = Vocabulary(**{name: found.get(name, {}) for name in Lists.model_fields}, digest=_digest(merged))
    faults.extend(check_whole(vocabulary, texts))
    if faults:
        raise PackRefused(faults)
    return vocabulary


def read_pack(folder: Path, vocabulary: Vocabulary, *, strict: bool = True) -> Pack:
    """The pack in this folder, read and checked. Raises :class:`PackRefused` with every fault.

    Not ``strict``: a file that document.yaml does not list yet, and a new word for who must act, are left alone:
    somebody is writing them. `law check` is strict.
    """
    pack, faults = gather(folder, vocabulary)
    if pack is not None:
        faults += check(pack)
    faults = [fault for fault in faults if strict or fault.code not in _BEING_WRITTEN]
    if faults or pack is None:
        raise PackRefused(faults)
    return pack


def gather(folder: Path, vocabulary: Vocabulary) -> tuple[Pack | None, list[Fault]]:
    """What can be read of a pack, and the faults of the rest; None when there is no readable document.yaml."""
    faults: list[Fault] = []
    if not (folder / "document.yaml").is_file():
        return None, [
            Fault(f"{folder.name}/document.yaml", 1, "没有 document.yaml", "规则包要有文件本身的说明", "pack.empty")
        ]
    top = _open(folder / "document.yaml", faults)
    head = parse(Head, top.data, top, (), vocabulary, faults) if top else None
    if top is None or head is None:
        return None, faults
    if head.document.id != folder.name:
        faults.append(
            Fault(
                top.file,
                top.line(("document", "id")),
                f"编号“{head.document.id}”与文件夹“{folder.name}”不同",
                "改成一样",
                "pack.name",
            )
        )
    texts, sections = {top.file: top}, []
    at: dict[str, tuple[str, Path_]] = {}
    unread: set[str] = set()
    everything: dict[str, Any] = {"document": top.data}
    for n, name in enumerate(head.articles):
        if not (folder / name).is_file():
            faults.append(
                Fault(
                    top.file,
                    top.line(("articles", n)),
                    f"没有文件“{name}”",
                    "补上文件或从 articles 里删去",
                    "article.missing",
                )
            )
            continue
        text = _open(folder / name, faults)
        if text is None:
            continue
        text = expand(text, faults)
        _dated_by_windows(text, head.document, faults)
        texts[text.file] = text
        everything[name] = text.data
        section = _section(text, vocabulary, faults, at, unread)
        if section is not None:
            sections.append(section)
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "document.yaml" and path.name not in head.articles:
            faults.append(
                Fault(
                    top.file,
                    top.line(("articles",)),
                    f"文件“{path.name}”没有列入 articles",
                    "列入，或移走这个文件",
                    "article.unlisted",
                )
            )
    pack = Pack(
        head.document,
        tuple(sections),
        vocabulary,
        _digest({"pack": everything, "vocabulary": vocabulary.digest}),
        texts,
        at,
        frozenset(unread),
    )
    return pack, faults


def _dated_by_windows(text: Text, document: Document, faults: list[Fault]) -> None:
    """Give each rule that names windows of the document their days: in_force: {window: campaign}, per: {window: …}."""
    rules = text.data.get("rules") if isinstance(text.data, dict) else None
    for n, raw in enumerate(rules if isinstance(rules, list) else ()):
        if not isinstance(raw, dict):
            continue
        if (named := _windows(raw.get("in_force"))) is not None:
            days = _days(text, ("rules", n, "in_force"), named[:1], document, faults)
            raw["in_force"] = {"from": days[0]["from"], "to": days[0]["to"]} if days else {"from": date.min}
        if (named := _windows(raw.get("per"))) is not None:
            raw["per"] = {"phases": _days(text, ("rules", n, "per"), named, document, faults)}


def _windows(said: Any) -> list[str] | None:
    """The windows that a field names; None when it names none."""
    if not isinstance(said, dict) or set(said) != {"window"}:
        return None
    named = said["window"]
    return [str(one) for one in (named if isinstance(named, list) else [named])]


def _days(text: Text, at: Path_, names: list[str], document: Document, faults: list[Fault]) -> list[dict[str, Any]]:
    """Name, first and last day of these windows; a window that is not there, or has no first day, is a fault."""
    found = []
    for name in names:
        window = document.windows.get(name)
        first = window and (window.since or document.in_force or document.issued)
        if window is None or first is None:
            known = "、".join(document.windows) or "没有"
            what = f"document.yaml 没有阶段“{name}”" if window is None else f"阶段“{name}”没有起始日"
            faults.append(
                Fault(text.file, text.line(at), what, f"已有：{known}；在 windows 里写明起止", "window.unknown")
            )
        else:
            found.append({"name": window.title, "from": first, "to": window.to})
    return found


def _section(
    text: Text, words: Vocabulary, faults: list[Fault], at: dict[str, tuple[str, Path_]], unread: set[str]
) -> Section | None:
    data = text.data if isinstance(text.data, dict) else {}
    for key in data:
        if key not in ("article", "clauses", "rules"):
            faults.append(
                Fault(
                    text.file,
                    text.line((key,)),
                    f"不认识的键“{key}”",
                    "一条的文件只有 article、clauses、rules",
                    "key.unknown",
                )
            )
    article = parse(Article, data.get("article"), text, ("article",), words, faults)
    clauses, rules = [], []
    for n, raw in enumerate(_list(data, "clauses", text, faults)):
        clause = parse(Clause, raw, text, ("clauses", n), words, faults)
        if clause is None:
            unread |= _ids(raw)
        elif _once(clause.id, text, ("clauses", n), at, faults):
            clauses.append(clause)
    for n, raw in enumerate(_list(data, "rules", text, faults)):
        rule = _rule(raw, text, ("rules", n), words, faults)
        if rule is None:
            unread |= _ids(raw)
        elif _once(rule.id, text, ("rules", n), at, faults):
            rules.append(rule)
    return Section(article, text.file, tuple(clauses), tuple(rules)) if article else None


def _ids(raw: Any) -> set[str]:
    """What a thing that could not be read calls itself, and the clauses it names: not missed a second time."""
    if not isinstance(raw, dict):
        return set()
    named = raw.get("clauses")
    return {str(raw.get("id"))} | {str(name) for name in (named if isinstance(named, list) else [])}


def _list(data: Mapping[str, Any], name: str, text: Text, faults: list[Fault]) -> list[Any]:
    value = data.get(name) or []
    if not isinstance(value, list):
        faults.append(Fault(text.file, text.line((name,)), f"{name} 要写成一列", "每项以 - 开头", "value.wrong"))
        return []
    return value


def _once(name: str, text: Text, path: Path_, at: dict[str, tuple[str, Path_]], faults: list[Fault]) -> bool:
    if name in at:
        faults.append(
            Fault(text.file, text.line((*path, "id")), f"编号“{name}”用了两次", f"另一处在{at[name][0]}", "id.twice")
        )
        return False
    at[name] = (text.file, path)
    return True


def _rule(raw: Any, text: Text, path: Path_, words: Vocabulary | None, faults: list[Fault]) -> Rule | None:
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        what = f"没有“{kind}”这种规则" if kind else "规则没有写 kind"
        known = "、".join(f"{code}（{word}）" for code, word in KIND_WORDS.items())
        faults.append(Fault(text.file, text.line((*path, "kind")), what, f"可用：{known}", "rule.kind"))
        return None
    return parse(KINDS[kind], raw, text, path, words, faults)


def parse_rule(content: Mapping[str, Any]) -> Rule:
    """A rule as it was stored by :meth:`Rule.content`: names are codes already, so no vocabulary is needed."""
    return KINDS[str(content["kind"])].model_validate(content)


def digest_of(rule: Rule) -> str:
    """The digest of what a rule means: the name of its version (规则版本)."""
    return _digest(rule.content())


def _digest(data: Any) -> str:
    return canonical.digest(_plain(data))


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    return data
