"""The ground of the walk: the sample, four who must not learn of 尧都区, and what is not theirs, taken straight from
the tables, so that the walk does not ask the code under test what to look for."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from PIL import Image

from anjian.access import actions as accounts
from anjian.access import queries as access
from anjian.api import actions as api
from anjian.desk import actions as desk
from anjian.drafting import actions as drafting
from anjian.drafting.tests.paper import NOTICE
from anjian.duties import queries as duties
from anjian.evidence import actions as evidence
from anjian.hazards import actions as hazards
from anjian.hazards.events import Arrived, Firm
from anjian.ledger.events import Party
from anjian.lib.ends import CHINA
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.offline import actions as offline
from anjian.offline.events import Sent
from anjian.papers import actions as papers
from anjian.papers.events import Said
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.records import actions as records
from anjian.registry import actions as registry
from anjian.sample.region import PASSWORD
from anjian.supervision import actions as supervision
from tests.scope.table import Ask

TODAY = dt.datetime.now(CHINA).date()
NOW = dt.datetime.now(dt.UTC)
YAODU = "141002"
WALKERS = ("stranger", "quwo-office", "ent-002", "hotline")
"""Somebody who is not signed in; the office of the neighbour county; another enterprise; a clerk of the hotline."""
SCOPES = ("read", "record", "decide", "register", "hooks")
IDS = re.compile(r"(?:ent|post|body|person):[\w.-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9A-Z]{18}\b")
_CHANGING = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1"),
    (re.compile(r'("X-CSRFToken": ")[^"]*'), r"\1"),
    (re.compile(r'(name="id" value=")[^"]*'), r"\1"),
    (re.compile(r'("now": ")[^"]*'), r"\1"),  # the server's clock, for phones
    (re.compile(r'("used_at": )("[^"]*"|null)'), r"\1"),
    (re.compile(r"<td>(没有用过|\d{4}-\d\d-\d\d \d\d:\d\d)</td>"), ""),  # when the walker's own token was used
)


@dataclass
class Walker:
    """One who walks: a browser and a token. ``secret``: ids and names that they may not learn."""

    name: str
    viewer: Viewer | None
    browser: Client
    token: str
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def ask(self, ask: Ask) -> tuple[int, str]:
        """The status and the text of the answer, without what differs at each request."""
        if ask.address.startswith("/api/"):
            said = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            more = {"data": json.dumps(ask.data), "content_type": "application/json"} if ask.data is not None else {}
            answer = getattr(Client(), ask.method)(ask.address, headers=said, **more)
        else:
            answer = (
                getattr(self.browser, ask.method)(ask.address, ask.data or {})
                if ask.method == "post"
                else (self.browser.get(ask.address))
            )
        text = _text(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        text += f"\n{answer.headers.get('Location', '')}"
        for pattern, plain in _CHANGING:
            text = pattern.sub(plain, text)
        return answer.status_code, text

    def leaks(self, text: str, *, but: str) -> list[str]:
        """What of another's stands in the text, and was not in the request itself."""
        found = {id for id in IDS.findall(text) if id in self.ids and id not in but}
        found |= {name for name in self.names if name in text and name not in but and _whole(name, text)}
        return sorted(found)


def _whole(name: str, text: str) -> bool:
    """Whether the name stands there itself: 示例甲子 is not 示例甲子2."""
    return re.search(re.escape(name) + r"(?!\d)", text) is not None


def _text(body: bytes) -> str:
    """An answer as text; of a sheet, the text of all its parts."""
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as sheet:
        parts = sorted(name for name in sheet.namelist() if not name.startswith("docProps/"))
        return "\n".join(sheet.read(name).decode("utf-8", "replace") for name in parts)


