"""Read the name lists in `names/`.

There is one tab-separated file per origin with the columns role, native, latin, nicknames and link
(`names/README.md`). The order is roughly by popularity. Roles: f, m given names; c a name set
before a given name; xm, xf middle names; s a family name, sf its female form (link: the s form);
pm, pf patronymics for men and women (link: the father's name); e an ending that turns a man's name
into a family name; t a town.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PLAIN = str.maketrans({"đ": "d", "Đ": "D", "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a list.

    `native` and `latin` are its spellings; the usual Latin one is first. `nicknames` are (native,
    Latin). `link` is the male form of a female family name or the father's name of a patronymic; ""
    for other names.
    """

    native: tuple[str, ...]
    latin: tuple[str, ...]
    nicknames: tuple[tuple[str, str], ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class NameList:
    """All names of one origin by role. Role "t" has the towns.

    `is_latin_only`: no name has a spelling in another script.
    """

    roles: dict[str, tuple[Name, ...]]
    is_latin_only: bool

    def of(self, role: str) -> tuple[Name, ...]:
        """Return the names of a role; empty if the origin has none."""
        return self.roles.get(role, ())

    def linked(self, role: str, link: str) -> Name | None:
        """Return the name of a role whose link is `link`, such as the patronymic of a father's
        name.

        Return None if there is no such name.
        """
        return next((name for name in self.of(role) if name.link == link), None)


def strip_diacritics(text: str) -> str:
    """Return a Latin text without diacritics (Nguyễn -> Nguyen, Đức -> Duc)."""
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def is_latin(text: str) -> bool:
    """Return whether every letter of a text is Latin."""
    return all(
        unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha()
    )


def _parse(line: str) -> tuple[str, Name]:
    role, native, latin, nicknames, link, *_ = [*line.rstrip("\n").split("\t"), "", "", "", ""]
    natives = tuple(item for item in native.split("|") if item)
    spellings = [item for item in latin.split("|") if item]
    if all(is_latin(item) for item in natives):
        # The native spelling is also the first Latin one. Most offices omit its diacritics.
        spellings = [*natives, *(strip_diacritics(item) for item in natives), *spellings]
    pairs = (item.partition("=") for item in nicknames.split("|") if item)
    short = tuple((own, romanised or own) for own, _, romanised in pairs)
    return role, Name(natives, tuple(dict.fromkeys(spellings)), short, link)


@cache
def load_names(origin: str) -> NameList:
    """Return the name list of an origin, given the file name without suffix.

    Raise FileNotFoundError if there is none.
    """
    roles: dict[str, list[Name]] = {}
    text = files("sample_data").joinpath("names", f"{origin}.tsv").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith(("#", "role\t")):
            role, name = _parse(line)
            roles.setdefault(role, []).append(name)
    own = [name for role, names in roles.items() if role != "t" for name in names]
    return NameList(
        {role: tuple(names) for role, names in roles.items()},
        is_latin_only=all(is_latin(item) for name in own for item in name.native),
    )
