"""Checking a list of people and posts (人员和职务名册). One pass over what is registered, one over the rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people.events import KINDS, person_id
from anjian.people.listing import cells, ids
from anjian.people.listing.cells import CellWrong
from anjian.people.listing.fields import POSTS
from anjian.people.listing.plans import PostsPlan, Seat
from anjian.people.models import Body, Person, Post, Tenure
from anjian.scope.queries import told, told_by
from anjian.sheets.events import Fault, Row, row_said

_LABELS = {field.name: field.label for field in POSTS}
_KINDS = {word: code for code, word in KINDS.items()} | {code: code for code in KINDS} | {"": "full"}


VACANT = "空缺"
"""What stands in the place of a name when nobody holds the post, as an export writes it."""


@dataclass(frozen=True, slots=True)
class _Body:
    id: str
    name: str
    place: str
    level: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class _Post:
    id: str
    since: dt.date
    until: dt.date | None


class _Wrong(Exception):
    """A cell of this field is wrong."""

    def __init__(self, field: str, why: str, next: str) -> None:
        super().__init__(field, why, next)
        self.field, self.why, self.next = field, why, next


class _Register:
    """What is registered and may be changed by the viewer, read once."""

    def __init__(self, viewer: Viewer, office: str, today: dt.date) -> None:
        self.office = divisions.short(office)[:6] or "000000"
        self.bodies: dict[str, list[_Body]] = defaultdict(list)
        begins: dict[str, dt.date] = {}
        for row in told_by(Body.objects.seen_by(viewer)).order_by("since"):
            begins.setdefault(row.body, row.since)
        seen: set[str] = set()
        for row in told(Body.objects.seen_by(viewer), today).order_by("place", "body"):
            if row.body not in seen and not row.superior and viewer.sees(row.place):
                self.bodies[row.name].append(_Body(row.body, row.name, row.place, row.level, begins[row.body]))
            seen.add(row.body)
        mine = {body.id for listed in self.bodies.values() for body in listed}
        self.posts: dict[tuple[str, str], dict[str, _Post]] = defaultdict(dict)
        body_of: dict[str, str] = {}
        for seat in told(Post.objects.seen_by(viewer), today).filter(body__in=mine).order_by("post"):
            self.posts[seat.body, seat.name][seat.post] = _Post(seat.post, seat.since, seat.until)
            body_of[seat.post] = seat.body
        for seat in told_by(Post.objects.seen_by(viewer)).filter(post__in=body_of).order_by("-since"):
            found = self.posts[body_of[seat.post], seat.name].get(seat.post)
            if found is not None and seat.since < found.since:
                self.posts[body_of[seat.post], seat.name][seat.post] = replace(found, since=seat.since)
        self.holder: dict[str, str] = {}
        self.persons_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        held = list(told(Tenure.objects.seen_by(viewer), today).filter(post__in=body_of))
        known = {tenure.person for tenure in held}
        self.names = dict(Person.objects.for_change().filter(id__in=known).values_list("id", "name"))
        for tenure in held:
            self.holder[tenure.post] = tenure.person
            self.persons_of[body_of[tenure.post], self.names.get(tenure.person, "")].add(tenure.person)
        coded = Person.objects.for_change().filter(id__startswith=f"person:{self.office}-")
        self.names |= dict(coded.values_list("id", "name"))
        self.taken_posts = set(Post.objects.for_change().values_list("post", flat=True).distinct())


def check_posts(
    viewer: Viewer,
    rows: Iterable[Row],
    *,
    office: str,
    today: dt.date,
    since: dt.date,
    cls: str = "",
    months: bool = False,
) -> PostsPlan:
    """Check a list of people and posts; nothing is written.

    office    division whose office imports: codes of persons (工号) are its own
    since     from when rows without a day hold
    cls       class of new posts whose row says none; the words of rows are read by `words`
    months    a day written as a month is its first day
    Refuses a viewer who may not change people there.
    """
    if not (viewer.is_system or viewer.has("office") or viewer.has("administrator")):
        raise Refusal("您不能导入人员", "名册由本级安委办或系统管理员维护", "请联系他们", code="people.not_allowed")
    check = _Check(_Register(viewer, office, today), today, since, cls, months)
    listed = list(rows)
    check.listed = {(row.text("body"), row.text("post"), "".join(row.text("name").split())) for row in listed}
    for row in listed:
        check.take(row)
    return PostsPlan(len(listed), tuple(check.seats), tuple(check.faults), tuple(check.same))


class _Check:
    def __init__(
        self,
        register: _Register,
        today: dt.date,
        since: dt.date,
        cls: str,
        months: bool,
    ) -> None:
        self.register, self.today, self.since = register, today, since
        self.cls, self.months = cls, months
        self.seats: list[Seat] = []
        self.faults: list[Fault] = []
        self.same: list[int] = []
        self.listed: set[tuple[str, str, str]] = set()
        self.lines: dict[tuple[str, str, str], int] = {}
        self.used: set[str] = set()
        self.coded: dict[str, tuple[str, int]] = {}
        self.fresh: dict[tuple[str, str], str] = {}

    def take(self, row: Row) -> None:
        """One row: all its faults are said, not only the first."""
        wrong: list[_Wrong] = []
        if row.text("name") == VACANT and self._stands(row):
            self.same.append(row.number)
            return

        def read(field: str, how: object) -> object:
            try:
                return how()  # type: ignore[operator]
            except CellWrong as no:
                wrong.append(_Wrong(field, no.why, no.next))
            except _Wrong as no:
                wrong.append(no)
            return None

        name = read("name", lambda: cells.person_name(row.text("name")))
        body = read("body", lambda: self._body(row.text("body")))
        post = read("post", lambda: self._post_name(row.text("post")))
        since = read("since", lambda: self._day(row.text("since")) or self.since)
        until = read("until", lambda: self._day(row.text("until")))
        kind = read("kind", lambda: self._kind(row.text("kind")))
        classes = read("cls", lambda: self._classes(row.text("cls")))
        if not wrong:
            assert isinstance(name, str)
            assert isinstance(body, _Body)
            assert isinstance(post, str)
            assert isinstance(since, dt.date)
            assert isinstance(kind, str)
            assert isinstance(classes, tuple)
            assert until is None or isinstance(until, dt.date)
            try:
                self._seat(row, name, body, post, since, until, kind, classes)
            except _Wrong as no:
                wrong.append(no)
        for one in wrong:
            label = _LABELS[one.field]
            told = row.text(one.field)
            self.faults.append(Fault(row.number, row.ref(one.field), label, told, one.why, one.next, one.field))

    def _seat(
        self,
        row: Row,
        name: str,
        body: _Body,
        post: str,
        since: dt.date,
        until: dt.date | None,
        kind: str,
        classes: tuple[str, ...],
    ) -> None:
        if until is not None and until < since:
            raise _Wrong("until", "离任早于任职", "请核对两个日期")
        if since < body.since:
            raise _Wrong("since", f"{body.name}{body.since}才设立", "请核对任职时间或单位")
        key = (body.id, post, row.text("code") or name)
        if key in self.lines:
            raise _Wrong("name", f"与{row_said(self.lines[key])}重复", "请删去一行")
        person, new_person = self._person(row, name, body)
        seats = self.register.posts.get((body.id, post), {})
        held = next((each for each in seats.values() if self.register.holder.get(each.id) == person), None)
        if held is not None:
            self.lines[key] = row.number
            self.same.append(row.number)
            return
        found, leaves = self._free(body, post, seats)
        if found is None:
            if not classes and not self.cls:
                raise _Wrong("cls", "新设职务没有写类别", "请填写职务类别，或在导入时选一个类别")
            post_id = self._new_post(body, post)
        else:
            if since < found.since or (found.until is not None and since > found.until):
                raise _Wrong("since", f"那时还没有这个职务（{found.since}起）", "请核对任职时间")
            post_id = found.id
            self.used.add(post_id)
        self.lines[key] = row.number
        if row.text("code"):
            self.coded[person] = (name, row.number)
        elif new_person:
            self.fresh[body.id, name] = person
        self.seats.append(
            Seat(
                row=row.number,
                person=person,
                name=name,
                new_person=new_person,
                post=post_id,
                post_name=post,
                new_post=found is None,
                body=body.id,
                body_name=body.name,
                place=body.place,
                level=body.level,
                classes=classes or (self.cls,),
                since=since,
                until=until,
                kind=kind,
                ground=row.text("ground")[:200],
                leaves=leaves,
            )
        )

    def _stands(self, row: Row) -> bool:
        """Whether the post of a row that says it is vacant is registered: then it says nothing new."""
        post = "".join(row.text("post").split())
        return any((body.id, post) in self.register.posts for body in self.register.bodies.get(row.text("body"), ()))

    def _person(self, row: Row, name: str, body: _Body) -> tuple[str, bool]:
        """The person that a row means, by code, else by name within the body."""
        code = "".join(row.text("code").split())
        if code:
            if len(code) > 40 or not all(each.isalnum() or each in "-_." for each in code):
                raise _Wrong("code", "工号里有空格或标点", "请只写数字和字母")
            person = f"person:{self.register.office}-{code}"
            known = self.register.names.get(person)
            if known is not None and known != name:
                raise _Wrong("code", f"工号{code}已是“{known}”", "请核对工号和姓名")
            if person in self.coded and self.coded[person][0] != name:
                raise _Wrong(
                    "code", f"工号{code}在{row_said(self.coded[person][1])}是“{self.coded[person][0]}”", "请核对"
                )
            return person, known is None and person not in self.coded
        there = self.register.persons_of.get((body.id, name), set())
        if len(there) > 1:
            raise _Wrong("name", f"{body.name}有{len(there)}个“{name}”", "请加一列工号，写明是哪一个")
        if there:
            return next(iter(there)), False
        if (body.id, name) in self.fresh:
            return self.fresh[body.id, name], False
        return person_id(), True

    def _free(self, body: _Body, post: str, seats: Mapping[str, _Post]) -> tuple[_Post | None, str]:
        """The seat to take: a vacant one, else the only one, whose holder leaves unless this list names them too."""
        left = [each for each in seats.values() if each.id not in self.used]
        vacant = next((each for each in left if each.id not in self.register.holder), None)
        if vacant is not None:
            return vacant, ""
        if len(left) == 1 and len(seats) == 1:
            holder = self.register.names.get(self.register.holder[left[0].id], "")
            if (body.name, post, holder) not in self.listed:
                return left[0], holder
        return None, ""

    def _new_post(self, body: _Body, post: str) -> str:
        made = ids.fresh(f"post:{ids.tail(body.id)}-{ids.initials(post)}", self.register.taken_posts)
        self.register.taken_posts.add(made)
        return made

    def _body(self, text: str) -> _Body:
        if not text:
            raise CellWrong("没有单位", "请填写登记的机构名称")
        found = self.register.bodies.get(text, [])
        if not found:
            hint = cells.near(text, self.register.bodies)
            raise CellWrong("没有登记这个单位，或者不归您管", f"{hint or '请核对名称，或先登记机构'}")
        if len(found) > 1:
            raise CellWrong(f"有{len(found)}个同名单位", "请写带地名的全称")
        return found[0]

    def _post_name(self, text: str) -> str:
        name = "".join(text.split())
        if not name:
            raise CellWrong("没有职务", "请填写职务")
        if len(name) > 60:
            raise CellWrong("职务写得太长", "一行只写一个职务")
        if "兼" in name[1:] or any(mark in name for mark in "、，；"):
            raise CellWrong("一格里写了几个职务", "一行只写一个职务，兼任的另起一行")
        return name

    def _day(self, text: str) -> dt.date | None:
        return cells.day(text, today=self.today, months=self.months) if text else None

    def _kind(self, text: str) -> str:
        if text not in _KINDS:
            raise CellWrong("任职方式不对", f"可选：{'、'.join(KINDS.values())}")
        return _KINDS[text]

    def _classes(self, text: str) -> tuple[str, ...]:
        return tuple(sorted({cells.code("post", word) for word in cells.several(text)}))
