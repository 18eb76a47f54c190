"""The stand-in itself: one door for requests, and the vendor's user in Python."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sandbox.twikey import control, creating, customers, mandates, pages, payments
from sandbox.twikey.faults import Faults
from sandbox.twikey.feed import alone
from sandbox.twikey.invoices import forget
from sandbox.twikey.limits import Limits
from sandbox.twikey.login import Logins
from sandbox.twikey.model import ApiKey, Call, Invoice, Mandate, Profile, Visit
from sandbox.twikey.problems import Answered, ApiProblem
from sandbox.twikey.routes import Route, find
from sandbox.twikey.webhooks import Webhooks
from sandbox.twikey.world import World
from sandbox.wire import Clock, Request, Response

DEFAULT_KEY = "7C0DE4F1A2B39586D7E8F90123456789ABCDEF01"
DEFAULT_DAYS_TO_PAY = 30


class TwikeyStandIn:
    """One creditor at Twikey; see the package for what it answers."""

    def __init__(
        self,
        clock: Clock,
        *,
        api_key: str = DEFAULT_KEY,
        private_key: str | None = None,
        merchant_id: str = "6120",
        seed: int = 0,
    ) -> None:
        self.webhooks = Webhooks(clock, api_key)
        self.world = World(clock, self.webhooks, seed)
        self.api_key = api_key
        self.calls: list[Call] = []
        self.faults = Faults(clock)
        self._logins = Logins(self.world, merchant_id)
        self._logins.add_key(api_key, private_key)
        self._limits = Limits(self.world)
        self.switches = self.world.switches
        self.invoices = self.world.invoices
        self.deleted = self.world.deleted
        self.customers = self.world.customers
        self.profiles = self.world.profiles
        self.mandates = self.world.mandates
        self.outbox = self.world.outbox
        self.logins = self._logins.attempts

    @property
    def base_url(self) -> str:
        """The address payer pages are linked at, without a final slash."""
        return self.world.base_url

    @base_url.setter
    def base_url(self, address: str) -> None:
        self.world.base_url = address

    async def handle(self, request: Request) -> Response:
        """Answer one request; raises ``LostRequest`` or ``LostAnswer`` on a fault."""
        path = request.path.rstrip("/") or "/"
        if path.startswith("/_control/"):
            return await control.handle(self, request)
        if path == "/invoice.html":
            return pages.invoice_page(self.world, request)
        found = find(request.method, path)
        operation = found[0].operation if found else _login_operation(request, path)
        call = Call(self.world.now(), operation, request)
        self.calls.append(call)
        response = await self._answered(request, operation, found)
        call.status = response.status
        return response

    def calls_of(self, operation: str) -> list[Call]:
        """Return the calls of one operation, oldest first."""
        return [each for each in self.calls if each.operation == operation]

    def invoice(self, number: str) -> Invoice:
        """Return the living invoice with this number; raises ``KeyError``."""
        found = self.world.by_number(number)
        if found is None:
            raise KeyError(number)
        return found

    def add_api_key(self, key: str, private_key: str | None = None) -> ApiKey:
        """Make another key of the same creditor; it has its own feed positions."""
        return self._logins.add_key(key, private_key)

    def add_profile(
        self,
        id: int,
        name: str,
        *,
        send_on_booking: bool,
        include_pdf: bool,
        active: bool = True,
    ) -> Profile:
        """Set up a profile; the first active one is the creditor's default."""
        profile = Profile(id, name, send_on_booking, include_pdf, active)
        self.profiles[id] = profile
        return profile

    def add_invoice(self, number: str, amount: str, **more: Any) -> Invoice:
        """Book an invoice that came by another route.

        ``more`` takes the fields of a create call; what is missing gets a plausible
        value. Raises ``ApiProblem`` for what the API would refuse.
        """
        today = self.world.today()
        body = {
            "number": number,
            "amount": amount,
            "date": today.isoformat(),
            "duedate": (today + timedelta(days=DEFAULT_DAYS_TO_PAY)).isoformat(),
            **more,
        }
        if not {"customer", "customerByRef", "customerByDocument"} & set(body):
            body["customer"] = {"customerNumber": "WALK-IN", "companyName": "Walk-in"}
        order = creating.Order(body, source="other-route")
        return creating.create(self.world, order)

    def mark_paid(self, id: str) -> None:
        """Let the money for an invoice arrive; raises ``KeyError`` if unknown."""
        payments.mark_paid(self.world, self.invoices[id])

    def delete(self, id: str) -> None:
        """Let a person delete an invoice; raises ``KeyError`` if unknown."""
        forget(self.world, self.invoices[id])

    def sign_mandate(self, customer_number: str, profile: int) -> Mandate:
        """Let a known customer sign; raises ``ApiProblem`` if one is unknown."""
        return mandates.sign(self.world, customer_number, profile)

    def cancel_mandate(self, number: str) -> Mandate:
        """Let a customer withdraw a mandate; raises ``KeyError`` if unknown."""
        return mandates.cancel(self.world, number)

    def move_mandate(self, number: str, profile: int) -> Mandate:
        """Let the vendor bring a mandate over to another profile."""
        return mandates.move(self.world, number, profile)

    def keep_profile(self, customer_number: str, profile: int | None) -> None:
        """Let a person set the profile of a customer; raises ``ApiProblem``."""
        customers.known(self.world, customer_number).ct = profile

    def receive_transfer(self, said: str, amount: str) -> Invoice | None:
        """Let a wire transfer arrive; returns the invoice it matched, if any."""
        return payments.transfer(self.world, said, Decimal(amount))

    def run_collections(self) -> list[Invoice]:
        """Let the bank answer once; returns the invoices that changed."""
        return payments.run_collections(self.world)

    def expire_due(self) -> list[Invoice]:
        """Let overdue invoices expire; returns them."""
        return payments.expire_due(self.world)

    async def deliver_webhooks(self) -> int:
        """Send the hints that are due; returns how many went out."""
        return await self.webhooks.deliver()

    async def keep_delivering(self, every: float = 1.0) -> None:
        """Send hints for ever, looking every so many seconds."""
        while True:
            await self.webhooks.deliver()
            await self.world.clock.sleep(every)

    async def _answered(
        self,
        request: Request,
        operation: str,
        found: tuple[Route, tuple[str, ...]] | None,
    ) -> Response:
        fault = self.faults.take(operation)
        try:
            await self.faults.before(fault)
            if found is None:
                response = self._entrance(request, operation)
            else:
                response = await self._operate(request, *found)
        except ApiProblem as problem:
            response = problem.answer()
        except Answered as ready:
            response = ready.response
        return self.faults.spoilt(fault, response)

    def _entrance(self, request: Request, operation: str) -> Response:
        if operation == "login":
            return self._logins.login(request)
        if operation == "logout":
            return self._logins.logout(request)
        return Response(404)

    async def _operate(
        self, request: Request, route: Route, args: tuple[str, ...]
    ) -> Response:
        key = self._logins.key_of(request)
        left = self._limits.take(key) if route.limited else None
        visit = Visit(request, key, args)
        if route.feed:
            async with alone(self.world, key, route.feed):
                return route.answer(self.world, visit)
        response = route.answer(self.world, visit)
        if left is None:
            return response
        headers = {**response.headers, "X-Rate-Limit-Remaining": str(left)}
        return Response(response.status, response.body, headers)


def _login_operation(request: Request, path: str) -> str:
    if path != "/creditor":
        return "unknown"
    return {"POST": "login", "GET": "logout"}.get(request.method, "unknown")
