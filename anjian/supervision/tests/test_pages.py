"""The whole way of a major hazard over the pages: the gate, the firm, the county, the city, the public."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import pytest
from django.test import Client
from PIL import Image

from anjian.access import queries as access
from anjian.hazards import queries as hazards
from anjian.ledger import queries as ledger
from anjian.lib.ends import CHINA, period_of
from anjian.lib.viewer import SYSTEM
from anjian.papers import queries as papers
from anjian.registry import queries as registry

TODAY = dt.datetime.now(CHINA).date()
pytestmark = pytest.mark.filterwarnings("ignore")


def picture(colour: str):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    out.seek(0)
    out.name = f"{colour}.jpg"
    return out


def step(client: Client, hazard: str, verb: str, expect: int = 302, **more) -> str:
    """The form of a step is opened and sent."""
    shown = client.get(f"/hazards/{hazard}/?do={verb}")
    assert shown.status_code == 200
    seen = re.search(rb'name="seen" value="(\d+)"', shown.content)
    sent = {"do": verb, "day": TODAY.isoformat(), **({"seen": seen[1].decode()} if seen else {}), **more}
    answer = client.post(f"/hazards/{hazard}/", sent)
    text = answer.content.decode()
    assert answer.status_code == expect, re.findall(r"<li>(.*?)</li>", text)[:3]
    return text


def public(client: Client, found: str) -> str:
    """The row of a hazard on the page for everybody; "" when it is not there."""
    rows = re.findall(r"<tr>.*?</tr>", client.get("/listed/").content.decode(), re.DOTALL)
    return next((row for row in rows if found in row), "")


COUNTED = ("found", "major", "major_rectified")


def counted_in_the_city() -> tuple[int, ...]:
    """What the quarterly notice of the city counts today."""
    since = period_of("quarter", TODAY).start
    rows = hazards.found_in(SYSTEM, inside="141000", since=since, until=TODAY, as_of=TODAY)
    assert len({row.name for row in rows}) == len(rows)  # a county is one row, whichever town a hazard is in
    return tuple(sum(getattr(row, name) for row in rows) for name in COUNTED)


def test_a_passer_by_a_firm_a_county_and_a_city_bring_a_hazard_to_its_end(come):
    before = counted_in_the_city()
    issued = len(papers.register(SYSTEM, kind="supervision_notice", year=TODAY.year, place="141000000000"))
    firm, county, city, abroad = come("ent-001"), come("yaodu-office"), come("city-office"), come("quwo-office")
    enterprise = access.viewer_for("acct:ent-001", as_of=TODAY).posts[0].body
    card = registry.enterprise(SYSTEM, enterprise, as_of=TODAY)
    where = "yaodu" if card.place.startswith("141002") else "quwo"
    if where == "quwo":
        county, abroad = abroad, county
    code = firm.get(f"/enterprises/{enterprise}/gate/").content.decode()
    code = firm.get(f"/enterprises/{enterprise}/gate/").content.decode()
    gate = re.search(r'href="[^"]*(/hazards/at/[^"]+)"', code)[1]
    stranger = Client()
    page = stranger.get(gate)
    assert (page.status_code, card.name in page.content.decode()) == (200, True)
    assert stranger.get(gate.replace("/at/", "/at/x")).status_code == 404
    said = {"found": "速冻间里人很多", "spot": "二车间", "contact": "13800000000", "photos": picture("red")}
    answer = stranger.post(gate, said, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    number = answer.json()["number"]
    (noticed,) = hazards.find(SYSTEM, as_of=TODAY, enterprise=enterprise, state="noticed")
    assert noticed.number == number
    id = noticed.id
    assert number in county.get("/hazards/").content.decode()  # the county sees it at once
    assert number not in abroad.get("/hazards/").content.decode()
    assert abroad.get(f"/hazards/{id}/").status_code == abroad.get("/hazards/hazard:none/").status_code == 404
    (told,) = hazards.story(SYSTEM, id)
    assert told.private == {"contact": "13800000000"}
    assert "13800000000" not in county.get(f"/hazards/{id}/").content.decode()
    photo = told.attributes["files"][0]
    assert [c.get(f"/files/{photo}").status_code for c in (county, abroad)] == [200, 404]
    assert stranger.get(f"/files/{photo}").status_code == 302

    report = firm.get("/hazards/report/")
    assert report.status_code == 200
    # the firm finds it a hazard, and by the facts of an item a major one
    firm_find = {"do": "find", "attr.grade": "一般", "attr.found": "速冻间人数多", "enterprise": enterprise}
    assert firm.post("/hazards/report/", {**firm_find, "hazard": id, "day": TODAY.isoformat()}).status_code == 302
    assert hazards.hazard(SYSTEM, id).state == "open"
    shown = firm.get(f"/hazards/{id}/?do=judge&criterion=工贸-2023/12(2)").content.decode()
    if "作业间内的作业人员" in shown:
        text = step(firm, id, "judge", 400, criterion="工贸-2023/12(2)", **{"ask.room": "true", "ask.people": "9"})
        assert "按这一条不是重大隐患" in text
        step(firm, id, "judge", criterion="工贸-2023/12(2)", **{"ask.room": "true", "ask.people": "12"})
    else:
        step(firm, id, "grade", **{"attr.grade": "重大", "attr.judged": "人工", "attr.reason": "人员聚集"})
    step(firm, id, "tell")
    step(
        firm, id, "plan", **{"attr.responsible": "王某", "attr.measures": "限员", "attr.funds": "3",
        "attr.emergency": "停用", "attr.term": "10个工作日"},
    )  # fmt: skip
    assert firm.get(f"/supervision/{id}/").status_code == 200
    assert firm.post(f"/supervision/{id}/", {"do": "list", "due": "2099-01-01"}).status_code == 400
    due = (TODAY + dt.timedelta(days=30)).isoformat()
    assert city.post(f"/supervision/{id}/", {"do": "list", "due": due}).status_code == 302
    board = city.get("/supervision/").content.decode()
    assert "督〔" in board
    assert stranger.get("/listed/").status_code == 200
    assert not public(stranger, "速冻间人数多")
    assert city.post(f"/supervision/{id}/", {"do": "publish", "channel": "政府网站"}).status_code == 302
    assert card.name in public(stranger, "速冻间人数多")
    assert city.post(f"/supervision/{id}/", {"do": "follow", "found": "正在采购"}).status_code == 302
    notice = {"do": "notice", "id": str(uuid.uuid4()), "sign": "临安督", "demands": "立即限员\n安装隔断"}
    assert city.post(f"/supervision/{id}/", notice).status_code == 302
    assert county.post(f"/supervision/{id}/", {**notice, "id": str(uuid.uuid4())}).status_code == 400
    step(firm, id, "finish", photos=picture("green"), **{"attr.done": "限员9人"})
    team = {"attr.opinion": "合格", "attr.members": "3", "attr.names": "甲、乙、丙"}
    step(county, id, "accept", **team)
    step(county, id, "verify", **{"attr.found": "现场合格"})
    assert city.post(f"/supervision/{id}/", {"do": "delist", "opinion": "同意"}).status_code == 302
    assert city.post(f"/supervision/{id}/", {"do": "publish", "channel": "政府网站"}).status_code == 302
    end = {"do": "end_notice", "id": str(uuid.uuid4()), "sign": "临安督"}
    assert city.post(f"/supervision/{id}/", end).status_code == 302
    first, last = sorted(papers.of_matter(SYSTEM, id), key=lambda one: one.kind, reverse=True)
    assert (first.number, last.kind) == (f"临安督〔{TODAY.year}〕{issued + 1}号", "delisting_notice")
    assert papers.read(papers.content(SYSTEM, last.id)).said.fields["listed_by"] == first.number
    step(county, id, "close")
    assert "已摘牌" in public(stranger, "速冻间人数多")
    page = county.get(f"/hazards/{id}/").content.decode()
    assert "还没有" not in page.split("六个步骤")[1].split("</ol>")[0]  # each of the six steps is done
    assert hazards.hazard(SYSTEM, id).state == "closed"
    told = hazards.steps(SYSTEM, hazards.story(SYSTEM, id, as_of=TODAY), place=card.place, as_of=TODAY)
    rests = {step.name: {one.document for one in step.clauses} for step in told}
    assert rests["rectify"] == {"linfen-2018"}  # what the place has adopted
    assert rests["verify"] == {"draft-30-measures", "yunnan-2023"}  # of which it says nothing: the others, to read
    foreign = [one for step in told for one in step.clauses if not one.adopted]
    assert {one.document for one in foreign}.isdisjoint({"linfen-2018"})
    steps = page.split("六个步骤")[1].split("</ol>")[0]
    assert steps.count("本地没有采用，供参考") == len(foreign) >= 2
    quarter = {"id": str(uuid.uuid4()), "sign": "临安办", "demands": "继续排查"}
    named = {"yaodu": "尧都区", "quwo": "曲沃县"}[where]
    assert f'<th scope="row">{named}</th>' in city.get("/supervision/quarterly/").content.decode()
    assert firm.get("/supervision/quarterly/").status_code == 403
    sent = city.post("/supervision/quarterly/", quarter)
    assert sent.status_code == 302
    told = papers.read(papers.content(SYSTEM, uuid.UUID(quarter["id"]))).said.fields
    assert tuple(told[name] for name in COUNTED) == tuple(n + 1 for n in before)
    for address in ("/hazards/board/", "/hazards/leads/", "/hazards/?list=duty", "/hazards/?list=plan&state=closed"):
        assert county.get(address).status_code == 200
    facts = ledger.facts(SYSTEM, party=id, limit=50)
    assert len(facts) >= 12
