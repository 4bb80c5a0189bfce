"""What the health page says about the sample."""

from __future__ import annotations

from anjian.host.health import Check
from anjian.sample import queries


def checks() -> list[Check]:
    """One finding while the sample is loaded: a note, and a fault when others are served from this house."""
    there = queries.loaded()
    if there is None:
        return []
    hosts = queries.other_hosts()
    if hosts:
        return [
            Check(
                "sample.served",
                "示例数据",
                "fail",
                f"装有示例，却对外提供服务（{'、'.join(hosts)}）",
                "示例不能当真实数据用：请换空的数据库，或去掉 ANJIAN_HOSTS",
            )
        ]
    return [Check("sample.loaded", "示例数据", "ok", f"装有示例（截至{there.day}），人名、企业、事故都是虚构的")]
