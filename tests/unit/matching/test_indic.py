"""Words in South Asian scripts: unwritten vowels, and letters that a language pronounces
differently.
"""

from __future__ import annotations

import unicodedata

import pytest

from matching.names.text.indic_romanisation import is_indic, romanise
from matching.names.text.scripts import encode
from matching.names.text.tokeniser import name_tokens


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("রহমান", "rahman"),
        ("করিম", "karim"),
        ("আলম", "alam"),
        ("আহমেদ", "ahmed"),
        ("মোহাম্মদ", "mohammad"),
        ("আয়েশা", "ayesha"),
        ("ফাতেমা", "fatema"),
        ("চৌধুরী", "choudhuri"),
        ("জাহাঙ্গীর", "jahangir"),
        ("চন্দ্র", "chandra"),
        ("রফিকুল", "rafikul"),
        ("कुमार", "kumar"),
        ("रामेश्वर", "rameshvar"),
        ("फ़ातिमा", "fatima"),
        ("ज़हरा", "zahra"),
        ("सिंह", "sinh"),
        ("ਕੌਰ", "kaur"),
        ("குமார்", "kumar"),
        ("సురేష్", "suresh"),
        ("മോഹൻ", "mohan"),
        ("১২", "12"),
    ],
)
def test_the_vowel_that_is_not_written_is_read_where_it_is_spoken(word: str, read: str) -> None:
    assert romanise(unicodedata.normalize("NFKC", word)) == read
    assert encode(unicodedata.normalize("NFKC", word)) == read.encode()


def test_no_single_letter_or_mark_is_too_much() -> None:
    for code in range(0x0900, 0x0D80):
        letter = chr(code)
        assert is_indic(letter), hex(code)
        for word in (letter, letter * 3, "ক" + letter, letter + "ক", "a" + letter + "b"):
            assert romanise(word).isascii(), hex(code)
            assert all(token.isascii() for token in name_tokens(word)), hex(code)


def test_other_letters_stay_as_they_are() -> None:
    assert romanise("abdulরহিম") == "abdulrahim"
    assert not is_indic("a")
    assert not is_indic("م")
