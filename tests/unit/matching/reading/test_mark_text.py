from __future__ import annotations

import pytest

from matching.reading.mark_text import MAX_WORDS, mark_words

SAME = [
    ("a cross", "croix", "Kreuz", "una croce", "la cruz", "صليب", "الصليب"),
    ("heart", "un cœur", "Herz", "cuore", "corazón", "قلب"),
    ("a star", "étoile", "Sterne", "stella", "estrella", "نجمة"),
    ("name", "prénom", "Namen", "nome", "nombre", "اسم"),
    ("letters", "lettres", "Buchstaben", "lettere", "letra", "حروف", "أحرف"),
    ("number", "chiffres", "Zahl", "numero", "número", "رقم"),
    ("1999", "١٩٩٩", "۱۹۹۹"),
    ("Maria", "MARIA", "de Maria", "María"),
]


@pytest.mark.parametrize("texts", SAME, ids=[case[0] for case in SAME])
def test_one_motif_is_one_word_in_every_language(texts: tuple[str, ...]) -> None:
    assert len({mark_words(text) for text in texts}) == 1
    assert len(mark_words(texts[0])) == 1


def test_motifs_are_distinguished() -> None:
    assert len({mark_words(texts[0]) for texts in SAME}) == len(SAME)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "a tattoo of the",
        "eine kleine Narbe",
        "petite cicatrice",
        "وشم صغير",
        "!?",
        "👧🏽",
        "\ud800",
        "\x00",
    ],
)
def test_an_uninformative_mark_text_has_no_words(text: str) -> None:
    assert mark_words(text) == ()


@pytest.mark.parametrize(
    "text", ["a b c d e f g", "x" * 10_000, "e\u0301" * 1000, "\u202eevil", "加藤", "a\udfffb"]
)
def test_words_are_few_and_distinct_and_never_zero(text: str) -> None:
    words = mark_words(text)
    assert len(words) <= MAX_WORDS
    assert len(set(words)) == len(words)
    assert all(0 < word < 1 << 32 for word in words)
