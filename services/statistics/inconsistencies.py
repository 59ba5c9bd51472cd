"""Contradictions: attributes in which two records of one person can rarely both be right."""

from __future__ import annotations

from matching.model.attribute import Inconsistency
from matching.model.levels import ATTRIBUTES

# Phones, routes, homes, marks, languages and hair are excluded: a person has several, or changes
# them.
INCONSISTENCIES: dict[str, Inconsistency] = {
    attribute.name: attribute.contradiction
    for attribute in ATTRIBUTES
    if attribute.contradiction is not None
}
