"""One record: the columns that a desk fills, with omissions and errors."""

from datetime import timedelta

from benchmarks.generators.generator_d import bodies, naming, papers, rates, words
from benchmarks.generators.generator_d.births import births
from benchmarks.generators.generator_d.dice import Dice
from benchmarks.generators.generator_d.journeys import Encounter, Journey, Leg
from benchmarks.generators.generator_d.naming import Row
from benchmarks.generators.generator_d.people import Person, StatedIdentity
from benchmarks.generators.generator_d.spelling import mishear
from benchmarks.generators.generator_d.words import Name

_CARE = {
    "family_home": "none",
    "family_abroad": "kinship",
    "camp": "reception_centre",
    "hospital": "hospital",
    "street_team": "street",
    "border_police": "detention",
    "centre_missing": "reception_centre",
    "youth_office": "foster",
    "age_assessment": "reception_centre",
    "asylum_office": "reception_centre",
}
_REF = {
    "family_home": "TR",
    "family_abroad": "TR",
    "border_police": "BP",
    "camp": "RC",
    "hospital": "KH",
    "street_team": "ST",
    "city_police": "PO",
    "centre_missing": "VM",
    "hotline": "HL",
    "youth_office": "JA",
    "age_assessment": "AA",
    "asylum_office": "AS",
}
_WRONG_LANGUAGE = {
    "prs": "fas",
    "ckb": "kur",
    "kmr": "kur",
    "tir": "amh",
    "pnb": "urd",
    "ful": "fra",
    "man": "eng",
}
_WRONG_RELATION = {"brother": "cousin", "uncle": "brother", "cousin": "brother", "sister": "cousin"}


def reference(encounter: Encounter, serial: int) -> str:
    """Return an agency's reference.

    A stride through five digits gives neighbouring records distant numbers.
    """
    number = f"{encounter.day.year % 100:02d}{serial * 7919 % 100_000:05d}"
    return f"{encounter.country}-{_REF[encounter.desk]}-{number}"


def write(journey: Journey, encounter: Encounter, files: dict[str, Row], dice: Dice) -> Row:
    """Return the row that a desk writes.

    `files` has the names and births noted by desks of each country; the row's are added.
    """
    dice = dice.hurried(rates.DESKS[encounter.desk].strain)
    row = {"kind": rates.DESKS[encounter.desk].kind} | _identity(journey, encounter, files, dice)
    for field, columns in _facts(journey, encounter, dice).items():
        if not dice.slips(rates.LEFT_OUT[encounter.desk][field]):
            row |= {column: text for column, text in columns.items() if text}
    if row["kind"] == "missing":
        row["category"] = "runaway_or_thrown_out" if dice.chance(0.4) else "missing_in_migration"
        row["description"] = (
            f"last seen in a {dice.random.choice(('black', 'blue', 'grey'))} jacket"
        )
    elif dice.chance(0.06):
        row |= {
            "sharing": dice.random.choice(("link", "profile", "identity")),
            "recipients": journey.headed_for,
        }
    return row


def _identity(journey: Journey, encounter: Encounter, files: dict[str, Row], dice: Dice) -> Row:
    hand = rates.DESKS[encounter.desk].hand
    # A register of this country, or the card of another desk that the child carries.
    card = files.get("card") if dice.chance(rates.LIFE["shows_card"]) else None
    old = (files.get(encounter.country) or card) if hand == "form" else None
    if old and encounter.desk != "age_assessment" and dice.chance(rates.LIFE["copies_register"]):
        columns = ("full_name", "given_names", "family_names", "name_native")
        name = naming.copy_names({key: text for key, text in old.items() if key in columns}, dice)
        carried_over = {key: text for key, text in old.items() if key not in columns}
        return name | (
            carried_over if not dice.slips(rates.LEFT_OUT[encounter.desk]["birth"]) else {}
        )
    name = naming.nickname_as_name(journey, encounter, naming.names(journey, encounter, dice), dice)
    noted = name | births(journey, encounter, dice)
    if hand == "form":
        files[encounter.country] = files["card"] = noted
    return noted


def _facts(journey: Journey, encounter: Encounter, dice: Dice) -> dict[str, Row]:
    """Return the columns of each field of `rates.LEFT_OUT` except names and births."""
    person, desk = journey.person, rates.DESKS[encounter.desk]
    stated = person.truth if desk.hand == "kin" else journey.told(encounter.leg)
    seen_on = journey.legs[0].day if desk.hand == "kin" else encounter.day
    return {
        "sex": {
            "sex": (
                dice.random.choice(("U", "M" if stated.sex == "F" else "F"))
                if dice.wrong("sex")
                else stated.sex
            )
        },
        "nationalities": {"nationalities": _nationality(person, stated, dice)},
        "languages": {"languages": _languages(person.languages, dice)},
        "ethnicity": {"ethnicity": person.home.ethnicity},
        "birth_place": {"birth_place": _birth_place(journey, encounter, dice)},
        "home_address": {"home_address": _address(journey, dice)},
        "event": _event(journey, encounter, dice),
        "route": {"route": _route(journey, encounter, dice)},
        "phones": {"phones": papers.phones(journey, encounter, dice)},
        "documents": {"documents": papers.documents(journey, encounter, dice)},
        "relatives": {"relatives": _relatives(journey, encounter, dice)},
        "height": {"height_cm": bodies.height_cm(person, encounter, seen_on, dice)},
        "eyes": {"eyes": bodies.shade("eyes", person.eyes, dice)},
        "hair": {"hair": bodies.hair(person, dice)},
        "marks": {"marks": bodies.marks(person, naming.language(encounter), dice)},
        "aliases": {"aliases": naming.aliases(journey, encounter, dice)},
        "care": {"care": _CARE.get(encounter.desk, "")},
    }


