"""Exit codes: what a script can tell from how a command ended."""

from __future__ import annotations

from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.outcome import Outcome, Run
from core.domain.reason import Reason
from core.domain.rules import alerts
from core.domain.verdict import Blocked, Eligible, Undecided

DONE = 0
NEEDS_PEOPLE = 1
WRONG_USAGE = 2
UNKNOWN = 3
INTERRUPTED = 130
UNHEARD = 141
TERMINATED = 143


def import_exit(run: Run) -> int:
    """Return how an import ended.

    Unknown if the list or every invoice could not be read; otherwise whether somebody
    has to do something about one of them. A number that fits several invoices was
    read: somebody has to choose.
    """
    unread = [one for one in run.of(Outcome.UNKNOWN) if not one.is_ambiguous]
    if run.failed or (run.lines and len(unread) == len(run.lines)):
        return UNKNOWN
    return NEEDS_PEOPLE if any(line.needs_people for line in run.lines) else DONE


def why_exit(answer: Diagnosis | Ambiguous) -> int:
    """Return how a question was answered."""
    if isinstance(answer, Ambiguous):
        return NEEDS_PEOPLE
    match answer.verdict:
        case Undecided():
            return UNKNOWN
        case Eligible():
            return DONE
        case Blocked(decisive=finding):
            missing = finding.reason is Reason.NOT_FOUND
            people = missing or alerts(finding.reason, finding.facts)
            return NEEDS_PEOPLE if people else DONE
