"""Every address of the program, and how it is asked for something that is another's (走查表).

One entry per address pattern. A new route or operation is entered here on purpose, or the walk fails. What stands in
braces is something of the county 尧都区 that nobody else may learn of: a fact, a duty, a photo, a person …
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``data``: of a form, or of JSON for programs."""

    method: str
    address: str
    data: Mapping[str, Any] | None = None


def get(*addresses: str) -> tuple[Ask, ...]:
    """Read them."""
    return tuple(Ask("get", address) for address in addresses)


def post(address: str, /, **data: Any) -> tuple[Ask, ...]:
    """Send a form, or JSON below /api/."""
    return (Ask("post", address, data),)


FACT = {"fact": "inspections.visit_filed", "place": "141002"}
SINCE = {"since": "2026-01-01"}
LAST = {"last_day": "2026-01-01"}
SETTING = {
    "rule": "linfen-2018/leader-inspects-monthly",
    "field": "at_least",
    "value": "3",
    "since": "2026-01-01",
    "ground": "x",
}
RULE = {"place": "141002", "line": "industry", "industry": "06", "function": "coal", "cite": "x"}
DOCUMENT = "/documents/linfen-2018/"
API = "/api/v1"

PAGES: dict[str, tuple[Ask, ...]] = {
    "ui/gallery/": get("/ui/gallery/"),
    "language/": post("/language/", language="zh-hans", next="/words/"),
    "sign-in/": get("/sign-in/", "/sign-in/?next=/facts/{fact}/"),
    "sign-in/code/": get("/sign-in/code/"),
    "sign-in/oidc/": get("/sign-in/oidc/"),
    "sign-in/oidc/back/": get("/sign-in/oidc/back/?code=x&state=x"),
    "account/": get("/account/"),
    "account/password/": get("/account/password/"),  # changes the walker's own account alone: not open to GET
    "account/factor/": (),  # a new secret for the walker each time, nothing else
    "account/factor/remove/": get("/account/factor/remove/"),  # changes the walker's own account alone: not open to GET
    "account/unlink/": get("/account/unlink/"),  # changes the walker's own account alone: not open to GET
    "account/sessions/<uuid:session>/end/": post("/account/sessions/{session}/end/"),
    "accounts/": get("/accounts/", "/accounts/?words=yaodu"),
    "accounts/change/": post("/accounts/change/", login="yaodu-deputy", do="close"),
    "accounts/log/": get("/accounts/log/"),
    "sign-out/": get("/sign-out/"),  # ends the walker's own session alone: not open to GET
    "messages/": (*get("/messages/"), *post("/messages/", do="save", sms="abc")),
    "messages/out/": (*get("/messages/out/", "/messages/out/?state=failed"), *post("/messages/out/", message="1")),
    "tokens/": get("/tokens/"),
    "tokens/<str:token_id>/revoke/": post("/tokens/{token}/revoke/"),
    "tokens/subscriptions/<uuid:subscription_id>/end/": post("/tokens/subscriptions/{subscription}/end/"),
    "files/<str:digest>": get("/files/{digest}"),
    "hazards/<str:hazard>/archive.zip": get("/hazards/{hazard}/archive.zip"),
    "offline/": get("/offline/"),
    "offline/worker.js": get("/offline/worker.js"),
    "offline/device/": get("/offline/device/"),  # a token of the walker's own each time: not open to GET
    "offline/held/": (*get("/offline/held/"), *post("/offline/held/", entry="{entry}", do="drop", reason="x")),
    "papers/": (*get("/papers/", "/papers/?kind=letter"), *post("/papers/")),
    "papers/<uuid:paper>/": (*get("/papers/{paper}/"), *post("/papers/{paper}/", reason="x")),
    "papers/<uuid:paper>.docx": get("/papers/{paper}.docx"),
    "first-day/": get("/first-day/"),
    "people/": get("/people/", "/people/?words=示例", "/people/?place=141002", "/people/?inside=141002"),
    "people/export.xlsx": get(
        "/people/export.xlsx", "/people/export.xlsx?kind=bodies", "/people/export.xlsx?place=141002"
    ),
    "people/import/": get("/people/import/"),
    "people/import/<uuid:id>/": (*get("/people/import/{sheet}/"), *post("/people/import/{sheet}/", do="import")),
    "people/import/<uuid:id>/faults.xlsx": get("/people/import/{sheet}/faults.xlsx"),
    "people/import/<slug:kind>.xlsx": get("/people/import/posts.xlsx"),
    "people/imports/<uuid:batch>/undo/": post("/people/imports/{batch}/undo/", reason="x"),
    "": get("/", "/?as_of=2026-03-15"),
    "duties/<path:key>/": get("/duties/{duty}/", "/duties/{duty}/?part=why", "/duties/{firm_duty}/"),
    "search/": get(
        "/search/?q=示例", "/search/?q={firm_name}", "/search/?q=尧都", "/search/?q=sl", "/search/?q={firm}"
    ),
    "board/": get("/board/", "/board/?place=141002", "/board/?by=bodies"),
    "board/beside/": get("/board/beside/"),
    "month/": get("/month/", "/month/?place=141002"),
    "bodies/<str:body_id>/": get("/bodies/{body}/"),
    "enterprises/": get(
        "/enterprises/",
        "/enterprises/?q={firm_name}",
        "/enterprises/?place=141002",
        "/enterprises/?regulator={body}",
        "/enterprises/?after={firm}",
    ),
    "enterprises/doubles/": (
        *get("/enterprises/doubles/", "/enterprises/doubles/?as_of=2026-03-15"),
        *post("/enterprises/doubles/", do="merge", one="{firm}", other="ent:none", reason="x"),
        *post("/enterprises/doubles/", do="apart", one="{firm}", other="ent:none", reason="x"),
        *post("/enterprises/doubles/", do="undo", fact="{fact}", reason="x"),
    ),
    "enterprises/export.xlsx": get("/enterprises/export.xlsx", "/enterprises/export.xlsx?place=141002"),
    "enterprises/ledgers/": get("/enterprises/ledgers/"),
    "enterprises/ledgers/<slug:ledger>.xlsx": get("/enterprises/ledgers/basic.xlsx"),
    "enterprises/import/": get("/enterprises/import/"),
    "enterprises/import/template.xlsx": get("/enterprises/import/template.xlsx"),
    "enterprises/import/<uuid:id>/": (
        *get("/enterprises/import/{sheet}/"),
        *post("/enterprises/import/{sheet}/", do="take"),
        *post("/enterprises/import/{sheet}/", do="undo", reason="x"),
    ),
    "enterprises/import/<uuid:id>/faults.xlsx": get("/enterprises/import/{sheet}/faults.xlsx"),
    "enterprises/<str:enterprise_id>/": get("/enterprises/{firm}/", "/enterprises/{firm}/?as_of=2026-03-15"),
    "enterprises/<str:enterprise_id>/tell/": (
        *get("/enterprises/{firm}/tell/", "/enterprises/{firm}/tell/?kind=permit"),
        *post("/enterprises/{firm}/tell/?ask=staff", staff="3", since="2026-05-01", source="企业自报"),
    ),
    "enterprises/<str:enterprise_id>/confirm/": (
        *get("/enterprises/{firm}/confirm/"),
        *post("/enterprises/{firm}/confirm/", still="staff"),
    ),
    "enterprises/<str:enterprise_id>/responsibility/": (
        *get("/enterprises/{firm}/responsibility/", "/enterprises/{firm}/responsibility/?body={body}"),
        *post("/enterprises/{firm}/responsibility/", do="assign", line="industry", body="{body}", ground="agreed"),
        *post("/enterprises/{firm}/responsibility/", do="release", line="industry", body="{body}", reason="x"),
    ),
    "enterprises/<str:enterprise_id>/signboard/": get("/enterprises/{firm}/signboard/"),
    "enterprises/<str:enterprise_id>/signboard.docx": get("/enterprises/{firm}/signboard.docx"),
    "hazards/": get(
        "/hazards/",
        "/hazards/?place=141002",
        "/hazards/?enterprise={firm}",
        "/hazards/?firm={firm_name}",
        "/hazards/?state=late&list=plan",
    ),
    "hazards/board/": get("/hazards/board/", "/hazards/board/?place=141002"),
    "hazards/leads/": get("/hazards/leads/", "/hazards/leads/?place=141002"),
    "hazards/report/": (
        *get("/hazards/report/", "/hazards/report/?enterprise={firm}", "/hazards/report/?q={firm_name}"),
        *post("/hazards/report/", enterprise="{firm}", do="find_out", **{"attr.grade": "一般", "attr.found": "x"}),
    ),
    "hazards/alike/": get("/hazards/alike/?enterprise={firm}&attr.found=尧都独有的隐患"),
    "hazards/at/<str:token>/": (*get("/hazards/at/none/"), *post("/hazards/at/none/", found="x")),
    "hazards/<str:hazard_id>/": (
        *get("/hazards/{hazard}/", "/hazards/{hazard}/?do=plan"),
        *post("/hazards/{hazard}/", do="suspend", **{"attr.reason": "x"}),
    ),
    "enterprises/<str:enterprise_id>/gate/": get("/enterprises/{firm}/gate/"),
    "supervision/": get("/supervision/"),
    "supervision/quarterly/": get("/supervision/quarterly/", "/supervision/quarterly/?quarter=2026-Q3"),
    "supervision/<str:hazard_id>/": (
        *get("/supervision/{hazard}/"),
        *post("/supervision/{hazard}/", do="publish", channel="政府网站"),
        *post("/supervision/{hazard}/", do="delist", opinion="x"),
        *post("/supervision/{hazard}/", do="overdue", ground="x"),
        *post("/supervision/{hazard}/", do="follow", found="x"),
        *post("/supervision/{hazard}/", do="list", due="2027-01-01"),
        *post("/supervision/{hazard}/", do="notice", id="{fact}", sign="安督", demands="x"),
        *post("/supervision/{hazard}/", do="end_notice", id="{fact}", sign="安督"),
    ),
    "listed/": get("/listed/"),
    "responsibility/": get(
        "/responsibility/", "/responsibility/?place=141002&line=territory", "/responsibility/?by=post&place=141002"
    ),
    "responsibility/firms/": get(
        "/responsibility/firms/?body={body}",
        "/responsibility/firms/?post={post}",
        "/responsibility/firms/?cell={cell}&line=territory",
        "/responsibility/firms/?only=gaps&place=141002",
        "/responsibility/firms/?only=doubles&place=141002",
    ),
    "responsibility/take/": post("/responsibility/take/", enterprise="{firm}"),
    "responsibility/rules/": (
        *get("/responsibility/rules/", "/responsibility/rules/?place=141002"),
        *post("/responsibility/rules/", do="enter", **RULE),
    ),
    "timeline/<str:subject>/": get(
        "/timeline/{person}/", "/timeline/{post}/", "/timeline/{body}/", "/timeline/{firm}/"
    ),
    "own/": get("/own/"),
    "views/": (*get("/views/"), *post("/views/", name="", url="/")),  # not saved: it would be the walker's own
    "views/<uuid:view_id>/drop/": post("/views/{view}/drop/"),
    "help/": get("/help/", "/help/?words={firm_name}"),
    "others/": get("/others/", "/others/?place=141002"),
    "duties/": get(
        "/duties/",
        "/duties/?place=141002&outcome=overdue",
        "/duties/?rule=linfen-2018/leader-inspects-monthly",
        "/duties/?bearer={post}",
        "/duties/?bearer={firm}",
    ),
    "duties/export.xlsx": get("/duties/export.xlsx", "/duties/export.xlsx?bearer={post}"),
    "duties/headers/": post("/duties/headers/?place=141002", bearer="x"),
    "duties/urge/": post("/duties/urge/?place=141002&rule=linfen-2018/leader-inspects-monthly"),
    "duties/assign/": (
        *post("/duties/assign/?place=141002", to="{post}"),
        *post("/duties/assign/", duty="{duty}", to="{post}"),
    ),
    "people/<str:person>/book/": get("/people/{person}/book/", "/people/me/book/"),
    "record/": (
        *get(
            "/record/",
            "/record/?fact=inspections.visit_filed",
            "/record/?fact=inspections.visit_filed&party.led_by=post|{post}&place=141002",
            "/record/?duty={duty}",
            "/record/?fact=letters.sent",
        ),
        *post("/record/", fact="inspections.visit_filed", place="141002", **{"party.led_by": "post|{post}"}),
        *post("/record/", fact="inspections.visit_filed", place="141002", **{"party.led_by": "{post_name}"}),
        *post("/record/", fact="inspections.visit_filed", **{"party.object": "{firm_name}"}),
        *post("/record/", fact="inspections.visit_filed", place="尧都", photo="{digest}"),
    ),
    "record/would-meet/": get("/record/would-meet/?fact=inspections.visit_filed&party.led_by=post|{post}&place=141002"),
    "facts/<uuid:fact_id>/": get("/facts/{fact}/", "/facts/{fact}/?known=1", "/facts/{fact}/?new=x"),
    "facts/<uuid:fact_id>/undo/": post("/facts/{fact}/undo/"),
    "ladders/": (*get("/ladders/"), *post("/ladders/", rung="1", do="take", ground="x")),
    "documents/": get("/documents/", "/documents/?place=141002"),
    "documents/<slug:document_id>/": get(
        DOCUMENT,
        f"{DOCUMENT}?place=141002",
        f"{DOCUMENT}?only=open",
    ),
    "documents/<slug:document_id>/clauses/<str:number>/": get(
        f"{DOCUMENT}clauses/3.8/", f"{DOCUMENT}clauses/3.8/?place=141002"
    ),
    "documents/<slug:document_id>/report.docx": get(f"{DOCUMENT}report.docx?place=141002"),
    "documents/<slug:document_id>/settings/": (
        *get(f"{DOCUMENT}settings/", f"{DOCUMENT}settings/?place=141002"),
        *post(f"{DOCUMENT}settings/?place=141002", **SETTING),
    ),
    "reading/": (*get("/reading/"), *post("/reading/", previous="{reading}", text="x")),
    "reading/<uuid:id>/": (
        *get("/reading/{reading}/", "/reading/{reading}/?draft=draft-1"),
        *post("/reading/{reading}/", do="propose", key="draft-1", becomes="dismissed", reason="x"),
        *post("/reading/{reading}/", do="confirm", key="draft-1"),
        *post("/reading/{reading}/", do="save"),
    ),
    "words/": get("/words/", "/words/?words=检查"),
    "words/facts/<str:name>/": get("/words/facts/inspections.visit_filed/", "/words/facts/{firm}/"),
    "health/": get("/health/"),
}
"""Pages."""

