"""Splink's comparisons for a world of minors: a careful user's levels, names by best tokens."""

from __future__ import annotations

from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl

from benchmarks.peers import by_splink

# Similarity of the tokens of two names: the mean over the tokens of the shorter name, each with its
# best partner.
_BEST = (
    "list_avg(list_transform({one}, a -> list_max(list_transform({other}, b ->"
    " jaro_winkler_similarity(a, b)))))"
)
_ALIKE = (
    "case when len(tokens_l) <= len(tokens_r) then"
    f" {_BEST.format(one='tokens_l', other='tokens_r')} else"
    f" {_BEST.format(one='tokens_r', other='tokens_l')} end"
)


def _levels(column: str, *levels: tuple[str, str], null: str = "") -> Any:
    own = [cll.CustomLevel(condition, words) for words, condition in levels]
    unknown = (
        cll.CustomLevel(null, "unknown").configure(is_null_level=True)
        if null
        else cll.NullLevel(column)
    )
    return cl.CustomComparison([unknown, *own, cll.ElseLevel()], output_column_name=column)


# The best of four sets of levels for names, for Splink on world 81: 0.713 to 0.796 of F1; with ten
# levels 0.710 to 0.779. Term frequencies of the whole name cost up to 0.007, those of the rarest
# token in a separate comparison 0.03 to 0.06. Both are therefore left out.
_SEVERAL = (0.99, 0.96, 0.93, 0.9, 0.87, 0.84, 0.8)
_ONE = (0.99, 0.93, 0.88, 0.82, 0.75, 0.7, 0.6)
_FEWEST = "least(len(tokens_l), len(tokens_r))"


def _name() -> Any:
    levels = [
        cll.NullLevel("tokens"),
        cll.ExactMatchLevel("name"),
        cll.CustomLevel(f"{_ALIKE} >= 0.93 and {_FEWEST} >= 3", "three tokens alike"),
        *(
            cll.CustomLevel(f"{_ALIKE} >= {least} and {_FEWEST} >= 2", f"several, {least}")
            for least in _SEVERAL
        ),
        *(cll.CustomLevel(f"{_ALIKE} >= {least}", f"any, {least}") for least in _ONE),
        cll.ElseLevel(),
    ]
    return cl.CustomComparison(levels, output_column_name="name")


def comparisons() -> list[Any]:
    """Return new instances of all comparisons."""
    year = "abs(birth_year_l - birth_year_r)"
    day = "abs(event_day_l - event_day_r)"
    return [
        _name(),
        _levels(
            "birth_year",
            ("same day", "birth_l = birth_r"),
            (
                "swapped",
                (
                    "birth_year_l = birth_year_r and birth_day_l = birth_month_r and birth_month_l"
                    " = birth_day_r"
                ),
            ),
            ("same month", "birth_year_l = birth_year_r and birth_month_l = birth_month_r"),
            (
                "day, year off",
                f"birth_day_l = birth_day_r and birth_month_l = birth_month_r and {year} <= 2",
            ),
            ("same year, no day", f"{year} = 0 and (birth_l is null or birth_r is null)"),
            ("same year", f"{year} = 0"),
            *((f"{years} years", f"{year} <= {years}") for years in (1, 2, 3, 5)),
        ),
        cl.ExactMatch("sex"),
        cl.ArrayIntersectAtSizes("nations", [1]),
        cl.ArrayIntersectAtSizes("languages", [1]),
        _levels(
            "birth_place",
            ("same", "birth_place_l = birth_place_r"),
            ("alike", "jaro_winkler_similarity(birth_place_l, birth_place_r) >= 0.85"),
        ),
        _levels(
            "event_day",
            *((f"{days} days", f"{day} <= {days}") for days in (31, 180, 365, 730, 1095)),
        ),
        _levels(
            "event_country",
            ("same place", "event_country_l = event_country_r and event_place_l = event_place_r"),
            ("same country", "event_country_l = event_country_r"),
        ),
        cl.ArrayIntersectAtSizes("phones", [1]),
        cl.ArrayIntersectAtSizes("documents", [1]),
        cl.ArrayIntersectAtSizes("kin", [2, 1]),
        _levels(
            "height",
            *((f"{size} cm", f"abs(height_l - height_r) <= {size}") for size in (3, 8, 15)),
        ),
        cl.ExactMatch("eyes"),
        cl.ExactMatch("hair"),
        cl.ArrayIntersectAtSizes("marks", [2, 1]),
    ]


MODEL = by_splink.Model(
    comparisons=comparisons,
    blocking=(("birth",), ("name",)),  # the pairs are given, but Splink requires rules
    sure=(("name", "birth"),),
    sure_recall=0.1,
    sessions=(("birth",), ("rarest",)),
)
