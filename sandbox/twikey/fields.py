"""Readers for the fields of a request; each refuses with the API's own code."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sandbox.twikey.problems import ApiProblem
from sandbox.wire import Request

Body = Mapping[str, Any]

EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
COUNTRY = re.compile(r"[A-Za-z]{2}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LANGUAGES = frozenset({"en", "nl", "fr", "de", "it", "pt", "es"})
LOCALES = LANGUAGES | {"nl_nl", "fr_fr"}
CENT = Decimal("0.01")


def parsed(request: Request) -> Any:
    """Return the JSON body; refuses what is not JSON."""
    try:
        return request.json()
    except ValueError as broken:
        raise ApiProblem("err_invalid_params") from broken


def parsed_object(request: Request) -> Body:
    """Return the JSON body, which has to be an object."""
    body = parsed(request)
    if not isinstance(body, dict):
        raise ApiProblem("err_invalid_params")
    return body


def text(body: Body, name: str, longest: int) -> str:
    """Return a text field, empty when absent; refuses what is no text or too long."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise ApiProblem("err_invalid_params", name)
    return value


def needed(body: Body, *names: str) -> None:
    """Refuse a body that lacks one of these fields."""
    for name in names:
        if body.get(name) in (None, ""):
            raise ApiProblem("err_missing_params", name)


def amount(body: Body, name: str) -> Decimal:
    """Return a number or numeric string in EUR; 0 when absent."""
    value = body.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ApiProblem("err_invalid_params", name)
    try:
        number = Decimal(str(value)).quantize(CENT)
    except InvalidOperation as wrong:
        raise ApiProblem("err_invalid_params", name) from wrong
    if number.is_nan():
        raise ApiProblem("err_invalid_params", name)
    return number


def day(body: Body, name: str) -> date:
    """Return a ``YYYY-MM-DD`` date."""
    value = body[name]
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ApiProblem("err_invalid_date", name)


def email(value: Any, name: str, longest: int = 70) -> str:
    """Return an address, empty when absent."""
    address = text({name: value}, name, longest)
    if address and not EMAIL.fullmatch(address):
        raise ApiProblem("err_invalid_email", name)
    return address


def addresses(body: Body, name: str) -> tuple[str, ...]:
    """Return a list of addresses; a comma separated string is refused."""
    value = body.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ApiProblem("err_invalid_params", name)
    return tuple(email(each, name) for each in value)


def own_id(body: Body) -> str | None:
    """Return the caller's own UUID in its usual spelling, None when absent."""
    value = body.get("id")
    if value is None:
        return None
    try:
        return str(UUID(value)) if isinstance(value, str) else _no_id()
    except ValueError as wrong:
        raise ApiProblem("err_invalid_params", "id") from wrong


def document(body: Body) -> bytes | None:
    """Return the bytes of ``pdf``; any bytes do, only broken base64 is refused."""
    value = body.get("pdf")
    if value is None:
        return None
    try:
        content = base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError) as wrong:
        raise ApiProblem("invalid_file", "pdf") from wrong
    if not content:
        raise ApiProblem("invalid_file", "pdf")
    return content


def truth(value: Any) -> bool:
    """Tell whether a flag is set: true, or the word ``true``."""
    return value is True or str(value).lower() == "true"


def language(value: str, name: str, known: frozenset[str] = LANGUAGES) -> None:
    """Refuse a language that is not one of those known."""
    if value and value.lower() not in known:
        raise ApiProblem("err_invalid_lang", name)


def country(value: str) -> None:
    """Refuse what is not a two-letter country code."""
    if value and not COUNTRY.fullmatch(value):
        raise ApiProblem("err_invalid_country", "country")


def _no_id() -> str:
    raise ApiProblem("err_invalid_params", "id")