PROGRAMS: dict[str, tuple[Ask, ...]] = {
    "openapi.json": get(f"{API}/openapi.json"),
    "hazards": (
        *get(f"{API}/hazards", f"{API}/hazards?inside=141002", f"{API}/hazards?enterprise={{firm}}"),
        *post(
            f"{API}/hazards",
            verb="find_out",
            hazard="hazard:walk",
            enterprise="{firm}",
            attributes={"grade": "一般", "found": "x"},
        ),
    ),
    "hazards/board": get(f"{API}/hazards/board", f"{API}/hazards/board?inside=141002"),
    "hazards/leads": get(f"{API}/hazards/leads", f"{API}/hazards/leads?inside=141002"),
    "hazards/criteria": get(f"{API}/hazards/criteria?industry=3110"),
    "hazards/<hazard_id>": get(f"{API}/hazards/{{hazard}}"),
    "hazards/<hazard_id>/moves": post(f"{API}/hazards/{{hazard}}/moves", verb="suspend", attributes={"reason": "x"}),
    "hazards/<hazard_id>/judge": post(
        f"{API}/hazards/{{hazard}}/judge", criterion="工贸-2023/12(2)", answers={"room": False}
    ),
    "listings": (
        *get(f"{API}/listings", f"{API}/listings?inside=141002"),
        *post(f"{API}/listings", hazard="{hazard}", due="2027-01-01"),
    ),
    "listings/quarterly": post(f"{API}/listings/quarterly", id="{fact}", body="{body}", sign="安督", quarter="2026-Q3"),
    "listings/figures": get(f"{API}/listings/figures"),
    "listings/public": get(f"{API}/listings/public"),
    "listings/<hazard_id>": get(f"{API}/listings/{{hazard}}"),
    "listings/<hazard_id>/delist": post(f"{API}/listings/{{hazard}}/delist", opinion="x"),
    "listings/<hazard_id>/publish": post(f"{API}/listings/{{hazard}}/publish", channel="政府网站"),
    "listings/<hazard_id>/follow": post(f"{API}/listings/{{hazard}}/follow", found="x"),
    "listings/<hazard_id>/notice": post(f"{API}/listings/{{hazard}}/notice", id="{fact}", sign="安督", demands=["x"]),
    "listings/<hazard_id>/end-notice": post(f"{API}/listings/{{hazard}}/end-notice", id="{fact}", sign="安督"),
    "listings/<hazard_id>/overdue": post(f"{API}/listings/{{hazard}}/overdue", ground="x"),
    "facts": (
        *get(
            f"{API}/facts",
            f"{API}/facts?place=141002",
            f"{API}/facts?party={{firm}}",
            f"{API}/facts?party={{post}}&limit=200",
            f"{API}/facts?name=inspections.visit_filed",
        ),
        *post(f"{API}/facts", **FACT, parties={"led_by": [{"kind": "post", "id": "{post}"}]}),
        *post(f"{API}/facts", **{**FACT, "photos": ["{digest}"]}),
        *post(f"{API}/facts", **FACT, id="{fact}", parties={"led_by": [{"kind": "post", "id": "{post}"}]}),
    ),
    "facts/batch": post(
        f"{API}/facts/batch",
        facts=[{**FACT, "id": "{fact}", "parties": {"led_by": [{"kind": "post", "id": "{post}"}]}}],
    ),
    "facts/would-meet": post(f"{API}/facts/would-meet", **FACT, parties={"led_by": [{"kind": "post", "id": "{post}"}]}),
    "facts/<uuidstr:fact_id>": get(f"{API}/facts/{{fact}}"),
    "facts/<uuidstr:fact_id>/met": get(f"{API}/facts/{{fact}}/met"),
    "facts/<uuidstr:fact_id>/undo": post(f"{API}/facts/{{fact}}/undo"),
    "facts/<uuidstr:fact_id>/served": get(f"{API}/facts/{{fact}}/served"),
    "words/facts/<name>/form": get(
        f"{API}/words/facts/inspections.visit_filed/form",
        f"{API}/words/facts/inspections.visit_filed/form?duty={{duty}}",
        f"{API}/words/facts/letters.sent/form",
    ),
    "saved": get(f"{API}/saved", f"{API}/saved?place=141002"),
    "first-day": get(f"{API}/first-day"),
    "hazards/<hazard_id>/archive.zip": get(f"{API}/hazards/{{hazard}}/archive.zip"),
    "offline/sync": post(
        f"{API}/offline/sync",
        device="01900000-0000-7000-8000-000000000008",
        now="2026-11-22T08:00:00+08:00",
        records=[],
    ),
    "offline/records": get(f"{API}/offline/records", f"{API}/offline/records?of=undecided"),
    "offline/records/<uuidstr:entry_id>": get(f"{API}/offline/records/{{entry}}"),
    "offline/records/<uuidstr:entry_id>/decide": post(f"{API}/offline/records/{{entry}}/decide", do="drop", reason="x"),
    "offline/lists": get(f"{API}/offline/lists"),
    "papers": get(f"{API}/papers"),
    "papers/<uuidstr:paper_id>": get(f"{API}/papers/{{paper}}"),
    "papers/<uuidstr:paper_id>/file.docx": get(f"{API}/papers/{{paper}}/file.docx"),
    "papers/<uuidstr:paper_id>/withdraw": post(f"{API}/papers/{{paper}}/withdraw", reason="x"),
    "papers/check": (Ask("post", f"{API}/papers/check", {}),),
    "photos": (Ask("post", f"{API}/photos", {}),),
    "photos/sent/<original>": (
        *get(f"{API}/photos/sent/{{digest}}"),
        *post(f"{API}/photos/sent/{{digest}}?size=9&offset=9"),
    ),
    "photos/<digest>": get(f"{API}/photos/{{digest}}"),
    "desk": get(f"{API}/desk", f"{API}/desk?as_of=2026-03-15"),
    "desk/lists/<number>": get(f"{API}/desk/lists/owed", f"{API}/desk/lists/overdue?as_of=2026-03-15"),
    "desk/recordable": get(f"{API}/desk/recordable"),
    "ladders": get(f"{API}/ladders"),
    "ladders/<rung>": post(f"{API}/ladders/1", do="take", ground="x"),
    "search": get(f"{API}/search?words=示例", f"{API}/search?words=尧都", f"{API}/search?words={{firm_name}}"),
    "board": get(f"{API}/board", f"{API}/board?place=141002", f"{API}/board?by=bodies"),
    "board/beside": get(f"{API}/board/beside"),
    "others": get(f"{API}/others"),
    "others/duties": get(f"{API}/others/duties?rule=linfen-2018/leader-inspects-monthly"),
    "duties": get(f"{API}/duties", f"{API}/duties?place=141002", f"{API}/duties?bearer={{firm}}"),
    "duties/export.xlsx": get(f"{API}/duties/export.xlsx", f"{API}/duties/export.xlsx?bearer={{post}}"),
    "duties/headers": post(f"{API}/duties/headers", headers={"none": "x"}),
    "duties/urge": (Ask("post", f"{API}/duties/urge?place=141002"),),
    "duties/assign": (
        *post(f"{API}/duties/assign?place=141002", to="{post}"),
        *post(f"{API}/duties/assign", to="{post}", duty="{duty}"),
    ),
    "documents/<document_id>/report.docx": get(f"{API}/documents/linfen-2018/report.docx?place=141002"),
    "duties/<path:key>": get(f"{API}/duties/{{duty}}", f"{API}/duties/{{firm_duty}}"),
    "documents": get(f"{API}/documents"),
    "documents/<document_id>": get(f"{API}/documents/linfen-2018", f"{API}/documents/linfen-2018?place=141002"),
    "documents/<document_id>/clauses/<number>": get(
        f"{API}/documents/linfen-2018/clauses/3.8", f"{API}/documents/linfen-2018/clauses/3.8?place=141002"
    ),
    "documents/<document_id>/settings": (
        *get(f"{API}/documents/linfen-2018/settings", f"{API}/documents/linfen-2018/settings?place=141002"),
        *post(f"{API}/documents/linfen-2018/settings", **SETTING, place="141002"),
    ),
    "documents/<document_id>/adoptions": (
        *get(f"{API}/documents/linfen-2018/adoptions"),
        *post(f"{API}/documents/linfen-2018/adoptions", place="141002", **SINCE),
    ),
    "words": get(f"{API}/words"),
    "words/facts": get(f"{API}/words/facts"),
    "words/facts/<name>": get(f"{API}/words/facts/inspections.visit_filed"),
    "places": get(f"{API}/places?words=尧都"),
    "places/<code>": get(f"{API}/places/141002"),
    "home": (*get(f"{API}/home"), *post(f"{API}/home", place="141002")),
    "cells": (
        *get(f"{API}/cells", f"{API}/cells?inside=141002", f"{API}/cells?post={{post}}"),
        *post(f"{API}/cells", cell="x", place="141002001", name="x", **SINCE),
    ),
    "cells/<cell>/change": post(f"{API}/cells/{{cell}}/change", name="x", **SINCE),
    "cells/<cell>/end": post(f"{API}/cells/{{cell}}/end", **LAST),
    "bodies": (
        *get(f"{API}/bodies?limit=200", f"{API}/bodies?inside=141002", f"{API}/bodies?words=尧都"),
        *post(f"{API}/bodies", id="body:x", name="x", place="141002", classes=["department"], **SINCE),
        *post(
            f"{API}/bodies", id="body:x", name="x", place="141021", classes=["department"], superior="{body}", **SINCE
        ),
    ),
    "bodies/<body_id>/rename": post(f"{API}/bodies/{{body}}/rename", name="x", **SINCE),
    "bodies/<body_id>/superior": post(f"{API}/bodies/{{body}}/superior", **SINCE),
    "bodies/<body_id>/end": post(f"{API}/bodies/{{body}}/end", **LAST),
    "bodies/<body_id>/functions": post(f"{API}/bodies/{{body}}/functions", function="work_safety", **SINCE),
    "bodies/<body_id>/functions/end": post(f"{API}/bodies/{{body}}/functions/end", function="work_safety", **LAST),
    "bodies/<body_id>": get(f"{API}/bodies/{{body}}"),
    "posts": (
        *get(
            f"{API}/posts?limit=200",
            f"{API}/posts?person={{person}}",
            f"{API}/posts?body={{body}}",
            f"{API}/posts?inside=141002",
        ),
        *post(f"{API}/posts", id="post:x", name="x", body="{body}", classes=["department_head"], **SINCE),
    ),
    "posts/<post_id>/end": post(f"{API}/posts/{{post}}/end", **LAST),
    "posts/<post_id>/appoint": post(f"{API}/posts/{{post}}/appoint", person="{person}", **SINCE),
    "posts/<post_id>/vacate": post(f"{API}/posts/{{post}}/vacate", **LAST),
    "posts/<post_id>/delegate": post(f"{API}/posts/{{post}}/delegate", person="{person}", ground="x", **SINCE),
    "posts/<post_id>/delegate/end": post(f"{API}/posts/{{post}}/delegate/end", **LAST),
    "tenures": get(f"{API}/tenures?post={{post}}", f"{API}/tenures?person={{person}}"),
    "persons/<person_id>/book": get(f"{API}/persons/{{person}}/book", f"{API}/persons/me/book"),
    "persons/<person_id>/move": post(
        f"{API}/persons/{{person}}/move", leaves="{post}", takes="post:141021-fxz-2", **SINCE
    ),
    "people/export.xlsx": get(f"{API}/people/export.xlsx"),
    "people/templates/<kind>.xlsx": get(f"{API}/people/templates/posts.xlsx"),
    "registry/imports": (*get(f"{API}/registry/imports"), Ask("post", f"{API}/registry/imports", {})),
    "registry/export.xlsx": get(f"{API}/registry/export.xlsx"),
    "registry/ledgers": get(f"{API}/registry/ledgers"),
    "registry/ledgers/<ledger_id>.xlsx": get(f"{API}/registry/ledgers/basic.xlsx"),
    "registry/imports/template.xlsx": get(f"{API}/registry/imports/template.xlsx"),
    "registry/imports/<intake_id>": get(f"{API}/registry/imports/{{sheet}}"),
    "registry/imports/<intake_id>/trial": post(f"{API}/registry/imports/{{sheet}}/trial", mapping={"name": "A"}),
    "registry/imports/<intake_id>/take": post(f"{API}/registry/imports/{{sheet}}/take"),
    "registry/imports/<intake_id>/undo": post(f"{API}/registry/imports/{{sheet}}/undo", reason="x"),
    "registry/imports/<intake_id>/faults": get(f"{API}/registry/imports/{{sheet}}/faults"),
    "registry/imports/<intake_id>/likely": get(f"{API}/registry/imports/{{sheet}}/likely"),
    "registry/imports/<intake_id>/faults.xlsx": get(f"{API}/registry/imports/{{sheet}}/faults.xlsx"),
    "people/imports": get(f"{API}/people/imports"),
    "people/imports/<batch>/undo": post(f"{API}/people/imports/{{batch}}/undo", reason="x"),
    "people/lists": (Ask("post", f"{API}/people/lists", {}),),
    "people/lists/<list_id>": get(f"{API}/people/lists/{{sheet}}"),
    "people/lists/<list_id>/meaning": post(f"{API}/people/lists/{{sheet}}/meaning", mapping={"name": "A"}),
    "people/lists/<list_id>/faults": get(f"{API}/people/lists/{{sheet}}/faults"),
    "people/lists/<list_id>/faults.xlsx": get(f"{API}/people/lists/{{sheet}}/faults.xlsx"),
    "people/lists/<list_id>/take": post(f"{API}/people/lists/{{sheet}}/take"),
    "posts/<post_id>": get(f"{API}/posts/{{post}}"),
    "persons": (
        *get(f"{API}/persons?words=示例&limit=200", f"{API}/persons?words=sl"),
        *post(f"{API}/persons", name="", **SINCE),
    ),
    "enterprises": get(
        f"{API}/enterprises?limit=200",
        f"{API}/enterprises?words=示例",
        f"{API}/enterprises?inside=141002",
        f"{API}/enterprises?regulator={{body}}",
        f"{API}/enterprises?unregulated=true",
    ),
    "enterprises/<enterprise_id>": get(f"{API}/enterprises/{{firm}}"),
    "enterprise-doubles": get(f"{API}/enterprise-doubles", f"{API}/enterprise-doubles?inside=141002"),
    "enterprise-doubles/apart": post(f"{API}/enterprise-doubles/apart", one="{firm}", other="ent:none", **SINCE),
    "enterprise-mergers": (
        *get(f"{API}/enterprise-mergers"),
        *post(f"{API}/enterprise-mergers", survivor="{firm}", merged="ent:none", **SINCE),
    ),
    "enterprise-mergers/<fact>/undo": post(f"{API}/enterprise-mergers/{{fact}}/undo", reason="x"),
    "enterprises/<enterprise_id>/change": post(f"{API}/enterprises/{{firm}}/change", name="x", **SINCE),
    "enterprises/<enterprise_id>/close": post(f"{API}/enterprises/{{firm}}/close", **LAST),
    "enterprises/<enterprise_id>/split": post(f"{API}/enterprises/{{firm}}/split", name="x", id="ent:x", **SINCE),
    "enterprise-fields": get(f"{API}/enterprise-fields"),
    "enterprise-quality": get(f"{API}/enterprise-quality?inside=141002", f"{API}/enterprise-quality?inside=141000"),
    "enterprises/<enterprise_id>/items": get(f"{API}/enterprises/{{firm}}/items"),
    "enterprises/<enterprise_id>/items/<item>/end": post(
        f"{API}/enterprises/{{firm}}/items/item:x/end", last_day="2026-05-01", source="企业自报"
    ),
    "enterprises/<enterprise_id>/to-confirm": get(f"{API}/enterprises/{{firm}}/to-confirm"),
    "enterprises/<enterprise_id>/history": get(f"{API}/enterprises/{{firm}}/history"),
    "enterprises/<enterprise_id>/attributes": (
        *get(f"{API}/enterprises/{{firm}}/attributes"),
        *post(
            f"{API}/enterprises/{{firm}}/attributes", since="2026-05-01", source="企业自报", values={"crowded": True}
        ),
    ),
    "enterprises/<enterprise_id>/responsibility": (
        *get(f"{API}/enterprises/{{firm}}/responsibility"),
        *post(f"{API}/enterprises/{{firm}}/responsibility", line="industry", body="{body}", ground="agreed", **SINCE),
    ),
    "enterprises/<enterprise_id>/responsibility/release": post(
        f"{API}/enterprises/{{firm}}/responsibility/release", line="industry", body="{body}", reason="x", **LAST
    ),
    "enterprises/<enterprise_id>/signboard.docx": get(f"{API}/enterprises/{{firm}}/signboard.docx"),
    "responsibility": get(f"{API}/responsibility", f"{API}/responsibility?inside=141002&line=general"),
    "responsibility/firms": get(
        f"{API}/responsibility/firms?body={{body}}",
        f"{API}/responsibility/firms?post={{post}}",
        f"{API}/responsibility/firms?cell={{cell}}&line=territory",
        f"{API}/responsibility/firms?only=gaps&inside=141002",
    ),
    "responsibility/take": post(f"{API}/responsibility/take", enterprises=["{firm}"], **SINCE),
    "responsibility/rules": (
        *get(f"{API}/responsibility/rules", f"{API}/responsibility/rules?inside=141002"),
        *post(f"{API}/responsibility/rules", **RULE, **SINCE),
    ),
    "responsibility/rules/end": post(
        f"{API}/responsibility/rules/end", **{key: value for key, value in RULE.items() if key != "cite"}, **LAST
    ),
    "health": get(f"{API}/health"),
    "accounts": (
        *get(f"{API}/accounts", f"{API}/accounts?words=yaodu"),
        *post(f"{API}/accounts", login="yaodu-deputy", name="x", password="a long sentence"),
    ),
    "accounts/log": get(f"{API}/accounts/log"),
    "accounts/<login>/close": post(f"{API}/accounts/yaodu-deputy/close"),
    "accounts/<login>/password": post(f"{API}/accounts/yaodu-deputy/password", password="another sentence"),
    "accounts/<login>/roles": post(f"{API}/accounts/yaodu-deputy/roles", role="office"),
    "accounts/<login>/roles/<role>": (Ask("delete", f"{API}/accounts/yaodu-deputy/roles/office"),),
    "accounts/<login>/factor": (Ask("delete", f"{API}/accounts/yaodu-deputy/factor"),),
    "sign-ins": get(f"{API}/sign-ins"),
    "sign-ins/<sign_in>": (Ask("delete", f"{API}/sign-ins/{{session}}"),),
    "messages": get(f"{API}/messages"),
    "messages/addresses": (
        *get(f"{API}/messages/addresses"),
        *post(f"{API}/messages/addresses", sms="abc"),
    ),
    "messages/trial": (),
    "messages/out": get(f"{API}/messages/out"),
    "messages/out/<number>/again": post(f"{API}/messages/out/1/again"),
    "me": get(f"{API}/me"),
    "tokens": get(f"{API}/tokens"),
    "tokens/<token_id>": (Ask("delete", f"{API}/tokens/{{token}}"),),
    "subscriptions": (
        *get(f"{API}/subscriptions"),
        *post(f"{API}/subscriptions", url="https://10.0.0.1/", names=["*"]),
    ),
    "subscriptions/<subscription_id>": (Ask("delete", f"{API}/subscriptions/{{subscription}}"),),
    "subscriptions/<subscription_id>/deliveries": get(f"{API}/subscriptions/{{subscription}}/deliveries"),
    "<path:rest>": get(f"{API}/facts/{{fact}}/nothing", f"{API}/export.csv"),
    "": get(f"{API}/"),
}
"""Operations for programs, below /api/v1/."""

OWN = {("post", "api/v1/messages/trial")}
"""Operations that change something of the walker alone, another thing each time: not asked."""
FORMS = ("/record/", f"{API}/words/facts/")
"""Below these stand forms, which name the offices and posts that may be chosen."""

WALK = PAGES | {f"api/v1/{pattern}": asks for pattern, asks in PROGRAMS.items()}
NOWHERE = get(
    "/nowhere/", "/facts/{fact}", "/files/", "/media/{digest}.jpg", "/static/{digest}.jpg", "/var/files/{digest}"
)
"""Addresses that are none: error pages say nothing either."""

SUMS = {"/board/beside/", f"{API}/board/beside"}
"""Sums of the places beside one's own are open: they may change with what happens there. Names and lists are not."""


def filled(ask: Ask, things: Mapping[str, str]) -> Ask:
    """The request with the braces filled; in an address as a browser writes it."""
    address, data = ask.address, json.dumps(ask.data, ensure_ascii=False)
    for name, value in things.items():
        address = address.replace(f"{{{name}}}", quote(value, safe=":/!~"))
        data = data.replace(f"{{{name}}}", value)
    return Ask(ask.method, address, json.loads(data))
