"""Where the PDF and the invitation stand: every state has its words."""

from __future__ import annotations

import pytest

from bot.views.cautions import Caution, warnings
from bot.views.standing import ICONS
from bot.views.why import why
from bot.words import LANGUAGES, texts
from bot.words.events import happened
from core.aftercare import Hindrance
from core.domain.diagnosis import Diagnosis
from core.domain.document import DocumentProblem
from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
    TimelineEntry,
)
from core.domain.invitation import HeldFor
from core.domain.invoice import SourceId
from core.domain.reason import Reason
from core.domain.verdict import Blocked, Effect, Finding
from tests.bot.cli_world import CannedEngine, CannedParts, run_command
from tests.bot.examples import example
from tests.bot.fake_engine import NOW, a_diagnosis, blocked
from tests.bot.view_cases import VOICE, acceptable, labels

EVENTS = (
    *(f"document-{what}" for what in
      ("wanted", "failed", "attached", "changed", "in-doubt", "given-up")),
    *(f"invitation-{state}" for state in InvitationState
      if state is not InvitationState.NONE),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_problem_and_event_has_words(language: str) -> None:
    kinds = {problem.kind for problem in DocumentProblem}
    wanted = {
        *(f"document.{state}" for state in DocumentState),
        *(f"invitation.{state}" for state in InvitationState),
        *(f"fact.held_for.{held}" for held in HeldFor),
        *(f"fact.problem.{problem}" for problem in DocumentProblem),
        *(f"{what}.{kind}" for kind in kinds
          for what in ("document.problem", "event.document-failed", "pdf", "pdf_all")),
        *(f"event.{event}" for event in EVENTS),
        *(f"nothing.{why}" for why in Hindrance if why is not Hindrance.AMBIGUOUS),
        *(f"caution.{caution}" for caution in Caution),
    }  # fmt: skip

    assert wanted <= set(texts(language))
    assert kinds == {"not-yet", "broken", "unreachable", "gone"}
    assert set(ICONS) == set(DocumentState)


def in_twikey(**records: object) -> Diagnosis:
    return a_diagnosis(
        verdict=blocked(Reason.ALREADY_IMPORTED),
        number="2026 / 42",
        source_id=SourceId("s-1"),
        **records,
    )


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (DocumentRecord(DocumentState.NONE), "none fetched by this bot."),
        (DocumentRecord(DocumentState.WANTED), "wanted. It is fetched shortly."),
        (
            DocumentRecord(DocumentState.WAITING, 3, NOW, problem="not-yet"),
            "waiting. Teamleader has not made it yet. Tries so far: 3. The next try "
            "is on 22 Nov 2026, 10:30.",
        ),
        (
            DocumentRecord(DocumentState.WAITING, 1, problem="cut-off"),
            "waiting. It is not usable: the file was cut off. Tries so far: 1.",
        ),
        (
            DocumentRecord(DocumentState.WAITING, 1, problem="link-expired"),
            "waiting. It was out of reach: the link had expired. Tries so far: 1.",
        ),
        (DocumentRecord(DocumentState.WAITING, problem="new"), "waiting."),
        (
            DocumentRecord(DocumentState.ATTACHED, attached_at=NOW, size=1_234_000),
            "attached on 22 Nov 2026, 10:30 (1.2 MB).",
        ),
        (DocumentRecord(DocumentState.ATTACHED), "attached."),
        (DocumentRecord(DocumentState.CHANGED), "changed since."),
        (DocumentRecord(DocumentState.GAVE_UP, 40), "gave up."),
    ],
)
def test_a_why_tells_where_the_pdf_stands(record: DocumentRecord, told: str) -> None:
    shown = why(VOICE, in_twikey(document=record))

    acceptable(shown)
    assert f"{ICONS[record.state]} PDF: {told}" in shown.text


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (InvitationRecord(InvitationState.NONE), "none planned by this bot."),
        (InvitationRecord(InvitationState.BY_TWIKEY), "sent by Twikey itself when"),
        (
            InvitationRecord(InvitationState.WAITING, held_for="document"),
            "waits for the PDF.",
        ),
        (
            InvitationRecord(InvitationState.WAITING, held_for="profile"),
            "waits for somebody to confirm the payment profile.",
        ),
        (
            InvitationRecord(InvitationState.WAITING, held_for="address"),
            "waits for an e-mail address.",
        ),
        (InvitationRecord(InvitationState.WAITING, held_for="new"), "waits."),
        (InvitationRecord(InvitationState.SENT, NOW), "sent on 22 Nov 2026, 10:30."),
        (InvitationRecord(InvitationState.SENT), "sent."),
        (
            InvitationRecord(InvitationState.UNKNOWN, NOW),
            "uncertain. It was tried on 22 Nov 2026, 10:30 and may or may not have",
        ),
        (InvitationRecord(InvitationState.BY_HAND), "left to people."),
        (InvitationRecord(InvitationState.NOT_NEEDED), "not needed any more."),
    ],
)
def test_a_why_tells_where_the_invitation_stands(
    record: InvitationRecord, told: str
) -> None:
    shown = why(VOICE, in_twikey(invitation=record))

    acceptable(shown)
    assert f"Invitation: {told}" in shown.text


