"""The fictional agencies of the sample world, and their record references."""

from __future__ import annotations

import itertools
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that registers people.

    `code` is the prefix of its references, `state` ISO 3166-1 alpha-2.
    """

    code: str
    name: str
    kind: str
    state: str


AGENCIES = (
    Agency("IT-CPA", "Child Protection Agency Italy (fictional)", "protection", "IT"),
    Agency("DE-JUG", "Youth Welfare Desk Germany (fictional)", "protection", "DE"),
    Agency("DE-116", "Missing Children Line Germany (fictional)", "hotline", "DE"),
    Agency("FR-ASE", "Child Welfare Desk France (fictional)", "protection", "FR"),
    Agency("FR-116", "Missing Children Line France (fictional)", "hotline", "FR"),
    Agency("GR-POL", "Missing Persons Bureau Greece (fictional)", "police", "GR"),
    Agency("ES-MEN", "Minors Protection Desk Spain (fictional)", "protection", "ES"),
    Agency("SE-POL", "Missing Persons Bureau Sweden (fictional)", "police", "SE"),
)

# (agency code, weight) of registrations by kind. Found minors are mostly registered by child
# protection, missing ones by any agency.
REGISTRATION_SHARES: dict[str, tuple[tuple[str, float], ...]] = {
    "missing": (
        ("GR-POL", 24),
        ("SE-POL", 18),
        ("FR-116", 16),
        ("DE-116", 14),
        ("IT-CPA", 10),
        ("DE-JUG", 8),
        ("FR-ASE", 6),
        ("ES-MEN", 4),
    ),
    "found": (
        ("IT-CPA", 28),
        ("DE-JUG", 26),
        ("FR-ASE", 18),
        ("ES-MEN", 16),
        ("GR-POL", 8),
        ("SE-POL", 4),
    ),
    "tracing": (("DE-JUG", 30), ("IT-CPA", 30), ("FR-ASE", 20), ("ES-MEN", 20)),
}

BY_CODE = {agency.code: agency for agency in AGENCIES}
STATES = tuple(dict.fromkeys(agency.state for agency in AGENCIES))

_BLOCK = 1_000_000
# A step without the factors 2 and 5 visits all six-digit numbers once. Each agency has its own
# step. With a common one, the records of one person, which are written one after the other, would
# often have the same number at all agencies.
_STEPS = dict(
    zip(
        BY_CODE,
        (387_421, 618_033, 274_177, 733_331, 141_421, 865_957, 529_981, 909_091),
        strict=True,
    )
)
_START = 104_729


class ReferenceGenerator:
    """Generates unique record references `<AGENCY>-<6 digits>`.

    Their order has no meaning. After a million references of one agency they get seven digits.
    """

    def __init__(self) -> None:
        self._counts = {code: itertools.count() for code in BY_CODE}

    def next(self, agency: str) -> str:
        """Return the next reference of an agency, given its code."""
        block, place = divmod(next(self._counts[agency]), _BLOCK)
        number = block * _BLOCK + (_START + place * _STEPS[agency]) % _BLOCK
        return f"{agency}-{number:06d}"
