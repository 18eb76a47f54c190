"""Two hundred bodies that are no hint for us, made by hand and from a fixed seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

ID = "2c7f0a52-5d0b-4a59-8a4e-3f7d1f6f0b11"
ACCOUNT = "5b9c2f7e-1d34-4c2a-9d0e-7a1b2c3d4e5f"
GOOD = {
    "subject": {"type": "invoice", "id": ID},
    "account": {"type": "account", "id": ACCOUNT},
    "type": "invoice.booked",
}
SIZE = 200

_BYTES = (
    b"",
    b" ",
    b"\x00",
    b"null",
    b"true",
    b"0",
    b"-1e999",
    b"NaN",
    b"Infinity",
    b'""',
    b"[]",
    b"{}",
    b"{",
    b"}",
    b'{"type":',
    b'{"type":"invoice.booked"',
    b"[" * 8_000,
    b'{"a":' * 3_000,
    b"[" * 4_000 + b"]" * 4_000,
    b'{"subject":' * 1_000 + b"1" + b"}" * 1_000,
    b"9" * 10_000,
    b"\xff\xfe\xfd",
    b"\xc3\x28",
    b"\xef\xbb\xbf{}",
    b"\xed\xa0\x80",
    b'{"type":"\xed\xa0\x80"}',
    b'{"type":"\\ud800","subject":{"id":"\\udfff"}}',
    b"type=invoice.booked",
    b"<xml><type>invoice.booked</type></xml>",
    b"<!doctype html><html></html>",
    b"%PDF-1.4",
    b"\x1f\x8b\x08\x00",
    b"()",
    b"{'type':'invoice.booked'}",
    b'{"type":"invoice.booked",}',
    b'{"type":"invoice.booked","subject":NaN}',
    b'{"type":NaN}',
    b'// {"type":"invoice.booked"}',
    "{}".encode("utf-16-le")[:-1],
    b"{}{}",
)
_VALUES: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**400,
    "",
    " ",
    "invoice",
    "\0",
    "\ud800",
    [],
    [ID],
    {},
    {"id": []},
    {"id": {"id": ID}},
)
_IDS: tuple[object, ...] = (
    None,
    True,
    7,
    "",
    " ",
    ID[:-1],
    ID + "0",
    f" {ID}",
    f"{ID}\n",
    ID.replace("-", ""),
    f"{{{ID}}}",
    f"urn:uuid:{ID}",
    ID.replace("a", "g"),
    ID.replace("0", "\u0660"),
    ID.replace("2", "\uff12"),
    f"{ID}'; DROP TABLE hint; --",
    "../../etc/passwd",
    "0",
    [ID],
    {"id": ID},
    "x" * 10_000,
    "\0" * 36,
)
_TYPES: tuple[object, ...] = (None, True, 1, 1.5, [], {}, ["invoice.booked"])


def corpus() -> list[bytes]:
    """Return exactly ``SIZE`` bodies, the same every time, no two alike."""
    bodies = dict.fromkeys([*_BYTES, *(_written(each) for each in _shapes())])
    cut = _cut(Random("malformed"))
    while len(bodies) < SIZE:
        bodies[next(cut)] = None
    return list(bodies)[:SIZE]


def _shapes() -> Iterator[object]:
    for value in _VALUES:
        if value is not None:
            yield {**GOOD, "account": value}
        yield {**GOOD, "subject": value}
        yield value
    for id_ in _IDS:
        yield {**GOOD, "subject": {"type": "invoice", "id": id_}}
        yield {**GOOD, "account": {"type": "account", "id": id_}}
    for type_ in _TYPES:
        yield {**GOOD, "type": type_}
    for name in ("subject", "type"):
        yield {key: value for key, value in GOOD.items() if key != name}
    yield [GOOD]
    yield {"data": GOOD}


def _written(value: object) -> bytes:
    return json.dumps(value).encode()


def _cut(dice: Random) -> Iterator[bytes]:
    """Yield good bodies that end too early or are broken by one sign."""
    good = _written(GOOD)
    while True:
        yield good[: dice.randrange(1, len(good))]
        place = dice.choice([i for i, sign in enumerate(good) if sign in b'{}":,'])
        yield good[:place] + good[place + 1 :]
