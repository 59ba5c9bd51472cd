"""Levels of two people's nationalities, languages and ethnicities. Compiled.

The order of levels is in levels.py.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Ints
from matching.codes.languages import NEIGHBOURING_LANGUAGES, WIDESPREAD_LANGUAGES
from matching.jit import njit_no_refcount
from matching.model.levels import level_numbers
from matching.packing.columns import Shorts
from matching.packing.features import letters_number

(
    _NATIONS_DIFFER,
    _LANGUAGE_DIFFERS,
    _NATIONALITY_ONLY,
    _WIDE_LANGUAGE,
    _LANGUAGE_AGREES,
    _ORIGIN_AGREES,
) = level_numbers(
    "origin",
    "differ language_differs nationality_alone wide_language language_agrees agree",
)
_PEOPLES_DIFFER, _PEOPLE_AGREES = level_numbers("ethnicity", "differ agree")
# Results of a comparison of languages.
_ANOTHERS, LANGUAGE_PLAUSIBLE, _WIDE_SHARED, LANGUAGE_SHARED = range(1, 5)
_WIDE = np.array([letters_number(code) for code in WIDESPREAD_LANGUAGES], np.uint16)
# A language, and the number of its group.
_WITH_LANGUAGE = np.array(
    [
        [letters_number(code), group]
        for group, codes in enumerate(NEIGHBOURING_LANGUAGES, 1)
        for code in codes
    ],
    np.uint16,
)


@njit_no_refcount
def _compare_sets(left: Shorts, right: Shorts) -> int:
    """Return 0 if one set is empty, 1 if they have no common member, 2 otherwise."""
    if left.size == 0 or right.size == 0:
        return 0
    for left_code in left:
        for right_code in right:
            if left_code == right_code:
                return 2
    return 1


@njit_no_refcount
def origin_level(
    nations: Shorts, other_nations: Shorts, languages: Shorts, other_languages: Shorts
) -> int:
    """Return the level of nationalities and languages; nationality decides if it can."""
    return origin_of(
        _compare_sets(nations, other_nations), _compare_languages(languages, other_languages)
    )


@njit_no_refcount
def origin_of(nation: int, language: int) -> int:
    """Return the level of origin from the results for nations and languages.

    Nations are unknown (0), different (1) or have one in common (2). Languages are a result of
    `_compare_languages`.
    """
    if nation == 2:
        return _NATIONALITY_ONLY if language == _ANOTHERS else _ORIGIN_AGREES
    if language == LANGUAGE_SHARED or (language == _WIDE_SHARED and nation == 0):
        return _LANGUAGE_AGREES
    if nation == 1:
        return _WIDE_LANGUAGE if language == _WIDE_SHARED else _NATIONS_DIFFER
    return _LANGUAGE_DIFFERS if language == _ANOTHERS else 0


@njit_no_refcount
def _compare_languages(left: Shorts, right: Shorts) -> int:
    """Return the result of comparing two people's languages, 0 if a side has none.

    LANGUAGE_SHARED: a language in common. _WIDE_SHARED: all common languages are spoken in many
    countries. LANGUAGE_PLAUSIBLE: no common language, but one person may well speak both.
    _ANOTHERS: none of these.
    """
    if left.size == 0 or right.size == 0:
        return 0
    best = _ANOTHERS
    for left_code in left:
        for right_code in right:
            if left_code == right_code:
                best = max(best, _WIDE_SHARED if _is_wide(left_code) else LANGUAGE_SHARED)
            elif _group_of(left_code) and _group_of(left_code) == _group_of(right_code):
                best = max(best, LANGUAGE_PLAUSIBLE)
    if best == _ANOTHERS and (_are_wide(left) or _are_wide(right)):
        return LANGUAGE_PLAUSIBLE
    return best


@njit_no_refcount
def _are_wide(languages: Shorts) -> bool:
    wide = 0
    for language in languages:
        wide += _is_wide(language)
    return bool(wide == languages.size)


@njit_no_refcount
def _is_wide(language: int) -> bool:
    is_wide = False
    for wide in _WIDE:
        is_wide = is_wide or wide == language
    return is_wide


@njit_no_refcount
def _group_of(language: int) -> int:
    """Return the number of a language's group in NEIGHBOURING_LANGUAGES, 0 for none."""
    for row in range(_WITH_LANGUAGE.shape[0]):
        if _WITH_LANGUAGE[row, 0] == language:
            return int(_WITH_LANGUAGE[row, 1])
    return 0


@njit_no_refcount
def ethnicity_level(left: Ints, right: Ints) -> int:
    """Return the level of two people's ethnicities (a hash of each); one in common agrees."""
    level = _PEOPLES_DIFFER if left.size and right.size else 0
    for left_code in left:
        for right_code in right:
            if left_code == right_code:
                return _PEOPLE_AGREES
    return level
