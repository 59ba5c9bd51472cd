"""Tokens of a written name: normalised, split, romanised, without particles and titles.

Placeholders have no tokens. The module defines tokens and their number per name. It compares
nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from matching.names.text.normalise import MAX_TEXT_LENGTH, LetterTable, normalise
from matching.names.text.particles import (
    AL_BEFORE_STARTS,
    AL_BEFORE_VOWELS,
    ARABIC_NAMES_WITH_AL,
    COMPOUND_ENDS,
    COMPOUND_STARTS,
    DROPPED,
    EL_PREFIXED_NAMES,
    NAMES_AT_THE_END,
    NAMES_STARTING_WITH_AL,
    NOT_AT_START,
    OPENINGS,
    PLACEHOLDER_WORDS,
    PLACEHOLDERS,
    UNKNOWN_PARTS,
)
from matching.names.text.scripts import (
    FIRST_SCRIPT,
    GERESH,
    SCRIPTS,
    encode,
    read_letter,
    romanised,
    script_of,
)

MAX_WORDS: Final = 32  # most words of a name; a longer text is not a name (judged)
# Limit of the exact assignment; longer names keep the first four and last three tokens.
MAX_TOKENS: Final = 7
MAX_TOKEN_LENGTH: Final = 32  # bytes
# Most signs of a syllabic name; a longer word is a foreign name in phonetic spelling.
MAX_SYLLABIC_LENGTH: Final = 4

# An apostrophe inside a word is part of its spelling. All other punctuation separates words.
INSIDE: Final = "\u0027\u0060\u00b4\u02bb\u02bc\u02bf\u02be\u02b9\u2018\u2019\u201b\u05f3\u05f4"
_FAMILY: Final = re.compile(r"[^\W\d_]{3}")  # a family name in capitals, not initials
_NOTHING: Final = re.compile(r"(?<!\w)n\s?[/.]\s?a\.?(?!\w)")  # n/a in place of a part
# Son is also a name in Korea and Vietnam
_CHILD_OF: Final = re.compile(r"\b(?:son|daughter)(?= of\b)")
_OPENING: Final = re.compile(
    "^(?:" + "|".join(opening.replace(" ", r"\W+") for opening in OPENINGS) + r")\W+(?=\w)"
)
# Abdul-, Abdel-, Abdur-, Abdi-, Cabdi- and similar before a name of God. The article has too many
# spellings to keep. Abdullah keeps -llah, which is the name.
_SERVANT: Final = re.compile(
    rb"^c?(abd)(?:[aeiou]+l|[aeiou]+(?=([rsnzdt])\2)[rsnzdt]|[aeiou]*)(?=[a-z]{4})(?!lah)"
)
_SERVANTS: Final = (b"abd", b"cabd")
_ARTICLE: Final = re.compile(
    rb"^al(?:(?=(?:[dgkstz]h|[bdfghjkmnpqrstvwxz])[aeiouy])(?=[a-z]{4})(?!%b)|(?=%b|(?:%b)$))"
    % (b"|".join(NAMES_STARTING_WITH_AL), b"|".join(AL_BEFORE_STARTS), b"|".join(AL_BEFORE_VOWELS))
)
_EL: Final = re.compile(rb"^el(?=(?:%b)$)" % b"|".join(EL_PREFIXED_NAMES))
_GERMAN: Final = re.compile(r"(?:^|(?<=[aeiou]))(?:dsch)+(?=[aeiou])")  # Madschid is Madjid
_WADE_GILES: Final = re.compile(r"^hs(?=[iuü])")  # Hsiao is Xiao
_HAMZA: Final = "ئ"  # silent, before every vowel that begins a word in Sorani
_SORANI_VOWELS: Final = "اەۆوێی"  # those vowels; the others are written like an alef
_ARABIC_SERVANT: Final = re.compile(r"^(عبد)ال(?=\w{3,})")
_ARABIC_FORMS: Final = str.maketrans("یک", "يك")  # Persian forms of letters to Arabic ones
_ARABIC_ARTICLE: Final = re.compile(r"^(?:ال)(?=\w{3,})")


@lru_cache(maxsize=131072)
def name_tokens(text: str) -> tuple[bytes, ...]:
    """Return a name's tokens in written order; empty for a placeholder or no name.

    Of more than seven tokens the first four and the last three are kept. A text of more than
    `MAX_WORDS` words is no name. A token is a-z and 0-9, or symbols of another script (scripts.py);
    at most 32 bytes.
    """
    clean = normalise(_given_first(text))
    if is_placeholder(clean):
        return ()
    named = _NOTHING.sub(" ", clean) if "/" in clean or "." in clean else clean
    named = _CHILD_OF.sub("", named) if " of " in named else named
    opening = _OPENING.match(named)
    parts = named[opening.end() if opening else 0 :].translate(_WORDS_INSIDE).split()
    words = [word for part in parts if part not in UNKNOWN_PARTS for word in _syllables(part)]
    if len(words) > MAX_WORDS:
        return ()
    read = [word for word in map(_read, words) if word[0]]
    own = [word for word in read[:-1] if not word[1]]
    own += [word for word in read[-1:] if not word[1] or word[0] in NAMES_AT_THE_END]
    own = own or read
    own_tokens = [token for token, _, _ in own]
    if any([may_join for _, _, may_join in own]):  # noqa: C419 - a list of three is made faster than a generator
        own_tokens = _compounds(own_tokens)
    if len(own_tokens) > MAX_TOKENS:
        own_tokens = own_tokens[:4] + own_tokens[-3:]
    return tuple(own_tokens)


def _given_first(text: str) -> str:
    """Return a name with leading family names in capitals moved to the end.

    Many forms write family names first, in capitals.
    """
    words = text[:MAX_TEXT_LENGTH].split() if text[:2].isupper() else []
    first_given = next((place for place, word in enumerate(words) if not word.isupper()), 0)
    is_family = (
        first_given > 0
        and words[first_given][0].isupper()
        and _FAMILY.search(" ".join(words[:first_given]))
    )
    is_begun = (
        is_family and words[first_given - 1].casefold().encode("ascii", "ignore") in COMPOUND_STARTS
    )
    if is_family and not is_begun and not _OPENING.match(normalise(text)):
        return " ".join(words[first_given:] + words[:first_given])
    return text


@lru_cache(maxsize=131072)
def _read(word: str) -> tuple[bytes, bool, bool]:
    """Return a word's token, whether it is dropped, and whether it may be part of a compound.

    The token is empty for a number and for an unreadable word.
    """
    read = encode(_without_article(_WADE_GILES.sub("x", _GERMAN.sub("dj", word))))
    token = _EL.sub(b"", _ARTICLE.sub(b"", read))[:MAX_TOKEN_LENGTH]
    latin = romanised(token)
    may_join = latin in COMPOUND_STARTS or latin in COMPOUND_ENDS or token.startswith(_SERVANTS)
    return token if latin and not token.isdigit() else b"", _is_dropped(token), may_join


def _compounds(tokens: list[bytes]) -> list[bytes]:
    """Join compounds that are one name: servant of ..., ... of God.

    The end of a compound in first position moves to the end, because the family name comes first
    there.
    """
    if len(tokens) > 1 and romanised(tokens[0]) in NOT_AT_START:
        tokens = [*tokens[1:], tokens[0]]
    joined: list[bytes] = []
    for token in tokens:
        is_one = joined and (
            romanised(joined[-1]) in COMPOUND_STARTS or romanised(token) in COMPOUND_ENDS
        )
        if is_one and _mark(joined[-1]) == _mark(token):
            joined[-1] = (joined[-1] + token.removeprefix(_mark(token)))[:MAX_TOKEN_LENGTH]
        else:
            joined.append(token)
    return [
        _SERVANT.sub(rb"\1", token) if token.startswith(_SERVANTS) else token for token in joined
    ]


def _is_dropped(token: bytes) -> bool:
    """Return whether a token is a particle or a title; a syllable of a syllabic name never is."""
    return not SCRIPTS[script_of(token)].is_syllabic and romanised(token) in DROPPED


def _mark(token: bytes) -> bytes:
    """Return the byte that marks a token's script; empty for Latin."""
    return token[:1] if token[0] >= FIRST_SCRIPT else b""


