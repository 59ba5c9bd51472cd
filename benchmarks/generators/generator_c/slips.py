"""Writing errors: a name mistyped, truncated by a column's width, or in the wrong column."""

from typing import Final

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.chance import Chance

ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def neighbouring_keys(letter: str) -> str:
    """Return the keys next to and below a letter on a keyboard."""
    for number, row in enumerate(ROWS):
        at = row.find(letter.lower())
        if at >= 0:
            below = ROWS[number + 1] if number + 1 < len(ROWS) else ""
            return row[max(at - 1, 0) : at] + row[at + 1 : at + 2] + below[at : at + 1]
    return ""


def mistype(chance: Chance, text: str) -> str:
    """Return the text with one letter changed, left out, doubled or swapped with the next.

    Short texts are unchanged.
    """
    if len(text) < 4:
        return text
    at = chance.random.randrange(1, len(text) - 1)
    slip = chance.weigh(rates.TYPED_WRONG)
    if slip == "neighbour" and neighbouring_keys(text[at]):
        return text[:at] + chance.pick(neighbouring_keys(text[at])) + text[at + 1 :]
    if slip == "exchange":
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if slip == "double":
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1 :]


def type_text(chance: Chance, text: str) -> str:
    """Return the text as typed: mostly correct."""
    return text if chance.right(rates.TYPED_RIGHT) else mistype(chance, text)


def join_or_split(chance: Chance, text: str) -> str:
    """Join two words or split a long one: "Gul Ahmad" and "Gulahmad"."""
    if chance.right(rates.JOINED_RIGHT):
        return text
    if " " in text:
        first, rest = text.split(" ", 1)
        return first + rest[:1].lower() + rest[1:]
    for end in ("ullah", "zada", "zai", "zadah"):
        if text.lower().endswith(end) and len(text) > len(end) + 2:
            return f"{text[: -len(end)]} {end.capitalize()}"
    for start in ("Abdul", "Abdel", "Abdi", "Gebre", "Ben", "El", "Al"):
        if text.startswith(start) and len(text) > len(start) + 3:
            return f"{start} {text[len(start) :].lstrip('- ').capitalize()}"
    return text


def name_columns(chance: Chance, given: str, family: str) -> tuple[str, str]:
    """Return given and family name as they are written into their columns.

    They may be swapped, divided at another place, or truncated.
    """
    if family and not chance.right(rates.COLUMNS_RIGHT):
        given, family = family, given
    elif " " in given and not chance.right(rates.BORDERS_RIGHT):
        given, moved_part = given.rsplit(" ", 1)
        family = f"{moved_part} {family}".strip()
    if not chance.right(rates.WIDTH_RIGHT):
        width = chance.pick(rates.WIDTHS)
        given, family = given[:width].strip(), family[:width].strip()
    return given, family


def mistype_digit(chance: Chance, text: str, last: int = 6) -> str:
    """Return the text with one of its last digits changed."""
    places = [at for at, sign in enumerate(text) if sign.isdigit()][-last:]
    if not places:
        return text
    at = chance.pick(places)
    digit = (int(text[at]) + chance.random.randrange(1, 10)) % 10
    return f"{text[:at]}{digit}{text[at + 1 :]}"
