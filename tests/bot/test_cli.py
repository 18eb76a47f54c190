"""The command line from its words to its exit code."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import os
import signal
import sys
from argparse import Namespace
from datetime import date
from types import ModuleType

import pytest
from sqlalchemy.exc import OperationalError

from bot.check_ports import Trouble
from bot.cli import main
from bot.cli.progress import reporting
from bot.cli.subcommands import SUBCOMMANDS
from core.domain.diagnosis import Ambiguous, Diagnosis, Match
from core.domain.history import TimelineEntry
from core.domain.invoice import SourceId
from core.domain.outcome import Line, Outcome
from core.domain.policy import Window
from core.domain.reason import Reason, System
from core.domain.verdict import Undecided
from core.errors import (
    ConfigurationError,
    ConnectionRevoked,
    Problem,
    RateLimited,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedResponse,
    UsageError,
)
from core.ports.clock import Progress
from core.scope import NumbersScope, WindowScope
from tests.bot.cli_world import (
    NOW,
    CannedEngine,
    CannedParts,
    a_diagnosis,
    a_finding,
    a_line,
    a_run,
    blocked,
    run_command,
)

REFUSED = a_line(
    Outcome.REFUSED, a_finding(Reason.REFUSED, at="2026-03-09", message="No")
)


def test_nothing_typed_shows_every_command_and_is_wrong_usage() -> None:
    ended = run_command()

    assert ended.code == 2
    assert ended.out == ""
    assert all(command.name in ended.err for command in SUBCOMMANDS)


@pytest.mark.parametrize("word", ["help", "--help", "-h"])
def test_help_shows_every_command(word: str) -> None:
    ended = run_command(word)

    assert ended.code == 0
    assert all(command.summary in ended.out for command in SUBCOMMANDS)


@pytest.mark.parametrize("command", [command.name for command in SUBCOMMANDS])
def test_every_command_has_its_help(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(command, "--help").code == 0
    assert f"twikey-bot {command}" in capsys.readouterr().out


def test_a_misspelt_command_is_answered_with_the_nearest() -> None:
    ended = run_command("imprt")

    assert ended.code == 2
    assert "Did you mean import?" in ended.err


def test_a_misspelt_option_is_answered_with_the_nearest() -> None:
    ended = run_command("import", "--previw")

    assert ended.code == 2
    assert "Did you mean --preview?" in ended.err
    assert "usage: twikey-bot import" in ended.err


def test_a_contradiction_shows_the_usage() -> None:
    ended = run_command("import", "42", "--days", "7")

    assert ended.code == 2
    assert "usage: twikey-bot import" in ended.err


def test_wrong_settings_are_listed_with_their_mends() -> None:
    ended = run_command("import", PORT="many", TIME_ZONE="Mars")

    assert ended.code == 2
    assert ended.out == ""
    assert "PORT" in ended.err
    assert "TIME_ZONE" in ended.err
    assert "->" in ended.err


def test_check_finds_wrong_settings_to_be_wrong() -> None:
    assert run_command("check", PORT="many").code == 1


def test_days_are_those_of_the_company() -> None:
    parts = CannedParts()
    run_command("import", "--days", "1", parts=parts)

    window = Window(date(2026, 3, 10), date(2026, 3, 11))
    assert parts.engine.orders[0].scope == WindowScope(window)


def test_json_stands_alone_on_standard_output() -> None:
    parts = CannedParts(CannedEngine(run_answer=a_run(REFUSED)))

    ended = run_command("import", "42", "--preview", "--json", parts=parts)

    assert json.loads(ended.out)["counts"]["refused"] == 1
    assert ended.out.count("\n") == 1
    assert "600 of 1200 invoices done" in ended.err
    assert ended.code == 1
    assert parts.engine.orders[0].preview
    assert parts.engine.orders[0].scope == NumbersScope(("42",))
    assert parts.closed == 1


def test_the_summary_of_an_import_says_what_to_do() -> None:
    lines = (
        a_line(Outcome.IMPORTED, number="2026 / 41"),
        REFUSED,
        a_line(Outcome.UNKNOWN, number="2026 / 43"),
    )
    window = Window(date(2026, 3, 1), date(2026, 3, 10))
    parts = CannedParts(CannedEngine(a_run(*lines, window=window), older=3))

    ended = run_command("import", parts=parts)

    assert "3 seen" in ended.out
    assert "1 imported (EUR 100.50)" in ended.out
    assert "Refused by Twikey (1)" in ended.out
    assert "3 older open problems" in ended.out
    assert "2026 / 43" in ended.out


def test_a_preview_says_that_nothing_was_changed() -> None:
    ended = run_command("import", "--preview")

    assert ended.out.startswith("Preview: nothing was changed.")


def test_what_somebody_has_to_act_on_stands_first() -> None:
    draft = a_line(Outcome.NOT_IMPORTED, a_finding(Reason.DRAFT, created="2026-03-01"))
    parts = CannedParts(CannedEngine(run_answer=a_run(draft, REFUSED)))

    told = run_command("import", "1", "2", parts=parts).out

    assert told.index("Refused by Twikey (1)") < told.index("Still a draft (1)")
    assert "Twikey's words: No" in told


def test_a_preview_counts_what_would_be_imported() -> None:
    run = a_run(a_line(Outcome.IMPORTED), preview=True)
    parts = CannedParts(CannedEngine(run_answer=run))

    told = run_command("import", "1", "--preview", parts=parts).out

    assert "1 would be imported (EUR 100.50)" in told


def test_a_long_list_is_cut_short_for_people_only() -> None:
    lines = [a_line(Outcome.IMPORTED, number=f"2026 / {n}") for n in range(5000)]
    parts = CannedParts(CannedEngine(run_answer=a_run(*lines)))

    shown = run_command("import", "1", parts=parts).out
    told = run_command("import", "1", "--json", parts=parts).out

    assert shown.count("\n") < 100
    assert "4,950 more" in shown
    assert len(json.loads(told)["invoices"]) == 5000


def test_data_cannot_steer_the_terminal() -> None:
    line = a_line(Outcome.IMPORTED, number="2026\x1b[2J / 42")
    parts = CannedParts(CannedEngine(run_answer=a_run(line)))

    assert "\x1b" not in run_command("import", "42", parts=parts).out


def test_why_takes_a_number_with_spaces_and_explains_it() -> None:
    answer = a_diagnosis(blocked(Reason.ON_HOLD, since="2026-03-01"))
    parts = CannedParts(CannedEngine(why_answer=answer))

    ended = run_command("why", "2026", "/", "42", parts=parts)

    assert parts.engine.asked == ["2026 / 42"]
    assert "not imported: On hold in Teamleader" in ended.out
    assert "asked for by number? yes" in ended.out
    assert ended.code == 1


def test_why_answers_in_json() -> None:
    ended = run_command("why", "42", "--json")

    assert json.loads(ended.out)["decisive"] == "draft"
    assert ended.code == 0


def test_why_takes_one_number_only() -> None:
    assert run_command("why", "42", "43").code == 2
    assert run_command("why").code == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RemoteUnavailable(System.TWIKEY, "login"), "cannot be reached"),
        (RateLimited(System.TWIKEY, "login", 30), "slow down"),
        (ConnectionRevoked(System.TWIKEY, "login"), "has ended"),
        (RemoteRefused(System.TWIKEY, "login", "err_x", "No"), "said no"),
        (UnexpectedResponse(System.TWIKEY, "login"), "not understood"),
    ],
)
def test_a_system_that_fails_is_named_without_a_traceback(
    error: Exception, words: str
) -> None:
    parts = CannedParts(CannedEngine(why_answer=error))

    ended = run_command("why", "42", parts=parts)

    assert ended.code == 3
    assert "Twikey" in ended.err
    assert words in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


def test_a_mistake_of_the_program_shows_no_traceback_unless_debugging() -> None:
    parts = CannedParts(CannedEngine(run_answer=ZeroDivisionError("oh")))

    quiet = run_command("import", parts=parts)
    loud = run_command("import", parts=parts, LOG_LEVEL="DEBUG")

    assert quiet.code == loud.code == 3
    assert "Traceback" not in quiet.err
    assert "LOG_LEVEL=DEBUG" in quiet.err
    assert "Traceback" in loud.err


def test_a_database_that_fails_is_told_as_such() -> None:
    parts = CannedParts(failure=OperationalError("SELECT secret", {}, Exception("x")))

    ended = run_command("import", parts=parts)

    assert "DATABASE_URL" in ended.err
    assert "SELECT" not in ended.err


def test_a_setting_found_wrong_late_is_told_like_any_other() -> None:
    problem = Problem("ENCRYPTION_KEYS", "do not fit", "put the old key back")
    parts = CannedParts(failure=ConfigurationError([problem]))

    ended = run_command("import", parts=parts)

    assert ended.code == 2
    assert "put the old key back" in ended.err


def test_ctrl_c_is_clean() -> None:
    ended = run_command("serve", parts=CannedParts(failure=KeyboardInterrupt()))

    assert ended.code == 130
    assert ended.err == "Stopped.\n"


def test_serve_ends_with_success_when_it_is_done() -> None:
    parts = CannedParts()

    assert run_command("serve", parts=parts).code == 0
    assert len(parts.served) == 1


def test_sigterm_closes_what_was_opened() -> None:
    class Patient(CannedEngine):
        async def diagnose(self, typed: str) -> object:  # type: ignore[override]
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
            return None

    parts = CannedParts(Patient())

    assert run_command("why", "42", parts=parts).code == 143
    assert parts.closed == 1


def test_the_database_is_upgraded() -> None:
    parts = CannedParts()

    assert run_command("db", "upgrade", parts=parts).code == 0
    assert parts.upgraded == 1


def test_a_copy_tells_every_table() -> None:
    parts = CannedParts()

    ended = run_command("db", "copy", "--to", "postgresql://db/bot", parts=parts)

    assert ended.code == 0
    assert parts.copied_to == ["postgresql://db/bot"]
    assert "invoice: 3 rows" in ended.out


@pytest.mark.parametrize(
    "words",
    [
        ["db"],
        ["db", "upgrde"],
        ["db", "copy"],
        ["db", "upgrade", "--to", "postgresql://db/bot"],
        ["db", "copy", "--to", "mysql://secret-place/bot"],
    ],
    ids=str,
)
def test_wrong_words_for_the_database(words: list[str]) -> None:
    ended = run_command(*words)

    assert ended.code == 2
    assert "secret-place" not in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ["sandbox", "--port", "-1"],
        ["sandbox", "--port", "65534"],
        ["demo", "--port", "99999"],
        ["demo", "--port", "many"],
    ],
    ids=str,
)
def test_a_port_that_cannot_be_is_told_with_its_option(words: list[str]) -> None:
    ended = run_command(*words)

    assert ended.code == 2
    assert "--port" in ended.err


def test_progress_is_a_bar_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    with reporting(terminal) as report:
        report(Progress(3, 10))

    assert "Invoices" in terminal.getvalue()


def test_why_tells_what_happened_in_words() -> None:
    entries = (
        TimelineEntry(NOW, "first-seen", {}),
        TimelineEntry(NOW, "judged", {"reason": "on-hold"}),
        TimelineEntry(NOW, "judged", {"system": "twikey"}),
        TimelineEntry(NOW, "judged", {"reason": None}),
        TimelineEntry(NOW, "amount-changed", {}),
        TimelineEntry(NOW, "struck-by-lightning", {}),
    )
    answer = a_diagnosis(
        blocked(Reason.REFUSED), timeline=entries, first_cause=Reason.ON_HOLD
    )
    parts = CannedParts(CannedEngine(why_answer=answer))

    told = run_command("why", "42", parts=parts).out

    assert "11 Mar 2026, 00:30  First seen in Teamleader" in told
    assert "First kept out by: On hold in Teamleader" in told
    assert "Judged: On hold in Teamleader" in told
    assert "Judged: not known, Twikey did not answer" in told
    assert "Judged: it can be imported" in told
    assert "amount changed" in told
    assert "struck by lightning" in told


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (a_diagnosis(Undecided(System.TWIKEY, "feed")), "unknown, because Twikey"),
        (a_diagnosis(blocked(Reason.ALREADY_IMPORTED)), "2026 / 42: in Twikey"),
        (
            Ambiguous("42", (Match(SourceId("a"), "2026 / 42", "Gent", "ACME"),)),
            "42 fits 1 invoices",
        ),
    ],
)
def test_why_says_in_one_line_how_it_is(
    answer: Diagnosis | Ambiguous, words: str
) -> None:
    parts = CannedParts(CannedEngine(why_answer=answer))

    assert words in run_command("why", "42", parts=parts).out


def test_an_import_by_a_number_that_fits_several_tells_which() -> None:
    matches = (
        Match(SourceId("a"), "2026 / 54", "Gent", "ACME"),
        Match(SourceId("b"), "INV / 54", "Brugge", "Bakker"),
    )
    line = Line(Outcome.UNKNOWN, number="54", matches=matches)
    ended = run_command(
        "import", "54", parts=CannedParts(CannedEngine(run_answer=a_run(line)))
    )

    assert ended.code == 1
    assert "54 fits 2 invoices" in ended.out
    assert "INV / 54  Brugge  Bakker  b" in ended.out
    assert "did not answer" not in ended.out


def test_an_expected_trouble_is_told_with_its_mend() -> None:
    ended = run_command("serve", parts=CannedParts(failure=Trouble("down", "up")))

    assert ended.code == 1
    assert ended.err == "down\nup\n"


def test_commands_without_settings_are_found_when_they_are_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Namespace] = []

    def run(words: Namespace) -> int:
        asked.append(words)
        if words.port == 1:
            raise UsageError("port 1 is too small")
        if words.port == 2:
            raise OSError(errno.EADDRINUSE, "in use")
        if words.port == 3:
            raise ZeroDivisionError
        return 7

    tour = ModuleType("bot.cli.demo")
    tour.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bot.cli.demo", tour)

    assert run_command("demo", "--exit", SLACK_CHANNEL="wrong").code == 7
    assert asked[0].exit is True
    assert asked[0].port is None
    assert run_command("demo", "--port", "1").code == 2
    assert "port is in use" in run_command("demo", "--port", "2").err
    assert "Traceback" not in run_command("demo", "--port", "3").err
    assert "Traceback" in run_command("demo", "--port", "3", LOG_LEVEL="debug").err


def test_the_real_world_is_that_of_the_process(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["twikey-bot", "help"])

    assert main() == 0
    assert "COMMAND" in capsys.readouterr().out


def test_nobody_listening_is_no_mistake_of_the_program() -> None:
    ended = run_command("serve", parts=CannedParts(failure=BrokenPipeError()))

    assert ended.code == 141
    assert ended.err == ""


def test_a_list_that_broke_off_is_told() -> None:
    broken = a_run(a_line(Outcome.IMPORTED), failed=System.TEAMLEADER)
    parts = CannedParts(CannedEngine(run_answer=broken))

    ended = run_command("import", "1", parts=parts)

    assert ended.code == 3
    assert "Not complete: Teamleader" in ended.out
