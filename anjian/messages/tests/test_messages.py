"""Messages out, by real HTTP and SMTP to servers on this machine: once per key, quiet hours, tries, receipts."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import socketserver
import threading
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml
from django.db import connection, transaction

from anjian.ledger import queries as facts
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.messages import actions, queries, setting
from anjian.messages.models import Address, Message

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)
P = "person:1"


class House(BaseHTTPRequestHandler):
    """Stands for 企业微信, 钉钉 and a gateway of short messages; keeps what it was told."""

    told: list[tuple[str, dict]] = []
    fault: list[int] = []
    states: dict[str, str] = {}

    def log_message(self, *args: object) -> None:
        pass

    def answer(self, told: object, status: int = 200) -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/cgi-bin/gettoken":
            good = "corpid=corp&corpsecret=s" in self.path
            self.answer({"errcode": 0, "access_token": "t1"} if good else {"errcode": 40001, "errmsg": "bad secret"})
        elif path == "/gettoken":
            self.answer({"errcode": 0, "access_token": "t2"})
        elif path.startswith("/sms/"):
            self.answer({"state": self.states.get(path[5:], "sent")})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(raw)
        path = self.path.split("?")[0]
        if self.fault:
            self.answer({}, self.fault.pop(0))
            return
        self.told.append((self.path, body))
        if path == "/cgi-bin/message/send":
            bad = body["touser"] == "nobody"
            self.answer({"errcode": 0, "msgid": "w1", **({"invaliduser": "nobody"} if bad else {})})
        elif path.endswith("asyncsend_v2"):
            self.answer({"errcode": 0, "task_id": 77})
        elif path.endswith("getsendresult"):
            self.answer({"errcode": 0, "send_result": {"read_user_id_list": self.states.get("read", "").split()}})
        elif path == "/sms":
            want = hmac.new(b"k", raw, hashlib.sha256).hexdigest()
            good = self.headers["X-Signature"] == f"sha256={want}"
            self.answer({"id": body["id"]} if good else {}, 200 if good else 403)


@pytest.fixture
def house():
    House.told, House.fault, House.states = [], [], {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), House)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Post(socketserver.StreamRequestHandler):
    """As much of SMTP as a letter needs."""

    letters: list[bytes] = []
    refuse: list[bytes] = []

    def handle(self) -> None:
        say = self.wfile.write
        say(b"220 here\r\n")
        while line := self.rfile.readline().strip():
            verb = line[:4].upper()
            if verb == b"DATA":
                say(b"354 go\r\n")
                kept = []
                while (text := self.rfile.readline()) != b".\r\n":
                    kept.append(text)
                self.letters.append(b"".join(kept))
                say(b"250 ok\r\n")
            elif verb == b"QUIT":
                say(b"221 bye\r\n")
                return
            elif verb == b"RCPT" and self.refuse:
                say(self.refuse[0])
            else:
                say(b"250 ok\r\n")


@pytest.fixture
def post():
    Post.letters, Post.refuse = [], []
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def configure(tmp_path, monkeypatch):
    def write(**told: object) -> None:
        file = tmp_path / "messages.yaml"
        file.write_text(yaml.safe_dump(told))
        monkeypatch.setenv("ANJIAN_MESSAGES", str(file))

    monkeypatch.setenv("ANJIAN_MESSAGES", str(tmp_path / "none.yaml"))
    return write


def reach(**told: str) -> None:
    for channel, address in told.items():
        actions.set_address(SYSTEM, person=P, channel=channel, address=address, now=NOON)


def owe(key: str = "k1", now: dt.datetime = NOON, **more: object) -> bool:
    return actions.owe(SYSTEM, key=key, person=P, subject="提醒", text="三天后到期", now=now, **more)


def one() -> queries.MessageCard:
    return queries.messages(SYSTEM)[0]


def names() -> list[str]:
    return [f.name for f in facts.facts(SYSTEM, limit=50) if f.name != "messages.address_set"]


def test_nothing_leaves_the_house_unless_a_channel_is_configured(configure, house):
    reach(wecom="zhang", sms="13800000000", mail="a@b.cn")
    assert owe()
    assert actions.send_due(now=NOON) == 0
    assert (one().state, House.told, names()) == ("kept", [], [])


def test_one_key_is_one_message_however_often_it_is_owed(configure, house):
    configure(sms={"url": f"{house}/sms", "secret": "k"})
    reach(sms="13800000000")
    assert [owe(), owe(), owe("k2")] == [True, False, True]
    assert actions.send_due(now=NOON) == 2
    assert actions.send_due(now=NOON) == 0
    assert [body["to"] for _, body in House.told] == ["13800000000"] * 2
    assert names() == ["messages.sent"] * 2


def test_a_message_falls_with_the_transaction_that_owed_it(configure, house):
    configure(sms={"url": f"{house}/sms", "secret": "k"})
    reach(sms="13800000000")
    with transaction.atomic():
        owe()
        transaction.set_rollback(True)
    assert Message.objects.for_change().count() == 0
    assert owe()


def test_it_goes_by_the_first_configured_channel_for_which_there_is_an_address(configure, house, post):
    mail = {"host": "127.0.0.1", "port": post, "sender": "anjian@example.cn", "tls": "none"}
    configure(wecom={"corpid": "corp", "secret": "s", "agent": 2, "address": house}, mail=mail)
    reach(mail="a@b.cn")
    owe()
    actions.send_due(now=NOON)
    letter = message_from_bytes(Post.letters[0], policy=policy.default)
    assert (letter["To"], letter["Subject"], letter.get_content().strip()) == ("a@b.cn", "提醒", "三天后到期")
    assert letter["Message-ID"].endswith("@example.cn>")
    reach(wecom="zhang")
    owe("k2")
    actions.send_due(now=NOON)
    path, body = House.told[0]
    assert "access_token=t1" in path
    assert (body["touser"], body["agentid"], body["text"]["content"]) == ("zhang", 2, "提醒\n三天后到期")
    assert [m.channel for m in queries.messages(SYSTEM)] == ["wecom", "mail"]


def test_quiet_hours_wait_for_their_end_and_what_is_urgent_does_not(configure, house):
    configure(quiet={"from": "21:30", "to": "07:30"}, sms={"url": f"{house}/sms", "secret": "k"})
    reach(sms="13800000000")
    night = NOON.replace(hour=22)
    owe("late", night)
    owe("now", night, urgent=True)
    actions.send_due(now=night)
    assert {m.key: m.state for m in queries.messages(SYSTEM)} == {"late": "waiting", "now": "sent"}
    morning = dt.datetime(2026, 3, 3, 7, 30, tzinfo=CHINA)
    assert actions.send_due(now=morning - dt.timedelta(seconds=1)) == 0
    assert actions.send_due(now=morning) == 1


@pytest.mark.parametrize(
    ("begin", "end", "at", "until"),
    [
        ("21:30", "07:30", "2026-03-02T21:29", "2026-03-02T21:29"),
        ("21:30", "07:30", "2026-03-02T21:30", "2026-03-03T07:30"),
        ("21:30", "07:30", "2026-03-02T00:10", "2026-03-02T07:30"),
        ("21:30", "07:30", "2026-03-02T07:30", "2026-03-02T07:30"),
        ("12:00", "14:00", "2026-03-02T12:30", "2026-03-02T14:00"),
        ("12:00", "14:00", "2026-03-02T14:00", "2026-03-02T14:00"),
    ],
)
def test_the_end_of_the_quiet_hours(begin, end, at, until):
    quiet = setting.Quiet.model_validate({"from": begin, "to": end})
    read = dt.datetime.fromisoformat
    assert quiet.until(read(f"{at}:00+08:00")) == read(f"{until}:00+08:00")


def test_a_channel_that_fails_is_tried_again_later_and_at_last_given_up(configure, house):
    configure(sms={"url": f"{house}/sms", "secret": "k"})
    reach(sms="13800000000")
    owe()
    House.fault[:] = [500, 429]
    actions.send_due(now=NOON)
    assert (one().state, one().tries, one().fault) == ("waiting", 1, "回答500")
    assert actions.send_due(now=NOON + dt.timedelta(seconds=59)) == 0
    at = NOON + dt.timedelta(seconds=60)
    actions.send_due(now=at)
    actions.send_due(now=at + dt.timedelta(seconds=300))
    assert (one().state, one().tries, names()) == ("sent", 2, ["messages.sent"])
    owe("k2")
    House.fault[:] = [500] * 6
    for n in range(6):
        actions.send_due(now=NOON + dt.timedelta(days=n + 1))
    assert (one().state, names()[0]) == ("failed", "messages.failed")


@pytest.mark.parametrize("channel", ["wecom", "mail"])
def test_an_address_that_does_not_exist_is_not_tried_again(configure, house, post, channel):
    mail = {"host": "127.0.0.1", "port": post, "sender": "anjian@example.cn", "tls": "none"}
    wecom = {"corpid": "corp", "secret": "s", "agent": 2, "address": house}
    configure(**{channel: mail if channel == "mail" else wecom})
    Post.refuse[:] = [b"550 no such user\r\n"]
    reach(**{channel: "a@b.cn" if channel == "mail" else "nobody"})
    owe()
    actions.send_due(now=NOON)
    assert (one().state, names()) == ("failed", ["messages.failed"])


def test_receipts_are_asked_for_and_kept(configure, house):
    configure(dingtalk={"appkey": "a", "appsecret": "b", "agent": 9, "address": house})
    reach(dingtalk="li")
    owe()
    actions.send_due(now=NOON)
    assert actions.ask_receipts(now=NOON) == 0
    House.states["read"] = "li"
    assert actions.ask_receipts(now=NOON + dt.timedelta(minutes=5)) == 1
    assert (one().state, one().received_at) == ("received", NOON + dt.timedelta(minutes=5))
    assert names() == ["messages.received", "messages.sent"]
    assert actions.ask_receipts(now=NOON + dt.timedelta(minutes=6)) == 0


def test_a_gateway_that_says_it_did_not_arrive_is_believed(configure, house):
    configure(sms={"url": f"{house}/sms", "secret": "k"})
    reach(sms="13800000000")
    owe()
    actions.send_due(now=NOON)
    House.states[House.told[0][1]["id"]] = "failed"
    actions.ask_receipts(now=NOON)
    assert one().state == "failed"


def test_a_worker_killed_between_sending_and_noting_sends_again_under_the_same_key(configure, house, monkeypatch):
    configure(sms={"url": f"{house}/sms", "secret": "k"})
    reach(sms="13800000000")
    owe()
    with monkeypatch.context() as broken:
        broken.setattr(actions, "_note", lambda *args, **more: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            actions.send_due(now=NOON)
    assert actions.send_due(now=NOON + dt.timedelta(seconds=119)) == 0
    assert actions.send_due(now=NOON + actions.LEASE) == 1
    assert len({body["id"] for _, body in House.told}) == 1
    assert one().state == "sent"


@pytest.mark.parametrize(
    ("channel", "address"), [("mail", "nobody"), ("sms", "abc"), ("pigeon", "x"), ("wecom", "a b")]
)
def test_what_is_no_address_is_refused(channel, address):
    with pytest.raises(Refusal, match="不是"):
        reach(**{channel: address})
    assert Address.objects.for_change().count() == 0


def test_an_address_is_set_by_its_person_alone_and_stands_in_no_published_attribute():
    me = Viewer("acct:m", "某", P, (), (), frozenset(), frozenset(), frozenset(), "web")
    other = Viewer("acct:o", "某", "person:2", (), (), frozenset(), frozenset(), frozenset({"office"}), "web")
    actions.set_address(me, person=P, channel="sms", address="13800000000", now=NOON)
    for viewer in (other, STRANGER):
        with pytest.raises(Refusal, match="别人"):
            actions.set_address(viewer, person=P, channel="sms", address="13900000000", now=NOON)
        assert queries.addresses(viewer, P) == {}
    assert queries.addresses(me, P) == {"sms": "13800000000"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rel_attr WHERE text LIKE '%138%'")
        assert cursor.fetchone()[0] == 0
    actions.set_address(me, person=P, channel="sms", address="", now=NOON)
    assert queries.addresses(me, P) == {}


def test_a_setting_that_cannot_be_understood_is_refused_by_name(configure):
    configure(sms={"url": "x"})
    with pytest.raises(Refusal, match=r"messages\.yaml"):
        setting.read()
