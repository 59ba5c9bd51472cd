"""A desk's spelling of a word it hears: habits of its language, and misheard sounds."""

import re
from typing import Final

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.words import Part, Word

# The language of the desks in each country.
LANGUAGE: Final = {
    "DE": "de",
    "AT": "de",
    "CH": "de",
    "LU": "fr",
    "FR": "fr",
    "BE": "fr",
    "NL": "nl",
    "IT": "it",
    "GR": "el",
    "CY": "el",
    "ES": "es",
    "GB": "en",
    "IE": "en",
    "SE": "sv",
    "NO": "sv",
    "DK": "sv",
    "FI": "sv",
    "RS": "sh",
    "BA": "sh",
    "HR": "sh",
    "SI": "sh",
    "MK": "sh",
    "BG": "bg",
    "HU": "hu",
    "PL": "pl",
    "RO": "ro",
    "TR": "tr",
    "CZ": "sh",
    "SK": "sh",
    "LV": "pl",
    "AL": "en",
    "MD": "ro",
}

# Spelling habits: a sound in English spelling, and its spelling in the language. At each position,
# the first that fits is used.
HABITS: Final[dict[str, str]] = {
    "de": (
        "tch=tsch sh=sch ch=tsch kh=ch gh=g zh=sch j=dsch y=j ee=i oo=u ou=u w=w v=w z=s q=k th=t"
        " ph=f c=k"
    ),
    "fr": "tch=tch sh=ch ch=tch kh=kh gh=gh zh=j j=dj oo=ou u=ou ee=i w=ou q=k y=y ss=ss",
    "it": "sh=sc ch=ci kh=k gh=gh zh=gi j=gi y=i ee=i oo=u ou=u w=u q=k th=t ph=f k=k z=z h=",
    "es": "sh=ch ch=ch kh=j gh=g zh=y j=y y=y ee=i oo=u ou=u w=gu q=q th=t ph=f v=b z=s h=j k=k",
    "el": (
        "sh=s ch=ts kh=ch gh=gk zh=z j=tz y=gi ee=i oo=ou ou=ou u=ou w=ou q=k b=mp d=nt g=gk h=ch"
        " th=th"
    ),
    "en": "ch=ch sh=sh kh=kh oo=oo ee=ee j=j y=y q=q",
    "sv": "sh=sch ch=tj kh=kh j=dj y=j ee=i oo=o ou=o w=v z=s q=k th=t ph=f zh=sj",
    "nl": "sh=sj ch=tsj kh=ch j=dj y=j ee=ie oo=oe ou=oe u=oe w=w z=z q=k gh=g zh=zj",
    "sh": "sh=s ch=c kh=h gh=g zh=z j=dz y=j ee=i oo=u ou=u w=v q=k th=t ph=f",
    "bg": "sh=sh ch=ch kh=h gh=g zh=zh j=dzh y=y ee=i oo=u ou=u w=u q=k th=t ph=f",
    "hu": "sh=s ss=ssz s=sz ch=cs kh=h gh=g zh=zs j=dzs y=j ee=i oo=u ou=u w=v q=k th=t ph=f",
    "pl": "sh=sz ch=cz kh=ch gh=g zh=z j=dz y=j ee=i oo=u ou=u v=w q=k th=t ph=f",
    "ro": "sh=s ch=ci kh=h gh=g zh=j j=gi y=i ee=i oo=u ou=u w=u q=k th=t ph=f",
    "tr": "sh=s ch=c kh=h gh=g zh=j j=c y=y ee=i oo=u ou=u w=v q=k th=t ph=f",
}
# Origins with French spelling at home: it is changed to English spelling before another habit is
# applied.
FRENCH_AT_HOME: Final = ("moroccan", "westafrican")
FROM_FRENCH: Final = "tch=ch ch=sh dj=j ou=u"
# copied from their documents, possibly without diacritics
OWN_ALPHABET: Final = (
    "albanian",
    "turkish",
    "vietnamese",
)

# Sounds that are confused: interpreters of another dialect, bad lines, shy children.
MISHEARD: Final = (
    ("e", "i"),
    ("i", "e"),
    ("o", "u"),
    ("u", "o"),
    ("a", "e"),
    ("e", "a"),
    ("ai", "ei"),
    ("ei", "ai"),
    ("q", "gh"),
    ("h", ""),
    ("b", "p"),
    ("d", "t"),
    ("t", "d"),
    ("g", "k"),
    ("z", "s"),
    ("w", "v"),
    ("ll", "l"),
    ("mm", "m"),
    ("ss", "s"),
    ("s", "ss"),
    ("l", "ll"),
    ("m", "mm"),
    ("aa", "a"),
    ("r", "rr"),
    ("n", "nn"),
    ("y", "i"),
    ("k", "q"),
)


