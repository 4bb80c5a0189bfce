"""Who and what there is in the sample: bodies, posts, persons (named by stems and branches, 干支), logins."""

from __future__ import annotations

from dataclasses import dataclass

CITY = "141000000000"
YAODU = "141002000000"
QUWO = "141021000000"
PASSWORD = "anjian-shili"
"""Of every account of the sample; it stands on the sign-in page."""

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def person_name(number: int) -> str:
    """An obviously invented name: 示例 and one of the sixty pairs of stem and branch, then numbered."""
    turn, place = divmod(number, 60)
    return f"示例{STEMS[place % 10]}{BRANCHES[place % 12]}{'' if turn == 0 else turn + 1}"


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """A body: its slug in the id, its name after the place's, the name from the reform on, classes, functions."""

    slug: str
    name: str
    renamed: str = ""
    classes: tuple[str, ...] = ("department",)
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostPlan:
    """A post: slug, name, slug of its body, classes. ``same_as``: held by the holder of that post (two posts)."""

    slug: str
    name: str
    body: str
    classes: tuple[str, ...]
    same_as: str = ""


LEADERS = (
    BodyPlan("zf", "人民政府", classes=("government",)),
    BodyPlan("sw", "委", classes=("party_committee",)),
    BodyPlan("cwh", "委常委会", classes=("standing_committee",)),
    BodyPlan("awh", "安全生产委员会", classes=("safety_committee",)),
    BodyPlan(
        "ajj",
        "安监局",
        "应急管理局",
        ("department", "committee_office"),
        ("work_safety", "committee_secretariat", "supervision_duty"),
    ),
    BodyPlan("zzb", "委组织部", classes=("organisation_department",), functions=("organisation",)),
    BodyPlan("jw", "纪委监委", classes=("discipline_body",), functions=("discipline",)),
    BodyPlan("mtj", "煤炭局", "能源局", functions=("coal", "supervision_duty")),
    BodyPlan("jtj", "交通运输局", functions=("transport", "supervision_duty")),
    BodyPlan("zjj", "住房和城乡建设局", functions=("housing", "supervision_duty")),
)
"""Bodies of the city and of both counties."""

CITY_ONLY = (
    BodyPlan("czj", "财政局", functions=("finance",)),
    BodyPlan("xf", "公安消防支队", "消防救援支队", functions=("fire", "supervision_duty")),
    BodyPlan("wjw", "卫生计生委", "卫生健康委", functions=("health",)),
    BodyPlan("jxw", "经信委", "工信局", functions=("industry", "supervision_duty")),
)


def _posts(head: str, deputies: tuple[str, ...], deputy: str) -> tuple[PostPlan, ...]:
    return (
        PostPlan("sj", "委书记", "sw", ("leading_cadre", "head_of_party_committee")),
        PostPlan("xz", head, "zf", ("leading_cadre", "head_of_government")),
        *(
            PostPlan(f"fxz-{n}", f"{deputy}（{line}）", "zf", ("leading_cadre", "deputy_head"))
            for n, line in enumerate(deputies, 1)
        ),
        PostPlan("awhzr", "安委会主任", "awh", ("safety_committee_chair",), same_as="xz"),
        PostPlan("awhfzr", "安委会副主任", "awh", ("safety_committee_deputy_chair",), same_as="fxz-2"),
        PostPlan("ajj-jz", "安监局局长", "ajj", ("department_head",)),
        PostPlan("ajj-zb", "安委办综合岗", "ajj", ("enforcement_officer",)),
        PostPlan("ajj-zf", "安监局执法岗", "ajj", ("enforcement_officer",)),
        PostPlan("mtj-jz", "煤炭局局长", "mtj", ("department_head",)),
        PostPlan("jtj-jz", "交通运输局局长", "jtj", ("department_head",)),
        PostPlan("zjj-jz", "住房和城乡建设局局长", "zjj", ("department_head",)),
    )


POSTS: dict[str, tuple[PostPlan, ...]] = {
    CITY: _posts("市长", ("常务", "分管安全", "分管工业", "分管交通"), "副市长"),
    YAODU: _posts("区长", ("常务", "分管安全", "分管城建", "分管农业"), "副区长"),
    QUWO: _posts("县长", ("常务", "分管安全", "分管工业"), "副县长"),
}
NAMES = {CITY: "临汾市", YAODU: "尧都区", QUWO: "曲沃县"}
OTHER_CHAIR = (QUWO, "sj")
"""In one county the chair of the safety committee is not the head of government, against the document."""

TOWNS = (("141002100000", "屯里镇", False), ("141021103000", "高显镇", True), ("141002103000", "县底镇", True))
"""Towns with a safety committee: (code, name, whether its chair is the head of the town; False: it is vacant)."""

COUNTIES = {
    "141022": "翼城县",
    "141023": "襄汾县",
    "141024": "洪洞县",
    "141025": "古县",
    "141026": "安泽县",
    "141027": "浮山县",
    "141028": "吉县",
    "141029": "乡宁县",
    "141030": "大宁县",
    "141031": "隰县",
    "141032": "永和县",
    "141033": "蒲县",
    "141034": "汾西县",
    "141081": "侯马市",
    "141082": "霍州市",
}
"""The other counties: their governments alone are in the sample, so that the city has whom to tour."""


def body_id(place: str, slug: str) -> str:
    """The id of a body: ``body:141002-ajj``; of a town ``body:141002100-zf``."""
    return f"body:{_short(place)}-{slug}"


def post_id(place: str, slug: str) -> str:
    """The id of a post: ``post:141002-fxz-2``."""
    return f"post:{_short(place)}-{slug}"


def _short(place: str) -> str:
    return place[:9] if place[6:9] != "000" else place[:6]


@dataclass(frozen=True, slots=True)
class Login:
    """A login of the sample. ``post`` gives the person behind it; ``enterprise`` counts from 1 in the sample's list."""

    login: str
    who: str
    post: str = ""
    roles: tuple[str, ...] = ()
    enterprise: int = 0


LOGINS = (
    Login("yaodu-deputy", "尧都区分管安全的副区长", post_id(YAODU, "fxz-2"), ("recorder",)),
    Login("city-office", "临汾市安委办", post_id(CITY, "ajj-zb"), ("office", "recorder", "decider")),
    Login("yaodu-office", "尧都区安委办", post_id(YAODU, "ajj-zb"), ("office", "recorder")),
    Login("quwo-deputy", "曲沃县分管安全的副县长", post_id(QUWO, "fxz-2"), ("recorder",)),
    Login("quwo-office", "曲沃县安委办", post_id(QUWO, "ajj-zb"), ("office", "recorder")),
    Login("city-mayor", "临汾市市长，兼安委会主任", post_id(CITY, "xz"), ("recorder", "decider")),
    Login("admin", "系统管理员", "", ("administrator",)),
    Login("ent-001", "一家企业的安全负责人", "", ("recorder",), enterprise=1),
    Login("ent-002", "另一家企业的安全负责人", "", ("recorder",), enterprise=2),
)
