"""What two records of one person cannot easily both be right in: a column of the engine's table."""

from __future__ import annotations

from matching.model.attribute import Inconsistency
from matching.model.levels import ATTRIBUTES

# Phones, routes, homes, marks, languages and hair are not here: a person has several, or changes
# them.
INCONSISTENCIES: dict[str, Inconsistency] = {
    attribute.name: attribute.contradiction
    for attribute in ATTRIBUTES
    if attribute.contradiction is not None
}
