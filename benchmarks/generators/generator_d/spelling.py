"""The spelling of a name: the family's own, a usual one or one by ear, and errors."""

import re
from functools import cache

from benchmarks.generators.generator_d import words
from benchmarks.generators.generator_d.dice import Dice
from benchmarks.generators.generator_d.words import Name

_PARTICLE = re.compile(r"^(al-|el-|El |Al )(?=\w)")
_NEIGHBOURS = dict(zip("abcdeghiklmnorstuwyz", "snvfrfjojkniptdyieuta", strict=False))
_LOOSE = str.maketrans("أإآىةی", "اااىهي")


@cache
def _sounds(style: str) -> tuple[re.Pattern[str], dict[int, str]]:
    table = words.spelling(style)
    keys = sorted(table, key=lambda key: (-len(key.strip("^$")), -len(key)))
    return re.compile("|".join(f"({key})" for key in keys)), dict(
        enumerate((table[key] for key in keys), 1)
    )


@cache
def by_ear(text: str, style: str) -> str:
    """Return a name written by ear in this style, with capitals at the start of each word."""
    pattern, letters = _sounds(style)
    words = (
        pattern.sub(lambda hit: letters[hit.lastindex or 0], word.lower()) for word in text.split()
    )
    return " ".join(word[:1].upper() + word[1:] for word in words if word)


def mishear(text: str, dice: Dice) -> str:
    """Return the text with one sound replaced by a similar one."""
    at = [(sound, confused) for sound, confused in words.confusions() if sound in text[1:]]
    if not at:
        return text
    vowels = [pair for pair in at if pair[0][0] in "aeiouy"]
    sound, other = dice.random.choice(vowels if vowels and dice.chance(0.6) else at)
    places = [hit.start() for hit in re.finditer(re.escape(sound), text[1:])]
    place = dice.random.choice(places) + 1
    changed = text[:place] + other + text[place + len(sound) :]
    return changed if len(changed) > 1 else text


def mistype(text: str, dice: Dice) -> str:
    """Return the text with one typing error: letters swapped, left out, doubled or wrong."""
    if len(text) < 4:
        return text
    at = dice.random.randrange(1, len(text) - 1)
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    shortened = text[:at] + text[at + 1 :]
    doubled = text[:at] + text[at] + text[at:]
    struck = text[:at] + _NEIGHBOURS.get(text[at], text[at]) + text[at + 1 :]
    return dice.random.choice((swapped, shortened, doubled, struck))


def _particle(text: str, dice: Dice) -> str:
    hit = _PARTICLE.match(text)
    if not hit:
        return text
    remainder = text[hit.end() :]
    if dice.wrong("particle_lost"):
        return remainder
    return dice.random.choice(
        (
            text,
            f"Al {remainder}",
            f"El {remainder}",
            f"Al{remainder.lower()}",
            f"al-{remainder}",
            f"Al-{remainder}",
        )
    )


def spell(name: Name, style: str, right: float, common: float, dice: Dice) -> str:
    """Return one part of a name in Latin letters.

    `right` and `common` are the shares of own and of usual spellings.
    """
    luck = dice.random.random()
    if luck < right or not style:
        text = name.latin[0]
    elif luck < right + common:
        text = dice.random.choice(name.latin)
    else:
        text = by_ear(name.sound, style)
    text = _particle(text, dice)
    if dice.wrong("misheard"):
        text = mishear(text, dice)
    if dice.wrong("mistyped"):
        text = mistype(text, dice)
    return text


def in_native(parts: list[Name], dice: Dice) -> str:
    """Return the name in its original script, "" if a part has none.

    Arabic script is often typed without diacritics.
    """
    if not all(part.native for part in parts):
        return ""
    text = " ".join(part.native for part in parts)
    return text.translate(_LOOSE) if dice.chance(0.3) else text
