"""National identification numbers with check digits: python-stdnum's rules in one table.

The modules are loaded at first use. docs/decisions/0010-check-digits.md explains the use of a
library. The table holds only schemes with a check digit in use (not Denmark's, dropped in 2007, nor
Pakistan's, which has none). The module knows no column and no person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from matching.codes.code_lists import FAILS, FITS


@dataclass(frozen=True, slots=True)
class _Scheme:
    """A module of stdnum; whether its numbers give birth with century, and sex; their length.

    The length is given only if numbers have several lengths.
    """

    module: str
    has_birth: bool = False
    has_sex: bool = False
    length: int = 0


# Country -> its numbers. Births only if the number determines the century: for Sweden, Belgium,
# Greece and Italy stdnum uses today's date or a guess.
SCHEMES: Final[dict[str, tuple[_Scheme, ...]]] = {
    "BE": (_Scheme("be.nn", has_sex=True),),
    "BG": (_Scheme("bg.egn", has_birth=True), _Scheme("bg.pnf")),
    "CN": (_Scheme("cn.ric", has_birth=True),),
    "CZ": (_Scheme("cz.rc", has_birth=True, length=10),),
    "EE": (_Scheme("ee.ik", has_birth=True, has_sex=True),),
    "ES": (_Scheme("es.dni"), _Scheme("es.nie")),
    "FI": (_Scheme("fi.hetu"),),
    "FR": (_Scheme("fr.nir"),),
    "GR": (_Scheme("gr.amka", has_sex=True),),
    "HR": (_Scheme("hr.oib"),),
    "IE": (_Scheme("ie.pps"),),
    "IN": (_Scheme("in_.aadhaar"),),
    "IT": (_Scheme("it.codicefiscale", has_sex=True, length=16),),
    "LT": (_Scheme("lt.asmens", has_birth=True),),
    "LV": (_Scheme("lv.pvn"),),
    "NL": (_Scheme("nl.bsn"),),
    "NO": (_Scheme("no.fodselsnummer", has_birth=True, has_sex=True),),
    "PL": (_Scheme("pl.pesel", has_birth=True, has_sex=True),),
    "PT": (_Scheme("pt.cc"),),
    "RO": (_Scheme("ro.cnp", has_birth=True),),
    "SE": (_Scheme("se.personnummer", has_sex=True),),
    "SI": (_Scheme("si.emso", has_birth=True, has_sex=True),),
    "SK": (_Scheme("cz.rc", has_birth=True, length=10),),
    "TR": (_Scheme("tr.tckimlik"),),
    "UA": (_Scheme("ua.rntrc"),),
}
_IRANIAN_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """A number of a scheme: `check` is fits or fails.

    Birth and sex ("" or M, F) are set only if the check digit fits and the number states them;
    otherwise `birth` is None.
    """

    check: str
    birth: date | None = None
    sex: str = ""


@lru_cache(maxsize=65536)
def read_national_number(country: str, number: str) -> CheckedNumber | None:
    """Return the facts in a national number; None if it does not have the form of a checked number.

    A number of the right form without a possible date is also None, because its check digit was not
    tested.
    """
    if country == "IR":
        return _iranian(number)
    readings = [
        number_reading
        for number_reading in (_read(scheme, number) for scheme in SCHEMES.get(country, ()))
        if number_reading is not None
    ]
    return next(
        (number_reading for number_reading in readings if number_reading.check == FITS),
        readings[0] if readings else None,
    )


def _read(scheme: _Scheme, number: str) -> CheckedNumber | None:
    errors: Any = import_module("stdnum.exceptions")
    module: Any = import_module(f"stdnum.{scheme.module}")
    try:
        clean = module.compact(number)
        if scheme.length and len(clean) != scheme.length:
            return None
        module.validate(clean)
        birth = module.get_birth_date(clean) if scheme.has_birth else None
        sex = module.get_gender(clean) if scheme.has_sex else ""
    except errors.InvalidChecksum:
        return CheckedNumber(FAILS)
    except errors.ValidationError:
        return None
    return CheckedNumber(FITS, birth, sex if sex in ("M", "F") else "")


def _iranian(number: str) -> CheckedNumber | None:
    """Return the facts in an Iranian national code: ten digits, the last one a check digit.

    python-stdnum does not have it. The check digit uses the weights 10 to 2, modulo 11: a remainder
    below 2 is the digit, else 11 less the remainder. Ten equal digits are invalid.
    """
    if (
        len(number) != _IRANIAN_LENGTH
        or not (number.isascii() and number.isdecimal())
        or len(set(number)) == 1
    ):
        return None
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(number[:9])) % 11
    return CheckedNumber(FITS if int(number[9]) == (rest if rest < 2 else 11 - rest) else FAILS)
