"""The support pack: everything support asks for, and nothing that is secret."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import speaker
from bot.views.support import support
from core.domain.diagnosis import Links
from core.domain.history import Attempt, AttemptState, SeenBy, TimelineEntry
from core.domain.invoice import SourceId
from core.domain.reason import Reason
from core.domain.support import Act, SupportPack
from core.domain.target import TargetId
from core.ports.ledger import AttemptStart, LedgerTx
from sandbox.slack import validate_blocks
from storage.ledger import SqlLedger
from tests.bot.fake_engine import NOW, a_diagnosis
from tests.bot.slack_world import SlackWorld, labels, slack_world
from tests.builders import BRUSSELS, an_invoice
from tests.domain.test_redaction import TOKENS, accounts, bare

VOICE = speaker("en", BRUSSELS)
TARGET = TargetId("7d1f6a3e-0c1b-5f6e-9a77-2f1b6a0c9d10")
SOURCE = SourceId("b120a366-f0bb-09cf-42f2-dc05873f9bd0")
ANSWER = {
    "code": "err_invalid_amount",
    "message": "The amount is not valid",
    "extra": "amount",
}


@pytest.fixture
async def world(sqlite_ledger: SqlLedger) -> AsyncIterator[SlackWorld]:
    async with slack_world(sqlite_ledger) as opened:
        yield opened
        for posted in opened.slack.posted:
            assert validate_blocks(posted.blocks, "message") == []


def a_pack(**changes: object) -> SupportPack:
    """The pack of an invoice that Twikey refused twice."""
    attempts = tuple(
        Attempt(NOW - timedelta(days=days), TARGET, "print", AttemptState.REFUSED, told)
        for days, told in ((2, {"code": "err_x"}), (1, ANSWER))
    )
    found = a_diagnosis(
        number="2026 / 42",
        source_id=SOURCE,
        customer_name="Brouwerij De Vlinder BV",
        timeline=(
            TimelineEntry(NOW, "paid", {"seen_by": "sweep"}),
            TimelineEntry(NOW, "attempt-refused", ANSWER),
        ),
        links=Links("https://focus.teamleader.eu/invoice_detail.php?id=secret-hash"),
    )
    pack = SupportPack(
        at=NOW,
        diagnosis=found,
        attempts=attempts,
        acts=(Act(NOW, "U0SOFIE01", "mark-paid", {"how": "credited"}),),
        profile_id="4021",
        versions={"twikey-bot": "1.0"},
        settings={"AUTO_IMPORT": "true"},
        secrets=("hush-hush",),
    )
    return replace(pack, **changes)  # type: ignore[arg-type]


def filed(pack: SupportPack) -> str:
    attachment = support(VOICE, pack).attachment
    assert attachment is not None
    return attachment.content.decode()


def test_the_file_holds_what_support_asks_for() -> None:
    told = filed(a_pack())

    for piece in (
        "Number: 2026 / 42",
        f"Id in Teamleader: {SOURCE}",
        f"Id in Twikey: {TARGET}",
        "Customer: Brouwerij De Vlinder BV",
        "It is not imported: Refused by Twikey.",
        "Seen paid  [paid]",
        '"code": "err_invalid_amount"',
        '"message": "The amount is not valid"',
        "U0SOFIE01  mark-paid",
        "twikey-bot: 1.0",
        "AUTO_IMPORT: true",
        "Payment profile sent: 4021",
        "https://focus.teamleader.eu/invoice_detail.php?[left out]",
    ):
        assert piece in told
    assert "secret-hash" not in told


def test_the_text_is_ready_to_be_sent() -> None:
    made = support(VOICE, a_pack())
    (exact,) = [block for block in made.blocks if block["type"] == "rich_text"]
    letter = exact["elements"][0]["elements"][0]["text"]

    assert letter.startswith("Hello,\n")
    assert "this is about invoice 2026 / 42." in letter
    assert "It was sent to Twikey 2 times, first on 20 Nov 2026" in letter
    assert "The amount is not valid" in letter
    assert str(SOURCE) in letter
    assert "The amount is not valid" in made.text
    assert validate_blocks(list(made.blocks), "message") == []


def test_an_invoice_that_was_never_sent_says_so() -> None:
    told = support(VOICE, a_pack(attempts=(), acts=()))

    assert "It was not sent to Twikey yet." in told.text
    assert "What people did\n" + "-" * 60 + "\nnothing" in filed(a_pack(acts=()))


@given(account=accounts(), token=TOKENS, data=st.data())
def test_no_account_and_no_token_leaves_wherever_it_is_planted(
    account: str, token: str, data: st.DataObject
) -> None:
    planted = f"{data.draw(st.text(max_size=8))} {account} {token} hush-hush an@x.be"
    found = replace(
        a_pack().diagnosis,
        customer_name=planted,
        department=planted,
        timeline=(TimelineEntry(NOW, "number-changed", {"from": planted, "to": "x"}),),
        links=Links(f"https://x.be/{token}?t={account}"),
    )
    pack = a_pack(
        diagnosis=found,
        attempts=(
            Attempt(NOW, TARGET, "p", AttemptState.REFUSED, {"message": planted}),
        ),
        acts=(Act(NOW, planted, planted, {planted: [planted]}),),
        versions={"x": planted},
        settings={"y": planted},
    )

    made = support(VOICE, pack)
    for told in (made.text, filed(pack), str(made.blocks)):
        assert account not in bare(told)
        assert token not in told
        assert "hush-hush" not in told
        assert "an@x.be" not in told


async def tried(world: SlackWorld) -> None:
    """Let Twikey have refused an invoice that the engine knows."""
    kept = world.engine.add("2026 / 42", Reason.REFUSED)
    known = an_invoice(source_id=kept.source_id, number=kept.number)

    def unit(tx: LedgerTx) -> None:
        tx.invoices.see([known], SeenBy.SWEEP)
        claim = tx.invoices.claim(kept.source_id, "worker", 60)
        assert claim is not None
        start = AttemptStart(TARGET, 0, "print", "customer-1", "4021")
        assert tx.invoices.begin_attempt(claim, start)
        assert tx.invoices.finish_attempt(claim, AttemptState.REFUSED, ANSWER)
        tx.invoices.release(claim)
        tx.audit.add("U0SOFIE01", "mark-paid", kept.source_id, {"how": "paid"})

    await world.ledger.write(unit)


async def test_operators_get_the_pack_as_text_and_as_a_file(world: SlackWorld) -> None:
    await tried(world)
    await world.type("support 2026/42")

    (file,) = world.slack.files.values()
    assert file.name == "support-2026---42.txt"
    told = (file.content or b"").decode()
    assert '"message": "The amount is not valid"' in told
    assert "U0SOFIE01  mark-paid" in told
    assert "Hello," in "\n".join(one.text for one in world.private())
    assert "The file is in our direct messages." in world.private()[-1].text
    assert ("U0SOFIE01", "slack-support") in await world.audited()


async def test_members_ask_an_operator_for_the_pack(world: SlackWorld) -> None:
    await tried(world)
    await world.type("support 2026 / 42", "Jan")

    assert "<@U0SOFIE01>" in world.private("Jan")[-1].text
    assert world.slack.files == {}


async def test_several_invoices_give_a_picker(world: SlackWorld) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    world.engine.add("2026 / 42", Reason.REFUSED, department="Brugge")
    await world.type("support 2026 / 42")

    picker = world.private()[-1]
    assert labels(picker) == [
        "Support pack for 2026 / 42 (Gent)",
        "Support pack for 2026 / 42 (Brugge)",
    ]
    await world.press(picker, "Support pack for 2026 / 42 (Brugge)")
    assert len(world.slack.files) == 1


async def test_an_unknown_number_is_told_plainly(world: SlackWorld) -> None:
    await world.type("support 2026 / 99")

    assert "I know no invoice 2026 / 99" in world.private()[-1].text
