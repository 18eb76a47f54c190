"""What a run says of invitations and of PDFs that are missing."""

from __future__ import annotations

import pytest

from bot.views.preview import preview
from bot.views.summary import summary
from bot.words.invited import kind_of
from core.domain.history import InvitationState
from core.domain.invoice import SourceId
from core.domain.outcome import Line, Outcome
from core.domain.reason import Reason
from core.domain.verdict import Effect, Finding
from tests.bot.cli_world import CannedEngine, CannedParts, run_command
from tests.bot.view_cases import (
    ALL,
    VOICE,
    WHAT,
    a_line,
    a_run,
    acceptable,
    labels,
)


def an_import(state: InvitationState, held_for: str | None = None) -> Line:
    return a_line("1", invitation=state, held_for=held_for)


def test_a_summary_counts_the_invitations() -> None:
    run = a_run(
        an_import(InvitationState.BY_TWIKEY),
        an_import(InvitationState.BY_TWIKEY),
        an_import(InvitationState.WAITING, "document"),
        an_import(InvitationState.WAITING, "profile"),
        an_import(InvitationState.WAITING, "address"),
        an_import(InvitationState.BY_HAND),
        a_line("2"),
    )
    told = (
        "Invitations: 2 sent by Twikey, 1 waiting for the PDF, 2 waiting for "
        "something else, 1 left to people"
    )
    parts = CannedParts(CannedEngine(run_answer=run))

    assert told in summary(VOICE, run).text
    assert told in summary(VOICE, a_run(*run.lines, a_line("3", Reason.REFUSED))).text
    assert told in run_command("import", parts=parts).out


def test_a_summary_without_invitations_says_nothing_of_them() -> None:
    assert "Invitations" not in summary(VOICE, a_run(a_line("1"))).text


@pytest.mark.parametrize("state", InvitationState)
def test_every_invitation_is_counted_or_left_out_on_purpose(
    state: InvitationState,
) -> None:
    left_out = (InvitationState.NONE, InvitationState.NOT_NEEDED)

    assert (kind_of(an_import(state)) is None) is (state in left_out)


def test_a_preview_on_the_command_line_tells_the_invitations() -> None:
    run = a_run(a_line("1"), preview=True, facts={"invitations": 1})
    parts = CannedParts(CannedEngine(run_answer=run))

    told = run_command("import", "--preview", parts=parts).out

    assert "invite to pay at once: 1." in told


@pytest.mark.parametrize("count", [1, 4, 5, 5000])
@pytest.mark.parametrize("problems", [0, 9, 40])
def test_missing_pdfs_of_any_number_stay_within_the_limits(
    count: int, problems: int
) -> None:
    missing = Finding(Reason.DOCUMENT_WAITING, Effect.NOTES)
    name = "N" * 200
    lines = [
        Line(
            Outcome.ALREADY_IMPORTED,
            SourceId(f"s-{n}"),
            f"{name} {n}",
            findings=(missing,),
        )
        for n in range(count)
    ]
    lines += [a_line(f"{name} / {n}", Reason.REFUSED) for n in range(problems)]
    shown = summary(VOICE, a_run(*lines))

    acceptable(shown)
    assert f"PDF not there yet: {VOICE.worded(count)}" in shown.text
    fetching = [label for label in labels(shown) if label.startswith("Fetch PDF")]
    assert len(fetching) <= 4
    assert bool(fetching) or problems


def test_a_preview_says_what_it_cannot_know_beforehand() -> None:
    facts = {"invitations": 2, "invitations_unknown": 3}
    run = a_run(a_line("1"), preview=True, facts=facts)
    parts = CannedParts(CannedEngine(run_answer=run))
    told = (
        "Customers Twikey would invite to pay at once: 2. For 3 more it is not known "
        "before the import, because a custom field in Teamleader decides."
    )

    assert told in preview(VOICE, run, WHAT, ALL).text
    assert told in run_command("import", "--preview", parts=parts).out
