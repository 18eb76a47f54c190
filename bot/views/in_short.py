"""How things stand in a few lines, for the top of the Home tab."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.views import counting
from bot.views.alert import is_settled
from bot.views.blocks import bold, mention
from bot.views.risk import first_due
from bot.words import Safe, Voice
from core.domain.alert import AlertLine, AlertRecord
from core.domain.money import Money
from core.domain.outcome import Outcome, Run
from core.domain.reason import PARTLY
from core.reporting import Status


def in_short(
    voice: Voice,
    status: Status,
    alerts: Sequence[AlertRecord],
    last_run: Run | None,
    today: date,
) -> list[Safe]:
    """Return what is lost, at risk, missing and done, the worst first."""
    lost = [one for one in status.connections if one.lost_since is not None]
    told = [
        bold(voice.say("home.lost", system=voice.say(f"system.{one.system}")))
        for one in lost
    ]
    told += _risk(voice, alerts, today)
    told.append(_documents(voice, status.queues.documents))
    told.append(_last_run(voice, last_run))
    told.append(_automatic(voice, status))
    if not status.automatic_import:
        told.append(voice.say("home.link"))
    return told


def _risk(voice: Voice, alerts: Sequence[AlertRecord], today: date) -> list[Safe]:
    records = [record for record in alerts if record.open_lines]
    if not records:
        return [voice.say("home.risk.none")]
    told: list[Safe] = []
    outside = _lines(one for one in records if not is_settled(one))
    if outside:
        amount = counting.total_of(voice, [line.amount for line in outside])
        said = bold(voice.say("home.risk", amount=amount))
        soonest = min((one.due_on for one in outside if one.due_on), default=None)
        if soonest is not None:
            said = Safe(f"{said} {first_due(voice, soonest, today)}")
        told.append(said)
    settled = _lines(one for one in records if is_settled(one))
    if settled:
        amount = counting.total_of(voice, map(held, settled))
        told.append(bold(voice.say("home.collects", amount=amount)))
    return told


def _documents(voice: Voice, count: int) -> Safe:
    if not count:
        return voice.say("home.documents.none")
    return voice.say("home.documents", count=count)


def _last_run(voice: Voice, run: Run | None) -> Safe:
    if run is None:
        return voice.say("home.run.none")
    facts = {
        "at": run.finished_at or run.started_at,
        "count": len(run.of(Outcome.IMPORTED)),
        "seen": len(run.lines),
    }
    if run.asked_by is None:
        return voice.say("home.run", **facts)
    return voice.say("home.run.by", by=mention(run.asked_by), **facts)


def _automatic(voice: Voice, status: Status) -> Safe:
    if not status.automatic_import:
        return bold(voice.say("home.automatic.off"))
    if status.automatic_since is None:
        return voice.say("home.automatic.soon")
    return voice.say("home.automatic.on", since=status.automatic_since)


def _lines(records: Iterable[AlertRecord]) -> list[AlertLine]:
    return [line for record in records for line in record.open_lines]


def held(line: AlertLine) -> Money:
    """Return what Twikey may collect although it is settled."""
    told, still_open = line.facts.get("at_twikey"), line.facts.get(PARTLY)
    amount = Money.of(str(told)) if told else line.amount
    return amount - Money.of(str(still_open)) if still_open else amount
