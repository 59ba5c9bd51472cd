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
    # Both sides with vowels: 4 x Jaro-Winkler bin + skeletons (0 unlike, 1 near, 2 same and short, 3 same).
    UNLIKE: (0.0196, 0.978), 1: (0.0025, 1.9e-3), 2: (0.0103, 5.2e-4), 3: (0.020, 1.5e-4),
    4: (0.0258, 1.53e-2), 5: (0.0091, 5.8e-4), 6: (0.0266, 1.6e-4), 7: (0.0575, 1.0e-4),
    8: (0.0259, 2.28e-3), 9: (0.0125, 2.1e-4), 10: (0.0313, 7.6e-5), 11: (0.0543, 5.0e-5),
    12: (0.0222, 4.0e-4), 13: (0.0135, 8.3e-5), 14: (0.0296, 3.4e-5), 15: (0.0557, 4.0e-5),
    16: (0.0207, 1.3e-4), 17: (0.0205, 4.5e-5), 18: (0.0280, 2.4e-5), 19: (0.0858, 2.3e-5),
    20: (0.0178, 3.2e-5), 21: (0.0287, 1.7e-5), 22: (0.0383, 1.7e-5), 23: (0.0833, 2.2e-5),
    24: (0.0075, 3.8e-6), 25: (0.0205, 5.5e-6), 26: (0.0121, 2.8e-6), 27: (0.0625, 1.2e-5),
    SAME: (0.30, 1.4e-5), SAME_UNVOWELLED: (0.40, 2.0e-5),
    # One side without vowels: 32 + 4 x skeletons + consonants (1, 2, 3, 4 and more) less one.
    32: (0.0108, 5.4e-2), 33: (0.0592, 0.328), 34: (0.0707, 0.414), 35: (0.0423, 0.200),
    38: (0.0283, 1.9e-3), 39: (0.1148, 1.5e-3), 40: (0.0210, 6.8e-5), 41: (0.143, 3.9e-4),
    46: (0.2426, 2.0e-4), 47: (0.2673, 2.8e-5),
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
