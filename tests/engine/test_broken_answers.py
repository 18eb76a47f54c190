"""One invoice in trouble does not harm the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from core.domain.outcome import Outcome
from core.domain.reason import Reason, System
from core.domain.verdict import Eligible
from core.engine import Engine
from core.ports import InvoiceSource, InvoiceTarget
from sandbox.teamleader import Invoice
from sandbox.wire import Request, Response
from tests.engine.company import Company, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
Spoil = Callable[[Request, Response], Response]
Row = dict[str, Any]


class Slip(Exception):
    """A mistake in the program."""


class Slipping:
    """A system that is used wrongly for one invoice, and as usual for the others."""

    def __init__(self, system: InvoiceSource | InvoiceTarget, source_id: str) -> None:
        self._system = system
        self._source_id = source_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._system, name)

    async def full(self, source_id: str) -> Any:
        if source_id == self._source_id:
            raise Slip
        return await self.__getattr__("full")(source_id)

    async def create(self, eligible: Eligible) -> Any:
        if eligible.submission.source_id == self._source_id:
            raise Slip
        return await self.__getattr__("create")(eligible)


def as_a_page(answer: Response) -> Response:
    return Response(200, b"<!doctype html>", {"Content-Type": "text/html"})


def cut_off(answer: Response) -> Response:
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def unavailable(answer: Response) -> Response:
    return Response(503)


def without(*keys: str) -> Callable[[Row], None]:
    def spoil(row: Row) -> None:
        for key in keys:
            del row[key]

    return spoil


def nothing_in(*keys: str) -> Callable[[Row], None]:
    return lambda row: row.update(dict.fromkeys(keys))


def of_a_new_status(row: Row) -> None:
    row["status"] = "disputed"


def of_a_new_kind_of_customer(row: Row) -> None:
    row["invoicee"]["customer"]["type"] = "household"


def with_words_for_an_amount(row: Row) -> None:
    row["total"]["payable"]["amount"] = "veel"


def in_details_of(invoice: Invoice, how: Callable[[Response], Response]) -> Spoil:
    """Spoil the full invoice only."""

    def spoil(request: Request, answer: Response) -> Response:
        asked = request.path == "/invoices.info" and request.json()["id"] == invoice.id
        return how(answer) if asked else answer

    return spoil


def in_rows_of(invoice: Invoice, how: Callable[[Row], None]) -> Spoil:
    """Spoil the row of one invoice in every list."""

    def spoil(request: Request, answer: Response) -> Response:
        if request.path != "/invoices.list":
            return answer
        payload = json.loads(answer.body)
        for row in payload["data"]:
            if row["id"] == invoice.id:
                how(row)
        return replace(answer, body=json.dumps(payload).encode())

    return spoil


@pytest.mark.parametrize("how", [as_a_page, cut_off, unavailable])
async def test_an_invoice_whose_details_are_broken_is_unknown_and_alone(
    company: Company, how: Callable[[Response], Response]
) -> None:
    before, broken, after = (company.booked(total) for total in ("10", "20", "30"))
    company.teamleader_door.spoil = in_details_of(broken, how)

    run = await company.imports()

    assert told(run, before) == told(run, after) == IMPORTED
    assert line_of(run, broken).outcome is Outcome.UNKNOWN
    assert line_of(run, broken).system is System.TEAMLEADER
    assert (await company.why(broken.id)).would_import_now is None
    assert company.at_twikey(broken) is None


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(without("total"), id="no-total"),
        pytest.param(without("status"), id="no-status"),
        pytest.param(nothing_in("total"), id="null-total"),
        pytest.param(nothing_in("created_at"), id="null-creation"),
        pytest.param(nothing_in("invoice_number"), id="booked-without-number"),
        of_a_new_status,
        of_a_new_kind_of_customer,
        with_words_for_an_amount,
    ],
)
async def test_a_row_that_cannot_be_read_is_unknown_and_alone(
    company: Company, how: Callable[[Row], None]
) -> None:
    before, broken, after = (company.booked(total) for total in ("10", "20", "30"))
    company.teamleader_door.spoil = in_rows_of(broken, how)

    run = await company.imports()

    assert run.counts["seen"] == 3
    assert told(run, before) == told(run, after) == IMPORTED
    assert line_of(run, broken).outcome is Outcome.UNKNOWN
    assert line_of(run, broken).system is System.TEAMLEADER
    diagnosis = await company.why(broken.id)
    assert diagnosis.would_import_now is None
    assert diagnosis.decisive is None
    assert company.at_twikey(broken) is None


async def test_an_invoice_that_names_no_customer_is_incomplete_and_alone(
    company: Company,
) -> None:
    nobody, somebody = company.booked(), company.booked()

    def forget(request: Request, answer: Response) -> Response:
        if not request.path.startswith("/invoices."):
            return answer
        payload = json.loads(answer.body)
        data = payload["data"]
        for row in data if isinstance(data, list) else [data]:
            if row["id"] == nobody.id:
                row["invoicee"]["customer"] = None
        return replace(answer, body=json.dumps(payload).encode())

    company.teamleader_door.spoil = forget
    run = await company.imports()

    assert told(run, somebody) == IMPORTED
    incomplete = (Outcome.NOT_IMPORTED, Reason.CUSTOMER_INCOMPLETE)
    assert told(run, nobody) == incomplete
    assert line_of(run, nobody).facts["missing"] == ["customer"]


@pytest.mark.parametrize("where", ["reading", "creating"])
async def test_a_mistake_of_ours_costs_one_invoice_and_no_other(
    company: Company, where: str
) -> None:
    before, slips, after = (company.booked(total) for total in ("10", "20", "30"))
    systems = await company.systems()
    if where == "reading":
        source = cast("InvoiceSource", Slipping(systems.source, slips.id))
        systems = replace(systems, source=source)
    else:
        target = cast("InvoiceTarget", Slipping(systems.target, slips.id))
        systems = replace(systems, target=target)

    run = await company.imports(by=Engine(systems))

    assert told(run, before) == told(run, after) == IMPORTED
    assert line_of(run, slips).outcome is Outcome.UNKNOWN
    assert (await company.engine.run_of(run.id)) == run
