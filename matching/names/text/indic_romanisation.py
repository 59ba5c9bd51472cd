"""Romanisation of South Asian scripts, including the vowel that is spoken but not written.

Nine scripts, from Devanagari and Bengali to Malayalam, are in blocks of 128 with each letter at the
same offset, so one table serves all. A block whose language pronounces a letter differently has its
own table. The module knows letters, no names.
"""

from __future__ import annotations

from typing import Final

from anyascii import anyascii

_FIRST, _LAST, _SIZE = 0x0900, 0x0D7F, 0x80
_BENGALI: Final = 0x0980

_VOWELS: Final = dict(
    zip(range(0x05, 0x15), "a a i i u u ri li e e e ai o o o au".split(), strict=True)
)
_CONSONANTS: Final = dict(
    zip(
        range(0x15, 0x3A),
        "k kh g gh ng ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l l v"
        " sh sh s h".split(),
        strict=True,
    )
)
_SIGNS: Final = dict(
    zip(range(0x3E, 0x4D), "a i i u u ri ri e e e ai o o o au".split(), strict=True)
)
# Signs after a consonant: one cancels its vowel, the dot below changes the consonant, and others
# add a nasal or a breath after a vowel.
_DOTTED: Final = {
    0x15: "q",
    0x16: "kh",
    0x17: "gh",
    0x1C: "z",
    0x21: "r",
    0x22: "rh",
    0x2B: "f",
    0x2F: "y",
}
_SIGNS_AFTER: Final = {0x01: "n", 0x02: "n", 0x03: "h"}
_NUKTA, _VIRAMA = 0x3C, 0x4D
_OF_BENGALI: Final = {
    0x02: "ng",
    0x10: "oi",
    0x14: "ou",
    0x1B: "ch",
    0x2B: "f",
    0x2F: "j",
    0x48: "oi",
    0x4C: "ou",
    0x4E: "t",
}
_INHERENT: Final = "a"
_GLIDES: Final = ("r", "y", "v", "l")


def is_indic(letter: str) -> bool:
    """Return whether a letter belongs to one of these scripts."""
    return _FIRST <= ord(letter) <= _LAST


def romanise(word: str) -> str:
    """Return a word with letters of these scripts in Latin letters, all others unchanged.

    A consonant without a sign is followed by an a. The exceptions are the last consonant of a word,
    unless it ends a cluster (Chandra), and one between two syllables with vowels of their own
    (Rahman, not Rahaman).
    """
    sounds = _sounds(word)
    out = ""
    for place, (consonant, vowel) in enumerate(sounds):
        follower = sounds[place + 1] if place + 1 < len(sounds) else None
        before = sounds[place - 1][1] if place else ""
        spoken = vowel
        if spoken is None:
            is_cluster = before == "" and place > 0 and consonant in _GLIDES
            is_swallowed = follower is not None and before != "" and follower[1] not in {None, ""}
            spoken = "" if is_swallowed or (follower is None and not is_cluster) else _INHERENT
        is_nasal = (
            consonant == "ng"
            and spoken == ""
            and follower is not None
            and follower[0][:1] in {"g", "k"}
        )
        out += ("n" if is_nasal else consonant) + spoken
    return out


def _sounds(word: str) -> list[tuple[str, str | None]]:
    """Return each consonant and its vowel: None if none is written, "" if none is spoken."""
    sounds: list[tuple[str, str | None]] = []
    last = 0
    for letter in word:
        if not is_indic(letter):
            sounds.append((letter, ""))
            continue
        block, place = divmod(ord(letter) - _FIRST, _SIZE)
        own = _OF_BENGALI.get(place) if block * _SIZE + _FIRST == _BENGALI else None
        if place in _CONSONANTS:
            sounds.append((own or _CONSONANTS[place], None))
        elif place in _SIGNS and sounds:
            sounds[-1] = (sounds[-1][0], own or _SIGNS[place])
        elif place == _NUKTA and sounds:
            sounds[-1] = (_DOTTED.get(last, sounds[-1][0]), sounds[-1][1])
        elif place == _VIRAMA and sounds:
            sounds[-1] = (sounds[-1][0], "")
        elif place in _VOWELS:
            sounds.append(("", own or _VOWELS[place]))
        elif place in _SIGNS_AFTER or own:
            sounds.append((own or _SIGNS_AFTER[place], ""))
        else:
            sounds.append((anyascii(letter), ""))
        last = place
    return sounds
