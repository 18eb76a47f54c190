from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from sandbox.teamleader import PdfPlan, TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import START, Caller


def plan(teamleader: TeamleaderStandIn, invoice_id: str, plan: PdfPlan) -> None:
    teamleader.books.invoices[invoice_id].pdf = plan


async def ask(caller: Caller, invoice_id: str, form: str = "pdf") -> httpx.Response:
    return await caller.post("invoices.download", {"id": invoice_id, "format": form})


async def fetch(caller: Caller, invoice_id: str) -> httpx.Response:
    return await caller.http.get(await caller.link(invoice_id))


async def test_a_link_leads_to_a_pdf_with_number_and_total(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.public_url = "https://elsewhere.example"
    link = await caller.link(booked)
    pdf = await caller.http.get(link)

    assert link.startswith("https://elsewhere.example/cdn/")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-1.4")
    assert pdf.content.endswith(b"%%EOF\n")
    assert b"Factuur 2026 / 1" in pdf.content
    assert b"302.50 EUR" in pdf.content


async def test_the_table_of_a_pdf_points_at_its_objects(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    plan(teamleader, booked, PdfPlan(megabytes=1))
    teamleader.update_invoice(booked, name="Proef (BV) \\ Zoon")
    pdf = (await fetch(caller, booked)).content
    start = int(pdf.split(b"startxref\n")[1].split()[0])
    table = pdf[start:].split(b"\n")
    offsets = [int(line.split()[0]) for line in table[3:8]]

    assert table[0] == b"xref"
    assert rb"(Proef \(BV\) \\ Zoon)" in pdf
    for number, offset in enumerate(offsets, start=1):
        assert pdf[offset:].startswith(b"%d 0 obj" % number)


async def test_a_link_says_when_it_ends_and_then_ends(
    clock: ManualClock, caller: Caller, booked: str
) -> None:
    data = (await ask(caller, booked)).json()["data"]
    early = await caller.http.get(data["location"])
    clock.set(datetime.fromisoformat(data["expires"]))
    late = await caller.http.get(data["location"])

    assert (early.status_code, late.status_code) == (200, 403)


async def test_the_headers_of_a_fetch_can_be_looked_at(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    link = await caller.link(booked)
    await caller.http.get(link, headers={"Authorization": "Bearer oops"})

    assert teamleader.cdn_requests[0].headers["authorization"] == "Bearer oops"
    assert teamleader.count("cdn") == 0


@pytest.mark.parametrize("unready", ["202", "404", "500"])
async def test_a_pdf_comes_late(
    clock: ManualClock,
    teamleader: TeamleaderStandIn,
    caller: Caller,
    unready: str,
) -> None:
    await caller.control("switches", pdf={"ready_after": 90, "unready": unready})
    invoice_id = teamleader.draft_invoice()
    teamleader.book(invoice_id)
    early = await ask(caller, invoice_id)
    row = await caller.row(invoice_id)
    clock.set(START + timedelta(seconds=90))

    assert early.status_code == int(unready)
    assert "location" not in early.text
    assert row["file"] is None
    assert (await ask(caller, invoice_id)).status_code == 200
    assert (await caller.row(invoice_id))["file"] is not None


async def test_an_early_answer_of_202_is_empty(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    plan(teamleader, booked, PdfPlan(ready_after=None))

    assert (await ask(caller, booked)).content == b""


async def test_a_pdf_may_never_come_until_it_is_made_available(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    plan(teamleader, booked, PdfPlan(ready_after=None))
    clock.set(START + timedelta(days=30))
    caller.renew()
    never = await ask(caller, booked)
    teamleader.make_pdf_available(booked)

    assert never.status_code == 202
    assert (await fetch(caller, booked)).content.startswith(b"%PDF")


async def test_a_plan_belongs_to_one_invoice(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    other = teamleader.draft_invoice()
    teamleader.book(other)
    plan(teamleader, other, PdfPlan(ready_after=None))

    assert (await ask(caller, booked)).status_code == 200


async def test_what_comes_may_not_be_a_whole_pdf(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    whole = await fetch(caller, booked)
    plan(teamleader, booked, PdfPlan(content="html"))
    page = await fetch(caller, booked)
    plan(teamleader, booked, PdfPlan(content="cut"))
    cut = await fetch(caller, booked)
    plan(teamleader, booked, PdfPlan(content="empty"))
    empty = await fetch(caller, booked)

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html"
    assert not page.content.startswith(b"%PDF")
    assert whole.content.startswith(cut.content)
    assert b"%%EOF" not in cut.content
    assert empty.content == b""


async def test_a_pdf_can_be_huge(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    plan(teamleader, booked, PdfPlan(megabytes=3))
    pdf = await fetch(caller, booked)

    assert len(pdf.content) > 3 * 1024 * 1024
    assert pdf.content.startswith(b"%PDF")


async def test_a_link_can_lead_elsewhere(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    plan(teamleader, booked, PdfPlan(redirect="http://10.0.0.1/secret"))
    away = await fetch(caller, booked)
    plan(teamleader, booked, PdfPlan(redirect="own"))
    link = await caller.link(booked)
    followed = await caller.http.get(link, follow_redirects=True)

    assert away.status_code == 302
    assert away.headers["location"] == "http://10.0.0.1/secret"
    assert followed.content.startswith(b"%PDF")


async def test_a_pdf_changes_with_every_rendering(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    first = await fetch(caller, booked)
    same = await fetch(caller, booked)
    teamleader.register_payment(booked)
    teamleader.remove_payments(booked)
    after_payments = await fetch(caller, booked)
    teamleader.render_again(booked)
    stamped = await fetch(caller, booked)
    plan(teamleader, booked, PdfPlan(fresh=True))
    fresh = [await fetch(caller, booked) for _ in range(2)]

    assert first.content == same.content
    assert first.content != after_payments.content
    assert after_payments.content != stamped.content
    assert fresh[0].content != fresh[1].content


async def test_a_draft_has_a_pdf_but_no_electronic_form(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    draft = teamleader.draft_invoice()

    assert (await ask(caller, draft)).status_code == 200
    assert (await ask(caller, draft, "ubl/e-fff")).status_code == 400
    assert (await ask(caller, booked, "ubl/e-fff")).status_code == 200
    assert (await ask(caller, booked, "docx")).status_code == 400


async def test_a_file_is_downloaded_with_another_key_for_its_end(
    caller: Caller, booked: str
) -> None:
    file_id = (await caller.info(booked))["file"]["id"]
    file = await caller.data("files.info", {"id": file_id})
    link = await caller.data("files.download", {"id": file_id})

    missing = await caller.post("files.info", {"id": booked})

    assert missing.status_code == 404
    assert file["subject"] == {"type": "invoice", "id": booked}
    assert link.keys() == {"location", "expires_at"}
    assert (await caller.http.get(link["location"])).content.startswith(b"%PDF")


async def test_a_link_to_nothing_is_not_found(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    link = await caller.link(booked)
    teamleader.delete_invoice(booked)

    assert (await caller.http.get(link)).status_code == 404
    assert (await caller.http.get("/cdn/unknown")).status_code == 404


async def test_whether_rendering_raises_updated_at_is_a_switch(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    clock.set(START + timedelta(minutes=30))
    teamleader.make_pdf_available(booked)
    quiet = (await caller.row(booked))["updated_at"]
    teamleader.switches.rendering_touches = True
    teamleader.make_pdf_available(booked)

    assert quiet == START.isoformat()
    assert (await caller.row(booked))["updated_at"] > quiet
