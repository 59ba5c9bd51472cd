"""The name columns: parts written by a desk, their columns and script, and other notes."""

from benchmarks.generators.generator_d import rates, words
from benchmarks.generators.generator_d.dice import Dice
from benchmarks.generators.generator_d.journeys import Encounter, Journey
from benchmarks.generators.generator_d.people import StatedIdentity
from benchmarks.generators.generator_d.spelling import by_ear, in_native, mistype, spell
from benchmarks.generators.generator_d.words import Name

Row = dict[str, str]
FAMILY_FIRST = "vietnamese"


def language(encounter: Encounter) -> str:
    """Return the language of a desk; English if the country's language has no list."""
    code = words.countries()[encounter.country].language
    return "bg" if encounter.country == "BG" else "es" if encounter.country == "ES" else code


def _patronymic(name: Name, sex: str) -> Name:
    stem, root = name.sound, name.native
    if root == "Микола":
        stem, root = "Mykolai", "Миколай"
    if root.endswith("й"):
        latin, native = ("iovych", "йович") if sex == "M" else ("ivna", "ївна")
        stem, root = stem[:-1], root[:-1]
    else:
        latin, native = ("ovych", "ович") if sex == "M" else ("ivna", "івна")
        if root.endswith(("о", "я")):
            stem, root = stem[:-1], root[:-1]
    return Name((stem + latin,), root + native, stem + latin)


def parts_of(stated: StatedIdentity, form: str) -> list[tuple[str, Name]]:
    """Return the parts of a name by the letters of a form in `rates.FORMS`.

    Parts that a child does not have are left out.
    """
    have = {
        "G": stated.given,
        "F": stated.father,
        "H": stated.grandfather,
        "L": stated.family,
        "M": stated.middle,
    }
    if "P" in form:
        have["P"] = _patronymic(stated.father, stated.sex)
    return [(letter, name) for letter in form if (name := have[letter])]


def relative_name(
    name: Name, family: Name | None, encounter: Encounter, heard: float, dice: Dice
) -> str:
    """Return a relative's name as a desk writes it, with or without the family name.

    `heard` is the share that is written by ear.
    """
    desk = rates.DESKS[encounter.desk]
    style = rates.EARS.get(language(encounter), "") if dice.chance(heard) else ""
    names = [name, family] if family and dice.chance(0.3) else [name]
    return " ".join(spell(part, style, desk.spells_right, desk.common, dice) for part in names)


def names(journey: Journey, encounter: Encounter, dice: Dice) -> Row:
    """Return the name columns of one row."""
    desk = rates.DESKS[encounter.desk]
    stated = journey.person.truth if desk.hand == "kin" else journey.told(encounter.leg)
    origin = rates.ORIGINS[journey.person.origin]
    parts = parts_of(stated, dice.pick(rates.FORMS[origin.custom][desk.hand]))
    tongue = language(encounter)
    if desk.hand == "ear" and dice.wrong("no_name"):
        return {"full_name": rates.PLACEHOLDERS.get(tongue, rates.PLACEHOLDERS[""])}
    style = rates.EARS.get(tongue, "") if dice.chance(origin.heard) or tongue == "el" else ""
    spelled = [
        (letter, spell(name, style, desk.spells_right, desk.common, dice)) for letter, name in parts
    ]
    if stated.prefix and not dice.wrong("prefix_lost"):
        # The frequent first word of boys' names is written in full, abbreviated, or left out.
        at = next(at for at, (letter, _) in enumerate(spelled) if letter == "G")
        spelled[at] = ("G", f"{dice.random.choice(stated.prefix.latin)} {spelled[at][1]}")
    if desk.hand != "kin" and dice.wrong("half_name"):
        spelled = [part for part in spelled if part[0] == "G"]
    row = _columns(spelled, origin.custom, encounter, dice)
    native = in_native([name for _, name in parts], dice)
    if dice.chance(desk.native) and native:
        row["name_native"] = native
        if encounter.desk == "family_home" and dice.chance(rates.IN_OWN_LETTERS["home"]):
            return {"full_name": native}
    return _in_letters_of_the_desk(row, encounter, dice)


