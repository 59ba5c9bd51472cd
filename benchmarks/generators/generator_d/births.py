"""The birth columns: known parts, calendar, wrong conversions, estimates and assessments."""

from datetime import date

from benchmarks.generators.generator_d import calendars, rates
from benchmarks.generators.generator_d.dice import Dice
from benchmarks.generators.generator_d.journeys import Encounter, Journey
from benchmarks.generators.generator_d.naming import Row, language
from benchmarks.generators.generator_d.people import StatedIdentity


def years_between(born: date, day: date) -> int:
    """Return the completed years of age."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def births(journey: Journey, encounter: Encounter, dice: Dice) -> Row:
    """Return the birth columns of one row, with an age if no birth is given."""
    desk = rates.DESKS[encounter.desk]
    stated = journey.person.remembered if desk.hand == "kin" else journey.told(encounter.leg)
    row: Row = {}
    if not dice.slips(rates.LEFT_OUT[encounter.desk]["birth"]):
        row = (
            _at_home(stated, journey, encounter, dice)
            if desk.hand == "kin"
            else _at_a_desk(stated, journey, encounter, dice)
        )
    if not row or dice.chance(0.15):
        age = years_between(stated.born, encounter.day)
        if dice.wrong("age_off_by_one"):
            age += dice.random.choice((-1, 1, 1))
        row |= {"age": str(max(age, 5)), "age_on": encounter.day.isoformat()}
    return row


def _at_home(stated: StatedIdentity, journey: Journey, encounter: Encounter, dice: Dice) -> Row:
    calendar = rates.ORIGINS[journey.person.origin].calendar
    if (encounter.desk == "family_abroad" and dice.chance(0.4)) or not dice.chance(
        rates.OWN_CALENDAR[calendar]
    ):
        calendar = "gregorian"
    return _stated(stated, calendar, encounter, dice)


def _stated(stated: StatedIdentity, calendar: str, encounter: Encounter, dice: Dice) -> Row:
    """Return the stated date in a calendar, with the month as number or word, and the calendar's
    name.
    """
    words = calendar if calendar != "gregorian" else language(encounter) or "en"
    day = calendars.in_calendar(stated.born, calendar)
    text = calendars.write_date(
        day, stated.known, words if dice.chance(rates.LIFE["month_in_words"]) else ""
    )
    row = {"birth_date": text, "birth_known": "claimed"}
    return row if calendar == "gregorian" else row | {"birth_calendar": calendar}


def _at_a_desk(stated: StatedIdentity, journey: Journey, encounter: Encounter, dice: Dice) -> Row:
    precision, born = stated.known, stated.born
    truthful = stated is journey.person.truth
    if journey.person.paper and truthful and precision == "day" and dice.chance(0.4):
        return {"birth_date": born.isoformat(), "birth_known": "documented"}
    calendar = rates.ORIGINS[journey.person.origin].calendar
    in_own = calendar != "gregorian" and dice.chance(rates.OWN_CALENDAR[calendar])
    if (
        in_own
        and rates.DESKS[encounter.desk].strain < 1
        and dice.chance(rates.LIFE["calendar_as_stated"])
    ):
        return _stated(stated, calendar, encounter, dice)
    day = calendars.in_calendar(born, "gregorian")
    if in_own and dice.wrong("wrong_conversion"):
        day = calendars.badly_converted(
            calendars.in_calendar(born, calendar),
            calendar,
            dice.random.choices((0, 1, -1), (5, 2, 1))[0],
        )
    elif precision == "day":
        day = _misread(day, dice)
    if encounter.desk == "age_assessment" and dice.slips(0.8):
        return _assessed(day, dice)
    if precision == "day" and dice.wrong("first_of_january_though_known"):
        precision = "year"
    if precision != "day" and dice.wrong("first_of_january"):
        precision, day = "day", (day[0], 1, 1)
    words = language(encounter) if dice.chance(rates.LIFE["month_in_words"] / 2) else ""
    dotted = language(encounter) in ("de", "sr") and dice.chance(0.5)
    text = calendars.write_date(day, precision, words, dotted=dotted)
    if precision == "day" and dice.slips(0.02):
        text += f"|{day[0] + dice.random.choice((-1, 1))}-01-01"  # two statements on file
    return {"birth_date": text, "birth_known": "claimed"}


def _misread(day: calendars.Day, dice: Dice) -> calendars.Day:
    year, month, number = day
    if dice.wrong("swapped_days") and number <= 12:
        month, number = number, month
    if dice.wrong("unsure_of_year"):
        year += dice.random.choice((-1, 1))
    if dice.wrong("digit_of_date"):
        number = dice.random.randint(1, 28)
    return year, month, min(number, 28) if month == 2 else number


def _assessed(day: calendars.Day, dice: Dice) -> Row:
    year = day[0] - dice.random.choices((-1, 0, 1, 2, 3), (1, 4, 4, 3, 1))[0]
    has_true_month = dice.chance(0.3)
    month, number = (
        (day[1], min(day[2], 28))
        if has_true_month
        else dice.random.choice(((1, 1), (1, 1), (12, 31)))
    )
    return {"birth_date": f"{year}-{month:02d}-{number:02d}", "birth_known": "assessed"}
