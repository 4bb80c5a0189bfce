"""`anjian people …`: set up bodies and posts, enter persons, put them into posts, by hand (机构、职务、任职)."""

from __future__ import annotations

import itertools
import re
from typing import Annotated, Any

import typer

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions, events, list_cli, queries, words
from anjian.places import queries as places
from anjian.ui import terminal

app = typer.Typer(
    help="机构、职务、任职：设立、任免、查找 / bodies, posts and their holders, by hand",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
Name = Annotated[str, typer.Argument(help="名称 / name")]
Since = Annotated[str, typer.Option(help="从哪一天起，缺省为今天 / from which day; today when left out")]
Id = Annotated[str, typer.Option("--id", help="编号，不写则自动编 / id; made when left out")]
Classes = Annotated[list[str], typer.Option("--class", help="类别，代码或名称，可多次 / class, by code or name")]


@app.command()
def found(
    name: Name,
    place: Annotated[str, typer.Option(help="区划代码 / division code")],
    classes: Classes,
    functions: Annotated[list[str] | None, typer.Option("--function", help="职能，可多次 / function")] = None,
    superior: Annotated[str, typer.Option(help="垂直管理的上级机构编号 / id of the body it stands under")] = "",
    since: Since = "",
    own: Id = "",
    as_json: Json = False,
) -> None:
    """设立机构，写明类别和职能，规则才找得到它 / set up a body; rules find it by class and function"""
    day = terminal.day(since, field="since")
    where = places.require(place, as_of=max(day, terminal.today())).code
    body = own or _new("body", divisions.short(where), name)
    fact = actions.found_body(
        SYSTEM,
        body=body,
        name=name,
        place=where,
        classes=words.codes("body", classes),
        functions=words.codes("function", functions or ()),
        superior=superior,
        since=day,
    )
    called = places.name(where, as_of=day)
    terminal.show(
        {"fact": str(fact.id), "body": body, "since": day}, as_json, f"已设立：{name}（{called}，{body}），自{day}起"
    )


@app.command("post")
def make_post(
    name: Name,
    body: Annotated[str, typer.Option(help="所在机构的编号 / id of its body")],
    classes: Classes,
    since: Since = "",
    own: Id = "",
    as_json: Json = False,
) -> None:
    """在机构里设职务 / make a post in a body"""
    day = terminal.day(since, field="since")
    seat = queries.body(SYSTEM, body, as_of=day)
    if seat is None:
        raise Refusal(
            f"{day}没有机构“{body}”",
            "职务总在一个机构里",
            "请核对编号（anjian people find 名称），或先设立机构",
            code="people.unknown_body",
            field="body",
        )
    post = own or _new("post", divisions.short(seat.place), name)
    fact = actions.make_post(SYSTEM, post=post, name=name, body=body, classes=words.codes("post", classes), since=day)
    terminal.show(
        {"fact": str(fact.id), "post": post, "since": day},
        as_json,
        f"已设职务：{seat.name} {name}（{post}），自{day}起",
    )


@app.command()
def enter(name: Name, since: Since = "", own: Id = "", as_json: Json = False) -> None:
    """登记人员，以后任职用这个编号 / enter a person; posts are given to the id"""
    day = terminal.day(since, field="since")
    person = own or events.person_id()
    fact = actions.enter_person(SYSTEM, person=person, name=name, since=day)
    terminal.show({"fact": str(fact.id), "person": person}, as_json, f"已登记：{name}（{person}）")


@app.command()
def appoint(
    post: Annotated[str, typer.Argument(help="职务编号 / id of the post")],
    person: Annotated[str, typer.Argument(help="人员编号 / id of the person")],
    since: Since = "",
    until: Annotated[str, typer.Option(help="到哪一天止，不写则一直 / last day")] = "",
    seconded: Annotated[bool, typer.Option("--seconded", help="挂职 / on secondment")] = False,
    ground: Annotated[str, typer.Option(help="依据的文件 / the paper it rests on")] = "",
    as_json: Json = False,
) -> None:
    """任职；原任职人到前一天为止 / put a person into a post; who held it leaves the day before"""
    day = terminal.day(since, field="since")
    fact = actions.appoint(
        SYSTEM,
        post=post,
        person=person,
        since=day,
        until=terminal.day(until, field="until") if until else None,
        kind="seconded" if seconded else "full",
        ground=ground,
    )
    names = queries.names(SYSTEM, [post, person], as_of=day)
    text = f"已任职：{names.get(person, person)} 任 {names.get(post, post)}，自{day}起"
    terminal.show({"fact": str(fact.id), "post": post, "person": person, "since": day}, as_json, text)


@app.command()
def vacate(
    post: Annotated[str, typer.Argument(help="职务编号 / id of the post")],
    last_day: Annotated[str, typer.Option(help="在任的最后一天，缺省为今天 / last day; today when left out")] = "",
    as_json: Json = False,
) -> None:
    """离任；次日起职务空缺，记为空缺，不记为谁未履职 / the holder leaves; from the next day the post is vacant"""
    day = terminal.day(last_day, field="last_day")
    fact = actions.vacate(SYSTEM, post=post, last_day=day)
    called = queries.post_name(SYSTEM, post, as_of=day) or post
    terminal.show({"fact": str(fact.id), "post": post, "last_day": day}, as_json, f"已离任：{called}，{day}是最后一天")


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="名称的一部分，或区划代码 / part of a name, or a division code")],
    as_json: Json = False,
) -> None:
    """查机构、职务、人员的编号 / ids of bodies, posts and persons"""
    day = terminal.today()
    inside = divisions.normal(text) if divisions.is_code(text) else None
    rows: list[dict[str, Any]] = []
    for body in queries.bodies(SYSTEM, as_of=day, inside=inside):
        if inside or text in body.name:
            rows.append({"id": body.id, "name": body.name, "what": "机构", "more": "、".join(sorted(body.classes))})
    for post in queries.posts(SYSTEM, as_of=day, inside=inside):
        if inside or text in post.name:
            rows.append({"id": post.id, "name": post.name, "what": "职务", "more": post.holder or "空缺"})
    if inside is None:
        for person, name in queries.find_persons(SYSTEM, text):
            rows.append({"id": person, "name": name, "what": "人员", "more": ""})
    lines = [f"{row['what']}  {row['id']}  {row['name']}  {row['more']}".rstrip() for row in rows]
    terminal.show(rows, as_json, "\n".join(lines) or f"没有找到“{text}”")


