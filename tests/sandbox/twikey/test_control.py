from __future__ import annotations

import httpx

from sandbox.twikey import TwikeyStandIn
from sandbox.wire import ManualClock, serve
from tests.sandbox.twikey.client import SENDS, START, Caller
from tests.sandbox.twikey.test_webhooks import HOOK, Receiver


async def test_what_happened_can_be_read_from_outside(caller: Caller) -> None:
    await caller.created(ct=SENDS)
    caller.standin.sign_mandate("C-1", SENDS)

    (row,) = (await caller.control("invoices")).json()
    assert (row["number"], row["amount"], row["state"]) == ("F-1", "100.00", "BOOKED")
    (mail,) = (await caller.control("mails")).json()
    assert (mail["to"], mail["at"]) == ("pay@bakery.example", START.isoformat())
    (customer,) = (await caller.control("customers")).json()
    assert customer["customerNumber"] == "C-1"
    (mandate,) = (await caller.control("mandates")).json()
    assert mandate["ct"] == SENDS
    assert len((await caller.control("profiles")).json()) == 4
    logins = (await caller.control("logins")).json()
    assert logins == {"attempts": 1, "successful": 1}
    calls = (await caller.control("calls")).json()
    assert [each["operation"] for each in calls] == ["login", "invoice.create"]
    assert (await caller.control("switches")).json()["duplicate_number"] == "stored"


async def test_an_invoice_is_paid_and_deleted_from_outside(caller: Caller) -> None:
    invoice_id = await caller.created()

    assert (await caller.control("pay", {"id": invoice_id})).status_code == 200
    assert caller.standin.invoices[invoice_id].state == "PAID"
    await caller.control("delete", {"number": "F-1"})
    assert not caller.standin.invoices


async def test_an_invoice_is_added_from_outside(caller: Caller) -> None:
    body = {"number": "LINK-7", "amount": "12.50", "date": "2031-04-01"}

    row = (await caller.control("add_invoice", body)).json()["invoice"]
    assert (row["source"], row["date"]) == ("other-route", "2031-04-01")


async def test_collections_and_due_dates_run_from_outside(caller: Caller) -> None:
    await caller.created(number="F-0")
    body = {"customer_number": "C-1", "profile": 4020}
    assert "mandate" in (await caller.control("mandate", body)).json()
    await caller.created()

    changed = (await caller.control("collections", {})).json()["changed"]
    assert changed == ["F-1"]
    assert (await caller.control("expire", {})).json()["changed"] == []


async def test_switches_faults_and_profiles_are_set_from_outside(
    caller: Caller,
) -> None:
    await caller.control("switches", {"duplicate_number": "strict"})
    await caller.control("faults", {"operation": "invoice.create", "kind": "503"})
    profile = {"id": 1, "name": "N", "send_on_booking": True, "include_pdf": False}
    await caller.control("profile", profile)

    assert caller.standin.switches.duplicate_number == "strict"
    assert (await caller.create()).status_code == 503
    assert caller.standin.profiles[1].send_on_booking


async def test_hints_are_sent_from_outside(caller: Caller) -> None:
    receiver = Receiver()
    caller.standin.webhooks.sender = receiver
    body = {"url": HOOK, "send": {"type": "event", "msg": "dummytest"}}
    await caller.control("webhook", body)

    assert [raw for raw, _ in receiver.hints] == ["type=event&msg=dummytest"]


async def test_a_wrong_word_is_a_400_and_a_wrong_path_a_404(caller: Caller) -> None:
    assert (await caller.control("switches", {"nope": 1})).status_code == 400
    assert (await caller.control("webhook", {"nope": 1})).status_code == 400
    assert (await caller.control("pay", {"number": "NOPE"})).status_code == 400
    assert (await caller.control("faults", {"operation": "x"})).status_code == 400
    refusal = await caller.control("add_invoice", {"number": "", "amount": "1"})
    assert refusal.json()["code"] == "err_missing_params"
    assert (await caller.control("nope")).status_code == 404


async def test_it_can_be_served_on_loopback(clock: ManualClock) -> None:
    standin = TwikeyStandIn(clock)
    async with serve(standin.handle) as address, httpx.AsyncClient() as http:
        standin.base_url = address
        invoice = standin.add_invoice("2026 / 12", "10")
        form = {"apiToken": standin.api_key}
        login = await http.post(f"{address}/creditor", data=form)
        headers = {"Authorization": login.headers["Authorization"]}
        feed = await http.get(f"{address}/creditor/invoice", headers=headers)
        (entry,) = feed.json()["Invoices"]
        page = await http.get(entry["url"])
        by_number = await http.get(
            f"{address}/creditor/invoice/2026%20%2F%2012", headers=headers
        )

    assert entry["id"] == invoice.id
    assert "2026 / 12" in page.text
    assert (by_number.status_code, by_number.content) == (200, b"")
