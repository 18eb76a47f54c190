"""What a script can tell from how a command ended."""

from __future__ import annotations

import pytest

from bot.cli.exits import import_exit, why_exit
from core.domain.diagnosis import Ambiguous
from core.domain.outcome import Line, Outcome
from core.domain.reason import Reason, System
from core.domain.verdict import Undecided
from tests.bot.cli_world import a_diagnosis, a_finding, a_line, a_run, blocked

IMPORTED = a_line(Outcome.IMPORTED)
ALREADY = a_line(Outcome.ALREADY_IMPORTED, a_finding(Reason.ALREADY_IMPORTED))
DRAFT = a_line(Outcome.NOT_IMPORTED, a_finding(Reason.DRAFT))
PAID = a_line(Outcome.NOT_IMPORTED, a_finding(Reason.PAID))
PAID_AFTER_REFUSAL = a_line(
    Outcome.NOT_IMPORTED, a_finding(Reason.PAID, first_cause="refused")
)
ON_HOLD = a_line(Outcome.NOT_IMPORTED, a_finding(Reason.ON_HOLD))
REFUSED = a_line(Outcome.REFUSED, a_finding(Reason.REFUSED))
UNKNOWN = a_line(Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param((), 0, id="nothing there"),
        pytest.param((IMPORTED, ALREADY, DRAFT, PAID), 0, id="nobody needed"),
        pytest.param((IMPORTED, ON_HOLD), 1, id="an alerting reason"),
        pytest.param((IMPORTED, PAID_AFTER_REFUSAL), 1, id="paid after a refusal"),
        pytest.param((IMPORTED, REFUSED), 1, id="refused"),
        pytest.param((IMPORTED, UNKNOWN), 1, id="one unknown"),
        pytest.param((UNKNOWN, UNKNOWN), 3, id="all unknown"),
    ],
)
def test_an_import_ends_with(lines: tuple[Line, ...], code: int) -> None:
    assert import_exit(a_run(*lines)) == code


def test_an_import_whose_list_broke_off_is_unknown_whatever_it_did() -> None:
    assert import_exit(a_run(IMPORTED, failed=System.TEAMLEADER)) == 3


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Reason.ALREADY_IMPORTED, 0),
        (Reason.DRAFT, 0),
        (Reason.PAID, 0),
        (Reason.ON_HOLD, 1),
        (Reason.REFUSED, 1),
        (Reason.NOT_FOUND, 1),
    ],
)
def test_a_blocked_invoice_ends_why_with(reason: Reason, code: int) -> None:
    assert why_exit(a_diagnosis(blocked(reason))) == code


def test_an_unanswered_why_is_unknown() -> None:
    assert why_exit(a_diagnosis(Undecided(System.TWIKEY, "invoice feed"))) == 3


def test_an_ambiguous_number_needs_a_person() -> None:
    assert why_exit(Ambiguous("42", ())) == 1


SEVERAL = Line(Outcome.UNKNOWN, number="54")
UNREAD = Line(Outcome.UNKNOWN, number="55", system=System.TEAMLEADER)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((SEVERAL,), 1),
        ((SEVERAL, SEVERAL), 1),
        ((SEVERAL, UNREAD), 1),
        ((UNREAD,), 3),
        ((UNREAD, UNREAD), 3),
    ],
)
def test_a_number_that_fits_several_invoices_was_not_unreadable(
    lines: tuple[Line, ...], code: int
) -> None:
    assert import_exit(a_run(*lines)) == code
