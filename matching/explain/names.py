"""Explanations of a name comparison: the two names that decided, and the bits of each part.

The parts come from names/alignment_trace.py, which traces the scoring alignment back. This module
weighs no part itself.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from matching.codes import code_lists
from matching.explain.decisive_values import ValueComparison
from matching.explain.explanation import ComparedValues, sanitise
from matching.explain.remarks import Remark
from matching.kernel.scorer import calibrate, names_of_side
from matching.model.evidence import Evidence
from matching.names.alignment_trace import (
    ONE_TO_TWO,
    TWO_TO_ONE,
    WHOLE,
    AlignmentTrace,
    trace_names,
)
from matching.names.compare import NICKNAME, PATRONYMIC, all_name_bits
from matching.names.constants import PRIOR_PEOPLE, SCALE
from matching.names.multiplicity_penalty import MULTIPLICITY_PENALTY, count_parts_tried
from matching.names.name_sets import one_name_each
from matching.names.text.greek_transliteration import greek_spelling
from matching.names.text.scripts import romanised, script_of
from matching.names.text.surface_forms import surface_forms
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.token_frequency import UNIFORM_FREQUENCIES
from matching.names.tokens.token_similarity import token_pairs
from matching.reading.exploiter_filter import without_exploiter_facts
from matching.reading.person import Person
from matching.scoring.population import Population

_PART_LEVEL: Final = 3  # levels of the attribute name from this one up agree in part

# Least bits of spelling for each description of two parts (judged on the names of the shipped
# world).
_LIKENESS: Final = (
    (8.0, "one_name"),
    (5.0, "likely_one_name"),
    (1.0, "alike"),
    (-2.0, "little_alike"),
)
_UNLIKE: Final = "hardly_alike"
_ONE_NAME: Final = 5.0  # from these bits up the spelling of a name gets a remark
_LEAST_CARRIERS: Final = 11  # a smaller number would reveal that few others are on record
_COMMON_FROM: Final = 0.005  # share of people from which a name is called common; below it is rare
_SHARES: Final = (2, 3, 5, 10, 20, 50, 100, 200)


class NameText(NamedTuple):
    """One name of a person: its role number, text and tokens."""

    role: int
    text: str
    tokens: tuple[bytes, ...]


def name_rows(compare: ValueComparison, item: Evidence) -> tuple[ComparedValues, ...]:
    """Return the rows that explain the evidence on names, or none if it is of another comparison.

    The first row has the two names that decided the evidence, the next rows have their parts. The
    names are compared again. A part states its bits only if this gives the bits of the stored
    evidence.
    """
    is_for = compare.levels["name"] >= _PART_LEVEL
    if compare.levels["name"] == 0 or is_for != (item.number >= _PART_LEVEL):
        return ()
    left_name, right_name, trace = _deciding(compare)
    parts = _parts(compare, left_name, right_name, trace)
    has_model_bits = item.bits == compare.bits["name"]
    role = max(left_name.role, right_name.role)
    rows = [ComparedValues(sanitise(left_name.text), sanitise(right_name.text), (_decided(role),))]
    rows += (
        parts
        if has_model_bits
        else [ComparedValues(part.left, part.right, part.remarks) for part in parts]
    )
    rest = item.bits - trace.total / SCALE
    if has_model_bits and rest:
        is_little = PATRONYMIC in (left_name.role, right_name.role) or (
            left_name.role == right_name.role == NICKNAME
        )
        remark = _total_remark(
            trace.total,
            rest,
            is_informal=role >= code_lists.FIRST_INFORMAL_ROLE,
            is_little=is_little,
        )
        rows.append(ComparedValues("", "", (Remark("in_all", item.bits, "bits"), remark), rest))
    return tuple(rows)


def _decided(role: int) -> Remark:
    if role < code_lists.FIRST_INFORMAL_ROLE:
        return Remark("decided")
    side = "by_father" if role == code_lists.COMPOSED_NAME_ROLE else code_lists.NAME_ROLES[role - 1]
    return Remark(f"decided_{side}")


def _deciding(compare: ValueComparison) -> tuple[NameText, NameText, AlignmentTrace]:
    """Return the pair of names with the attribute's bits, formal names first, and its trace."""
    left, right = compare.sides
    rarity = compare.rarity or UNIFORM_FREQUENCIES
    both = token_pairs(left.entries(rarity, right), right.entries(rarity), 1)
    bend = compare.engine.weights.tables().bend
    lefts, rights = _names(compare.a, left), _names(compare.b, right)
    choices = [
        np.array(
            [name.role * (name.role == code_lists.COMPOSED_NAME_ROLE) for name in names], np.uint8
        )
        for names in (lefts, rights)
    ]
    bits = all_name_bits(
        both,
        one_name_each(left.side.names, choices[0]),
        one_name_each(right.side.names, choices[1]),
    )
    tried = np.empty((2, max(len(lefts), len(rights))), np.int32)
    count_parts_tried(
        both,
        (names_of_side(left.side), names_of_side(right.side)),
        ((0, len(lefts)), (0, len(rights))),
        tried,
    )

    def rank(pair: tuple[int, int]) -> tuple[bool, bool, int]:
        penalty = MULTIPLICITY_PENALTY[tried[0, pair[0]]] + MULTIPLICITY_PENALTY[tried[1, pair[1]]]
        is_it = calibrate(int(bits[pair] - penalty), bend) / SCALE == compare.bits["name"]
        return (
            is_it,
            max(lefts[pair[0]].role, rights[pair[1]].role) < code_lists.FIRST_INFORMAL_ROLE,
            int(bits[pair]),
        )

    i, j = max(((i, j) for i in range(len(lefts)) for j in range(len(rights))), key=rank)
    is_made = bool(choices[0][i]), bool(choices[1][j])
    return (
        lefts[i],
        rights[j],
        trace_names(both, left.side.names, right.side.names, (i, j), is_made),
    )


