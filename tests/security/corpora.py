"""Inputs nobody should send: made by hand, and made at random from a fixed seed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any
from urllib.parse import quote

from tests.bot.malformed import _BYTES, ACCOUNT, GOOD, ID, corpus
from tests.security.slack_desk import (
    FORM,
    GUEST,
    JSON,
    click,
    command,
    event,
    form,
    payload,
)

BY_HAND = 500
AT_RANDOM = 20_000

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    10**300,
    "",
    " ",
    "x",
    "\0",
    "\ud800",
    "\u202e",
    "é" * 300,
    "x" * 50_000,
    "<script>",
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{7*7}}",
    [],
    [None],
    [[]],
    {},
    {"id": None},
    {"id": []},
    {"": ""},
    {"values": {"a": []}},
)
RAW: tuple[bytes, ...] = (
    *_BYTES,
    b"\xff" * 1_000,
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b"0" * 5_000,
    b'{"a":' + b"9" * 5_000 + b"}",
    b'{"a":1e9999}',
    b'{"a":-Infinity}',
    b'{"type":"block_actions","type":"event_callback"}',
    b"payload=",
    b"payload=%7B",
    b"payload=null",
    b"payload=[]",
    b"payload=%00",
    b"payload={}&payload={}",
    b"payload=" + b"%5B" * 50_000,
    b"command",
    b"command=",
    b"command=%2Ftwikey",
    b"command=%2Ftwikey&command=%2Ftwikey",
    b"command=%2Ftwikey&user_id=&channel_id=&team_id=",
    b"command=%2Fother&user_id=U1&channel_id=C1&team_id=T1",
    b"&" * 5_000,
    b"=" * 5_000,
    b"a=1&" * 50_000,
    b"%" * 10_000,
    b"%zz%zz",
    b"ssl_check=2",
    b"ssl_check[]=1",
    "\u2028\u2029".encode(),
    "{}".encode("utf-16"),
    "{}".encode("utf-32"),
    b"\x00" * 10_000,
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"--x\r\nContent-Disposition: form-data; name=payload\r\n\r\n{}\r\n--x--",
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where something stands in a JSON value."""
    if path:
        yield path
    inside: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, each in inside:
        yield from paths(each, (*path, key))


def put(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """Return the value with something odd in one place."""
    changed = copy.deepcopy(value)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = odd
    return changed


def dropped(value: Any, path: tuple[Any, ...]) -> Any:
    """Return the value without what stands in one place."""
    changed = copy.deepcopy(value)
    place = changed
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return changed


# What Slack posts: a body and the kind it is said to be. All of it comes from a guest,
# who may do nothing: what is understood after all must change nothing either.

Post = tuple[bytes, str]
_VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "skip",
    "private_metadata": "{}",
    "hash": "h",
    "state": {"values": {"reason": {"text": {"type": "plain_text_input"}}}},
    "blocks": [],
}
_BY = {"user": {"id": GUEST, "team_id": "T1"}, "team": {"id": "T1"}}
GOOD_JSON: tuple[Any, ...] = (
    click("alert-retry.0", "0|1|2026 / 41", GUEST),
    click("confirm.0", "0|1|refused", GUEST),
    click("skip.0", "0|1|2026 / 41", GUEST, view=_VIEW, message=None),
    {"type": "view_submission", **_BY, "view": _VIEW, "trigger_id": "2.2.2"},
    {"type": "view_closed", **_BY, "view": _VIEW, "is_cleared": False},
    {"type": "block_suggestion", **_BY, "action_id": "a", "block_id": "b", "value": ""},
    {"type": "shortcut", **_BY, "callback_id": "import", "trigger_id": "2.2.3"},
    {"type": "message_action", **_BY, "callback_id": "why", "trigger_id": "2.2.4"},
)
GOOD_EVENTS: tuple[Any, ...] = (
    event(user=GUEST),
    event("message", GUEST),
    event("member_joined_channel", GUEST),
    {"type": "url_verification", "challenge": "c", "token": "t"},
)
GOOD_FORM = command("import 30d", GUEST)


def slack_by_hand() -> list[Post]:
    """Return the posts made by hand, no two alike."""
    made = dict.fromkeys([*_raw_posts(), *_odd_posts()])
    return list(made)


def _raw_posts() -> Iterator[Post]:
    for raw in RAW:
        yield raw, JSON
        yield raw, FORM
        yield b"payload=" + quote(raw[:20_000]).encode(), FORM
    for kind in ("", "text/plain", "multipart/form-data; boundary=x", "x/y; charset=q"):
        yield form(GOOD_FORM), kind
        yield json.dumps(GOOD_EVENTS[0]).encode(), kind


