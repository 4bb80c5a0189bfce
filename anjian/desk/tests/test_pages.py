"""Every page as it is rendered over the sample: what the policy would drop is not there, in both languages."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import pytest
from PIL import Image

from anjian.desk.tests.conftest import TODAY
from tests.browser.html import violations

CHINESE = re.compile(r"[\u3400-\u9fff]")
PAGES = [
    "/",
    "/others/",
    "/duties/?rule=linfen-2018/leader-inspects-monthly",
    "/record/",
    "/record/?fact=inspections.visit_filed",
    "/record/?fact=meetings.held",
    "/record/?fact=letters.sent",
    "/record/?fact=cases.decided",
    "/documents/",
    "/documents/linfen-2018/",
    "/documents/linfen-2018/?only=open",
    "/documents/linfen-2018/?only=mine",
    "/documents/linfen-2018/?only=unset",
    "/documents/linfen-2018/?only=unassigned",
    "/documents/linfen-2018/?open=3.8",
    "/documents/linfen-2018/clauses/3.8/",
    "/documents/linfen-2018/settings/",
    "/ui/gallery/",
    "/?as_of=2026-03-15",
    "/documents/linfen-2018/?as_of=2026-03-15",
]


def test_a_document_without_a_number_leaves_no_dot_where_it_would_stand(come):
    page = come("city-office").get("/documents/nanyang-2021/").content.decode()
    (meta,) = re.findall(r'<p class="meta">(.*?)</p>', page)
    assert "南阳市" in meta
    assert "<span></span>" not in meta


@pytest.mark.parametrize("login", ["yaodu-deputy", "city-office"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_and_holds_nothing_that_the_policy_drops(come, login, address):
    client = come(login)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        answer = client.get(address)
        assert answer.status_code == 200
        assert violations(answer.content.decode()) == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere/", 404),
        ("/facts/00000000-0000-7000-8000-000000000000/", 404),
        ("/duties/linfen-2018~leader-inspects-monthly!post:141021-fxz-1!!2026-11/", 404),
        ("/duties/nonsense/", 400),
        ("/documents/no-such/", 404),
        ("/documents/linfen-2018/clauses/99.9/", 404),
        ("/documents/linfen-2018/?place=141021", 403),
        ("/documents/linfen-2018/?place=zzz", 400),
        ("/?as_of=2999-01-01", 400),
        ("/?as_of=yesterday", 400),
        ("/?known=-3", 400),
        ("/record/?fact=no.such", 404),
        ("/record/?fact=inspections.visit_filed&as_of=2026-01-01", 400),
        ("/files/" + "0" * 64, 404),
        ("/files/..%2F..%2Fsecret_key", 404),
        ("/health/", 403),
    ],
)
def test_a_refusal_is_a_page_that_says_what_and_what_next(come, address, status):
    answer = come("yaodu-deputy").get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert "怎么办" in text
    assert violations(text) == []


def test_the_desk_of_a_deputy_head_owes_this_months_visit_with_its_article(come):
    text = come("yaodu-deputy").get("/").content.decode()
    assert "带队检查1次" in text
    assert "临发1号三条" in text
    assert 'href="/documents/linfen-2018/#c-3-8"' in text


def test_a_stranger_is_sent_to_the_sign_in_page(sample, client, django_db_blocker):
    with django_db_blocker.unblock():
        for address in PAGES:
            answer = client.get(address)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/sign-in/")
        assert violations(client.get("/sign-in/").content.decode()) == []


def test_health_is_for_administrators(come):
    answer = come("admin").get("/health/")
    assert answer.status_code == 200
    assert "数据库" in answer.content.decode()
    assert violations(answer.content.decode()) == []


def test_an_administrator_without_a_place_reads_the_document_without_its_margins(come):
    answer = come("admin").get("/documents/linfen-2018/")
    assert answer.status_code == 200
    assert "展开：地方、单位、职责" not in answer.content.decode()


def picture(kind: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "navy").save(out, kind)
    out.seek(0)
    out.name = f"现场.{kind.lower()}"
    return out


def fields(client, address="/record/?fact=inspections.visit_filed") -> dict[str, str]:
    text = client.get(address).content.decode()
    return {
        "id": re.search(r'name="id" value="([^"]+)"', text).group(1),
        "fact": "inspections.visit_filed",
        "duty": "",
        "day": TODAY.isoformat(),
        "place": "141002000000",
        "party.led_by": "post|post:141002-fxz-2",
    }


def test_a_record_with_a_photo_leads_to_its_page_with_what_it_met_and_can_be_taken_back(come):
    client = come("yaodu-deputy")
    owed = client.get("/").content.decode()
    answer = client.post("/record/", {**fields(client), "photos": picture()})
    assert answer.status_code == 302
    address = answer.headers["Location"]
    page = client.get(address).content.decode()
    assert "已记录，履行" in page
    assert "市、县党政领导每月至少一次" in page
    assert violations(page) == []
    digest = re.search(r"/files/([0-9a-f]{64})", page).group(1)
    photo = client.get(f"/files/{digest}")
    assert (photo.status_code, photo.headers["Content-Type"]) == (200, "image/jpeg")
    fact = address.split("/")[2]
    back = client.post(f"/facts/{fact}/undo/")
    assert back.status_code == 302
    assert "这条记录已撤回" in client.get(f"/facts/{fact}/").content.decode()
    assert re.findall(r'data-key="[^"]+"', client.get("/").content.decode()) == re.findall(r'data-key="[^"]+"', owed)


def test_the_same_form_sent_twice_leads_to_one_fact(come):
    client = come("yaodu-deputy")
    sent = fields(client)
    first = client.post("/record/", sent)
    second = client.post("/record/", sent)
    assert first.headers["Location"] == second.headers["Location"]
    client.post(f"/facts/{sent['id']}/undo/")


def test_a_refused_form_keeps_what_was_typed_and_the_photo(come):
    client = come("yaodu-deputy")
    sent = {
        **fields(client),
        "day": (TODAY + dt.timedelta(days=1)).isoformat(),
        "attr.found": "配电箱未上锁",
        "photos": picture("PNG"),
    }
    answer = client.post("/record/", sent)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "没有保存：有 1 处要改" in text
    assert 'href="#f-day"' in text
    assert "还没有到" in text
    assert "配电箱未上锁" in text
    assert sent["id"] in text
    digest = re.search(r'name="photo" value="([0-9a-f]{64})"', text).group(1)
    assert violations(text) == []
    assert client.get(f"/facts/{sent['id']}/").status_code == 404
    again = client.post("/record/", {**fields(client), "photo": digest})
    assert digest in client.get(again.headers["Location"]).content.decode()
    client.post("/facts/{}/undo/".format(again.headers["Location"].split("/")[2]))


def test_a_false_photo_is_refused_and_nothing_is_recorded(come):
    client = come("yaodu-deputy")
    sent = fields(client)
    program = io.BytesIO(b"MZ this is a program")
    program.name = "现场.jpg"
    answer = client.post("/record/", {**sent, "photos": program})
    assert answer.status_code == 400
    assert "不是照片" in answer.content.decode()
    assert client.get(f"/facts/{sent['id']}/").status_code == 404


def test_nobody_else_can_take_a_record_back(come):
    client, office = come("yaodu-deputy"), come("city-office")
    sent = fields(client)
    client.post("/record/", sent)
    answer = office.post(f"/facts/{sent['id']}/undo/")
    assert answer.status_code == 403
    assert "不是您记的" in answer.content.decode()
    assert "这条记录已撤回" not in client.get(f"/facts/{sent['id']}/").content.decode()
    client.post(f"/facts/{sent['id']}/undo/")


def test_what_a_form_would_meet_is_told_before_it_is_saved(come):
    client = come("yaodu-deputy")
    text = client.get("/record/?fact=inspections.visit_filed").content.decode()
    assert "保存后将履行" in text
    piece = client.get("/record/would-meet/", {**fields(client), "party.led_by": ""}).content.decode()
    assert "不履行任何一项应办职责" in piece


def test_the_margin_counts_what_unfolding_lists(come):
    client = come("city-office")
    text = client.get("/documents/linfen-2018/").content.decode()
    margins = dict(re.findall(r'id="c-([\w-]+)">.*?<div class="margin[^"]*">(.*?)</div>', text, re.DOTALL))
    compared = 0
    for number, margin in margins.items():
        counted = sum(int(n) for n in re.findall(r'<span class="num">(\d+)</span>', margin))
        if not counted or compared > 12:
            continue
        clause = number.replace("-", ".")
        listed = client.get(f"/documents/linfen-2018/clauses/{clause}/").content.decode()
        assert len(re.findall(r'<li class="row">', listed)) + _bare(listed) == counted, clause
        compared += 1
    assert compared > 5


def _bare(listed: str) -> int:
    return sum(text.count("、") + 1 for text in re.findall(r'<p class="soft bare">(.*?)</p>', listed))


def test_a_setting_is_made_by_who_may_and_stands_with_name_and_ground(come):
    office, deputy = come("city-office"), come("yaodu-deputy")
    address = "/documents/linfen-2018/settings/"
    sent = {
        "rule": "linfen-2018/tours-of-counties",
        "field": "per",
        "value": "year",
        "since": "2026-01-01",
        "ground": "市安委会会议纪要〔2026〕1号",
    }
    form, opened = 'name="do" value="set"', f"{address}?open=h-linfen-2018-tours-of-counties-per"
    assert form in office.get(opened).content.decode()
    assert form not in deputy.get(opened).content.decode()
    refused = deputy.post(address, sent)
    assert refused.status_code == 400
    assert "您不能设定" in refused.content.decode()
    wrong = office.post(address, {**sent, "ground": ""})
    assert wrong.status_code == 400
    assert "依据" in wrong.content.decode()
    assert violations(wrong.content.decode()) == []
    assert office.post(address, sent).status_code == 302
    text = office.get(address).content.decode()
    assert "市安委会会议纪要〔2026〕1号" in text
    assert "自 2026-01-01 起" in text


def test_a_past_day_offers_nothing_that_records(come):
    text = come("yaodu-deputy").get("/?as_of=2026-03-15").content.decode()
    assert "截至 2026-03-15 · 只读" in text
    assert "/record/" not in text
    answer = come("yaodu-deputy").post("/record/?as_of=2026-03-15", {"id": str(uuid.uuid4()), "fact": "meetings.held"})
    assert answer.status_code == 400


def test_the_language_switch_is_kept_and_leads_back(come):
    client = come("yaodu-deputy")
    answer = client.post("/language/", {"language": "en", "next": "/documents/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/documents/")
    text = client.get("/").content.decode()
    assert "My desk" in text
    outside = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert outside.headers["Location"] == "/"
    assert client.post("/language/", {"language": "xx"}).status_code == 400


def test_in_english_the_frame_of_the_pages_holds_no_chinese(come):
    """Names, gists and words of the documents stay Chinese; the navigation and the buttons do not."""
    client = come("yaodu-deputy")
    client.cookies["django_language"] = "en"
    text = client.get("/").content.decode()
    for part in re.findall(r"<nav.*?</nav>|<button.*?</button>|<summary.*?</summary>", text, re.DOTALL):
        bare = re.sub(r'<span class="(?:only-read|who)">.*?</span>|中文|<ol>.*?</ol>', "", part, flags=re.DOTALL)
        assert not CHINESE.search(bare), bare


def test_a_form_without_its_mark_and_a_fault_of_ours_are_pages_too(sample, django_db_blocker, rf):
    from django.test import Client

    from anjian.ui.web.page import server_error

    with django_db_blocker.unblock():
        answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "admin", "password": "x"})
    assert answer.status_code == 403
    assert "没有保存任何内容" in answer.content.decode()
    assert violations(answer.content.decode()) == []
    fault = server_error(rf.get("/"))
    assert fault.status_code == 500
    assert "没有写入半截内容" in fault.content.decode()
    assert violations(fault.content.decode()) == []
