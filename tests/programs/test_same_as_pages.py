"""Whatever a page does, a program can do (页面能做的，程序都能做): a page names its operations, or why not.

The addresses are those of `tests/scope/table/`, which is itself held against the routes: a page that is made without
an operation, or without a reason, fails here.
"""

from __future__ import annotations

from functools import cache

from ninja import Schema

from tests.scope.table import PAGES

BROWSER = "it is the door of the browser: a program shows its token instead"
PERSON = "it changes how one person proves who they are; a token is not the person"
LOOK = "it is how a page looks, not what is in it"
ROOM = (
    "two persons judge a text word by word, each sentence beside its draft; what comes of it is a document like any "
    "other, with operations of its own"
)

GATE = "it is for somebody who stands at a gate without an account; a program reports with its token"

SAME: dict[str, tuple[str, ...] | str] = {
    "ui/gallery/": LOOK,
    "language/": LOOK,
    "sign-in/": BROWSER,
    "sign-in/code/": BROWSER,
    "sign-in/oidc/": BROWSER,
    "sign-in/oidc/back/": BROWSER,
    "sign-out/": BROWSER,
    "account/": ("me", "list_sign_ins"),
    "account/password/": PERSON,
    "account/factor/": PERSON,
    "account/factor/remove/": PERSON,
    "account/unlink/": PERSON,
    "account/sessions/<uuid:session>/end/": ("end_sign_in",),
    "accounts/": ("list_accounts", "list_sign_ins"),
    "accounts/change/": ("open_account", "close_account", "reset_password", "grant_role", "take_role", "reset_factor"),
    "accounts/log/": ("list_account_log",),
    "messages/": ("list_messages", "get_addresses", "set_addresses", "try_channel"),
    "messages/out/": ("list_sendings", "send_again"),
    "tokens/": ("list_tokens", "list_subscriptions", "subscribe"),
    "tokens/<str:token_id>/revoke/": ("revoke_token",),
    "tokens/subscriptions/<uuid:subscription_id>/end/": ("unsubscribe",),
    "files/<str:digest>": ("get_photo",),
    "hazards/<str:hazard>/archive.zip": ("get_hazard_archive",),
    "offline/": ("sync_records", "list_fates", "get_carried", "list_subjects", "get_received", "receive_photo"),
    "offline/worker.js": LOOK,
    "offline/device/": BROWSER,
    "offline/held/": ("list_fates", "get_entry", "decide_entry"),
    "papers/": ("list_papers", "check_paper"),
    "papers/<uuid:paper>/": ("get_paper", "withdraw_paper"),
    "papers/<uuid:paper>.docx": ("get_paper_file",),
    "first-day/": ("get_first_day", "choose_home", "adopt_document"),
    "people/": ("list_posts", "list_bodies", "list_persons", "list_tenures"),
    "people/export.xlsx": ("export_people",),
    "people/import/": ("upload_list", "list_imports"),
    "people/import/<uuid:id>/": ("get_list", "explain_list", "list_faults", "take_list"),
    "people/import/<uuid:id>/faults.xlsx": ("get_fault_file",),
    "people/import/<slug:kind>.xlsx": ("get_list_template",),
    "people/imports/<uuid:batch>/undo/": ("undo_import",),
    "enterprises/export.xlsx": ("export_enterprises",),
    "enterprises/ledgers/": ("list_ledgers",),
    "enterprises/ledgers/<slug:ledger>.xlsx": ("get_ledger_file",),
    "enterprises/import/": ("upload_sheet", "list_intakes"),
    "enterprises/import/template.xlsx": ("get_sheet_template",),
    "enterprises/import/<uuid:id>/": (
        "try_sheet",
        "take_sheet",
        "undo_sheet",
        "get_intake",
        "list_cell_faults",
        "list_likely_rows",
    ),
    "enterprises/import/<uuid:id>/faults.xlsx": ("get_cell_fault_file",),
    "": ("get_desk", "list_desk"),
    "duties/<path:key>/": ("get_duty",),
    "duties/": ("list_duties",),
    "duties/export.xlsx": ("export_duties",),
    "duties/headers/": ("name_headers",),
    "duties/urge/": ("urge_duties",),
    "duties/assign/": ("assign_duties",),
    "search/": ("search",),
    "board/": ("get_board",),
    "board/beside/": ("get_beside",),
    "month/": ("list_duties",),
    "own/": ("get_desk", "list_duties"),
    "views/": "a saved view is the address of a page; a program keeps its own questions",
    "views/<uuid:view_id>/drop/": "as above",
    "help/": ("list_words", "list_fact_types"),
    "bodies/<str:body_id>/": ("get_body", "list_posts", "list_duties"),
    "enterprises/": ("list_enterprises", "get_quality"),
    "enterprises/new/": ("register_enterprise",),
    "enterprises/doubles/": (
        "list_doubles",
        "merge_enterprises",
        "set_apart",
        "list_mergers",
        "undo_merger",
    ),
    "enterprises/<str:enterprise_id>/": (
        "get_enterprise",
        "list_history",
        "list_attributes",
        "list_items",
        "list_duties",
    ),
    "enterprises/<str:enterprise_id>/tell/": ("list_enterprise_fields", "set_attributes", "end_item"),
    "enterprises/<str:enterprise_id>/change/": ("change_enterprise", "split_enterprise", "close_enterprise"),
    "enterprises/<str:enterprise_id>/confirm/": ("list_to_confirm", "set_attributes"),
    "enterprises/<str:enterprise_id>/responsibility/": ("get_answering", "assign_answering", "release_answering"),
    "enterprises/<str:enterprise_id>/signboard/": ("get_answering",),
    "enterprises/<str:enterprise_id>/signboard.docx": ("get_signboard",),
    "hazards/": ("list_hazards",),
    "hazards/export.xlsx": ("export_hazards",),
    "hazards/board/": ("get_hazard_board",),
    "hazards/leads/": ("list_hazard_leads",),
    "hazards/report/": ("report_hazard", "list_criteria"),
    "hazards/dual/": ("list_dual_reports", "report_treatment"),
    "hazards/arrivals/": ("list_arrivals", "decide_arrival"),
    "hazards/alike/": ("get_hazard",),
    "hazards/at/<str:token>/": GATE,
    "hazards/<str:hazard_id>/": ("get_hazard", "move_hazard", "judge_hazard"),
    "enterprises/<str:enterprise_id>/gate/": GATE,
    "supervision/": ("list_listings", "list_listing_figures"),
    "supervision/quarterly/": ("issue_quarterly_notice",),
    "supervision/<str:hazard_id>/": (
        "get_listing",
        "list_on_board",
        "delist",
        "publish_listing",
        "find_listing_overdue",
        "follow_listing",
        "issue_listing_notice",
        "issue_delisting_notice",
    ),
    "listed/": ("list_public_listings",),
    "responsibility/": ("get_responsibility",),
    "responsibility/firms/": ("list_responsibility_firms",),
    "responsibility/take/": ("take_proposals",),
    "responsibility/rules/": (
        "list_responsibility_rules",
        "enter_responsibility_rule",
        "end_responsibility_rule",
    ),
    "timeline/<str:subject>/": ("list_facts", "list_tenures", "list_history"),
    "others/": ("list_others", "list_others_duties"),
    "people/<str:person>/book/": ("get_book",),
    "record/": ("get_form", "list_recordable", "record_fact", "record_batch", "keep_photo"),
    "record/would-meet/": ("would_meet",),
    "facts/<uuid:fact_id>/": ("get_fact", "list_met", "get_served"),
    "facts/<uuid:fact_id>/undo/": ("undo_fact",),
    "ladders/": ("list_ladders", "answer_rung"),
    "documents/": ("list_documents", "get_saved"),
    "documents/<slug:document_id>/": ("get_document", "list_adoptions"),
    "documents/<slug:document_id>/report.docx": ("get_report",),
    "documents/<slug:document_id>/clauses/<str:number>/": ("get_clause",),
    "documents/<slug:document_id>/settings/": ("list_settings", "decide_setting"),
    "reading/": ROOM,
    "reading/<uuid:id>/": ROOM,
    "words/": ("list_words", "list_fact_types"),
    "words/facts/<str:name>/": ("get_fact_type",),
    "health/": ("get_health",),
}
"""Address of a page → the operations that do the same, or the reason why there is none."""