def _odd_posts() -> Iterator[Post]:
    for good in (*GOOD_JSON, *GOOD_EVENTS):
        for number, path in enumerate(paths(good)):
            yield _posted(dropped(good, path))
            for odd in ODD[number % 3 :: 3]:
                yield _posted(put(good, path, odd))
    for name in GOOD_FORM:
        yield form(dropped(GOOD_FORM, (name,))), FORM
        for odd in ODD:
            if isinstance(odd, str) and "\ud800" not in odd:
                yield form({**GOOD_FORM, name: odd}), FORM


def _posted(body: Any) -> Post:
    kind = body.get("type") if isinstance(body, dict) else None
    if kind in ("event_callback", "url_verification"):
        return json.dumps(body).encode(), JSON
    return payload(body), FORM


def slack_at_random(seed: str, count: int) -> Iterator[Post]:
    """Yield posts that were good once and then met an accident, or several."""
    dice = Random(seed)
    jsons = [*GOOD_JSON, *GOOD_EVENTS]
    places = [list(paths(each)) for each in jsons]
    for _ in range(count):
        if dice.random() < 0.2:
            yield _broken(dice, form(GOOD_FORM)), FORM
            continue
        at = dice.randrange(len(jsons))
        body = jsons[at]
        for _ in range(dice.randint(1, 3)):
            path = dice.choice(places[at])
            try:
                odd = dice.choice(ODD)
                body = (
                    put(body, path, odd) if dice.random() < 0.8 else dropped(body, path)
                )
            except (KeyError, IndexError, TypeError, AttributeError):
                continue
        raw, kind = _posted(body)
        yield (_broken(dice, raw) if dice.random() < 0.3 else raw), kind


def _broken(dice: Random, raw: bytes) -> bytes:
    """Return bytes that are cut off, doubled, or differ in a few places."""
    broken = bytearray(
        raw[: dice.randrange(len(raw) + 1)] if dice.random() < 0.3 else raw
    )
    for _ in range(dice.randint(1, 4)):
        if not broken:
            break
        at = dice.randrange(len(broken))
        match dice.randrange(4):
            case 0:
                broken[at] = dice.randrange(256)
            case 1:
                del broken[at]
            case 2:
                broken.insert(at, dice.choice(b'{}[]":,\\&=%\x00\xff'))
            case _:
                broken[at:at] = broken[at : at + dice.randrange(20)]
    return bytes(broken)


# What Teamleader posts.


def hints_by_hand() -> list[bytes]:
    """Return the bodies made by hand, no two alike; none of them is a hint for us."""
    bodies = dict.fromkeys([*corpus(), *RAW])
    for type_ in ("deal.won", "INVOICE.BOOKED", "invoice", "invoice.booked.x", " "):
        for odd in ODD:
            bodies[_json({**GOOD, "type": type_, "subject": odd})] = None
            bodies[_json({**GOOD, "type": type_, "account": odd})] = None
    for path in paths(GOOD):
        if path in (("account",), ("account", "type"), ("subject", "type")):
            continue
        for odd in ODD:
            if odd is not None or path[0] != "account":
                bodies[_json(put(GOOD, path, odd))] = None
    return list(bodies)


def hints_at_random(seed: str, count: int) -> Iterator[bytes]:
    """Yield deliveries that met an accident; a few of them are hints all the same."""
    dice = Random(seed)
    places = list(paths(GOOD))
    for _ in range(count):
        body = GOOD
        if dice.random() < 0.5:
            body = put(body, dice.choice(places), dice.choice(ODD))
        raw = _json(body)
        yield _broken(dice, raw) if dice.random() < 0.8 else raw


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


# Queries, as browsers and Twikey send them.

_PARTS = (
    "",
    "=",
    "&",
    "%",
    "%00",
    "%ff",
    "%ed%a0%80",
    "%E2%80%AE",
    "+",
    "%2B",
    ";",
    "[]",
    "type=payment",
    "type=event",
    "id=" + ID,
    "ref=2026%20%2F%2041",
    "status=paid",
    "state",
    "state=",
    "state=x",
    "state=" + "A" * 43,
    "state[]=x",
    "code",
    "code=",
    "code=x",
    "code=" + "A" * 900,
    "error=access_denied",
    "account=" + ACCOUNT,
    "' OR 1=1 --".replace(" ", "%20"),
    "<script>",
    "a=1&a=2&a=3",
    "x" * 300,
    "%25" * 100,
    "\\",
    "..%2f..%2f",
)


def queries_by_hand() -> list[str]:
    """Return queries made by hand, no two alike; no state in them was given out."""
    made = dict.fromkeys(_PARTS)
    for one in _PARTS:
        for two in _PARTS:
            made[f"{one}&{two}"] = None
    return list(made)


def queries_at_random(seed: str, count: int) -> Iterator[str]:
    """Yield queries put together from odd parts and then broken."""
    dice = Random(seed)
    for _ in range(count):
        joined = "&".join(dice.choices(_PARTS, k=dice.randint(1, 5)))
        raw = _broken(dice, joined.encode()) if joined else b"%"
        yield "".join(
            chr(each) if 0x20 < each < 0x7F else f"%{each:02x}" for each in raw
        )
