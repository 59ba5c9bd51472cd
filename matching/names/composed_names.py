"""Composed names: a child's own name followed by the father's, or by a sibling's family name.

Offices write children of many countries in this form. Tokens in, tokens out; the weights are
elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from matching.names.text.scripts import LATIN, SCRIPTS, romanised, script_of
from matching.names.text.tokeniser import MAX_TOKENS
from matching.names.tokens.token_table import skeleton_of

# Most names, in Latin and in the native script, that are extended; most extensions of each.
_MOST_FORMAL: Final = 2
_MOST_BY_FATHER: Final = 4  # most tokens of such a name
# Two spellings of one name part: least number of consonants, including the mark, and least
# similarity (judged).
_SHORT_SKELETON: Final = 3
_LIKE: Final = 0.65


def names_with_father(
    father: tuple[bytes, ...], formal: list[tuple[bytes, ...]]
) -> list[tuple[bytes, ...]]:
    """Return names of the child's own name followed by the father's names.

    At most `_MOST_FORMAL` formal names are used. The own name is the first part that is not among
    the father's; the result has at most `_MOST_BY_FATHER` tokens. If the whole name contains the
    father's first name, the result is the whole name and the father's further parts, at most
    `MAX_TOKENS` tokens. Return none if the child has no own part, the father has no name, or the
    name is written in syllables.
    """
    names: list[tuple[bytes, ...]] = []
    for tokens in formal[:_MOST_FORMAL] if father else ():
        own = [token for token in tokens if not _contains(token, father)]
        if not own or SCRIPTS[script_of(tokens[0])].is_syllabic:
            continue
        if not any(_contains(father[0], formal_names) for formal_names in formal):
            names.append((own[0], *father)[:_MOST_BY_FATHER])
        elif _contains(father[0], tokens):
            more = [
                token
                for token in father
                if not any(_contains(token, formal_names) for formal_names in formal)
            ]
            names += [(*tokens, *more)[:MAX_TOKENS]] if more else []
    return names


def names_with_siblings(
    siblings: list[tuple[bytes, ...]], father: tuple[bytes, ...], formal: list[tuple[bytes, ...]]
) -> list[tuple[bytes, ...]]:
    """Return the child's first name followed by each sibling's family name.

    Family names in the child's own or the father's names are skipped. Names in syllables give none.
    """
    own_tokens = [token for tokens in (father, *formal) for token in tokens]
    names: list[tuple[bytes, ...]] = []
    for tokens in siblings if formal and not SCRIPTS[script_of(formal[0][0])].is_syllabic else ():
        is_new = len(tokens) > 1 and not _contains(tokens[-1], own_tokens)
        if is_new and not SCRIPTS[script_of(tokens[-1])].is_syllabic and len(names) < _MOST_FORMAL:
            own_tokens.append(tokens[-1])
            names.append((formal[0][0], tokens[-1]))
    return names


def _contains(token: bytes, other_tokens: Sequence[bytes]) -> bool:
    """Return whether others include a name part, spelt alike; across scripts by consonants."""
    return any(_is_one(token, other_token) for other_token in other_tokens)


def _is_one(left: bytes, right: bytes) -> bool:
    latin, other_latin = romanised(left), romanised(right)
    if latin == other_latin:
        return True
    skeleton, script = skeleton_of(left), script_of(left)
    if skeleton != skeleton_of(right) or len(skeleton) <= _SHORT_SKELETON:
        return False
    if script != script_of(right):
        return latin.lstrip(b"~")[:1] == other_latin.lstrip(b"~")[:1]
    return script == LATIN and Levenshtein.normalized_similarity(latin, other_latin) >= _LIKE
