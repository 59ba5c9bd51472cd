"""Home calendars, and dates written in figures and in words."""

from datetime import date

from hijridate import Gregorian
from persiantools.jdatetime import JalaliDate

_ETHIOPIAN_EPOCH = 1723856  # Julian day number of the era of mercy, for the arithmetic below

MONTHS: dict[str, list[str]] = {
    "en": (
        "January February March April May June July August September October November"
        " December".split()
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre"
        " décembre".split()
    ),
    "de": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
        " dicembre".split()
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
        " diciembre".split()
    ),
    "solar_hijri": "Hamal Sawr Jawza Saratan Asad Sunbula Mizan Aqrab Qaws Jadi Dalw Hut".split(),
    "hijri": [
        "Muharram",
        "Safar",
        "Rabi al-Awwal",
        "Rabi al-Thani",
        "Jumada al-Ula",
        "Jumada al-Thani",
        "Rajab",
        "Shaban",
        "Ramadan",
        "Shawwal",
        "Dhu al-Qadah",
        "Dhu al-Hijjah",
    ],
    "ethiopian": (
        "Meskerem Tikimt Hidar Tahsas Tir Yekatit Megabit Miyazya Ginbot Sene Hamle"
        " Nehase Pagume".split()
    ),
}

Day = tuple[int, int, int]


def in_calendar(day: date, calendar: str) -> Day:
    """Return year, month and day of a date in a home calendar."""
    if calendar == "solar_hijri":
        solar = JalaliDate(day)  # type: ignore[no-untyped-call]
        return solar.year, solar.month, solar.day
    if calendar == "hijri":
        lunar = Gregorian(day.year, day.month, day.day).to_hijri()
        return lunar.year, lunar.month, lunar.day
    if calendar == "ethiopian":
        return _ethiopian(day)
    return day.year, day.month, day.day


def _ethiopian(day: date) -> Day:
    days = day.toordinal() + 1721425 - _ETHIOPIAN_EPOCH
    cycle = days % 1461
    rest = cycle % 365 + 365 * (cycle // 1460)
    return 4 * (days // 1461) + cycle // 365 - cycle // 1460, rest // 30 + 1, rest % 30 + 1


def badly_converted(day: Day, calendar: str, slack: int) -> Day:
    """Return a rough conversion of a home date: the year is shifted, month and day are kept."""
    year, month, number = day
    thumb = {"solar_hijri": 621, "ethiopian": 8, "hijri": 580}[calendar]
    month = min(month, 12)
    return year + thumb + slack, month, min(number, 28 if month == 2 else 30)


def write_date(day: Day, known: str, words: str = "", *, dotted: bool = False) -> str:
    """Return the known part of a date (day, month, year).

    `words` is the language or calendar of the month's name, "" for figures.
    """
    year, month, number = day
    if known == "year":
        return f"{year}"
    if words and words in MONTHS:
        name = MONTHS[words][month - 1]
        return f"{name} {year}" if known == "month" else f"{number} {name} {year}"
    if known == "month":
        return f"{year}-{month:02d}"
    return f"{number:02d}.{month:02d}.{year}" if dotted else f"{year}-{month:02d}-{number:02d}"
