"""Documents and telephones: numbers shown or registered, and how they are copied."""

from functools import cache

from benchmarks.generators.generator_d import rates, words
from benchmarks.generators.generator_d.dice import Dice
from benchmarks.generators.generator_d.journeys import Encounter, Journey, is_european
from benchmarks.generators.generator_d.people import Person, phone

_STATES = {
    "UA": "UKR",
    "AL": "ALB",
    "XK": "RKS",
    "MA": "MAR",
    "DZ": "DZA",
    "TN": "TUN",
    "VN": "VNM",
}
_TRUNK_ZERO = ("49", "33", "43", "44", "41")
_OFFICES = (
    "border_police",
    "camp",
    "youth_office",
    "asylum_office",
    "age_assessment",
    "city_police",
)


def _check(text: str) -> str:
    values = (int(char, 36) if char != "<" else 0 for char in text)
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)


def machine_readable_zone(person: Person) -> str:
    """Return the two lines of a child's passport (ICAO 9303, TD3).

    "" if the state is not listed.
    """
    truth = person.truth
    state = _STATES.get(truth.nationality, "")
    if not state or not truth.family:
        return ""
    first = f"P<{state}{_mrz_name(truth.family.latin[0])}<<{_mrz_name(truth.given.latin[0])}".ljust(
        44, "<"
    )
    number = person.paper.ljust(9, "<")
    born = truth.born.strftime("%y%m%d")
    expires = truth.born.replace(year=truth.born.year + 22, day=min(truth.born.day, 28)).strftime(
        "%y%m%d"
    )
    parts = (
        number + _check(number),
        born + _check(born),
        expires + _check(expires),
        "<" * 14 + "0",
    )
    second = f"{parts[0]}{state}{parts[1]}{truth.sex}{parts[2]}{parts[3]}{_check(''.join(parts))}"
    return f"{first[:44]}\n{second}"


def _mrz_name(text: str) -> str:
    plain = text.upper().replace(" ", "<").replace("-", "<")
    return "".join(char for char in plain if char == "<" or "A" <= char <= "Z")


def documents(journey: Journey, encounter: Encounter, dice: Dice) -> str:
    """Return the documents in a record.

    They are the document from home if shown, this country's number, and sometimes that of an
    earlier country.
    """
    person = journey.person
    desk = rates.DESKS[encounter.desk]
    truthful = desk.hand == "kin" or journey.told(encounter.leg) is person.truth
    texts = []
    if (
        person.paper
        and truthful
        and desk.hand != "ear"
        and dice.chance(0.8 if desk.hand == "kin" else 0.55)
    ):
        texts.append(_paper(person, encounter, dice))
    if encounter.desk in (*_OFFICES, "centre_missing"):
        texts.append(_registered(journey, encounter.country, dice))
    before = [
        leg.country
        for leg in journey.legs[: encounter.leg]
        if is_european(leg.country) and leg.country != encounter.country
    ]
    if before and encounter.desk in ("youth_office", "asylum_office", "camp") and dice.chance(0.3):
        texts.append(_registered(journey, dice.random.choice(before), dice))
    if (
        person.origin in rates.TRAFFICKED
        and desk.hand == "form"
        and dice.chance(rates.LIFE["exploiter"] / 3)
    ):
        texts.append(
            f"exploiter:passport:{dice.random.choice(('GH', 'BJ', 'CN', 'KR'))}"
            f":{dice.digits('G#######')}"
        )
    texts = [text for text in texts if text]
    if len(texts) > 1 and dice.wrong("one_document_only"):
        texts = [dice.random.choice(texts)]
    return "|".join(texts)


def _registered(journey: Journey, country: str, dice: Dice) -> str:
    number = journey.numbers[country]
    if not number:
        return ""
    return (
        f"asylum:{country}:{dice.slip_digit(number) if dice.wrong('digit_of_document') else number}"
    )


def _paper(person: Person, encounter: Encounter, dice: Dice) -> str:
    kind = rates.ORIGINS[person.origin].paper
    if (
        kind == "passport"
        and encounter.desk in _OFFICES
        and dice.chance(rates.LIFE["machine_read"])
    ):
        zone = machine_readable_zone(person)
        if zone:
            return zone
    number = dice.slip_digit(person.paper) if dice.wrong("digit_of_document") else person.paper
    country = person.home.place.country if kind != "passport" else person.truth.nationality
    return f"{kind}:{country}:{number}"


def phones(journey: Journey, encounter: Encounter, dice: Dice) -> str:
    """Return the telephones that a desk notes: the child's, the family's and a relative's."""
    home = journey.person.home
    own = f"own:{_copied(journey.phones[encounter.leg], encounter, dice)}"
    family = [f"relative:{_copied(number, encounter, dice)}" for number in home.phones]
    if home.phone_abroad and (encounter.desk == "family_abroad" or dice.chance(0.5)):
        family.append(f"relative:{_copied(home.phone_abroad, encounter, dice)}")
    numbers = [own, *family]
    if dice.wrong("one_phone_only"):
        kin_first = rates.DESKS[encounter.desk].hand == "kin" or encounter.desk in (
            "youth_office",
            "hotline",
        )
        numbers = [dice.random.choice(family) if dice.chance(0.7 if kin_first else 0.25) else own]
    if journey.person.origin in rates.TRAFFICKED and dice.chance(rates.LIFE["exploiter"] / 2):
        numbers.append(f"exploiter:{phone(encounter.country, dice)}")
    return "|".join(numbers)


def _copied(number: str, encounter: Encounter, dice: Dice) -> str:
    if dice.wrong("digit_of_phone"):
        number = dice.slip_digit(number)
    dial_code = words.countries()[encounter.country].dial
    dial = next(code for code in _dialling_codes() if number.startswith(f"+{code}"))
    rest = number[len(dial) + 1 :]
    luck = dice.random.random()
    if luck < 0.15:
        return f"00{dial}{rest}"
    if luck < 0.3 and dial == dial_code and dial in _TRUNK_ZERO:
        return f"0{rest[:3]} {rest[3:]}"  # in domestic format
    if luck < 0.55:
        return f"+{dial} {rest[:3]} {rest[3:6]} {rest[6:]}".strip()
    return number


@cache
def _dialling_codes() -> tuple[str, ...]:
    return tuple(sorted((land.dial for land in words.countries().values()), key=len, reverse=True))
