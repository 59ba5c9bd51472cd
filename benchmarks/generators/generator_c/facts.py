"""The other facts in a record: sex, nationality, places, relatives, appearance and route."""

from datetime import date
from typing import Final

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.births import age
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.hearing import LANGUAGE, known_place, place, write_part
from benchmarks.generators.generator_c.naming import Name, draw_name_word
from benchmarks.generators.generator_c.people import Mark, Meeting, Person
from benchmarks.generators.generator_c.words import homes

COUNTRY: Final = {
    "AF": "Afghanistan",
    "SY": "Syria",
    "EG": "Egypt",
    "MA": "Morocco",
    "DZ": "Algeria",
    "TN": "Tunisia",
    "SD": "Sudan",
    "IQ": "Iraq",
    "TR": "Turkey",
    "SO": "Somalia",
    "ET": "Ethiopia",
    "ER": "Eritrea",
    "GN": "Guinea",
    "ML": "Mali",
    "GM": "Gambia",
    "CI": "Ivory Coast",
    "SN": "Senegal",
    "PK": "Pakistan",
    "BD": "Bangladesh",
    "VN": "Vietnam",
    "UA": "Ukraine",
    "AL": "Albania",
    "XK": "Kosovo",
}
# The nationality that a child is taken for, or claims.
NEIGHBOUR: Final = {
    "AF": "IR PK",
    "SY": "IQ LB",
    "EG": "SY LY",
    "MA": "DZ",
    "DZ": "MA",
    "TN": "DZ LY",
    "SD": "SS TD",
    "IQ": "SY IR",
    "TR": "IQ",
    "SO": "ET KE",
    "ET": "ER",
    "ER": "ET",
    "GN": "SN ML",
    "ML": "CI GN",
    "GM": "SN",
    "CI": "ML BF",
    "SN": "GM",
    "PK": "AF IN",
    "BD": "IN MM",
    "VN": "CN",
    "UA": "RU MD",
    "AL": "XK",
    "XK": "AL",
}
# Mean height in centimetres by age, for boys and girls. Children from poor regions are somewhat
# below the WHO median.
BOYS_CM: Final = {
    6: 114,
    8: 125,
    10: 135,
    11: 140,
    12: 146,
    13: 153,
    14: 160,
    15: 166,
    16: 169,
    17: 171,
    18: 172,
}
GIRLS_CM: Final = {
    6: 113,
    8: 125,
    10: 136,
    11: 142,
    12: 148,
    13: 153,
    14: 156,
    15: 158,
    16: 159,
    17: 160,
    18: 160,
}

SAME_EYES: Final = {
    "brown": "black hazel",
    "black": "brown",
    "hazel": "brown green",
    "blue": "grey green",
    "green": "hazel grey",
    "grey": "blue green",
}
SAME_HAIR: Final = {"black": "brown", "brown": "black", "blond": "sandy brown"}
NEAR_PART: Final = {"forearm": "elbow wrist upper_arm", "hand": "wrist", "knee": "lower_leg",
                    "lower_leg": "knee ankle",
                    "forehead": "eye scalp", "eye": "forehead", "neck": "shoulder", "chin": "mouth",
                    "scalp": "forehead"}  # fmt: skip


def sex(chance: Chance, person: Person) -> str:
    """Return M or F, seldom the wrong one or unknown."""
    if chance.right(rates.SEX_RIGHT):
        return person.sex
    return "U" if chance.happens(rates.SEX_UNKNOWN) else ("F" if person.sex == "M" else "M")


def nationality(chance: Chance, person: Person, desk: str) -> str:
    """Return the nationality, or that of a neighbouring country."""
    home = person.family.home.country
    own = (
        "ER"
        if person.origin == "eritrean" and home == "ET" and person.family.house % 3 == 0
        else home
    )
    own = "SO" if person.origin == "somali" else own
    right = rates.NATIONALITY_RIGHT_KIN if desk == "kin" else rates.NATIONALITY_RIGHT
    return own if chance.right(right) else chance.pick(NEIGHBOUR[own].split())


