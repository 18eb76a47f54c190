"""PDFs are fetched from where we may go, and from nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.adapters.teamleader import (
    TeamleaderDocuments,
    open_documents,
    open_teamleader,
)
from core.domain.document import DocumentProblem, Pdf
from sandbox.teamleader import PdfPlan
from sandbox.wire import serve
from tests.adapters.teamleader.conftest import World, booked, with_plan


@pytest.mark.parametrize(
    "place",
    [
        "https://10.0.0.1/secret",
        "https://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://inside.example/",
        "http://cdn.example/",
        "file:///etc/passwd",
        "https://x y/",
    ],
)
async def test_a_redirect_to_where_we_must_not_go_is_not_followed(
    world: World, documents: TeamleaderDocuments, place: str
) -> None:
    id_ = with_plan(world, PdfPlan(redirect=place))

    assert await documents.pdf(id_) is DocumentProblem.FORBIDDEN_HOST
    assert len(world.standin.cdn_requests) == 1


@pytest.mark.parametrize(
    "link",
    ["http://10.0.0.1/x", "not a link", "https://u:p@teamleader.example/", "//x/y"],
)
async def test_a_link_to_where_we_must_not_go_is_not_followed(
    world: World, documents: TeamleaderDocuments, link: str
) -> None:
    def mislead(_: object, payload: dict[str, dict[str, str]]) -> None:
        if "location" in payload.get("data", {}):
            payload["data"]["location"] = link

    world.doctor = mislead

    assert await documents.pdf(booked(world)) is DocumentProblem.FORBIDDEN_HOST
    assert world.standin.cdn_requests == []


async def test_the_host_of_the_api_is_allowed_on_loopback(world: World) -> None:
    """This is how the demo runs: everything over plain http on this machine."""
    async with serve(world.handle) as base:
        world.standin.public_url = base
        world.access = replace(
            world.access,
            api_url=base,
            auth_url=f"{base}/oauth2",
            refresh_token=world.standin.refresh_token,
        )
        async with (
            open_teamleader(world.access, world.ledger, world.clock) as client,
            open_documents(client, base, ["cdn.example"]) as documents,
        ):
            found = await documents.pdf(with_plan(world, PdfPlan(redirect="own")))
            elsewhere = with_plan(world, PdfPlan(redirect="http://127.0.0.2:9/"))
            refused = await documents.pdf(elsewhere)

    assert isinstance(found, Pdf)
    assert refused is DocumentProblem.FORBIDDEN_HOST
