"""`anjian read`: one file for a person or as JSON, many with progress, refusals that leave nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anjian.lib.errors import Refusal
from anjian.reader import cli, read_text

NOTICE = "白水市关于隧道检查的通知\n白政办〔2021〕9号\n各县：\n一、检查。各县每月检查1次。\n2021年3月4日\n"
runner = CliRunner()


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "通知.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_json_is_the_reading_with_the_keys_that_were_agreed(notice: Path):
    told = runner.invoke(cli.app, [str(notice), "--json"])
    assert told.exit_code == 0
    found = json.loads(told.stdout)
    assert found == json.loads(json.dumps(read_text(NOTICE).as_dict()))
    assert {"title", "number", "issuer", "issued", "region", "is_policy", "cleaning", "headings", "sentences"} <= set(
        found
    )
    assert {"quantities", "rules"} <= set(found)
    assert found["headings"] == [{"number": "一、", "title": "检查", "level": 1, "start": 29, "cite": "一"}]
    assert NOTICE[29:31] == "一、"
    assert [NOTICE[one["start"] : one["end"]] == one["quote"] for one in found["quantities"]] == [True]


def test_a_person_sees_what_was_found_and_what_is_missing(notice: Path):
    told = runner.invoke(cli.app, [str(notice)])
    assert told.exit_code == 0
    assert "白水市关于隧道检查的通知" in told.stdout
    assert "文号：白政办〔2021〕9号" in told.stdout
    assert "成文日期：2021-03-04" in told.stdout
    assert "条目1个" in told.stdout


def test_many_files_are_read_and_those_that_are_refused_are_named(notice: Path, tmp_path: Path):
    (tmp_path / "空.txt").write_bytes(b"")
    out = tmp_path / "out"
    told = runner.invoke(cli.app, ["files", str(tmp_path), "--out", str(out)])
    assert told.exit_code == 0
    assert [path.name for path in out.iterdir()] == ["通知.txt.json"]
    assert json.loads((out / "通知.txt.json").read_text("utf-8"))["number"] == "白政办〔2021〕9号"
    assert "读了1份（规范性文件1份），没有读成1份" in told.output
    assert "“空.txt”是空文件" in told.output


def test_many_files_are_read_by_two_processes_in_the_order_given(tmp_path: Path):
    for number in range(10):
        (tmp_path / f"{number}.txt").write_text(NOTICE.replace("9号", f"{number}号"), encoding="utf-8")
    told = runner.invoke(cli.app, [*(str(tmp_path / f"{number}.txt") for number in range(10)), "--json"])
    lines = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    assert [line["number"] for line in lines] == [f"白政办〔2021〕{number}号" for number in range(10)]


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "通知.txt").write_text(NOTICE, encoding="utf-8")
    runner.invoke(cli.app, [str(tmp_path / "a"), str(tmp_path / "b"), "--out", str(tmp_path / "out")])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["通知.txt.2.json", "通知.txt.json"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("没有.txt", None, "reader.missing"),
        ("空.txt", b"", "reader.empty"),
        ("照片.png", b"\x89PNG\r\n\x1a\n\x00", "reader.picture"),
    ],
)
def test_a_refusal_writes_nothing(tmp_path: Path, name: str, data: bytes | None, code: str):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    before = sorted(tmp_path.iterdir())
    told = runner.invoke(cli.app, [str(tmp_path / name), "--json"])
    assert isinstance(told.exception, Refusal)
    assert told.exception.code == code
    assert told.stdout == ""
    assert sorted(tmp_path.iterdir()) == before
