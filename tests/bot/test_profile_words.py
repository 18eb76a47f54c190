"""What people read of the payment profile and of mandates."""

from __future__ import annotations

from bot.cli.as_text import answer_text, voice_for
from bot.views import speaker
from bot.views.why import why
from bot.words import Voice
from bot.words.profile import mandates, profile
from core.domain.mandate import Mandate
from core.domain.profile import (
    LevelSight,
    ProfileChoice,
    ProfileLevel,
    ProfileProblem,
)
from core.domain.reason import Reason
from core.domain.submission import compose
from core.domain.verdict import Eligible
from tests.bot.cli_world import a_diagnosis, blocked
from tests.builders import BRUSSELS, evidence

VOICE = Voice()
L = ProfileLevel
NAMES = {"4021": "Domiciliëring", "4022": "Betaallink"}
OTHER = Mandate("CORE7", "K-1", "4022")


def eligible() -> Eligible:
    submission = compose(evidence())
    assert submission is not None
    return Eligible(submission)


def told(choice: ProfileChoice, *, would: bool = True) -> list[str]:
    found = a_diagnosis(
        eligible(), profile=choice, profile_names=NAMES, would_import_now=would
    )
    return [str(line) for line in profile(VOICE, found)]


def test_the_profile_is_told_by_name_with_who_decided() -> None:
    assert told(ProfileChoice(L.INVOICE, "4021")) == [
        "Payment profile: Domiciliëring (4021), on the invoice."
    ]
    assert told(ProfileChoice(L.LAST_SENT, "4099")) == [
        "Payment profile: 4099, as sent last time."
    ]


def test_no_profile_is_told_in_words_too() -> None:
    (twikeys,) = told(ProfileChoice(L.TWIKEY))
    (none,) = told(ProfileChoice(L.NONE))

    assert "None is sent along" in twikeys
    assert "its own default" in none


def test_what_each_level_said_is_told() -> None:
    sights = (
        LevelSight(L.INVOICE),
        LevelSight(L.SUBSCRIPTION, "4022 - Betaallink", "Onderhoud"),
    )

    _, asked = told(ProfileChoice(L.SUBSCRIPTION, "4022", sights=sights))

    assert asked == (
        "Looked for the payment profile: on the invoice: nothing, "
        "on the subscription (Onderhoud): 4022 - Betaallink."
    )


def test_where_the_profile_decides_nothing_it_is_not_told() -> None:
    assert told(ProfileChoice(L.DEFAULT, "4021"), would=False) == []


def test_a_profile_problem_is_told_by_its_reason_with_what_was_asked() -> None:
    sights = (LevelSight(L.INVOICE), LevelSight(L.SUBSCRIPTION, "goud", "Onderhoud"))
    choice = ProfileChoice(L.SUBSCRIPTION, None, ProfileProblem.UNREADABLE, {}, sights)
    verdict = blocked(Reason.PROFILE_UNREADABLE)

    found = a_diagnosis(verdict, profile=choice, would_import_now=False)

    (line,) = profile(VOICE, found)
    assert "goud" in line


def test_a_mandate_elsewhere_is_told_with_what_to_do() -> None:
    found = a_diagnosis(eligible(), mandates_beside=(OTHER, OTHER), profile_names=NAMES)

    what, way_out = mandates(VOICE, found)

    assert "another payment profile: Betaallink (4022)." in what
    assert "will not collect this invoice" in what.replace("\n", " ")
    assert "chooses that profile" in way_out
    assert what in answer_text(found, voice_for(BRUSSELS))
    assert any(
        what in str(block) for block in why(speaker("en", BRUSSELS), found).blocks
    )


def test_without_a_mandate_nothing_is_said_of_mandates() -> None:
    assert mandates(VOICE, a_diagnosis(eligible())) == []


def test_the_profile_of_an_invoice_in_twikey_is_not_the_bots_to_change() -> None:
    there = blocked(Reason.ALREADY_IMPORTED)

    found = a_diagnosis(there, mandates_beside=(OTHER,), profile_names=NAMES)

    assert "settles that in Twikey" in mandates(VOICE, found)[1]
