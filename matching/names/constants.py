"""Penalties of name parts that do not match, and the effect of rarity. Letters' odds are learnt."""

from __future__ import annotations

from typing import Final

SCALE: Final = 64  # all bits are whole multiples of 1/64, so sums are exact in any order

# In bits: a part without a match when the other side has such a part too; the extra penalty of the
# first such conflict; a first part (usually the given name) without a match; an extra part on one
# side only (patronymic, second family name); two parts written as one; a joined whole name in
# syllables.
CONFLICT_BITS: Final = -5.5
ONE_CONFLICT_BITS: Final = -3.5
FIRST_PART_BITS: Final = -2.0
EXTRA_BITS: Final = -1.5
JOINED_BITS: Final = -1.5
WHOLE_BITS: Final = -1.5

# An initial that matches the other side's part, and one that does not (judged).
INITIAL_FITS_BITS: Final = 1.0
INITIAL_DIFFERS_BITS: Final = -2.0

# Bits, before rarity, of a name against a related one (name_variants.py): a short form, less log2
# of the number of names with that form; a form in another language. The evidence is the ratio of
# related pairs, not spelt alike, in true and random pairs, rarity included, on real aliases (dev)
# and tuning world 21. Short forms of one name gave 6.7 and 5.5 bits, of two or three 4.0 and 5.0,
# of more 1.1 and 2.1. Other languages gave 1.7 and 3.4; most are common names, hence 4 before
# rarity (judged).
NICKNAME_ODDS: Final = 6.0
EQUIVALENT_ODDS: Final = 4.0
# Most bits of two similarly spelt names that the table keeps distinct (judged).
TWO_NAMES_BITS: Final = 0.0

# A token's frequency is (carriers + 100 x 0.001) / (people + 100): with few people the prior
# dominates (judged).
PRIOR_FREQUENCY: Final = 0.001
PRIOR_PEOPLE: Final = 100.0
# Limit (log2 odds) of how much better two spellings may match each other than each matches itself.
# Most native spellings match Latin ones better. Without a limit, no pair could be skipped before
# its letters are compared. Name tokens of six scripts, dev part, R@1: limit 0 0.9697, 2 0.971, 4
# 0.9723, no limit 0.9732.
BEYOND_OWN_ODDS: Final = 4.0
# Share of the odds beyond a name's rarity that still counts: two identical spellings are a little
# likelier to be one person's than two similar ones.
BEYOND_RARITY: Final = 0.1
# Share of the similarity discount that depends on the neighbourhood (neighbourhood_density.py); the
# rest depends on the pair's own rarity. Real Latin aliases, dev part, R@1 and AP: share 0 0.831 and
# 0.801, 0.3 0.836 and 0.818, 0.5 0.834 and 0.822, 1 0.824 and 0.815.
CROWD_SHARE: Final = 0.4
