"""The guided tour: a person at work in the local Slack, told as text.

It presses and types as a person would and looks at what the systems then hold, never
at the bot itself. A step that does not do what it says ends the tour as failed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sandbox.looking import copies, mails, nameless, regular_customer
from sandbox.slack.model import Message
from sandbox.teamleader import Invoice, PdfPlan
from sandbox.together import ADMIN, StandIns

CHANNEL = "#boekhouding"
PATIENCE_SECONDS = 150.0
LOOK_SECONDS = 0.2
LONGEST_REFERENCE = 140
_PERSON = re.compile(r"<@(\w+)>")
_CHANNEL = re.compile(r"<#(\w+)>")
_LABELLED = re.compile(r"<[^|>]+\|([^>]*)>")

T = TypeVar("T")
Say = Callable[[str], None]


class StepFailed(Exception):
    """A step of the tour did not do what it said."""


@dataclass
class Tour:
    """Plays the story; ``say`` gets one line or block of text at a time."""

    stand_ins: StandIns
    say: Say
    user: str = ADMIN
    done: int = 0
    late_pdf: str = ""

    async def run(self) -> None:
        """Play every step; raises ``StepFailed`` at the first that goes wrong."""
        for step in (
            self._import_everything,
            self._why_it_is_there,
            self._why_it_is_not_there,
            self._mend_and_retry,
            self._again_imports_nothing,
            self._booked_and_imported_by_itself,
            self._late_pdf,
            self._an_alert_that_closes_itself,
        ):
            await step()

    async def _import_everything(self) -> None:
        self._title("Import the invoices of the last 30 days")
        before = len(self.stand_ins.twikey.invoices)
        asked = await self._types("import", lambda m: "would be imported" in m.text)
        label = self._label(asked, "Import ")
        self.say(f"[{label}]  <- Sofie presses the button")
        summary = await self._presses(
            asked, label, lambda m: m.text.startswith("Import finished")
        )
        self._show(summary)
        wanted = int(re.findall(r"\d+", label)[0])
        came = len(self.stand_ins.twikey.invoices) - before
        # What the preview cannot see without reading every invoice may stay out.
        self._check(0 < came <= wanted, f"{came} invoices reached Twikey")
        self._check(f"Imported: {came} " in summary.text, "the summary counts the same")

    async def _why_it_is_there(self) -> None:
        self._title("Ask for an invoice that came by another route")
        answer = await self._types("why INV-42", _answers("INV / 42"))
        self._show(answer)
        self._check("in Twikey" in answer.text, "it says that it is in Twikey already")

    async def _why_it_is_not_there(self) -> None:
        self._title("Ask for one that is not there")
        number = nameless(self.stand_ins.teamleader).number
        answer = await self._types(f"why {number}", _answers(str(number)))
        self._show(answer)
        self._check("Customer" in answer.text, "it names what the customer lacks")

    async def _mend_and_retry(self) -> None:
        self._title("Mend it in Teamleader and press Retry in the summary")
        invoice = nameless(self.stand_ins.teamleader)
        number = str(invoice.number)
        self.stand_ins.teamleader.update_customer(
            invoice.customer.id, name="Kapsalon Naam & Toenaam"
        )
        self.say("In Teamleader the customer gets its name: Kapsalon Naam & Toenaam")
        summary = self._latest(lambda m: m.text.startswith("Import finished"))
        label = f"Retry {number}"
        self.say(f"[{label}]  <- Sofie presses the button, twice by accident")
        await self._press_twice(summary, label)
        await self._until(lambda: copies(self.stand_ins, number) > 0)
        await self._until(lambda: label not in self._labels(summary.ts))
        self._check(copies(self.stand_ins, number) == 1, "it is in Twikey, once")

    async def _again_imports_nothing(self) -> None:
        self._title("Import once more")
        before = len(self.stand_ins.twikey.invoices)
        summary = await self._types(
            "import", lambda m: m.text.startswith("Import finished")
        )
        self._show(summary, lines=4)
        came = len(self.stand_ins.twikey.invoices) - before
        self._check(came == 0, "nothing was imported a second time")

    async def _booked_and_imported_by_itself(self) -> None:
        self._title("Book an invoice in Teamleader, and ask nobody")
        teamleader = self.stand_ins.teamleader
        regular = regular_customer(teamleader)
        self.late_pdf = teamleader.draft_invoice("181.50", customer_id=regular)
        teamleader.books.invoices[self.late_pdf].pdf = PdfPlan(ready_after=None)
        number = teamleader.book(self.late_pdf)
        self.say(f"In Teamleader {number} is booked; its PDF is not there yet")
        await self._eventually(lambda: copies(self.stand_ins, number) > 0)
        self._check(
            copies(self.stand_ins, number) == 1, "it came to Twikey by itself, once"
        )
        answer = await self._types(f"why {number}", _answers(number))
        self._show(answer)
        self._check("PDF" in answer.text, "it tells that the PDF is missing")

    async def _late_pdf(self) -> None:
        self._title("The PDF comes late, and the invitation with it")
        number = str(self.stand_ins.teamleader.books.invoices[self.late_pdf].number)
        self._check(
            not mails(self.stand_ins, number), "nobody was invited without the PDF"
        )
        self.stand_ins.teamleader.make_pdf_available(self.late_pdf)
        self.say(f"In Teamleader the PDF of {number} appears")
        await self._eventually(lambda: mails(self.stand_ins, number))
        sent = mails(self.stand_ins, number)
        self.say(f"   Twikey mails {sent[0].to}: {number}, with its PDF")
        self._check(len(sent) == 1, "the customer got exactly one invitation")
        self._check(sent[0].with_pdf, "the PDF was attached to it")

    async def _an_alert_that_closes_itself(self) -> None:
        self._title("What stays out is told in the channel, until it is mended")
        self.say("After a while (an hour; here seconds) the bot tells what is missing:")
        refused = self._refused()
        number = str(refused.number)
        alert = await self._until(
            lambda: self._found(lambda m: _is_alert(m) and number in m.text)
        )
        self._show(alert)
        self.stand_ins.teamleader.update_invoice(
            refused.id, payment_reference="+++120/3304/47171+++"
        )
        self.say(f"In Teamleader the reference of {number} is corrected")
        await self._eventually(lambda: copies(self.stand_ins, number) > 0)
        self._check(
            copies(self.stand_ins, number) == 1, "it came to Twikey by itself, once"
        )
        ts = alert.ts
        await self._until(lambda: self._latest(lambda m: m.ts == ts).edited_ts)
        self._show(self._latest(lambda m: m.ts == ts))

    # Playing a person -----------------------------------------------------------------

    async def _types(self, text: str, shown: Callable[[Message], bool]) -> Message:
        """Type a command and wait for the answer that fits."""
        self.say(f"Sofie types: /twikey {text}")
        seen = {message.ts for message in self._messages()}
        ack = await self.stand_ins.slack.command(self.user, CHANNEL, "/twikey", text)
        self._check(ack.ok, "the command is acknowledged", quiet=True)
        return await self._until(
            lambda: self._found(lambda m: m.ts not in seen and shown(m))
        )

    async def _presses(
        self, message: Message, label: str, shown: Callable[[Message], bool]
    ) -> Message:
        """Press a button and wait for the message that follows."""
        await self.stand_ins.slack.click(self.user, message, label=label)
        return await self._until(lambda: self._found(shown))

    async def _press_twice(self, message: Message, label: str) -> None:
        slack = self.stand_ins.slack
        await asyncio.gather(
            *(slack.click(self.user, message, label=label) for _ in range(2))
        )

    async def _until(self, found: Callable[[], T | None]) -> T:
        try:
            return await self.stand_ins.slack.wait_for(found, PATIENCE_SECONDS)
        except TimeoutError:
            raise StepFailed("what was waited for did not come") from None

    async def _eventually(self, happened: Callable[[], object]) -> None:
        """Wait for something outside Slack, looking a few times a second."""
        for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
            if happened():
                return
            await asyncio.sleep(LOOK_SECONDS)
        raise StepFailed("what was waited for did not happen")

    # Looking --------------------------------------------------------------------------

    def _messages(self) -> list[Message]:
        return self.stand_ins.slack.visible_messages(self.user, CHANNEL)

    def _found(self, fits: Callable[[Message], bool]) -> Message | None:
        return next((m for m in reversed(self._messages()) if fits(m)), None)

    def _latest(self, fits: Callable[[Message], bool]) -> Message:
        found = self._found(fits)
        if found is None:
            raise StepFailed("a message is gone")
        return found

    def _labels(self, ts: str) -> list[str]:
        message = self._latest(lambda m: m.ts == ts)
        return self.stand_ins.slack.labels(message)

    def _label(self, message: Message, start: str) -> str:
        labels = self.stand_ins.slack.labels(message)
        found = next((label for label in labels if label.startswith(start)), None)
        if found is None:
            raise StepFailed(f"no button starts with {start}")
        return found

    def _refused(self) -> Invoice:
        books = self.stand_ins.teamleader.books
        return next(
            invoice
            for invoice in books.invoices.values()
            if len(invoice.payment_reference or "") > LONGEST_REFERENCE
        )

    # Telling --------------------------------------------------------------------------

    def _title(self, text: str) -> None:
        self.done += 1
        self.say(f"\n{self.done}. {text}")

    def _show(self, message: Message, lines: int | None = None) -> None:
        told = self._plain(message.text).splitlines()[:lines]
        self.say("\n".join(f"   | {line}" for line in told))

    def _plain(self, text: str) -> str:
        """Return a message without Slack's marks, people and channels by name."""
        text = _PERSON.sub(lambda m: f"@{self._person(m[1])}", text)
        text = _CHANNEL.sub(lambda m: f"#{self._channel(m[1])}", text)
        text = _LABELLED.sub(r"\1", text).replace("*", "")
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def _person(self, user_id: str) -> str:
        return self.stand_ins.slack.users[user_id].real_name

    def _channel(self, channel_id: str) -> str:
        return self.stand_ins.slack.channel(channel_id).name

    def _check(self, holds: object, what: str, *, quiet: bool = False) -> None:
        if not holds:
            raise StepFailed(f"not so: {what}")
        if not quiet:
            self.say(f"   ok: {what}")


def _answers(number: str) -> Callable[[Message], bool]:
    return lambda message: message.text.startswith(f"Why {number}")


def _is_alert(message: Message) -> bool:
    private = ("Import finished", "Why ", "Preview", "I am ")
    return message.visible_to is None and not message.text.startswith(private)
