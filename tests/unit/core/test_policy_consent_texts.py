"""The consent texts: complete in each language, and unchanged since their release."""

from __future__ import annotations

import pytest

from core.codes.consent import ConsentTextAudience
from core.errors import InvalidInput
from core.policy.case.consent import GIVERS
from core.policy.case.consent_texts import (
    CURRENT_VERSION,
    FALLBACK_LANGUAGE,
    audience_of,
    consent_texts,
    current_languages,
    find_text,
    text_of_hash,
)

PERSON, GUARDIAN = ConsentTextAudience.PERSON, ConsentTextAudience.GUARDIAN
# SHA-256 of every released text. Consents name these, so a line here never changes.
RELEASED = {
    ("1", "eng", "guardian"): ("3dfd3e5f000043785ca3a612b008296df15ec9b555251bedf7f748864cb3841a"),
    ("1", "eng", "person"): ("d95161bf3511374d44f79a77d7b8d81ead2d2ee785b54e40a96ca593a260fd6e"),
    ("1", "fra", "guardian"): ("92ce5cc3d1d3018f670afeb1e3c7e399ece4c3a4ab3247ea2378686011e9d42b"),
    ("1", "fra", "person"): ("aaaa5fded6b82ceddec51826c7323dcc1adcd7e388e355cf027e76d33e315112"),
    ("1", "ita", "guardian"): ("506967279a6cdc52620ce22985d3b22823eed708255703c1b9f920adedec36c3"),
    ("1", "ita", "person"): ("613842f0cd028cb12c15a64b34a7bcc2cdf8c4f65cfa6eb287cb7f45b7a7b081"),
}


def test_a_released_text_never_changes() -> None:
    found = {(one.version, one.language, str(one.audience)): one for one in consent_texts()}
    assert {name: one.text_hash for name, one in found.items()} == RELEASED


def test_english_french_and_italian_have_a_text_for_each_reader() -> None:
    assert current_languages()[0] == FALLBACK_LANGUAGE
    assert {"eng", "fra", "ita"} <= set(current_languages())
    for language in current_languages():
        for giver in GIVERS:
            assert find_text(CURRENT_VERSION, language, giver).language == language


@pytest.mark.parametrize("audience", ConsentTextAudience)
def test_every_language_says_the_same_points(audience: ConsentTextAudience) -> None:
    shapes = {
        one.language: [
            line[:2] if line[:1].isdigit() or line[:1] == "-" else line == ""
            for line in one.text.splitlines()
        ]
        for one in consent_texts()
        if one.version == CURRENT_VERSION and one.audience is audience
    }
    assert all(shape == shapes[FALLBACK_LANGUAGE] for shape in shapes.values()), shapes
    numbers = {
        one.language: sorted(number for number in ("12", "72") if number in one.text)
        for one in consent_texts()
        if one.version == CURRENT_VERSION
    }
    assert all(figures == ["12", "72"] for figures in numbers.values()), numbers


def test_who_signs_decides_which_text_it_is() -> None:
    assert {giver: audience_of(giver) for giver in GIVERS} == {
        "person": PERSON,
        "guardian": GUARDIAN,
        "representative": GUARDIAN,
        "emergency": GUARDIAN,
    }


def test_a_language_without_a_text_has_the_english_one() -> None:
    text = find_text(CURRENT_VERSION, "prs", "person")
    assert (text.language, text.audience) == ("eng", PERSON)
    assert text_of_hash(text.text_hash) == text
    assert text_of_hash("a" * 64) is None


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        find_text("0", "eng", "person")
    assert refused.value.field == "text_version"
