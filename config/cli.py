"""The command line `anjian` (命令行): this machine's verbs, and those of the modules that `config.modules.CLI` names.

Django is set up when a verb needs it, not before. A Refusal is printed as what, why and what to do next, with exit
code 2 and without a traceback; with ``--json`` as ``{"refused": {...}}``.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core
import typer.main

from anjian.host import archive, bench, children, database, folders, garbage, health, supervisor, worker
from anjian.lib.errors import Refusal
from config import modules, starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]


def setup() -> None:
    """Set up Django once."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


class _Verbs(typer.core.TyperGroup):
    """Own verbs and, loaded when asked for, the modules' ones; the list of all needs none of them."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        own = {name: command.get_short_help_str(120) for name, command in self.commands.items() if not command.hidden}
        with formatter.section("Commands"):
            formatter.write_dl([*own.items(), *((verb, line) for verb, _, line in modules.CLI)])

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *(verb for verb, _, _ in modules.CLI)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        for verb, dotted, line in modules.CLI:
            if verb == cmd_name:
                if not dotted.startswith("anjian.reader."):  # plain Python by its fence: answers without Django
                    setup()
                module, _, name = dotted.rpartition(".")
                verbs: typer.Typer = getattr(importlib.import_module(module), name)
                # One look for all, whatever a module chose: plain help, no options to change the shell.
                verbs.rich_markup_mode, verbs._add_completion = None, False
                command = typer.main.get_command(verbs)
                command.name = verb
                command.help = command.help or line
                return command
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    cls=_Verbs,
    help="安监 Anjian：把安全生产文件变成可执行的职责 / official work-safety documents carried out as data",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
bench_app = typer.Typer(help="实测 / measurements", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(bench_app, name="bench")


def main() -> None:
    """Entry of `.venv/bin/anjian`."""
    try:
        app()
    except Refusal as refusal:
        _print_refusal(refusal)
        raise SystemExit(2) from None
    except Exception as error:
        refusal_of = _no_database(error)
        if refusal_of is None:
            raise
        _print_refusal(refusal_of)
        raise SystemExit(2) from None


def _print_refusal(refusal: Refusal) -> None:
    if "--json" in sys.argv:
        print(json.dumps({"refused": refusal.as_dict()}, ensure_ascii=False))
        return
    lines = [f"× {refusal.what}"]
    lines += [f"  原因：{refusal.why}"] if refusal.why else []
    lines += [f"  怎么办：{refusal.next}"] if refusal.next else []
    print("\n".join(lines), file=sys.stderr)


def _no_database(error: BaseException) -> Refusal | None:
    """A connection that could not be made, in words; None for any other error, which keeps its traceback."""
    from django.db.utils import OperationalError

    if not isinstance(error, OperationalError) or "connection" not in str(error):
        return None
    first = str(error).strip().splitlines()[0]
    return Refusal(
        f"连不上数据库：{first}",
        "没有数据库，这条命令不能执行",
        "使用自带数据库时请先在另一终端执行 make run；否则请检查 DATABASE_URL",
        code="database.unreachable",
    )


def _show(data: Any, as_json: bool, text: str) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1, default=str) if as_json else text)


# -- serving ----------------------------------------------------------------------------------------------------------


@app.command()
def run(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="端口 / port")] = 8000,
    address: Annotated[str, typer.Option(envvar="ANJIAN_ADDRESS", help="监听地址 / address")] = "127.0.0.1",
) -> None:
    """启动全部服务：数据库、升级、装载、后台任务、网页 / start everything and serve"""
    to = database.target()
    total = 3 + len(modules.LOAD_STEPS)
    this = ["-m", "config.cli"]
    first = children.Program("prepare", "升级和装载", [*this, "prepare", "--total", str(total)])
    plan = supervisor.Plan(
        steps=[first],
        worker=children.Program("worker", "后台任务", [*this, "worker"]),
        web=children.Program("web", "网页服务", [*this, "web", "--address", address, "--port", str(port)]),
        address=address,
        port=port,
        total=total,
    )
    raise typer.Exit(supervisor.run(plan, embedded=to.embedded))


@app.command(hidden=True)
def prepare(total: Annotated[int, typer.Option(help="步骤总数 / number of steps")] = 0) -> None:
    """启动前的准备：先以属主升级，再以应用角色装载 / migrate as the owner, then load as the app role"""
    children.die_with_parent()
    begun = time.monotonic()
    setup()
    garbage.seldom()
    said = ""
    if starting.tables_up_to_date():
        said = "没有变化"
        starting.collect_static()
    else:
        # The owner's rights live in this child only and end with it, before anything is loaded or served.
        env = {"ANJIAN_DB_ROLE": "owner"}
        child = children.spawn(
            children.Program("migrate", "升级数据表", ["-m", "config.cli", "migrate", "--quiet"], env)
        )
        if child.wait() != 0:
            raise typer.Exit(child.returncode)
    supervisor.step(2, total, "升级数据表", time.monotonic() - begun, said)
    for number, (label, dotted) in enumerate(modules.LOAD_STEPS, start=3):
        begun = time.monotonic()
        said = _function(dotted)()
        supervisor.step(number, total, label, time.monotonic() - begun, said if isinstance(said, str) else "")


@app.command(hidden=True)
def web(
    address: Annotated[str, typer.Option(help="监听地址 / address")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 / port")] = 8000,
) -> None:
    """只启动网页服务（数据库须已在运行）/ the web server alone"""
    children.die_with_parent()
    from granian import Granian
    from granian.constants import Interfaces

    os.environ.setdefault("ANJIAN_KEEP", "300")
    Granian(
        "config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=min(2, os.cpu_count() or 1),
        blocking_threads=4,
        websockets=False,
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
    ).serve()


@app.command("worker")
def worker_(
    once: Annotated[
        bool, typer.Option("--once", help="每项任务各做一次后退出 / one turn of each step, then exit")
    ] = False,
) -> None:
    """后台任务：排序、送达、封存等，循环执行 / the loop behind the pages"""
    children.die_with_parent()
    setup()
    garbage.seldom()
    from django.db import connections

    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda number, frame: stop.set())
    done = worker.work(
        {dotted: _function(dotted) for dotted in modules.WORKER_STEPS},
        stop=stop,
        forget=connections.close_all,
        beat=Path(health.beat_file()),
        turns=1 if once else None,
    )
    if once:
        print(f"完成 {done} 项")


def _function(dotted: str) -> Any:
    module, name = dotted.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


# -- database ---------------------------------------------------------------------------------------------------------


@app.command()
def migrate(
    quiet: Annotated[bool, typer.Option("--quiet", help="不输出明细 / no details")] = False,
) -> None:
    """升级数据表和静态文件（以属主角色）/ bring tables and static files up to date, as the owner role"""
    children.die_with_parent()
    to = database.target()
    with database.running(to):
        if os.environ.get("ANJIAN_DB_ROLE") != "owner":
            env = {"ANJIAN_DB_ROLE": "owner"}
            argv = ["-m", "config.cli", "migrate", *(["--quiet"] if quiet else [])]
            raise typer.Exit(children.spawn(children.Program("migrate", "升级数据表", argv, env)).wait())
        database.prepare(to)
        setup()
        from django.core.management import call_command

        verbosity = 0 if quiet else 1
        # Two machines with one DATABASE_URL may start at the same moment: the second waits for the first.
        with database.connect(to.owner, autocommit=True) as lock:
            lock.execute("SELECT pg_advisory_lock(hashtext('anjian.migrate'))")
            call_command("migrate", interactive=False, verbosity=verbosity)
        starting.collect_static(verbosity=verbosity)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="新文件，如 备份.tar / a new file")],
    as_json: Json = False,
) -> None:
    """备份数据库和证据文件到一个文件，可在服务运行时进行 / database and evidence files into one tar"""
    to = database.target()
    with database.running(to):
        summary = archive.backup(to, file, files=folders.var() / "files", now=time.time())
    _show(summary, as_json, f"已备份到 {summary['file']}：{_words(summary)}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, help="备份文件 / a backup")],
    as_json: Json = False,
) -> None:
    """把备份恢复到空数据库，逐个核对摘要和行数 / load a backup into an empty database, verified"""
    to = database.target()
    setup()
    summary, _ = archive.read(file)
    _refuse_newer(summary)
    with database.running(to):
        archive.restore(to, file, files=folders.var() / "files")
        # A backup of an older version is brought up to date, and each module sets the rights of the serving role again.
        argv, env = ["-m", "config.cli", "migrate", "--quiet"], {"ANJIAN_DB_ROLE": "owner"}
        if children.spawn(children.Program("migrate", "升级数据表", argv, env)).wait() != 0:
            raise typer.Exit(1)
    _show(
        summary, as_json, f"已恢复并核对：{_words(summary)}。接着请执行 make run，再执行 anjian ledger verify 校验台账"
    )


def _words(summary: archive.Summary) -> str:
    return (
        f"{summary['tables']} 张表、{summary['rows']} 行、{summary['files']} 个文件，"
        f"{summary['bytes'] / 2**20:.1f} MiB，备份时间 {summary['made_at']}"
    )


def _refuse_newer(summary: archive.Summary) -> None:
    """A backup of a newer program has tables that this one does not know."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    known = {f"{app_label}.{name}" for app_label, name in loader.disk_migrations or ()}
    unknown = [name for name in summary["migrations"] if name not in known]
    if unknown:
        raise Refusal(
            f"这份备份来自更新的程序版本（含 {unknown[-1]}）",
            "旧程序读不懂新的数据表",
            "请先把程序升级到备份时的版本，再恢复",
            code="restore.newer",
        )


