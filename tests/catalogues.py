"""Bring the catalogues of the other languages in line with the English one.

``python -m tests.catalogues`` gives each language the keys of English in its order. A
text is kept with the English it was made from; a new one is empty and is listed, as is
one whose English has changed since: translate it, and put the new English above it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import bot.words
from bot.words.catalogue import origin

FOLDER = Path(bot.words.__file__).parent / "catalogues"
ENGLISH = "en"
_HEAD = """\
# {name}: key to text, with facts in braces.
# Above each text stands the English it was made from.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def read(language: str) -> Catalog:
    """Read one catalogue; an empty one if there is none yet."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def aligned(english: Catalog, other: Catalog, language: str) -> tuple[str, list[str]]:
    """Return the text of a catalogue, and the keys that need a translator."""
    parts = [_HEAD.format(name=other.locale.get_display_name("en"), language=language)]
    wanting = []
    for message in english:
        if not message.id:
            continue
        known = other.get(str(message.id))
        text = str(known.string) if known else ""
        made_from = " ".join(known.auto_comments) if known else ""
        english_text = origin(str(message.string))
        if not text or origin(made_from) != english_text:
            wanting.append(str(message.id))
        above = made_from if text else english_text
        key = quoted(message.id)
        parts.append(f"#. {above}\nmsgid {key}\nmsgstr {quoted(text)}\n")
    return "\n".join(parts), wanting


def quoted(text: object) -> str:
    """Return a text as it stands in a catalogue, on one line."""
    escaped = str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main(languages: list[str]) -> int:
    """Align the languages named, or all there are; tell what is still wanting."""
    english = read(ENGLISH)
    there = sorted(path.stem for path in FOLDER.glob("*.po") if path.stem != ENGLISH)
    for language in languages or there:
        text, wanting = aligned(english, read(language), language)
        (FOLDER / f"{language}.po").write_text(text, encoding="utf-8")
        sys.stdout.write(f"{language}: {len(wanting)} to translate\n")
        sys.stdout.writelines(f"  {key}\n" for key in wanting[:20])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
