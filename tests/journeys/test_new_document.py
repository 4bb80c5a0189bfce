"""The recipe of docs/how-to/new-document.md, walked: YAML, four commands, and somebody owes, records, has done it.

The document is invented for this test; nothing about it stands in Python outside the two texts below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from typer.testing import CliRunner, Result

from anjian.duties.worker import freshen
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from config.cli import app

TODAY = dt.datetime.now(CHINA).date()
MONTH = TODAY.replace(day=1).isoformat()

DOCUMENT = """\
document:
  id: heating
  title: 示例县冬季燃气取暖安全通知
  short: 示例取暖通知
  number: 示例〔2024〕9号
  issuer: 示例县人民政府
  place: "141021"
  issued: 2024-10-20
  in_force: 2024-11-01
  expects: {clauses: 2}
articles: [article-01.yaml]
"""

ARTICLE = """\
article: {number: 一, heading: 取暖检查}
clauses:
  - id: heating/1.1
    cite: 第1句
    gist: 县政府每月查一遍燃气取暖
    actor: [县政府]
    status: automated
  - id: heating/1.2
    cite: 第2句
    gist: 教居民防一氧化碳中毒
    actor: [县政府]
    status: attested
    reason: 宣传，只能留下做过的记录
rules:
  - id: heating/checked-monthly
    clauses: [heating/1.1]
    kind: recurring
    title: 县政府每月查燃气取暖
    verb: 查燃气取暖
    who: {bodies: [政府], levels: [county]}
    owes: {fact: fire.checked, where: {by: $bearer}}
    at_least: {2024-11-01: 1}
    per: month
    in_force: {from: 2024-11-01}
    examples:
      - name: 当月查过即完成
        as_of: 2024-11-30
        given: [{body: 县政府, class: 政府, level: county}]
        facts: [{fact: fire.checked, day: 2024-11-12, by: 县政府}]
        expect: [{outcome: met, period: 2024-11, need: 1}]
      - name: 月底没有即未办成；别家查的不算
        as_of: 2024-12-01
        given: [{body: 县政府, class: 政府, level: county}]
        facts: [{fact: fire.checked, day: 2024-11-12, by: 县安监局}]
        expect: [{outcome: missed, period: 2024-11, due: 2024-11-30}, {outcome: due, period: 2024-12}]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "heating"
    folder.mkdir()
    (folder / "document.yaml").write_text(DOCUMENT, encoding="utf-8")
    (folder / "article-01.yaml").write_text(ARTICLE, encoding="utf-8")
    return folder


def anjian(*words: str) -> Result:
    """What `anjian …` says, run over this test's database; with a connection of its own, as a process has."""
    connections.close_all()
    return CliRunner().invoke(app, list(words))


def said(*words: str) -> str:
    result = anjian(*words)
    assert result.exit_code == 0, result.output or result.exception
    return result.output


def refused(*words: str) -> str:
    result = anjian(*words)
    assert isinstance(result.exception, Refusal), result.output or result.exception
    return result.exception.what


def test_two_files_of_yaml_become_a_duty_that_is_owed_recorded_and_met(
    loaded_database: Any, pack: Path, shot: Callable[..., Any], signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    assert said("law", "check", str(pack)) == "heating：2条款，1条规则，没有毛病\n"
    assert "2个例子，用reference、compiled试算，0处问题" in said("law", "test", str(pack))
    assert "可按期判断 1" in said("law", "coverage", str(pack))
    assert "heating：新增5，" in said("law", "load", str(pack))
    assert "没有变化" in said("law", "load", str(pack))
    assert "共0条" in said("duties", "show", "--rule", "heating/checked-monthly")  # nobody has adopted it

    told = said("law", "adopt", "heating", "141021", "--since", MONTH, "--by", "quwo-office")
    assert told == f"曲沃县（141021）自{MONTH}起采用示例取暖通知：1条规则开始执行\n"
    owed = said("duties", "show", "--rule", "heating/checked-monthly")
    assert "body:141021-zf" in owed
    assert "共1条：应办1" in owed
    freshen()

    page = signed_in("quwo-deputy")
    row = page.locator("li.duty", has_text="查燃气取暖")
    assert "示例取暖通知一条" in row.inner_text()
    shot("new-document-owed")
    row.locator(".do a").click()
    drawer = page.locator("aside.drawer")
    drawer.locator(".will-meet", has_text="查燃气取暖").wait_for()
    look(page)
    drawer.get_by_role("button", name="保存").click()
    drawer.locator(".met-list li", has_text="县政府每月查一遍燃气取暖").wait_for()
    page.goto("/")
    assert page.locator("section.group li.duty", has_text="查燃气取暖").count() == 0
    page.goto("/documents/heating/")
    assert "已办 1" in " ".join(page.locator("#c-1-1 .margin").inner_text().split())
    assert "仅留痕" in page.locator("#c-1-2 .margin").inner_text()
    look(page, "new-document")
    assert "共1条：已办1" in said("duties", "show", "--rule", "heating/checked-monthly")


def test_adoption_is_refused_where_it_cannot_be_and_nothing_is_owed_then(loaded_database: Any, pack: Path) -> None:
    assert refused("law", "adopt", "heating", "141021") == "没有装入文件“heating”"
    said("law", "load", str(pack))
    assert (
        refused("law", "adopt", "heating", "141021", "--since", "2024-10-31")
        == "采用日2024-10-31早于文件施行日2024-11-01"
    )
    assert refused("law", "adopt", "heating", "141021", "--since", "下月") == "“下月”不是日期"
    assert refused("law", "adopt", "heating", "141099") == "没有登记代码为“141099”的地方"
    assert refused("law", "adopt", "heating", "141021", "--by", "nobody") == "没有可用的账号“nobody”"
    assert refused("law", "adopt", "heating", "141021", "--by", "yaodu-office") == "您不能采用文件"
    assert refused("law", "adopt", "heating", "141021", "--by", "quwo-deputy") == "您不能采用文件"
    assert "共0条" in said("duties", "show", "--rule", "heating/checked-monthly")
    said("law", "adopt", "heating", "141021", "--by", "quwo-office")
    assert "已自2024-11-01在141021采用" in refused("law", "adopt", "heating", "141021", "--since", "2025-01-01")
    assert anjian("adopt", "heating", "141002").exit_code == 2  # it is a verb of law


def test_a_faulty_line_is_named_before_anything_is_loaded(loaded_database: Any, pack: Path) -> None:
    wrong = ARTICLE.replace("fact: fire.checked, where", "fact: fire.cheked, where", 1)
    (pack / "article-01.yaml").write_text(wrong, encoding="utf-8")
    result = anjian("law", "check", str(pack))
    assert result.exit_code == 1
    line = wrong[: wrong.index("fire.cheked")].count("\n") + 1
    assert f"heating/article-01.yaml:{line} " in result.output
    assert "是否指“fire.checked”" in result.output
    assert anjian("law", "load", str(pack)).exit_code != 0
    assert refused("law", "adopt", "heating", "141021") == "没有装入文件“heating”"
