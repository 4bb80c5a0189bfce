"""Facts told to an address: signed, only what the subscriber may see, tried again, never to an address inside."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.test import Client

from anjian.access import actions as accounts
from anjian.access import queries as access
from anjian.api import actions, addresses, queries, sending, worker
from anjian.api.models import Delivery, Subscription
from anjian.ledger import actions as ledger
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.messages import queries as messages
from anjian.people import actions as people

TODAY = dt.datetime.now(CHINA).date()
D = dt.date(2020, 1, 1)


class Receiver:
    """A subscriber's server on this machine: keeps what it is told, answers what it is set to."""

    def __init__(self, *, certificate: Path | None = None) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 204
        self.to = ""
        kept = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept.got.append((self.path, dict(self.headers), body))
                self.send_response(kept.status)
                if kept.to:
                    self.send_header("Location", kept.to)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate)
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook?x=1"


@pytest.fixture
def receiver(settings):
    settings.HOOKS_INSIDE = ["127.0.0.0/8"]
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def zhao(fresh_database, django_db_blocker):
    """A clerk of one county."""
    with django_db_blocker.unblock():
        place = "141002000000"
        people.found_body(
            SYSTEM, body="body:141002-ajj", name="示例安监局", place=place, classes=["department"], since=D
        )
        people.enter_person(SYSTEM, person="person:zhao", name="示例赵", since=D)
        people.make_post(
            SYSTEM, post="post:141002-1", name="科长", body="body:141002-ajj", classes=["leading_cadre"], since=D
        )
        people.appoint(SYSTEM, post="post:141002-1", person="person:zhao", since=D)
        accounts.open_account(
            SYSTEM, login="zhao", name="示例赵", password="a long sentence", since=D, person="person:zhao"
        )
        yield access.viewer_for("acct:zhao", as_of=TODAY)


def happened(place: str, name: str = "inspections.visit_filed") -> Any:
    with transaction.atomic():
        return ledger.record(SYSTEM, name, happened_at=None, place=place, parties=[], private={"note": "不外传"})


def carry(at: dt.datetime | None = None) -> None:
    """What the worker does: positions, entries, messages."""
    ledger.sequence()
    while ledger.deliver(handler="api.subscriptions"):
        pass
    worker.post_out(now=at)
    worker.settle()


def states() -> list[tuple[str, str]]:
    return list(Delivery.objects.for_change().order_by("id").values_list("name", "state"))


def test_a_fact_is_told_once_signed_and_without_anything_personal(zhao, receiver):
    made = actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    fact = happened("141002")
    happened("141002", "meetings.held")
    carry()
    carry()
    ((path, headers, body),) = receiver.got
    told = json.loads(body)
    assert path == "/hook?x=1"
    assert (told["event"], told["fact"], told["place"]) == ("inspections.visit_filed", str(fact.id), "141002000000")
    assert "不外传" not in body.decode()
    at, _, signed = headers["Anjian-Signature"].removeprefix("t=").partition(",v1=")
    secret = queries.secret_of(made.id).encode()
    assert hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest() == signed
    assert states() == [("inspections.visit_filed", "sent")]


def test_what_the_subscriber_may_not_see_is_never_told(zhao, receiver):
    actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    happened("141021")
    happened("141000")
    carry()
    assert receiver.got == []
    assert {state for _, state in states()} == {"dropped"}


def test_rights_are_those_of_the_day_it_is_sent(zhao, receiver):
    actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    happened("141002")
    accounts.close_account(SYSTEM, login="zhao", on=TODAY)
    carry()
    assert receiver.got == []
    assert states() == [("inspections.visit_filed", "dropped")]


def test_what_does_not_arrive_is_tried_again_later_and_in_the_end_given_up(zhao, receiver):
    actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    happened("141002")
    receiver.status = 503
    at = dt.datetime.now(dt.UTC)
    carry(at)
    carry(at + dt.timedelta(seconds=30))
    assert len(receiver.got) == 1
    row = Delivery.objects.for_change().get()
    assert (row.state, row.tries, row.status, row.error) == ("waiting", 1, 503, "对方答复 503")
    for _ in worker.AGAIN_AFTER:
        at += dt.timedelta(days=2)
        carry(at)
    row.refresh_from_db()
    assert (row.state, row.tries, len(receiver.got)) == ("failed", 7, 7)
    assert queries.subscriptions(zhao)[0].failed == 1


