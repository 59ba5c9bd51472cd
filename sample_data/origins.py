"""Owns the table of origins: what a person of each brings along besides names; it must not draw anything.

Shares are round figures for a synthetic world, not statistics of any country. Shares of 1-January births follow what
was counted on real listed birth dates: a fifth for Afghanistan and Pakistan, a third for the Horn of Africa.
"""

from __future__ import annotations

from dataclasses import dataclass

Weights = tuple[tuple[str, float], ...]

# How a full name is put together, by naming custom: letters for parts in written order. g given (with what is set
# before it), f father, r grandfather, s family, p patronymic, x middle.
CUSTOMS: dict[str, Weights] = {
    "arabic": (("gs", 48), ("gfs", 18), ("gfrs", 5), ("gfr", 4), ("gf", 7), ("sg", 13), ("sgf", 5)),
    "persian": (("gs", 66), ("sg", 22), ("gfs", 8), ("gf", 4)),
    "afghan": (("gs", 52), ("sg", 16), ("gf", 14), ("gfs", 10), ("gfr", 3), ("fg", 5)),
    "horn": (("gfr", 47), ("gf", 37), ("fg", 9), ("rgf", 7)),
    "slavic": (("gs", 38), ("sg", 28), ("sgp", 22), ("gps", 12)),
    "western": (("gs", 62), ("sg", 33), ("gfs", 5)),
    "vietnamese": (("sxg", 44), ("gxs", 14), ("sg", 14), ("gs", 12), ("xgs", 16)),
    "chinese": (("sg", 60), ("gs", 40)),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin: naming custom, papers, tongue, way, looks, and its weight in the two profiles (report, tuning).

    `dial` is a calling code with leading digits that the numbering plan of the country has not given out, so a number
    of the sample world has the right length and can be nobody's. `january` is the share of people whose papers say
    1 January, `prefixed` of boys with a name set before the given name, `ended` of family names made with an ending.
    """

    code: str
    custom: str
    nationalities: Weights
    languages: Weights
    calendar: str
    january: float
    dial: Weights
    routes: Weights
    eyes: Weights
    hair: Weights
    weights: tuple[float, float]
    prefixed: float = 0.0
    ended: float = 0.0


_DARK_EYES: Weights = (("brown", 62), ("black", 34), ("hazel", 3), ("green", 1))
_MIXED_EYES: Weights = (("brown", 60), ("black", 14), ("hazel", 12), ("green", 10), ("blue", 4))
_LIGHT_EYES: Weights = (("blue", 34), ("brown", 24), ("grey", 16), ("green", 16), ("hazel", 10))
_DARK_HAIR: Weights = (("black", 82), ("brown", 18))
_MIXED_HAIR: Weights = (("black", 48), ("brown", 50), ("blond", 2))
_LIGHT_HAIR: Weights = (("brown", 48), ("blond", 38), ("black", 8), ("red", 6))

_EAST_WAY: Weights = (("balkan", 66), ("central", 22), ("air", 12))
_SOUTH_WAY: Weights = (("central", 66), ("west", 24), ("balkan", 10))

ORIGINS = (
    Origin(
        "syrian",
        "arabic",
        (("SY", 92), ("XXA", 8)),
        (("ara", 82), ("ara|kmr", 12), ("kmr", 6)),
        "hijri",
        0.06,
        (("+96341", 55), ("+90100", 30), ("+4913", 15)),
        _EAST_WAY,
        _MIXED_EYES,
        _MIXED_HAIR,
        (12, 8),
        prefixed=0.06,
    ),
    Origin(
        "afghan_dari",
        "afghan",
        (("AF", 95), ("IR", 3), ("PK", 2)),
        (("prs", 66), ("prs|fas", 16), ("prs|pus", 10), ("fas", 8)),
        "solar_hijri",
        0.21,
        (("+9346", 55), ("+98100", 30), ("+4913", 15)),
        _EAST_WAY,
        _DARK_EYES,
        _DARK_HAIR,
        (13, 9),
        prefixed=0.3,
        ended=0.35,
    ),
    Origin(
        "eritrean",
        "horn",
        (("ER", 92), ("ET", 8)),
        (("tir", 80), ("tir|amh", 12), ("tir|ara", 8)),
        "ethiopian",
        0.32,
        (("+25119", 55), ("+24919", 25), ("+4113", 20)),
        _SOUTH_WAY,
        _DARK_EYES,
        _DARK_HAIR,
        (8, 6),
    ),
    Origin(
        "ukrainian",
        "slavic",
        (("UA", 100),),
        (("ukr", 60), ("ukr|rus", 30), ("rus", 10)),
        "gregorian",
        0.01,
        (("+38019", 70), ("+4819", 20), ("+4913", 10)),
        (("east", 85), ("air", 15)),
        _LIGHT_EYES,
        _LIGHT_HAIR,
        (8, 10),
    ),
    Origin(
        "iranian",
        "persian",
        (("IR", 100),),
        (
            ("fas", 72),
            ("fas|azb", 14),
            ("fas|kmr", 6),
            ("azb", 8),
        ),
        "solar_hijri",
        0.04,
        (
            ("+98100", 70),
            ("+4913", 30),
        ),
        _EAST_WAY,
        _DARK_EYES,
        _DARK_HAIR,
        (7, 9),
        prefixed=0.25,
        ended=0.25,
    ),
    Origin(
        "afghan_pashto",
        "afghan",
        (
            ("AF", 96),
            ("PK", 4),
        ),
        (
            ("pus", 64),
            ("pus|prs", 28),
            ("pus|urd", 8),
        ),
        "solar_hijri",
        0.24,
        (
            ("+9346", 60),
            ("+9219", 25),
            ("+3372", 15),
        ),
        _EAST_WAY,
        _MIXED_EYES,
        _DARK_HAIR,
        (9, 12),
        prefixed=0.2,
    ),
    Origin(
        "iraqi_kurdish",
        "arabic",
        (
            ("IQ", 98),
            ("XXA", 2),
        ),
        (
            ("ckb", 62),
            ("kmr", 20),
            ("ckb|ara", 18),
        ),
        "hijri",
        0.12,
        (
            ("+96419", 75),
            ("+4913", 25),
        ),
        _EAST_WAY,
        _MIXED_EYES,
        _MIXED_HAIR,
        (6, 8),
    ),
    Origin(
        "somali",
        "horn",
        (
            ("SO", 94),
            ("ET", 3),
            ("KE", 3),
        ),
        (
            ("som", 84),
            ("som|ara", 10),
            ("som|eng", 6),
        ),
        "hijri",
        0.32,
        (
            ("+25219", 60),
            ("+25419", 25),
            ("+4671", 15),
        ),
        _SOUTH_WAY,
        _DARK_EYES,
        _DARK_HAIR,
        (7, 8),
    ),
    Origin(
        "albanian",
        "western",
        (
            ("AL", 72),
            ("XK", 28),
        ),
        (
            ("sqi", 90),
            ("sqi|ita", 10),
        ),
        "gregorian",
        0.01,
        (
            ("+35519", 80),
            ("+4913", 20),
        ),
        (("land", 100),),
        _LIGHT_EYES,
        _LIGHT_HAIR,
        (4, 6),
    ),
    Origin(
        "romanian",
        "western",
        (
            ("RO", 88),
            ("MD", 12),
        ),
        (
            ("ron", 84),
            ("ron|rom", 12),
            ("rom", 4),
        ),
        "gregorian",
        0.01,
        (
            ("+4019", 80),
            ("+4913", 20),
        ),
        (("union", 100),),
        _LIGHT_EYES,
        _LIGHT_HAIR,
        (4, 3),
    ),
    Origin(
        "guinean",
        "western",
        (
            ("GN", 92),
            ("SN", 4),
            ("SL", 4),
        ),
        (
            ("ful|fra", 40),
            ("ful", 24),
            ("sus|fra", 16),
            ("man|fra", 12),
            ("fra", 8),
        ),
        "hijri",
        0.18,
        (
            ("+22419", 80),
            ("+3372", 20),
        ),
        (
            ("west", 62),
            ("central", 38),
        ),
        _DARK_EYES,
        _DARK_HAIR,
        (6, 5),
        prefixed=0.3,
    ),
    Origin(
        "moroccan",
        "arabic",
        (("MA", 100),),
        (
            ("ary", 56),
            ("ara|fra", 22),
            ("ber|ary", 22),
        ),
        "gregorian",
        0.04,
        (
            ("+21219", 75),
            ("+3419", 25),
        ),
        (
            ("west", 82),
            ("central", 18),
        ),
        _MIXED_EYES,
        _MIXED_HAIR,
        (6, 4),
        prefixed=0.05,
    ),
    Origin(
        "vietnamese",
        "vietnamese",
        (("VN", 100),),
        (("vie", 100),),
        "gregorian",
        0.05,
        (
            ("+8449", 80),
            ("+42019", 20),
        ),
        (
            ("orient", 85),
            ("air", 15),
        ),
        _DARK_EYES,
        _DARK_HAIR,
        (4, 5),
    ),
    Origin(
        "chinese",
        "chinese",
        (("CN", 100),),
        (
            ("zho", 78),
            ("zho|cdo", 22),
        ),
        "gregorian",
        0.02,
        (("+8649", 100),),
        (
            ("orient", 50),
            ("air", 50),
        ),
        _DARK_EYES,
        _DARK_HAIR,
        (4, 5),
    ),
)

BY_CODE = {origin.code: origin for origin in ORIGINS}