def _without_article(word: str) -> str:
    """Return a word without its article, or without a letter before a vowel that varies."""
    if word.startswith(_HAMZA) and len(word) > 2:
        return word[1:] if word[1] in _SORANI_VOWELS else "ا" + word[1:]
    if word.isascii() or word.translate(_ARABIC_FORMS) in ARABIC_NAMES_WITH_AL:
        return word
    return _ARABIC_SERVANT.sub(r"\1", _ARABIC_ARTICLE.sub("", word))


def has_name(text: str) -> bool:
    """Whether a name cell has a name; False if it is empty or a placeholder such as "unknown"."""
    return bool(name_tokens(text))


def is_placeholder(clean: str) -> bool:
    """Return whether a normalised name only states that the name is unknown."""
    words = clean.translate(_WORDS).split()
    if not any(map(str.isalpha, clean)) or " ".join(words) in PLACEHOLDERS:
        return True
    return PLACEHOLDER_WORDS.issuperset(word for word in words if not word.isdecimal())


def _spaced(letter: str) -> str:
    """Return a letter, digit or mark, and a space for every separator.

    The vowel signs of Indic scripts are marks.
    """
    return letter if unicodedata.category(letter)[0] in "LNM" else " "


def _syllables(word: str) -> list[str]:
    """Return the letters of a word in a syllabic script as separate tokens.

    Names in Han and Hangul letters have no spaces. Any other word, and a word of more than
    `MAX_SYLLABIC_LENGTH` letters, is returned whole.
    """
    if word.isascii():
        return [word]
    if 1 < len(word) <= MAX_SYLLABIC_LENGTH and all(
        SCRIPTS[read_letter(letter)[0]].is_syllabic for letter in word
    ):
        return list(word)
    return [word]


_WORDS: Final = LetterTable(_spaced)
_WORDS_INSIDE: Final = LetterTable(
    lambda letter: letter if letter == GERESH else "" if letter in INSIDE else _spaced(letter)
)
