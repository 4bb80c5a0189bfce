"""Changes of files of sheets: kept, explained, thrown away."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.sheets import reading
from anjian.sheets.events import FAULT_COLUMN, ROW_COLUMN, Look
from anjian.sheets.models import Mapping as Remembered
from anjian.sheets.models import Upload

KEPT = dt.timedelta(days=7)
"""How long an uploaded file is kept."""


@transaction.atomic
def keep(viewer: Viewer, data: bytes, *, kind: str, name: str, now: dt.datetime) -> UUID:
    """Keep an uploaded file of a kind for its account. Refuses a stranger and a file that cannot be opened."""
    if not viewer.account:
        raise Refusal("未登录不能上传", "上传的表格归上传的人", "请先登录", code="sheets.stranger")
    with reading.opened(data):
        pass
    row = Upload(
        id=uuid4(),
        kind=kind,
        account=viewer.account,
        name=name[-200:],
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        at=now,
    )
    row.save(force_insert=True)
    return row.id


def choose(
    viewer: Viewer, id: UUID, *, chosen: Mapping[str, Any], faults: bytes | None = None, close: bool = False
) -> None:
    """Keep what was chosen on the way, and the file of faults. ``close``: the file itself is not needed any more."""
    rows = Upload.objects.for_change().filter(id=id, account=viewer.account)
    change: dict[str, Any] = {"chosen": dict(chosen), "faults": faults}
    if close:
        change["data"] = b""
    rows.update(**change)


@transaction.atomic
def remember(viewer: Viewer, found: Look, *, kind: str, office: str) -> None:
    """Remember for an office what its headers mean. Refuses who does not answer for the office's place."""
    if not (viewer.is_system or viewer.sees(office)):
        raise Refusal("不能替别处记住表头", "表头的含义由当地决定", "请用本地的账号", code="sheets.office")
    meant = {letter: name for name, letter in found.mapping.items()}
    for column in found.head.columns:
        if column.header in (FAULT_COLUMN, ROW_COLUMN):
            continue
        Remembered.objects.for_change().update_or_create(
            office=office,
            kind=kind,
            header=column.header,
            defaults={"field": meant.get(column.letter, ""), "account": viewer.account},
        )


@transaction.atomic
def name_columns(viewer: Viewer, *, kind: str, office: str, headers: Mapping[str, str]) -> None:
    """Say under which headers (field → header) an office wants its exports of a kind; "" takes a header back.

    Refuses who does not answer for the office's place, and one header for two columns.
    """
    if not (viewer.is_system or viewer.sees(office)):
        raise Refusal("不能替别处定表头", "导出的表头由当地决定", "请用本地的账号", code="sheets.office")
    given = {field: " ".join(header.split())[:200] for field, header in headers.items()}
    used = [header for header in given.values() if header]
    twice = next((header for header in used if used.count(header) > 1), "")
    if twice:
        raise Refusal(
            f"表头“{twice}”用了两次", "两列同名就分不清", "请改其中一个", code="sheets.header", field="header"
        )
    Remembered.objects.for_change().filter(kind=kind, office=office, field__in=list(given)).delete()
    Remembered.objects.for_change().bulk_create(
        Remembered(office=office, kind=kind, header=header, field=field, account=viewer.account)
        for field, header in given.items()
        if header
    )


def throw_away(*, now: dt.datetime) -> int:
    """Throw away files older than `KEPT`. Returns how many."""
    return Upload.objects.for_change().filter(at__lt=now - KEPT).delete()[0]
