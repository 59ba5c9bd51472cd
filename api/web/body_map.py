"""The table of the body map: spots of the picture, their positions, and their values.

The picture is `static/body.svg`, 340 by 800. A spot is a radio button with a label, placed on it at
(x, y). The person's right is on the left of the picture, as when facing a person.
"""

from __future__ import annotations

from api.web.forms import SubmittedForm

_MIDDLE: dict[str, tuple[int, int]] = {
    "scalp": (170, 24),
    "forehead": (170, 62),
    "nose": (170, 118),
    "mouth": (152, 154),
    "tooth": (190, 154),
    "chin": (170, 190),
    "neck": (85, 292),
    "chest": (85, 356),
    "abdomen": (85, 416),
    "genital": (85, 466),
    "back": (255, 370),
}
# on the person's right; the left is mirrored at the middle, which is at 170, 85, 255
_RIGHT: dict[str, tuple[int, int, int]] = {
    "eye": (135, 96, 170),
    "ear": (92, 118, 170),
    "shoulder": (48, 322, 85),
    "upper_arm": (34, 354, 85),
    "elbow": (27, 386, 85),
    "forearm": (21, 418, 85),
    "wrist": (16, 450, 85),
    "hand": (14, 482, 85),
    "hip": (54, 440, 85),
    "thigh": (62, 500, 85),
    "knee": (64, 540, 85),
    "lower_leg": (65, 580, 85),
    "ankle": (66, 614, 85),
    "foot": (64, 644, 85),
    "toe": (52, 674, 85),
    "buttock": (237, 456, 255),
}
# the right hand, with its thumb towards the middle; the left one is mirrored
_FINGERS: dict[str, tuple[int, int]] = {
    "finger1": (136, 748),
    "finger2": (112, 718),
    "finger3": (84, 710),
    "finger4": (56, 718),
    "finger5": (30, 738),
}

# (part, side) -> its centre on the picture
SPOTS: dict[tuple[str, str], tuple[int, int]] = {
    **{(part, ""): at for part, at in _MIDDLE.items()},
    **{
        (part, side): (x if on_left else 2 * middle - x, y)
        for part, (x, y, middle) in _RIGHT.items()
        # seen from behind, the person's left is on the left
        for side, on_left in (("right", part != "buttock"), ("left", part == "buttock"))
    },
    **{
        (part, side): (x if side == "right" else 340 - x, y)
        for part, (x, y) in _FINGERS.items()
        for side in ("right", "left")
    },
}
CHOSEN_FIELDS = ("mark_spot", "mark_spot_kind", "mark_spot_text")


def spots() -> list[tuple[str, str, str]]:
    """Return (value, part, side) of every spot from head to toe, the order of the arrow keys."""
    by_place = sorted(SPOTS, key=lambda spot: (SPOTS[spot][1], SPOTS[spot][0]))
    return [(f"{part}:{side}", part, side) for part, side in by_place]


def spot_css() -> str:
    """Return the CSS rules that place each spot on the picture, as in `static/body.css`."""
    return "".join(
        f".spot-{part}{f'-{side}' if side else ''} {{ left: {x / 3.4:.2f}%; top: {y / 8:.2f}%; }}\n"
        for (part, side), (x, y) in SPOTS.items()
    )


def add_chosen_mark(form: SubmittedForm) -> SubmittedForm:
    """Return a form with the chosen spot as a row of the list; unchanged if none was chosen."""
    spot, kind, text = map(form.text, CHOSEN_FIELDS)
    part, _, side = spot.partition(":")
    if (part, side) not in SPOTS:
        return form
    matches = [match for match in form.matches() if match[0] not in (*CHOSEN_FIELDS, *_ROW)]
    filled = [cells for cells in zip(*map(form.cells, _ROW), strict=False) if any(cells)]
    rows = [*filled, (kind, part, side, text)]
    matches += [(name, value) for row in rows for name, value in zip(_ROW, row, strict=True)]
    return SubmittedForm.of(matches)


_ROW = ("mark_kind", "mark_part", "mark_side", "mark_text")
