"""Compared parts of a home address: the words that name it, and its numbers.

Both are sets, so parts may be in any order. Words for a kind of part (street, village) and names of
countries do not identify a home and are omitted. So are letters after a number (12a).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from matching.names.text.normalise import normalise
from matching.names.text.tokeniser import name_tokens
from matching.places.fold import place_parts, place_words
from matching.places.gazetteer import names_a_country
from matching.reading.calendars import western_digits

MAX_PARTS: Final = 12  # most parts of an address; later ones are not read
MAX_WORDS: Final = 10
MAX_NUMBERS: Final = 6
MAX_DIGITS: Final = 9  # last digits of a number that are kept

# Words for a kind of part that places/fold.py does not know: abbreviated, or inside a house.
_NOT_A_HOME: Final = frozenset(
    "st str rd ave av blvd ln no nr num apt apartment flat house building block floor room po box"
    " bp haus wohnung hnr maison immeuble appartement appt etage étage casa piso scala interno int"
    " ul вул ул д кв дом буд будинок квартира بناية طابق شقة بيت منزل رقم کوچه پلاک"
    " خانه طبقه کور".split()
)
_NUMBER: Final = re.compile(r"[0-9]+")
_WITH_NUMBER: Final = re.compile(r"[a-z]*[0-9][a-z0-9]*")


class AddressReading(NamedTuple):
    """Parts of an address: distinct name tokens and distinct numbers, each sorted.

    Both are empty for an address without usable parts.
    """

    words: tuple[bytes, ...]
    numbers: tuple[int, ...]


@lru_cache(maxsize=65536)
def read_home(text: str) -> AddressReading:
    """Return the compared parts of an address in any script, numbers without leading zeros.

    At most `MAX_WORDS` words and `MAX_NUMBERS` numbers are kept, the first of the text. Never
    raises.
    """
    words: dict[bytes, None] = {}
    numbers: dict[int, None] = {}
    for part in place_parts(text, MAX_PARTS):
        clean = normalise(western_digits(part))
        numbers |= dict.fromkeys(int(digits[-MAX_DIGITS:]) for digits in _NUMBER.findall(clean))
        if not names_a_country(part):
            address = (
                word
                for word in _WITH_NUMBER.sub(" ", clean).split()
                if word.strip(".") not in _NOT_A_HOME
            )
            words |= dict.fromkeys(
                token for token in name_tokens(place_words(" ".join(address))) if len(token) > 1
            )
    return AddressReading(
        tuple(sorted(list(words)[:MAX_WORDS])), tuple(sorted(list(numbers)[:MAX_NUMBERS]))
    )
