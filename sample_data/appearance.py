"""The true appearance of a synthetic person: marks, eyes, hair and growth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sample_data.seeded_random import SeededRandom, Weights

_MARK_COUNTS = ((0, 62), (1, 28), (2, 10))
_MARK_KINDS: Weights = (
    ("scar", 50),
    ("burn", 12),
    ("birthmark", 16),
    ("mole", 12),
    ("tattoo", 4),
    ("missing_part", 2),
    ("dental", 4),
)
# Kinds of mark that occur in one place only.
_ONLY_PARTS = {"dental": "tooth", "missing_part": "finger3"}
_MIDDLE_PARTS = ("forehead", "chin", "neck", "chest", "back", "tooth")
_SIDED_PARTS = (
    "eye",
    "ear",
    "shoulder",
    "upper_arm",
    "forearm",
    "wrist",
    "hand",
    "thigh",
    "knee",
    "lower_leg",
    "ankle",
    "foot",
)

# Mean height in cm at birth and at every second birthday up to 20, boys and girls: rounded values
# of common growth charts.
_MEAN_HEIGHTS = {
    "M": (50, 87, 103, 116, 128, 138, 149, 163, 173, 176, 177),
    "F": (49, 86, 102, 115, 127, 138, 151, 159, 162, 163, 163),
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """The appearance of a person.

    `stature` is in standard deviations from the mean of age and sex. `marks` are kind:part:side.
    """

    stature: float
    eyes: str
    hair: str
    marks: tuple[str, ...]


def draw_mark(draws: SeededRandom) -> str:
    """Return a random mark as `kind:part:side`."""
    kind = draws.weighted(_MARK_KINDS)
    part = _ONLY_PARTS.get(kind) or draws.pick(_MIDDLE_PARTS[:-1] + _SIDED_PARTS)
    side = "middle" if part in _MIDDLE_PARTS else draws.pick(("left", "right"))
    return f"{kind}:{part}:{side}"


def draw_appearance(draws: SeededRandom, eyes: Weights, hair: Weights) -> Appearance:
    """Return a random appearance, with eye and hair colours weighted by origin."""
    count = draws.weighted(_MARK_COUNTS)
    marks = tuple(dict.fromkeys(draw_mark(draws) for _ in range(count)))
    return Appearance(draws.bell(1.0), draws.weighted(eyes), draws.weighted(hair), marks)


def height_at(appearance: Appearance, sex: str, *, birth: date, day: date) -> float:
    """Return the height in cm on a day.

    Before birth it is that at birth; from the age of 20 it is constant.
    """
    means = _MEAN_HEIGHTS[sex]
    steps = min(max((day - birth).days, 0) / (2 * 365.2425), len(means) - 1.0)
    low = min(int(steps), len(means) - 2)
    mean = means[low] + (means[low + 1] - means[low]) * (steps - low)
    # 4 % of the height is about one standard deviation at every age.
    return mean * (1 + 0.04 * appearance.stature)
