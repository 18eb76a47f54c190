"""Who hears of what, read from stored settings."""

from __future__ import annotations

import pytest

from core.domain.audience import (
    ALERT_CHANNEL,
    ALERT_MENTIONS,
    ALL_WELL,
    QUIET_CAUSES,
    SUMMARY_CHANNEL,
    AllWell,
    Audience,
    read_audience,
    spelled,
)


def test_what_was_chosen_is_read() -> None:
    stored = {
        ALERT_CHANNEL: "C0ALERTS1",
        SUMMARY_CHANNEL: "G0SUMMAR1",
        ALERT_MENTIONS: "S0BOEKH01,U0JAN0001",
        QUIET_CAUSES: "on-hold,currency",
        ALL_WELL: "weekly",
    }

    assert read_audience(stored) == Audience(
        "C0ALERTS1",
        "G0SUMMAR1",
        ("S0BOEKH01", "U0JAN0001"),
        frozenset({"on-hold", "currency"}),
        AllWell.WEEKLY,
    )


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {ALERT_CHANNEL: "", ALL_WELL: "", ALERT_MENTIONS: " , "},
        {ALERT_CHANNEL: "#alerts", ALL_WELL: "hourly", ALERT_MENTIONS: "<!channel>"},
    ],
)
def test_what_is_not_understood_counts_as_not_chosen(stored: dict[str, str]) -> None:
    assert read_audience(stored) == Audience()


def test_a_quiet_cause_names_nobody() -> None:
    audience = Audience(mentioned=("U0JAN0001",), quiet=frozenset({"on-hold"}))

    assert audience.named_for("on-hold") == ()
    assert audience.named_for("currency") == ("U0JAN0001",)


def test_several_words_are_stored_in_one_order() -> None:
    assert spelled({"b", "a"}) == "a,b"
