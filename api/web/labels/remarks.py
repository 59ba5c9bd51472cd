"""The engine's remarks on compared values in the language of the answer.

Remarks are translated by code, values piece by piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from babel.numbers import format_decimal

from api.schemas.matching_runs.evidence import RemarkOut, ValuePartOut
from api.web import language
from api.web.gettext_marker import N_
from api.web.labels import display
from api.web.labels.codes import WORDS
from matching.explain.remarks import CONCLUSION_CODES, REMARK_TEXTS, SPAN_UNITS, format_bits

# how a remark is joined to the one before
COMMA: Final = N_("%(one)s, %(rest)s")
COLON: Final = N_("%(one)s: %(rest)s")

# Codes inside a value, by their list, whose words differ from those of a form.
INSIDE: Final = {
    "height": {"on": N_("on")},
    "birth": {
        "to": N_("to"),
        "placeholder": N_("only the year is believed"),
        "solar_hijri": N_("Solar Hijri calendar"),
        "hijri": N_("Islamic calendar"),
        "ethiopian": N_("Ethiopian calendar"),
        "documented": N_("documented"),
        "claimed": N_("claimed"),
        "assessed": N_("age assessed"),
    },
    "phone_owner": {"own": N_("own"), "relative": N_("a relative's")},
    "happened": {"last_seen": N_("last seen"), "found": N_("found"), "route": N_("on the way")},
    "sex": {"F": N_("female"), "M": N_("male"), "X": N_("neither female nor male")},
}


def join_remarks(remarks: Sequence[RemarkOut]) -> str:
    """Return remarks in the language of the answer; "" for none."""
    text = ""
    for remark in remarks:
        rest = language.gettext(REMARK_TEXTS[remark.code]) % {"amount": _amount(remark)}
        join = language.gettext(COLON if remark.code in CONCLUSION_CODES else COMMA)
        text = join % {"one": text, "rest": rest} if text else rest
    return text


def _amount(remark: RemarkOut) -> str:
    if remark.amount is None:
        return ""
    if remark.unit == "bits":
        return format_bits(remark.amount)
    n = int(remark.amount)
    return (
        _span(n, remark.unit)
        if remark.unit in SPAN_UNITS
        else format_decimal(n, locale=language.current())
    )


def _span(n: int, unit: str) -> str:
    texts = {
        "day": language.ngettext("%(n)s day", "%(n)s days", n),
        "month": language.ngettext("%(n)s month", "%(n)s months", n),
        "year": language.ngettext("%(n)s year", "%(n)s years", n),
    }[unit]
    return texts % {"n": n}


def value(pieces: Sequence[ValuePartOut], text: str) -> str:
    """Return a compared value with its codes in the answer's language.

    Written text stays unchanged. `text` is the whole of a value without codes.
    """
    if not pieces:
        return text
    parts = []
    for before, piece, following in zip((None, *pieces), pieces, (*pieces[1:], None), strict=False):
        is_list = before and before.of and (before.of == "country" or (following and following.of))
        parts.append(", " if piece.text == " " and is_list else _piece_text(piece))
    return "".join(parts)


def _piece_text(piece: ValuePartOut) -> str:
    if piece.of == "country":
        return language.country(piece.code)
    if piece.of == "language":
        return display.label(piece.code, "language")
    message = INSIDE.get(piece.of, WORDS.get(piece.of, {})).get(piece.code)
    return language.gettext(message) if message else piece.text
