"""Taking out what must not leave the company: tokens, bank accounts, full addresses.

In doubt it takes out more: a text that lost a harmless number can still be read.

The texts may be long and ill-meant, so the work grows with their length and no faster:
a repeat without an end gives nothing back (``++``), and what it has passed is not tried
again, because the pattern takes it in even where nothing has to be taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

HIDDEN: Final = "[secret]"
ACCOUNT: Final = "[bank account]"

_SHORTEST_SECRET: Final = 6
_FEWEST_DIGITS: Final = 10
_SHORTEST_ACCOUNT: Final = 15
_HEAD: Final = 4
_BEHIND_HEAD: Final = 10**6
"""What makes room for the head of an account: two letters and two digits."""
_GAP: Final = r"[\s.\-_/]{0,2}"
_ACCOUNT: Final = re.compile(
    rf"[A-Za-z]{_GAP}[A-Za-z]{_GAP}[0-9]{_GAP}[0-9](?:{_GAP}[A-Za-z0-9]){{11,30}}"
)
"""An IBAN (ISO 13616): a country, two check digits, up to thirty signs."""

_UUID: Final = (
    r"(?<![0-9A-Za-z-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z-])"
)
_NAMED: Final = re.compile(
    r"(?i)\b(?:authorization|bearer|basic|token|secret|password|api[_-]?key)"
    r"(?:\s*+[:=]\s*+|\s++)(?:bearer\s++|basic\s++)?[\"']?([^\s\"',;]{6,}+)"
)
_SLACK: Final = re.compile(r"(?i)x(?:ox[a-z]|app)-[A-Za-z0-9-]++")
_LONG: Final = re.compile(r"[A-Za-z0-9_\-+=~]{20,}+")
_QUERY: Final = re.compile(r"(?i)(https?://[^\s?#\"'<>]*+)([?#][^\s\"'<>]*+)?")
"""A link, and its query if it has one."""
_LOGIN: Final = re.compile(r"(?i)(https?://)[^\s/@\"'<>]++@")
_ADDRESS: Final = re.compile(
    r"([^\s@<>\"'(),;:]++)(?:@([A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++))?"
)
"""A word, and the domain behind it if it is the name of an address."""

Span = tuple[int, int, str]
"""From where to where something is taken out, and what stands there instead."""


def redact(text: str, secrets: Iterable[str] = (), keep: Iterable[str] = ()) -> str:
    """Return a text that may be shown outside the company.

    ``secrets`` are taken out wherever they stand. ``keep`` holds names, such as that of
    the invoice, that may look like a token and are none; an account is never kept.
    """
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    text = shorten_addresses(text)
    names = [re.escape(name) for name in keep if name]
    spans = [
        *_outside(text, [], _accounts),
        *_outside(text, names, _tokens),
    ]
    return _without(text, spans)


def shorten_addresses(text: str) -> str:
    """Return a text whose links carry no login or query, and addresses no full name."""
    text = _LOGIN.sub(r"\1", text)
    text = _QUERY.sub(_unasked, text)
    return _ADDRESS.sub(_shortened, text)


def _without(text: str, spans: Iterable[Span]) -> str:
    """Take out every span; those that overlap are one."""
    parts: list[str] = []
    end = 0
    for begin, until, instead in sorted(spans):
        if begin >= end:
            parts += [text[end:begin], instead]
        end = max(end, until)
    return "".join([*parts, text[end:]])


def _outside(
    text: str, names: Iterable[str], find: Callable[[str], Iterator[Span]]
) -> Iterator[Span]:
    """Find spans between what is spared: ids of systems, and these names."""
    spared = re.compile("|".join([_UUID, *names]), re.IGNORECASE)
    begin = 0
    for end, after in [*(one.span() for one in spared.finditer(text)), (len(text), 0)]:
        for first, last, instead in find(text[begin:end]):
            yield begin + first, begin + last, instead
        begin = after


def _accounts(text: str) -> Iterator[Span]:
    at = 0
    while found := _ACCOUNT.search(text, at):
        begin = found.start()
        stands_alone = begin == 0 or not text[begin - 1].isalnum()
        length = _checked_length(found.group())
        if not length and stands_alone:
            length = _mistyped_length(found.group())
        if length:
            yield begin, begin + length, ACCOUNT
        at = begin + max(length, 1)


def _checked_length(candidate: str) -> int:
    """Return how much of a text is an account, as its check digits tell, or 0.

    They are checked by appending the first four signs to all others (ISO 7064), so the
    remainder of the others is carried along from each length to the next.
    """
    signs = [n for n, sign in enumerate(candidate) if sign.isalnum()]
    head = _appended(0, (candidate[n] for n in signs[:_HEAD]))
    length = rest = 0
    for count, n in enumerate(signs[_HEAD:], _HEAD + 1):
        rest = _appended(rest, candidate[n]) % 97
        checks_out = (rest * _BEHIND_HEAD + head) % 97 == 1
        if checks_out and count >= _SHORTEST_ACCOUNT:
            length = n + 1
    return length


def _mistyped_length(candidate: str) -> int:
    """Return how much of a text looks like an account with a wrong digit, or 0."""
    digits = [n for n, sign in enumerate(candidate) if sign.isdigit()]
    return digits[-1] + 1 if len(digits) >= _FEWEST_DIGITS else 0


def _appended(number: int, signs: Iterable[str]) -> int:
    """Append signs to a number; a letter counts as two digits."""
    for sign in signs:
        value = int(sign, 36)
        number = number * (10 if value < 10 else 100) + value
    return number


def _tokens(text: str) -> Iterator[Span]:
    for found in _SLACK.finditer(text):
        yield (*found.span(), HIDDEN)
    for found in _NAMED.finditer(text):
        yield (*found.span(1), HIDDEN)
    for found in _LONG.finditer(text):
        if _is_mixed(found.group()):
            yield (*found.span(), HIDDEN)


def _is_mixed(piece: str) -> bool:
    has_digit = any(sign.isdigit() for sign in piece)
    return has_digit and any(sign.isalpha() for sign in piece)


def _unasked(found: re.Match[str]) -> str:
    return f"{found[1]}?[left out]" if found[2] else found[0]


def _shortened(found: re.Match[str]) -> str:
    """Leave the first letter of the name: enough to recognise one's own."""
    return f"{found[1][:1]}…@{found[2]}" if found[2] else found[0]