@app.command()
def move(
    person: Annotated[str, typer.Argument(help="人员编号 / id of the person")],
    leaves: Annotated[str, typer.Argument(help="原职务编号 / id of the post that is left")],
    takes: Annotated[str, typer.Argument(help="新职务编号 / id of the post that is taken")],
    since: Since = "",
    ground: Annotated[str, typer.Option(help="依据的文件 / the paper it rests on")] = "",
    as_json: Json = False,
) -> None:
    """调任：同一天离开原职务、就任新职务 / move a person from one post to another"""
    day = terminal.day(since, field="since")
    fact = actions.move(SYSTEM, person=person, leaves=leaves, takes=takes, since=day, ground=ground)
    names = queries.names(SYSTEM, [leaves, takes, person], as_of=day)
    text = f"已调任：{names.get(person, person)} {names.get(leaves, leaves)} → {names.get(takes, takes)}，自{day}起"
    terminal.show(
        {"fact": str(fact.id), "person": person, "leaves": leaves, "takes": takes, "since": day}, as_json, text
    )


@app.command()
def delegate(
    post: Annotated[str, typer.Argument(help="职务编号 / id of the post")],
    person: Annotated[str, typer.Argument(help="代理人的编号 / id of who acts")],
    ground: Annotated[str, typer.Option(help="依据 / the paper it rests on")],
    since: Since = "",
    until: Annotated[str, typer.Option(help="到哪一天止，不写则到结束代理 / last day")] = "",
    as_json: Json = False,
) -> None:
    """代理：期间职责和权限归代理人，过后还给原任 / let somebody act in a post for a time"""
    day = terminal.day(since, field="since")
    last = terminal.day(until, field="until") if until else None
    fact = actions.delegate(SYSTEM, post=post, person=person, since=day, until=last, ground=ground)
    names = queries.names(SYSTEM, [post, person], as_of=day)
    text = f"已代理：{names.get(person, person)} 代理 {names.get(post, post)}，自{day}起{f'至{last}' if last else ''}"
    terminal.show({"fact": str(fact.id), "post": post, "person": person, "since": day, "until": last}, as_json, text)


@app.command("end-delegation")
def end_delegation(
    post: Annotated[str, typer.Argument(help="职务编号 / id of the post")],
    last_day: Annotated[str, typer.Option(help="代理的最后一天，缺省为今天 / last day")] = "",
    as_json: Json = False,
) -> None:
    """结束代理，次日起还给原任 / end acting; the holder answers again from the next day"""
    day = terminal.day(last_day, field="last_day")
    fact = actions.end_delegation(SYSTEM, post=post, last_day=day)
    called = queries.post_name(SYSTEM, post, as_of=day) or post
    terminal.show(
        {"fact": str(fact.id), "post": post, "last_day": day}, as_json, f"代理已结束：{called}，{day}是最后一天"
    )


app.command("import")(list_cli.import_)
app.command()(list_cli.export)
app.command()(list_cli.template)
app.command("undo-import")(list_cli.undo_import)


def _new(kind: str, place: str, name: str) -> str:
    """An id of a body or post that nobody has: kind, place, initials of the name, and a number where that is taken."""
    initials = re.sub(r"[^a-z0-9]", "", actions.sort_key(name).split(" ")[-1]) or "n"
    ids = (f"{kind}:{place}-{initials}{f'-{n}' if n > 1 else ''}" for n in itertools.count(1))
    return next(one for one in ids if not queries.founded(SYSTEM, one))
