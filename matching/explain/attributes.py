"""Explanations of every attribute except names and births: decisive values and differences."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from matching.explain import formatting
from matching.explain.decisive_values import ValueComparison
from matching.explain.explanation import ComparedValues, Value, ValuePart
from matching.explain.remarks import Remark, span_remark
from matching.model.coded import CODED
from matching.model.evidence import Evidence
from matching.model.levels import ATTRIBUTE_NAMES, BY_NAME
from matching.places.gazetteer import distance_km, read_place
from matching.reading.exploiter_filter import without_exploiter_facts
from matching.reading.facts import Place
from matching.reading.person import Person

_MOST_ROWS: Final = 3
_MOST_JOINED: Final = 4  # most values of one side in a row
# Level -> the levels of the pairs of values that make it up. No single pair reaches such a level.
_MADE_OF: Final = {
    ("origin", "nationality_alone"): ("agree", "language_differs"),
    ("origin", "wide_language"): ("differ", "language_agrees"),
    ("phone", "both_differ"): ("differ",),
    ("relative", "mixed"): ("much", "agree", "little", "differ"),
}
_ALL_DIFFER: Final = (
    ("phone", "both_differ"),
    *((name, "differ") for name in ATTRIBUTE_NAMES if name != "relative"),
)
_FITS: Final = {
    "close": "fits",
    "agree": "fits",
    "near": "nearly_fits",
    "off": "hardly_fits",
    "differ": "does_not_fit",
}


def attribute_rows(compare: ValueComparison, item: Evidence) -> tuple[ComparedValues, ...]:
    """Return the values that decided an attribute, one row for each distinct pair of values.

    If no values agree, one row may hold all values of both sides. A row that is alone has the bits
    of the evidence. Return () if the persons of `compare` do not reach the level of the evidence,
    and for the family, because the rows of the other attributes already show its values.
    """
    if item.attribute == "family" or compare.levels[item.attribute] != item.number:
        return ()
    if item.attribute in _ONE:
        rows = [_ONE[item.attribute](compare.a, compare.b, item)]
    elif item.level == "named":
        rows = _named_relatives(compare, item)
    else:
        write, between = _SEVERAL[item.attribute], _BETWEEN.get(item.attribute)
        rows = [
            ComparedValues.of(write(left), write(right), between(left, right) if between else ())
            for left, right in _deciding(compare, item)
        ]
        rows = _joined(rows) if (item.attribute, item.level) in _ALL_DIFFER else _distinct(rows)
    if len(rows) != 1:
        return tuple(rows)
    return (replace(rows[0], bits=item.bits),)


def _deciding(compare: ValueComparison, item: Evidence) -> list[tuple[Any, Any]]:
    """Return the pairs of values that decided the level.

    For a level of `_MADE_OF` they are the pairs that reach one of its parts. Otherwise, and if
    there are none, they are the pairs nearest to the level.
    """
    codes = [level.code for level in BY_NAME[item.attribute].levels]
    made_of = _MADE_OF.get((item.attribute, item.level), ())
    agreeing = [
        pair for code in made_of for pair in compare.at_level(item.attribute, codes.index(code))
    ]
    return agreeing or compare.deciding(item.attribute)


def _named_relatives(compare: ValueComparison, item: Evidence) -> list[ComparedValues]:
    """Return each relative whom one side names, with the name of the other side that fits."""
    rows = []
    for person, other_person, is_left in (
        (compare.a, compare.b, True),
        (compare.b, compare.a, False),
    ):
        for relative in person.relatives:
            without_adjustment = (
                Person(names=person.names, relatives=(relative,)),
                Person(names=other_person.names),
            )
            evidence = compare.engine.compare(*without_adjustment, rarity=compare.rarity)
            if any(
                part.attribute == item.attribute and part.level == item.level
                for part in evidence.evidence
            ):
                sides = (
                    formatting.format_relative(relative),
                    formatting.format_text(without_exploiter_facts(other_person.names)[0].text),
                )
                rows.append(ComparedValues.of(*(sides if is_left else sides[::-1]), ()))
    return _distinct(rows)


def _joined(rows: list[ComparedValues]) -> list[ComparedValues]:
    """Return one row with all values of both sides: without agreement no single pair decided."""
    sides = [
        list(dict.fromkeys(getattr(row, side) for row in rows))
        for side in ("left_pieces", "right_pieces")
    ]
    return [ComparedValues.of(_joined_values(sides[0]), _joined_values(sides[1]), ())]


def _joined_values(values: list[Value]) -> Value:
    shown_values = [(ValuePart(", "), *value) for value in values[:_MOST_JOINED]]
    more = (ValuePart(", \u2026"),) if len(values) > _MOST_JOINED else ()
    return (*itertools.chain.from_iterable(shown_values), *more)[1:]


def _distinct(rows: list[ComparedValues]) -> list[ComparedValues]:
    return list(dict.fromkeys(rows))[:_MOST_ROWS]


def _codes(a: Person, b: Person, item: Evidence) -> ComparedValues:
    left, right = (
        formatting.format_code(item.attribute, getattr(person, item.attribute)) for person in (a, b)
    )
    return ComparedValues.of(left, right, ())


def _heights(a: Person, b: Person, item: Evidence) -> ComparedValues:
    if item.level == "not_of_age":
        return ComparedValues.of(
            formatting.format_height(a), formatting.format_height(b), (Remark("of_another_age"),)
        )
    left, right = a.height_cm or 0, b.height_cm or 0
    days = formatting.days_between(a.height_on, b.height_on)
    if a.height_on is None or b.height_on is None or days is None:
        between: tuple[Remark, ...] = (Remark("cm_apart", abs(right - left)),)
    elif days == 0:
        between = (Remark("cm_apart_one_day", abs(right - left)),)
    else:
        gain = right - left if a.height_on <= b.height_on else left - right
        more = (
            Remark("cm_less" if gain < 0 else "cm_more", abs(gain)) if gain else Remark("as_tall")
        )
        between = (more, span_remark("later", days))
    return ComparedValues.of(
        formatting.format_height(a),
        formatting.format_height(b),
        (*between, Remark(_FITS[item.level])),
    )


def _birth_places(a: Person, b: Person, item: Evidence) -> ComparedValues:
    distance = distance_km(read_place(a.birth_place).spots, read_place(b.birth_place).spots)
    return ComparedValues.of(
        formatting.format_birth_place(a),
        formatting.format_birth_place(b),
        _distance_remarks(distance),
    )


def _events(left: Place, right: Place) -> tuple[Remark, ...]:
    return _distance_remarks(
        distance_km(
            read_place(left.name, left.country).spots, read_place(right.name, right.country).spots
        )
    )


def _interval(left: Place, right: Place) -> tuple[Remark, ...]:
    days = formatting.days_between(left.on, right.on)
    return (span_remark("between", days) if days else Remark("same_day"),)


def _distance_remarks(distance: int | None) -> tuple[Remark, ...]:
    if distance is None:
        return ()
    return (Remark("km_apart", distance, "km") if distance else Remark("same_place"),)


# Attribute -> one row from two persons, for attributes with one value per person.
_ONE: Final[dict[str, Callable[[Person, Person, Evidence], ComparedValues]]] = {
    **dict.fromkeys(CODED, _codes),
    "birth_place": _birth_places,
    "height": _heights,
}
# Attribute -> formatting of a value, for attributes with several values.
_SEVERAL: Final[dict[str, Callable[[Any], Value]]] = {
    "origin": formatting.format_origin,
    "ethnicity": formatting.format_text,
    "home": formatting.format_home,
    "event": formatting.format_place,
    "interval": formatting.format_day,
    "phone": formatting.format_phone,
    "document": formatting.format_document,
    "relative": formatting.format_relative,
    "marks": formatting.format_mark,
    "sensitive_marks": formatting.format_mark,
}
# Attribute -> remarks on two of these values.
_BETWEEN: Final = {"event": _events, "interval": _interval}
