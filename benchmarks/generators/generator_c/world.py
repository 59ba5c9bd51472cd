"""The whole world of one seed: people until there are enough rows, then rows in random order."""

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.journeys import joint_meetings, meetings
from benchmarks.generators.generator_c.lives import make_namesake, make_party
from benchmarks.generators.generator_c.notes import DESK_CODE, write_row
from benchmarks.generators.generator_c.people import Meeting, Person

Observed = tuple[dict[str, str], int, str]


def observe(seed: int, size: int, noise: float = rates.NOISE) -> list[Observed]:
    """Return exactly `size` intake rows in random order, with person number and origin.

    The same seed, size and noise give the same rows. `noise` is the exponent of the rates (0:
    complete and correct records).
    """
    chance = Chance(seed, noise)
    desks = Desks(chance)
    rows: list[Observed] = []
    people: list[Person] = []
    while len(rows) < size:
        if people and chance.happens(rates.NAMESAKE):
            party = [make_namesake(chance, chance.pick(people))]
        else:
            party = make_party(chance, chance.weigh(rates.ORIGINS))
        first: list[Meeting] = []
        written: list[tuple[Person, Meeting]] = []
        for person in party:
            people.append(person)
            person.number = len(people)
            count = chance.weigh(rates.RECORDS)
            encounters = (
                joint_meetings(chance, person, first, count)
                if first
                else meetings(chance, person, count)
            )
            first = first or encounters
            written += [(person, each) for each in encounters]
        for person, each in sorted(written, key=lambda pair: pair[1].day):
            rows.append(
                (
                    write_row(chance, person, each, desks.reference(each)),
                    person.number,
                    person.origin,
                )
            )
    rows = rows[:size]
    chance.random.shuffle(rows)
    return rows


class Desks:
    """The reference numbers of agencies. A reference is used once."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.last: dict[str, int] = {}

    def reference(self, meeting: Meeting) -> str:
        """Return the next reference of the desk that writes."""
        desk = f"{meeting.country}-{DESK_CODE[meeting.desk]}"
        before = self.last.get(desk) or self.chance.within((10_000, 400_000))
        self.last[desk] = before + self.chance.within((1, 9))
        return f"{desk}-{self.last[desk]:06}"
