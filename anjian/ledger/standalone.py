"""核验案卷: check an archive of facts without the house that made it.

    python verify.py 案卷.zip ["anjian-anchor 123 sha256:… 2026-11-22T…"]

One file, the standard library of Python 3.9 or later, nothing else, no network. It checks every byte of the archive,
every fact against its own digests and its seal, the chain of the seals, and the photos and papers that facts name; with
an anchor (存证, from a letter or another machine) also that the chain is the one that was anchored. What is wrong is
named. Ends with 0 when nothing is wrong, else with 1.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - older Pythons than ours run this
MANIFEST, FACTS, OWN_DIGEST = "manifest.json", "facts.json", "manifest.sha256"


def over(algorithm: str, *parts: bytes | None) -> bytes:
    """Digest of parts, told apart by their lengths; None differs from empty."""
    told = b"".join(b"\xff\xff\xff\xff" if part is None else len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.new(algorithm, told).digest()


def instant(text: str) -> bytes:
    """Microseconds since 1970, as text."""
    return str((datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)).encode()


def archived(parts: Mapping[str, bytes]) -> bytes:
    """The one archive of these files: stored, in one order, with one time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            archive.writestr(info, parts[name])
    return out.getvalue()


def files_of(content: bytes, wrong: list[str]) -> dict[str, bytes]:
    """The files of the archive; what cannot be read is named."""
    parts: dict[str, bytes] = {}
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # whatever a damaged archive raises: the answer is the same
        wrong.append(f"案卷打不开：{error}")
        return parts
    for info in archive.infolist():
        try:
            parts[info.filename] = archive.read(info)
        except Exception as error:  # the same
            wrong.append(f"{info.filename}：读不出，已损坏（{error}）")
    if not wrong:
        again = archived(parts)
        if again != content:
            pairs = enumerate(zip(again, content))  # noqa: B905 - older Pythons know no strict
            at = next((n for n, (one, other) in pairs if one != other), min(len(again), len(content)))
            wrong.append(f"案卷文件的第{at + 1}字节被改动（在文件的内容之外）")
    return parts


def check_manifest(parts: Mapping[str, bytes], wrong: list[str]) -> None:
    """Every file against the list of files, the list against its own digest."""
    manifest, own = parts.get(MANIFEST), parts.get(OWN_DIGEST, b"").decode("utf-8", "replace")
    if manifest is None:
        wrong.append(f"{MANIFEST}：缺失")
        return
    if own != hashlib.sha256(manifest).hexdigest() + "\n":
        wrong.append(f"{MANIFEST}：与{OWN_DIGEST}不符，两者之一被改动")
    try:
        listed = json.loads(manifest)["files"]
    except (ValueError, KeyError, TypeError):
        wrong.append(f"{MANIFEST}：读不出")
        return
    for name in sorted(set(listed) | set(parts) - {MANIFEST, OWN_DIGEST}):
        if name not in parts:
            wrong.append(f"{name}：缺失")
        elif name not in listed:
            wrong.append(f"{name}：是加进来的")
        elif hashlib.sha256(parts[name]).hexdigest() != listed[name]:
            wrong.append(f"{name}：内容被改动")


def check_fact(fact: Mapping[str, Any], wrong: list[str]) -> bytes:
    """One fact against its own digests; the leaf that it gives."""
    where = "事实 {}（位次{}，{}）".format(fact["id"], fact["position"], fact["name"])
    algorithm = fact["algorithm"]
    bound = bytes.fromhex(fact["body_digest"])
    if fact["body"] is not None:
        made = over(algorithm, b"anjian.body.1", bytes.fromhex(fact["salt"]), fact["body"].encode())
        if made != bound:
            wrong.append(where + "：正文被改动")
    told = [text.encode() for party in fact["parties"] for text in party]
    made = over(
        algorithm,
        b"anjian.leaf.1",
        str(fact["position"]).encode(),
        fact["id"].encode(),
        fact["name"].encode(),
        instant(fact["happened_at"]),
        fact["precision"].encode(),
        instant(fact["recorded_at"]),
        fact["recorded_by"].encode(),
        None if fact["place"] is None else fact["place"].encode(),
        fact["origin"].encode(),
        algorithm.encode(),
        over(algorithm, b"anjian.parties.1", *told),
        bound,
    )
    if fact["leaf"] is not None and made.hex() != fact["leaf"]:
        wrong.append(where + "：名称、时间、地点、登记人、参与方或摘要被改动")
    return made


