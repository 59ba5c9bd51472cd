"""What a level of likeness of two tokens is worth, and what a name pays for parts that do not fit. Tables only.

`TOKEN_LEVELS`: level -> (share among pairs that are one name, share among random pairs), by names/similarity.py.
Estimated on the training part of public token pairs: NETransliteration-COLING2018 (Wikidata names, CC0; Arabic,
Hebrew, Russian against Latin, and Latin spellings of one native token) and geezorg/data (CC BY-SA 4.0; Ge'ez against
Latin), every script with equal weight, random pairs 2 million a script. A random pair's share is what remains when
the tokens' own frequency is taken apart: bits = log2(same / (random + frequency x same)). Not estimated but judged: the
shares of true pairs in SAME and SAME_UNVOWELLED (that data leaves out pairs spelt alike) and both rows of initials.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matching.names.similarity import (
    INITIAL_DIFFERS,
    INITIAL_FITS,
    LEVELS,
    SAME,
    SAME_UNVOWELLED,
    UNLIKE,
)

SCALE: Final = 64  # all bits are whole multiples of 1/64, so that sums are exact in any order

TOKEN_LEVELS: Final[dict[int, tuple[float, float]]] = {
    # Both sides with vowels: 4 x bin of sound distance (0 far, 6 near) + Jaro-Winkler bin.
    UNLIKE: (0.0113, 0.933), 1: (0.000979, 0.000409), 2: (0.0003, 4.33e-06), 3: (0.0003, 1e-06),
    4: (0.0121, 0.0586), 5: (0.00746, 0.000879), 6: (0.00275, 6.18e-05), 7: (0.0003, 1e-06),
    8: (0.0194, 0.00446), 9: (0.015, 0.000346), 10: (0.0108, 8.42e-05), 11: (0.00248, 4.67e-06),
    12: (0.0297, 0.00092), 13: (0.0281, 0.000143), 14: (0.0207, 5.07e-05), 15: (0.0116, 1.47e-05),
    16: (0.0542, 0.000236), 17: (0.0595, 6.67e-05), 18: (0.0649, 3.33e-05), 19: (0.0642, 1.92e-05),
    20: (0.0218, 2.97e-05), 21: (0.0228, 1.38e-05), 22: (0.0278, 1.12e-05), 23: (0.0326, 4.17e-06),
    24: (0.063, 2.85e-05), 25: (0.074, 2.18e-05), 26: (0.101, 1.7e-05), 27: (0.0861, 9e-06),
    SAME: (0.3, 1.4e-05), SAME_UNVOWELLED: (0.4, 1.4e-05),
    # One side without vowels: 32 + 4 x bin of sound distance + consonants (1, 2, 3, 4 and more) less one.
    32: (0.00262, 0.0491), 33: (0.00688, 0.289), 34: (0.00607, 0.366), 35: (0.0019, 0.177),
    36: (0.0057, 0.00535), 37: (0.00675, 0.0352), 38: (0.00487, 0.047), 39: (0.00152, 0.0215),
    40: (0.00368, 0.000147), 41: (0.0124, 0.00314), 42: (0.00992, 0.00342), 43: (0.00658, 0.00146),
    44: (0.0019, 2.53e-05), 45: (0.0256, 0.000514), 46: (0.0306, 0.000675), 47: (0.0278, 0.00022),
    48: (0.0068, 1.08e-05), 49: (0.0337, 0.00012), 50: (0.0625, 0.000121), 51: (0.0868, 4.35e-05),
    52: (0.00315, 2.25e-06), 53: (0.0485, 3.23e-05), 54: (0.061, 2.78e-05), 55: (0.0968, 9.5e-06),
    56: (0.00818, 1.75e-06), 57: (0.0679, 9.75e-06), 58: (0.167, 1.08e-05), 59: (0.202, 4e-06),
    # Initials, judged: an initial that fits is worth a bit, one that does not costs two.
    INITIAL_FITS: (0.10, 0.05), INITIAL_DIFFERS: (0.02, 0.08),
}  # fmt: skip

# In bits. A part that nothing on the other side fits, when the other side has such a part too; an extra part on one
# side only (patronymic, second family name); two parts written as one.
CONFLICT_BITS: Final = -7.0
EXTRA_BITS: Final = -0.6
JOINED_BITS: Final = -1.5

# A token's frequency is (carriers + 100 x .001) / (people + 100): with few people the prior speaks (judged).
PRIOR_FREQUENCY: Final = 0.001
PRIOR_PEOPLE: Final = 100.0


def token_table() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the first and the second share of every level, as two float64[64]."""
    same = np.full(LEVELS, TOKEN_LEVELS[UNLIKE][0])
    random = np.full(LEVELS, TOKEN_LEVELS[UNLIKE][1])
    for level, (share_same, share_random) in TOKEN_LEVELS.items():
        same[level], random[level] = share_same, share_random
    return same, random


def quantised(bits: float) -> int:
    """Return bits as a whole number of 1/64 bit."""
    return round(bits * SCALE)
