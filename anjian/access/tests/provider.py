"""A provider of identities as a process of its own (`python -m anjian.access.tests.provider`), spoken to by HTTP.

It prints its address. `/authorize` answers at once with a code for the subject named by ``ANJIAN_TEST_SUBJECT``; a
``fault`` in ``ANJIAN_TEST_FAULT`` makes it answer wrongly in one way.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}, private=True)
OTHER = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}, private=True)
CODES: dict[str, dict[str, str]] = {}
FAULT = os.environ.get("ANJIAN_TEST_FAULT", "")


class Provider(BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, told: object, status: int = 200) -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        if at.path == "/.well-known/openid-configuration":
            mine = self.issuer()
            issuer = "http://elsewhere.example" if FAULT == "issuer" else mine
            self.answer(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{mine}/authorize",
                    "token_endpoint": f"{mine}/token",
                    "jwks_uri": f"{mine}/keys",
                }
            )
        elif at.path == "/keys":
            self.answer({"keys": [KEY.as_dict(private=False)]})
        elif at.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(at.query).items()}
            code = hashlib.sha256(asked["state"].encode()).hexdigest()[:20]
            CODES[code] = asked
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            )
            self.end_headers()
        else:
            self.answer({}, 404)

    def do_POST(self) -> None:
        told = {
            name: values[0]
            for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        asked = CODES.pop(told.get("code", ""), None)
        sent = base64.urlsafe_b64encode(hashlib.sha256(told.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        secret = "Basic " + base64.b64encode(b"anjian:s3cret").decode()
        if asked is None or asked["code_challenge"] != sent.decode() or self.headers["Authorization"] != secret:
            self.answer({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {
            "iss": self.issuer(),
            "aud": "another" if FAULT == "audience" else "anjian",
            "sub": os.environ["ANJIAN_TEST_SUBJECT"],
            "nonce": "x" if FAULT == "nonce" else asked["nonce"],
            "iat": now,
            "exp": now - 3600 if FAULT == "expired" else now + 300,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, OTHER if FAULT == "signature" else KEY)
        if FAULT == "unsigned":
            head, body, _ = signed.split(".")
            head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
            signed = f"{head}.{body}."
        self.answer({"access_token": "x", "token_type": "Bearer", "id_token": signed})


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