def _names(person: Person, side: Population) -> list[NameText]:
    """Return the names of the first person of a population in comparison order.

    A name that was read from Greek is returned as written.
    """
    columns, names = side.side.columns, side.side.names
    latin = [name_tokens(name.text) for name in without_exploiter_facts(person.names)]
    written = {
        greek_spelling(tokens): tokens for tokens in latin if greek_spelling(tokens) not in latin
    }
    remarks = []
    for place in range(int(columns.name_starts[0]), int(columns.name_starts[1])):
        entries = names.tokens[0, names.starts[place] : names.starts[place + 1]]
        tokens = tuple(side.table.entry(int(token)) for token in entries)
        tokens = written.get(tokens, tokens)
        remarks.append(NameText(int(columns.name_roles[place]), _text(person, tokens), tokens))
    return remarks


def _text(person: Person, tokens: tuple[bytes, ...]) -> str:
    """Return a name as written.

    Each part of a name composed from a person's and a relative's name is found separately.
    """
    texts = [name.text for name in without_exploiter_facts(person.names)]
    family = (
        code_lists.FATHER,
        *(code for code in code_lists.RELATIONS if code.endswith(code_lists.SIBLINGS)),
    )
    texts += [relative.name for relative in person.relatives if relative.relation in family]
    forms = {text: surface_forms(text, tokens) for text in texts}
    for text, parts in forms.items():
        if all(part in text for part in parts):
            return text
    return " ".join(
        next(
            (parts[place] for text, parts in forms.items() if parts[place] in text),
            romanised(token).decode(),
        )
        for place, token in enumerate(tokens)
    )


