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
    UNLIKE: (0.0132, 0.939), 1: (0.00239, 0.000429), 2: (0.000333, 4.83e-06), 3: (0.0003, 1e-06),
    4: (0.0179, 0.0536), 5: (0.012, 0.000882), 6: (0.00646, 6.4e-05), 7: (0.0017, 1e-06), 8: (0.0236, 0.00407),
    9: (0.0182, 0.000335), 10: (0.0147, 8.62e-05), 11: (0.0061, 5.67e-06), 12: (0.0272, 0.000844),
    13: (0.0266, 0.000135), 14: (0.0229, 4.82e-05), 15: (0.0154, 1.55e-05), 16: (0.0478, 0.000227),
    17: (0.0553, 6.42e-05), 18: (0.0595, 3.22e-05), 19: (0.0617, 1.77e-05), 20: (0.0169, 2.68e-05),
    21: (0.0182, 1.13e-05), 22: (0.0228, 1e-05), 23: (0.0257, 4.17e-06), 24: (0.0647, 3.32e-05),
    25: (0.0752, 2.22e-05), 26: (0.101, 1.72e-05), 27: (0.0867, 8.5e-06),
    SAME: (0.3, 1.4e-05), SAME_UNVOWELLED: (0.4, 1.4e-05),
    # One side without vowels: 32 + 4 x bin of sound distance + consonants (1, 2, 3, 4 and more) less one.
    32: (0.00298, 0.0496), 33: (0.00788, 0.291), 34: (0.0066, 0.369), 35: (0.00213, 0.179),
    36: (0.00565, 0.00488), 37: (0.0086, 0.0328), 38: (0.00772, 0.0442), 39: (0.00358, 0.0201),
    40: (0.00357, 0.000136), 41: (0.0112, 0.00295), 42: (0.0156, 0.00318), 43: (0.0127, 0.00137),
    44: (0.00157, 2.38e-05), 45: (0.0257, 0.000479), 46: (0.0278, 0.000639), 47: (0.0341, 0.000209),
    48: (0.0068, 1.08e-05), 49: (0.03, 0.000113), 50: (0.0547, 0.000118), 51: (0.0761, 4.25e-05),
    52: (0.00308, 2.25e-06), 53: (0.0488, 3.28e-05), 54: (0.0546, 2.9e-05), 55: (0.0854, 9e-06),
    56: (0.00838, 1.75e-06), 57: (0.0696, 1e-05), 58: (0.175, 1.2e-05), 59: (0.21, 4.5e-06),
    # Initials, judged: an initial that fits is worth a bit, one that does not costs two.
    INITIAL_FITS: (0.10, 0.05), INITIAL_DIFFERS: (0.02, 0.08),
}  # fmt: skip

# In bits. A part that nothing on the other side fits, when the other side has such a part too; an extra part on one
# side only (patronymic, second family name); two parts written as one.
CONFLICT_BITS: Final = -5.0
EXTRA_BITS: Final = -0.6
JOINED_BITS: Final = -0.5

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
