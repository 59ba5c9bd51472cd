"""The travellers: households, their children who leave, and the truth about each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks.generators.generator_d import rates, words
from benchmarks.generators.generator_d.dice import Dice
from benchmarks.generators.generator_d.words import Name, Place

MIDDLE = {
    "M": (Name(("Van",), "Văn", "Van"), Name(("Duc",), "Đức", "Duc"), Name(("Huu",), "Hữu", "Huu")),
    "F": (Name(("Thi",), "Thị", "Thi"), Name(("Thi",), "Thị", "Thi"), Name(("Thu",), "Thu", "Thu")),
}
PREFIX = {
    "bangladeshi": (0.7, Name(("Md", "MD.", "Mohammad", "Mohammed"), "মোঃ", "Md")),
    "afghan": (0.12, Name(("Mohammad", "Mohamad", "Muhammad"), "محمد", "Mohammad")),
}
RELATIVES_ABROAD = "DE:5 FR:2 GB:2 SE:1 NL:1 BE:1 IT:1 AT:1"


@dataclass(frozen=True, slots=True)
class StatedIdentity:
    """A child's identity as stated: the truth, or a story for some time."""

    given: Name
    father: Name
    grandfather: Name
    family: Name | None
    born: date
    known: str  # precision of the known birth: day, month or year
    sex: str
    nationality: str
    birth_place: Place
    prefix: Name | None = None
    middle: Name | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """A family at home: names, place, telephones, and the relative abroad."""

    origin: str
    family: Name | None
    grandfather: Name
    father: Name
    mother: Name
    children: tuple[tuple[str, Name], ...]  # sex and given name
    place: Place
    street: str
    phones: tuple[str, ...]
    uncle: Name
    abroad: str  # the country of the relative abroad, "" if there is none
    phone_abroad: str
    ethnicity: str
    has_father: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One child: the truth, and what a desk may see."""

    number: int
    origin: str
    home: Household
    truth: StatedIdentity
    # the identity as the family at home remembers it; the year of birth may be wrong
    remembered: StatedIdentity
    languages: tuple[str, ...]
    adult_cm: float
    ahead_years: float  # how early or late the child grows
    eyes: str
    hair: str
    marks: tuple[tuple[words.Mark, str, str], ...]  # with body part and side
    nickname: str
    paper: str  # number of the document from home, "" without one


def settle_spelling(name: Name, dice: Dice) -> Name:
    """Return a family's spelling of a name: in two of three cases the usual one."""
    if dice.chance(0.65):
        return name
    own = dice.random.choice(name.latin)
    return replace(name, latin=(own, *(spelling for spelling in name.latin if spelling != own)))


def _another(names: Sequence[Name], used_sounds: list[str], dice: Dice) -> Name:
    for _ in range(20):
        name = settle_spelling(dice.popular(names), dice)
        if name.sound not in used_sounds:
            break
    return name


def phone(country: str, dice: Dice) -> str:
    """Return a mobile number of a country in international format."""
    land = words.countries()[country]
    return f"+{land.dial}{dice.digits(land.mobile)}"


def make_household(
    origin: str, dice: Dice, kin: Household | None = None, place: Place | None = None
) -> Household:
    """Return a new household.

    With `kin` it is that of the father's brother, with `place` one of that town.
    """
    men, women = words.names(origin, "m"), words.names(origin, "f")
    custom = rates.ORIGINS[origin].custom
    place = place or dice.popular(words.places(origin))
    ethnicity = _people(origin, place, dice)
    role = "p" if origin == "afghan" and ethnicity == "pashtun" and dice.chance(0.75) else "s"
    families = () if custom == "chain" else words.names(origin, role)
    family = settle_spelling(dice.popular(families), dice) if families else None
    grandfather = _another(men, [], dice)
    father = _another(men, [grandfather.sound, *([kin.father.sound] if kin else [])], dice)
    used_sounds = [father.sound]
    children: list[tuple[str, Name]] = []
    for at in range(dice.random.choices((2, 3, 4, 5, 6), (2, 3, 3, 2, 1))[0]):
        # The first child in the list leaves first.
        sex = "F" if dice.chance(0.4 if at else rates.ORIGINS[origin].girls) else "M"
        name = _another(women if sex == "F" else men, used_sounds, dice)
        if kin and not children and dice.chance(rates.CALLED_ALIKE):
            sex, name = kin.children[0]
        used_sounds.append(name.sound)
        children.append((sex, name))
    abroad = dice.pick(RELATIVES_ABROAD) if dice.chance(rates.LIFE["relative_abroad"]) else ""
    number = dice.digits("##").lstrip("0") or "7"
    household = Household(
        origin=origin,
        family=family,
        grandfather=grandfather,
        father=father,
        mother=_another(women, used_sounds, dice),
        children=tuple(children),
        place=place,
        street=dice.random.choice(words.streets(origin)).replace("#", number),
        phones=tuple(
            phone(place.country, dice) for _ in range(1 + dice.chance(rates.LIFE["second_phone"]))
        ),
        uncle=_another(men, [father.sound], dice),
        abroad=abroad,
        phone_abroad=phone(abroad, dice) if abroad else "",
        ethnicity=ethnicity,
        has_father=not dice.chance(rates.LIFE["orphan"]),
    )
    if kin is None:
        return household
    return replace(
        household,
        family=kin.family,
        grandfather=kin.grandfather,
        place=kin.place,
        ethnicity=kin.ethnicity,
        street=kin.street if dice.chance(0.3) else household.street,
        uncle=kin.uncle,
        abroad=kin.abroad,
        phone_abroad=kin.phone_abroad,
    )


