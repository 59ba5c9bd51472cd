"""Remarks of the engine beside compared values, in the language of the answer.

The engine tells them as English made of fixed parts with numbers in them, and never with a value of a person. Here they
are taken apart by the table of these parts and put together again; one that does not come apart stays as it is. Values
come in pieces, their codes told as such.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final

from babel.numbers import format_decimal

from api.schemas.pairs import PieceOut
from api.web import language, words
from api.web.code_words import WORDS
from api.web.marking import N_
from matching.levels import ATTRIBUTES

# every part there is; a test holds them against `matching.words`
PARTS: Final = (
    # births
    N_("the second is the first with its Solar Hijri date misread"),
    N_("the second is the first with its Islamic date misread"),
    N_("the second is the first with its Ethiopian date misread"),
    N_("the first is the second with its Solar Hijri date misread"),
    N_("the first is the second with its Islamic date misread"),
    N_("the first is the second with its Ethiopian date misread"),
    N_("day and month exchanged"),
    N_("%(span)s apart at least"),
    N_("%(span)s apart"),
    N_("the same day"),
    N_("both can be true"),
    N_("an assessed age is often off by years, so this counts less"),
    N_("both are documented, so this counts more"),
    # heights and places
    N_("%(cm)s cm apart on one day"),
    N_("%(cm)s cm apart"),
    N_("%(cm)s cm less"),
    N_("%(cm)s cm more"),
    N_("as tall"),
    N_("%(span)s later"),
    N_("does not fit, even for a child that grows"),
    N_("nearly fits"),
    N_("fits"),
    N_("about %(km)s km apart"),
    N_("the same place"),
    N_("%(span)s between them"),
    # names
    N_("these names decided, one of them with the father's names behind it"),
    N_("these names decided, one of them an alias"),
    N_("these names decided, one of them a nickname"),
    N_("these names decided, one of them a father's name"),
    N_("these names decided"),
    N_("compared as one word: in one of the scripts it is not written where a name ends"),
    N_("likely one name in two scripts"),
    N_("one name in two scripts"),
    N_("likely one name"),
    N_("one name"),
    N_("little alike"),
    N_("hardly alike"),
    N_("alike"),
    N_("spelt differently"),
    N_("the same"),
    N_("an initial that does not fit"),
    N_("an initial that fits"),
    N_("two forms of one name"),
    N_("two parts taken as one word"),
    N_("a name that about 1 in %(n)s people searched carries"),
    N_("a rare name"),
    N_("nothing on the other record fits: a conflict"),
    N_("and an extra part"),
    N_("an extra part, on the first record only"),
    N_("an extra part, on the second record only"),
    N_("names in all %(bits)s"),
    N_("a nickname or alias that does not fit says next to nothing"),
    N_("names of one person often fit only in part, so what does not fit counts less"),
    N_(
        "the parts of a name go together, and of many parts some agree by chance, so together they count less than each"
        " alone"
    ),
)
# how parts follow each other
JOINS: Final = {", ": N_("%(one)s, %(rest)s"), ": ": N_("%(one)s: %(rest)s")}
_HOLDS: Final = {
    "span": r"\d+ (?:days?|months|years)",
    "bits": r"[+-]?\d+\.\d",
    "km": r"[\d,]+",
    "cm": r"\d+",
    "n": r"\d+",
}

# Codes inside a value, by the list they are of, where they are said otherwise there than in a form.
INSIDE: Final = {
    "birth": {
        "placeholder": N_("only the year is believed"),
        "solar_hijri": N_("Solar Hijri calendar"),
        "hijri": N_("Islamic calendar"),
        "ethiopian": N_("Ethiopian calendar"),
        "documented": N_("documented"),
        "claimed": N_("claimed"),
        "assessed": N_("age assessed"),
    },
    "phone_owner": {"own": N_("own"), "relative": N_("a relative's")},
    "happened": {"last_seen": N_("last seen"), "found": N_("found"), "route": N_("on the way")},
    "sex": {"F": N_("female"), "M": N_("male"), "X": N_("neither female nor male")},
}


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return every part with the pattern it is found by, longer ones first: one may begin as another does."""
    found = []
    for part in sorted(PARTS, key=len, reverse=True):
        literal = re.escape(part)
        for name, holds in _HOLDS.items():
            literal = literal.replace(re.escape(f"%({name})s"), f"(?P<{name}>{holds})")
        found.append((part, re.compile(literal)))
    return tuple(found)


def told(remark: str) -> str | None:
    """Return a remark in the language of the answer; None for one that does not come apart."""
    for part, pattern in _patterns():
        match = pattern.match(remark)
        if match is None:
            continue
        one = language.gettext(part) % {name: _filled(name, value) for name, value in match.groupdict().items()}
        behind = remark[match.end() :]
        if not behind:
            return one
        for between, join in JOINS.items():
            rest = told(behind.removeprefix(between)) if behind.startswith(between) else None
            if rest is not None:
                return language.gettext(join) % {"one": one, "rest": rest}
    return None


def _filled(name: str, value: str) -> str:
    if name == "span":
        return _span(value)
    return format_decimal(int(value.replace(",", "")), locale=language.current()) if name == "km" else value


def _span(text: str) -> str:
    number, _, unit = text.partition(" ")
    n = int(number)
    said = {
        "d": language.ngettext("%(n)s day", "%(n)s days", n),
        "m": language.ngettext("%(n)s month", "%(n)s months", n),
        "y": language.ngettext("%(n)s year", "%(n)s years", n),
    }[unit[0]]
    return said % {"n": n}


def value(pieces: Sequence[PieceOut], text: str) -> str:
    """Return a compared value with its codes in the answer's language; what was written stays. `text`: the whole of a
    value that has no codes.
    """
    if not pieces:
        return text
    said = []
    for before, piece, behind in zip((None, *pieces), pieces, (*pieces[1:], None), strict=False):
        is_list = before and before.of and (before.of == "country" or (behind and behind.of))
        said.append(", " if piece.text == " " and is_list else _said(piece))
    return "".join(said)


def _said(piece: PieceOut) -> str:
    if piece.of == "country":
        return language.country(piece.code)
    if piece.of == "language":
        return words.said(piece.code, "language")
    message = INSIDE.get(piece.of, WORDS.get(piece.of, {})).get(piece.code)
    return language.gettext(message) if message else piece.text


_TITLES: Final = {attribute.words: attribute for attribute in ATTRIBUTES}
_LINE: Final = re.compile(
    r"(?P<title>[^:]+): (?P<level>.+?) \((?P<bits>[+-]?\d+\.\d) bits\)(?:: (?P<rest>.*))?", re.DOTALL
)
BITS: Final = N_("bits")


def line(text: str) -> tuple[str, str]:
    """Return one reason for a hit as what it says in the language of the answer, and the values behind it as written.

    A kind that agreed stands there by its code; a line that does not come apart is all in the second.
    """
    if text in WORDS["attribute"]:
        return language.gettext(WORDS["attribute"][text]), ""
    match = _LINE.fullmatch(text)
    attribute = _TITLES.get(match["title"]) if match else None
    if match is None or attribute is None or match["level"] not in {one.words for one in attribute.levels}:
        return "", text
    title = language.gettext(WORDS["attribute"][attribute.name])
    level = language.gettext(match["level"])
    return f"{title}: {level} ({match['bits']} {language.gettext(BITS)})", match["rest"] or ""
