"""`python -m matching.warm`: compiles and caches every kernel the engine uses; a second call only loads them.

Run in set-up, so that api, worker and scheduler do not compile the same thing at the same time.
"""

from __future__ import annotations

import time

import numpy as np

from matching.columnar import read_file_block
from matching.compiled import cache_folder
from matching.csv_cells import whole_rows
from matching.engine import Engine
from matching.explain import explain
from matching.features import pack, rarity_tokens
from matching.keys import blocking_keys
from matching.names import score_matrix
from matching.person import Person
from matching.population import Population
from matching.sections import chosen

# Two made-up rows that fill every column.
_ROWS = (
    {
        "record_ref": "W-1", "kind": "missing", "full_name": "Example Person One", "name_native": "مثال",
        "birth_date": "2010-02-03",
        "sex": "F", "nationalities": "SY", "languages": "ara", "birth_place": "Halab", "ethnicity": "kurd",
        "home_address": "12 Example Street, Halab",
        "event_date": "2024-05-06",
        "event_country": "IT",
        "event_place": "Roma", "route": "TR:Izmir:2024-03-01",
        "phones": "+390612345678", "documents": "passport:SY:N0012345",
        "relatives": "mother:Example",
        "height_cm": "150", "eyes": "brown", "hair": "black", "marks": "scar:hand:left",
    },
    {"record_ref": "W-2", "kind": "found", "full_name": "Person Exampel", "age": "14", "age_on": "2024-06-01"},
)  # fmt: skip


def warm() -> float:
    """Call every compiled function once with the types the engine uses and return the seconds it took."""
    started = time.perf_counter()
    people = [Person.from_row(row) for row in _ROWS]
    population = Population.from_packed([pack(person) for person in people])
    engine = Engine()
    for exhaustive in (False, True):
        list(engine.link(population, exhaustive=exhaustive))
    list(engine.link(population, Population.from_people(people[:1])))
    engine.rank(people[0], population)
    explain(engine.compare(people[0], people[1]).evidence, people[0], people[1])
    blocking_keys(people[0], b"warm")
    rarity_tokens(pack(people[0]))
    whole_rows(np.frombuffer(b"a\n", np.uint8), 1)
    read = read_file_block(("record_ref", "full_name"), b"W-1,One\nW-2,Other\n")
    chosen(read.sections, np.zeros(1, np.int64))
    score_matrix(["one"], ["another"])
    return time.perf_counter() - started


if __name__ == "__main__":
    seconds = warm()
    print(f"kernels ready in {seconds:.1f} s ({cache_folder()})")  # noqa: T201