def _people(origin: str, place: Place, dice: Dice) -> str:
    local = place.people or rates.ORIGINS[origin].ethnicity
    return dice.pick(local if ":" in local else f"{local}:1")


def _truth(home: Household, sex: str, given_name: Name, born: date, dice: Dice) -> StatedIdentity:
    origin = rates.ORIGINS[home.origin]
    luck = dice.random.random()
    known = (
        "day" if luck < origin.day_known else "month" if luck < (origin.day_known + 0.1) else "year"
    )
    rate, prefix = PREFIX.get(home.origin, (0.0, None))
    elsewhere = dice.chance(rates.LIFE["born_elsewhere"])
    nationality = (
        origin.claims.split()[0]
        if home.place.country not in origin.claims.split()
        else home.place.country
    )
    if home.origin == "pakistani":  # some of them claim to be Afghan at a border
        nationality = "PK"
    return StatedIdentity(
        given=given_name,
        father=home.father,
        grandfather=home.grandfather,
        family=home.family,
        born=born,
        known=known,
        sex=sex,
        nationality=nationality,
        birth_place=dice.popular(words.places(home.origin)) if elsewhere else home.place,
        prefix=prefix if sex == "M" and dice.chance(rate) else None,
        middle=dice.random.choice(MIDDLE[sex]) if origin.custom == "vietnamese" else None,
    )


def make_person(
    number: int, home: Household, child: tuple[str, Name], born: date, dice: Dice
) -> Person:
    """Return one child of a household, with appearance and documents."""
    origin = rates.ORIGINS[home.origin]
    sex, given = child
    appearance = (
        "dark" if home.origin in rates.DARK else home.origin if home.origin in rates.EYES else ""
    )
    first = dice.pick(rates.TONGUES.get(home.ethnicity, origin.languages))
    spoken = {first, *(dice.pick(origin.languages) for _ in range(dice.random.choice((0, 1, 1))))}
    spoken |= {"eng"} if dice.chance(0.2) else set()
    marks = tuple(
        (mark, dice.random.choice(mark.parts), dice.random.choice(("left", "right")))
        for mark in dice.random.sample(
            words.marks(home.origin), dice.random.choices((0, 1, 2, 3), (3, 4, 2, 1))[0]
        )
    )
    truth = _truth(home, sex, given, born, dice)
    nicknames = words.nicknames(home.origin, sex)
    return Person(
        number=number,
        origin=home.origin,
        home=home,
        truth=truth,
        remembered=_remembered(truth, dice),
        languages=(first, *sorted(spoken - {first})),
        adult_cm=dice.random.gauss(origin.height_m if sex == "M" else origin.height_f, 6.0),
        ahead_years=dice.random.gauss(0, 0.7),
        eyes=dice.pick(rates.EYES[appearance]),
        hair=dice.pick(rates.HAIR[appearance]),
        marks=marks,
        nickname=dice.random.choice(nicknames)
        if nicknames and dice.chance(rates.LIFE["has_nickname"])
        else "",
        paper=_paper_number(origin.paper, home.place.country, dice)
        if dice.chance(origin.has_paper)
        else "",
    )


def _remembered(truth: StatedIdentity, dice: Dice) -> StatedIdentity:
    if truth.known == "day" or not dice.wrong("misremembered_year"):
        return truth
    year = truth.born.year + dice.random.choice((-2, -1, 1, 1))
    return replace(truth, born=date(year, truth.born.month, min(truth.born.day, 28)))


def _paper_number(kind: str, country: str, dice: Dice) -> str:
    if kind == "passport":
        return (
            dice.random.choice("ABEFGNP") + dice.random.choice("ABCEFHKL") + dice.digits("######")
        )
    return dice.digits(
        "########" if kind == "birth_certificate" else rates.ID_NUMBERS.get(country, "############")
    )


def make_party(origin: str, first_number: int, at_end: date, dice: Dice) -> list[Person]:
    """Return children who leave together: a single child, siblings, cousins, or others of the same
    town.
    """
    first = make_household(origin, dice)
    houses: list[tuple[Household, int]] = []  # with the place among its children
    for _ in range(dice.draw(rates.PARTY)):
        tie = dice.draw(rates.TIES) if houses else "sibling"
        home = first
        if tie == "cousin":
            home = make_household(origin, dice, kin=first)
        elif tie == "villager":
            home = make_household(origin, dice, place=first.place)
        members = sum(1 for house, _ in houses if house is home)
        if members < len(home.children):
            houses.append((home, members))
    people: list[Person] = []
    for home, at in houses:
        sex, name = home.children[at]
        born = _birth(at_end, dice)
        brother = next((member for member in people if member.home is home), None)
        if brother and dice.chance(rates.TWINS):
            born = brother.truth.born
        elif brother and abs((born - brother.truth.born).days) < 330:
            born = brother.truth.born + timedelta(days=dice.random.randint(400, 900))
        people.append(make_person(first_number + len(people), home, (sex, name), born, dice))
    return people


def _birth(at_end: date, dice: Dice) -> date:
    return at_end - timedelta(
        days=int(dice.draw(rates.AGES) * 365.25) + dice.random.randint(0, 364)
    )
