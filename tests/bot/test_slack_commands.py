"""What happens in Slack when people type, from the signed request on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.reason import Reason, System
from core.scope import NumbersScope, ProblemsScope, WindowScope
from tests.bot.fake_engine import NOW
from tests.bot.slack_world import (
    CHANNEL,
    ELSEWHERE,
    SlackWorld,
    labels,
    texts,
)


@pytest.mark.parametrize("text", ["", "help", "HELP"])
async def test_help_is_private(world: SlackWorld, text: str) -> None:
    ack = await world.type(text, user="Jan")

    assert ack.ok
    assert "import [30d | FROM..TO | NUMBER... | problems] [preview]" in texts(
        world.private("Jan")
    )
    assert world.posted() == []


async def test_an_unknown_word_gets_help_and_the_nearest_command(
    world: SlackWorld,
) -> None:
    await world.type("imprt 30d")

    assert "Did you mean `/twikey import 30d`?" in texts(world.private())


async def test_every_reason_can_be_read(world: SlackWorld) -> None:
    await world.type("help reasons")

    assert "Not found in Teamleader" in texts(world.private())


async def test_an_import_says_what_it_understood_and_sums_up_in_the_channel(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    world.engine.add("2026 / 42", Reason.REFUSED)
    await world.type("import 30d", where=ELSEWHERE)

    first, last = world.private(where=ELSEWHERE)
    assert "the invoices created from 23 Oct 2026 to 22 Nov 2026" in first.text
    assert f"the summary is in <#{CHANNEL}>" in last.text
    [summary] = world.posted()
    assert "Imported: 1 (EUR 100.00)" in summary.text
    assert labels(summary) == ["Retry 2026 / 42", "Why 2026 / 42?"]
    assert isinstance(world.engine.orders[-1].scope, WindowScope)
    assert world.engine.orders[-1].asked_by == "U0SOFIE01"


async def test_in_the_channel_of_summaries_nothing_is_said_twice(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    await world.type("import 30d")

    assert len(world.private()) == 1
    assert len(world.posted()) == 1


async def test_numbers_are_imported_at_once_without_a_preview(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    await world.type("import 2026 / 41")

    [order] = world.engine.orders
    assert order.scope == NumbersScope(("2026 / 41",))
    assert not order.preview
    assert "I am importing invoice 2026 / 41." in world.private()[0].text


async def test_what_was_not_understood_is_answered_privately(
    world: SlackWorld,
) -> None:
    await world.type("import problms")

    assert "Did you mean `import problems`?" in texts(world.private())
    assert world.engine.orders == []


async def test_older_problems_are_told_and_can_be_looked_at(world: SlackWorld) -> None:
    world.engine.add("2025 / 1", Reason.REFUSED, created_at=NOW - timedelta(days=90))
    await world.type("import 30d")
    [summary] = world.posted()
    assert "There is 1 older open problem." in summary.text

    await world.press(summary, "Look at 1 older open problem")

    assert isinstance(world.engine.orders[-1].scope, ProblemsScope)
    assert world.engine.orders[-1].preview
    assert "Preview" in world.private()[-1].text
    assert labels(world.posted()[0]) == ["Look at 1 older open problem"]


async def test_a_list_that_does_not_fit_comes_as_a_file_in_the_thread(
    world: SlackWorld,
) -> None:
    for number in range(30):
        world.engine.add(f"2026 / {number}", Reason.REFUSED)
    await world.type("import 30d")

    summary, shared = world.posted()
    assert shared.thread_ts == summary.ts
    [file] = world.slack.files.values()
    assert file.name == "invoices.csv"
    assert b"2026 / 29,Gent,Refused by Twikey" in (file.content or b"")


async def test_a_list_that_cannot_be_attached_is_told(world: SlackWorld) -> None:
    for number in range(30):
        world.engine.add(f"2026 / {number}", Reason.REFUSED)
    world.fail("files.getUploadURLExternal", "missing_scope")
    await world.type("import 30d")

    assert "could not be attached" in world.private()[-1].text


async def test_a_large_import_asks_first_and_runs_on_the_click(
    world: SlackWorld,
) -> None:
    world.confirm_above = 2
    world.restarted()
    for number in range(3):
        world.engine.add(f"2026 / {number}")
    await world.type("import 30d")

    preview = world.private()[-1]
    assert "3 invoices would be imported, EUR 300.00 in all." in preview.text
    assert labels(preview) == ["Import 3 invoices", "Cancel"]
    assert world.engine.imported == []
    assert world.posted() == []

    await world.press(preview, "Import 3 invoices")

    assert len(world.engine.imported) == 3
    assert "3 invoices imported" in world.posted()[-1].text
    assert "3 of 3 imported, asked by <@U0SOFIE01>" in world.private()[-1].text
    assert labels(world.private()[-1]) == []


async def test_a_preview_that_is_cancelled_imports_nothing(world: SlackWorld) -> None:
    world.engine.add("2026 / 1")
    await world.type("import 30d preview")
    await world.press(world.private()[-1], "Cancel")

    assert world.engine.imported == []
    assert "Cancelled by <@U0SOFIE01>" in world.private()[-1].text
    assert labels(world.private()[-1]) == []


async def test_with_a_limit_of_nothing_even_one_number_asks_first(
    world: SlackWorld,
) -> None:
    world.confirm_above = 0
    world.restarted()
    world.engine.add("2026 / 1")
    await world.type("import 2026 / 1")

    assert world.engine.imported == []
    assert labels(world.private()[-1]) == ["Import 1 invoice", "Cancel"]


@pytest.mark.parametrize("limit", [0, 25])
@pytest.mark.parametrize("text", ["import 43", "import 43 preview"])
async def test_an_import_by_a_number_that_fits_several_lets_the_person_choose(
    world: SlackWorld, limit: int, text: str
) -> None:
    world.confirm_above = limit
    world.restarted()
    world.engine.add("2026 / 43")
    meant = world.engine.add("GENT / 43", department="Gent")
    await world.type(text)
    asked = world.private()[-1]
    assert "43 fits 2 invoices. Which one do you mean?" in asked.text
    assert "confirm" not in asked.text
    assert world.posted() == []

    await world.press(asked, "Import GENT / 43 (Gent)")

    assert world.engine.imported == [meant.source_id]


async def test_several_hits_among_other_numbers_are_asked_about_beside_the_preview(
    world: SlackWorld,
) -> None:
    world.confirm_above = 0
    world.restarted()
    for number in ("2026 / 43", "GENT / 43", "2026 / 44"):
        world.engine.add(number)
    await world.type("import 43, 2026/44")
    asked = world.private()[-1]

    assert "43 fits 2 invoices" in asked.text
    assert labels(asked)[-2:] == ["Import 1 invoice", "Cancel"]


async def test_where_nothing_would_be_imported_there_is_nothing_to_confirm(
    world: SlackWorld,
) -> None:
    world.engine.failed = System.TEAMLEADER
    await world.type("import 30d")
    asked = world.private()[-1]

    assert "confirm" not in asked.text
    assert "Nothing has been imported yet." in asked.text
    assert labels(asked) == []


async def test_an_import_nobody_could_foresee_does_not_run_unasked(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 1")
    world.engine.failed = System.TEAMLEADER
    await world.type("import 30d")

    assert [order.preview for order in world.engine.orders] == [True]
    assert "Teamleader stopped answering" in world.private()[-1].text


async def test_a_why_is_private_and_can_be_shared(world: SlackWorld) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    await world.type("why 2026 / 42", user="Jan", where=ELSEWHERE)

    answer = world.private("Jan", ELSEWHERE)[-1]
    assert "It is not imported: Refused by Twikey." in answer.text
    assert world.posted(ELSEWHERE) == []

    await world.press(answer, "Share 2026 / 42 in this channel", user="Jan")
    await world.press(answer, "Share 2026 / 42 in this channel", user="Jan")

    shared = [m for m in world.posted(ELSEWHERE) if "shared this" in m.text]
    assert len(shared) == 1
    assert "<@U0JAN0001> shared this." in shared[0].text


async def test_several_hits_let_the_person_choose(world: SlackWorld) -> None:
    world.engine.add("2026 / 42")
    world.engine.add("GENT / 42", Reason.REFUSED, department="Gent")
    await world.type("why 42")
    picker = world.private()[-1]

    await world.press(picker, "Why GENT / 42 (Gent)?")

    assert "Refused by Twikey" in world.private()[-1].text


async def test_a_why_imports_what_can_be_imported(world: SlackWorld) -> None:
    kept = world.engine.add("2026 / 42")
    await world.type("why 2026 / 42", where=ELSEWHERE)
    answer = world.private(where=ELSEWHERE)[-1]

    await world.press(answer, "Import 2026 / 42 now")

    assert world.engine.imported == [kept.source_id]
    assert "2026 / 42: imported, asked by" in world.private(where=ELSEWHERE)[-1].text
    assert "1 invoice imported" in world.posted()[-1].text


@pytest.mark.parametrize("text", ["import 30x", "import -5d"])
async def test_a_typo_in_days_is_nobody_elses_business(
    world: SlackWorld, text: str
) -> None:
    await world.type(text)

    assert "number of days, which is written like 30d" in world.private()[-1].text
    assert world.posted() == []
    assert world.engine.orders == []
