"""The catalogues: one gettext file per language, key to text.

In every language but English the comment above a text is the English one that was
translated, so that a text left behind by a change is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

_FOLDER = files("bot.words") / "catalogues"
LANGUAGES = tuple(
    sorted(
        entry.name.removesuffix(".po")
        for entry in _FOLDER.iterdir()
        if entry.name.endswith(".po")
    )
)


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return the texts of a language by key, in the order of its file."""
    return MappingProxyType(
        {
            str(message.id): str(message.string)
            for message in _read(language)
            if message.id and message.string
        }
    )


@cache
def keys_below(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the rest of the keys below each prefix, in the order of the file."""
    below: dict[str, list[str]] = {}
    for key in texts(language):
        parts = key.split(".")
        for depth in range(1, len(parts)):
            rest = ".".join(parts[depth:])
            below.setdefault(".".join(parts[:depth]), []).append(rest)
    return MappingProxyType({prefix: tuple(rest) for prefix, rest in below.items()})


@cache
def asked_for(language: str) -> Mapping[str, frozenset[str]]:
    """Return the names of the facts that each text is filled with, by key."""
    return MappingProxyType(
        {
            key: frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
            for key, text in texts(language).items()
        }
    )


@cache
def translated_from(language: str) -> Mapping[str, str]:
    """Return the English text that each text of a language was made from, by key."""
    return MappingProxyType(
        {
            str(message.id): " ".join(message.auto_comments)
            for message in _read(language)
            if message.id
        }
    )


def origin(text: str) -> str:
    """Return an English text as it stands above its translation: on one line."""
    return " ".join(text.split())


def _read(language: str) -> Catalog:
    with (_FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)
