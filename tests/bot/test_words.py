"""The catalogue is complete, and every text can be filled with its facts."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from bot.words import LANGUAGES, Safe, Voice, language_of, say, texts
from bot.words.catalogue import origin, translated_from
from bot.words.reasons import text, title, way_out
from core.domain import checks
from core.domain.history import LeftOut
from core.domain.money import Money
from core.domain.outcome import Outcome
from core.domain.reason import Facts, Reason, System
from core.domain.rules import RULE_OF, Mover, Remedy
from tests.bot.examples import EXAMPLES
from tests.catalogues import FOLDER

VOICE = Voice()
CASES = [
    pytest.param(reason, facts, id=f"{reason.value}-{number}")
    for reason, examples in EXAMPLES.items()
    for number, facts in enumerate(examples)
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_people_see_has_words(language: str) -> None:
    wanted = {
        *(f"reason.{r.value}.{part}" for r in Reason
          for part in ("title", "when", "text", "way_out")),
        *(f"outcome.{outcome}" for outcome in Outcome),
        *(f"remedy.{remedy}" for remedy in Remedy),
        *(f"mover.{mover}" for mover in Mover),
        *(f"system.{system}" for system in System),
    }  # fmt: skip

    assert wanted <= set(texts(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_keys_of_english(language: str) -> None:
    assert list(texts(language)) == list(texts("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_in_a_catalogue_twice(language: str) -> None:
    lines = (FOLDER / f"{language}.po").read_text(encoding="utf-8").splitlines()
    keys = [line for line in lines if line.startswith("msgid ")]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_a_text_with_the_facts_of_english(language: str) -> None:
    english, other = Voice("en"), Voice(language)
    differing = {
        key for key in texts("en") if other.asks_for(key) != english.asks_for(key)
    }

    # The singular may spell the number out, or not name it at all.
    assert {key for key in differing if not key.endswith(".one")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_behind_by_a_change_of_the_english(
    language: str,
) -> None:
    if language != "en":
        english = {key: origin(text) for key, text in texts("en").items()}
        made_from = {
            key: origin(text) for key, text in translated_from(language).items()
        }
        assert made_from == english


def test_every_reason_has_example_facts() -> None:
    assert set(EXAMPLES) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_filled_only_with_facts_its_check_gives(reason: Reason) -> None:
    given = _names_in_check(reason)
    prefix = f"reason.{reason.value}."
    keys = [key for key in texts("en") if key.startswith(prefix)]

    asked = {name for key in keys for name in VOICE.asks_for(key)}
    variants = {key.split(".")[-1].split("=")[0] for key in keys if "=" in key}
    more = {key.split(".more.")[1] for key in keys if ".more." in key}

    assert asked | variants | more <= given
    for facts in EXAMPLES[reason]:
        assert set(facts) <= given


@pytest.mark.parametrize(("reason", "facts"), CASES)
def test_no_fact_that_a_main_text_needs_is_missing(
    reason: Reason, facts: Facts
) -> None:
    told = " ".join((text(VOICE, reason, facts), way_out(VOICE, reason, facts)))
    known = {name for name, value in facts.items() if value is not None}
    main = VOICE.asks_for(f"reason.{reason.value}.text")

    assert "{" not in told
    if main <= known:
        assert "unknown" not in told.replace("Contract template unknown", "")


@pytest.mark.parametrize(("reason", "facts"), CASES)
def test_what_people_read_holds_no_codes_and_no_machine_dates(
    reason: Reason, facts: Facts
) -> None:
    told = text(VOICE, reason, facts)

    assert "T08:15" not in told
    assert "2026-11-20" not in told
    assert not any(f" {code.value}" in told for code in Reason if "-" in code.value)


def test_a_paid_invoice_names_what_stopped_it_before() -> None:
    told = text(VOICE, Reason.PAID, EXAMPLES[Reason.PAID][0])

    assert "It was paid on 20 Nov 2026." in told
    assert "What kept it out before that: Refused by Twikey." in told


def test_an_invoice_deleted_at_twikey_is_not_told_as_being_there() -> None:
    facts = EXAMPLES[Reason.ALREADY_IMPORTED][2]

    assert "somebody has deleted it" in text(VOICE, Reason.ALREADY_IMPORTED, facts)
    assert "imports it by its number" in way_out(VOICE, Reason.ALREADY_IMPORTED, facts)


def test_amounts_days_and_moments_are_written_one_way() -> None:
    at = datetime(2026, 11, 22, 9, 42, tzinfo=UTC)

    assert VOICE.worded(Money.of("1234.5")) == "EUR 1,234.50"
    assert VOICE.worded(date(2026, 11, 22)) == "22 Nov 2026"
    assert VOICE.worded(at) == "22 Nov 2026, 10:42"
    assert VOICE.worded(5000) == "5,000"


def test_one_is_told_in_the_singular() -> None:
    assert say("en", "summary.seen", count=1) == "1 invoice looked at."
    assert say("en", "summary.seen", count=2) == "2 invoices looked at."


def test_data_is_cleaned_but_own_texts_are_not() -> None:
    loud = Voice(clean=str.upper)

    assert "GENT" in loud.say("why.department", department="gent")
    assert "gent" in loud.say("why.department", department=Safe("gent"))


def test_an_unknown_language_is_answered_in_english() -> None:
    assert language_of("pt-BR") == "en"
    assert language_of(None) == "en"
    assert Voice("pt").say("none") == "unknown"


def test_every_title_is_short_enough_for_a_button() -> None:
    for reason in RULE_OF:
        assert len(title(VOICE, reason)) <= 40


def _names_in_check(reason: Reason) -> set[str]:
    """The names a check can give: every string in it and in the helpers it calls."""
    given = _strings(RULE_OF[reason].check)
    if reason is Reason.REFUSED:
        # What Twikey said is remembered under these names.
        given |= {"code", "message", "extra"}
    if reason is Reason.LEFT_OUT:
        # What a person decided says itself what is told of it.
        given |= set(LeftOut("U0SOFIE01", datetime(2026, 11, 22, tzinfo=UTC)).facts())
    return given


def _strings(function: Callable[..., object]) -> set[str]:
    tree = ast.parse(inspect.getsource(function))
    found = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            helper = function.__globals__.get(node.func.id)
            if inspect.isfunction(helper) and helper is not function:
                found |= _strings(helper) if _is_check(helper) else set()
    return found


def _is_check(function: Callable[..., object]) -> bool:
    return function.__module__.startswith(checks.__name__)