def test_an_invoice_out_of_twikey_has_neither() -> None:
    told = why(VOICE, a_diagnosis(number="42", source_id=SourceId("s-1"))).text

    assert "PDF" not in told
    assert "Invitation" not in told


def test_the_command_line_tells_both_too() -> None:
    document = DocumentRecord(DocumentState.WAITING, 2, problem="not-yet")
    invitation = InvitationRecord(InvitationState.WAITING, held_for="document")
    found = in_twikey(document=document, invitation=invitation)
    parts = CannedParts(CannedEngine(why_answer=found))

    told = run_command("why", "42", parts=parts).out

    assert "PDF: waiting. Teamleader has not made it yet. Tries so far: 2." in told
    assert "Invitation: waits for the PDF." in told


def test_what_stands_there_is_not_said_twice() -> None:
    waiting = Finding(
        Reason.DOCUMENT_WAITING, Effect.NOTES, example(Reason.DOCUMENT_WAITING)
    )
    already = Finding(
        Reason.ALREADY_IMPORTED, Effect.BLOCKS, example(Reason.ALREADY_IMPORTED)
    )
    record = DocumentRecord(DocumentState.WAITING, 3, problem="not-yet")
    found = in_twikey(document=record)
    told = why(
        VOICE, a_diagnosis(verdict=Blocked((already, waiting)), document=record)
    ).text

    assert told.count("Tries so far") == 1
    assert why(VOICE, found).text.count("Tries so far") == 1


@pytest.mark.parametrize("state", DocumentState)
def test_a_pdf_that_is_missing_can_be_fetched_from_its_why(
    state: DocumentState,
) -> None:
    found = in_twikey(document=DocumentRecord(state))
    there = state in (DocumentState.NONE, DocumentState.ATTACHED)

    assert ("Fetch PDF of 2026 / 42 now" in labels(why(VOICE, found))) is not there


@pytest.mark.parametrize("state", InvitationState)
def test_an_invitation_that_needs_a_person_can_be_sent_from_its_why(
    state: InvitationState,
) -> None:
    found = in_twikey(invitation=InvitationRecord(state))
    sendable = state in (
        InvitationState.WAITING,
        InvitationState.UNKNOWN,
        InvitationState.BY_HAND,
    )

    assert ("Send invitation for 2026 / 42" in labels(why(VOICE, found))) is sendable
    shared = labels(why(VOICE, found, shared_by="U0JAN0001"))
    assert "Send invitation for 2026 / 42" not in shared


def test_the_dialog_of_an_invitation_says_what_may_happen() -> None:
    def dialog(**records: object) -> str:
        shown = why(VOICE, in_twikey(**records))
        [button] = [
            element
            for block in shown.blocks
            for element in block.get("elements", [])
            if element.get("action_id", "").startswith("invite.")
        ]
        return str(button["confirm"]["text"]["text"])

    by_hand = InvitationRecord(InvitationState.BY_HAND)
    unknown = InvitationRecord(InvitationState.UNKNOWN)
    waiting = DocumentRecord(DocumentState.WAITING)
    assert dialog(invitation=by_hand) == "Twikey asks the customer to pay."
    assert "may be a second mail" in dialog(invitation=unknown)
    assert "Its PDF is not in Twikey yet" in dialog(
        invitation=by_hand, document=waiting
    )


@pytest.mark.parametrize("held", [tuple(Caution)[n : n + 3] for n in range(6)])
def test_a_dialog_is_never_cut_short(held: tuple[Caution, ...]) -> None:
    assert len(" ".join(warnings(VOICE, held))) <= 300


@pytest.mark.parametrize(
    ("event", "facts", "told"),
    [
        ("document-wanted", {}, "The PDF is to be fetched"),
        ("document-failed", {"problem": "not-yet"}, "The PDF was not made yet in"),
        ("document-failed", {"problem": "too-large"}, "not usable: the file is too"),
        ("document-failed", {"problem": "unreachable"}, "out of reach: Teamleader or"),
        ("document-failed", {"problem": "new"}, "The PDF could not be attached"),
        ("document-attached", {"size": 84_000}, "attached in Twikey (84 kB)"),
        ("document-attached", {"size": None}, "The PDF was attached in Twikey"),
        ("document-changed", {}, "The invoice changed, so its PDF is fetched again"),
        ("document-given-up", {"problem": "not-yet"}, "Fetching the PDF was given up"),
        ("invitation-waiting", {"held_for": "document"}, "waits for the PDF"),
        ("invitation-sent", {"by": "U0JAN0001"}, "was sent, asked by <@U0JAN0001>"),
        ("invitation-sent", {"by": None}, "The invitation was sent"),
        ("invitation-by-twikey", {}, "The invitation is sent by Twikey itself"),
        ("invitation-unknown", {"by": None}, "Twikey was asked to send the invitation"),
        ("invitation-not-needed", {}, "No invitation is needed any more"),
        ("invitation-by-hand", {}, "The invitation is left to people"),
        ("invitation-by-hand", {"by": "U0JAN0001", "code": "err"}, "Twikey refused"),
    ],
)  # fmt: skip
def test_the_time_line_tells_pdfs_and_invitations_in_words(
    event: str, facts: dict[str, object], told: str
) -> None:
    said = happened(VOICE, TimelineEntry(NOW, event, facts))

    assert told in said
    assert "unknown" not in said
    assert "by None" not in said
