"""The composition of names in each culture, and the forms in which they are given."""

from dataclasses import dataclass, replace
from typing import Final

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.words import Part, Word, words


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of one person's name. A part that the culture does not use is empty.

    `middle` is the Vietnamese middle word or the Ukrainian patronymic.
    """

    given: Part
    father: Part = ()
    grand: Part = ()
    family: Part = ()
    middle: Part = ()


FAMILY_FIRST: Final = ("vietnamese",)
# "Mohammad Reza", "Md Sakib", "Bibi Fatima"
SECOND_FIRST: Final = {
    "محمد",
    "মোঃ",
    "মোহাম্মদ",
    "بی بی",
}


def draw_name_word(
    chance: Chance, origin: str, kind: str, group: str = "", country: str = ""
) -> Word:
    """Return a random word of the list, common ones more often, in the bearer's spelling."""
    listed = [
        each for each in words(origin, kind) if not each.group or not group or each.group == group
    ]
    weights = [1.0 / (rank + rates.RANK_OFFSET) for rank in range(len(listed))]
    word = chance.random.choices(listed, weights)[0]
    forms = word.spellings
    if country == "GM":  # English spelling in the Gambia: the second of the list
        forms = forms[1:2] or forms
    own = forms[0] if chance.happens(rates.USUAL_SPELLING) else chance.pick(forms[:3])
    return replace(word, own=own)


def given_name(chance: Chance, origin: str, sex: str, group: str, country: str) -> Part:
    """Return a first name, with a second word if the culture has one; `sex` is M or F."""
    word = draw_name_word(chance, origin, "boy" if sex == "M" else "girl", group, country)
    share = (rates.BOYS_SECOND if sex == "M" else rates.GIRLS_SECOND).get(origin, 0.0)
    if origin == "vietnamese" or not chance.happens(share):
        return (word,)
    second = draw_name_word(chance, origin, "second" if sex == "M" else "herself")
    if second.native == word.native or "الله" in word.native or " " in word.native:
        return (word,)
    return (second, word) if second.native in SECOND_FIRST else (word, second)


def middle_name(chance: Chance, origin: str, sex: str, father: Part) -> Part:
    """Return the Vietnamese middle word or the Ukrainian patronymic, otherwise an empty part."""
    if origin == "vietnamese":
        return (draw_name_word(chance, origin, "second" if sex == "M" else "herself"),)
    if origin == "ukrainian":
        return (patronymic(father[0], sex),)
    return ()


def patronymic(father: Word, sex: str) -> Word:
    """Return the father's name with the ending for a son or daughter.

    For example, Andrii gives Andriiovych and Andriivna.
    """
    native, latin = father.native, father.spellings[0]
    if native == "Микола":
        stem, sound, soft = "Микола", "Mykola", True
    elif native.endswith("й"):
        stem, sound, soft = native[:-1], latin[:-1], True
    elif native.endswith("о"):
        stem, sound, soft = native[:-1], latin[:-1], False
        if native == "Михайло":
            stem, sound = "Михайл", "Mykhail"
    else:
        stem, sound, soft = native, latin, False
    if sex == "M":
        ends = ("йович", "iovych yovych jowitsch") if soft else ("ович", "ovych ovich owitsch")
    else:
        ends = ("ївна", "ivna yivna jiwna") if soft else ("івна", "ivna ovna iwna")
    forms = tuple(dict.fromkeys(sound + end for end in ends[1].split()))
    return Word(stem + ends[0], forms, forms[0])


def name_form(chance: Chance, origin: str, *, full: bool, second: bool) -> str:
    """Return the form of a name: the fullest, a usual one, or only the first name."""
    if full:
        return next(iter(rates.FORMS[origin]))
    return chance.weigh(rates.FORMS[origin]) if second else "given|"


def name_parts(name: Name, part: str) -> tuple[Part, Part]:
    """Return the words on the given side and on the family side of a form.

    A missing family name is replaced by the father's name.
    """
    sides = []
    for side in part.split("|"):
        words: Part = ()
        for each in side.split():
            words += getattr(name, each)
        sides.append(words)
    if not sides[1] and part != "given|":
        sides[1] = name.father
    return sides[0], sides[1]


def native_name(given_part: Part, family: Part, origin: str) -> str:
    """Return the name in its original script if every word has one, else ""."""
    chain = (
        family + given_part
        if origin in FAMILY_FIRST or origin == "ukrainian"
        else given_part + family
    )
    if not chain or not all(word.native for word in chain):
        return ""
    return " ".join(word.native for word in chain)
