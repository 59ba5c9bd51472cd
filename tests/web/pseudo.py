"""Two generated pseudo-languages: one a third longer with accents, one written right to left.

Text that appears unchanged in them was never marked for translation.
"""

from __future__ import annotations

import gettext as gnu
import re

from babel import Locale

ACCENTED, LEFTWARDS = "eo", "he"  # codes that browsers know and no catalogue uses
LOCALES = {ACCENTED: Locale.parse("en_GB"), LEFTWARDS: Locale.parse("ar")}
BEGIN, END = "⟦", "⟧"
_LETTERS = str.maketrans("aeiouycnszAEIOUYCNSZ", "àéîöúýçñšžÀÉÎÖÚÝÇÑŠŽ")
_PLACEHOLDER = re.compile(r"(%\([a-z_]+\)[sd]|%%)")


def changed(message: str) -> str:
    """Return the message in the pseudo-language: marked at both ends and a third longer.

    Placeholders stay unchanged.
    """
    if not message:
        return message
    parts = _PLACEHOLDER.split(message)
    accented = "".join(
        part if place % 2 else part.translate(_LETTERS) for place, part in enumerate(parts)
    )
    return f"{BEGIN}{accented}{' ~~' * (len(message) // 9)}{END}"


class Pseudo(gnu.NullTranslations):
    """The catalogue of both pseudo-languages."""

    def gettext(self, message: str) -> str:
        """Return the changed message."""
        return changed(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the changed singular or plural message."""
        return changed(msgid1 if n == 1 else msgid2)


def untranslated(text: str) -> str:
    """Return a text without its translated parts, which may be nested."""
    inner = re.compile(f"{BEGIN}[^{BEGIN}{END}]*{END}")
    while inner.search(text):
        text = inner.sub(" ", text)
    return text.strip()
