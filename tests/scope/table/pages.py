"""The pages, by the pattern of their address."""

from __future__ import annotations

from tests.scope.table.asks import DOCUMENT, RULE, SETTING, Ask, get, post

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
    "enterprises/new/": (*get("/enterprises/new/"), *post("/enterprises/new/", name="x", since="x")),
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
    "enterprises/<str:enterprise_id>/change/": (
        *get("/enterprises/{firm}/change/"),
        *post("/enterprises/{firm}/change/", do="close", since="x"),
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
    "hazards/export.xlsx": get("/hazards/export.xlsx", "/hazards/export.xlsx?list=duty&firm={firm_name}"),
    "hazards/board/": get("/hazards/board/", "/hazards/board/?place=141002"),
    "hazards/leads/": get("/hazards/leads/", "/hazards/leads/?place=141002"),
    "hazards/report/": (
        *get("/hazards/report/", "/hazards/report/?enterprise={firm}", "/hazards/report/?q={firm_name}"),
        *post("/hazards/report/", enterprise="{firm}", do="find_out", **{"attr.grade": "一般", "attr.found": "x"}),
    ),
    "hazards/dual/": (
        *get("/hazards/dual/", "/hazards/dual/?place=141002", "/hazards/dual/?firm={firm_name}&after={firm}"),
        *post("/hazards/dual/", enterprise="{firm}", audience="监管部门"),
    ),
    "hazards/arrivals/": (
        *get("/hazards/arrivals/", "/hazards/arrivals/?one={arrival}&firm={firm_name}"),
        *post("/hazards/arrivals/", arrival="{arrival}", do="drop", reason="x"),
        *post("/hazards/arrivals/", arrival="{arrival}", do="record", enterprise="{firm}", reason="x"),
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
