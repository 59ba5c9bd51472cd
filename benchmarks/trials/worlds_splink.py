"""What Splink compares on a world of minors: levels of a careful user, names on several views of the tokens."""

from __future__ import annotations

import splink.comparison_level_library as cll
import splink.comparison_library as cl

from benchmarks.peers import by_splink

# How alike the tokens of two names are: each token of the shorter name with its best partner, on average.
_BEST = "list_avg(list_transform({one}, a -> list_max(list_transform({other}, b -> jaro_winkler_similarity(a, b)))))"
_ALIKE = (
    f"case when len(tokens_l) <= len(tokens_r) then {_BEST.format(one='tokens_l', other='tokens_r')} "
    f"else {_BEST.format(one='tokens_r', other='tokens_l')} end"
)


def _levels(column: str, *levels: tuple[str, str], null: str = "") -> cl.CustomComparison:
    own = [cll.CustomLevel(condition, words) for words, condition in levels]
    unknown = cll.CustomLevel(null, "unknown").configure(is_null_level=True) if null else cll.NullLevel(column)
    return cl.CustomComparison([unknown, *own, cll.ElseLevel()], output_column_name=column)


def _name() -> cl.CustomComparison:
    rare = cll.CustomLevel("rarest_l = rarest_r", "rarest token agrees").configure(tf_adjustment_column="rarest")
    exact = cll.ExactMatchLevel("name").configure(tf_adjustment_column="name")
    levels = [
        cll.NullLevel("tokens"),
        exact,
        cll.And(cll.ArrayIntersectLevel("tokens", 2), cll.CustomLevel(f"{_ALIKE} >= 0.95")),
        cll.CustomLevel(f"{_ALIKE} >= 0.97 and least(len(tokens_l), len(tokens_r)) >= 2", "tokens nearly equal"),
        cll.And(cll.ArrayIntersectLevel("sounds", 2), cll.CustomLevel(f"{_ALIKE} >= 0.85")),
        cll.CustomLevel(f"{_ALIKE} >= 0.9 and least(len(tokens_l), len(tokens_r)) >= 2", "tokens much alike"),
        rare,
        cll.CustomLevel(f"{_ALIKE} >= 0.85", "tokens alike"),
        cll.ArrayIntersectLevel("tokens", 1),
        cll.ArrayIntersectLevel("sounds", 1),
        cll.CustomLevel(f"{_ALIKE} >= 0.7", "tokens somewhat alike"),
        cll.ElseLevel(),
    ]
    return cl.CustomComparison(levels, output_column_name="name")


def comparisons() -> list[cl.CustomComparison]:
    """Return every comparison, made anew."""
    year = "abs(birth_year_l - birth_year_r)"
    day = "abs(event_day_l - event_day_r)"
    return [
        _name(),
        _levels(
            "birth_year",
            ("same day", "birth_l = birth_r"),
            ("swapped", "birth_year_l = birth_year_r and birth_day_l = birth_month_r and birth_month_l = birth_day_r"),
            ("same month", "birth_year_l = birth_year_r and birth_month_l = birth_month_r"),
            ("day, year off", f"birth_day_l = birth_day_r and birth_month_l = birth_month_r and {year} <= 2"),
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
        _levels("event_day", *((f"{days} days", f"{day} <= {days}") for days in (31, 180, 365, 730, 1095))),
        _levels(
            "event_country",
            ("same place", "event_country_l = event_country_r and event_place_l = event_place_r"),
            ("same country", "event_country_l = event_country_r"),
        ),
        cl.ArrayIntersectAtSizes("phones", [1]),
        cl.ArrayIntersectAtSizes("documents", [1]),
        cl.ArrayIntersectAtSizes("kin", [2, 1]),
        _levels("height", *((f"{size} cm", f"abs(height_l - height_r) <= {size}") for size in (3, 8, 15))),
        cl.ExactMatch("eyes"),
        cl.ExactMatch("hair"),
        cl.ArrayIntersectAtSizes("marks", [2, 1]),
    ]


MODEL = by_splink.Model(
    comparisons=comparisons,
    blocking=(("birth",), ("name",)),  # the pairs are given; Splink asks for rules all the same
    sure=(("name", "birth"),),
    sure_recall=0.1,
    sessions=(("birth",), ("rarest",)),
)