def birth_place(chance: Chance, person: Person) -> str:
    """Return the place of birth in the detail that was given; sometimes a neighbouring place."""
    home = person.family.home
    village, town, province = person.family.village, home.town, home.province
    if not chance.right(rates.PLACE_RIGHT):
        near_home = chance.pick(
            [each for each in homes(person.origin) if each.country == home.country]
        )
        village, town = chance.pick(near_home.villages), near_home.town
        province = near_home.province
    level = "village" if chance.told(rates.PLACE_VILLAGE) else chance.weigh(rates.PLACE_LEVELS)
    pieces = {
        "village": (village, town),
        "town": (town,),
        "province": (province,),
        "country": (),
    }[level]
    names = [place(chance, each) for each in pieces]
    if level == "town" and province[0] != town[0] and chance.happens(rates.PLACE_WITH_PROVINCE):
        names.append(place(chance, province))
    with_country = not names or chance.told(rates.PLACE_COUNTRY)
    return ", ".join([*names, COUNTRY[home.country]] if with_country else names)


def home_address(chance: Chance, person: Person) -> str:
    """Return the family's address in local words, with parts left out."""
    family = person.family
    street = place(chance, family.street)
    house = str(family.house)
    words = {
        "afghan": f"House {house}, {street}",
        "pakistani": f"House No {house}, {street}",
        "bangladeshi": f"{street}, Bari {house}",
        "vietnamese": f"{house} {street}",
        "turkish": f"{street} No:{house}",
        "ukrainian": f"vul. {street} {house}",
        "moroccan": f"{house} rue {street}",
        "westafrican": f"{street}",
        "egyptian": f"{house} Sharia {street}",
        "syrian": f"Hay {street}, {house}",
    }.get(family.origin, f"{street} {house}")
    pieces = [words] if chance.told(rates.ADDRESS_PART) else [street]
    if chance.told(rates.ADDRESS_PART):
        pieces.append(place(chance, family.village))
    pieces.append(place(chance, family.home.town))
    if family.home.province[0] != family.home.town[0] and chance.told(rates.ADDRESS_PART):
        pieces.append(place(chance, family.home.province))
    return ", ".join(pieces)


def relatives(chance: Chance, person: Person, meeting: Meeting) -> list[str]:
    """Return the relatives that were named. Each name is heard separately."""
    desk_rates = rates.TOLD[meeting.desk]
    family = person.family
    named: list[tuple[str, Name]] = []
    if chance.told(desk_rates["father"]):
        named.append(("father", family.father))
    if chance.told(desk_rates["mother"]):
        named.append(("mother", family.mother))
    relative_rates = max(desk_rates["kin"], desk_rates["father"])
    named += [
        ("brother" if each.sex == "M" else "sister", each.name)
        for each in person.siblings
        if chance.told(relative_rates)
    ]
    named += [
        (each.relation, each.name)
        for each in family.relatives
        if chance.told(desk_rates["kin"] * rates.FAR_KIN)
    ]
    return [
        f"{relation}:{_kin_name(chance, relation, name, person, meeting)}"
        for relation, name in named
    ]


def _kin_name(chance: Chance, relation: str, name: Name, person: Person, meeting: Meeting) -> str:
    origin = person.origin
    given_name = name.given
    if not chance.right(rates.KIN_RIGHT):  # the family's name for them, or another relative's name
        female = relation in ("mother", "sister")
        given_name = (
            (draw_name_word(chance, origin, "girl"),)
            if female
            else person.family.relatives[0].name.given
        )
    pieces = [given_name]
    if chance.told(rates.KIN_WHOLE):
        if origin == "vietnamese":
            pieces = [name.family, name.middle, given_name]
        elif origin in ("somali", "sudanese", "egyptian"):
            pieces = [given_name, name.father, name.grand]
        elif origin == "eritrean" or not name.family:
            pieces = [given_name, name.father]
        else:
            pieces = [given_name, name.family]
    language = LANGUAGE.get(meeting.country, "en")
    return " ".join(
        write_part(chance, piece, meeting.desk, language, origin) for piece in pieces if piece
    )


