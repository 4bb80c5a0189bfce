"""`anjian words`: the English words of the interface."""

from __future__ import annotations

import typer

from anjian.ui import catalog

app = typer.Typer(no_args_is_help=True, help="界面译文 / the English words of the interface")


@app.command("collect")
def collect() -> None:
    """把界面上用到的文字收进译文表 / bring the catalogue up to the texts in use."""
    open_, gone = catalog.collect()
    typer.echo(f"缺英文 {len(open_)} 条，去掉不再用的 {len(gone)} 条：{catalog.PO}")
    for key in open_:
        typer.echo(f"  {key}")


@app.command("compile")
def compile_() -> None:
    """由译文表生成 .mo 文件 / make the .mo file."""
    catalog.MO.write_bytes(catalog.compiled())
    typer.echo(f"已生成 {catalog.MO}（{len(catalog.read()) - 1} 条）")
