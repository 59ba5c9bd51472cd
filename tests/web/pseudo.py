"""Two languages that nobody speaks, made at once: one a third longer with accents, one that runs
from right to left.

What a page says in plain letters in them was never marked for translating.
"""

from __future__ import annotations

import gettext as gnu
import re

from babel import Locale

ACCENTED, LEFTWARDS = "eo", "he"  # codes that a browser knows and no catalogue has
LOCALES = {ACCENTED: Locale.parse("en_GB"), LEFTWARDS: Locale.parse("ar")}
BEGIN, END = "⟦", "⟧"
_LETTERS = str.maketrans("aeiouycnszAEIOUYCNSZ", "àéîöúýçñšžÀÉÎÖÚÝÇÑŠŽ")
_PLACEHOLDER = re.compile(r"(%\([a-z_]+\)[sd]|%%)")


def changed(message: str) -> str:
    """Return a message as they say it: marked at both ends, a third longer, placeholders as they
    are.
    """
    if not message:
        return message
    parts = _PLACEHOLDER.split(message)
    said = "".join(
        part if place % 2 else part.translate(_LETTERS) for place, part in enumerate(parts)
    )
    return f"{BEGIN}{said}{' ~~' * (len(message) // 9)}{END}"


class Pseudo(gnu.NullTranslations):
    """The catalogue of either."""

    def gettext(self, message: str) -> str:
        """Return the message changed."""
        return changed(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the message that counts changed."""
        return changed(msgid1 if n == 1 else msgid2)


def untranslated(text: str) -> str:
    """Return what is left of a text without what was translated, also where one stands in
    another.
    """
    inner = re.compile(f"{BEGIN}[^{BEGIN}{END}]*{END}")
    while inner.search(text):
        text = inner.sub(" ", text)
    return text.strip()
