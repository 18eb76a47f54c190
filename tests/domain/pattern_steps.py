"""A slow reader of regular expressions that counts how often it looks at a sign.

It goes the ways that Python's own engine goes, without its short cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import count
from typing import Any

# Python's own parser and compiler have no public names.
_parser = import_module("re._parser")
_compiler = import_module("re._compiler")

_ONE_SIGN = ("LITERAL", "NOT_LITERAL", "IN", "ANY")
_WORD = re.compile(r"\w")


def spans(pattern: re.Pattern[str], text: str) -> tuple[list[tuple[int, int]], int]:
    """Return where a pattern is found, and how many looks at a sign that took."""
    reader = _Reader(_parser.parse(pattern.pattern, pattern.flags), text)
    found: list[tuple[int, int]] = []
    at = 0
    while at <= len(text):
        end = next(reader.ends(list(reader.tree), at), None)
        if end is not None:
            found.append((at, end))
        at = max(end or 0, at + 1)
    return found, reader.looks


class _Reader:
    """Reads one text; a place is tried in the order the engine tries it."""

    def __init__(self, tree: Any, text: str) -> None:
        self.tree = tree
        self.looks = 0
        self._text = text
        self._tests: dict[int, re.Pattern[str]] = {}

    def ends(self, items: Sequence[Any], at: int) -> Iterator[int]:
        """Yield where a sequence of parts can end that begins at a place."""
        if not items:
            yield at
            return
        for end in self._part(items[0], at):
            yield from self.ends(items[1:], end)

    def _part(self, item: Any, at: int) -> Iterator[int]:
        name, given = item[0].name, item[1]
        if name in _ONE_SIGN:
            if self._is(item, at):
                yield at + 1
        elif name == "SUBPATTERN":
            yield from self.ends(list(given[3]), at)
        elif name == "BRANCH":
            for branch in given[1]:
                yield from self.ends(list(branch), at)
        elif name == "MAX_REPEAT":
            yield from self._repeated(given, at, 0)
        elif name == "POSSESSIVE_REPEAT":
            yield from self._repeated_for_good(given, at)
        else:
            yield from self._here(name, given, at)

    def _here(self, name: str, given: Any, at: int) -> Iterator[int]:
        """Look round without going on."""
        if name == "AT" and given.name == "AT_BOUNDARY":
            around = [self._text[n : n + 1] for n in (at - 1, at) if n >= 0]
            if sum(bool(_WORD.fullmatch(sign)) for sign in around) == 1:
                yield at
        elif name == "ASSERT_NOT" and given[0] < 0 and len(given[1]) == 1:
            if at == 0 or not self._is(given[1][0], at - 1):
                yield at
        else:
            raise NotImplementedError(name)

    def _repeated(self, given: Any, at: int, times: int) -> Iterator[int]:
        least, most, part = given
        if times < most:
            for end in self.ends(list(part), at):
                yield from self._repeated(given, end, times + 1)
        if times >= least:
            yield at

    def _repeated_for_good(self, given: Any, at: int) -> Iterator[int]:
        least, most, part = given
        for times in count():
            end = next(self.ends(list(part), at), None) if times < most else None
            if end is None:
                if times >= least:
                    yield at
                return
            at = end

    def _is(self, item: Any, at: int) -> bool:
        self.looks += 1
        if at >= len(self._text):
            return False
        known = self._tests.get(id(item))
        if known is None:
            single = _parser.SubPattern(self.tree.state, [item])
            known = _compiler.compile(single, self.tree.state.flags)
            self._tests[id(item)] = known
        return known.fullmatch(self._text[at]) is not None