def things() -> dict[str, str]:
    """What stands in the braces: things of 尧都区, some of them made here."""
    deputy = access.viewer_for("acct:yaodu-deputy", as_of=TODAY)
    office = access.viewer_for("acct:yaodu-office", as_of=TODAY)
    firm = _rows(
        "SELECT enterprise, name FROM registry_enterprise WHERE place LIKE '141002%' AND replaced_by IS NULL "
        "AND until IS NULL AND enterprise NOT IN (SELECT body FROM people_post WHERE post = 'post:ent-002') "
        "AND enterprise NOT IN (SELECT y.id FROM ledger_party y JOIN ledger_fact f ON f.id = y.fact "
        "WHERE f.place LIKE '141021%') "
        "ORDER BY enterprise LIMIT 1"
    )[0]
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "blue").save(picture, "JPEG")
    picture.seek(0)
    photo = evidence.keep(deputy, picture, name="尧都现场.jpg", now=NOW)
    post = deputy.posts[0]
    made = records.record(
        deputy,
        "inspections.visit_filed",
        day=TODAY,
        place=post.place,
        today=TODAY,
        parties=[Party("led_by", "post", post.id, post.name)],
        attributes={"found": "尧都独有的发现"},
        files=[photo.digest],
    )
    hazard = f"hazard:{made.fact.id}"
    hazards.report(
        office, "find_out", hazard=hazard, enterprise=firm[0], by=office.posts[0].body, day=TODAY, today=TODAY,
        attributes={"grade": "重大", "found": "尧都独有的隐患", "reason": "对照条目"}, files=[],
    )  # fmt: skip
    supervision.list_hazard(office, hazard, due=TODAY + dt.timedelta(days=20), day=TODAY, today=TODAY)
    card, _ = api.make_token(deputy, name="尧都的程序", scopes=["hooks"], days=1, now=NOW)
    told = api.subscribe(deputy, url="https://8.8.8.8/yaodu", names=["*"], now=NOW)
    held = {one.id for one in deputy.posts}
    owed = duties.desk(deputy, as_of=TODAY)
    key = next(row.key for rows in owed.groups.values() for row in rows if row.bearer in held)
    firm_key = next((one.key for one in _firm_duties(firm[0])), key)
    browser = signed_in("yaodu-office")
    listed = browser.get("/people/export.xlsx").content
    sent = browser.post("/people/import/", {"kind": "posts", "file": _named(listed, "尧都名册.xlsx")})
    return {
        "fact": str(made.fact.id),
        "duty": key,
        "firm_duty": firm_key,
        "digest": photo.digest,
        "person": deputy.person,
        "post": post.id,
        "post_name": post.name,
        "body": office.posts[0].body,
        "cell": _cell(office),
        "firm": firm[0],
        "firm_name": firm[1],
        "hazard": hazard,
        "arrival": _arrival(office),
        "view": str(desk.save_view(office, name="尧都的视图", url="/duties/?place=141002")),
        "token": card.id,
        "subscription": str(told.id),
        "sheet": sent.headers.get("Location", "").strip("/").rpartition("/")[2] or str(made.fact.id),
        "reading": str(drafting.read(office, text=NOTICE, now=NOW)),
        "paper": _paper(office),
        "entry": _entry(office),
        "batch": str(made.fact.id),
        "session": str(_rows("SELECT id FROM access_session WHERE account = 'acct:yaodu-office' LIMIT 1")[0][0]),
    }


def _paper(office: Viewer) -> str:
    """A letter of the office."""
    said = Said(
        "尧都区的一个单位",
        {"recipient": "收函单位", "matter": "一件事", "ground": "规定", "facts": ["情况"], "asked": ["改"]},
    )
    body = office.posts[0].body
    made = papers.issue(
        office, "letter", id=uuid4(), place="141002", body=body, sign="尧函", day=TODAY, today=TODAY, said=said
    )
    return str(made.id)


def _arrival(office: Viewer) -> str:
    """Something that a platform of the office sent, and that waits for an enterprise."""
    told = Arrived("尧都-1", "热线", "尧都独有的来报", NOW, Firm(name="尧都没有这家企业"))
    return str(hazards.arrive(office, told, now=NOW).id)


def _entry(office: Viewer) -> str:
    """Something that a phone of the office sent, and that waits for a decision."""
    sent = Sent(uuid7(NOW), 1, "something.else", {"words": "尧都独有的离线记录"}, (), None, "", NOW, 0)
    return str(offline.sync(office, uuid4(), [sent], first=1, phone_now=NOW, now=NOW)[0].id)


def _cell(office: Viewer) -> str:
    """A grid cell drawn by the office, where the sample has none of its own there."""
    places.draw_cell(office, cell="尧都-001", place="141002001", name="尧都第一网格", since=TODAY)
    return "尧都-001"


