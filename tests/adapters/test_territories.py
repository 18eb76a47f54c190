"""Countries and languages as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.territories import country_code, language_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("BE", "BE"),
        ("be ", "BE"),
        ("België", "BE"),
        ("BELGIE", "BE"),
        ("Belgique", "BE"),
        ("Belgien", "BE"),
        ("Nederland", "NL"),
        ("The Netherlands", "NL"),
        ("Pays-Bas", "NL"),
        ("Holland", "NL"),
        ("Allemagne", "DE"),
        ("Deutschland", "DE"),
        ("Duitsland", "DE"),
        ("la France", "FR"),
        ("Luxemburg", "LU"),
        ("Lëtzebuerg", "LU"),
        ("Österreich", "AT"),
        ("Éire", "IE"),
        ("Ελλάδα", "GR"),
        ("UK", "GB"),
        ("Verenigd Koninkrijk", "GB"),
        ("XX", None),
        ("ZZ", None),
        ("EU", None),
        ("Mars", None),
        ("B-9000", None),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_a_country_is_known_by_code_and_by_name(
    written: str | None, code: str | None
) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("nl", "nl"),
        ("NL", "nl"),
        ("nl-BE", "nl"),
        ("fr_FR", "fr"),
        ("Nederlands", "nl"),
        ("Dutch", "nl"),
        ("français", "fr"),
        ("Frans", "fr"),
        ("Deutsch", "de"),
        ("English", "en"),
        ("jp", "jp"),
        ("esperanto", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_known_by_code_and_by_name(
    written: str | None, code: str | None
) -> None:
    assert language_code(written) == code


@given(st.text())
def test_whatever_is_written_gives_two_letters_or_nothing(text: str) -> None:
    country, language = country_code(text), language_code(text)

    assert country is None or (len(country) == 2 and country.isupper())
    assert language is None or (len(language) == 2 and language.islower())
