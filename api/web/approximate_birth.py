"""A birth as people say it ("about 15", "spring 2009") as the columns of the interface: less is
kept, never more.
"""

from __future__ import annotations

import re
from datetime import date

# "about", "perhaps", "years old" and the like in the languages of the desks; what is left must be
# one number
_FILLERS = frozenset(
    "about around approx approximately circa ca c roughly perhaps maybe years year old yrs yo aged"
    " age of environ vers ans an âge âgé âgée peut être etwa ungefähr rund jahre jahr alt"
    " vielleicht circa anni anno età forse unos aproximadamente años edad quizás περίπου ετών"
    " χρονών".split()
)
# a season says too little to be compared; its year is kept
_SEASONS = frozenset(
    "spring summer autumn fall winter early mid late beginning end of in the printemps été automne"
    " hiver début fin frühling frühjahr sommer herbst anfang ende primavera estate autunno inverno"
    " inizio fine verano otoño invierno άνοιξη καλοκαίρι φθινόπωρο χειμώνας".split()
)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
MAX_AGE = 120


def birth_columns(text: str, today: date) -> dict[str, str]:
    """Return the columns that a birth as it was said stands for: an age on this day, a year, or the
    text as it is.
    """
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
