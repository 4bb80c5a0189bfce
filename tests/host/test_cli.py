"""The command line: help in two languages, refusals without a traceback, bench figures against targets."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from anjian.host import bench
from anjian.lib.errors import Refusal
from config import modules
from config.cli import app

VERBS = ["run", "worker", "migrate", "backup", "restore", "health", "bench", *(verb for verb, _, _ in modules.CLI)]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_in_chinese_and_english(verb: str) -> None:
    done = CliRunner().invoke(app, [verb, "--help"])
    assert done.exit_code == 0, done.output
    assert re.search("[\u4e00-\u9fff]{2}", done.output)
    assert re.search(r"[/·] [a-z]", done.output)


@pytest.mark.parametrize("verb", ["health", "law"])
def test_help_needs_no_database_and_nothing_that_was_set_up_before(cli, verb: str) -> None:
    said = (process := cli(verb, "--help")).communicate(timeout=60)[0]
    assert process.returncode == 0, said
    assert re.search(r"[/·] [a-z]", said)


def test_the_list_of_verbs_names_them_all(cli) -> None:
    said = cli("--help").communicate(timeout=60)[0]
    assert [verb for verb in VERBS if not re.search(rf"^  {verb} ", said, re.M)] == []


def test_a_refusal_is_three_sentences_and_exit_code_2(cli, short_folder) -> None:
    (short_folder / "x.tar").write_text("no")
    said = (process := cli("restore", str(short_folder / "x.tar"))).communicate(timeout=60)[0]
    assert process.returncode == 2
    assert said.startswith(f"× {short_folder}/x.tar 不是可用的备份")
    assert "\n  原因：" in said
    assert "\n  怎么办：" in said
    assert "Traceback" not in said
    said = (process := cli("restore", str(short_folder / "x.tar"), "--json")).communicate(timeout=60)[0]
    assert process.returncode == 2
    assert json.loads(said)["refused"]["code"] == "restore.unreadable"


def test_health_without_a_database_says_so_instead_of_breaking(cli) -> None:
    said = (process := cli("health", "--json")).communicate(timeout=60)[0]
    assert process.returncode == 1
    found = {check["name"]: check for check in json.loads(said)}
    assert found["host.database"]["state"] == "fail"
    assert "make run" in found["host.database"]["next"]


def test_bench_files_are_compared_with_their_targets(tmp_path, capsys) -> None:
    with pytest.raises(Refusal) as refused:
        bench.check(tmp_path)
    assert refused.value.code == "bench.none"
    bench.write(
        "recorded_to_met",
        sizes={"facts": 100},
        results=[
            bench.Result("p99", 80, "ms", at_most=100),
            bench.Result("rate", 90, "facts/s", at_least=100),
            bench.Result("lag", 5, "ms"),
        ],
        folder=tmp_path,
    )
    assert "✓ p99: 80 ms ≤ 100" in capsys.readouterr().out
    assert [(row.result.name, row.result.met) for row in bench.check(tmp_path)] == [
        ("p99", True),
        ("rate", False),
        ("lag", None),
    ]
    (tmp_path / "zzz.json").write_text("{}")
    with pytest.raises(Refusal) as refused:
        bench.check(tmp_path)
    assert refused.value.code == "bench.unreadable"
    assert "zzz.json" in refused.value.what
