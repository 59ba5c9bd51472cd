"""The consent texts that the system holds, by version, language and audience.

A released text never changes: its SHA-256 is in the documents of consents. A new wording is a new
version in a new folder, and the old one stays. The texts are to be checked by a lawyer.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from pathlib import Path

from core.codes.consent import ConsentTextAudience
from core.errors import unknown_code
from core.policy.case.consent import APPOINTED_GIVERS

WORDING = Path(__file__).parent / "consent_wording"  # <version>/<language>.<audience>.txt
CURRENT_VERSION = "1"
# The interpreter reads this text to a person whose language has no text (ISO 639-3).
FALLBACK_LANGUAGE = "eng"
# Languages offered by name for the explanation, ISO 639-3. Any other code is accepted.
OFFERED_LANGUAGES = tuple(
    "amh ara aze bam ben bul ces ckb dan deu ell eng est fas fin fra ful guj hau hin hrv hun hye"
    " ibo ita kat kaz khm kin kir kur lin lit lav man mkd mon mya nep nld nor orm pan pol por prs"
    " pus ron rus sin slk slv som spa sqi srp swa swe tam tgk tha tir tuk tur uig ukr urd uzb vie"
    " wol yor zgh zho".split()
)


@dataclasses.dataclass(frozen=True, slots=True)
class ConsentText:
    """A consent text: version, language (ISO 639-3), audience, wording and SHA-256 of the wording.

    The first line is the title. Lines that begin with a number are headings, those with a dash are
    items of a list.
    """

    version: str
    language: str
    audience: ConsentTextAudience
    text: str
    text_hash: str


@functools.cache
def consent_texts() -> tuple[ConsentText, ...]:
    """Return every text, by version, language and audience."""
    return tuple(_read(path) for path in sorted(WORDING.glob("*/*.txt")))


def _read(path: Path) -> ConsentText:
    language, audience = path.stem.split(".")
    text = path.read_text("utf-8")
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    return ConsentText(path.parent.name, language, ConsentTextAudience(audience), text, text_hash)


def current_languages() -> tuple[str, ...]:
    """Return the languages of the current version, the fallback first."""
    languages = {one.language for one in consent_texts() if one.version == CURRENT_VERSION}
    return (FALLBACK_LANGUAGE, *sorted(languages - {FALLBACK_LANGUAGE}))


def audience_of(giver: str) -> ConsentTextAudience:
    """Return who reads the text that a giver signs."""
    is_appointed = giver in APPOINTED_GIVERS
    return ConsentTextAudience.GUARDIAN if is_appointed else ConsentTextAudience.PERSON


def find_text(version: str, language: str, giver: str) -> ConsentText:
    """Return the text that a giver signs, in English if the language has none.

    Raise `InvalidInput` for an unknown version.
    """
    audience = audience_of(giver)
    texts = {
        one.language: one
        for one in consent_texts()
        if one.version == version and one.audience is audience
    }
    if not texts:
        raise unknown_code("text_version", sorted({one.version for one in consent_texts()}))
    return texts.get(language, texts[FALLBACK_LANGUAGE])


def text_of_hash(text_hash: str) -> ConsentText | None:
    """Return the text with this SHA-256; None for a text that the agency holds itself."""
    return next((one for one in consent_texts() if one.text_hash == text_hash), None)
