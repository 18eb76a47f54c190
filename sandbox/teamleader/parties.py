"""Who bills and who is billed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.teamleader.asking import Json


@dataclass(frozen=True)
class Ref:
    """A typed reference, as the API writes it."""

    type: str
    id: str

    def json(self) -> Json:
        """Return the JSON form."""
        return {"type": self.type, "id": self.id}


@dataclass
class Department:
    """An entity that bills, with its own run of numbers."""

    id: str
    name: str
    prefix: str = ""
    next_number: int = 1
    next_credit_number: int = 1
    vat_number: str | None = None
    currency: str = "EUR"
    email: str | None = None
    status: str = "active"


@dataclass
class Customer:
    """What a company and a contact have in common."""

    id: str
    added_at: datetime
    updated_at: datetime
    email: str | None = None
    invoicing_email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    vat_number: str | None = None
    national_identification_number: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str = "BE"
    invoicing_address: Json | None = None
    iban: str | None = None
    bic: str | None = None
    language: str | None = "nl"
    payment_days: int | None = 30
    website: str | None = None
    remarks: str | None = None
    status: str = "active"
    tags: list[str] = field(default_factory=list)
    custom_fields: dict[str, Any] = field(default_factory=dict)


@dataclass
class Company(Customer):
    """A company."""

    name: str = ""
    kind: Literal["company"] = "company"

    @property
    def shown_name(self) -> str:
        """The name on a document."""
        return self.name


@dataclass
class Contact(Customer):
    """A person."""

    first_name: str | None = None
    last_name: str = ""
    salutation: str | None = None
    company_ids: list[str] = field(default_factory=list)
    kind: Literal["contact"] = "contact"

    @property
    def shown_name(self) -> str:
        """The name on a document."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)
