"""A faithful stand-in for Twikey's creditor API, without sockets of its own.

``TwikeyStandIn(clock).handle(request)`` answers the paths below ``/creditor`` as the
real system does, traps included: a repeated number gets 200 and the stored invoice,
unknown fields are ignored, "not found" is a 400, every action mails again, and the
place in a feed is kept here per API key. ``/invoice.html?<id>`` is the page a customer
pays on. Hints (webhooks) wait until ``deliver_webhooks()`` sends them.

Another process plays the vendor's user through JSON below ``/_control/``:

- ``GET invoices | mails | customers | profiles | mandates | calls | logins | switches``
- ``POST delete | pay`` ``{"id"}`` or ``{"number"}``
- ``POST mandate`` ``{"customer_number", "profile"}``
- ``POST switches`` ``{name: value, ...}``
- ``POST faults`` ``{"operation", "kind", "times"?, "after"?}``
- ``POST add_invoice`` ``{"number", "amount", ...fields of a create call}``
- ``POST profile`` ``{"id", "name", "send_on_booking", "include_pdf", "active"?}``
- ``POST webhook`` ``{"url"?, "late_seconds"?, "copies"?, "reordered"?,
  "space_as_plus"?, "bad_signature"?, "send"?: {"type": "event", ...}}``
- ``POST collections | expire`` ``{}``

Each POST also sends the hints that are due; one with an unknown name or id gets a 400.
"""

from sandbox.twikey.faults import Faults
from sandbox.twikey.login import one_time_password
from sandbox.twikey.model import Call, Customer, Invoice, Mail, Mandate, Profile
from sandbox.twikey.server import TwikeyStandIn
from sandbox.twikey.switches import Switches
from sandbox.twikey.webhooks import Webhooks, signature

__all__ = [
    "Call",
    "Customer",
    "Faults",
    "Invoice",
    "Mail",
    "Mandate",
    "Profile",
    "Switches",
    "TwikeyStandIn",
    "Webhooks",
    "one_time_password",
    "signature",
]
