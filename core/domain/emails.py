"""E-mail addresses in fields that people filled in by hand; pure."""

from __future__ import annotations

import re

_AROUND_AT = re.compile(r"\s*@\s*")
_DISPLAY_NAME = re.compile(r'(?:"[^"]*"|[^,;<>\n])*<')
_CANDIDATE = re.compile(r"[^\s,;:<>()\[\]\"|]+@[^\s,;:<>()\[\]\"|]+")
_EMAIL = re.compile(r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}$")
_LONGEST = 70


def addresses(text: str | None) -> tuple[str, ...]:
    """Return the valid addresses in a field, each once, in the order of the field.

    They may be parted by commas, semicolons or white space, stand in angle brackets
    behind a name, or have spaces around the at sign.
    """
    # What stands before a bracket is a name, even if it looks like an address.
    bare = _DISPLAY_NAME.sub(" <", _AROUND_AT.sub("@", text or ""))
    found = (each.strip(".'`").lower() for each in _CANDIDATE.findall(bare))
    return tuple(dict.fromkeys(each for each in found if is_email(each)))


def is_email(text: str) -> bool:
    """Whether Twikey could take this as an e-mail address."""
    return len(text) <= _LONGEST and _EMAIL.match(text) is not None