NOBODY = {
    "fact": "01900000-0000-7000-8000-000000000000",
    "duty": "linfen-2018~leader-inspects-monthly!post:141002-nobody!!2026-11",
    "firm_duty": "linfen-2018~leader-inspects-monthly!ent:nobody!!2026-11",
    "digest": "0" * 64,
    "person": "person:nobody",
    "post": "post:141002-nobody",
    "post_name": "没有这个职务",
    "body": "body:141002-nobody",
    "cell": "尧都没有这一格",
    "firm": "ent:nobody",
    "firm_name": "谁也没有的企业",
    "hazard": "hazard:01900000-0000-7000-8000-000000000007",
    "arrival": "01900000-0000-7000-8000-00000000000b",
    "view": "01900000-0000-7000-8000-000000000006",
    "token": "000000000000",
    "subscription": "01900000-0000-7000-8000-000000000001",
    "sheet": "01900000-0000-7000-8000-000000000002",
    "reading": "01900000-0000-7000-8000-000000000005",
    "entry": "01900000-0000-7000-8000-00000000000a",
    "paper": "01900000-0000-7000-8000-000000000007",
    "batch": "01900000-0000-7000-8000-000000000003",
    "session": "01900000-0000-7000-8000-000000000004",
}
"""What stands in the braces when there is nothing: the answer must be the same."""


def walkers() -> dict[str, Walker]:
    """The four, each with what is not theirs."""
    accounts.open_account(SYSTEM, login="hotline", name="热线员", password=PASSWORD, since=TODAY, roles=["recorder"])
    made = {}
    for name in WALKERS:
        if name == "stranger":
            made[name] = Walker(name, None, Client(), "")
            continue
        viewer = access.viewer_for(f"acct:{name}", as_of=TODAY)
        _, token = api.make_token(viewer, name="走查", scopes=SCOPES, days=1, now=NOW)
        made[name] = Walker(name, viewer, signed_in(name), token)
    for walker in made.values():
        _secrets(walker)
    return made


def signed_in(login: str) -> Client:
    """A browser of somebody of the sample."""
    client = Client()
    assert client.post("/sign-in/", {"login": login, "password": PASSWORD, "next": "/"}).status_code == 302
    return client


def change(things: dict[str, str]) -> None:
    """Something happens in 尧都区 and in one of its firms: none of the four may see any difference."""
    deputy = access.viewer_for("acct:yaodu-deputy", as_of=TODAY)
    post = deputy.posts[0]
    records.record(
        deputy,
        "inspections.visit_filed",
        day=TODAY,
        place=post.place,
        today=TODAY,
        parties=[
            Party("led_by", "post", post.id, post.name),
            Party("object", "enterprise", things["firm"], things["firm_name"]),
        ],
        attributes={"found": "又一处"},
    )
    registry.register(
        SYSTEM,
        name="示例新办企业有限公司",
        enterprise="ent:new",
        place="141002101",
        industry="06",
        since=TODAY,
        staff=400,
        safety_staff=0,
    )
    registry.change(SYSTEM, enterprise=things["firm"], since=TODAY, staff=999)
    people.make_post(
        SYSTEM, post="post:new", name="安全员", body=things["firm"], classes=["enterprise_safety_head"], since=TODAY,
        place="141002101", level="enterprise",
    )  # fmt: skip
    people.enter_person(SYSTEM, person="person:new", name="示例新人", since=TODAY)
    people.appoint(SYSTEM, post="post:new", person="person:new", since=TODAY)
    office = access.viewer_for("acct:yaodu-office", as_of=TODAY)
    hazards.move(office, things["hazard"], "grade", day=TODAY, today=TODAY,
                 attributes={"grade": "重大", "judged": "人工", "reason": "又看了一次"})  # fmt: skip
    hazards.report(
        office, "find_out", hazard="hazard:scope-new", enterprise=things["firm"], by=office.posts[0].body, day=TODAY,
        today=TODAY, attributes={"grade": "一般", "found": "又一处隐患"},
    )  # fmt: skip
    api.make_token(deputy, name="又一个", scopes=["read"], days=1, now=NOW)


