"""What was booked before the bot's first start, whatever start people gave."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.domain.evidence import Evidence
from core.domain.history import Attempt, AttemptState, Memory
from core.domain.judging import judge, left_to_people, screen
from core.domain.policy import Policy
from core.domain.reason import Reason, Trigger
from core.domain.verdict import Blocked, Effect, Eligible, Passed
from tests.builders import (
    NOW,
    a_draft,
    a_memory,
    a_policy,
    a_target,
    an_invoice,
    evidence,
)

HOUR = timedelta(hours=1)
CREATED = an_invoice().created_at


TRIED = Attempt(NOW, a_target().id, "f", AttemptState.REFUSED)


def started(after: timedelta, **changes: object) -> Evidence:
    """An invoice of long after the given start, and so long before the first one."""
    return evidence(policy=a_policy(started_at=CREATED + after), **changes)


@pytest.mark.parametrize(
    ("given", "noted"),
    [
        (started(HOUR), True),
        (started(timedelta(0)), False),
        (started(-HOUR), False),
        (started(HOUR, memory=a_memory(booked_when_first_seen=False)), False),
        (started(HOUR, memory=Memory()), True),
        (started(HOUR, memory=Memory(), source=a_draft()), False),
        (started(HOUR, memory=a_memory(attempts=(TRIED,))), False),
        (evidence(), False),
    ],
    ids=[
        "before",
        "at",
        "after",
        "a-draft-then",
        "unseen",
        "unseen-draft",
        "tried",
        "never",
    ],
)
@pytest.mark.parametrize("trigger", list(Trigger))
def test_it_is_a_note_for_whoever_asks(
    given: Evidence, noted: bool, trigger: Trigger
) -> None:
    findings = screen(given.asked_by(trigger)).findings
    effects = [f.effect for f in findings if f.reason is Reason.BEFORE_START]

    assert effects == ([Effect.NOTES] if noted else [])


def test_nothing_stands_against_it() -> None:
    assert isinstance(judge(started(HOUR)), Eligible)


def test_only_the_automatic_import_leaves_it_to_people() -> None:
    given = started(HOUR)
    stopped = left_to_people(given, screen(given))

    assert isinstance(stopped, Blocked)
    assert stopped.decisive.reason is Reason.BEFORE_START
    for trigger in (Trigger.NUMBER, Trigger.WINDOW):
        asked = given.asked_by(trigger)
        assert isinstance(left_to_people(asked, screen(asked)), Passed)


@pytest.mark.parametrize(
    "given",
    [evidence(), evidence(policy=a_policy(auto_import=False, started_at=NOW))],
)
def test_everything_else_stays_as_it_was_screened(given: Evidence) -> None:
    screened = screen(given)

    assert left_to_people(given, screened) is screened


@pytest.mark.parametrize(
    ("since", "start", "old_before"),
    [
        (None, None, None),
        (NOW, None, NOW),
        (None, NOW, NOW),
        (NOW - HOUR, NOW, NOW),
        (NOW, NOW - HOUR, NOW),
    ],
)
def test_old_is_what_either_start_says(
    since: datetime | None, start: datetime | None, old_before: datetime | None
) -> None:
    policy: Policy = a_policy(automatic_since=since, started_at=start)

    assert policy.old_before == old_before
