"""Somebody makes a token for a phone, sees it once, uses it, and revokes it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest


def ask(live: str, token: str, address: str, body: object = None) -> tuple[int, dict]:
    """One request of a program to the running server."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{live.rstrip('/')}/api/v1{address}", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.parametrize("kind", ["desk", "phone"])
def test_a_token_is_made_seen_once_used_and_revoked(loaded_database, live, shot, kind, signed_in, look):
    page = signed_in("yaodu-deputy", kind)
    page.locator("details.account > summary").click()
    page.get_by_role("link", name="接口凭证").click()
    look(page)
    page.get_by_label("名称", exact=True).fill("巡查手机3号")
    page.get_by_label("记录、传照片、撤回").check()
    page.get_by_label("设备").check()
    shot("tokens-form", page, whole=True)
    page.get_by_role("button", name="发放").click()
    token = page.locator("code.token").first.inner_text()
    look(page, "tokens-made", whole=True)
    status, me = ask(live, token, "/me")
    assert (status, me["account"], me["scopes"]) == (200, "acct:yaodu-deputy", ["read", "record"])
    fact = {
        "fact": "inspections.visit_filed",
        "place": me["posts"][0]["place"],
        "parties": {"led_by": [{"kind": "post", "id": me["posts"][0]["id"]}]},
    }
    status, made = ask(live, token, "/facts", fact)
    assert status == 201
    page.goto(f"/facts/{made['id']}/")
    assert page.get_by_role("heading", name="安全检查").first.is_visible()
    page.goto("/tokens/")
    assert token not in page.content()
    page.get_by_role("button", name="吊销 巡查手机3号").click()
    assert page.get_by_text("已吊销，它从现在起不能再用").is_visible()
    assert ask(live, token, "/me")[0] == 401
