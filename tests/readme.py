"""The README's tables, made from the code: ``python -m tests.readme`` writes them."""

from __future__ import annotations

import re
from pathlib import Path

from bot.reasons_table import reasons_table
from bot.settings_table import settings_table

README = Path(__file__).parents[1] / "README.md"
TABLES = {"settings": settings_table, "reasons": reasons_table}


def with_tables(text: str) -> str:
    """Return the README with every table as the code has it now."""
    for name, table in TABLES.items():
        start, rest = re.split(rf"(?<=<!-- {name}: )", text, maxsplit=1)
        comment, body = rest.split("\n", 1)
        end = body.split(f"<!-- /{name} -->", 1)[1]
        text = f"{start}{comment}\n{table().strip()}\n<!-- /{name} -->{end}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")
