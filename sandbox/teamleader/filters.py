"""What lists can filter on: each makes a test of rows from what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from sandbox.teamleader.asking import Given
from sandbox.teamleader.lists import Filter, Keep
from sandbox.teamleader.parties import Ref

T = TypeVar("T")


def among_ids(get: Callable[[T], str]) -> Filter[T]:
    """Filter on a list of ids; those that do not exist are left out silently."""

    def make(given: Given) -> Keep[T]:
        ids = set(given.ids())
        return lambda row: get(row) in ids

    return make


def same_id(get: Callable[[T], str | None]) -> Filter[T]:
    """Filter on one id."""

    def make(given: Given) -> Keep[T]:
        wanted = given.id()
        return lambda row: get(row) == wanted

    return make


def has_id(get: Callable[[T], Sequence[str]]) -> Filter[T]:
    """Filter on an id being among several."""

    def make(given: Given) -> Keep[T]:
        wanted = given.id()
        return lambda row: wanted in get(row)

    return make


def same_text(get: Callable[[T], str | None]) -> Filter[T]:
    """Filter on a text, exactly."""

    def make(given: Given) -> Keep[T]:
        wanted = given.text()
        return lambda row: get(row) == wanted

    return make


def mentions(get: Callable[[T], Iterable[str | None]]) -> Filter[T]:
    """Filter on a part of one of several texts, in any case."""

    def make(given: Given) -> Keep[T]:
        wanted = given.text().casefold()
        return lambda row: any(wanted in (text or "").casefold() for text in get(row))

    return make


def one_status(get: Callable[[T], str], allowed: Iterable[str]) -> Filter[T]:
    """Filter on one value of an enumeration."""

    def make(given: Given) -> Keep[T]:
        wanted = given.one_of(allowed)
        return lambda row: get(row) == wanted

    return make


def statuses(get: Callable[[T], str], allowed: Iterable[str]) -> Filter[T]:
    """Filter on a list of values of an enumeration."""

    def make(given: Given) -> Keep[T]:
        wanted = {Given(each, given.field).one_of(allowed) for each in given.list()}
        return lambda row: get(row) in wanted

    return make


def since(get: Callable[[T], datetime]) -> Filter[T]:
    """Filter on a moment and later, the moment itself included."""

    def make(given: Given) -> Keep[T]:
        wanted = given.moment()
        return lambda row: get(row) >= wanted

    return make


def from_day(get: Callable[[T], date | None]) -> Filter[T]:
    """Filter on a day and later."""

    def make(given: Given) -> Keep[T]:
        wanted = given.day()
        return lambda row: (day := get(row)) is not None and day >= wanted

    return make


def until_day(get: Callable[[T], date | None]) -> Filter[T]:
    """Filter on a day and earlier, the day itself included."""

    def make(given: Given) -> Keep[T]:
        wanted = given.day()
        return lambda row: (day := get(row)) is not None and day <= wanted

    return make


def before_day(get: Callable[[T], date | None]) -> Filter[T]:
    """Filter on earlier than a day, the day itself not included."""

    def make(given: Given) -> Keep[T]:
        wanted = given.day()
        return lambda row: (day := get(row)) is not None and day < wanted

    return make


def of_customer(get: Callable[[T], Ref]) -> Filter[T]:
    """Filter on a customer; type and id are both required."""

    def make(given: Given) -> Keep[T]:
        kind = given.part("type").one_of(("contact", "company"))
        wanted = Ref(kind, given.part("id").id())
        return lambda row: get(row) == wanted

    return make
