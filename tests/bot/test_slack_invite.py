"""Sending invitations in Slack: never a second mail without being asked."""

from __future__ import annotations

import pytest

from core.domain.history import InvitationRecord, InvitationState
from core.domain.reason import Reason, System
from core.errors import NotSent, RemoteUnavailable, UnexpectedResponse
from sandbox.slack import Message
from tests.bot.slack_world import SlackWorld, labels

SEND = "Send invitation for 2026 / 42"
BY_HAND = InvitationRecord(InvitationState.BY_HAND)


def confirm_of(message: Message, label: str = SEND) -> str | None:
    """What the dialog of a button says; ``None`` if it has none."""
    for block in message.blocks:
        for button in block.get("elements", []):
            if button.get("text", {}).get("text") == label:
                dialog = button.get("confirm")
                return str(dialog["text"]["text"]) if dialog else None
    raise AssertionError(f"no button {label!r}")


async def test_an_invitation_left_to_people_is_sent_at_once(world: SlackWorld) -> None:
    kept = world.engine.add_imported("2026 / 42", invitation=BY_HAND)
    await world.type("invite 42")

    assert world.aftercare.mails == [(kept.source_id, "U0SOFIE01")]
    assert "Twikey sends the invitation for 2026 / 42." in world.private()[-1].text
    assert ("U0SOFIE01", "slack-invite") in await world.audited()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (InvitationState.SENT, "The invitation was sent before"),
        (InvitationState.BY_TWIKEY, "Twikey sends the invitation itself"),
        (InvitationState.UNKNOWN, "An invitation may have gone out already"),
    ],
)
async def test_a_second_mail_is_asked_about_first(
    world: SlackWorld, state: InvitationState, told: str
) -> None:
    kept = world.engine.add_imported("2026 / 42", invitation=InvitationRecord(state))
    await world.type("invite 42")
    question = world.private()[-1]
    assert world.aftercare.mails == []
    assert told in question.text
    assert told in (confirm_of(question) or "")
    assert "second mail" in (confirm_of(question) or "")

    await world.press(question, SEND)

    assert world.aftercare.mails == [(kept.source_id, "U0SOFIE01")]
    assert "Twikey sends the invitation for 2026 / 42." in world.private()[-1].text
    assert "Asked by <@U0SOFIE01> on" in world.private()[-1].text
    assert labels(world.private()[-1]) == []


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (Reason.SENT_BY_TEAMLEADER, "Teamleader already sent the invoice"),
        (Reason.SETTLED_SINCE, "the customer may owe nothing"),
    ],
)
async def test_a_customer_who_knows_or_owes_nothing_is_asked_about_first(
    world: SlackWorld, note: Reason, told: str
) -> None:
    world.engine.add_imported("2026 / 42", invitation=BY_HAND, notes=(note,))
    await world.type("invite 42")

    assert world.aftercare.mails == []
    assert told in (confirm_of(world.private()[-1]) or "")


async def test_nothing_is_sent_unasked_while_a_system_does_not_answer(
    world: SlackWorld,
) -> None:
    world.engine.add_imported("2026 / 42", invitation=BY_HAND)
    world.engine.broken = RemoteUnavailable(System.TEAMLEADER, "invoices.list")
    await world.type("invite 2026 / 42")

    assert world.aftercare.mails == []
    assert "I could not find out how it stands now" in world.private()[-1].text


async def test_a_double_click_sends_one_mail(world: SlackWorld) -> None:
    sent = InvitationRecord(InvitationState.SENT)
    world.engine.add_imported("2026 / 42", invitation=sent)
    await world.type("invite 42")
    question = world.private()[-1]
    shown = list(question.blocks)
    await world.press(question, SEND)
    question.blocks = shown
    world.restarted()
    await world.press(question, SEND)

    assert len(world.aftercare.mails) == 1
    assert "This button was used already." in world.private()[-1].text


async def test_whoever_is_overtaken_by_somebody_else_sends_nothing(
    world: SlackWorld,
) -> None:
    world.engine.add_imported("2026 / 42", invitation=BY_HAND)
    world.aftercare.meanwhile = InvitationRecord(InvitationState.SENT)
    await world.type("invite 42")

    assert world.aftercare.mails == []
    assert "so I sent nothing" in world.private()[-1].text