@cache
def operations() -> set[str]:
    """The operations that there are."""
    from config.api import description

    return {told["operationId"] for paths in description()["paths"].values() for told in paths.values()}


def test_every_page_has_its_operations_or_a_reason():
    assert set(PAGES) - set(SAME) == set(), "name the operations that do what this page does, or the reason"
    assert set(SAME) - set(PAGES) == set(), "these pages are gone"


def test_every_operation_that_is_named_is_there():
    named = {name for said in SAME.values() if not isinstance(said, str) for name in said}
    assert named - operations() == set()


def test_no_list_gives_as_many_rows_as_somebody_asks_for():
    """A size of the page without a bound is what others confess: here each says its own, and more is refused."""
    from config.api import description

    asked = {
        told["operationId"]: part["schema"]
        for paths in description()["paths"].values()
        for told in paths.values()
        for part in told.get("parameters", ())
        if part["name"] == "limit"
    }
    assert {"list_hazards", "list_listings", "list_public_listings", "list_facts"} <= set(asked)
    unbounded = {
        name for name, said in asked.items() if not 1 <= said.get("minimum", 0) <= said.get("maximum", 0) <= 500
    }
    assert unbounded == set()


def test_no_two_shapes_of_the_description_have_one_name():
    """The description knows a shape by its name alone: of two it would tell the second for the first."""
    operations()
    found: dict[str, set[str]] = {}
    waiting = [Schema]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            if shape.__module__.startswith("anjian."):
                found.setdefault(shape.__name__, set()).add(shape.__module__)
    assert len(found) > 50
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}
