"""A small JSON API for playing the vendor's user from another process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.twikey import customers
from sandbox.twikey.model import Invoice
from sandbox.twikey.problems import ApiProblem
from sandbox.wire import Request, Response

if TYPE_CHECKING:
    from sandbox.twikey.server import TwikeyStandIn

Body = dict[str, Any]
WEBHOOK_KNOBS = (
    "url",
    "late_seconds",
    "copies",
    "reordered",
    "space_as_plus",
    "bad_signature",
)


async def handle(standin: TwikeyStandIn, request: Request) -> Response:
    """Answer a request below ``/_control/``; 400 says what was wrong with it."""
    name = request.path.removeprefix("/_control/").strip("/")
    try:
        if request.method == "GET" and name in SHOW:
            return Response.of_json(SHOW[name](standin))
        if request.method == "POST" and name in DO:
            done = DO[name](standin, request.json())
            await standin.deliver_webhooks()
            return Response.of_json({"ok": True, **done})
    except (KeyError, ValueError, TypeError) as wrong:
        return Response.of_json({"ok": False, "error": repr(wrong)}, 400)
    except ApiProblem as problem:
        return problem.answer()
    return Response(404)


def _invoices(standin: TwikeyStandIn) -> list[Body]:
    return [_row(each) for each in standin.invoices.values()]


def _row(invoice: Invoice) -> Body:
    return {
        "id": invoice.id,
        "number": invoice.number,
        "amount": str(invoice.amount),
        "paidamount": str(invoice.paidamount),
        "date": invoice.date.isoformat(),
        "duedate": invoice.duedate.isoformat(),
        "state": invoice.state,
        "ct": invoice.ct,
        "customer": invoice.customer.number,
        "remittance": invoice.remittance,
        "manual": invoice.manual,
        "pdf_bytes": len(invoice.pdf or b""),
        "source": invoice.source,
        "created_at": invoice.created_at.isoformat(),
    }


def _mails(standin: TwikeyStandIn) -> list[Body]:
    return [
        {
            "invoice_id": each.invoice_id,
            "number": each.number,
            "to": each.to,
            "cc": list(each.cc),
            "kind": each.kind,
            "with_pdf": each.with_pdf,
            "at": each.at.isoformat(),
            "cause": each.cause,
        }
        for each in standin.outbox
    ]


def _customers(standin: TwikeyStandIn) -> list[Body]:
    return [customers.shown(each) for each in standin.customers.values()]


def _profiles(standin: TwikeyStandIn) -> list[Body]:
    return [vars(each) for each in standin.profiles.values()]


def _mandates(standin: TwikeyStandIn) -> list[Body]:
    return [
        {**vars(each), "signed_at": each.signed_at.isoformat()}
        for each in standin.mandates.values()
    ]


def _calls(standin: TwikeyStandIn) -> list[Body]:
    return [
        {
            "at": each.at.isoformat(),
            "operation": each.operation,
            "method": each.method,
            "path": each.path,
            "status": each.status,
        }
        for each in standin.calls
    ]


def _logins(standin: TwikeyStandIn) -> Body:
    good = [each for each in standin.logins if each.status == 200]
    return {"attempts": len(standin.logins), "successful": len(good)}


def _switches(standin: TwikeyStandIn) -> Body:
    return standin.switches.shown()


def _meant(standin: TwikeyStandIn, body: Body) -> Invoice:
    return standin.invoices[body["id"]] if "id" in body else _numbered(standin, body)


def _numbered(standin: TwikeyStandIn, body: Body) -> Invoice:
    return standin.invoice(body["number"])


def _delete(standin: TwikeyStandIn, body: Body) -> Body:
    standin.delete(_meant(standin, body).id)
    return {}


def _pay(standin: TwikeyStandIn, body: Body) -> Body:
    standin.mark_paid(_meant(standin, body).id)
    return {}


def _mandate(standin: TwikeyStandIn, body: Body) -> Body:
    signed = standin.sign_mandate(body["customer_number"], int(body["profile"]))
    return {"mandate": signed.number}


def _cancel_mandate(standin: TwikeyStandIn, body: Body) -> Body:
    return {"mandate": standin.cancel_mandate(body["mandate"]).number}


def _customer_profile(standin: TwikeyStandIn, body: Body) -> Body:
    standin.keep_profile(body["customer_number"], body["profile"])
    return {}


def _set_switches(standin: TwikeyStandIn, body: Body) -> Body:
    standin.switches.turn(**body)
    return {"switches": standin.switches.shown()}


def _fault(standin: TwikeyStandIn, body: Body) -> Body:
    standin.faults.add(**body)
    return {}


def _add_invoice(standin: TwikeyStandIn, body: Body) -> Body:
    return {"invoice": _row(standin.add_invoice(**body))}


def _add_profile(standin: TwikeyStandIn, body: Body) -> Body:
    standin.add_profile(**body)
    return {}


def _webhook(standin: TwikeyStandIn, body: Body) -> Body:
    hint = body.pop("send", None)
    if not set(body) <= set(WEBHOOK_KNOBS):
        raise KeyError(*(set(body) - set(WEBHOOK_KNOBS)))
    for name, value in body.items():
        setattr(standin.webhooks, name, value)
    if hint is not None:
        standin.webhooks.queue(**hint)
    return {"waiting": len(standin.webhooks.waiting)}


def _collections(standin: TwikeyStandIn, _: Body) -> Body:
    return {"changed": [each.number for each in standin.run_collections()]}


def _expire(standin: TwikeyStandIn, _: Body) -> Body:
    return {"changed": [each.number for each in standin.expire_due()]}


SHOW: dict[str, Callable[[TwikeyStandIn], Any]] = {
    "invoices": _invoices,
    "mails": _mails,
    "customers": _customers,
    "profiles": _profiles,
    "mandates": _mandates,
    "calls": _calls,
    "logins": _logins,
    "switches": _switches,
}
DO: dict[str, Callable[[TwikeyStandIn, Body], Body]] = {
    "delete": _delete,
    "pay": _pay,
    "mandate": _mandate,
    "cancel_mandate": _cancel_mandate,
    "customer_profile": _customer_profile,
    "switches": _set_switches,
    "faults": _fault,
    "add_invoice": _add_invoice,
    "profile": _add_profile,
    "webhook": _webhook,
    "collections": _collections,
    "expire": _expire,
}
