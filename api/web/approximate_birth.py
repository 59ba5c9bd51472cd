"""Approximate births ("about 15", "spring 2009") as columns of the interface.

The columns never contain more than the text states.
"""

from __future__ import annotations

import re
from datetime import date

# "about", "perhaps", "years old" and similar words in the languages of the desks; the rest must be
# one number
_FILLERS = frozenset(
    "about around approx approximately circa ca c roughly perhaps maybe years year old yrs yo aged"
    " age of environ vers ans an âge âgé âgée peut être etwa ungefähr rund jahre jahr alt"
    " vielleicht circa anni anno età forse unos aproximadamente años edad quizás περίπου ετών"
    " χρονών".split()
)
# a season is too vague to compare, so only its year is kept
_SEASONS = frozenset(
    "spring summer autumn fall winter early mid late beginning end of in the printemps été automne"
    " hiver début fin frühling frühjahr sommer herbst anfang ende primavera estate autunno inverno"
    " inizio fine verano otoño invierno άνοιξη καλοκαίρι φθινόπωρο χειμώνας".split()
)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
MAX_AGE = 120


def birth_columns(text: str, today: date) -> dict[str, str]:
    """Return the columns for a birth text: an age on this day, a year, or the text unchanged."""
    parts = _WORDS.findall(text.casefold().replace("~", " "))
    numbers = [part for part in parts if part.isdecimal()]
    words = {part for part in parts if not part.isdecimal()}
    if (
        len(numbers) == 1
        and len(numbers[0]) <= 3
        and int(numbers[0]) <= MAX_AGE
        and words <= _FILLERS
    ):
        return {"age": numbers[0], "age_on": today.isoformat()}
    if len(numbers) == 1 and len(numbers[0]) == 4 and words and words <= _FILLERS | _SEASONS:
        return {"birth_date": numbers[0]}
    return {"birth_date": text} if text else {}
