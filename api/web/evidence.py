"""Evidence as a picture: bars of bits, and where two spellings differ. Numbers and spans out, no mark-up in."""

from __future__ import annotations

import dataclasses
import difflib
import unicodedata

from api.schemas.records import FactOut, RecordOut

WIDTH = 200  # of a bar's picture, in its own units; zero stands in the middle
WIDEST_BITS = 20.0  # a bar is full from here on


def percent(probability: float) -> str:
    """Return a probability for reading; nothing is ever said to be certain."""
    if probability > 0.999:
        return "> 99.9 %"
    return "< 0.1 %" if probability < 0.001 else f"{100 * probability:.1f} %"


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """Where a bar of bits stands: left edge and width in units of the picture, and which way it speaks."""

    x: float
    width: float
    way: str


def bar(bits: float) -> Bar:
    """Return the bar of an attribute's bits: right of the middle speaks for, left against, none for unknown."""
    half = WIDTH / 2
    width = min(abs(bits) / WIDEST_BITS, 1.0) * half
    way = "for" if bits > 0 else "against" if bits < 0 else "unknown"
    return Bar(round(half if bits >= 0 else half - width, 1), round(width, 1), way)


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text and whether the other side has it too."""

    text: str
    is_same: bool


def differences(one: str, other: str) -> list[Span]:
    """Return `one` cut where it differs from `other` in letters; two of different scripts are not cut at all."""
    if script(one) != script(other):
        return [Span(one, is_same=True)] if one else []
    matcher = difflib.SequenceMatcher(a=one.casefold(), b=other.casefold(), autojunk=False)
    if len(one.casefold()) != len(one):  # a letter that folds to two would move the cuts
        matcher = difflib.SequenceMatcher(a=one, b=other, autojunk=False)
    return [
        Span(one[start:end], is_same=kind == "equal") for kind, start, end, _, _ in matcher.get_opcodes() if end > start
    ]


# what identifies stands first, then looks, then places; the rest follows in the record's own order
ORDER = (
    *("full_name", "name_native", "given_names", "family_names", "aliases"),
    *("birth_date", "birth_known", "birth_calendar", "age", "age_on", "age_band", "sex"),
    *("nationalities", "languages", "ethnicity", "birth_place", "relatives", "documents", "phones"),
    *("height_cm", "height_band", "eyes", "hair", "marks", "clothing"),
    *("event_date", "event_country", "event_place", "region", "route"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A field of two records beside each other; a side that has nothing, or shows nothing, is empty."""

    field: str
    own: list[FactOut]
    other: list[FactOut]


def side_by_side(own: RecordOut, other: RecordOut) -> list[Row]:
    """Return the fields that one of two records has, each once, in an order that serves comparing."""
    fields = dict.fromkeys((*ORDER, *own.facts, *other.facts))
    return [
        Row(field, own.facts.get(field, []), other.facts.get(field, []))
        for field in fields
        if field in own.facts or field in other.facts
    ]


def script(text: str) -> str:
    """Return the script of the first letter, as Unicode names it; "" where there is none."""
    letter = next((one for one in text if one.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""
