"""The overview of invoices in Slack: pages, parts, and what is done with a choice."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core.domain.history import SeenBy
from core.domain.invoice import SourceId
from core.domain.reason import Reason
from core.ports.ledger import Judgement
from sandbox.slack import Message, validate_blocks
from storage.ledger import SqlLedger
from tests.bot.fake_aftercare import WAITING
from tests.bot.fake_engine import NOW
from tests.bot.slack_world import SlackWorld, labels, slack_world
from tests.builders import an_invoice, euro

MEMBER = "Jan"


@pytest.fixture
async def world(sqlite_ledger: SqlLedger) -> AsyncIterator[SlackWorld]:
    async with slack_world(sqlite_ledger) as opened:
        yield opened
        for posted in opened.slack.posted:
            assert validate_blocks(posted.blocks, "message") == []


async def books(world: SlackWorld, count: int, reason: Reason | None = None) -> None:
    """Book invoices that the ledger and the engine both know; the first is newest."""
    made = []
    for n in range(count):
        kept = world.engine.add(f"2026 / {n + 1}", reason)
        made.append(
            an_invoice(
                source_id=kept.source_id,
                number=kept.number,
                created_at=NOW - timedelta(minutes=n),
                total=euro(f"{n + 1}00.00"),
                due=euro(f"{n + 1}00.00"),
            )
        )
    await world.ledger.write(lambda tx: tx.invoices.see(made, SeenBy.SWEEP))
    if reason is not None:
        found = [Judgement(one.source_id, reason, {}) for one in made]
        await world.ledger.write(lambda tx: tx.invoices.judged(found))


async def page(world: SlackWorld, what: str = "", user: str = "Sofie") -> Message:
    """Ask for the overview; return what is shown."""
    await world.type(f"invoices {what}".strip(), user)
    return world.private(user)[-1]


async def picks(
    world: SlackWorld, shown: Message, *places: int, user: str = "Sofie"
) -> None:
    """Tick the boxes beside some invoices of a page."""
    for place in places:
        box = shown.blocks[2 + place]["accessory"]
        await world.slack.choose(
            user,
            shown,
            [box["options"][0]["value"]],
            action_id=f"pick.{place}",
        )


def shown_numbers(shown: Message) -> list[str]:
    """Return the numbers of a page, in their order."""
    lines = [line for line in shown.text.split("\n") if line.startswith("*2026 / ")]
    return [line.split("*")[1] for line in lines]


async def test_the_overview_tells_number_customer_amount_state_pdf_and_due_date(
    world: SlackWorld,
) -> None:
    await books(world, 1, Reason.REFUSED)

    told = await page(world, user=MEMBER)
    assert "*2026 / 1* · Brouwerij De Vlinder BV · EUR 100.00" in told.text
    assert "Refused by Twikey · ○ PDF: none · due 31 Mar 2026" in told.text
    assert "from my own records" in told.text
    assert "Problems (1)" in labels(told)


async def test_without_any_invoice_the_overview_says_so(world: SlackWorld) -> None:
    told = await page(world, "problems")

    assert "No invoice has a problem. All is well." in told.text
    assert labels(told) == [
        "All",
        "Waiting (0)",
        "Problems (0), shown now",
        "Imported (0)",
        "Import invoices",
    ]


async def test_an_unknown_part_is_answered_with_the_nearest(world: SlackWorld) -> None:
    told = await page(world, "problem")

    assert "I do not know the part problem." in told.text
    assert "invoices problems" in told.text


async def test_people_leaf_through_5000_invoices_in_place(world: SlackWorld) -> None:
    await books(world, 5000)
    first = await page(world, "waiting")
    assert shown_numbers(first) == [f"2026 / {n}" for n in range(1, 11)]
    assert "5,000" in first.text

    await world.press(first, "Older invoices")
    second = world.private()[-1]
    assert shown_numbers(second) == [f"2026 / {n}" for n in range(11, 21)]
    await world.press(second, "Newer invoices")
    assert shown_numbers(world.private()[-1]) == shown_numbers(first)
    assert len(world.private()) == 1


async def test_another_part_is_shown_in_place(world: SlackWorld) -> None:
    await books(world, 2)
    shown = await page(world)

    await world.press(shown, "Problems (0)")
    assert len(world.private()) == 1
    assert "No invoice has a problem" in world.private()[0].text


async def test_the_chosen_invoices_are_retried_and_the_channel_hears_of_it(
    world: SlackWorld,
) -> None:
    await books(world, 3)
    shown = await page(world)
    await picks(world, shown, 0, 2)

    await world.press(shown, "Retry the chosen ones")
    assert world.engine.imported == ["source-1", "source-3"]
    assert "All is well: 2 invoices imported" in world.posted()[-1].text
    assert ("U0SOFIE01", "slack-retry-chosen") in await world.audited()


async def test_nothing_chosen_is_nothing_done(world: SlackWorld) -> None:
    await books(world, 1)
    shown = await page(world)

    for label in ("Retry the chosen ones", "Fetch PDFs of the chosen ones"):
        await world.press(shown, label)
        assert "choose at least one invoice first" in world.private()[-1].text
    assert world.engine.orders == []


async def test_only_operators_act_on_a_choice(world: SlackWorld) -> None:
    await books(world, 1)
    shown = await page(world, user=MEMBER)
    await picks(world, shown, 0, user=MEMBER)

    await world.press(shown, "Retry the chosen ones", MEMBER)
    assert world.engine.orders == []
    assert "<@U0SOFIE01>" in world.private(MEMBER)[-1].text


async def test_the_pdfs_of_the_chosen_invoices_are_fetched(world: SlackWorld) -> None:
    await books(world, 2)
    for kept in world.engine.invoices.values():
        kept.document = WAITING
        world.engine.imported.append(kept.source_id)
    shown = await page(world)
    await picks(world, shown, 0, 1)

    await world.press(shown, "Fetch PDFs of the chosen ones")
    told = world.private()[-1].text
    assert "The PDF of 2026 / 1 is attached" in told
    assert "The PDF of 2026 / 2 is attached" in told


async def test_one_chosen_invoice_is_explained_in_full(world: SlackWorld) -> None:
    await books(world, 2, Reason.REFUSED)
    shown = await page(world, user=MEMBER)
    await picks(world, shown, 1, user=MEMBER)

    await world.press(shown, "Why? (the chosen ones)", MEMBER)
    assert "Why 2026 / 2?" in world.private(MEMBER)[-1].text


async def test_several_chosen_invoices_are_explained_in_short(
    world: SlackWorld,
) -> None:
    await books(world, 2, Reason.ON_HOLD)
    shown = await page(world)
    await picks(world, shown, 0, 1)

    await world.press(shown, "Why? (the chosen ones)")
    told = world.private()[-1]
    assert labels(told) == ["Why 2026 / 1?", "Why 2026 / 2?"]
    assert told.text.count("What to do: A bookkeeper releases it") == 2


async def test_the_whole_list_comes_as_a_file(world: SlackWorld) -> None:
    await books(world, 1200, Reason.REFUSED)
    shown = await page(world, "problems")

    await world.press(shown, "Whole list as a file")
    (file,) = world.slack.files.values()
    rows = list(csv.DictReader(io.StringIO((file.content or b"").decode("utf-8-sig"))))
    assert len(rows) == 1200
    assert rows[0]["Number"] == "2026 / 1"
    assert (rows[0]["Amount"], rows[0]["Currency"]) == ("100.00", "EUR")
    assert rows[0]["State"] == "Refused by Twikey"
    assert rows[0]["Due on"] == "2026-03-31"
    assert file.name == "invoices-problems.csv"


async def test_a_customer_named_like_a_formula_stays_text_in_the_file(
    world: SlackWorld,
) -> None:
    evil = an_invoice(
        source_id=SourceId("x"), customer_name="=HYPERLINK(1)", created_at=NOW
    )
    await world.ledger.write(lambda tx: tx.invoices.see([evil], SeenBy.SWEEP))
    shown = await page(world)

    await world.press(shown, "Whole list as a file")
    (file,) = world.slack.files.values()
    assert b"'=HYPERLINK(1)" in (file.content or b"")


async def test_the_chosen_invoices_are_left_out_with_one_reason(
    world: SlackWorld,
) -> None:
    await books(world, 3)
    shown = await page(world)
    await picks(world, shown, 0, 2)
    await world.press(shown, "Leave out the chosen ones")
    form = world.slack.modal("Sofie")
    assert form is not None
    assert "2026 / 1, 2026 / 3 are not imported as long as" in str(form.blocks)

    await world.submit(form, {"why": "sold on"})

    left_out = world.decisions.left_out
    assert {key: one.why for key, one in left_out.items()} == {
        "source-1": "sold on",
        "source-3": "sold on",
    }
    assert labels(world.private()[-1]) == [
        "Take 2026 / 1 back in",
        "Take 2026 / 3 back in",
    ]
