"""Facts of one intake row. Only this module knows the columns of an intake file.

An unreadable value never raises: it becomes a warning and has no bits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from matching.codes import code_lists
from matching.codes.ethnicities import ETHNICITIES
from matching.codes.languages import LANGUAGES
from matching.model.coded import CODED
from matching.names.text.normalise import normalise
from matching.names.text.tokeniser import has_name
from matching.reading import calendars, exploiter_filter
from matching.reading.cells import Cells, is_unknown
from matching.reading.date_parser import WrittenDate, is_ambiguous, read_day, read_written_date
from matching.reading.facts import Birth, Home, Mark, Name, Phone, Place, Relative
from matching.reading.phones import read_phone

# Values that programs write for "no date".
_NO_DATES: Final = frozenset({(0, 0, 0), (1, 1, 1), (1900, 1, 1), (9999, 12, 31)})
_NO_SUCH_BIRTH: Final = "no such day in the calendar stated, or outside 1900-2100"
_NO_SUCH_DAY: Final = "a day outside 1900-2100"
_AGES: Final = range(121)
_LONGEST_PEOPLE: Final = 100  # letters
_PEOPLES: Final = {
    normalise(word): code for code, words in ETHNICITIES.items() for word in words.split()
}
_HEIGHTS_CM: Final = range(30, 251)
# Years of birth of living people, by both kinds of Hijri calendar and by the solar one (used in
# Afghanistan, Iran and partly in Tajikistan). An Ethiopian year looks like a Gregorian one and
# cannot be recognised.
_HIJRI_YEARS: Final = range(1300, 1501)
_SOLAR_YEARS: Final = range(1300, 1421)
_SOLAR_ORIGINS: Final = frozenset({"AF", "IR", "TJ", "fas", "pus"})
CALENDAR_ORIGINS: Final = _SOLAR_ORIGINS | {"ER"}  # origins that matter for reading a birth date
# Claimed or documented ages are accurate to a year, assessed ones to two (judged; publications on
# age assessment give more).
_AGE_SLACK_YEARS: Final = {"assessed": 2}


def read_names(cells: Cells) -> tuple[Name, ...]:
    """Return every name of the row: the full one, given with family, the native one, the aliases.

    A placeholder ("Unknown") is returned as a name without tokens, so the row has a name but the
    engine compares none.
    """
    given_names, family = cells.written("given_names"), cells.written("family_names")
    given_names, family = (
        part if has_name(part) or not (given_names and family) else ""
        for part in (given_names, family)
    )
    joined_role = "full" if given_names and family else "given" if given_names else "family"
    written = [
        (cells.written("full_name"), "full"),
        (f"{given_names} {family}".strip(), joined_role),
        (cells.written("name_native"), "native"),
    ]
    for item in cells.items("aliases"):
        prefix, colon, rest = item.partition(":")
        role = prefix.strip().casefold()
        written.append(
            (rest.strip(), role) if colon and role in code_lists.INFORMAL_ROLES else (item, "alias")
        )
    return tuple(dict.fromkeys(Name(text, role) for text, role in written if text))


def read_births(cells: Cells, origins: Collection[str]) -> tuple[Birth, ...]:
    """Return the births that the row writes as dates.

    `origins` are its nationalities and languages. A month's name implies its calendar, and
    birth_calendar states that of a numeric month. Without either, a year of the Solar Hijri
    calendar is read as one if the person's origin uses that calendar.
    """
    source = _code(cells, "birth_known", code_lists.BIRTH_KNOWN)
    calendar = _code(cells, "birth_calendar", code_lists.CALENDARS)
    births = [
        _read_birth(cells, text, source, calendar, origins) for text in cells.items("birth_date")
    ]
    return tuple(dict.fromkeys(birth for birth in births if birth is not None))


def _read_birth(
    cells: Cells, text: str, source: str, stated: str, origins: Collection[str]
) -> Birth | None:
    """Return one birth, None (and a warning) if it is not readable."""
    birth = _written_birth(cells, text, source, stated, origins)
    if birth is not None and not calendars.is_compared(birth.first):
        cells.warn("birth_date", _NO_SUCH_BIRTH, "check it and birth_calendar")
        return None
    return birth


def _written_birth(
    cells: Cells, text: str, source: str, stated: str, origins: Collection[str]
) -> Birth | None:
    """Return one birth in any year, None (and a warning) if it is no date or ambiguous."""
    written = read_written_date(text, stated)
    if written is None and is_ambiguous(text, stated):
        cells.warn(
            "birth_date",
            "day and month may be either way round",
            "write YYYY-MM-DD, or day.month.year with dots",
        )
        return None
    if written is None:
        cells.warn(
            "birth_date", "not a date in an accepted form", "write YYYY, YYYY-MM or YYYY-MM-DD"
        )
        return None
    year, month, day = written.year, written.month, written.day
    if (year, month, day) in _NO_DATES:
        cells.warn("birth_date", "a date that programs write when there is none", "leave it empty")
        return None
    calendar = _calendar_of(cells, written, stated, origins)
    if not calendar:
        return None
    if written.calendar == "ethiopian" and calendar == "gregorian":
        month = (month + 7) % 12 + 1  # in Eritrea Meskerem is September and Tiri January
    # Offices write the first day of the year, in every calendar, if only the year is known. They
    # write the last day for an assessed age.
    is_last = (calendar, month, day) == ("gregorian", 12, 31)
    is_placeholder = (month, day) == (1, 1) or (source == "assessed" and is_last)
    try:
        first, last = calendars.written_interval(
            calendar, *((year, 0, 0) if is_placeholder else (year, month, day))
        )
    except ValueError:
        cells.warn("birth_date", _NO_SUCH_BIRTH, "check it and birth_calendar")
        return None
    return Birth(first, last, source, calendar, is_placeholder)


def stated_days(row: Mapping[str, object]) -> tuple[tuple[str, date, date], ...]:
    """Return the days that a row writes, in any year: (column, first day, last day).

    Only date columns are read. Cells without a readable date and values for "no date" are omitted.
    Never raises.
    """
    cells = Cells(row)
    days = [(column, _any_day(cells.text(column))) for column in ("event_date", "age_on")]
    days += [("route", _any_day(_parts_of_place(item)[2])) for item in cells.items("route")]
    stated = [(column, day, day) for column, day in days if day is not None]
    source = _code(cells, "birth_known", code_lists.BIRTH_KNOWN)
    calendar = _code(cells, "birth_calendar", code_lists.CALENDARS)
    origins = (*read_countries(cells, "nationalities"), *read_languages(cells))
    births = (
        _written_birth(cells, text, source, calendar, origins) for text in cells.items("birth_date")
    )
    stated += [("birth_date", birth.first, birth.last) for birth in births if birth is not None]
    return tuple(stated)


def _calendar_of(cells: Cells, written: WrittenDate, stated: str, origins: Collection[str]) -> str:
    """Return the calendar of a date, "" (and a warning) if it cannot be determined."""
    if written.calendar == "ethiopian":
        if stated in ("ethiopian", "gregorian"):
            return stated
        if "ER" not in origins:
            return "ethiopian"
        cells.warn(
            "birth_date",
            "a month that Eritrea counts in the Gregorian year too",
            "fill birth_calendar",
        )
        return ""
    if written.calendar:
        if stated not in ("", written.calendar):
            cells.note(
                "birth_date",
                "the month is of another calendar than birth_calendar",
                "check birth_calendar",
            )
        return written.calendar
    if stated or written.year not in _HIJRI_YEARS:
        return stated or "gregorian"
    if written.year in _SOLAR_YEARS and not _SOLAR_ORIGINS.isdisjoint(origins):
        cells.note(
            "birth_date",
            "a year that no Gregorian date has: read as Solar Hijri",
            "fill birth_calendar",
        )
        return "solar_hijri"
    cells.warn(
        "birth_date",
        "a year that no Gregorian date has",
        "fill birth_calendar: solar_hijri or hijri",
    )
    return ""


def read_age(cells: Cells, event: date | None) -> tuple[Birth, ...]:
    """Return the birth derived from an age on a day (the event's if age_on is empty)."""
    source = _slug(cells.text("birth_known"))  # read_births warns if it is not in the code list
    source = source if source in code_lists.BIRTH_KNOWN else ""
    text = cells.text("age")
    if not text:
        return ()
    digits = calendars.western_digits(text)
    if not (digits.isdecimal() and len(digits) <= 3 and int(digits) in _AGES):
        cells.warn("age", "not an age in whole years", "write whole years, 0 to 120")
        return ()
    on = _day(cells, "age_on") or event
    if on is None:
        cells.warn(
            "age", "an age without the day it was true on", "fill age_on or event_date (YYYY-MM-DD)"
        )
        return ()
    first, last = calendars.age_interval(int(digits), on, _AGE_SLACK_YEARS.get(source, 1))
    return (Birth(first, last, source or "claimed"),)


def read_event_day(cells: Cells) -> date | None:
    """Return the day of the event, None if it is missing or not readable."""
    return _day(cells, "event_date")


def read_countries(cells: Cells, column: str) -> tuple[str, ...]:
    """Return the country codes of a column; codes for "no country" are omitted."""
    countries = []
    for item in cells.items(column):
        code = item.upper()
        if code in code_lists.UNINFORMATIVE_COUNTRIES:
            continue
        if (
            len(code) == 2 and code.isascii() and code.isalpha()
        ) or code in code_lists.THREE_LETTER_COUNTRIES:
            countries.append(code)
        else:
            cells.warn(column, "not a country code", "write ISO 3166-1 alpha-2, such as SY")
    return tuple(dict.fromkeys(countries))


def read_languages(cells: Cells) -> tuple[str, ...]:
    """Return the language codes of the row, with members of a macrolanguage under its code."""
    languages = []
    for item in cells.items("languages"):
        code = LANGUAGES.get(item.casefold(), item.casefold())
        if len(code) == 3 and code.isascii() and code.isalpha():
            languages.append(code)
        else:
            cells.warn("languages", "not a language code", "write ISO 639-3, such as ara")
    return tuple(dict.fromkeys(languages))


def read_places(cells: Cells, kind: str, event: date | None) -> tuple[Place, ...]:
    """Return where and when the person was last seen or found, by the row's kind; or nothing."""
    countries = read_countries(cells, "event_country")
    name = cells.text("event_place")
    if not (countries or name or event):
        return ()
    return (
        Place(
            countries[0] if countries else "",
            name,
            event,
            "found" if kind == "found" else "last_seen",
        ),
    )


def read_route(cells: Cells) -> tuple[Place, ...]:
    """Return the places of the row's route, each `country[:place[:YYYY-MM-DD]]`.

    The country may be empty.
    """
    places = []
    for item in cells.items("route"):
        country, name, on = _parts_of_place(item)
        day = read_day(on) if on else None
        if day is not None and not calendars.is_compared(day):
            cells.warn(
                "route", _NO_SUCH_DAY, "write country:place:YYYY-MM-DD, as GR:Athens:2024-05-06"
            )
            day, on = None, ""
        is_read = item.count(":") <= 2 and (day is not None or not on) and (country or name)
        code = country.upper()
        if not is_read or (code and not (len(code) == 2 and code.isascii() and code.isalpha())):
            cells.warn(
                "route",
                "not a place of a route",
                "write country:place:YYYY-MM-DD, as GR:Athens:2024-05-06",
            )
        elif code not in code_lists.UNINFORMATIVE_COUNTRIES or name:
            code = "" if code in code_lists.UNINFORMATIVE_COUNTRIES else code
            places.append(Place(code, "" if is_unknown(name) else name, day, "route"))
    return tuple(dict.fromkeys(places))


def _parts_of_place(item: str) -> tuple[str, str, str]:
    country, name, on = ([part.strip() for part in item.split(":")] + ["", ""])[:3]
    return country, name, on


def read_ethnicities(cells: Cells) -> tuple[str, ...]:
    """Return the ethnicities of the row, each as the word of the list, else in lower case.

    Each ethnicity is cut after `_LONGEST_PEOPLE` letters.
    """
    words = (
        " ".join(normalise(item[:_LONGEST_PEOPLE]).split()) for item in cells.items("ethnicity")
    )
    return tuple(
        dict.fromkeys(_PEOPLES.get(word.replace(" ", "-"), word) for word in words if word)
    )


def read_homes(cells: Cells) -> tuple[Home, ...]:
    """Return the home addresses of the row; those given by an exploiter are marked."""
    homes = []
    for item in cells.items("home_address"):
        prefix, colon, rest = item.partition(":")
        is_exploiters = bool(colon) and prefix.strip().casefold() in exploiter_filter.RELATIONS
        homes.append(
            Home(rest.strip(), exploiter_filter.EXPLOITER) if is_exploiters else Home(item)
        )
    return tuple(dict.fromkeys(home for home in homes if home.text))


def read_phones(cells: Cells, country: str) -> tuple[Phone, ...]:
    """Return the phones of the row; without a matching country the digits stay as written."""
    phones = []
    for item in cells.items("phones"):
        prefix, colon, rest = item.partition(":")
        owner = prefix.strip().casefold()
        owner, number = (
            (owner, rest) if colon and owner in code_lists.PHONE_OWNERS else ("own", item)
        )
        read = read_phone(number[:64], country)
        if read is None:
            cells.warn(
                "phones",
                "not a phone number",
                "write +, country code and number; own:, relative: or exploiter:",
            )
        else:
            phones.append(Phone(read[0], owner, read[1]))
    return tuple(dict.fromkeys(phones))


def read_relatives(cells: Cells) -> tuple[Relative, ...]:
    """Return the relatives of the row: relation and name."""
    relatives = []
    for item in cells.items("relatives"):
        relation, colon, name = item.partition(":")
        code = relation.strip().casefold().replace(" ", "_")
        if not colon or not name.strip() or code not in code_lists.RELATIONS:
            cells.warn(
                "relatives",
                "not a relative",
                "write relation:name, the relation from the list, such as mother",
            )
        else:
            relatives.append(Relative(code, name.strip()))
    return tuple(dict.fromkeys(relatives))


def read_height(cells: Cells) -> int | None:
    """Return the height in whole centimetres, None when unknown."""
    text = calendars.western_digits(cells.text("height_cm")).casefold().removesuffix("cm").strip()
    if not text:
        return None
    whole, _, fraction = text.partition(".")
    if (
        whole.isdecimal()
        and len(whole) <= 3
        and (not fraction or fraction.isdecimal())
        and int(whole) in _HEIGHTS_CM
    ):
        return int(whole)
    cells.warn("height_cm", "not a height", "write centimetres, 30 to 250")
    return None


def read_code(cells: Cells, name: str) -> str:
    """Return the code of a coded attribute, "" for unknown."""
    coded = CODED[name]
    return _code(cells, name, coded.codes, coded.spelt, coded.hint)


def read_marks(cells: Cells) -> tuple[Mark, ...]:
    """Return the coded marks of the row."""
    marks = []
    for item in cells.items("marks"):
        kind, part, side, text = ([part.strip() for part in item.split(":", 3)] + ["", "", ""])[:4]
        mark = Mark(_slug(kind), _slug(part), _slug(side), text)
        is_known = mark.kind in code_lists.MARK_KINDS and mark.part in code_lists.MARK_PARTS
        if is_known and (not mark.side or mark.side in code_lists.MARK_SIDES):
            marks.append(mark)
        else:
            cells.warn(
                "marks",
                "not a coded mark",
                "write kind:part:side from the lists, such as scar:forearm:left",
            )
    return tuple(dict.fromkeys(marks))


def _slug(text: str) -> str:
    return text.casefold().replace(" ", "_")


def _code(
    cells: Cells,
    column: str,
    codes: tuple[str, ...],
    spelt: Mapping[str, str] | None = None,
    hint: str = "",
) -> str:
    """Return the code in a column, "" (and a warning) for one that is not in the list.

    `spelt` holds synonyms of codes. `hint` is the suggestion, by default one of the codes.
    """
    text = _slug(cells.text(column))
    code = spelt.get(text, text) if spelt else text
    if not code or code in codes:
        return code
    cells.warn(column, "not a code of the list", hint or "write one of: " + ", ".join(codes))
    return ""


def _day(cells: Cells, column: str) -> date | None:
    text = cells.text(column)
    if not text:
        return None
    day = _any_day(text)
    if day is None and is_ambiguous(text):
        cells.warn(column, "day and month may be either way round", "write YYYY-MM-DD")
    elif day is None:
        cells.warn(column, "not a day", "write YYYY-MM-DD")
    elif not calendars.is_compared(day):
        cells.warn(column, _NO_SUCH_DAY, "write YYYY-MM-DD")
        return None
    return day


def _any_day(text: str) -> date | None:
    """Return the written day, in any year; a time after it is ignored."""
    return read_day(text) or (read_day(text[:10]) if text[10:11] in ("T", " ") else None)
