"""A one-page notice of our own invention, and what two persons decide about it."""

from __future__ import annotations

NOTICE = """曲沃县人民政府关于加强冬季燃气取暖安全的通知
曲政发〔2025〕9号

各乡镇人民政府，县直各单位：

为做好冬季燃气取暖安全工作，现通知如下。

一、严格检查

县人民政府应当每月组织检查一次出租房屋燃气取暖情况。县人民政府要在2026年12月31日前完成一次餐饮场所燃气检查。

二、宣传教育

各乡镇人民政府要加强一氧化碳中毒预防宣传。

本通知自2025年11月1日起施行。

曲沃县人民政府
2025年10月20日
"""

HEAD = {
    "id": "quwo-heating-2025",
    "title": "曲沃县人民政府关于加强冬季燃气取暖安全的通知",
    "short": "曲沃取暖通知",
    "number": "曲政发〔2025〕9号",
    "issuer": "曲沃县人民政府",
    "place": "141021",
    "issued": "2025-10-20",
    "in_force": "2025-11-01",
}
MONTHLY = {
    "becomes": "recurring",
    "gist": "县政府每月查出租房的燃气取暖",
    "actor": "县人民政府",
    "bearer": "bodies:government",
    "level": "county",
    "fact": "fire.checked|by",
    "at_least": "1",
    "per": "month",
}
ONCE = {
    "becomes": "one_off",
    "gist": "年底前查一遍餐饮燃气",
    "actor": "县人民政府",
    "bearer": "bodies:government",
    "level": "county",
    "fact": "fire.checked|by",
    "by": "2026-12-31",
}
KEPT = {
    "becomes": "attested",
    "gist": "乡镇宣传防一氧化碳中毒",
    "actor": "乡镇人民政府",
    "reason": "宣传，只能留下做过的记录",
}
