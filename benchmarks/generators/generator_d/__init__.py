"""A fourth synthetic world of unaccompanied minors, written without knowledge of any engine.

Families, the journeys of their children and the desks on the way are generated in that order. All
people are fictional.
"""

from datetime import date, timedelta
from random import Random

from benchmarks.generators.generator_d import journeys, people, rates, rows
from benchmarks.generators.generator_d.dice import Dice

__all__ = ["observe", "rates"]

Entry = tuple[dict[str, str], int, str]


def observe(seed: int, size: int, noise: float = rates.NOISE) -> list[Entry]:
    """Return exactly `size` records: the row as text columns, person number and origin.

    The result depends only on the arguments. With `noise` 0, records are complete and correct.
    """
    dice = Dice(Random(seed), noise)
    entries: list[Entry] = []
    born = 0
    while len(entries) < size:
        origin = dice.draw({name: traits.share for name, traits in rates.ORIGINS.items()})
        party, new_entries = _party(origin, born, len(entries), dice)
        born += party
        entries += new_entries
    entries = entries[:size]
    dice.random.shuffle(entries)
    return entries


def _party(origin: str, born: int, serial: int, dice: Dice) -> tuple[int, list[Entry]]:
    start = date(dice.draw(rates.YEARS_OF.get(origin, rates.YEARS)), 1, 1) + timedelta(
        days=dice.random.randrange(365)
    )
    party = people.make_party(origin, born, start + timedelta(days=200), dice)
    entries: list[Entry] = []
    party_journeys = journeys.journeys(party, start, dice)
    led = journeys.encounters(party_journeys[0], dice.draw(rates.RECORDS), dice)
    for journey in party_journeys:
        files: dict[str, dict[str, str]] = {}
        are_together = journey is party_journeys[0] or dice.chance(rates.LIFE["met_together"])
        desks = journeys.met_alike(party_journeys[0], led, journey) if are_together else []
        for encounter in desks or journeys.encounters(journey, dice.draw(rates.RECORDS), dice):
            ref = {"record_ref": rows.reference(encounter, serial + len(entries))}
            entries.append(
                (ref | rows.write(journey, encounter, files, dice), journey.person.number, origin)
            )
    return len(party), entries