def _in_letters_of_the_desk(row: Row, encounter: Encounter, dice: Dice) -> Row:
    style = rates.SCRIPTS.get(encounter.country, "")
    if (
        rates.DESKS[encounter.desk].hand == "kin"
        or not style
        or not dice.chance(rates.IN_OWN_LETTERS[encounter.country])
    ):
        return row
    return {
        column: text if column == "name_native" else by_ear(text, style)
        for column, text in row.items()
    }


def _columns(spelled: list[tuple[str, str]], custom: str, encounter: Encounter, dice: Dice) -> Row:
    hand = rates.DESKS[encounter.desk].hand
    tongue = language(encounter)
    texts = [text for _, text in spelled]
    if len(texts) == 1:
        return {dice.random.choice(("full_name", "given_names")): texts[0]}
    family_first = custom == FAMILY_FIRST or spelled[0][0] == "L"
    family, given = (texts[0], texts[1:]) if family_first else (texts[-1], texts[:-1])
    if custom == "ukrainian" and family_first and hand != "kin":
        given = given[:1]  # forms have no field for patronymics
    if custom in ("chain", "egyptian") and len(given) > 1 and dice.chance(0.4):
        # everything except the first name becomes the last name
        family = " ".join((*given[1:], family))
        given = given[:1]
    if tongue == "fr" and hand == "form" and dice.chance(0.6):
        family = family.upper()
    if hand != "form" or dice.chance(rates.LIFE["one_column"]):
        in_order = (
            [family, *given]
            if family_first or (tongue == "fr" and hand == "form")
            else [*given, family]
        )
        if dice.wrong("names_swapped"):
            in_order = (
                [*in_order[1:], in_order[0]] if family_first else [in_order[-1], *in_order[:-1]]
            )
        return {"full_name": " ".join(in_order)}
    first = " ".join(given)
    if dice.wrong("names_swapped"):
        first, family = family, first
    return {"given_names": first, "family_names": family}


def nickname_as_name(journey: Journey, encounter: Encounter, row: Row, dice: Dice) -> Row:
    """Replace the name by the nickname, which may be all a desk hears among friends."""
    nickname = journey.person.nickname
    if rates.DESKS[encounter.desk].hand == "ear" and nickname and dice.wrong("nickname_as_name"):
        return {"full_name": nickname}
    return row


def copy_names(row: Row, dice: Dice) -> Row:
    """Return name columns copied from an older file, with typing errors."""
    typed = {}
    for column, text in row.items():
        words = [
            mistype(word, dice) if dice.wrong("copied_wrongly") else word for word in text.split()
        ]
        typed[column] = " ".join(words)
    return typed


def aliases(journey: Journey, encounter: Encounter, dice: Dice) -> str:
    """Return the aliases: nickname, father's name, and names given elsewhere.

    A trafficker's name for the child is marked as such.
    """
    person = journey.person
    desk = rates.DESKS[encounter.desk]
    names = [f"nickname:{person.nickname}"] if person.nickname else []
    if rates.ORIGINS[person.origin].custom in ("arab", "afghan") and dice.chance(0.2):
        names.append(f"patronymic:{relative_name(person.truth.father, None, encounter, 0.5, dice)}")
    if journey.story and desk.strain < 1 and desk.hand == "form" and dice.chance(0.4):
        alias = journey.story if journey.told(encounter.leg) is person.truth else person.truth
        names.append(
            " ".join(name.latin[0] for _, name in parts_of(alias, "GL" if alias.family else "GF"))
        )
    if person.origin in rates.TRAFFICKED and dice.chance(rates.LIFE["exploiter"]):
        names.append(
            f"exploiter:{dice.random.choice(words.nicknames(person.origin, person.truth.sex))}"
        )
    return "|".join(names)
