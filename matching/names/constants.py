"""What a name pays for parts that do not fit, and how rarity counts. Constants only; the letters'
odds are learnt.
"""

from __future__ import annotations

from typing import Final

SCALE: Final = 64  # all bits are whole multiples of 1/64, so that sums are exact in any order

# In bits. A part that nothing on the other side fits, when the other side has such a part too; what
# the first such conflict of two names costs beside; a name's first part, most often the given name,
# that nothing fits; an extra part on one side only (patronymic, second family name); two parts
# written as one; a whole name in syllables against a whole name.
CONFLICT_BITS: Final = -5.5
ONE_CONFLICT_BITS: Final = -3.5
FIRST_PART_BITS: Final = -2.0
EXTRA_BITS: Final = -1.5
JOINED_BITS: Final = -1.5
WHOLE_BITS: Final = -1.5

# An initial that fits the other side's part, and one that does not (judged).
INITIAL_FITS_BITS: Final = 1.0
INITIAL_DIFFERS_BITS: Final = -2.0

# What a name is worth, in bits before rarity, against one that the table relates to it
# (name_variants.py): a short form of it, less log2 of how many names have that form, and its form
# in another language. How much oftener a related pair that is not spelt alike stands in true pairs
# than in random ones, rarity within, on real aliases (dev) and tuning world 21: a form of one name
# 6.7 and 5.5 bits, of two or three 4.0 and 5.0, of more 1.1 and 2.1; in another language 1.7 and
# 3.4, most of it common names, hence 4 before rarity (judged).
NICKNAME_ODDS: Final = 6.0
EQUIVALENT_ODDS: Final = 4.0
# What two names spelt alike are worth at most that are two by the table (judged).
TWO_NAMES_BITS: Final = 0.0

# A token's frequency is (carriers + 100 x .001) / (people + 100): with few people the prior speaks
# (judged).
PRIOR_FREQUENCY: Final = 0.001
PRIOR_PEOPLE: Final = 100.0
# How much better (log2 odds) two spellings may fit each other than each fits itself. Native against
# Latin most fit better; without a bound nothing could be passed over before its letters are looked
# at. Name tokens of six scripts, dev part, R@1: 0 .9697, 2 .971, 4 .9723, no bound .9732.
BEYOND_OWN_ODDS: Final = 4.0
# How much of the odds beyond what a name's rarity can tell still counts: two spellings that fit to
# the letter are a little likelier to be one person's than two that fit well.
BEYOND_RARITY: Final = 0.1
# Which part of a likeness's loss goes by the neighbourhood (neighbourhood_density.py) and not by
# the pair's own rarity alone: real Latin aliases, dev part, R@1 and AP: none .831 and .801, .3 .836
# and .818, .5 .834 and .822, all .824 and .815.
CROWD_SHARE: Final = 0.4


def quantised(bits: float) -> int:
    """Return bits as a whole number of 1/64 bit."""
    return round(bits * SCALE)