@pytest.mark.parametrize(
    "error",
    [
        RemoteUnavailable(System.TWIKEY, "invite"),
        UnexpectedResponse(System.TWIKEY, "invite"),
    ],
)
async def test_a_lost_answer_is_not_told_as_harmless_and_asks_before_the_next(
    world: SlackWorld, error: Exception
) -> None:
    world.engine.add_imported("2026 / 42", invitation=BY_HAND)
    world.aftercare.broken = error
    await world.type("invite 42")
    answer = world.private()[-1]
    assert "Nobody knows whether the invitation for 2026 / 42 went out" in answer.text
    assert "Nothing is lost" not in answer.text

    world.aftercare.broken = None
    await world.press(answer, SEND)
    question = world.private()[-1]
    assert world.aftercare.mails == []
    assert "may have gone out already" in (confirm_of(question) or "")

    await world.press(question, SEND)
    assert len(world.aftercare.mails) == 1


async def test_a_call_that_never_left_can_simply_be_repeated(world: SlackWorld) -> None:
    kept = world.engine.add_imported("2026 / 42", invitation=BY_HAND)
    world.aftercare.broken = NotSent(System.TWIKEY, "invite")
    await world.type("invite 42")

    assert "Twikey cannot be reached right now." in world.private()[-1].text
    assert kept.invitation == BY_HAND


async def test_after_a_failed_press_the_invoice_is_looked_at_again(
    world: SlackWorld,
) -> None:
    waiting = InvitationRecord(InvitationState.WAITING, held_for="profile")
    world.engine.add_imported("2026 / 42", invitation=waiting)
    world.aftercare.broken = NotSent(System.TWIKEY, "invite")
    await world.type("why 42")
    await world.press(world.private()[-1], SEND)
    failed = world.private()[-1]
    assert "Twikey cannot be reached right now." in failed.text

    world.aftercare.broken = None
    await world.press(failed, SEND)
    assert len(world.aftercare.mails) == 1


async def test_an_old_button_asks_again_if_the_mail_went_out_meanwhile(
    world: SlackWorld,
) -> None:
    waiting = InvitationRecord(InvitationState.WAITING, held_for="document")
    kept = world.engine.add_imported("2026 / 42", invitation=waiting)
    await world.type("why 42")
    kept.invitation = InvitationRecord(InvitationState.SENT)
    await world.press(world.private()[-1], SEND)
    question = world.private()[-1]
    assert world.aftercare.mails == []
    assert "The invitation was sent before" in (confirm_of(question) or "")

    await world.press(question, SEND)
    assert len(world.aftercare.mails) == 1


async def test_a_refusal_leaves_it_to_people(world: SlackWorld) -> None:
    world.engine.add_imported("2026 / 42", invitation=BY_HAND)
    world.aftercare.refusal = "err_no_email"
    await world.type("invite 42")

    told = world.private()[-1].text
    assert "Twikey refused to send the invitation for 2026 / 42." in told
    assert "Twikey's code: err_no_email" in told


async def test_what_is_not_imported_cannot_be_invited(world: SlackWorld) -> None:
    notes = (Reason.SENT_BY_TEAMLEADER,)
    world.engine.add("2026 / 42", Reason.REFUSED, notes=notes)
    await world.type("invite 42")

    assert "2026 / 42 was not imported by this bot" in world.private()[-1].text
    assert labels(world.private()[-1]) == ["Why 2026 / 42?"]


async def test_an_invitation_that_is_not_needed_is_told_as_such(
    world: SlackWorld,
) -> None:
    settled = InvitationRecord(InvitationState.NOT_NEEDED)
    world.engine.add_imported("2026 / 42", invitation=settled)
    await world.type("invite 42")

    assert "2026 / 42 needs no invitation any more." in world.private()[-1].text


async def test_several_hits_let_the_person_choose_who_is_invited(
    world: SlackWorld,
) -> None:
    world.engine.add_imported("2026 / 42", invitation=BY_HAND)
    other = world.engine.add_imported("GENT / 42", invitation=BY_HAND)
    await world.type("invite 42")

    await world.press(world.private()[-1], "Send invitation for GENT / 42 (Gent)")

    assert world.aftercare.mails == [(other.source_id, "U0SOFIE01")]


async def test_only_operators_send_invitations(world: SlackWorld) -> None:
    world.engine.add_imported("2026 / 42", invitation=BY_HAND)
    await world.type("invite 42", user="Jan")
    await world.type("why 42", user="Jan")
    await world.press(world.private("Jan")[-1], SEND, user="Jan")

    assert "This is for operators." in world.private("Jan")[-1].text
    assert world.aftercare.mails == []


async def test_without_a_number_it_asks_which_invoice(world: SlackWorld) -> None:
    await world.type("invite")

    assert "Did you mean `invite 2026 / 42`?" in world.private()[-1].text
