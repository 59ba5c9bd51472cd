"""Telephones and documents: fictional numbers in the format of each country."""

from typing import Final

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.people import Meeting, Person
from benchmarks.generators.generator_c.slips import mistype_digit

# Calling code and first digits of mobile numbers, and the number of further digits.
MOBILE: Final[dict[str, tuple[str, str, int]]] = {
    "AF": ("93", "70 78 79 77", 7),
    "SY": ("963", "933 944 988 955", 6),
    "IQ": ("964", "750 770 751", 7),
    "EG": ("20", "100 101 111 122", 7),
    "MA": ("212", "661 662 670", 6),
    "DZ": ("213", "550 661 770", 6),
    "TN": ("216", "20 22 98 55", 6),
    "SD": ("249", "91 92 99", 7),
    "SO": ("252", "61", 7),
    "ER": ("291", "71", 5),
    "ET": ("251", "91 92", 7),
    "GN": ("224", "620 621 622 628", 6),
    "ML": ("223", "70 76 66", 6),
    "GM": ("220", "70 77 30", 5),
    "CI": ("225", "07 05 01", 8),
    "SN": ("221", "77 78", 7),
    "PK": ("92", "300 301 345 333", 7),
    "BD": ("880", "17 18 19", 8),
    "VN": ("84", "90 91 97 98", 7),
    "UA": ("380", "50 67 63 95", 7),
    "AL": ("355", "69 68 67", 7),
    "XK": ("383", "44 49", 6),
    "TR": ("90", "532 533 542 555", 7),
    "DE": ("49", "151 160 170 176", 7),
    "AT": ("43", "664 660 676", 7),
    "CH": ("41", "76 78 79", 7),
    "FR": ("33", "61 62 75", 7),
    "BE": ("32", "470 485 495", 6),
    "NL": ("31", "61 62 64", 7),
    "IT": ("39", "320 328 351 388", 7),
    "GR": ("30", "694 697 698", 7),
    "ES": ("34", "612 631 655", 6),
    "GB": ("44", "7400 7700 7912", 6),
    "SE": ("46", "70 72 73", 7),
    "PL": ("48", "501 600 788", 6),
    "FI": ("358", "40 50", 7),
    "GE": ("995", "555", 6),
    "RO": ("40", "72 74", 7),
}
# Number formats of states' asylum procedures; N is a digit, A a letter.
ASYLUM: Final[dict[str, str]] = {
    "DE": "NNNNNNN-NNN",
    "AT": "NNNNNNNNNN",
    "CH": "NNNNNNNN",
    "FR": "NNNNNNNNNN",
    "BE": "NNNNNNN",
    "NL": "NNNNNNNNNN",
    "IT": "AANNNNNNN",
    "GR": "NN-NNNNNN",
    "ES": "NNNNNNNNNN",
    "GB": "ANNNNNNN",
    "SE": "NN-NNNNNN",
    "NO": "NNNNNNNNNN",
    "BG": "NNNNN",
    "HU": "NNNNNN/NNNN",
    "RS": "NNNNNN",
    "PL": "AANNNNNN",
    "FI": "NNNNNN",
}
ASYLUM_ELSE: Final = "ANNNNNN"
# The document that a child of that origin most often has (or has a photograph of), and its number
# format.
PAPER: Final[dict[str, dict[str, int]]] = {
    "AF": {"id_card:NNNNNNNN": 5, "id_card:NNNN-NNNN-NNNNN": 3, "passport:PNNNNNNNN": 2},
    "SY": {"id_card:NNNNNNNNNNN": 4, "passport:NNNNNNNNN": 3, "other:NNNNNN": 2},
    "UA": {"passport:AANNNNNN": 6, "birth_certificate:NNNNNN": 3},
    "AL": {"passport:AANNNNNNN": 4, "id_card:NNNNNNNNN": 6},
    "TR": {"passport:UNNNNNNNN": 3, "id_card:ANNANNNNN": 5},
    "VN": {"birth_certificate:NNN/NNNN": 5, "passport:CNNNNNNN": 3},
}
PAPER_ELSE: Final = {"birth_certificate:NNNNNN": 6, "passport:ANNNNNNN": 2, "id_card:ANNNNNNN": 3}


