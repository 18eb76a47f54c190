"""The README's tables, made from the code: ``python -m tests.readme`` writes them."""

from __future__ import annotations

import re
from pathlib import Path

from bot.reasons_table import reasons_table
from bot.settings_table import settings_table

MANIFEST = Path(__file__).parents[1] / "manifest.yml"
README = Path(__file__).parents[1] / "README.md"


def permissions_table() -> str:
    """Return every permission of the Slack app, with the reason in its manifest."""
    wanted = (
        MANIFEST.read_text("utf-8").split("    bot:\n", 1)[1].split("settings:\n")[0]
    )
    rows = re.findall(r"((?:      # .*\n)+)      - (\S+)", wanted)
    told = [
        f"| `{scope}` | {' '.join(why.replace('#', ' ').split())} |"
        for why, scope in rows
    ]
    return "\n".join(["| permission | why |", "| --- | --- |", *told])


TABLES = {
    "settings": settings_table,
    "reasons": reasons_table,
    "permissions": permissions_table,
}


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
