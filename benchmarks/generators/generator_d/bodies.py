"""The appearance of a child in a record: height by age, eyes, hair, marks."""

from datetime import date

from benchmarks.generators.generator_d import rates
from benchmarks.generators.generator_d.dice import Dice
from benchmarks.generators.generator_d.journeys import Encounter
from benchmarks.generators.generator_d.people import Person

_NEAR_SHADES = {
    "eyes": {
        "brown": ("black", "black", "hazel"),
        "black": ("brown",),
        "hazel": ("brown", "green"),
        "green": ("hazel", "grey"),
        "blue": ("grey", "green"),
        "grey": ("blue",),
    },
    "hair": {
        "black": ("brown",),
        "brown": ("black", "blond"),
        "blond": ("sandy", "brown"),
        "sandy": ("blond",),
    },
}
_MIDDLE_PARTS = ("forehead", "chin", "nose", "mouth", "back", "abdomen", "chest", "tooth", "neck")


def height(person: Person, day: date) -> float:
    """Return the true height in cm on a day: adult height times the share reached at that age."""
    growth = rates.GROWTH_M if person.truth.sex == "M" else rates.GROWTH_F
    age = (day - person.truth.born).days / 365.25 + person.ahead_years
    ages = sorted(growth)
    age = min(max(age, ages[0]), ages[-1])
    above = next(at for at in ages if at >= age)
    below = max(at for at in ages if at <= age)
    if above == below:
        return person.adult_cm * growth[above]
    share = (age - below) / (above - below)
    return person.adult_cm * (growth[below] + share * (growth[above] - growth[below]))


def height_cm(person: Person, encounter: Encounter, seen_on: date, dice: Dice) -> str:
    """Return the height as written: to a centimetre or two, or estimated in steps of five."""
    tall = height(person, seen_on)
    if encounter.desk not in ("hospital", "age_assessment") and dice.wrong("estimated_height"):
        return str(5 * round((tall + dice.random.gauss(0, 4)) / 5))
    if dice.slips(0.6):
        tall += dice.random.gauss(0, 1.3)
    return str(round(tall))


def hair(person: Person, dice: Dice) -> str:
    """Return the hair as a desk sees it: its colour, or dyed, shaved or covered."""
    if person.truth.sex == "F" and person.origin in rates.SCARVES and dice.wrong("scarf"):
        return "covered"
    if dice.wrong("dyed"):
        return dice.random.choice(("dyed", "bald", "blond"))
    return shade("hair", person.hair, dice)


def shade(kind: str, colour: str, dice: Dice) -> str:
    """Return a colour of eyes or hair as another person perceives it."""
    return dice.random.choice(_NEAR_SHADES[kind][colour]) if dice.wrong("shade") else colour


def marks(person: Person, language: str, dice: Dice) -> str:
    """Return the marks that a desk sees, in its language.

    A desk in a hurry notes fewer marks with fewer details.
    """
    cells = []
    for mark, part, side in person.marks:
        if dice.wrong("mark_missed"):
            continue
        kind = mark.kind
        if kind in ("scar", "burn") and dice.wrong("mark_kind"):
            kind = "burn" if kind == "scar" else "scar"
        text = "" if dice.wrong("mark_text") else mark.texts.get(language, mark.texts["en"])
        cells.append(":".join((kind, part, _side(part, side, dice), text)).rstrip(":"))
    return "|".join(cells)


def _side(part: str, side: str, dice: Dice) -> str:
    if part in _MIDDLE_PARTS or dice.wrong("mark_side_unsaid"):
        return ""
    return {"left": "right", "right": "left"}[side] if dice.wrong("side") else side
