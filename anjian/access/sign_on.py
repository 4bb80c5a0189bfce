"""Sign-on by a provider of identities (统一认证): OpenID Connect, code flow with PKCE.

Set by the environment: ``ANJIAN_OIDC_ISSUER``, ``ANJIAN_OIDC_CLIENT_ID``, ``ANJIAN_OIDC_CLIENT_SECRET`` and
``ANJIAN_OIDC_NAME`` (the word on the button). Without an issuer there is no button and nobody is asked.
Tokens are checked by `joserfc`: signature by the provider's keys, issuer, audience, times, nonce.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from anjian.lib.errors import Refusal

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Signatures that count; "none" and shared secrets do not."""
SECONDS = 10.0
"""How long a provider may take to answer."""
LEEWAY = 60
"""Seconds by which clocks may differ."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where identities come from. ``name``: the word on the button."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-on that has begun: where the browser goes, and what the session keeps until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


def provider() -> Provider | None:
    """The provider of this installation; None when none is set."""
    issuer = os.environ.get("ANJIAN_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    return Provider(
        issuer,
        os.environ.get("ANJIAN_OIDC_CLIENT_ID", "anjian"),
        os.environ.get("ANJIAN_OIDC_CLIENT_SECRET", ""),
        os.environ.get("ANJIAN_OIDC_NAME", "统一认证"),
    )


def begin(at: Provider, *, back: str) -> Begun:
    """Begin a sign-on. ``back``: our address to which the browser returns. Refuses when the provider is away."""
    described = _described(at)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": at.client_id,
        "redirect_uri": back,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    where = str(described["authorization_endpoint"])
    return Begun(f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", state, nonce, verifier)


def finish(at: Provider, *, code: str, back: str, nonce: str, verifier: str, now: int) -> str:
    """Change the code for an identity. Returns its subject. Refuses a code or a token that does not hold."""
    described = _described(at)
    told = _json(
        "POST",
        str(described["token_endpoint"]),
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier},
        auth=(at.client_id, at.client_secret),
    )
    keys = KeySet.import_key_set(_json("GET", str(described["jwks_uri"])))  # type: ignore[arg-type]
    try:
        claims = jwt.decode(str(told.get("id_token", "")), keys, algorithms=ALGORITHMS).claims
        audience = claims.get("aud")
        rules = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": at.issuer},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        rules.validate(claims)
    except (JoseError, ValueError) as error:
        raise _away("统一认证的回答没有通过核对", type(error).__name__) from error
    wanted = audience if isinstance(audience, list) else [audience]
    if at.client_id not in wanted or (len(wanted) > 1 and claims.get("azp") != at.client_id):
        raise _away("统一认证的回答不是给本系统的", "aud")
    return str(claims["sub"])


def _described(at: Provider) -> dict[str, Any]:
    found = _json("GET", f"{at.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != at.issuer:
        raise _away("统一认证的说明与设置的地址不符", "issuer")
    return found


def _json(method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        answer = httpx.request(method, url, timeout=SECONDS, follow_redirects=False, **more)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise _away("统一认证没有正常回答", type(error).__name__) from error
    if not isinstance(found, dict):
        raise _away("统一认证的回答读不懂", "json")
    return found


def _away(what: str, detail: str) -> Refusal:
    return Refusal(
        f"{what}（{detail}）",
        "没有核对过的身份不能登录",
        "请重试；仍不行请用登录名和口令登录，并告诉系统管理员",
        code="access.oidc",
    )
