"""Custom fields as the account defines them, in the contexts that matter here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.invoice import CustomFieldId


class FieldContext(StrEnum):
    """What a custom field belongs to; there are more in Teamleader."""

    INVOICE = "invoice"
    SUBSCRIPTION = "subscription"
    COMPANY = "company"
    CONTACT = "contact"


@dataclass(frozen=True)
class FieldDefinition:
    """A custom field by its definition.

    ``label`` and ``options`` are words that people may change at any time; only the id
    stays. ``kind`` is Teamleader's name of its type, such as ``single_select``.
    """

    id: CustomFieldId
    context: FieldContext
    label: str
    kind: str
    options: tuple[str, ...] = ()
