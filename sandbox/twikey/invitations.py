"""When a customer hears of an invoice: the two profile switches, and actions."""

from __future__ import annotations

from sandbox.twikey import payments
from sandbox.twikey.model import Invoice, Mail, Visit
from sandbox.twikey.problems import ApiProblem
from sandbox.twikey.world import World
from sandbox.wire import Request, Response

SILENT_STATES = frozenset({"PAID", "ARCHIVED"})
CHANNELS = {
    "send": "",
    "email": "email",
    "invoice": "email",
    "sms": "sms",
    "peppol": "peppol",
    "letter": "letter",
    "letterWithInvoice": "letter",
    "reminder": "reminder",
    "smsreminder": "smsreminder",
}
NEEDED = {
    "paymentplan": ("initialAmount", "recurringAmount", "terms", "mndtId"),
    "manualPayment": (),
    "reoffer": (),
    "refund": (),
}
INVITE_STATES = frozenset({"ok", "not_ok", "fail"})
HIGHEST_LEVEL = 4


def at_creation(world: World, invoice: Invoice) -> None:
    """Invite the customer of a new invoice if the profile says so.

    With "include the PDF" on and no PDF in the create call nothing is sent, and a
    PDF that comes later sends nothing either.
    """
    profile = world.profiles.get(invoice.ct or 0)
    if profile is None or not profile.send_on_booking:
        return
    if invoice.amount > 0 and invoice.state not in SILENT_STATES:
        _post(world, invoice, kind="", cause="create")


def act(world: World, visit: Visit) -> Response:
    """Answer ``POST /creditor/invoice/{id}/action``; nothing here is idempotent."""
    invoice = world.invoices.get(visit.args[0].lower())
    if invoice is None:
        raise ApiProblem("err_not_found", visit.args[0])
    form = visit.request.form()
    kind = form.get("type", "")
    if not kind:
        raise ApiProblem("err_missing_params", "type")
    if kind in CHANNELS:
        _say(world, invoice, kind)
    elif kind in NEEDED:
        _pay(world, invoice, form)
    else:
        raise ApiProblem("err_invalid_params", "type")
    return Response(204)


def is_wanted(world: World, request: Request, invoice: Invoice) -> bool:
    """Tell whether an invoice fits the ``invite_state`` of a reading call.

    No invitation fails here, so "fail" fits nothing.
    """
    asked = request.query_dict().get("invite_state")
    if world.switches.invite_state == "ignored" or asked not in INVITE_STATES:
        return True
    invited = any(mail.invoice_id == invoice.id for mail in world.outbox)
    return {"ok": invited, "not_ok": not invited, "fail": False}[asked]


def _say(world: World, invoice: Invoice, action: str) -> None:
    if invoice.state in SILENT_STATES:
        raise ApiProblem("err_invalid_state", invoice.id)
    if action == "email" and world.switches.email_disabled:
        raise ApiProblem("err_email_disabled")
    if action == "reminder":
        invoice.reminder_level = min(HIGHEST_LEVEL, invoice.reminder_level + 1)
        world.changed(invoice)
    _post(world, invoice, kind=CHANNELS[action], cause=f"action:{action}")


def _post(world: World, invoice: Invoice, *, kind: str, cause: str) -> None:
    kind = kind or _preferred(world, invoice)
    to = _recipient(invoice, kind)
    profile = world.profiles.get(invoice.ct or 0)
    include_pdf = profile is not None and profile.include_pdf
    if not to or (kind == "email" and include_pdf and invoice.pdf is None):
        return
    world.outbox.append(
        Mail(
            invoice_id=invoice.id,
            number=invoice.number,
            to=to,
            cc=invoice.cc if kind in ("email", "reminder") else (),
            kind=kind,
            with_pdf=include_pdf and invoice.pdf is not None,
            at=world.now(),
            cause=cause,
        )
    )


def _preferred(world: World, invoice: Invoice) -> str:
    wished = invoice.customer.fields.get("delivery", "")
    order = [wished, "email", "sms", "letter"]
    if world.switches.email_disabled:
        order = [each for each in order if each != "email"]
    return next((each for each in order if _recipient(invoice, each)), "")


def _recipient(invoice: Invoice, kind: str) -> str:
    known = invoice.customer.fields
    if kind in ("sms", "smsreminder"):
        return known.get("mobile", "")
    if kind == "letter":
        return known.get("address", "")
    if kind == "peppol":
        return known.get("peppol", "")
    return (invoice.email or invoice.customer.email) if kind else ""


def _pay(world: World, invoice: Invoice, form: dict[str, str]) -> None:
    kind = form["type"]
    for name in NEEDED[kind]:
        if not form.get(name):
            raise ApiProblem("err_missing_params", name)
    if kind == "refund" and not form.get("message"):
        raise ApiProblem("err_msg_missing", "message")
    if kind == "reoffer":
        payments.reoffer(world, invoice)
    if kind == "manualPayment":
        payments.settle_by_hand(world, invoice)
        world.changed(invoice)
