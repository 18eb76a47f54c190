"""Fetching PDFs: what is there, what is not yet, and what is none."""

from __future__ import annotations

from typing import Literal

import pytest

from core.adapters.teamleader import (
    TeamleaderClient,
    TeamleaderDocuments,
)
from core.adapters.teamleader.hosts import AllowedHosts
from core.adapters.teamleader.links import LinkFetcher
from core.domain.document import DocumentProblem, Pdf
from core.errors import RemoteError, RemoteUnavailable, UnexpectedResponse
from core.ports import DocumentSource
from sandbox.teamleader import PdfPlan
from tests.adapters.teamleader.conftest import UNKNOWN, World, booked, with_plan


def source(documents: TeamleaderDocuments) -> DocumentSource:
    """The type checker proves that it is what the use case wants."""
    return documents


async def test_a_pdf_is_fetched_as_it_is(
    world: World, documents: TeamleaderDocuments
) -> None:
    id_ = booked(world)

    found = await source(documents).pdf(id_)

    assert isinstance(found, Pdf)
    assert b"121.00 EUR" in found.content
    assert world.standin.requests[-1].json() == {"id": id_, "format": "pdf"}


async def test_nothing_of_ours_reaches_the_host_of_the_link(
    world: World, documents: TeamleaderDocuments
) -> None:
    await documents.pdf(with_plan(world, PdfPlan(redirect="own")))

    first, second = world.standin.cdn_requests
    assert first.headers.keys() == {
        "host", "user-agent", "accept", "accept-encoding", "connection",
    }  # fmt: skip
    assert first.headers == second.headers
    assert first.headers["host"] == "teamleader.example"


@pytest.mark.parametrize("unready", ["202", "404"])
async def test_a_pdf_that_is_not_rendered_is_not_there_yet(
    world: World, documents: TeamleaderDocuments, unready: Literal["202", "404"]
) -> None:
    id_ = with_plan(world, PdfPlan(ready_after=90, unready=unready))

    assert await documents.pdf(id_) is DocumentProblem.NOT_YET
    world.clock.advance(90)
    assert isinstance(await documents.pdf(id_), Pdf)


@pytest.mark.parametrize("kind", ["missing", "nulls"])
@pytest.mark.parametrize("what", ["data", "location"])
async def test_an_answer_without_a_link_is_not_there_yet(
    world: World, documents: TeamleaderDocuments, kind: str, what: str
) -> None:
    world.standin.faults.add("invoices.download", kind, detail=what)

    assert await documents.pdf(booked(world)) is DocumentProblem.NOT_YET
    assert world.standin.cdn_requests == []


async def test_an_invoice_teamleader_does_not_have_has_no_pdf_yet(
    documents: TeamleaderDocuments,
) -> None:
    assert await documents.pdf(UNKNOWN) is DocumentProblem.NOT_YET


async def test_a_failing_api_is_unavailable_and_was_asked_again(
    world: World, documents: TeamleaderDocuments
) -> None:
    id_ = with_plan(world, PdfPlan(ready_after=None, unready="500"))

    with pytest.raises(RemoteUnavailable):
        await documents.pdf(id_)

    assert world.count("invoices.download") == 3


@pytest.mark.parametrize("kind", ["html", "cut"])
async def test_an_answer_that_is_not_json_is_unexpected(
    world: World, documents: TeamleaderDocuments, kind: str
) -> None:
    world.standin.faults.add("invoices.download", kind)

    with pytest.raises(UnexpectedResponse):
        await documents.pdf(booked(world))


@pytest.mark.parametrize("kind", ["403", "429"])
async def test_other_trouble_with_the_api_is_an_error(
    world: World, documents: TeamleaderDocuments, kind: str
) -> None:
    world.standin.faults.add("invoices.download", kind, times=None)

    with pytest.raises(RemoteError):
        await documents.pdf(booked(world))


async def test_asking_for_a_link_takes_a_rate_slot(
    world: World, documents: TeamleaderDocuments
) -> None:
    before = sum(len(taken) for taken in world.ledger.slots.taken.values())
    await documents.pdf(booked(world))

    after = sum(len(taken) for taken in world.ledger.slots.taken.values())
    assert after == before + 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("html", DocumentProblem.NOT_A_PDF),
        ("empty", DocumentProblem.NOT_A_PDF),
        ("cut", DocumentProblem.CUT_OFF),
    ],
)
async def test_what_is_not_a_whole_pdf_is_not_taken(
    world: World,
    documents: TeamleaderDocuments,
    content: Literal["html", "empty", "cut"],
    problem: DocumentProblem,
) -> None:
    id_ = with_plan(world, PdfPlan(content=content))

    assert await documents.pdf(id_) is problem


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("500", DocumentProblem.UNREACHABLE),
        ("503", DocumentProblem.UNREACHABLE),
        ("429", DocumentProblem.UNREACHABLE),
        ("401", DocumentProblem.UNREACHABLE),
        ("lost-request", DocumentProblem.UNREACHABLE),
        ("lost-answer", DocumentProblem.UNREACHABLE),
        ("html", DocumentProblem.NOT_A_PDF),
        ("cut", DocumentProblem.CUT_OFF),
    ],
)
async def test_trouble_behind_a_link_is_named(
    world: World, documents: TeamleaderDocuments, kind: str, problem: DocumentProblem
) -> None:
    world.standin.faults.add("cdn", kind)

    assert await documents.pdf(booked(world)) is problem
    assert world.count("invoices.download") == 1


@pytest.mark.parametrize("kind", ["403", "404"])
async def test_an_expired_link_is_replaced_once(
    world: World, documents: TeamleaderDocuments, kind: str
) -> None:
    world.standin.faults.add("cdn", kind)

    assert isinstance(await documents.pdf(booked(world)), Pdf)
    assert world.count("invoices.download") == 2


async def test_a_link_that_expires_again_and_again_is_given_up(
    world: World, documents: TeamleaderDocuments
) -> None:
    id_ = with_plan(world, PdfPlan(link_seconds=0))

    assert await documents.pdf(id_) is DocumentProblem.LINK_EXPIRED
    assert world.count("invoices.download") == 2


async def test_two_minutes_are_for_both_links_together(
    world: World, client: TeamleaderClient
) -> None:
    given: list[float] = []

    class Expired(LinkFetcher):
        async def fetch(self, link: str, seconds: float) -> Pdf | DocumentProblem:
            given.append(seconds)
            return DocumentProblem.LINK_EXPIRED

    async with Expired(AllowedHosts(world.access.api_url)) as links:
        await TeamleaderDocuments(client, links).pdf(booked(world))

    first, second = given
    assert 110 < second < first < 120


async def test_a_pdf_of_sixty_megabytes_is_not_read(
    world: World, documents: TeamleaderDocuments
) -> None:
    id_ = with_plan(world, PdfPlan(megabytes=60))

    assert await documents.pdf(id_) is DocumentProblem.TOO_LARGE


async def test_a_pdf_of_some_megabytes_is_fetched(
    world: World, documents: TeamleaderDocuments
) -> None:
    found = await documents.pdf(with_plan(world, PdfPlan(megabytes=5)))

    assert isinstance(found, Pdf)
    assert found.size > 5 * 1024 * 1024