def check_path(
    fact: Mapping[str, Any], leaf: bytes, seals: Mapping[tuple[int, int], Mapping[str, Any]], wrong: list[str]
) -> None:
    """The way from the leaf to the root of its seal."""
    first, last = fact["seal"]
    seal = seals.get((first, last))
    where = "事实 {}（位次{}）".format(fact["id"], fact["position"])
    if seal is None or not seal["first"] <= fact["position"] <= seal["last"]:
        wrong.append(where + "：没有它的封签")
        return
    node = leaf
    for side, beside in fact["path"]:
        other = bytes.fromhex(beside)
        pair = (other, node) if side == "left" else (node, other)
        node = over(seal["algorithm"], b"anjian.node.1", *pair)
    if node.hex() != seal["root"]:
        wrong.append(where + "：与封签不符，它或它的校验路径被改动")


def check_seals(told: Mapping[str, Any], anchor: str, wrong: list[str]) -> None:
    """The chain of the seals, and the anchor in it."""
    previous = bytes.fromhex(told["previous"]) if told["previous"] else None
    expected = told["seals"][0]["first"] if told["seals"] else 0
    for seal in told["seals"]:
        span = f"位次{seal['first']}—{seal['last']}的封签"
        numbers = str(seal["first"]).encode(), str(seal["last"]).encode()
        head = over(seal["algorithm"], b"anjian.head.1", previous, *numbers, bytes.fromhex(seal["root"]))
        if seal["first"] != expected or head.hex() != seal["head"]:
            wrong.append(span + "：与前面的接不上，被改动或缺失")
        previous, expected = bytes.fromhex(seal["head"]), seal["last"] + 1
    if anchor:
        _, position, anchored = anchor.split()[:3]
        found = [seal for seal in told["seals"] if seal["last"] == int(position)]
        if not found:
            wrong.append(f"存证的位次{position}不在案卷的封签里：请用更晚的存证")
        elif f"{found[0]['algorithm']}:{found[0]['head']}" != anchored:
            wrong.append(f"与存证不符：位次{position}以前的记录被重写过")


def check_named(facts: Sequence[Mapping[str, Any]], parts: Mapping[str, bytes], wrong: list[str]) -> None:
    """Photos and papers against the facts that name them: their digests are sealed with these."""
    bodies = [json.loads(fact["body"])["attributes"] for fact in facts if fact["body"] is not None]
    photos = {digest for body in bodies for digest in _listed(body.get("files"))}
    papers = {body["digest"] for body in bodies if "digest" in body and "paper" in body}
    for name, content in sorted(parts.items()):
        folder = name.split("/")[0]
        named = {"photos": photos, "papers": papers}.get(folder)
        if named is not None and hashlib.sha256(content).hexdigest() not in named:
            wrong.append(f"{name}：没有一条事实以这个内容为证")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def check(content: bytes, anchor: str = "") -> tuple[list[str], int, int, str]:
    """Everything that is wrong with an archive, in words, and what was looked at: (wrong, facts, sealed, head)."""
    wrong: list[str] = []
    parts = files_of(content, wrong)
    check_manifest(parts, wrong)
    try:
        told = json.loads(parts[FACTS])
        seals = {(seal["first"], seal["last"]): seal for seal in told["seals"]}
        for fact in told["facts"]:
            leaf = check_fact(fact, wrong)
            if fact["seal"] is not None:
                check_path(fact, leaf, seals, wrong)
        check_seals(told, anchor, wrong)
        check_named(told["facts"], parts, wrong)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        wrong.append(f"{FACTS}：读不出（{error}）")
        return wrong, 0, 0, ""
    sealed = sum(fact["seal"] is not None for fact in told["facts"])
    head = told["seals"][-1] if told["seals"] else None
    shown = f"{head['algorithm']}:{head['head']}（位次{head['last']}）" if head else ""
    return wrong, len(told["facts"]), sealed, shown


def main(words: list[str]) -> int:
    """From the command line."""
    if len(words) not in (2, 3):
        print("用法：python verify.py 案卷.zip [存证]")
        return 2
    with open(words[1], "rb") as file:
        wrong, facts, sealed, head = check(file.read(), words[2] if len(words) == 3 else "")
    for line in wrong:
        print("× " + line)
    if wrong:
        return 1
    print(f"√ 案卷完整：{facts}条事实，其中{sealed}条已封签。")
    print("  封签链的末端：%s" % (head or "还没有封签"))
    if len(words) == 2:
        print("  请与信函、通报或另一台机器上的存证比对；没有比对存证，不能排除整条链被重写。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