def count_of_yaodu() -> tuple[int, ...]:
    """What there is in 尧都区, to see that walking changed nothing: facts, voids, tokens, uploads, settings."""
    return tuple(
        _rows(f"SELECT count(*) FROM {what}")[0][0]
        for what in (
            "ledger_fact WHERE place LIKE '141002%'",
            "ledger_void",
            "api_token WHERE revoked_at IS NULL",
            "api_subscription WHERE ended_at IS NULL",
            "policy_setting",
            "evidence_use",
        )
    )


_OWN_FIRM = "SELECT body FROM people_post WHERE post = ANY(%(own)s)"
_NOT_LAW = "name NOT LIKE 'policy.%'"
"""What a place decided binds everybody there: the sheet names the fact that says so."""
_FIRMS = {
    # A firm that was once elsewhere, that the neighbour regulates, or that took part in what happened in the
    # neighbour's own places, is no secret to the neighbour.
    "quwo-office": "enterprise NOT IN (SELECT enterprise FROM registry_enterprise "
    "WHERE place NOT LIKE '141002%' OR regulator LIKE 'body:141021%') AND enterprise NOT IN (SELECT y.id "
    "FROM ledger_party y JOIN ledger_fact f ON f.id = y.fact WHERE f.place LIKE '141021%')",
    "ent-002": f"enterprise NOT IN ({_OWN_FIRM})",
}
_FACTS = {
    "quwo-office": "place LIKE '141002%' AND recorded_by <> %(account)s",
    "ent-002": f"place IS NOT NULL AND {_NOT_LAW} AND id NOT IN (SELECT fact FROM ledger_party y "
    f"WHERE y.id = ANY(%(own)s) OR y.id IN ({_OWN_FIRM}))",
}
_HAZARDS = {"quwo-office": "place LIKE '141002%'", "ent-002": f"enterprise NOT IN ({_OWN_FIRM})"}
_SEATS = {"quwo-office": "place LIKE '141002%'", "ent-002": "level = 'enterprise' AND post <> ALL(%(own)s)"}
_BODIES = {"quwo-office": "place LIKE '141002%'", "ent-002": "false"}


def _secrets(walker: Walker) -> None:
    """What the walker may not learn: ids and names, by SQL over the tables alone. Who is not named: everything."""

    def rows(columns: str, table: str, which: dict[str, str]) -> list[tuple[Any, ...]]:
        everything = f"place IS NOT NULL AND {_NOT_LAW}" if table == "ledger_fact" else "true"
        return _rows(f"SELECT {columns} FROM {table} WHERE {which.get(walker.name, everything)}", **values)

    viewer = walker.viewer
    values: dict[str, Any] = {
        "own": [post.id for post in viewer.posts] if viewer else [],
        "account": viewer.account if viewer else "",
        "me": viewer.person if viewer else "",
    }
    firms = rows("enterprise, name, credit_code", "registry_enterprise", _FIRMS)
    seats = rows("post", "people_post", _SEATS)
    bodies = rows("body, name", "people_body", _BODIES)
    hidden = rows("split_part(hazard, ':', 2)", "hazards_hazard", _HAZARDS)
    facts = rows("id::text", "ledger_fact", _FACTS)
    values["seats"] = [row[0] for row in seats]
    persons = _rows(
        "SELECT id, name FROM people_person "
        "WHERE id IN (SELECT person FROM people_tenure WHERE post = ANY(%(seats)s)) "
        "AND id NOT IN (SELECT person FROM people_tenure WHERE post <> ALL(%(seats)s)) AND id <> %(me)s",
        **values,
    )
    walker.ids |= {row[0] for row in (*firms, *seats, *bodies, *facts, *hidden, *persons)} | {
        row[2] for row in firms if row[2]
    }
    issuers = "".join(row[0] for row in _rows("SELECT content::text FROM policy_document"))  # printed on the text
    walker.names |= {row[1] for row in (*firms, *bodies, *persons) if row[1] not in issuers}


def _firm_duties(firm: str) -> list[Any]:
    from anjian.duties.queries.shaping import row
    from anjian.duties.queries.sources import rows

    found = rows(as_of=TODAY, since=TODAY.replace(day=1), bearers=(firm,)).rows
    return [row(one, TODAY) for one in found]


def _named(data: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%'", "%%'"), values)
        return cursor.fetchall()
