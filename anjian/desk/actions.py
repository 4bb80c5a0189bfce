"""What the desk itself changes: a person's saved views."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from anjian.desk import events
from anjian.desk.queries.views import MOST, view, views
from anjian.ledger import actions as ledger
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

LONGEST = 30
"""Signs of a name."""


@transaction.atomic
def save_view(viewer: Viewer, *, name: str, url: str) -> UUID:
    """Keep an address of this site under a name; the same name again replaces it. Returns the fact's id.

    Refuses a stranger, an empty or long name, an address of elsewhere, and more than `MOST` views.
    """
    if not viewer.account:
        raise Refusal(_("没有登录"), _("视图存在各人名下"), _("请先登录"), code="desk.stranger")
    called = " ".join(name.split())
    if not called or len(called) > LONGEST:
        raise Refusal(
            _("视图的名称要有1到%(n)s个字") % {"n": LONGEST},
            _("以后按名称找它"),
            _("请改一个名称；要存的页面还在"),
            code="desk.view.name",
            field="name",
        )
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        raise Refusal(
            _("这个地址存不了"), _("视图只能是本系统的页面"), _("请从要存的页面上点“存为视图”"), code="desk.view.url"
        )
    had = {one.name: one for one in views(viewer)}
    if called in had:
        ledger.void(viewer, had[called].id, reason=_("同名视图重新存过"))
    elif len(had) >= MOST:
        raise Refusal(
            _("已经存了%(n)s个视图") % {"n": MOST}, _("再多就不好找了"), _("请先删去不用的"), code="desk.view.many"
        )
    fact = ledger.record(
        viewer,
        events.VIEW_SAVED,
        happened_at=None,
        place=None,
        parties=[],
        private={"name": called, "url": url},
    )
    return fact.id


@transaction.atomic
def drop_view(viewer: Viewer, id: UUID) -> None:
    """Take a saved view away. Refuses one that is not the viewer's own, like one that is not there."""
    found = view(viewer, id)
    if found is None:
        raise Refusal(_("没有找到这个视图"), _("它不存在，或者是别人的"), _("请刷新页面"), code="desk.view.missing")
    ledger.void(viewer, found.id, reason=_("本人删去"))
