"""Who did what is kept, and told with the invoice it was done to."""

from __future__ import annotations

from datetime import timedelta

from core.domain.alert import AlertLine, LineState
from core.domain.diagnosis import Diagnosis
from core.domain.history import TimelineEntry
from core.domain.invoice import SourceId
from core.domain.policy import Policy
from core.domain.support import SupportPack
from core.ports import LedgerTx
from core.scope import ImportOrder, NumbersScope
from core.supporting import About, Supporting
from sandbox.teamleader import Invoice
from tests.builders import NOW, euro
from tests.engine.company import Company
from tests.engine.office import Office
from tests.engine.watchman import Watchman

BY = "U0SOFIE01"


async def entry(company: Company, invoice: Invoice, event: str) -> TimelineEntry:
    """Return the one entry of an event in the time line of an invoice."""
    told = await company.ledger.read(
        lambda tx: tx.invoices.timeline(SourceId(invoice.id))
    )
    (found,) = [one for one in told if one.event == event]
    return found


def settings(policy: Policy) -> dict[str, str]:
    return {"AUTO_IMPORT": str(policy.auto_import)}


async def packed(company: Company, typed: str) -> SupportPack:
    about = About({"twikey-bot": "1.0"}, settings, ("hush-hush",))
    supporting = Supporting(await company.systems(), company.engine.diagnose, about)
    pack = await supporting.pack(typed)
    assert isinstance(pack, SupportPack)
    return pack


async def test_an_import_tells_who_asked_for_it(company: Company) -> None:
    invoice = company.booked()
    await company.engine.run(ImportOrder(NumbersScope((invoice.id,)), asked_by=BY))

    created = await entry(company, invoice, "attempt-created")
    assert created.facts["by"] == BY


async def test_what_the_bot_does_by_itself_names_nobody(company: Company) -> None:
    invoice = company.booked()
    await company.imports()

    assert "by" not in (await entry(company, invoice, "attempt-created")).facts


async def test_a_pdf_fetched_by_hand_tells_who_asked_for_it(
    company: Company, office: Office
) -> None:
    invoice = await office.imports(late=True)
    await office.aftercare.fetch(invoice.id, BY)

    asked = await entry(company, invoice, "act-pdf-fetched")
    assert asked.facts == {"problem": "not-yet", "by": BY}


async def test_an_accepted_line_tells_who_accepted_it(watchman: Watchman) -> None:
    company = watchman.company
    invoice = company.booked()
    await company.imports(preview=True)
    source_id = SourceId(invoice.id)
    line = AlertLine(
        source_id, invoice.number, None, None, euro("1"), None, LineState.OPEN, NOW
    )
    await company.ledger.write(lambda tx: tx.alerts.put_lines("refused", [line]))
    await company.ledger.write(lambda tx: tx.invoices.timeline(source_id))
    await watchman.alerting.accept("refused", [source_id], BY)

    acts = await company.ledger.read(
        lambda tx: tx.audit.about(source_id, invoice.number)
    )
    assert [(act.who, act.what) for act in acts] == [(BY, "alert-accepted")]


async def test_why_twikey_refused_a_pdf_is_kept_in_its_words(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    company.twikey.faults.add("invoice.update", "err_invalid_params")
    await office.works()

    failed = await entry(company, invoice, "document-failed")
    assert failed.facts["problem"] == "refused-by-twikey"
    assert failed.facts["code"] == "err_invalid_params"
    assert failed.facts["message"]


async def test_what_went_wrong_with_a_lost_create_is_kept(company: Company) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", 500, times=9)
    company.twikey.faults.add("invoice.get", 500, times=9)
    await company.imports()

    (attempt,) = (await company.remembers(invoice)).attempts
    assert attempt.facts["operation"]
    assert attempt.facts["answer"]


async def test_the_pack_holds_attempts_acts_settings_and_time_line(
    company: Company,
) -> None:
    invoice = company.booked(payment_reference="x" * 141)
    await company.imports()
    source_id = SourceId(invoice.id)

    def acts(tx: LedgerTx) -> None:
        tx.audit.add(BY, "slack-why", f"0|{source_id}|{invoice.number}", {})
        tx.audit.add(BY, "slack-import", f"{invoice.number}", {})
        tx.audit.add(BY, "slack-import", "other", {})

    await company.ledger.write(acts)
    company.clock.advance(minutes=5)

    pack = await packed(company, f"{invoice.number}")
    assert pack.at == NOW + timedelta(minutes=5)
    assert [act.what for act in pack.acts] == ["slack-why", "slack-import"]
    (attempt,) = pack.attempts
    assert attempt.facts["code"] == "err_invalid_params"
    assert attempt.facts["message"]
    assert pack.settings == {"AUTO_IMPORT": "True"}
    assert pack.versions == {"twikey-bot": "1.0"}
    assert "attempt-refused" in [one.event for one in pack.diagnosis.timeline]


async def test_a_pack_is_made_while_teamleader_is_down(company: Company) -> None:
    invoice = company.booked()
    await company.imports()
    company.teamleader.faults.add("invoices.list", 503, times=99)

    pack = await packed(company, f"{invoice.number}")
    assert pack.diagnosis.source_id == invoice.id
    assert pack.attempts


async def test_a_number_nobody_knows_gives_a_pack_without_an_invoice(
    company: Company,
) -> None:
    pack = await packed(company, "2026 / 9999")

    assert isinstance(pack.diagnosis, Diagnosis)
    assert pack.diagnosis.source_id is None
    assert pack.attempts == ()