def draw_number(chance: Chance, pattern: str) -> str:
    """Return a random number of that format."""
    letters = "ABCDEFGHKLMPRSTVWXZ"
    signs = {"N": lambda: chance.digits(1), "A": lambda: chance.pick(letters)}
    return "".join(signs[sign]() if sign in signs else sign for sign in pattern)


def draw_mobile(chance: Chance, country: str) -> str:
    """Return a mobile number with its calling code.

    A country without a format gets a German number.
    """
    code, starts, count = MOBILE.get(country, MOBILE["DE"])
    first = str(chance.random.randrange(1, 10))
    return f"+{code}{chance.pick(starts.split())}{first}{chance.digits(count - 1)}"


def phones(chance: Chance, person: Person, meeting: Meeting) -> list[str]:
    """Return the telephones in a record, each with its owner if known."""
    desk_rates = rates.TOLD[meeting.desk]
    numbers = []
    if chance.told(desk_rates["own_phone"]) and (
        own := _own_phone(chance, person, meeting.event_country)
    ):
        numbers.append("own:" + _as_written(chance, own))
    if chance.told(desk_rates["kin_phone"]):
        number = (
            person.family.phone if chance.right(rates.KIN_PHONE_KEPT) else person.family.other_phone
        )
        label = "relative:" if chance.told(rates.KIN_LABEL) else ""
        numbers.append(label + _as_written(chance, number))
    if meeting.desk != "kin" and chance.wrong(rates.EXPLOITER_PHONE):
        label = "exploiter:" if chance.right(rates.EXPLOITER_MARKED) else ""
        numbers.append(label + person.exploiter_phone)
    return numbers


def _own_phone(chance: Chance, person: Person, country: str) -> str:
    """Return the child's own number in that country, kept or new.

    "" if it has none.
    """
    if country not in person.phones:
        before = list(person.phones.values())
        if before and before[-1] and chance.right(rates.OWN_PHONE_KEPT):
            person.phones[country] = before[-1]
        elif chance.told(rates.OWN_PHONE_HAS):
            person.phones[country] = draw_mobile(
                chance,
                country if chance.happens(rates.OWN_PHONE_LOCAL) else person.family.home.country,
            )
        else:
            person.phones[country] = ""
    return person.phones[country]


def _as_written(chance: Chance, number: str) -> str:
    if not chance.right(rates.PHONE_RIGHT):
        number = mistype_digit(chance, number)
    form = chance.weigh(rates.PHONE_WRITTEN)
    if form == "zeros":
        return "00" + number[1:]
    if form == "spaces":
        return f"{number[:-6]} {number[-6:-3]} {number[-3:]}"
    return number


def documents(chance: Chance, person: Person, meeting: Meeting) -> list[str]:
    """Return the documents in a record.

    They are the state's own number, seldom another state's number, and a document from home.
    """
    desk_rates = rates.TOLD[meeting.desk]
    papers = []
    if chance.told(desk_rates["number"]):
        papers.append(_asylum(chance, person, meeting.country))
    other_papers = [
        stop.country
        for stop in person.way[: meeting.stop]
        if f"asylum:{stop.country}" in person.numbers
    ]
    if other_papers and meeting.desk != "kin" and chance.wrong(rates.FOREIGN_NUMBER):
        papers.append(_asylum(chance, person, chance.pick(other_papers)))
    if person.has_paper and chance.told(desk_rates["paper"]):
        home = person.family.home.country
        if "paper" not in person.numbers:
            kind, pattern = chance.weigh(PAPER.get(home, PAPER_ELSE)).split(":")
            person.numbers["paper"] = f"{kind}:{home}:{draw_number(chance, pattern)}"
        papers.append(_copied(chance, person.numbers["paper"]))
    return papers


def _asylum(chance: Chance, person: Person, country: str) -> str:
    key = f"asylum:{country}"
    if key not in person.numbers:
        person.numbers[key] = f"{key}:{draw_number(chance, ASYLUM.get(country, ASYLUM_ELSE))}"
    return _copied(chance, person.numbers[key])


def _copied(chance: Chance, text: str) -> str:
    return text if chance.right(rates.NUMBER_RIGHT) else mistype_digit(chance, text)
