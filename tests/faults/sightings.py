"""People who are reported missing and then found: matches that matching must find."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from tests.factories import LAWFUL

SEED = 116_000
SYLLABLES = (
    "ba de ghi ko lu mar nes po qir ru sha tem ul vor wen xa yil zo chan fri gol hus".split()
)
FIRST_BIRTH, DAYS = date(2008, 1, 1), 3000


def rows(count: int, prefix: str = "") -> list[dict[str, Any]]:
    """Return `count` rows, two per person: a missing record, then a found one."""
    made = []
    for number, (name, birth_date) in enumerate(_people((count + 1) // 2)):
        for kind in ("missing", "found"):
            row = {
                "record_ref": f"{prefix}{kind}-{number}",
                "kind": kind,
                "full_name": name,
                "birth_date": birth_date,
            }
            made.append({**row, "sex": "FM"[number % 2], "legal_basis": LAWFUL.legal_basis})
    return made[:count]


def _people(count: int) -> list[tuple[str, str]]:
    chance = random.Random(SEED)
    made = []
    for _ in range(count):
        words = ("".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize() for _ in range(2))
        made.append(
            (" ".join(words), (FIRST_BIRTH + timedelta(days=chance.randrange(DAYS))).isoformat())
        )
    return made