def test_a_subscriber_that_takes_nothing_any_more_is_stopped_and_its_owner_is_told(zhao, receiver):
    made = actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    receiver.status = 410
    at = dt.datetime.now(dt.UTC)
    for _ in range(worker.STOP_AFTER):
        happened("141002")
    for _ in range(len(worker.AGAIN_AFTER) + 1):
        at += dt.timedelta(days=2)
        carry(at)
    card = queries.subscription(zhao, made.id)
    assert (card.stopped, card.ended_at is None) == ("连续3条多次没有送达，已停用", False)
    assert [one.id for one in queries.subscriptions(zhao)] == [made.id]  # its owner still sees it
    assert [one.subject for one in messages.messages(zhao)] == ["推送订阅已停用"]
    told = len(receiver.got)
    happened("141002")
    carry(at + dt.timedelta(days=2))
    assert len(receiver.got) == told
    actions.unsubscribe(zhao, made.id, now=dt.datetime.now(dt.UTC))  # noticed: it leaves the list
    assert queries.subscriptions(zhao) == []


def test_https_is_believed_under_an_authority_of_ones_own_for_the_name_it_was_given_to(zhao, settings, tmp_path):
    settings.HOOKS_INSIDE = ["127.0.0.0/8", "::1/128"]
    authority, ca = certificate("CN=示例机关根证书")
    keys = {name: certificate(f"CN={name}", name=name, by=authority) for name in ("127.0.0.1", "10.0.0.9")}
    (tmp_path / "ca.pem").write_bytes(ca)
    servers = {}
    for name, (_, pem) in keys.items():
        (tmp_path / name).write_bytes(pem)
        servers[name] = Receiver(certificate=tmp_path / name)
    try:
        ours, other = (made.url.replace("http:", "https:") for made in servers.values())
        assert sending.send(ours, b"{}", {}).error == "对方的证书不可信：unable to get local issuer certificate"
        settings.HOOKS_CA = str(tmp_path / "ca.pem")
        assert sending.send(ours, b"{}", {}) == sending.Outcome(204, "")
        assert "不可信" in sending.send(other, b"{}", {}).error  # a certificate of another name
        assert [len(made.got) for made in servers.values()] == [1, 0]
        actions.subscribe(zhao, url=ours, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
        happened("141002")
        carry()
        assert states() == [("inspections.visit_filed", "sent")]
        settings.HOOKS_CA = str(tmp_path / "none.pem")
        assert sending.send(ours, b"{}", {}) == sending.Outcome(None, "连不上：FileNotFoundError")
    finally:
        for made in servers.values():
            made.close()


def certificate(subject: str, *, name: str = "", by: tuple[Any, Any] | None = None) -> tuple[tuple[Any, Any], bytes]:
    """A certificate for an address, signed by an authority, or an authority itself: (certificate, key), and as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name.from_rfc4514_string(subject)
    issuer, signer = (by[0].subject, by[1]) if by else (called, key)
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    )
    if name:
        made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
    signed = made.sign(signer, hashes.SHA256())
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return (signed, key), signed.public_bytes(serialization.Encoding.PEM) + text


def test_one_that_was_down_gets_it_when_it_is_back(zhao, receiver):
    actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    happened("141002")
    receiver.status = 500
    carry()
    receiver.status = 200
    carry(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5))
    assert states() == [("inspections.visit_filed", "sent")]
    assert {headers["Anjian-Delivery"] for _, headers, _ in receiver.got} == {
        str(Delivery.objects.for_change().get().id)
    }


def test_a_redirect_is_not_followed(zhao, receiver):
    other = Receiver()
    actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    receiver.status, receiver.to = 307, other.url
    happened("141002")
    carry()
    other.close()
    assert (len(receiver.got), other.got) == (1, [])
    assert Delivery.objects.for_change().get().status == 307


def test_an_ended_subscription_hears_nothing_more(zhao, receiver):
    made = actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    happened("141002")
    actions.unsubscribe(zhao, made.id, now=dt.datetime.now(dt.UTC))
    happened("141002")
    carry()
    assert receiver.got == []
    with pytest.raises(Refusal, match="已经取消"):
        actions.unsubscribe(zhao, made.id, now=dt.datetime.now(dt.UTC))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://10.0.0.8/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "https://[fd00::1]/",
        "https://2130706433/",
        "https://224.0.0.1/",
        "http://8.8.8.8/",
        "ftp://8.8.8.8/",
        "https://user:secret@8.8.8.8/",
        "https://8.8.8.8/#x",
        "https:///x",
        "https://8.8.8.8:99999/",
        "x",
        "https://" + "a" * 600,
    ],
)
def test_an_address_inside_or_unreadable_is_refused(url):
    with pytest.raises(Refusal) as no:
        addresses.check(url)
    assert (no.value.code, no.value.field) == ("api.address", "url")


def test_a_network_inside_may_be_opened_by_a_setting_and_only_that_one(settings):
    settings.HOOKS_INSIDE = ["10.20.0.0/16"]
    addresses.check("https://10.20.3.4:8080/x")
    with pytest.raises(Refusal, match="没有开放"):
        addresses.check("https://10.21.3.4:8080/x")
    with pytest.raises(Refusal, match="要用https"):  # plain http is for this machine alone
        addresses.check("http://10.20.3.4:8080/x")
    assert addresses.target("https://8.8.8.8/x?y=1") == addresses.Target("https", "8.8.8.8", "8.8.8.8", 443, "/x?y=1")


def test_an_address_that_was_open_and_is_inside_now_is_not_told(zhao, receiver, settings):
    actions.subscribe(zhao, url=receiver.url, names=["inspections.*"], now=dt.datetime.now(dt.UTC))
    settings.HOOKS_INSIDE = []
    happened("141002")
    carry()
    assert receiver.got == []
    assert Delivery.objects.for_change().get().error == "推送地址在内部网络，没有开放"


@pytest.mark.parametrize("names", [[], ["x"], ["inspections"], ["*.x"], ["a.b; drop"], ["A.b"]])
def test_names_that_cannot_be_are_refused_and_nothing_is_kept(zhao, receiver, names):
    with pytest.raises(Refusal):
        actions.subscribe(zhao, url=receiver.url, names=names, now=dt.datetime.now(dt.UTC))
    assert not Subscription.objects.for_change().exists()


def test_by_the_interface_a_subscription_is_made_once_per_key_and_is_nobody_elses(zhao, receiver):
    now = dt.datetime.now(dt.UTC)
    accounts.open_account(SYSTEM, login="qian", name="示例钱", password="a long sentence", since=D)
    qian = access.viewer_for("acct:qian", as_of=TODAY)
    asks = {}
    for viewer in (zhao, qian):
        _, asks[viewer.account] = actions.make_token(viewer, name="程序", scopes=["hooks"], days=1, now=now)

    def ask(who: str, method: str, address: str, body: Any = None, **more: str) -> Any:
        said = {"Authorization": f"Bearer {asks[who]}", **more}
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1{address}", headers=said, **data)

    wanted = {"url": receiver.url, "names": ["inspections.*"]}
    answers = [ask("acct:zhao", "post", "/subscriptions", wanted, **{"Idempotency-Key": "a"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    other = ask("acct:zhao", "post", "/subscriptions", {**wanted, "names": ["*"]}, **{"Idempotency-Key": "a"})
    assert other.status_code == 409
    id = answers[0].json()["id"]
    assert ask("acct:qian", "get", "/subscriptions").json() == {"items": []}
    assert ask("acct:qian", "get", f"/subscriptions/{id}/deliveries").status_code == 404
    assert ask("acct:qian", "delete", f"/subscriptions/{id}").status_code == 404
    happened("141002")
    carry()
    (row,) = ask("acct:zhao", "get", f"/subscriptions/{id}/deliveries").json()["items"]
    assert (row["state"], row["status"]) == ("sent", 204)
    assert ask("acct:zhao", "delete", f"/subscriptions/{id}").status_code == 200
    assert ask("acct:zhao", "get", "/subscriptions").json() == {"items": []}
