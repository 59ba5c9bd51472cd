"""The table of reasons why a child missing from care may go to a state, with the official languages
and calling codes of the participating states.

They are hints for telephone calls only. No record is shared because of them.
"""

from __future__ import annotations

import enum

from core.policy.participating_states import STATES


class LikelyReason(enum.StrEnum):
    """Why a child may go to a state."""

    CHOSEN = "chosen"  # the desk named it
    RELATIVES = "relatives"  # a telephone number of the child or a relative is of this state
    LANGUAGE = "language"  # the child speaks an official language of this state


# State -> its official languages, national and regional (ISO 639-3). From memory of the states'
# constitutions: to be checked by a lawyer.
STATE_LANGUAGES: dict[str, frozenset[str]] = {
    state: frozenset(languages.split())
    for state, languages in {
        "AT": "deu",
        "BE": "nld fra deu",
        "BG": "bul",
        "CH": "deu fra ita roh",
        "CY": "ell tur",
        "CZ": "ces",
        "DE": "deu",
        "DK": "dan",
        "EE": "est",
        "ES": "spa cat eus glg",
        "FI": "fin swe",
        "FR": "fra",
        "GR": "ell",
        "HR": "hrv",
        "HU": "hun",
        "IE": "eng gle",
        "IS": "isl",
        "IT": "ita",
        "LI": "deu",
        "LT": "lit",
        "LU": "ltz fra deu",
        "LV": "lav",
        "MT": "mlt eng",
        "NL": "nld fry",
        "NO": "nor nob nno",
        "PL": "pol",
        "PT": "por",
        "RO": "ron",
        "SE": "swe",
        "SI": "slv",
        "SK": "slk",
    }.items()
}
# State -> its country calling code (ITU-T E.164). None begins with another one.
CALLING_CODES: dict[str, str] = dict(
    match.split(":")
    for match in (
        "AT:43 BE:32 BG:359 CH:41 CY:357 CZ:420 DE:49 DK:45 EE:372 ES:34 FI:358 FR:33 GR:30 HR:385"
        " HU:36 IE:353 IS:354 IT:39 LI:423 LT:370 LU:352 LV:371 MT:356 NL:31 NO:47 PL:48 PT:351"
        " RO:40 SE:46 SI:386 SK:421"
    ).split()
)
assert STATE_LANGUAGES.keys() == CALLING_CODES.keys() == STATES


def states_of_language(language: str) -> frozenset[str]:
    """Return the participating states that have a language as an official one."""
    return frozenset(state for state, spoken in STATE_LANGUAGES.items() if language in spoken)


def state_of_number(digits: str) -> str:
    """Return the participating state of a full telephone number without its plus, "" for none."""
    return next((state for state, code in CALLING_CODES.items() if digits.startswith(code)), "")
