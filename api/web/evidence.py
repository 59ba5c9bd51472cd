"""Evidence as a picture: a waterfall of bits, and the differences of two spellings.

The module returns numbers and spans, no mark-up.
"""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from api.schemas.records.register import FactOut, RecordOut

# Attributes compared by spelling. Values of other attributes differ as a whole, so marked letters
# would be no help.
SPELLED_ATTRIBUTES = frozenset({"name", "birth", "phone", "document", "relative"})
WATERFALL_WIDTH = 200  # width of a waterfall's picture, in its own units


def percent(probability: float) -> str:
    """Return a probability for display; never 100 %."""
    if probability > 0.999:
        return "> 99.9 %"
    return "< 0.1 %" if probability < 0.001 else f"{100 * probability:.1f} %"


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """Position of a bar: left edge and width in units of the picture, zero line, direction."""

    x: float
    width: float
    zero: float
    way: str


def waterfall_bars(bits: Sequence[float]) -> list[Bar]:
    """Return a bar per attribute, each starting at the end of the one before, then the sum's.

    The sum's bar starts at zero. Right is evidence for, left against; unknown has no width.
    """
    ends = list(itertools.accumulate(bits, initial=0.0))
    low, high = min(ends), max(ends)
    # A total below one bit does not fill the picture.
    unit = WATERFALL_WIDTH / max(high - low, 1.0)
    steps = [*itertools.pairwise(ends), (0.0, ends[-1])]
    return [
        Bar(
            x=round((min(step) - low) * unit, 1),
            width=round(abs(step[1] - step[0]) * unit, 1),
            zero=round(-low * unit, 1),
            way="for" if step[1] > step[0] else "against" if step[1] < step[0] else "unknown",
        )
        for step in steps
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text of one side, marked for its comparison with the text of the other side.

    `is_same`: the other text has the same letters here. `is_other_script`: the letters differ, and
    the other text has no letters of their script here.
    """

    text: str
    is_same: bool
    is_other_script: bool = False


def split_differences(left: str, right: str) -> list[Span]:
    """Return `left` split where its letters differ from `right`; case does not matter.

    Letters of a script that `right` lacks are marked separately (`Span.is_other_script`).
    """
    matcher = difflib.SequenceMatcher(a=left.casefold(), b=right.casefold(), autojunk=False)
    if len(left.casefold()) != len(left):  # a letter that folds to two would move the positions
        matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    spans: list[Span] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            spans.append(Span(left[start:end], is_same=True))
        else:
            spans += _by_script(
                left[start:end], _scripts(right[other_start:other_end]) or _scripts(right)
            )
    return spans


def _scripts(text: str) -> set[str]:
    return {first_script(letter) for letter in text} - {""}


def _by_script(text: str, scripts: set[str]) -> Iterator[Span]:
    """Yield the pieces of a differing text, split at letters of scripts that the other lacks."""
    for is_other, letters in itertools.groupby(
        text, lambda character: first_script(character) not in {*scripts, ""} if scripts else False
    ):
        yield Span("".join(letters), is_same=False, is_other_script=is_other)


# identifying fields first, then appearance, then places; the rest in the record's order
FIELD_ORDER = (
    *("full_name", "name_native", "given_names", "family_names", "aliases", "record_ref"),
    *("birth_date", "birth_known", "birth_calendar", "age", "age_on", "age_band", "sex"),
    *("nationalities", "languages", "ethnicity", "birth_place", "relatives", "documents", "phones"),
    "home_address",
    *("height_cm", "height_band", "eyes", "hair", "marks", "clothing"),
    *("event_date", "event_country", "event_place", "region", "route"),
)


def sort_facts(facts: Mapping[str, list[FactOut]]) -> list[tuple[str, list[FactOut]]]:
    """Return the facts of a record, each field once, in the same order."""
    return [
        (field, facts[field]) for field in dict.fromkeys((*FIELD_ORDER, *facts)) if field in facts
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class ComparedField:
    """A field of two records side by side; a missing or hidden side is empty."""

    field: str
    own: list[FactOut]
    other: list[FactOut]


def side_by_side(own: RecordOut, other: RecordOut) -> list[ComparedField]:
    """Return the fields of either record, each once, in an order suited to comparison."""
    fields = dict.fromkeys((*FIELD_ORDER, *own.facts, *other.facts))
    return [
        ComparedField(field, own.facts.get(field, []), other.facts.get(field, []))
        for field in fields
        if field in own.facts or field in other.facts
    ]


def first_script(text: str) -> str:
    """Return the script of the first letter by its Unicode name, "" without one."""
    letter = next((character for character in text if character.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""
