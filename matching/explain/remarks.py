"""Remarks on compared values: codes, each with at most one number, and their English text.

A remark never holds a value of a person, so it can be translated freely. Only this module holds the
English. It makes no decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# All remarks by code. `%(amount)s` is the number, with its unit unless the text names it.
REMARK_TEXTS: Final = {
    # births
    "second_misread_solar_hijri": "the second is the first with its Solar Hijri date misread",
    "second_misread_hijri": "the second is the first with its Islamic date misread",
    "second_misread_ethiopian": "the second is the first with its Ethiopian date misread",
    "first_misread_solar_hijri": "the first is the second with its Solar Hijri date misread",
    "first_misread_hijri": "the first is the second with its Islamic date misread",
    "first_misread_ethiopian": "the first is the second with its Ethiopian date misread",
    "swapped": "day and month exchanged",
    "apart": "%(amount)s apart",
    "apart_at_least": "%(amount)s apart at least",
    "same_day": "the same day",
    "both_can_be": "both can be true",
    "assessed": "an assessed age is often off by years, so this counts less",
    "documented": "both are documented, so this counts more",
    # heights
    "cm_apart": "%(amount)s cm apart",
    "cm_apart_one_day": "%(amount)s cm apart on one day",
    "cm_less": "%(amount)s cm less",
    "cm_more": "%(amount)s cm more",
    "as_tall": "as tall",
    "of_another_age": "no person born on the other record's date has this height",
    "later": "%(amount)s later",
    "fits": "fits",
    "nearly_fits": "nearly fits",
    "hardly_fits": "hardly fits",
    "does_not_fit": "does not fit, even for a child that grows",
    # places
    "km_apart": "about %(amount)s km apart",
    "same_place": "the same place",
    "between": "%(amount)s between them",
    # names: the deciding names
    "decided": "these names decided",
    "decided_by_father": (
        "these names decided, one of them followed by a father's or a sibling's family name"
    ),
    "decided_alias": "these names decided, one of them an alias",
    "decided_nickname": "these names decided, one of them a nickname",
    "decided_patronymic": "these names decided, one of them a father's name",
    # names: similarity of two parts
    "same": "the same",
    "one_name": "one name",
    "likely_one_name": "likely one name",
    "one_name_two_scripts": "one name in two scripts",
    "likely_one_name_two_scripts": "likely one name in two scripts",
    "spelt_differently": "spelt differently",
    "alike": "alike",
    "little_alike": "little alike",
    "hardly_alike": "hardly alike",
    "initial_fits": "an initial that fits",
    "initial_does_not_fit": "an initial that does not fit",
    "forms": "two forms of one name",
    "two_as_one": "two parts taken as one word",
    "as_one_word": (
        "compared as one word: in one of the scripts it is not written where a name ends"
    ),
    # names: frequency, unmatched parts, bits of the whole
    "common": "a name that about 1 in %(amount)s people searched carries",
    "rare": "a rare name",
    "conflict": "no part of the other record's name fits: a conflict",
    "and_extra": "and an extra part",
    "extra_first": "an extra part, on the first record only",
    "extra_second": "an extra part, on the second record only",
    "in_all": "names in all %(amount)s",
    "informal": "a nickname or alias that does not fit is very weak evidence",
    "informal_little": "two nicknames, or a patronymic and a name, are weak evidence",
    "fit_in_part": "names of one person often fit only in part, so what does not fit counts less",
    "by_chance": (
        "the parts of a name depend on each other, and some of many parts agree by chance, so"
        " together they count less than their sum"
    ),
}
# Consequences of or reasons for the remark before. These follow a colon; all others follow a comma.
CONCLUSION_CODES: Final = frozenset(
    {"fits", "nearly_fits", "hardly_fits", "does_not_fit", "informal", "fit_in_part", "by_chance"}
)
# Units written after their number. For the others (cm, km, people: "") the text has the unit.
SPAN_UNITS: Final = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: a code of `REMARK_TEXTS`, its number, and the number's unit.

    `amount` is the number, None for a remark without one. Units: one of `SPAN_UNITS`, "km", "bits",
    or "" for a bare number.
    """

    code: str
    amount: float | None = None
    unit: str = ""


def span_remark(code: str, days: int) -> Remark:
    """Return a remark about a number of days, in the unit that people would use."""
    for size, unit in ((365.25, "year"), (30.44, "month")):
        if round(days / size, 1) >= 2:
            return Remark(code, round(days / size), unit)
    return Remark(code, days, "day")


def remarks_text(remarks: tuple[Remark, ...]) -> str:
    """Return remarks as English text; "" for none."""
    text = ""
    for remark in remarks:
        between = ": " if remark.code in CONCLUSION_CODES else ", "
        text += (between if text else "") + REMARK_TEXTS[remark.code] % {"amount": _amount(remark)}
    return text


def _amount(remark: Remark) -> str:
    if remark.amount is None:
        return ""
    if remark.unit == "bits":
        return format_bits(remark.amount)
    if remark.unit == "km":
        return f"{remark.amount:,}"
    if remark.unit in SPAN_UNITS:
        return f"{remark.amount} {remark.unit}" + ("" if remark.amount == 1 else "s")
    return str(remark.amount)


def format_bits(bits: float) -> str:
    """Return bits with sign and one decimal; bits that round to zero have no sign."""
    text = f"{bits:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text