def _nationality(person: Person, stated: StatedIdentity, dice: Dice) -> str:
    if not dice.wrong("nationality"):
        return stated.nationality
    return dice.random.choice(
        (*rates.ORIGINS[person.origin].claims.split(), person.home.place.country, "XXX")
    )


def _languages(spoken: tuple[str, ...], dice: Dice) -> str:
    first = _WRONG_LANGUAGE.get(spoken[0], spoken[0]) if dice.slips(0.15) else spoken[0]
    rest = [code for code in spoken[1:] if not dice.wrong("language")]
    return "|".join(dict.fromkeys((first, *rest)))


def _country(code: str, encounter: Encounter) -> str:
    names = words.countries()[code].names
    return names.get(naming.language(encounter), names["en"])


def _birth_place(journey: Journey, encounter: Encounter, dice: Dice) -> str:
    hand = rates.DESKS[encounter.desk].hand
    stated = journey.person.truth if hand == "kin" else journey.told(encounter.leg)
    place = stated.birth_place
    if dice.wrong("birth_place_grew_up"):
        place = journey.person.home.place
    exact = f"{place.town[0]}, {words.countries()[place.country].names['en']}"
    if not dice.wrong("birth_place_bare"):
        return exact
    if hand == "form" and dice.wrong("unknown_place"):
        return rates.PLACEHOLDERS.get(naming.language(encounter), rates.PLACEHOLDERS[""])
    if dice.wrong("birth_place_wider"):
        return dice.random.choice((place.region, _country(place.country, encounter)))
    town = dice.random.choice(place.town)
    if dice.wrong("birth_place_misheard"):
        town = mishear(town, dice)
    return dice.random.choice(
        (town, f"{town}, {place.region}", f"{town}, {_country(place.country, encounter)}")
    )


def _address(journey: Journey, dice: Dice) -> str:
    home = journey.person.home
    town = dice.random.choice(home.place.town) if dice.slips(0.4) else home.place.town[0]
    around = [
        part for part in (home.place.district, home.place.region) if part != home.place.town[0]
    ]
    address_parts = [part for part in (home.street, *around) if not dice.wrong("address_part")]
    address_parts.insert(min(2, len(address_parts)), town)
    if dice.chance(0.2):
        address_parts.reverse()
    return ", ".join(dict.fromkeys(address_parts))


def _event(journey: Journey, encounter: Encounter, dice: Dice) -> Row:
    leg = journey.legs[encounter.leg]
    day = leg.day if rates.DESKS[encounter.desk].hand == "kin" else encounter.day
    if dice.wrong("event_day"):
        day += timedelta(days=dice.random.choice((-30, -7, -3, -2, -1, 1, 2, 7)))
    row = {"event_date": day.isoformat(), "event_country": leg.country}
    if not dice.wrong("event_place"):
        row["event_place"] = dice.random.choice(leg.place) if dice.slips(0.5) else leg.place[0]
    return row


def _route(journey: Journey, encounter: Encounter, dice: Dice) -> str:
    passed = [
        _stop(leg, dice)
        for leg in journey.legs[: encounter.leg + 1]
        if not dice.wrong("stop_missed")
    ]
    if dice.chance(0.3):
        passed.append(journey.headed_for)
    return "|".join(dict.fromkeys(passed))


def _stop(leg: Leg, dice: Dice) -> str:
    place = "" if dice.wrong("place_of_stop") else dice.random.choice(leg.place)
    day = "" if dice.wrong("day_of_stop") else leg.day.isoformat()
    return f"{leg.country}:{place}:{day}".rstrip(":")


def _relatives(journey: Journey, encounter: Encounter, dice: Dice) -> str:
    person, home = journey.person, journey.person.home
    stated = (
        person.truth if rates.DESKS[encounter.desk].hand == "kin" else journey.told(encounter.leg)
    )
    relatives: list[tuple[str, Name, Name | None]] = [("mother", home.mother, None)]
    if home.has_father:
        relatives.append(("father", stated.father, stated.family))
    relatives += [
        ("sister" if sex == "F" else "brother", name, None)
        for sex, name in home.children
        if name != person.truth.given
    ]
    if home.abroad or encounter.desk == "family_abroad":
        relatives.append(("uncle", home.uncle, home.family))
    companions = () if dice.wrong("companions") else journey.companions
    for companion in companions:
        if companion.home.mother is not home.mother:
            is_cousin = companion.home.grandfather is home.grandfather
            relatives.append(
                (
                    "cousin" if is_cousin else "travel_companion",
                    companion.truth.given,
                    companion.truth.family,
                )
            )
    heard = rates.ORIGINS[person.origin].heard
    written = []
    for relation, name, family in relatives:
        if dice.wrong("relative_missed"):
            continue
        relation_text = relation
        if dice.wrong("relation"):
            relation_text = _WRONG_RELATION.get(relation, relation)
        written.append(
            f"{relation_text}:{naming.relative_name(name, family, encounter, heard, dice)}"
        )
    if person.origin in rates.TRAFFICKED and dice.chance(rates.LIFE["exploiter"] / 2):
        written.append("exploiter:Madam")
    return "|".join(written)
