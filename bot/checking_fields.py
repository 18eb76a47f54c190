"""Whether what the settings name in Teamleader is there: fields and departments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.check_ports import CheckLine, Level
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.policy import IMPORT_DEPARTMENTS, Policy
from core.ports import Department

_INVOICE = frozenset({FieldContext.INVOICE})
_SUBSCRIPTION = frozenset({FieldContext.SUBSCRIPTION})
_CUSTOMER = frozenset({FieldContext.COMPANY, FieldContext.CONTACT})


def field_lines(
    policy: Policy, defined: Sequence[FieldDefinition]
) -> Iterator[CheckLine]:
    """Tell of each custom field in the settings what it is, or that it is none."""
    for name, id_, contexts in _wanted(policy):
        found = [one for one in defined if one.id == id_]
        fitting = [one for one in found if one.context in contexts]
        if fitting:
            text = f"{name} is the field {fitting[0].label} of the {fitting[0].context}"
            yield CheckLine(Level.OK, "custom fields", text)
            continue
        kinds = " or ".join(sorted(contexts))
        is_of = f"is a field of the {found[0].context}" if found else "is no field"
        yield CheckLine(
            Level.WRONG,
            "custom fields",
            f"{name} {id_} {is_of} in Teamleader; invoices are held because of it",
            f"choose a field of the {kinds} under /twikey settings; "
            f"there are: {_choices(defined, contexts)}",
        )


def has_fields(policy: Policy) -> bool:
    """Whether the settings name any custom field."""
    return any(_wanted(policy))


def department_lines(
    policy: Policy, departments: Sequence[Department]
) -> Iterator[CheckLine]:
    """Tell which departments are imported, where not all of them are."""
    names = {one.id.lower(): one.name for one in departments}
    for id_ in sorted(policy.departments - names.keys()):
        yield CheckLine(
            Level.WRONG,
            "departments",
            f"{IMPORT_DEPARTMENTS} names {id_}, which is no department in Teamleader",
            "choose the departments under /twikey settings",
        )
    imported = [names[one] for one in sorted(policy.departments & names.keys())]
    if policy.departments:
        told = ", ".join(imported) or "none"
        text = f"only invoices of these departments are imported: {told}"
        yield CheckLine(Level.NOTE, "departments", text)


def _wanted(policy: Policy) -> Iterator[tuple[str, str, frozenset[FieldContext]]]:
    if policy.invoice_profile_field:
        yield "INVOICE_PROFILE_FIELD", policy.invoice_profile_field, _INVOICE
    if policy.subscription_profile_field:
        name = "SUBSCRIPTION_PROFILE_FIELD"
        yield name, policy.subscription_profile_field, _SUBSCRIPTION
    for id_ in policy.customer_number_fields:
        yield "CUSTOMER_NUMBER_FIELD", id_, _CUSTOMER


def _choices(
    defined: Sequence[FieldDefinition], contexts: frozenset[FieldContext]
) -> str:
    fitting = (f"{one.label} ({one.id})" for one in defined if one.context in contexts)
    return ", ".join(fitting) or "none yet"
