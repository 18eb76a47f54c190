"""The whole stand-in: one object that answers every address of the vendor."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sandbox.teamleader.account import Account
from sandbox.teamleader.answers import Operations
from sandbox.teamleader.api import Api, plain_error
from sandbox.teamleader.attachments import Attachments
from sandbox.teamleader.auth import Auth
from sandbox.teamleader.consent import Consent
from sandbox.teamleader.control import Control
from sandbox.teamleader.credit_notes import CreditNotes
from sandbox.teamleader.customers import Customers
from sandbox.teamleader.documents import Documents
from sandbox.teamleader.faults import Faults, Struck
from sandbox.teamleader.hooks import Deliver, post
from sandbox.teamleader.invoice_actions import InvoiceActions
from sandbox.teamleader.invoice_calls import InvoiceCalls
from sandbox.teamleader.limits import Limits
from sandbox.teamleader.pages import invoice_page
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.subscriptions import Subscriptions
from sandbox.wire import Clock, Request, Response

ACCOUNT_ID = "5a1dd00d-4f10-0c3e-81aa-7d5e0b2f9c64"


class Call(NamedTuple):
    """A call that arrived; its operation is the path without the first slash."""

    moment: datetime
    operation: str


class TeamleaderStandIn(Settling):
    """Teamleader, as far as an integration for invoices sees it.

    The verbs (``draft_invoice``, ``book``, ``register_payment``...) play the vendor's
    user; :meth:`handle` is the vendor's machine. Webhooks wait until somebody calls
    ``hooks.deliver_due()``, or while ``hooks.run()`` runs as a task.
    """

    def __init__(  # noqa: PLR0913 (a whole vendor in one object; all have defaults)
        self,
        clock: Clock,
        *,
        client_id: str = "demo-client",
        client_secret: str = "demo-secret",
        account_id: str = ACCOUNT_ID,
        seed: int = 0,
        rate_limit: int = 200,
        deliver: Deliver = post,
    ) -> None:
        super().__init__(clock, account_id, seed)
        self.hooks.deliver = deliver
        self.faults = Faults()
        self.limits = Limits(rate_limit)
        self.calls: list[Call] = []
        self.requests: list[Request] = []
        self.auth = Auth(clock, self.switches, self.mint)
        self.auth.clients[client_id] = client_secret
        self.refresh_token = self.auth.issue(client_id).refresh
        self.documents = Documents(self)
        self._consent = Consent(self.auth, self.switches)
        self._control = Control(self, self.faults)
        self._api = Api(self, self.auth, self.limits, self._operations())

    def _operations(self) -> Operations:
        return {
            **Account(self).operations(),
            **Attachments(self, self.documents).operations(),
            **CreditNotes(self, self.documents).operations(),
            **Customers(self).operations(),
            **InvoiceActions(self).operations(),
            **InvoiceCalls(self, self.documents).operations(),
            **Subscriptions(self).operations(),
        }

    @property
    def cdn_requests(self) -> list[Request]:
        """The requests that reached document links, headers included."""
        return self.documents.cdn_requests

    def access_token(self) -> str:
        """Make one more access token, for a caller that needs no refreshing."""
        return self.auth.issue(next(iter(self.auth.clients))).access

    def count(self, operation: str) -> int:
        """Return how often an operation was called."""
        return sum(call.operation == operation for call in self.calls)

    async def handle(self, request: Request) -> Response:
        """Answer any request to the vendor, or lose it if that was ordered."""
        if request.path.startswith("/_control/"):
            return await self._control.answer(request)
        if request.path == "/invoice_detail.php":
            return invoice_page(self, request)
        operation = request.path.removeprefix("/")
        struck = self.faults.take("cdn" if operation[:4] == "cdn/" else operation)
        if struck.seconds:
            await self.clock.sleep(struck.seconds)
        struck.before_arrival()
        if operation.startswith("cdn/"):
            return _struck(struck) or struck.spoil(self.documents.fetch(request))
        self.calls.append(Call(self.clock.now(), operation))
        self.requests.append(request)
        if operation.startswith("oauth2/"):
            return _struck(struck) or struck.spoil(self._oauth(operation, request))
        return self._api.answer(operation, request, struck)

    def _oauth(self, operation: str, request: Request) -> Response:
        if operation == "oauth2/authorize" and request.method == "GET":
            return self._consent.authorize(request)
        if operation != "oauth2/access_token" or request.method != "POST":
            return plain_error(404)
        if self.switches.token_calls_count:
            client_id = next(iter(self.auth.clients))
            if not self.limits.take(client_id, self.clock.now()).allowed:
                return plain_error(429)
        return self._consent.token(request)


def _struck(struck: Struck) -> Response | None:
    status = struck.status()
    return None if status is None else plain_error(status)
