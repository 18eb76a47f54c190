"""The tables of the README that are made from the code: settings and reasons."""

from __future__ import annotations

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import BusinessSettings, Settings


def settings_table() -> str:
    """Return every setting as two Markdown tables: environment, then business."""
    business = BusinessSettings.model_fields
    environment = {
        name: field
        for name, field in Settings.model_fields.items()
        if name not in business
    }
    return f"{_table(environment)}\n\n{_table(business)}\n"


def _table(fields: dict[str, FieldInfo]) -> str:
    rows = ["| name | default | meaning |", "|---|---|---|"]
    rows += [
        f"| `{name.upper()}` | {_default(field)} | {field.description} |"
        for name, field in fields.items()
    ]
    return "\n".join(rows)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    extra = field.json_schema_extra
    if isinstance(extra, dict) and "shown" in extra:
        return str(extra["shown"])
    if field.default in (None, ()):
        return ""
    value = field.default
    if isinstance(value, bool):
        value = str(value).lower()
    if isinstance(value, SecretStr):
        return ""
    return f"`{value}`"


if __name__ == "__main__":
    print(settings_table())  # noqa: T201 (this module prints when it is run)