# -- looking ----------------------------------------------------------------------------------------------------------


@app.command("health")
def health_(as_json: Json = False) -> None:
    """健康状况：数据库、角色、磁盘、后台任务、封存、日历等 / health; exit code 1 when something failed"""
    setup()
    found = health.checks()
    lines = []
    for check in found:
        lines.append(f"{check.word}  {check.title}：{check.message}")
        lines += [f"      → {check.next}"] if check.next else []
    _show([check.as_dict() for check in found], as_json, "\n".join(lines))
    raise typer.Exit(1 if any(check.state == "fail" for check in found) else 0)


@bench_app.command("check")
def bench_check(as_json: Json = False) -> None:
    """把最近的实测结果与目标比较 / compare the last results with their targets; exit code 1 when one is missed"""
    rows = bench.check()
    data = [
        {
            "bench": row.bench,
            "date": row.date,
            "name": row.result.name,
            "value": row.result.value,
            "unit": row.result.unit,
            "target": row.result.target,
            "met": row.result.met,
        }
        for row in rows
    ]
    signs = {True: "✓ 达到", False: "✗ 未达到", None: "– 无目标"}
    lines = [
        f"{signs[row.result.met]}  {row.bench} · {row.result.name}：{row.result.value:g} {row.result.unit}"
        f"{f'（目标 {row.result.target}）' if row.result.target else ''}  {row.date[:10]}"
        for row in rows
    ]
    _show(data, as_json, "\n".join(lines))
    raise typer.Exit(1 if any(row.result.met is False for row in rows) else 0)


if __name__ == "__main__":
    main()
