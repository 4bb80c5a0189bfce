"""The one list of modules, in the order of the ladder from bottom to top, and the hooks that wire them.

Nothing else in the program names all modules. A new module is entered here and in `.importlinter`.
"""

MODULES: list[str] = [
    "anjian.ui",
    "anjian.ledger",
    "anjian.evidence",
    "anjian.sheets",
    "anjian.papers",
    "anjian.places",
    "anjian.people",
    "anjian.access",
    "anjian.messages",
    "anjian.api",
    "anjian.offline",
    "anjian.policy",
    "anjian.drafting",
    "anjian.records",
    "anjian.registry",
    "anjian.responsibility",
    "anjian.duties",
    "anjian.hazards",
    "anjian.supervision",
    "anjian.desk",
    "anjian.sample",
]
"""Django applications, bottom to top."""

CLI: list[tuple[str, str, str]] = [
    ("account", "anjian.access.cli.app", "账号：开户、口令、角色 / accounts"),
    ("token", "anjian.api.cli.app", "接口凭证：发放、查看、吊销 / tokens for programs"),
    ("ledger", "anjian.ledger.cli.app", "台账：核验、存证、搁置 / the ledger: verify, anchor, parked facts"),
    ("law", "anjian.policy.cli.app", "文件：检查、装入、显示、试算、覆盖 / documents: check, load, test, coverage"),
    ("duties", "anjian.duties.cli.app", "职责：计算、核对、重建现况 / duties: show, check, rebuild"),
    (
        "calendar",
        "anjian.duties.notice_cli.app",
        "放假安排：预览、装入、查一天 / holiday notices: preview, adopt",
    ),
    ("messages", "anjian.messages.cli.app", "消息：联系方式、试发、查看 / messages out"),
    ("places", "anjian.places.cli.app", "行政区划 / divisions"),
    ("people", "anjian.people.cli.app", "机构、职务、任职：设立、任免、查找 / bodies, posts and their holders"),
    ("registry", "anjian.registry.cli.app", "企业底册：登记、变更、填报属性、关闭、查找 / enterprises"),
    ("words", "anjian.ui.cli.app", "界面译文 / the English words of the interface"),
    ("read", "anjian.reader.cli.app", "读文：条目、数字、规则草稿 / read official documents"),
    ("docs", "config.docs.app", "文档中的数字 / figures in the documents"),
    ("sample", "anjian.sample.cli.app", "示例地区：装入、说明 / the sample region"),
]
"""Sub-commands of `anjian`: (verb, dotted name of a typer app, one line of help in Chinese and English)."""

LOAD_STEPS: list[tuple[str, str]] = [
    ("装入示例", "anjian.sample.cli.load_today"),
    ("装入区划", "anjian.places.cli.load_packs"),
    ("写回规则包", "anjian.drafting.worker.put_back"),
    ("装入文件", "anjian.policy.cli.load_packs"),
    ("推算职责", "anjian.duties.worker.load"),
]
"""What `anjian run` does after migrating: (label on the terminal, dotted name of an idempotent callable).

The sample comes first: it wants an empty ledger, and brings its own divisions and documents with their history."""

WORKER_STEPS: list[str] = [
    "anjian.ledger.actions.sequence",
    "anjian.ledger.actions.deliver",
    "anjian.ledger.actions.seal",
    "anjian.duties.worker.freshen",
    "anjian.duties.worker.climb",
    "anjian.duties.worker.remind",
    "anjian.hazards.worker.settle",
    "anjian.evidence.worker.sweep_orphans",
    "anjian.sheets.worker.sweep_uploads",
    "anjian.registry.worker.take_in",
    "anjian.registry.worker.sweep_imports",
    "anjian.access.worker.sweep_sessions",
    "anjian.messages.worker.send_out",
    "anjian.messages.worker.receipts",
    "anjian.api.worker.post_out",
    "anjian.api.worker.sweep_kept",
]
"""What `anjian worker` does in a loop: dotted names of callables that return how many things they did."""

HEALTH_CHECKS: list[str] = [
    "anjian.ledger.health.checks",
    "anjian.duties.health.checks",
    "anjian.sample.health.checks",
]
"""Dotted names of callables that return `anjian.host.health.Check` values."""

URLS: list[tuple[str, str]] = [
    ("", "anjian.ui.urls"),
    ("", "anjian.access.urls"),
    ("", "anjian.messages.urls"),
    ("", "anjian.api.urls"),
    ("", "anjian.evidence.urls"),
    ("", "anjian.papers.urls"),
    ("", "anjian.offline.urls"),
    ("", "anjian.people.urls"),
    ("", "anjian.drafting.urls"),
    ("", "anjian.registry.urls"),
    ("", "anjian.responsibility.urls"),
    ("", "anjian.hazards.urls"),
    ("", "anjian.supervision.urls"),
    ("", "anjian.desk.urls"),
]
"""Pages: (prefix, dotted name of a URL module)."""

REST: list[tuple[str, str]] = [
    ("记录", "anjian.desk.rest.facts.router"),
    ("照片", "anjian.evidence.rest.photos.router"),
    ("离线记录", "anjian.offline.rest.syncing.router"),
    ("隐患", "anjian.desk.rest.archives.router"),
    ("公文", "anjian.papers.rest.papers.router"),
    ("记录", "anjian.desk.rest.forms.router"),
    ("记录", "anjian.desk.rest.serving.router"),
    ("职责", "anjian.desk.rest.mine.router"),
    ("职责", "anjian.desk.rest.finding.router"),
    ("职责", "anjian.desk.rest.listing.router"),
    ("职责", "anjian.desk.rest.duties.router"),
    ("文件", "anjian.desk.rest.documents.router"),
    ("词汇", "anjian.policy.rest.words.router"),
    ("文件", "anjian.policy.rest.adopting.router"),
    ("区划", "anjian.places.rest.places.router"),
    ("区划", "anjian.places.rest.cells.router"),
    ("机构和人", "anjian.people.rest.changes.router"),
    ("名册", "anjian.people.rest.lists.router"),
    ("企业", "anjian.registry.rest.enterprises.router"),
    ("企业", "anjian.registry.rest.intakes.router"),
    ("企业", "anjian.registry.rest.ledgers.router"),
    ("企业", "anjian.registry.rest.identity.router"),
    ("企业", "anjian.registry.rest.files.router"),
    ("监管责任", "anjian.responsibility.rest.answering.router"),
    ("双报告", "anjian.hazards.rest.dual.router"),
    ("隐患", "anjian.hazards.rest.criteria.router"),
    ("隐患", "anjian.hazards.rest.hazards.router"),
    ("来报", "anjian.hazards.rest.arrivals.router"),
    ("挂牌督办", "anjian.supervision.rest.listings.router"),
    ("健康", "anjian.desk.rest.health.router"),
    ("账号", "anjian.access.rest.accounts.router"),
    ("消息", "anjian.messages.rest.messages.router"),
    ("凭证", "anjian.api.rest.tokens.router"),
    ("订阅", "anjian.api.rest.subscriptions.router"),
]
"""Operations of the interface for programs: (word they are grouped under, dotted name of a ninja router)."""

MIDDLEWARE: list[str] = [
    "anjian.access.web.middleware.ViewerMiddleware",
    "anjian.offline.web.middleware.WipeMiddleware",
]
"""Of the modules, after Django's own."""

CONTEXT_PROCESSORS: list[str] = ["anjian.ui.context.chrome"]
"""What every template knows."""

TEMPLATE_BUILTINS: list[str] = ["anjian.ui.templatetags.show"]
"""Tags that every template may use without loading them."""
