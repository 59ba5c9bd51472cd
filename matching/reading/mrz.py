"""Machine readable zones of travel documents: ICAO Doc 9303 layouts, check digits, contents.

Parts 4 to 7 of Doc 9303, eighth edition: TD3 (passports, 2 x 44), TD2 (2 x 36), TD1 (3 x 30), MRV-A
and MRV-B (visas, 2 x 44 and 2 x 36, recognised by their first letter V). Check digits have the
weights 7-3-1. The module reads text. It knows no column, person or score.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Final

from matching.codes.code_lists import FAILS, FITS
from matching.codes.countries import country_of

# A repaired number is probably right, but no more reliable than a typed one.
REPAIRED: Final = ""
_SIGNS: Final = string.digits + string.ascii_uppercase
_VALUES: Final = {sign: value for value, sign in enumerate(_SIGNS)} | {"<": 0}
_WEIGHTS: Final = (7, 3, 1)
# Signs that cameras and people confuse. They are tried in the number, and corrected in fields that
# hold only digits or only letters.
_CONFUSED: Final = {"O": "0", "I": "1", "B": "8", "S": "5", "Z": "2"}
_AS_DIGITS: Final = str.maketrans(_CONFUSED)
_AS_LETTERS: Final = str.maketrans({digit: letter for letter, digit in _CONFUSED.items()})
_OTHER: Final = _CONFUSED | {digit: letter for letter, digit in _CONFUSED.items()}


@dataclass(frozen=True, slots=True)
class _Layout:
    """Positions of the fields in the joined lines: (first, end); a check digit has one position."""

    number: tuple[int, int]
    number_check: int
    birth: tuple[int, int]
    birth_check: int
    sex: int
    expiry: tuple[int, int]
    expiry_check: int
    nationality: tuple[int, int]
    names: tuple[int, int]
    optional: tuple[int, int]
    composite: tuple[tuple[int, int], ...] = ()
    composite_check: int = -1


def _two_lines(width: int, *, has_composite: bool) -> _Layout:
    second = width
    optional_end = 2 * width - (1 if has_composite else 0)
    return _Layout(
        number=(second, second + 9),
        number_check=second + 9,
        nationality=(second + 10, second + 13),
        birth=(second + 13, second + 19),
        birth_check=second + 19,
        sex=second + 20,
        expiry=(second + 21, second + 27),
        expiry_check=second + 27,
        names=(5, width),
        optional=(second + 28, optional_end),
        composite=(
            ((second, second + 10), (second + 13, second + 20), (second + 21, optional_end))
            if has_composite
            else ()
        ),
        composite_check=optional_end if has_composite else -1,
    )


_TD1: Final = _Layout(
    number=(5, 14),
    number_check=14,
    optional=(15, 30),
    birth=(30, 36),
    birth_check=36,
    sex=37,
    expiry=(38, 44),
    expiry_check=44,
    nationality=(45, 48),
    names=(60, 90),
    composite=((5, 30), (30, 37), (38, 45), (48, 59)),
    composite_check=59,
)
# (length, is a visa) -> layout
_LAYOUTS: Final = {
    (90, False): _TD1,
    (72, False): _two_lines(36, has_composite=True),
    (88, False): _two_lines(44, has_composite=True),
    (72, True): _two_lines(36, has_composite=False),
    (88, True): _two_lines(44, has_composite=False),
}
_FIRST_YEAR: Final = 70
# years 00-30 are in 20.. if no expiry is readable (judged: few missing people are over 70)
_NO_EXPIRY: Final = 30
# First letters -> kind of document; the longest prefix counts. Residence permits have an R in
# second position.
_KINDS: Final = {
    "P": "passport",
    "PR": "travel_document",
    "PT": "travel_document",
    "PS": "travel_document",
    "PL": "travel_document",
    "I": "id_card",
    "A": "id_card",
    "C": "id_card",
    "AC": "other",
    "IR": "residence_permit",
    "AR": "residence_permit",
    "CR": "residence_permit",
    "V": "other",
}


@dataclass(frozen=True, slots=True)
class MrzReading:
    """Contents of a zone; unknown parts are "". Countries have two letters.

    `check` is the result of the number's check digit: valid as written, valid after a repair, or
    invalid. `all_fit` means that no check digit is invalid. `birth` has the first and the last
    possible day; None if it is unknown or its check digit is invalid. `primary` and `secondary` are
    the two parts of the name. `is_cut` means that the name filled its field.
    """

    kind: str
    country: str
    number: str
    check: str
    all_fit: bool
    optional: str
    nationality: str
    birth: tuple[date, date] | None
    sex: str
    primary: str
    secondary: str
    is_cut: bool


def check_digit(text: str) -> int:
    """Return the 7-3-1 check digit of A-Z, 0-9 and `<` (Doc 9303 part 3, 4.9).

    Raises KeyError for another sign.
    """
    return (
        sum(_VALUES[sign] * weight for sign, weight in zip(text, cycle(_WEIGHTS), strict=False))
        % 10
    )


def joined_lines(text: str) -> str:
    """Return the text of a possible zone as one line of A-Z, 0-9 and `<`.

    Guillemets are fillers. Return "" if the text has other signs.
    """
    line = "".join(text.replace("«", "<<").replace("‹", "<").split()).upper()
    return line if "<" in line and all(sign in _VALUES for sign in line) else ""


def read_zone(text: str) -> MrzReading | None:
    """Return the contents of a zone; None if the text is no zone, or no check digit is valid.

    Lines may be joined by a newline, a space or directly.
    """
    line = joined_lines(text)
    layout = _LAYOUTS.get((len(line), line[:1] == "V"))
    kind = next((_KINDS[line[:size]] for size in (2, 1) if line[:size] in _KINDS), "")
    if layout is None or not kind:
        return None
    line = _set_right(line, layout)
    number_at = _number_places(line, layout)
    line, check = _repaired(line, layout, number_at)
    if check == FAILS and not any(_fitting(line, layout)):
        return None
    primary, _, secondary = _field(line, layout.names).strip("<").partition("<<")
    sex = line[layout.sex]
    return MrzReading(
        kind=kind,
        country=country_of(line[2:5]),
        number="".join(line[place] for place in number_at[:-1]).replace("<", ""),
        check=check,
        all_fit=check != FAILS and all(_fitting(line, layout)),
        optional=(
            _field(line, layout.optional).replace("<", " ").strip()
            if number_at[-1] == layout.number_check
            else ""
        ),
        nationality=country_of(_field(line, layout.nationality)),
        birth=_birth(line, layout),
        sex=sex if sex in "FMX" else "",
        primary=_spaced(primary),
        secondary=_spaced(secondary),
        is_cut=not _field(line, layout.names).endswith("<"),
    )


def _field(line: str, places: tuple[int, int]) -> str:
    return line[places[0] : places[1]]


def _spaced(name: str) -> str:
    return " ".join(name.replace("<", " ").split())


def _set_right(line: str, layout: _Layout) -> str:
    """Return the line with confused signs corrected in fields of only digits or only letters."""
    signs = list(line)
    digits = [
        *range(*layout.birth),
        *range(*layout.expiry),
        layout.birth_check,
        layout.expiry_check,
    ]
    if layout.composite_check >= 0:
        digits.append(layout.composite_check)
    for place in (*digits, layout.number_check):
        signs[place] = signs[place].translate(_AS_DIGITS)
    for place in (*range(2, 5), *range(*layout.nationality), *range(*layout.names)):
        signs[place] = signs[place].translate(_AS_LETTERS)
    return "".join(signs)


def _number_places(line: str, layout: _Layout) -> list[int]:
    """Return the positions of the number and, last, of its check digit.

    A long number continues in the optional field. Doc 9303 part 5, note j: a filler then takes the
    place of the check digit, and the digit follows the rest of the number.
    """
    first, end = layout.number
    rest = _field(line, layout.optional).partition("<")[0]
    if line[layout.number_check] == "<" and len(rest) > 1 and "<" not in line[first:end]:
        start = layout.optional[0]
        return [*range(first, end), *range(start, start + len(rest))]
    return [*range(first, end), layout.number_check]


def _repaired(line: str, layout: _Layout, number_at: list[int]) -> tuple[str, str]:
    """Return the line and the result of its number, repaired if only one repair makes all valid.

    A repair replaces one sign, or one letter by its digit everywhere in the number. One digit in
    ten is valid by chance, so a choice of repairs would often give a wrong number. Even a repaired
    number does not count as checked.
    """
    if _number_fits(line, number_at):
        return line, FITS
    places = [place for place in number_at[:-1] if line[place] in _OTHER]
    chosen = {frozenset([place]) for place in places}
    chosen |= {
        frozenset(place for place in places if line[place] == letter) for letter in _CONFUSED
    } - {frozenset()}
    mended = [_exchanged(line, repair) for repair in chosen]
    fitting = [
        repaired
        for repaired in mended
        if _number_fits(repaired, number_at) and all(_fitting(repaired, layout))
    ]
    return (fitting[0], REPAIRED) if len(fitting) == 1 else (line, FAILS)


def _exchanged(line: str, places: frozenset[int]) -> str:
    return "".join(_OTHER[sign] if place in places else sign for place, sign in enumerate(line))


def _digit_fits(text: str, digit: str) -> bool:
    """Return whether a check digit is valid; a filler means the digit 0 of an empty field."""
    return (digit.isdecimal() or (digit == "<" and not text.strip("<"))) and check_digit(
        text
    ) == _VALUES[digit]


def _number_fits(line: str, number_at: list[int]) -> bool:
    text = "".join(line[place] for place in number_at[:-1])
    return bool(text.strip("<")) and _digit_fits(text, line[number_at[-1]])


def _fitting(line: str, layout: _Layout) -> list[bool]:
    """Return whether the check digits of birth, expiry and, if present, the whole are valid.

    The number's is tested apart.
    """
    checks = [
        _digit_fits(_field(line, places), line[check])
        for places, check in (
            (layout.birth, layout.birth_check),
            (layout.expiry, layout.expiry_check),
        )
    ]
    if layout.composite_check >= 0:
        whole = "".join(_field(line, places) for places in layout.composite)
        checks.append(_digit_fits(whole, line[layout.composite_check]))
    return checks


def _birth(line: str, layout: _Layout) -> tuple[date, date] | None:
    """Return the days of birth: a day, a month or a year; None if the day does not exist.

    Fillers mean unknown. A zone has two digits for a year. Machine readable documents exist since
    the seventies, so an expiry of 70 and above is in 19... A birth after the document's expiry is a
    century earlier.
    """
    text, expiry = _field(line, layout.birth), _field(line, layout.expiry)
    if not text[:2].isdecimal() or not _digit_fits(text, line[layout.birth_check]):
        return None
    is_read = expiry[:2].isdecimal() and _digit_fits(expiry, line[layout.expiry_check])
    ends = int(expiry[:2]) if is_read else _NO_EXPIRY
    ends += 1900 if ends >= _FIRST_YEAR else 2000
    year = int(text[:2]) + (2000 if int(text[:2]) + 2000 <= ends else 1900)
    month, day = (int(part) if part.isdecimal() else 0 for part in (text[2:4], text[4:6]))
    try:
        if month and day:
            return (date(year, month, day),) * 2
        if month:
            end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            return date(year, month, 1), end
    except ValueError:
        return None
    return date(year, 1, 1), date(year, 12, 31)