def _parts(
    compare: ValueComparison, left_text: NameText, right_text: NameText, trace: AlignmentTrace
) -> list[ComparedValues]:
    left, right = (
        [sanitise(part) for part in surface_forms(name.text, name.tokens)]
        for name in (left_text, right_text)
    )
    rows = []
    free, other_free = set(range(len(left))), set(range(len(right)))
    for (sort, i, j, bits, odds, _), carried in zip(
        trace.steps.tolist(), trace.carried.tolist(), strict=True
    ):
        if sort == WHOLE:
            return [
                ComparedValues(
                    sanitise(left_text.text),
                    sanitise(right_text.text),
                    (Remark("as_one_word"),),
                    bits / SCALE,
                )
            ]
        width, other_width = (2 if sort == TWO_TO_ONE else 1), (2 if sort == ONE_TO_TWO else 1)
        free -= set(range(i, i + width))
        other_free -= set(range(j, j + other_width))
        sides = " ".join(left[i : i + width]), " ".join(right[j : j + other_width])
        likeness = _likeness(
            left_text.tokens[i : i + width], right_text.tokens[j : j + other_width], bits, odds
        )
        likeness = (Remark("same"),) if sides[0].casefold() == sides[1].casefold() else likeness
        if width + other_width > 2:
            likeness += (Remark("two_as_one"),)
        likeness += _carried(compare, carried) if bits > 0 else ()
        rows.append(ComparedValues(*sides, likeness, bits / SCALE))
    return rows + _left_over(
        [left[i] for i in sorted(free)], [right[j] for j in sorted(other_free)], trace.left_over
    )


def _likeness(
    left: tuple[bytes, ...], right: tuple[bytes, ...], bits: int, odds: int
) -> tuple[Remark, ...]:
    if len(left) == len(right) == 1 and (len(left[0]) == 1) != (len(right[0]) == 1):
        return (Remark("initial_fits" if bits > 0 else "initial_does_not_fit"),)
    if bits > odds + SCALE // 2:
        return (Remark("forms"),)
    # Parts that are common among the searched people are no similarity.
    likeness = min(odds, 0) if bits <= 0 else odds
    likeness_code = next((code for least, code in _LIKENESS if likeness >= least * SCALE), _UNLIKE)
    if likeness < _ONE_NAME * SCALE:
        return (Remark(likeness_code),)
    if script_of(left[0]) != script_of(right[0]):
        return (Remark(f"{likeness_code}_two_scripts"),)
    return Remark(likeness_code), Remark("spelt_differently")


def _carried(compare: ValueComparison, share: float) -> tuple[Remark, ...]:
    """Return how common a name is, if a snapshot knows it.

    Return no remark if it would reveal that ten or fewer people have the name.
    """
    if compare.rarity is None or share <= 0.0:
        return ()
    people = compare.rarity.size + PRIOR_PEOPLE
    if share >= _COMMON_FROM and round(share * people) >= _LEAST_CARRIERS:
        return (
            Remark("common", min(_SHARES, key=lambda known_share: abs(known_share - 1 / share))),
        )
    return (
        (Remark("rare"),)
        if share < _COMMON_FROM and _COMMON_FROM * people > _LEAST_CARRIERS - 1
        else ()
    )


def _left_over(left: list[str], right: list[str], bits: int) -> list[ComparedValues]:
    if left and right:
        remarks = (Remark("conflict"), *(() if len(left) == len(right) else (Remark("and_extra"),)))
        return [ComparedValues(" ".join(left), " ".join(right), remarks, bits / SCALE)]
    first, second = Remark("extra_first"), Remark("extra_second")
    sides = [(part, "", first) for part in left] + [("", part, second) for part in right]
    each, rest = divmod(bits, max(len(sides), 1))  # whole 1/64 bits, so that the parts sum exactly
    return [
        ComparedValues(left, right, (remark,), (each + (number < rest)) / SCALE)
        for number, (left, right, remark) in enumerate(sides)
    ]


def _total_remark(total: int, rest: float, *, is_informal: bool, is_little: bool) -> Remark:
    """Return why the bits of a whole name differ from the sum of its parts.

    `rest` is the difference. `is_informal`: one of the two names is informal. `is_little`: a
    disagreement with an informal name counts little.
    """
    if is_little and rest < 0:
        return Remark("informal_little")
    if is_informal and total < 0:
        return Remark("informal")
    return Remark("fit_in_part" if rest > 0 else "by_chance")
