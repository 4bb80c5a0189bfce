"""Template tags of the shared look: `{% load show %}`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from anjian.lib.verdicts import SOON_SIGN
from anjian.ui import days, signs, states

register = template.Library()


@register.simple_tag
def brand() -> SafeString:
    """Our mark: 安 in a rounded square, drawn as lines so that no font is needed."""
    return mark_safe(
        '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">'
        '<rect x="1" y="1" width="30" height="30" rx="7" fill="currentColor"/>'
        '<g fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">'
        '<path d="M16 5.500v2.500M7.500 12.500V9.500h17v3"/><path d="M7 17h18M14.500 12c-1.500 4-3 6.500-4.500 9'
        " 4 .8 8.500 2.500 12 5"
        'M20 17c-1.200 4.500-4.500 7.500-11 9"/></g></svg>'
    )


@register.simple_tag
def sign(mark: str) -> SafeString:
    """One shape by its character, such as ■."""
    return mark_safe(signs.svg(mark))


@register.simple_tag
def state_sign(name: str) -> SafeString:
    """The shape of a state alone, by its code or `soon`; its word stands beside."""
    return mark_safe(signs.svg(SOON_SIGN if name == "soon" else states.look(name).sign))


@register.simple_tag
def state(
    outcome: Any, red: bool = False, due: dt.date | None = None, as_of: dt.date | None = None, count: int | None = None
) -> SafeString:
    """An outcome as shape and word; `count` puts a number after the word."""
    seen = states.look(outcome, red=bool(red), due=due, as_of=as_of)
    number = "" if count is None else format_html(' <span class="num">{}</span>', count)
    return format_html(
        '<span class="state {}" data-outcome="{}">{}<span>{}{}</span></span>',
        seen.tone,
        seen.name,
        mark_safe(signs.svg(seen.sign)),
        seen.word,
        number,
    )


@register.simple_tag
def day(
    due: dt.date | None, as_of: dt.date | None = None, provisional: bool = False, late: bool = False, far: bool = True
) -> SafeString:
    """A day in words with its distance; full on hover; 暂定 when the calendar of that year is not published."""
    if due is None:
        return mark_safe("")
    base = as_of or due
    left = format_html(' <span class="left">· {}</span>', days.distance(due, base)) if far and as_of else ""
    chip = format_html(' <span class="provisional">{}</span>', _("暂定")) if provisional else ""
    return format_html(
        '<time class="when{}" datetime="{}" title="{}">{}{}</time>{}',
        " late" if late else "",
        due.isoformat(),
        days.full(due),
        days.short(due, base),
        left,
        chip,
    )


@register.filter
def short_day(value: dt.date, as_of: dt.date) -> str:
    """11月24日 周二."""
    return days.short(value, as_of)


@register.filter
def full_day(value: dt.date) -> str:
    """2026年11月24日 星期二."""
    return days.full(value)


@register.filter
def period(key: str) -> str:
    """2026-Q3 as 2026年三季度."""
    return days.period(key or "")


@register.simple_tag
def chip(text: str, url: str = "") -> SafeString:
    """Where a duty comes from: 临发1号 三条."""
    if url:
        return format_html('<a class="chip" href="{}">{}</a>', url, text)
    return format_html('<span class="chip">{}</span>', text)


@register.simple_tag(takes_context=True)
def listlink(context: dict[str, Any], filters: Any, count: Any, total: int | None = None) -> SafeString:
    """A number that opens its list: filters (or the list's address) narrowed to a count's state; "" for all of them."""
    at = context["moment"]
    day = f"&{at.query}" if at.query else ""
    address = filters if isinstance(filters, str) else filters.url()
    if not count:
        shown = "" if total is None else format_html(' <span class="num">{}</span>', total)
        return format_html(
            '<a class="plain" href="{}{}">{}{}</a>', address, day, _("共") if shown else _("全部"), shown
        )
    outcome = f"&outcome={count.outcome.value}"
    words = state(count.outcome, red=count.red, count=count.n)
    return format_html('<a class="plain" href="{}{}{}">{}</a>', address, outcome, day, words)


@register.simple_tag
def bar(done: int, late: int, left: int) -> SafeString:
    """A small bar of three parts in whole numbers; nothing when nothing is owed. The words stand beside."""
    total = done + late + left
    if total <= 0:
        return mark_safe("")
    widths = [("b-done", done), ("b-late", late), ("b-open", left)]
    x, parts = 0.0, []
    for name, n in widths:
        width = round(100 * n / total, 2)
        if n:
            parts.append((name, f"{x:.2f}", f"{width:.2f}"))
        x += width
    return format_html(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>',
        format_html_join("", '<rect class="{}" x="{}" y="0" width="{}" height="4"/>', parts),
    )


@register.simple_tag(takes_context=True)
def kept_fields(context: dict[str, Any], *but: str) -> SafeString:
    """Hidden fields that carry the address's other filters through a GET form; without the day and the named ones."""
    request = context.get("request")
    if request is None:
        return mark_safe("")
    left = {"as_of", "known", "open", *but}
    pairs = [(name, value) for name, values in request.GET.lists() if name not in left for value in values]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def kept_link(context: dict[str, Any], url: str) -> str:
    """An address with the day that this page looks at, put before its fragment."""
    query = context["moment"].query
    if not query:
        return url
    path, mark, fragment = url.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{query}{mark}{fragment}"


@register.simple_tag(takes_context=True)
def address(context: dict[str, Any], **changes: Any) -> str:
    """The page's own address with some filters changed; None or "" takes one away."""
    request = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    text = query.urlencode()
    return f"{request.path}?{text}" if text else str(request.path)