def apply_habit(text: str, habit: str) -> str:
    """Return the text with the sounds of a spelling habit, keeping capital letters.

    For example, "Shukria" in German gives "Schukria".
    """
    table = dict(each.split("=") for each in habit.split())
    pattern = "|".join(sorted(map(re.escape, table), key=len, reverse=True))

    def put(match: re.Match[str]) -> str:
        old: str = match.group()
        new = table[old.lower()]
        start = match.start()
        before_vowel = text[match.end() : match.end() + 1].lower() in tuple("aeiou")
        if old in ("y", "Y") and new in ("j", "i", "gi") and not before_vowel:
            return old  # a vowel there, as in Dmytro
        if not new and (start == 0 or len(text) < 5):
            return old  # a silent h is dropped only inside a word
        return new.capitalize() if old[0].isupper() else new

    return re.sub(pattern, put, text, flags=re.IGNORECASE)


def write_by_ear(text: str, language: str, origin: str) -> str:
    """Return the word as a desk of that language writes it by ear."""
    if origin in OWN_ALPHABET:
        return strip_signs(text)
    if origin in FRENCH_AT_HOME:
        if language == "fr":
            return text
        text = apply_habit(text, FROM_FRENCH)
    habit = HABITS.get(language, HABITS["en"])
    text = apply_habit(text, habit)
    if language == "it":
        text = re.sub(r"sc(?=[aou])", "sci", text)
        text = text.replace("gii", "gi")
    return text


PLAIN: Final = str.maketrans("çÇşŞğĞıİëËéèêïîâáíěčžšřûôà", "cCsSgGiIeEeeeiiaaieczsruoa")
UMLAUT: Final = str.maketrans({"ö": "oe", "Ö": "Oe", "ü": "ue", "Ü": "Ue"})


def strip_signs(text: str) -> str:
    """Return the word without diacritics."""
    return text.translate(PLAIN).translate(UMLAUT)


def mishear(chance: Chance, text: str) -> str:
    """Return the word with one sound replaced by a similar one, seldom the first letter."""
    options = [
        (old, new, at)
        for old, new in MISHEARD
        for at in range(1, len(text))
        if text.startswith(old, at)
    ]
    if not options:
        return text
    old, new, at = chance.pick(options)
    return text[:at] + new + text[at + len(old) :]


def write(chance: Chance, word: Word, desk: str, language: str, origin: str) -> str:
    """Return a desk's spelling of one word.

    It is the bearer's own, another usual one, that of the desk's language, or a misheard one.
    """
    if chance.right(rates.OWN_SPELLING[desk]):
        return word.own
    by = chance.random.random()
    if by < rates.HABIT:
        return write_by_ear(word.spellings[0], language, origin)
    if by < rates.HABIT + rates.LISTED and len(word.spellings) > 1:
        return chance.pick(word.spellings)
    return mishear(chance, word.own)


def write_part(chance: Chance, part: Part, desk: str, language: str, origin: str) -> str:
    """Return the words of a name part, each heard separately."""
    return " ".join(write(chance, word, desk, language, origin) for word in part)


def place(chance: Chance, spellings: tuple[str, ...]) -> str:
    """Return a place in its usual spelling, another spelling, or misheard."""
    if chance.right(rates.PLACE_SPELLING):
        return spellings[0]
    if len(spellings) > 1:
        return chance.pick(spellings[1:])
    return mishear(chance, spellings[0])


def known_place(chance: Chance, spellings: tuple[str, ...]) -> str:
    """Return a place of the desk's own state in one of its names, never misheard."""
    return spellings[0] if chance.right(rates.PLACE_KNOWN) else chance.pick(spellings)


# Letters of desks that do not write in Latin script, from the sounds in their spelling habit.
GREEK: Final = (
    "ou=ου oo=ου ee=ι ch=χ kh=χ sh=σ gh=γκ mp=μπ nt=ντ tz=τζ ts=τσ gk=γκ th=θ ps=ψ a=α b=μπ c=κ"
    " d=ντ e=ε f=φ g=γκ h=χ i=ι j=τζ k=κ l=λ m=μ n=ν o=ο p=π q=κ r=ρ s=σ t=τ u=ου v=β w=ου x=ξ"
    " y=γι z=ζ"
)
CYRILLIC: Final = (
    "sh=ш ch=ч zh=ж dzh=дж kh=х ya=я yu=ю yo=йо ye=е yi=и th=т ph=ф oo=у ee=и ou=у a=а b=б c=к d=д"
    " e=е f=ф g=г h=х i=и j=дж k=к l=л m=м n=н o=о p=п q=к r=р s=с t=т u=у v=в w=у x=кс y=и z=з"
)


def in_local_letters(text: str, country: str) -> str:
    """Return a Latin spelling in Greek letters for Greece, otherwise in Cyrillic."""
    if country != "GR":
        return apply_habit(strip_signs(text), CYRILLIC)
    return re.sub(r"σ\b", "ς", apply_habit(strip_signs(text), GREEK))