def height(chance: Chance, person: Person, meeting: Meeting) -> str:
    """Return the height in centimetres on the day of writing, measured or estimated in steps of
    five.
    """
    table = BOYS_CM if person.sex == "M" else GIRLS_CM
    years = age_exact(person.born, meeting.day)
    steps = sorted(table)
    if years <= steps[0]:
        mean = float(table[steps[0]])
    elif years >= steps[-1]:
        mean = float(table[steps[-1]])
    else:
        after = next(step for step in steps if step > years)
        before = steps[steps.index(after) - 1]
        mean = table[before] + (table[after] - table[before]) * (years - before) / (after - before)
    mean += rates.STATURE_CM.get(person.origin, 0)
    true = mean + person.tall * rates.SPREAD_CM * mean / table[18]
    if chance.wrong(rates.HEIGHT_GUESSED[meeting.desk]):
        return str(5 * round((true + chance.random.gauss(0, rates.HEIGHT_GUESS_CM)) / 5))
    return str(round(true + chance.random.gauss(0, rates.HEIGHT_ERROR_CM) * min(1.0, chance.noise)))


def age_exact(born: date, on: date) -> float:
    """Return the age in years as a fraction."""
    return (on - born).days / 365.25


def look(chance: Chance, true: str, table: dict[str, str]) -> str:
    """Return a colour as another person perceives it."""
    return true if chance.right(rates.LOOKS_RIGHT) else chance.pick(table[true].split())


def mark(chance: Chance, true: Mark) -> str:
    """Return a mark as described by one desk.

    Sometimes with a neighbouring body part, the wrong side or no text.
    """
    part = true.part
    if not chance.right(rates.MARK_RIGHT) and part in NEAR_PART:
        part = chance.pick(NEAR_PART[part].split())
    side = true.side
    if side and not chance.right(rates.MARK_SIDE_RIGHT):
        side = "left" if side == "right" else "right"
    side = side if chance.told(rates.MARK_SIDE_TOLD) else ""
    text = true.text if chance.told(rates.MARK_TEXT_TOLD) else ""
    return f"{true.kind}:{part}:{side}:{text}".rstrip(":")


def route(chance: Chance, person: Person, meeting: Meeting) -> str:
    """Return the earlier stays as the child tells them, seldom with its destination."""
    stops = []
    for stop in person.way[: meeting.stop]:
        if not chance.told(rates.ROUTE_STOP):
            continue
        town = place(chance, stop.place) if chance.told(rates.ROUTE_PLACE) else ""
        day = stop.arrived.isoformat() if chance.told(rates.ROUTE_DAY) else ""
        stops.append(f"{stop.country}:{town}:{day}".rstrip(":"))
    ahead = person.way[meeting.stop + 1 :]
    if ahead and meeting.desk != "police" and chance.happens(rates.ROUTE_AHEAD):
        stops.append(ahead[-1].country)
    return "|".join(stops)


def event(chance: Chance, meeting: Meeting) -> dict[str, str]:
    """Return when and where the person was last seen or found."""
    cells = {"event_country": meeting.event_country}
    if chance.told(rates.EVENT_DAY):
        cells["event_date"] = meeting.event_day.isoformat()
    if chance.told(rates.EVENT_PLACE):
        # A desk knows the places of its own state and hears the names of others.
        own = meeting.event_country == meeting.country
        cells["event_place"] = (
            known_place(chance, meeting.place) if own else place(chance, meeting.place)
        )
    return cells


def category(person: Person, meeting: Meeting) -> dict[str, str]:
    """Return the columns for the responsible agency only."""
    if meeting.kind != "found":
        return {"category": "missing_in_migration"}
    care = {
        "hospital": "hospital",
        "shelter": "residential",
        "youth": "residential",
        "police": "none",
    }
    minor = age(person.born, meeting.day) < 18
    return {"care": care.get(meeting.desk, "reception_centre") if minor else "reception_centre"}
