"""The machinery of every ``.list``: filters, order, pages, ``meta``.

It has the vendor's manners: unknown filters, includes and sort fields are ignored,
a page holds 20 unless asked otherwise, and ``meta`` comes only when asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sandbox.teamleader.asking import Ask, Given, Json, refused
from sandbox.teamleader.switches import Switches

T = TypeVar("T")
Keep = Callable[[T], bool]
Filter = Callable[[Given], Keep[T]]
LARGEST_PAGE = 100


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One list: its rows, how to show one, and what may be asked of it."""

    rows: Callable[[], Iterable[T]]
    show: Callable[[T, frozenset[str]], Json]
    filters: Mapping[str, Filter[T]] = field(default_factory=dict)
    sorts: Mapping[str, Callable[[T], Any]] = field(default_factory=dict)
    includes: frozenset[str] = frozenset()
    paged: bool = True

    def answer(self, ask: Ask, switches: Switches) -> Json:
        """Answer a call."""
        ask.expect("filter", "page", "sort", "includes")
        includes = _includes(ask, self.includes | {"pagination"})
        rows = self._sorted(self._filtered(ask), ask, switches)
        if not self.paged:
            return {"data": [self.show(row, includes) for row in rows]}
        size, number = _page(ask)
        shown = rows[(number - 1) * size : number * size]
        payload: Json = {"data": [self.show(row, includes) for row in shown]}
        if "pagination" in includes and not switches.withhold_meta:
            page = {"size": size, "number": number}
            payload["meta"] = {"page": page, "matches": len(rows)}
        return payload

    def _filtered(self, ask: Ask) -> list[T]:
        wanted = ask.given("filter").object() if ask.has("filter") else {}
        ask.expect_within("filter.", wanted, self.filters)
        keeps = [
            self.filters[key](Given(value, f"filter.{key}", ask.strict))
            for key, value in wanted.items()
            if key in self.filters and value is not None
        ]
        return [row for row in self.rows() if all(keep(row) for keep in keeps)]

    def _sorted(self, rows: list[T], ask: Ask, switches: Switches) -> list[T]:
        wanted = ask.given("sort").list() if ask.has("sort") else []
        orders = [self._order(Given(each, "sort", ask.strict)) for each in wanted]
        known = [(key, order) for key, order in orders if key is not None]
        if not known and self.sorts:
            known = [(next(iter(self.sorts.values())), switches.default_order)]
        for key, order in reversed(known):
            rows.sort(key=key, reverse=order == "desc")
        return rows

    def _order(self, given: Given) -> tuple[Callable[[T], Any] | None, str]:
        asked = given.object()
        order = Given(asked.get("order", "asc"), "sort.order").one_of(("asc", "desc"))
        name = given.part("field").text()
        if given.strict and name not in self.sorts:
            raise refused(f"sort.field {name} is not supported", "sort.field")
        return self.sorts.get(name), order


def _includes(ask: Ask, known: frozenset[str]) -> frozenset[str]:
    if not ask.has("includes"):
        return frozenset()
    wanted = {part.strip() for part in ask.given("includes").text().split(",")}
    ask.expect_within("includes.", wanted, known)
    return frozenset(wanted)


def _page(ask: Ask) -> tuple[int, int]:
    page = ask.given("page").object() if ask.has("page") else {}
    ask.expect_within("page.", page, ("size", "number"))
    size = _whole(page.get("size", 20), "page.size")
    if ask.strict and size > LARGEST_PAGE:
        raise refused(f"page.size is at most {LARGEST_PAGE}", "page.size")
    return min(size, LARGEST_PAGE), _whole(page.get("number", 1), "page.number")


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise refused(f"{name} must be a positive integer", name)
    return value
