"""Telephone numbers of desks in texts, as links that a telephone dials."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# An international number of 7 to 15 digits, or a short number that is equal in every state.
_NUMBER = re.compile(r"\+\d(?:[ ().\-/]{0,2}\d){6,14}|\b116 ?\d{3}\b|\b112\b")
_SEPARATORS = re.compile(r"[^\d+]")


def link_numbers(text: str) -> Markup:
    """Return a text as markup in which each telephone number is a `tel:` link.

    The rest is escaped. A text without a number is only escaped.
    """
    pieces: list[Markup] = []
    end = 0
    for match in _NUMBER.finditer(text):
        number = match.group()
        pieces += (
            escape(text[end : match.start()]),
            Markup('<a href="tel:{}" dir="ltr">{}</a>').format(_SEPARATORS.sub("", number), number),
        )
        end = match.end()
    return Markup("").join((*pieces, escape(text[end:])))
